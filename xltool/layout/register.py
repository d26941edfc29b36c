"""Lay out a register: numbered rows, section by section, with totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.layout.cells import FormCell, Role, SheetLayout
from xltool.layout.printed_parts import (
    TOP,
    bottom,
    column_widths,
    heading_cells,
    index_cells,
    is_parent,
    note_cells,
    title_cells,
)
from xltool.model.forms import ROW_NUMBER, TOTAL, Column, Form
from xltool.model.lookup import calculated_columns, calculated_lines
from xltool.model.submission import EntityRows, FormSize, Key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


NIL_TEXT = "无"
"""What a parent's register prints for an entity that is stated to have no data."""


def lay_out_register(form: Form, size: FormSize, sheet: str) -> SheetLayout:
    """Lay out the numbered rows of each entity, with the totals above them."""
    widths = column_widths(form.template)
    cells = list(title_cells(form, size, len(widths)))
    bands, table = form.template.bands, form.table
    heads = heading_cells(TOP, bands, table)
    heads += index_cells(bottom(heads), form.template, bands, table)
    body = bottom(heads)
    cells += heads
    rows = list(_rows(form, size))
    for offset, (section, number) in enumerate(rows):
        cells += _row_cells(body + offset, form, size, section, number)
    end = body + len(rows)
    cells += note_cells(end, form, size, len(widths))
    heights = dict.fromkeys(range(body, end), form.template.row_height)
    return SheetLayout(form, size, sheet, tuple(cells), widths, heights, (TOP, body - 1), ())


def _rows(form: Form, size: FormSize) -> Iterator[tuple[EntityRows | None, int]]:
    """Yield each row as its section and number: the total, then subtotals and numbered rows.

    A total has the number 0, the form's own total no section. Only the form of a parent has
    subtotals, one for each section with rows; the numbers count on from section to section. A
    section that is stated to have no data has a single row without values, with the number 0.
    """
    totals = TOTAL in calculated_lines(form.rules)
    if totals:
        yield None, 0
    number = 0
    for section in size.sections:
        if section.nil and is_parent(size):
            yield section, 0
            continue
        if totals and is_parent(size) and section.count:
            yield section, 0
        for _ in range(section.count):
            number += 1
            yield section, number


def _row_cells(
    row: int, form: Form, size: FormSize, section: EntityRows | None, number: int
) -> Iterator[FormCell]:
    """Yield the cells of one row, given as ``_rows`` yields it."""
    names = [name for block in form.template.bands for name in block.columns]
    if section and section.nil and is_parent(size):
        yield from _nil_row_cells(row, form, section, names)
        return
    for col, name in enumerate(names):
        if name == ROW_NUMBER:
            yield FormCell(row, col, Role.NUMBER, str(number) if number else "", strong=not number)
        elif number and section:
            yield _record_cell(row, col, form, section, number, form.table.column(name))
        else:
            yield _total_cell(row, col, form, size, section, form.table.column(name))


def _nil_row_cells(
    row: int, form: Form, section: EntityRows, names: Sequence[str]
) -> Iterator[FormCell]:
    """Yield the row of an entity without data: its name and 无 where subtotals have their label."""
    labelled = next(
        iter(form.template.subtotal), next(name for name in names if name != ROW_NUMBER)
    )
    for col, name in enumerate(names):
        text = f"{section.entity.short}：{NIL_TEXT}" if name == labelled else ""
        role = Role.LABEL if text else Role.NUMBER if name == ROW_NUMBER else Role.BLANK
        yield FormCell(row, col, role, text, strong=True)


def _record_cell(
    row: int, col: int, form: Form, section: EntityRows, number: int, column: Column
) -> FormCell:
    key = Key(form.id, section.entity.code, str(number), column.id)
    calculated = column.id in calculated_columns(form.rules)
    return FormCell(row, col, Role.FACT, key=key, column=column, calculated=calculated)


def _total_cell(
    row: int, col: int, form: Form, size: FormSize, section: EntityRows | None, column: Column
) -> FormCell:
    """Return a cell of a total: the sum of a column that adds up, else a printed label."""
    entity = section.entity if section else size.entity
    if column.adds is True:
        key = Key(form.id, entity.code, TOTAL, column.id)
        return FormCell(row, col, Role.FACT, key=key, column=column, calculated=True, strong=True)
    labels = form.template.subtotal if section else form.template.total
    text = labels.get(column.id, "").format(short=entity.short)
    return FormCell(row, col, Role.LABEL if text else Role.BLANK, text, strong=True)
