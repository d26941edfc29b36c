"""What entities of one parent pay each other 内部往来: payer held against receiver, pair by pair.

A transfer is taken out of the parent's figures, on both sides, when payer and receiver both stand
below the parent and state the same amount. That is the lowest parent that both have, for what it
takes out is not carried further up. A counterparty outside is kept.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from xltool.evaluation.submission_values import SubmissionValues
from xltool.model.forms import TOTAL
from xltool.model.submission import Key, Submission, Value
from xltool.values.decimals import ZERO, add_values, zero_if_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xltool.expressions.references import CellRef
    from xltool.expressions.transfers import Transfer
    from xltool.model.forms import Pack


class ChildCell(NamedTuple):
    """A cell of a child: the child that carries it, and the cell's key there."""

    child: str
    key: Key


@dataclass(frozen=True, slots=True)
class TransferSide:
    """What one side states: its cells, and their sum, ``**`` when one of them is not known."""

    places: tuple[ChildCell, ...] = ()
    amount: Value = ZERO


@dataclass(frozen=True, slots=True)
class TransferPair:
    """One transfer between two entities of the same parent, as both state it.

    ``number`` counts the pairs of a parent from 0.
    """

    number: int
    transfer: Transfer
    payer: str
    receiver: str
    paid: TransferSide
    received: TransferSide

    @property
    def matches(self) -> bool:
        """Whether both sides state the same."""
        return isinstance(self.paid.amount, Decimal) and self.paid.amount == self.received.amount

    @property
    def eliminated(self) -> Decimal:
        """What is taken out on both sides."""
        return zero_if_blank(self.paid.amount) if self.matches else ZERO


@dataclass(frozen=True, slots=True)
class Eliminations:
    """The transfers inside one parent; ``loose`` cells state one without saying with whom."""

    pairs: tuple[TransferPair, ...] = ()
    loose: tuple[ChildCell, ...] = ()
    removed: frozenset[ChildCell] = field(init=False)

    def __post_init__(self) -> None:
        """Collect the cells of the register that are not carried further."""
        cells = (
            place
            for pair in self.pairs
            if pair.matches
            for place in (*pair.paid.places, *pair.received.places)
        )
        object.__setattr__(self, "removed", frozenset(cells))

    def eliminated(self, parent: str) -> Mapping[Key, tuple[TransferPair, ...]]:
        """Map each figure of ``parent`` to the pairs that are taken out of it."""
        found: dict[Key, list[TransferPair]] = defaultdict(list)
        for pair in self.pairs:
            transfer = pair.transfer
            for cell in (transfer.paid, transfer.received):
                found[Key(cell.form, parent, cell.line, cell.column)].append(pair)
            for column in (transfer.paid_column, transfer.received_column):
                found[Key(transfer.table, parent, TOTAL, column)].append(pair)
        return {key: tuple(pairs) for key, pairs in found.items()}


def find_eliminations(pack: Pack, children: Sequence[Submission]) -> Eliminations:
    """Hold what the children pay each other against what they receive from each other."""
    inside = dict(_codes(children))
    found = (pair for transfer in pack.transfers for pair in _pairs(transfer, children, inside))
    pairs = tuple(TransferPair(number, *pair) for number, pair in enumerate(found))
    loose = tuple(place for child in children for place in _loose(pack, child))
    return Eliminations(pairs, loose)


def _codes(children: Iterable[Submission]) -> Iterator[tuple[str, str]]:
    """Yield everybody below, with the child that they belong to."""
    for child in children:
        yield child.entity.code, child.entity.code
        for extent in child.extents.values():
            yield from ((section.entity.code, child.entity.code) for section in extent.sections)


def _meets(payer: str, receiver: str, inside: Mapping[str, str]) -> bool:
    """Whether two entities first meet here: two of one child have met below."""
    if payer not in inside or receiver not in inside:
        return False
    return inside[payer] != inside[receiver] or payer == receiver == inside[payer]


def _pairs(
    transfer: Transfer, children: Sequence[Submission], inside: Mapping[str, str]
) -> Iterator[tuple[Transfer, str, str, TransferSide, TransferSide]]:
    paid = _stated(transfer, transfer.paid_column, children)
    received = _stated(transfer, transfer.received_column, children)
    ends = dict.fromkeys([*paid, *((payer, receiver) for receiver, payer in received)])
    for payer, receiver in ends:
        if _meets(payer, receiver, inside):
            there, back = paid.get((payer, receiver), []), received.get((receiver, payer), [])
            yield transfer, payer, receiver, _side(there), _side(back)


def _stated(
    transfer: Transfer, column: str, children: Iterable[Submission]
) -> dict[tuple[str, str], list[tuple[ChildCell, Value]]]:
    """Return what is stated in a column of the register, by who states it of whom."""
    found: dict[tuple[str, str], list[tuple[ChildCell, Value]]] = defaultdict(list)
    for child in children:
        for record in child.tables.get(transfer.table, ()):
            value, other = record.values.get(column), record.values.get(transfer.counterparty)
            if value is not None and isinstance(other, str):
                place = ChildCell(
                    child.entity.code, Key(transfer.table, record.entity, record.row, column)
                )
                found[record.entity, other].append((place, value))
    return found


def _side(stated: Sequence[tuple[ChildCell, Value]]) -> TransferSide:
    amount = add_values(value for _, value in stated)
    return TransferSide(tuple(place for place, _ in stated), ZERO if amount is None else amount)


def _loose(pack: Pack, child: Submission) -> Iterator[ChildCell]:
    """Yield amounts of a child that did not submit the register which breaks them down."""
    book = SubmissionValues(pack, child)
    for transfer in pack.transfers:
        if transfer.table not in child.extents:
            for cell in (transfer.paid, transfer.received):
                key = _key(cell, child)
                if cell.form in child.extents and book.get(key):
                    yield ChildCell(child.entity.code, key)


def _key(cell: CellRef, child: Submission) -> Key:
    return Key(cell.form, child.entity.code, cell.line, cell.column)
