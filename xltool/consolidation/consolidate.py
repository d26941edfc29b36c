"""Submissions of children → the submission of their parent 汇总.

Statements are added up; registers and cards carry their rows on, numbered anew without gaps; texts
of several children are joined under their names. What children pay each other is taken out on both
sides, what the parent adjusts is added. Sums are exact; a masked addend masks the sum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.consolidation.eliminations import ChildCell, find_eliminations
from xltool.consolidation.settled_lines import lines_of_parent, settle_lines
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
from xltool.model.tree_lines import form_of_size
from xltool.pack.adjustable import adjustments
from xltool.values.decimal_text import shown_value
from xltool.values.decimals import add_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xltool.model.forms import Column, Entity, Form, Pack
    from xltool.model.submission import SourceExplanation


@dataclass(frozen=True, slots=True)
class _Inputs:
    """What a parent's figures are made of.

    ``eliminated`` are the children's register cells that are not carried on; ``added`` are, for
    each figure of the parent, its adjustments and what is taken out of it, as negative amounts.
    """

    parent: Entity
    children: tuple[Submission, ...]
    eliminated: frozenset[ChildCell]
    added: Mapping[Key, tuple[Value, ...]]


def consolidate(
    pack: Pack, parent: Entity, children: Sequence[Submission], own: Submission | None = None
) -> Submission:
    """Return the submission of ``parent`` made of its children's, in the order given.

    Every child must have the same period. A form is carried when any child submitted it. ``own``
    is the parent's own submission: the forms that only a parent fills in. Of its children the
    parent keeps everything but the rows and cards at the end of a form that are blank. What was
    deleted from a child's file is masked: a workbook has no other way to show that it is unknown.
    """
    children = [_prepared_child(pack, child) for child in children]
    own = own.with_values(shown_value) if own else None
    forms = [form for form in pack.reported if any(form.id in c.extents for c in children)]
    period = children[0].period if children else ""
    inputs = _collect_inputs(pack, parent, children, own)
    sizes = {
        form.id: FormSize(
            parent, period, tuple(_sections(form, inputs)), lines_of_parent(form, children)
        )
        for form in forms
    }
    printed = (form_of_size(form, sizes[form.id]) for form in forms)
    tables = {name: records for form in printed for name, records in _tables(form, inputs)}
    if own is not None:
        # A submission made from facts has every table of the pack, blank ones too: only those of
        # its own forms count, or they would stand for what the children entered.
        mine = {
            name: own.tables[name] for name in own.tables if pack.form_of(name).id in own.extents
        }
        tables, sizes = {**tables, **mine}, {**sizes, **own.extents}
    return Submission(parent, period, tables, sizes, children=inputs.children)


def _prepared_child(pack: Pack, child: Submission) -> Submission:
    """Mask what was deleted, and cut blank ends off forms with none but the child's own rows.

    Codes that were chosen in open rows of a code tree become lines of their own.
    """
    child = settle_lines(pack, child)
    sizes = {
        name: size
        if is_parent(size)
        else replace(size, sections=(_without_blank_end(pack, name, child),))
        for name, size in child.extents.items()
    }
    return replace(child.with_values(shown_value), extents=sizes)


def _without_blank_end(pack: Pack, name: str, child: Submission) -> EntityRows:
    """Return the child's section up to its last row or card that is filled in, at least one."""
    (section,) = child.extents[name].sections
    if pack.form(name).shape is Shape.STATEMENT:
        return section
    tables = (child.tables.get(table.id, ()) for table in pack.form(name).tables)
    rows = [int(card_of(record.row)) for records in tables for record in records]
    return replace(section, count=min(section.count, max(rows, default=1)))


def _collect_inputs(
    pack: Pack, parent: Entity, children: Sequence[Submission], own: Submission | None
) -> _Inputs:
    eliminations = find_eliminations(pack, children)
    added: dict[Key, tuple[Value, ...]] = {}
    if own is not None:
        values = dict(own.values())
        added = {
            key: tuple(values[amount] for amount in amounts)
            for key, amounts in adjustments(pack, own).items()
        }
    for key, pairs in eliminations.pairs_by_key(parent.code).items():
        added[key] = (*added.get(key, ()), *(-pair.eliminated for pair in pairs))
    return _Inputs(parent, tuple(children), eliminations.removed, added)


def received(
    pack: Pack,
    child: Submission,
    *,
    when: str = "",
    forced: tuple[str, ...] = (),
    explanations: tuple[SourceExplanation, ...] = (),
) -> Submission:
    """Return ``child`` with a receipt for the file that it was read from, if it was read from one.

    ``when`` is the time at which the file came, ``forced`` the findings that were overridden, both
    as texts to be shown, ``explanations`` what was said of its warnings.
    """
    child, origin = settle_lines(pack, child), child.origin
    if origin is None:
        return child
    name = origin.source.replace("\\", "/").rpartition("/")[2]
    count = sum(value is not DELETED for _, value in child.values())
    displaced = {
        form: place
        for form, place in child.places.items()
        if place.rows or place.cols or place.sheet != pack.form(form).template.sheet
    }
    return replace(
        child,
        receipt=SourceReceipt(
            name,
            origin.sha256,
            origin.version,
            origin.serial,
            when,
            count,
            forced,
            displaced,
            explanations,
        ),
    )


