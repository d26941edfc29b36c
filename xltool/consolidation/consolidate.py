"""Submissions of children → the submission of their parent 汇总.

Statements add; registers and cards carry their rows, renumbered without gaps; texts of several
children are joined under their names. What children pay each other is taken out of both sides,
what the parent adjusts is added. Plain decimals: a sum is exact, a masked addend masks it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.consolidation.eliminations import ChildCell, find_eliminations
from xltool.kinds import Shape
from xltool.layout.printed_parts import is_parent
from xltool.model.lookup import calculated_columns, calculated_lines
from xltool.model.row_ids import card_of, card_row, place_on_card
from xltool.model.submission import (
    DELETED,
    EntityRows,
    FormSize,
    Key,
    Record,
    SourceReceipt,
    Submission,
    Value,
)
from xltool.pack.adjustable import adjustments
from xltool.values.decimal_text import shown_value
from xltool.values.decimals import add_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xltool.model.forms import Column, Entity, Form, Pack


@dataclass(frozen=True, slots=True)
class _Family:
    """What a parent is made of: its children, what is taken out, and what it adds itself."""

    parent: Entity
    children: tuple[Submission, ...]
    removed: frozenset[ChildCell]
    moved: Mapping[Key, tuple[Value, ...]]


def consolidate(
    pack: Pack, parent: Entity, children: Sequence[Submission], own: Submission | None = None
) -> Submission:
    """Return the submission of ``parent`` made of its children's, in the order given.

    Every child must have the same period. A form is carried when any child submitted it. ``own``
    is the parent's own submission: the forms that only a parent fills in. Of its children the
    parent keeps everything but the rows and cards at the end of a form that are blank. What was
    deleted from a child's file is masked: a workbook has no other way to show that it is unknown.
    """
    children = [_carried_child(pack, child) for child in children]
    own = own.with_values(shown_value) if own else None
    forms = [form for form in pack.reported if any(form.id in c.extents for c in children)]
    period = children[0].period if children else ""
    family = _family(pack, parent, children, own)
    tables = {name: records for form in forms for name, records in _tables(form, family)}
    extents = {form.id: FormSize(parent, period, tuple(_sections(form, family))) for form in forms}
    if own is not None:
        tables, extents = {**tables, **own.tables}, {**extents, **own.extents}
    return Submission(parent, period, tables, extents, children=family.children)


def _carried_child(pack: Pack, child: Submission) -> Submission:
    """Mask what was deleted, and cut blank ends off forms with none but the child's own rows."""
    extents = {
        name: extent
        if is_parent(extent)
        else replace(extent, sections=(_filled(pack, name, child),))
        for name, extent in child.extents.items()
    }
    return replace(child.with_values(shown_value), extents=extents)


def _filled(pack: Pack, name: str, child: Submission) -> EntityRows:
    """Return the child's section up to its last row or card that is filled in, at least one."""
    (section,) = child.extents[name].sections
    if pack.form(name).shape is Shape.STATEMENT:
        return section
    tables = (child.tables.get(table.id, ()) for table in pack.form(name).tables)
    rows = [int(card_of(record.row)) for records in tables for record in records]
    return replace(section, count=min(section.count, max(rows, default=1)))


def _family(
    pack: Pack, parent: Entity, children: Sequence[Submission], own: Submission | None
) -> _Family:
    settlement = find_eliminations(pack, children)
    moved: dict[Key, tuple[Value, ...]] = {}
    if own is not None:
        values = dict(own.values())
        moved = {
            key: tuple(values[amount] for amount in amounts)
            for key, amounts in adjustments(pack, own).items()
        }
    for key, pairs in settlement.eliminated(parent.code).items():
        taken = (-pair.eliminated for pair in pairs)
        moved[key] = (*moved.get(key, ()), *taken)
    return _Family(parent, tuple(children), settlement.removed, moved)


def received(
    pack: Pack, child: Submission, *, when: str = "", forced: tuple[str, ...] = ()
) -> Submission:
    """Return ``child`` with a receipt for the file it was read from, if it was read from one."""
    if child.origin is None:
        return child
    name = child.origin.source.replace("\\", "/").rpartition("/")[2]
    origin, count = child.origin, sum(value is not DELETED for _, value in child.values())
    moved = {
        form: place
        for form, place in child.places.items()
        if place.rows or place.cols or place.sheet != pack.form(form).template.sheet
    }
    return replace(
        child,
        receipt=SourceReceipt(
            name, origin.sha256, origin.version, origin.serial, when, count, forced, moved
        ),
    )


