"""Lay out a statement: fixed lines, in blocks of bands."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING

from xltool.kinds import ColumnKind
from xltool.layout.cells import NOT_APPLICABLE, FormCell, Role, SheetLayout
from xltool.layout.printed_parts import (
    TOP,
    bottom,
    column_widths,
    heading_cells,
    note_cells,
    stacked_bands,
    title_cells,
)
from xltool.model.forms import LABEL, Column, Form, FormLine
from xltool.model.lookup import calculated_columns, calculated_lines
from xltool.model.submission import FormSize, Key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.model.forms import ColumnBlock


def lay_out_statement(form: Form, size: FormSize, sheet: str) -> SheetLayout:
    """Lay out the blocks of a statement, one below the other, each with its heading."""
    widths = column_widths(form.template)
    cells = list(title_cells(form, size, len(widths)))
    row, heights, head_rows = TOP, dict[int, float](), None
    for block in stacked_bands(form.template.bands):
        heads = heading_cells(row, block, form.table)
        body = bottom(heads)
        head_rows = head_rows or (row, body - 1)
        lines = list(_block_cells(body, block, form, size))
        cells += heads + lines
        row = bottom(lines)
        heights |= dict.fromkeys(range(body, row), form.template.row_height)
    cells += note_cells(row, form, size, len(widths))
    return SheetLayout(form, size, sheet, tuple(cells), widths, heights, head_rows, ())


def _block_cells(
    row: int, block: Sequence[ColumnBlock], form: Form, size: FormSize
) -> Iterator[FormCell]:
    """Yield the lines of bands side by side; a band with fewer lines ends in blank cells."""
    depth = max(len(band.lines) for band in block)
    starts = accumulate((len(band.columns) for band in block), initial=0)
    for band, col in zip(block, starts, strict=False):
        for offset in range(depth):
            code = band.lines[offset] if offset < len(band.lines) else ""
            yield from _line_cells(row + offset, col, code, band, form, size)


def _line_cells(
    row: int, col: int, code: str, band: ColumnBlock, form: Form, size: FormSize
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
            yield _value_cell(row, col + offset, form, line, form.table.column(name), size)


def _value_cell(
    row: int, col: int, form: Form, line: FormLine, column: Column, size: FormSize
) -> FormCell:
    strong = line.code in calculated_lines(form.rules)
    if column.id in line.na:
        return FormCell(row, col, Role.BLANK, NOT_APPLICABLE, strong=strong)
    summed = strong and column.kind.numeric
    return FormCell(
        row, col, Role.FACT,
        key=Key(form.id, size.entity.code, line.code, column.id),
        column=column,
        places=line.places if column.kind is ColumnKind.NUMBER else None,
        calculated=summed or column.id in calculated_columns(form.rules),
        strong=strong,
    )  # fmt: skip
