"""Two copies of one form put together by what was typed; what differs is told apart, not guessed.

The cells of a statement are put together one by one. Rows of a register have no place of their own,
and neither have those on a card: of a register, and of each card, the rows of the copy are taken
that has all the other one has.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.kinds import Shape
from xltool.model.row_ids import card_of, is_on_card
from xltool.model.submission import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.model.forms import Form, Table
    from xltool.model.submission import Tables, Value


@dataclass(frozen=True, slots=True)
class CombinedForm:
    """What two copies of a form come to, and what in the first and second contradicts the other.

    All three by table; there is no contradiction when the last two are blank.
    """

    tables: Tables
    first: Tables
    second: Tables


def combined_form(form: Form, first: Tables, second: Tables) -> CombinedForm:
    """Return the records of ``form`` in two copies put together."""
    if form.shape is Shape.STATEMENT:
        return _combined_statement(form.table, first, second)
    return _combined_parts(form, first, second)


def _combined_statement(table: Table, first: Tables, second: Tables) -> CombinedForm:
    """Take each cell from the copy that has it; two different values contradict each other."""
    ours = {record.row: record for record in first.get(table.id, ())}
    others = {record.row: record for record in second.get(table.id, ())}
    both, one, two = list[Record](), list[Record](), list[Record]()
    lines = [line.code for line in table.lines if line.code in ours or line.code in others]
    for row in dict.fromkeys((*lines, *ours, *others)):  # open rows without a code are no lines
        entity = (ours.get(row) or others[row]).entity
        own, other = _values(ours, row), _values(others, row)
        differing = [name for name in own if name in other and own[name] != other[name]]
        both.append(Record(entity, row, {**other, **own}))
        if differing:
            one.append(Record(entity, row, {name: own[name] for name in differing}))
            two.append(Record(entity, row, {name: other[name] for name in differing}))
    return CombinedForm(*({table.id: tuple(records)} for records in (both, one, two)))


def _values(records: Mapping[str, Record], row: str) -> Mapping[str, Value]:
    return records[row].values if row in records else {}


def _combined_parts(form: Form, first: Tables, second: Tables) -> CombinedForm:
    """Take the register, or each card, from the copy that has all that the other one has."""
    ours, others = _parts(form, first), _parts(form, second)
    taken, one, two = list[_Part](), list[_Part](), list[_Part]()
    for number in sorted({*ours, *others}):
        own, other = ours.get(number, _Part()), others.get(number, _Part())
        taken.append(other if own.is_within(other) else own)
        if not own.is_within(other) and not other.is_within(own):
            one.append(own)
            two.append(other)
    return CombinedForm(*(_joined(form, parts) for parts in (taken, one, two)))


@dataclass(frozen=True, slots=True)
class _Part:
    """The records of one card with their tables, or those of a register."""

    fields: tuple[tuple[str, Record], ...] = ()
    rows: tuple[tuple[str, Record], ...] = ()

    def is_within(self, other: _Part) -> bool:
        """Whether ``other`` has each field, and each row by content, wherever it stands.

        Of two rows alike it needs two as well.
        """
        return _cells(self.fields) <= _cells(other.fields) and _counted(self.rows) <= _counted(
            other.rows
        )


def _parts(form: Form, tables: Tables) -> dict[int, _Part]:
    """Return the cards of a form by number; a register as a whole, by 0."""
    found: dict[int, _Part] = {}
    for table in form.tables:
        for record in filter(_has_values, tables.get(table.id, ())):
            is_card = form.shape is Shape.CARDS
            number = int(card_of(record.row)) if is_card else 0
            part, own = found.get(number, _Part()), (table.id, record)
            if is_card and not is_on_card(record.row):
                found[number] = replace(part, fields=(*part.fields, own))
            else:
                found[number] = replace(part, rows=(*part.rows, own))
    return found


def _has_values(record: Record) -> bool:
    return bool(record.values)


def _cells(fields: Iterable[tuple[str, Record]]) -> set[tuple[str, str, Value]]:
    return {(table, *cell) for table, record in fields for cell in record.values.items()}


def _counted(rows: Iterable[tuple[str, Record]]) -> Counter[tuple[str, frozenset[object]]]:
    return Counter((table, frozenset(record.values.items())) for table, record in rows)


def _joined(form: Form, parts: Sequence[_Part]) -> Tables:
    found = [each for part in parts for each in (*part.fields, *part.rows)]
    return {
        table.id: tuple(record for name, record in found if name == table.id)
        for table in form.tables
    }
