"""A submission's values in printed order, record by record, with their labels and places."""

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
    from xltool.model.submission import FormSize, Submission, Value

Place = tuple[int, int]


class ListedRecord(NamedTuple):
    """What stands together of one record: its label, and each value with its column and cell.

    ``row`` is as in ``Record``, or ``total``; blanks are left out. What was deleted has no cell.
    """

    form: str
    table: str
    entity: str
    row: str
    label: str
    sheet: str
    values: Sequence[tuple[str, Value, str]]


class _Line(NamedTuple):
    """Where one record is printed; ``owner`` is nobody's on the sheet of a single entity."""

    table: str
    owner: str
    row: str
    label: str
    cells: Sequence[tuple[str, Place]]


def listed_records(pack: Pack, submission: Submission) -> Iterator[ListedRecord]:
    """Yield every record of ``submission`` that has a value, calculated ones too."""
    book, own = SubmissionValues(pack, submission), submission.entity.code
    for form in pack.forms:
        extent = submission.extents.get(form.id)
        for line in _lines(form, extent) if extent else ():
            owner = own if line.owner == PLACEHOLDER.code else line.owner
            place = submission.places.get(form.id) or Placement(form.template.sheet)
            if values := list(_values(book, form, line._replace(owner=owner), place)):
                yield ListedRecord(
                    form.id, line.table, owner, line.row, line.label, place.sheet, values
                )


def _values(
    book: SubmissionValues, form: Form, line: _Line, place: Placement
) -> Iterator[tuple[str, Value, str]]:
    table, owner, row, _, cells = line
    rows = book.rows(table)
    at = rows.index.get((owner, row))
    total = row == TOTAL and form.shape is Shape.REGISTER
    for column, (down, across) in cells if total or at is not None else ():
        key = Key(table, owner, row, column)
        value = book.get(key) if at is None or total else rows.column(column)[at]
        if value is not None:
            there = place.has(down, across)
            yield column, value, address(*place.at(down, across)) if there else ""


def _lines(form: Form, extent: FormSize) -> Sequence[_Line]:
    """Return where each record is printed; of an entity's own rows, where they are for anybody."""
    if is_parent(extent):
        return _printed(lay_out(form, extent))
    return _anybodys(form, extent.sections[0].count)


@lru_cache(KEPT_LAYOUTS)
def _anybodys(form: Form, count: int) -> Sequence[_Line]:
    return _printed(lay_out_placeholder(form, count))


def _printed(plan: SheetLayout) -> Sequence[_Line]:
    names = {line.code: line.label for line in plan.form.table.lines}
    texts = {
        cell.row + down: cell
        for cell in plan.cells if cell.role is Role.LABEL
        for down in range(cell.height)
    }  # fmt: skip
    found, seen = list[_Line](), set[tuple[str, str, str]]()
    for (table, owner, row), slots in groupby(plan.slots.items(), lambda slot: slot[0][:3]):
        cells = list(slots)
        text = texts.get(cells[0][1].row)
        label = names.get(row) or (text.text if text and row == TOTAL else "")
        beside = () if (table, owner, row) in seen else _beside(plan, row, text)
        seen.add((table, owner, row))
        typed = ((key.column, (cell.row, cell.col)) for key, cell in cells)
        found.append(_Line(table, owner, row, label, [*beside, *typed]))
    return found


def _beside(plan: SheetLayout, row: str, text: FormCell | None) -> Iterator[tuple[str, Place]]:
    """Yield the columns that the template prints beside a card's row, such as 产出指标."""
    if text is not None and is_on_card(row):
        for column in plan.form.tables[-1].columns:
            if column.printed:
                yield column.id, (text.row, text.col)
