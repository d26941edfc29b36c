"""Lay out a register: numbered rows, section by section, with totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.layout.cells import FormCell, Role, SheetLayout
from xltool.layout.printed_parts import (
    TOP,
    bottom,
    column_widths,
    heading_cells,
    is_parent,
    note_cells,
    title_cells,
)
from xltool.model.forms import ROW_NUMBER, TOTAL, Column, Form
from xltool.model.lookup import calculated_columns, calculated_lines
from xltool.model.submission import EntityRows, FormSize, Key

if TYPE_CHECKING:
    from collections.abc import Iterator


def lay_out_register(form: Form, extent: FormSize, sheet: str) -> SheetLayout:
    """Lay out the numbered rows of each entity, with the totals above them."""
    widths = column_widths(form.template)
    cells = list(title_cells(form, extent, len(widths)))
    heads = heading_cells(TOP, form.template.bands, form.table)
    body = bottom(heads)
    cells += heads
    rows = list(_register_rows(form, extent))
    for offset, (entity, number) in enumerate(rows):
        cells += _register_row(body + offset, form, extent, entity, number)
    end = body + len(rows)
    cells += note_cells(end, form, extent, len(widths))
    heights = dict.fromkeys(range(body, end), form.template.row_height)
    return SheetLayout(form, extent, sheet, tuple(cells), widths, heights, (TOP, body - 1), ())


def _register_rows(form: Form, extent: FormSize) -> Iterator[tuple[EntityRows | None, int]]:
    """Yield the total, then for each section its subtotal and its numbered rows."""
    totals = TOTAL in calculated_lines(form.rules)
    if totals:
        yield None, 0
    number = 0
    for section in extent.sections:
        if totals and is_parent(extent) and section.count:
            yield section, 0
        for _ in range(section.count):
            number += 1
            yield section, number


def _register_row(
    row: int, form: Form, extent: FormSize, section: EntityRows | None, number: int
) -> Iterator[FormCell]:
    names = [name for band in form.template.bands for name in band.columns]
    for col, name in enumerate(names):
        if name == ROW_NUMBER:
            yield FormCell(row, col, Role.NUMBER, str(number) if number else "", strong=not number)
        elif number and section:
            yield _record_cell(row, col, form, section, number, form.table.column(name))
        else:
            yield _total_cell(row, col, form, extent, section, form.table.column(name))


def _record_cell(
    row: int, col: int, form: Form, section: EntityRows, number: int, column: Column
) -> FormCell:
    key = Key(form.id, section.entity.code, str(number), column.id)
    done = column.id in calculated_columns(form.rules)
    return FormCell(row, col, Role.FACT, key=key, column=column, calculated=done)


def _total_cell(
    row: int, col: int, form: Form, extent: FormSize, section: EntityRows | None, column: Column
) -> FormCell:
    entity = section.entity if section else extent.entity
    if column.adds is True:
        key = Key(form.id, entity.code, TOTAL, column.id)
        return FormCell(row, col, Role.FACT, key=key, column=column, calculated=True, strong=True)
    labels = form.template.subtotal if section else form.template.total
    text = labels.get(column.id, "").format(short=entity.short)
    return FormCell(row, col, Role.LABEL if text else Role.BLANK, text, strong=True)
