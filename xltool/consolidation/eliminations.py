"""What entities of one parent pay each other 内部往来: payer compared with receiver, pair by pair.

A transfer is eliminated from the parent's figures, on both sides, when payer and receiver stand
below the parent and state the same amount. That is done at the lowest parent of both: the cells of
the register behind it are not carried further up. A transfer to or from outside is kept.
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

    from xltool.expressions.transfers import Transfer
    from xltool.model.forms import Pack


class ChildCell(NamedTuple):
    """A cell in a child's submission: the child's code, and the cell's key there.

    The key names another entity than ``child`` when the child is itself a parent.
    """

    child: str
    key: Key


@dataclass(frozen=True, slots=True)
class TransferSide:
    """What payer or receiver state: the register's cells, and their sum.

    The sum is ``**`` when one of the cells is not known, and zero when there is none.
    """

    places: tuple[ChildCell, ...] = ()
    amount: Value = ZERO


@dataclass(frozen=True, slots=True)
class TransferPair:
    """One transfer between two entities of the same parent, as both state it.

    ``payer`` and ``receiver`` are codes; ``number`` counts the pairs of a parent from 0.
    """

    number: int
    transfer: Transfer
    payer: str
    receiver: str
    paid: TransferSide
    received: TransferSide

    @property
    def matches(self) -> bool:
        """Whether both sides state the same known amount."""
        return isinstance(self.paid.amount, Decimal) and self.paid.amount == self.received.amount

    @property
    def eliminated(self) -> Decimal:
        """The amount that is taken out on both sides; zero when they do not match."""
        return zero_if_blank(self.paid.amount) if self.matches else ZERO


@dataclass(frozen=True, slots=True)
class Eliminations:
    """The transfers inside one parent.

    ``loose`` cells state a transfer whose child did not submit the register, so that nobody knows
    with whom. ``removed`` are the register's cells that are not carried to the parent.
    """

    pairs: tuple[TransferPair, ...] = ()
    loose: tuple[ChildCell, ...] = ()
    removed: frozenset[ChildCell] = field(init=False)

    def __post_init__(self) -> None:
        """Collect the cells of all pairs that match."""
        cells = (
            place
            for pair in self.pairs
            if pair.matches
            for place in (*pair.paid.places, *pair.received.places)
        )
        object.__setattr__(self, "removed", frozenset(cells))

    def pairs_by_key(self, parent: str) -> Mapping[Key, tuple[TransferPair, ...]]:
        """Map each figure of ``parent`` that counts transfers to its pairs.

        That is a cell of a statement and a total of the register, for each side of a transfer.
        """
        found: dict[Key, list[TransferPair]] = defaultdict(list)
        for pair in self.pairs:
            transfer = pair.transfer
            for cell in (transfer.paid, transfer.received):
                found[Key(cell.form, parent, cell.line, cell.column)].append(pair)
            for column in (transfer.paid_column, transfer.received_column):
                found[Key(transfer.table, parent, TOTAL, column)].append(pair)
        return {key: tuple(pairs) for key, pairs in found.items()}


def find_eliminations(pack: Pack, children: Sequence[Submission]) -> Eliminations:
    """Compare what the children pay each other with what they receive from each other."""
    child_of = dict(_entities_below(children))
    found = (pair for transfer in pack.transfers for pair in _pairs(transfer, children, child_of))
    pairs = tuple(TransferPair(number, *pair) for number, pair in enumerate(found))
    loose = (cell for child in children for cell in _amounts_without_register(pack, child))
    return Eliminations(pairs, tuple(loose))


def _entities_below(children: Iterable[Submission]) -> Iterator[tuple[str, str]]:
    """Yield the code of each entity below the parent, with the code of the child it belongs to."""
    for child in children:
        yield child.entity.code, child.entity.code
        for size in child.extents.values():
            yield from ((section.entity.code, child.entity.code) for section in size.sections)


def _meet_here(payer: str, receiver: str, child_of: Mapping[str, str]) -> bool:
    """Whether this is the lowest parent of both.

    Two entities of the same child have met in that child already, unless they are the child itself.
    """
    if payer not in child_of or receiver not in child_of:
        return False
    return child_of[payer] != child_of[receiver] or payer == receiver == child_of[payer]


def _pairs(
    transfer: Transfer, children: Sequence[Submission], child_of: Mapping[str, str]
) -> Iterator[tuple[Transfer, str, str, TransferSide, TransferSide]]:
    """Yield the fields of each pair but its number: those that a payer states come first."""
    paid = _stated_amounts(transfer, transfer.paid_column, children)
    received = _stated_amounts(transfer, transfer.received_column, children)
    ends = dict.fromkeys([*paid, *((payer, receiver) for receiver, payer in received)])
    for payer, receiver in ends:
        if _meet_here(payer, receiver, child_of):
            paid_side = _transfer_side(paid.get((payer, receiver), []))
            received_side = _transfer_side(received.get((receiver, payer), []))
            yield transfer, payer, receiver, paid_side, received_side


def _stated_amounts(
    transfer: Transfer, column: str, children: Iterable[Submission]
) -> dict[tuple[str, str], list[tuple[ChildCell, Value]]]:
    """Return the amounts in a column of the register, by the entity's and counterparty's code."""
    found: dict[tuple[str, str], list[tuple[ChildCell, Value]]] = defaultdict(list)
    for child in children:
        for record in child.tables.get(transfer.table, ()):
            value, other = record.values.get(column), record.values.get(transfer.counterparty)
            if value is not None and isinstance(other, str):
                key = Key(transfer.table, record.entity, record.row, column)
                found[record.entity, other].append((ChildCell(child.entity.code, key), value))
    return found


def _transfer_side(stated: Sequence[tuple[ChildCell, Value]]) -> TransferSide:
    amount = add_values(value for _, value in stated)
    return TransferSide(tuple(cell for cell, _ in stated), ZERO if amount is None else amount)


def _amounts_without_register(pack: Pack, child: Submission) -> Iterator[ChildCell]:
    """Yield amounts of a child that did not submit the register which breaks them down."""
    values = SubmissionValues(pack, child)
    for transfer in pack.transfers:
        for cell in (transfer.paid, transfer.received):
            key = Key(cell.form, child.entity.code, cell.line, cell.column)
            submitted = cell.form in child.extents and transfer.table not in child.extents
            if submitted and values.get(key):
                yield ChildCell(child.entity.code, key)
