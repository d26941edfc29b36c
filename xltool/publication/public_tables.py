"""Published tables → the public workbook: cover, contents, a sheet for each form, notes."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from xltool.layout.cells import Role
from xltool.writing.public_workbook import (
    PublicCell,
    PublicSheet,
    PublicTable,
    PublicWorkbook,
    public_workbook_bytes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.publication.content import PrintedCell, PrintedTable

WITHHELD_NOTE = "表中“**”及名称中的星号为按规定不公开的内容；合计、小计包含不公开的内容。"
UNPUBLISHED_NOTE = "按规定不公开的项目没有列出，合计、小计包含这些项目。"
BLANK_NOTE = "空白表示没有填列；填列为零的，印“0.00”或“0”。"
TEXT_NOTE = "各表的说明，见同时公开的部门预算信息公开文本。"
_HEADS = frozenset({Role.HEAD, Role.FIELD})


def public_workbook(
    tables: Sequence[PrintedTable],
    title: str,
    lines: Sequence[str] = (),
    banner: str = "",
    *,
    leaves_out: bool = False,
) -> bytes:
    """Return the public workbook of these tables as an .xlsx; the same tables, the same bytes.

    Tables that follow each other under one name share a sheet. ``title`` and ``lines`` stand on the
    cover, ``banner`` there and at the head of every page; with ``leaves_out`` a note says that
    there are projects which are not listed. Sheets have no formulas and no properties.
    """
    sheets = tuple(
        _sheet(name, tuple(each)) for name, each in groupby(tables, key=lambda table: table.name)
    )
    withheld = any(cell.withheld for table in tables for cell in table.cells)
    said = [BLANK_NOTE, TEXT_NOTE]
    said = [WITHHELD_NOTE, *said] if withheld else said
    said = [*said, UNPUBLISHED_NOTE] if leaves_out else said
    notes = tuple(f"{number}．{note}" for number, note in enumerate(said, start=1))
    return public_workbook_bytes(PublicWorkbook(title, tuple(lines), sheets, notes), banner)


def _sheet(name: str, tables: Sequence[PrintedTable]) -> PublicSheet:
    return PublicSheet(name, tuple(map(_table, tables)), tables[0].landscape)


def _table(table: PrintedTable) -> PublicTable:
    cells = tuple(each for cell in table.cells for each in _cells(cell))
    return PublicTable(table.title, table.above, cells, table.widths, table.heads, table.notes)


def _cells(cell: PrintedCell) -> Iterator[PublicCell]:
    """Yield a cell; the value that rows share stands in each of them."""
    is_head = cell.role in _HEADS
    each, height = (1, cell.height) if is_head else (cell.height, 1)
    for row in range(cell.row, cell.row + each):
        yield PublicCell(
            row, cell.col, cell.text, height, cell.width, cell.align, cell.is_number, cell.strong,
            is_head,
        )  # fmt: skip
