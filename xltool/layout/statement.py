"""Lay out a statement: fixed lines, in blocks of columns."""

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
    index_cells,
    note_cells,
    stack_blocks,
    title_cells,
)
from xltool.model.forms import CODE, LABEL, ROW_NUMBER, Column, Form, FormLine
from xltool.model.lookup import calculated_columns, calculated_lines, total_lines
from xltool.model.submission import FormSize, Key

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.model.templates import ColumnBlock


def lay_out_statement(form: Form, size: FormSize, sheet: str) -> SheetLayout:
    """Lay out the lines of a statement; blocks side by side share a heading row."""
    widths = column_widths(form.template)
    cells = list(title_cells(form, size, len(widths)))
    row, heights, head_rows, numbered = TOP, dict[int, float](), None, 0
    for blocks in stack_blocks(form.template.bands):
        heads = heading_cells(row, blocks, form.table)
        heads += index_cells(bottom(heads), form.template, blocks, form.table)
        body = bottom(heads)
        head_rows = head_rows or (row, body - 1)
        lines = list(_body_cells(body, blocks, form, size))
        row = bottom(lines)
        numbers = list(_number_cells(body, row, numbered, blocks))
        numbered += len(numbers)
        cells += heads + lines + numbers
        heights |= dict.fromkeys(range(body, row), form.template.row_height)
    cells += note_cells(row, form, size, len(widths))
    return SheetLayout(form, size, sheet, tuple(cells), widths, heights, head_rows, ())


def _body_cells(
    row: int, blocks: Sequence[ColumnBlock], form: Form, size: FormSize
) -> Iterator[FormCell]:
    """Yield the lines of blocks side by side; one with fewer lines ends in blank cells.

    A block without lines goes on with those of the block on its left.
    """
    depth = max(len(block.lines) for block in blocks)
    starts = accumulate((len(block.columns) for block in blocks), initial=0)
    lines: tuple[str, ...] = ()
    for block, col in zip(blocks, starts, strict=False):
        lines = block.lines or lines
        for offset in range(depth):
            code = lines[offset] if offset < len(lines) else ""
            yield from _line_cells(row + offset, col, code, block, form, size)


def _number_cells(
    row: int, end: int, numbered: int, blocks: Sequence[ColumnBlock]
) -> Iterator[FormCell]:
    """Yield the numbers 行次 of all rows, blank ones too; they count on from block to block."""
    names = [name for block in blocks for name in block.columns]
    for col in (col for col, name in enumerate(names) if name == ROW_NUMBER):
        for down in range(row, end):
            numbered += 1
            yield FormCell(down, col, Role.NUMBER, str(numbered))


def _line_cells(
    row: int, col: int, code: str, block: ColumnBlock, form: Form, size: FormSize
) -> Iterator[FormCell]:
    if not code:
        for offset, name in enumerate(block.columns):
            if name != ROW_NUMBER:
                yield FormCell(row, col + offset, Role.BLANK)
        return
    line = form.table.line(code)
    strong = code in total_lines(form.rules)
    is_open = code in form.table.open_rows
    for offset, name in enumerate(block.columns):
        if name == LABEL and is_open:
            yield FormCell(row, col + offset, Role.CODE_NAME)
        elif name == LABEL:
            yield FormCell(row, col + offset, Role.LABEL, line.printed, strong=strong)
        elif name == CODE and not is_open:
            yield FormCell(row, col + offset, Role.CODE, line.printed_code, strong=strong)
        elif name != ROW_NUMBER:
            yield _value_cell(row, col + offset, form, line, form.table.column(name), size)


def _value_cell(
    row: int, col: int, form: Form, line: FormLine, column: Column, size: FormSize
) -> FormCell:
    strong = line.code in total_lines(form.rules)
    if column.id in line.na:
        return FormCell(row, col, Role.BLANK, NOT_APPLICABLE, strong=strong)
    summed = line.code in calculated_lines(form.rules) and column.kind.numeric
    return FormCell(
        row, col, Role.FACT,
        key=Key(form.id, size.entity.code, line.code, column.id),
        column=column,
        places=line.places if column.kind is ColumnKind.NUMBER else None,
        calculated=summed or column.id in calculated_columns(form.rules),
        strong=strong,
    )  # fmt: skip