def _sections(form: Form, inputs: _Inputs) -> Iterator[EntityRows]:
    """Yield the sections of the parent's form.

    A statement names its children; registers and cards count the rows of each owner. In a register
    an owner without rows may have stated that there are none.
    """
    for child in inputs.children:
        size = child.extents.get(form.id)
        is_nil = form.id in child.nil and form.shape is Shape.REGISTER
        if size is None or form.shape is Shape.STATEMENT:
            yield EntityRows(child.entity, nil=is_nil)
            continue
        owners = [record.entity for record in _remaining_records(form, child, inputs.eliminated)]
        for section in size.sections:
            count = owners.count(section.entity.code)
            yield EntityRows(section.entity, count, not count and (is_nil or section.nil))


def _tables(form: Form, inputs: _Inputs) -> Iterator[tuple[str, tuple[Record, ...]]]:
    """Yield the id of each table of a form with the parent's records in it."""
    if form.shape is Shape.STATEMENT:
        yield form.id, tuple(_added_records(form, inputs))
        return
    carried = tuple(_carried_records(form, inputs))
    yield form.id, carried
    # Rows on a card follow their card, whose new number is found by the number that it had.
    numbers = {record.of: record.row for record in carried}
    for table in form.tables[1:]:
        yield (
            table.id,
            tuple(
                _row_on_card(record, code, numbers[code, card_of(record.row)])
                for child in inputs.children
                for code in (child.entity.code,)
                for record in child.tables.get(table.id, ())
            ),
        )


def _added_records(form: Form, inputs: _Inputs) -> Iterator[Record]:
    """Yield the lines of a statement that hold anything; calculated cells stay empty."""
    sums, lines = calculated_columns(form.rules), calculated_lines(form.rules)
    for line in form.table.lines:
        values: dict[str, Value] = {}
        for column in form.table.columns:
            if column.id in sums or (line.code in lines and column.kind.numeric):
                continue
            key = Key(form.id, inputs.parent.code, line.code, column.id)
            value = _combined_value(column, key, inputs)
            if value is not None:
                values[column.id] = value
        if values:
            yield Record(inputs.parent.code, line.code, values)


def _combined_value(column: Column, key: Key, inputs: _Inputs) -> Value | None:
    """Return the parent's value at ``key``: the sum of numbers, or texts joined; None if blank."""
    given = [
        (child.entity, record.values[column.id])
        for child in inputs.children
        for record in child.tables.get(key.table, ())
        if record.row == key.row and column.id in record.values
    ]
    if column.kind.numeric:
        values = (*(value for _, value in given), *inputs.added.get(key, ()))
        return add_values(values) if column.adds else None
    return _join_texts(given) if given else None


def _join_texts(given: Iterable[tuple[Entity, Value]]) -> str:
    """Join texts under the names of their entities; the same text stands once.

    ``局机关、交警队：新增；巡特警：更新`` when three entities gave two texts.
    """
    names: dict[Value, list[str]] = {}
    for entity, text in given:
        names.setdefault(text, []).append(entity.short)
    return "；".join(f"{'、'.join(each)}：{text}" for text, each in names.items())


def _carried_records(form: Form, inputs: _Inputs) -> Iterator[Record]:
    """Yield the rows or cards of all children, numbered anew; ``of`` says which each was."""
    number = 0
    for child in inputs.children:
        for record in _remaining_records(form, child, inputs.eliminated):
            number += 1
            of = (child.entity.code, record.row)
            yield Record(record.entity, str(number), record.values, of)


def _remaining_records(
    form: Form, child: Submission, eliminated: frozenset[ChildCell]
) -> list[Record]:
    """Return the child's records, with an empty one for a card that has nothing but rows."""
    records = {
        record.row: remaining
        for record in child.tables.get(form.id, ())
        if (remaining := _without_eliminated(form, child, record, eliminated))
    }
    for table in form.tables[1:]:
        for record in child.tables.get(table.id, ()):
            card = card_of(record.row)
            records.setdefault(card, Record(record.entity, card, {}))
    return sorted(records.values(), key=lambda record: int(record.row))


def _without_eliminated(
    form: Form, child: Submission, record: Record, eliminated: frozenset[ChildCell]
) -> Record | None:
    """Return a record without its eliminated amounts; None when it has no other amount."""
    code = child.entity.code
    values = {
        column: value
        for column, value in record.values.items()
        if ChildCell(code, Key(form.id, record.entity, record.row, column)) not in eliminated
    }
    if len(values) == len(record.values):
        return record
    has_amounts = any(form.table.column(name).kind.numeric for name in values)
    return replace(record, values=values) if has_amounts else None


def _row_on_card(record: Record, child: str, card: str) -> Record:
    """Return a row of a child's card as a row of the parent's ``card``."""
    row = card_row(card, place_on_card(record.row) + 1)
    return Record(record.entity, row, record.values, (child, record.row))
