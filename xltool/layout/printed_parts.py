"""What forms of every shape print: titles, headings and notes."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from xltool.layout.cells import FormCell, Role
from xltool.model.forms import LABEL, ROW_NUMBER, Form, Table, Template

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.model.forms import ColumnBlock
    from xltool.model.submission import FormSize


NUMBER_TITLE = "序号"


TOP = 3
"""Rows above every form: id line, title, subtitle with measure."""


def fill_in(text: str, extent: FormSize, **more: str) -> str:
    """Fill the blanks of a printed text with the extent's names."""
    entity = extent.entity
    names = "，".join(f"{s.entity.name}（{s.entity.short}）" for s in extent.sections)
    return text.format(
        code=entity.code,
        short=entity.short,
        name=entity.name,
        body="部门" if is_parent(extent) else "单位",
        entities=names,
        period=extent.period,
        previous=str(int(extent.period) - 1),
        **more,
    )


def is_parent(extent: FormSize) -> bool:
    """Whether the extent holds the rows of entities other than its own."""
    return [section.entity.code for section in extent.sections] != [extent.entity.code]


def column_widths(template: Template) -> tuple[float, ...]:
    """Return the width of each column of the sheet, in characters: the widest of all blocks."""
    blocks: list[list[float]] = []
    for band in template.bands:
        if band.below or not blocks:
            blocks.append([])
        blocks[-1].extend(band.columns.values())
    return tuple(max(column) for column in zip_longest(*blocks, fillvalue=0.0))


def title_cells(form: Form, extent: FormSize, width: int) -> Iterator[FormCell]:
    """Yield the rows above a form, over ``width`` columns: id line, title, subtitle, measure."""
    template = form.template
    yield FormCell(0, 0, Role.ID, width=width)
    yield FormCell(1, 0, Role.TITLE, template.title, width=width)
    yield from subtitle_cells(2, template, extent, width)


def subtitle_cells(
    row: int, template: Template, extent: FormSize, width: int
) -> Iterator[FormCell]:
    """Yield the subtitle on the left and the measure on the right of ``row``."""
    left = (width + 1) // 2
    yield FormCell(row, 0, Role.SUBTITLE, fill_in(template.subtitle, extent), width=left)
    measure = fill_in(template.measure, extent)
    yield FormCell(row, left, Role.MEASURE, measure, width=width - left)


def note_cells(row: int, form: Form, extent: FormSize, width: int) -> Iterator[FormCell]:
    """Yield the notes from ``row`` on; one that lists entities stands in a parent's form only."""
    for note in form.template.notes:
        if is_parent(extent) or "{entities}" not in note:
            yield FormCell(row, 0, Role.NOTE, fill_in(note, extent), width=width)
            row += 1


def _title_of(name: str, band: ColumnBlock, table: Table) -> str:
    special = {LABEL: band.label, ROW_NUMBER: NUMBER_TITLE}
    return special.get(name) or table.column(name).title


def heading_cells(row: int, bands: tuple[ColumnBlock, ...], table: Table) -> list[FormCell]:
    """Draw one heading row, or two when a band has a heading of its own."""
    depth = 2 if any(band.title for band in bands) else 1
    cells, col = [], 0
    for band in bands:
        size = len(band.columns)
        if band.title:
            cells.append(FormCell(row, col, Role.HEAD, band.title, width=size))
        for offset, name in enumerate(band.columns):
            top, height = (row + 1, 1) if band.title else (row, depth)
            title = _title_of(name, band, table)
            cells.append(FormCell(top, col + offset, Role.HEAD, title, height=height))
        col += size
    return cells


def bottom(heads: list[FormCell]) -> int:
    """Return the row right below cells."""
    return max(cell.row + cell.height for cell in heads)
