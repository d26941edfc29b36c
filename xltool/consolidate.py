"""Submissions of children → the submission of their parent 汇总.

Statements add; registers and cards carry their rows, renumbered without gaps; texts of several
children are joined under their names. Plain decimals: a sum is exact, a masked addend masks it.
"""

from __future__ import annotations

from decimal import Context, Decimal
from typing import TYPE_CHECKING

from xltool.evaluate import DIGITS, MASK
from xltool.model import (
    Column,
    Entity,
    Extent,
    Form,
    Pack,
    Record,
    Section,
    Shape,
    Submission,
    Value,
)
from xltool.rules import calculated_columns, calculated_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


def consolidate(pack: Pack, parent: Entity, children: Sequence[Submission]) -> Submission:
    """Return the submission of ``parent`` made of its children's, in the order given.

    Every child must have the same period. A form is carried when any child submitted it.
    """
    forms = [form for form in pack.forms if any(form.id in c.extents for c in children)]
    period = children[0].period if children else ""
    return Submission(
        entity=parent,
        period=period,
        tables={
            name: records for form in forms for name, records in _tables(form, parent, children)
        },
        extents={
            form.id: Extent(parent, period, tuple(_sections(form, children))) for form in forms
        },
        children=tuple(children),
    )


def _sections(form: Form, children: Iterable[Submission]) -> Iterator[Section]:
    """A statement names its children; registers and cards count the rows of each owner."""
    for child in children:
        extent = child.extents.get(form.id)
        if extent is None or form.shape is Shape.STATEMENT:
            yield Section(child.entity)
            continue
        owners = [record.entity for record in _records(form, child)]
        for section in extent.sections:
            yield Section(section.entity, owners.count(section.entity.code))


def _tables(
    form: Form, parent: Entity, children: Sequence[Submission]
) -> Iterator[tuple[str, tuple[Record, ...]]]:
    if form.shape is Shape.STATEMENT:
        yield form.id, tuple(_added(form, parent, children))
        return
    carried = list(_carried(form, children))
    yield form.id, tuple(record for _, record in carried)
    numbers = {(child, record.of): record.row for child, record in carried}
    for table in form.tables[1:]:
        rows = (
            _inner(record, child.entity.code, numbers[child.entity.code, _card(child, record)])
            for child in children
            for record in child.tables.get(table.id, ())
        )
        yield table.id, tuple(rows)


def _added(form: Form, parent: Entity, children: Sequence[Submission]) -> Iterator[Record]:
    sums, lines = calculated_columns(form.rules), calculated_lines(form.rules)
    for line in form.table.lines:
        values: dict[str, Value] = {}
        for column in form.table.columns:
            if column.id in sums or (line.code in lines and column.kind.numeric):
                continue
            value = _combined(column, list(_values(form, line.code, column.id, children)))
            if value is not None:
                values[column.id] = value
        if values:
            yield Record(parent.code, line.code, values)


def _values(
    form: Form, row: str, column: str, children: Iterable[Submission]
) -> Iterator[tuple[Entity, Value]]:
    for child in children:
        for record in child.tables.get(form.id, ()):
            if record.row == row and column in record.values:
                yield child.entity, record.values[column]


def _combined(column: Column, values: list[tuple[Entity, Value]]) -> Value | None:
    if not values:
        return None
    if not column.kind.numeric:
        return _joined(values)
    if not column.adds:
        return None
    numbers = [value for _, value in values if isinstance(value, Decimal)]
    if len(numbers) < len(values):
        return MASK
    exact, total = Context(prec=DIGITS), Decimal(0)
    for number in numbers:
        total = exact.add(total, number)
    return total


def _joined(values: Iterable[tuple[Entity, Value]]) -> str:
    """Join texts under the names of those who gave them; the same text stands once."""
    names: dict[Value, list[str]] = {}
    for entity, value in values:
        names.setdefault(value, []).append(entity.short)
    return "；".join(f"{'、'.join(who)}：{text}" for text, who in names.items())


def _carried(form: Form, children: Iterable[Submission]) -> Iterator[tuple[str, Record]]:
    number = 0
    for child in children:
        for record in _records(form, child):
            number += 1
            of = (child.entity.code, record.row)
            yield child.entity.code, Record(record.entity, str(number), record.values, of)


def _records(form: Form, child: Submission) -> list[Record]:
    """Return the child's records, with an empty one for a card that has nothing but rows."""
    records = {record.row: record for record in child.tables.get(form.id, ())}
    for table in form.tables[1:]:
        for record in child.tables.get(table.id, ()):
            card = record.row.partition("/")[0]
            records.setdefault(card, Record(record.entity, card, {}))
    return sorted(records.values(), key=lambda record: int(record.row))


def _card(child: Submission, record: Record) -> tuple[str, str]:
    return child.entity.code, record.row.partition("/")[0]


def _inner(record: Record, child: str, card: str) -> Record:
    row = f"{card}/{record.row.partition('/')[2]}"
    return Record(record.entity, row, record.values, (child, record.row))
