"""Lay out a statement: fixed lines, in blocks of bands."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from xltool.layout.cells import NOT_APPLICABLE, FormCell, Role, SheetLayout
from xltool.layout.printed_parts import (
    TOP,
    bottom,
    column_widths,
    heading_cells,
    note_cells,
    title_cells,
)
from xltool.model.forms import LABEL, Column, Form, FormLine
from xltool.model.lookup import calculated_columns, calculated_lines
from xltool.model.submission import FormSize, Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.forms import ColumnBlock


def _blocks(bands: tuple[ColumnBlock, ...]) -> list[tuple[ColumnBlock, ...]]:
    blocks: list[list[ColumnBlock]] = []
    for band in bands:
        if band.below or not blocks:
            blocks.append([])
        blocks[-1].append(band)
    return [tuple(block) for block in blocks]


def lay_out_statement(form: Form, extent: FormSize, sheet: str) -> SheetLayout:
    """Lay out the blocks of a statement, one below the other, each with its heading."""
    widths = column_widths(form.template)
    cells = list(title_cells(form, extent, len(widths)))
    row, heights, head_rows = TOP, dict[int, float](), None
    for block in _blocks(form.template.bands):
        heads = heading_cells(row, block, form.table)
        body = bottom(heads)
        head_rows = head_rows or (row, body - 1)
        lines = list(_lines(body, block, form, extent))
        cells += heads + lines
        row = bottom(lines)
        heights |= dict.fromkeys(range(body, row), form.template.row_height)
    cells += note_cells(row, form, extent, len(widths))
    return SheetLayout(form, extent, sheet, tuple(cells), widths, heights, head_rows, ())


def _lines(
    row: int, block: tuple[ColumnBlock, ...], form: Form, extent: FormSize
) -> Iterator[FormCell]:
    depth = max(len(band.lines) for band in block)
    starts = accumulate((len(band.columns) for band in block), initial=0)
    for band, col in zip(block, starts, strict=False):
        for offset in range(depth):
            code = band.lines[offset] if offset < len(band.lines) else ""
            yield from _line(row + offset, col, code, band, form, extent)


def _line(
    row: int, col: int, code: str, band: ColumnBlock, form: Form, extent: FormSize
) -> Iterator[FormCell]:
    if not code:
        for offset in range(len(band.columns)):
            yield FormCell(row, col + offset, Role.BLANK)
        return
    line = form.table.line(code)
    strong = code in calculated_lines(form.rules)
    for offset, name in enumerate(band.columns):
        if name == LABEL:
            yield FormCell(row, col + offset, Role.LABEL, line.printed, strong=strong)
        else:
            yield _statement_cell(row, col + offset, form, line, form.table.column(name), extent)


def _statement_cell(
    row: int, col: int, form: Form, line: FormLine, column: Column, extent: FormSize
) -> FormCell:
    strong = line.code in calculated_lines(form.rules)
    if column.id in line.na:
        return FormCell(row, col, Role.BLANK, NOT_APPLICABLE, strong=strong)
    summed = strong and column.kind.numeric
    return FormCell(
        row, col, Role.FACT,
        key=Key(form.id, extent.entity.code, line.code, column.id),
        column=column,
        places=line.places if column.kind.value == "number" else None,
        calculated=summed or column.id in calculated_columns(form.rules),
        strong=strong,
    )  # fmt: skip