def _sections(form: Form, family: _Family) -> Iterator[EntityRows]:
    """A statement names its children; registers and cards count the rows of each owner."""
    for child in family.children:
        extent = child.extents.get(form.id)
        if extent is None or form.shape is Shape.STATEMENT:
            yield EntityRows(child.entity)
            continue
        owners = [record.entity for record in _records(form, child, family.removed)]
        for section in extent.sections:
            yield EntityRows(section.entity, owners.count(section.entity.code))


def _tables(form: Form, family: _Family) -> Iterator[tuple[str, tuple[Record, ...]]]:
    if form.shape is Shape.STATEMENT:
        yield form.id, tuple(_added(form, family))
        return
    carried = list(_carried(form, family))
    yield form.id, tuple(record for _, record in carried)
    numbers = {(child, record.of): record.row for child, record in carried}
    for table in form.tables[1:]:
        rows = (
            _inner(record, child.entity.code, numbers[child.entity.code, _card(child, record)])
            for child in family.children
            for record in child.tables.get(table.id, ())
        )
        yield table.id, tuple(rows)


def _added(form: Form, family: _Family) -> Iterator[Record]:
    sums, lines = calculated_columns(form.rules), calculated_lines(form.rules)
    for line in form.table.lines:
        values: dict[str, Value] = {}
        for column in form.table.columns:
            if column.id in sums or (line.code in lines and column.kind.numeric):
                continue
            given = list(_values(form, line.code, column.id, family.children))
            key = Key(form.id, family.parent.code, line.code, column.id)
            value = _combined(column, given, family.moved.get(key, ()))
            if value is not None:
                values[column.id] = value
        if values:
            yield Record(family.parent.code, line.code, values)


def _values(
    form: Form, row: str, column: str, children: Iterable[Submission]
) -> Iterator[tuple[Entity, Value]]:
    for child in children:
        for record in child.tables.get(form.id, ()):
            if record.row == row and column in record.values:
                yield child.entity, record.values[column]


def _combined(
    column: Column, given: list[tuple[Entity, Value]], moved: tuple[Value, ...]
) -> Value | None:
    values = [*(value for _, value in given), *moved]
    if not values or (column.kind.numeric and not column.adds):
        return None
    if not column.kind.numeric:
        return _joined(given)
    return add_values(values)


def _joined(values: Iterable[tuple[Entity, Value]]) -> str:
    """Join texts under the names of those who gave them; the same text stands once."""
    names: dict[Value, list[str]] = {}
    for entity, value in values:
        names.setdefault(value, []).append(entity.short)
    return "；".join(f"{'、'.join(who)}：{text}" for text, who in names.items())


def _carried(form: Form, family: _Family) -> Iterator[tuple[str, Record]]:
    number = 0
    for child in family.children:
        for record in _records(form, child, family.removed):
            number += 1
            of = (child.entity.code, record.row)
            yield child.entity.code, Record(record.entity, str(number), record.values, of)


def _records(form: Form, child: Submission, removed: frozenset[ChildCell]) -> list[Record]:
    """Return the child's records, with an empty one for a card that has nothing but rows."""
    records = {
        record.row: left
        for record in child.tables.get(form.id, ())
        if (left := _left(form, child, record, removed))
    }
    for table in form.tables[1:]:
        for record in child.tables.get(table.id, ()):
            card = card_of(record.row)
            records.setdefault(card, Record(record.entity, card, {}))
    return sorted(records.values(), key=lambda record: int(record.row))


def _left(
    form: Form, child: Submission, record: Record, removed: frozenset[ChildCell]
) -> Record | None:
    """Return what is left of a record; None when all its amounts were taken out."""
    code = child.entity.code
    taken = {
        column
        for column in record.values
        if ChildCell(code, Key(form.id, record.entity, record.row, column)) in removed
    }
    if not taken:
        return record
    values = {name: value for name, value in record.values.items() if name not in taken}
    amounts = any(form.table.column(name).kind.numeric for name in values)
    return replace(record, values=values) if amounts else None


def _card(child: Submission, record: Record) -> tuple[str, str]:
    return child.entity.code, card_of(record.row)


def _inner(record: Record, child: str, card: str) -> Record:
    row = card_row(card, place_on_card(record.row) + 1)
    return Record(record.entity, row, record.values, (child, record.row))
