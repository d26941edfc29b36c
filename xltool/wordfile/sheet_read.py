"""A workbook as a document: each sheet that is shown is a table of what its cells show."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.spreadsheets.raw_sheet import area_corners, cell_position
from xltool.spreadsheets.workbook import sheets
from xltool.values.shown_cell import ShownCell
from xltool.values.stored_values import text_of
from xltool.wordfile.document_content import DocumentContent, HiddenText, ReadCell, ReadTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.spreadsheets.intake import AdmittedFile
    from xltool.spreadsheets.raw_sheet import RawSheet
    from xltool.values.cell_values import Raw


def read_workbook(file: AdmittedFile) -> DocumentContent:
    """Return each sheet as a table that begins at A1; rows count on from sheet to sheet.

    Hidden are the cells of hidden sheets, rows and columns, and what a format does not show.
    Raises ``RefusedError`` as ``sheets``.
    """
    tables, hidden, line = list[ReadTable](), list[HiddenText](), 1
    for name, sheet in sheets(file).items():
        hidden += _hidden_cells(name, sheet)
        if not sheet.state:
            table = _table(name, sheet, line)
            tables.append(table)
            line += table.rows
    return DocumentContent(str(file.format), file.sha256, tuple(tables), tuple(hidden))


def _table(name: str, sheet: RawSheet, line: int) -> ReadTable:
    merged = _merged(sheet)
    cells = tuple(
        ReadCell(row, col, _shown(raw), *merged.get((row, col), (1, 1)))
        for (row, col), raw in sorted(_placed(sheet))
        if row not in sheet.hidden_rows and col not in sheet.hidden_cols
    )
    rows = max((cell.row + cell.height for cell in cells), default=0)
    cols = max((cell.col + cell.width for cell in cells), default=0)
    return ReadTable(line, cells, rows, cols, name)


def _placed(sheet: RawSheet) -> Iterator[tuple[tuple[int, int], Raw]]:
    return ((cell_position(place), raw) for place, raw in sheet.values.items())


def _merged(sheet: RawSheet) -> Mapping[tuple[int, int], tuple[int, int]]:
    """Return height and width of each merged area by its first cell."""
    found = {}
    for text in sheet.merges:
        with suppress(ValueError):  # an area that no sheet has merges nothing
            top, left, low, last = area_corners(text)
            found[top, left] = (low - top + 1, last - left + 1)
    return found


def _shown(raw: Raw) -> str:
    return raw.text if isinstance(raw, ShownCell) else text_of(raw)


def _hidden_cells(name: str, sheet: RawSheet) -> Iterator[HiddenText]:
    for (row, col), raw in sorted(_placed(sheet)):
        what = "sheet" if sheet.state else "row" if row in sheet.hidden_rows else ""
        what = what or ("column" if col in sheet.hidden_cols else "")
        place = f"{name} {address(row, col)}"
        if isinstance(raw, ShownCell) and raw.hidden:
            yield HiddenText(place, what or "vanish", str(raw.stored))
        elif what:
            yield HiddenText(place, what, _shown(raw))
