"""A submission's values record by record, in printed order, with labels and cells.

Facts files and Parquet files are both made of these.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from xltool.a1 import address
from xltool.evaluation.submission_values import SubmissionValues
from xltool.kinds import Shape
from xltool.layout.cells import Role
from xltool.layout.layout import lay_out
from xltool.layout.placeholder import KEPT_LAYOUTS, PLACEHOLDER, lay_out_placeholder
from xltool.layout.printed_parts import is_parent
from xltool.model.forms import TOTAL
from xltool.model.row_ids import is_on_card
from xltool.model.submission import Key, Placement

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.forms import Form, Pack
    from xltool.model.submission import FormSize, Submission, TreeLines, Value

Position = tuple[int, int]
"""Row and column of a cell in the layout."""


class ListedRecord(NamedTuple):
    """Values of one record: its label, and each value with its column and the address of its cell.

    ``row`` is as in ``Record``, or ``total``; blanks are left out. Deleted cells have no address.
    A card's record may come in several pieces, as its cells are printed in several places.
    """

    form: str
    table: str
    entity: str
    row: str
    label: str
    sheet: str
    values: Sequence[tuple[str, Value, str]]


class NilStatement(NamedTuple):
    """That an entity states to have no data for a form, and where in its file it says so."""

    form: str
    entity: str
    sheet: str
    cell: str


def nil_statements(pack: Pack, submission: Submission) -> Iterator[NilStatement]:
    """Yield which forms are nil: of the submission, and of entities in a parent's registers."""
    own = submission.entity.code
    for form in pack.forms:
        size = submission.extents.get(form.id)
        if form.id in submission.nil:
            sheet, cell = submission.nil_cells.get(form.id, (form.template.sheet, ""))
            yield NilStatement(form.id, own, sheet, cell)
        for section in size.sections if size else ():
            if section.nil and section.entity.code != own:
                yield NilStatement(form.id, section.entity.code, form.template.sheet, "")


class _PrintedRecord(NamedTuple):
    """Where one record is printed, by column; ``entity`` may be the placeholder's code."""

    table: str
    entity: str
    row: str
    label: str
    cells: Sequence[tuple[str, Position]]


def listed_records(pack: Pack, submission: Submission) -> Iterator[ListedRecord]:
    """Yield every record of ``submission`` that has a value, calculated ones too."""
    source, own = SubmissionValues(pack, submission), submission.entity.code
    for form in pack.forms:
        size = submission.extents.get(form.id)
        place = submission.places.get(form.id) or Placement(form.template.sheet)
        for printed in _printed_records(form, size) if size else ():
            entity = own if printed.entity == PLACEHOLDER.code else printed.entity
            record = printed._replace(entity=entity)
            if values := list(_values(source, form, record, place)):
                table, _, row, label, _ = record
                yield ListedRecord(form.id, table, entity, row, label, place.sheet, values)


def _values(
    source: SubmissionValues, form: Form, record: _PrintedRecord, place: Placement
) -> Iterator[tuple[str, Value, str]]:
    table, entity, row, _, cells = record
    rows = source.rows(table)
    index = rows.index.get((entity, row))
    is_total = row == TOTAL and form.shape is Shape.REGISTER
    for column, (down, across) in cells if is_total or index is not None else ():
        key = Key(table, entity, row, column)
        value = source.get(key) if index is None or is_total else rows.column(column)[index]
        if value is not None:
            is_there = place.has(down, across)
            yield column, value, address(*place.at(down, across)) if is_there else ""


def _printed_records(form: Form, size: FormSize) -> Sequence[_PrintedRecord]:
    """Return where each record is printed; an entity's own form shares the placeholder's."""
    if is_parent(size):
        return _records_of(lay_out(form, size))
    return _placeholder_records(form, size.sections[0].count, size.period, size.lines)


@lru_cache(KEPT_LAYOUTS)
def _placeholder_records(
    form: Form, count: int, period: str, lines: TreeLines | None
) -> Sequence[_PrintedRecord]:
    return _records_of(lay_out_placeholder(form, count, period, lines))


def _records_of(layout: SheetLayout) -> Sequence[_PrintedRecord]:
    names = {line.code: line.label for line in layout.form.table.lines}
    labels = {
        cell.row + down: cell
        for cell in layout.cells if cell.role is Role.LABEL
        for down in range(cell.height)
    }  # fmt: skip
    found, seen = list[_PrintedRecord](), set[tuple[str, str, str]]()
    for (table, entity, row), slots in groupby(layout.slots.items(), lambda slot: slot[0][:3]):
        cells = list(slots)
        label = labels.get(cells[0][1].row)
        text = names.get(row) or (label.text if label and row == TOTAL else "")
        # What is printed beside a record is listed once, with its first piece.
        beside = () if (table, entity, row) in seen else _printed_values(layout, row, label)
        seen.add((table, entity, row))
        typed = ((key.column, (cell.row, cell.col)) for key, cell in cells)
        found.append(_PrintedRecord(table, entity, row, text, [*beside, *typed]))
    return found


def _printed_values(
    layout: SheetLayout, row: str, label: FormCell | None
) -> Iterator[tuple[str, Position]]:
    """Yield the columns that the template prints beside a card's row, such as 产出指标."""
    if label is not None and is_on_card(row):
        for column in layout.form.tables[-1].columns:
            if column.printed:
                yield column.id, (label.row, label.col)
