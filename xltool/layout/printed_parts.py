"""What forms of every shape print: titles, headings and notes."""

from __future__ import annotations

from itertools import groupby, takewhile, zip_longest
from typing import TYPE_CHECKING

from xltool.kinds import Shape
from xltool.layout.cells import FormCell, Role
from xltool.model.forms import CODE, LABEL, ROW_NUMBER, Form, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.model.submission import FormSize
    from xltool.model.templates import ColumnBlock, Template

NUMBER_TITLE, LINE_NUMBER_TITLE = "序号", "行次"
"""What stands above the numbers of a register's rows, and of a statement's lines."""
TOP = 3
"""Rows above every form: id line, title, subtitle with measure.

The id line stands in the first cell only: the rest of its row is free, and neither is printed."""


def fill_in(text: str, size: FormSize) -> str:
    """Fill the blanks of a printed text: ``{short}{period}年`` becomes ``公安局2020年``."""
    entity = size.entity
    names = "，".join(f"{s.entity.name}（{s.entity.short}）" for s in size.sections)
    return text.format(
        code=entity.code,
        short=entity.short,
        name=entity.name,
        body="部门" if is_parent(size) else "单位",
        entities=names,
        period=size.period,
        previous=str(int(size.period) - 1),
    )


def is_parent(size: FormSize) -> bool:
    """Whether a form holds the rows of entities other than its own."""
    return [section.entity.code for section in size.sections] != [size.entity.code]


def stack_blocks(blocks: Sequence[ColumnBlock]) -> list[list[ColumnBlock]]:
    """Return the blocks in groups that stand one below the other; those of a group side by side."""
    groups: list[list[ColumnBlock]] = []
    for block in blocks:
        if block.below or not groups:
            groups.append([])
        groups[-1].append(block)
    return groups


def column_widths(template: Template) -> tuple[float, ...]:
    """Return the width of each column of the sheet, in characters: the widest of all groups."""
    rows = (
        [width for block in group for width in block.columns.values()]
        for group in stack_blocks(template.bands)
    )
    return tuple(max(column) for column in zip_longest(*rows, fillvalue=0.0))


def title_cells(form: Form, size: FormSize, width: int) -> Iterator[FormCell]:
    """Yield the rows above a form, over ``width`` columns: id line, title, subtitle, measure."""
    template = form.template
    yield FormCell(0, 0, Role.ID)
    yield FormCell(1, 0, Role.TITLE, template.title, width=width)
    yield from subtitle_cells(2, template, size, width)


def subtitle_cells(row: int, template: Template, size: FormSize, width: int) -> Iterator[FormCell]:
    """Yield the subtitle on the left and the measure on the right of ``row``."""
    left = (width + 1) // 2
    yield FormCell(row, 0, Role.SUBTITLE, fill_in(template.subtitle, size), width=left)
    measure = fill_in(template.measure, size)
    yield FormCell(row, left, Role.MEASURE, measure, width=width - left)


def note_cells(row: int, form: Form, size: FormSize, width: int) -> Iterator[FormCell]:
    """Yield the notes from ``row`` on; one that lists entities stands in a parent's form only."""
    for note in form.template.notes:
        if is_parent(size) or "{entities}" not in note:
            yield FormCell(row, 0, Role.NOTE, fill_in(note, size), width=width)
            row += 1
    if form.template.empty:
        yield FormCell(row, 0, Role.EMPTY, fill_in(form.template.empty, size), width=width)


def heading_cells(row: int, blocks: Sequence[ColumnBlock], table: Table) -> list[FormCell]:
    """Return the headings of blocks side by side: as many rows as the deepest block needs.

    A column's title reaches down to the last of them. Blocks that begin alike share a cell.
    """
    depth = max(len(block.title) for block in blocks) + 1
    cells, col = [], 0
    for place, block in enumerate(blocks):
        for level, title in enumerate(block.title):
            if not (place and _shares(blocks[place - 1], block, level)):
                width = _shared_width(blocks[place:], level)
                cells.append(FormCell(row + level, col, Role.HEAD, title, width=width))
        top = len(block.title)
        for name in block.columns:
            title = _column_title(name, block, table)
            cells.append(FormCell(row + top, col, Role.HEAD, title, height=depth - top))
            col += 1
    return cells


def _shares(left: ColumnBlock, block: ColumnBlock, level: int) -> bool:
    """Whether a block is under the same heading as its neighbour: not if its lines are others."""
    to_level = level + 1
    return not block.lines and left.title[:to_level] == block.title[:to_level]


def _shared_width(blocks: Sequence[ColumnBlock], level: int) -> int:
    """Return over how many columns the heading of the first block goes at this level."""
    first, *others = blocks
    alike = takewhile(lambda block: _shares(first, block, level), others)
    return sum(len(block.columns) for block in (first, *alike))


def _column_title(name: str, block: ColumnBlock, table: Table) -> str:
    if name == LABEL:
        return block.label
    if name == ROW_NUMBER:
        numbers_lines = table.shape is Shape.STATEMENT
        return block.no or (LINE_NUMBER_TITLE if numbers_lines else NUMBER_TITLE)
    return block.code if is_printed_code(name, table) else table.column(name).title


def is_printed_code(name: str, table: Table) -> bool:
    """Whether a band prints the codes of lines by this name; without lines it is a column."""
    return name == CODE and bool(table.lines)


def index_cells(
    row: int, template: Template, blocks: Sequence[ColumnBlock], table: Table
) -> Iterator[FormCell]:
    """Yield the row that numbers the columns of values 栏次, if the form prints one.

    Its word stands below the headings of codes and labels, in a register of row numbers.
    """
    if not template.index:
        return
    columns = [
        name in {LABEL, ROW_NUMBER} or is_printed_code(name, table)
        for block in blocks
        for name in block.columns
    ]
    number = col = 0
    for is_printed, alike in groupby(columns):
        width = len(list(alike))
        if is_printed:
            yield FormCell(row, col, Role.INDEX, template.index, width=width)
        else:
            for offset in range(width):
                number += 1
                yield FormCell(row, col + offset, Role.INDEX, str(number))
        col += width


def bottom(cells: Sequence[FormCell]) -> int:
    """Return the row right below ``cells``."""
    return max(cell.row + cell.height for cell in cells)
