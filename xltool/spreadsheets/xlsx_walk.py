"""A worksheet of an .xlsx workbook read as XML, element by element, however it is written.

The slower of two ways, and the one that decides (see ``xlsx_scan``). Elements go by their local
names, whatever the prefix or namespace (transitional, strict, none). Sections are those of ECMA-376
Part 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.errors import RefusedError
from xltool.spreadsheets.raw_sheet import (
    LAST_COLUMN,
    LAST_ROW,
    RawSheet,
    area_corners,
    cell_position,
)
from xltool.spreadsheets.refusals import require
from xltool.spreadsheets.safe_xml import LocalNames, parse_xml

if TYPE_CHECKING:
    from xltool.spreadsheets.limits import CellBudget
    from xltool.spreadsheets.xlsx_cells import XlsxCellReader
    from xltool.values.cell_values import Raw

TRUE = frozenset({"1", "true"})
_TEXTS = frozenset({"str", "inlineStr"})
_PLAIN = frozenset({"n", "b", "d"})
_QUOTED = re.compile(r'"[^"]*"')
_EXTERNAL = re.compile(r"\[[^\[\]]+\](?:(?:[^'\[\]!]|'')*'!|[\w.]*!)")
"""A sheet of another workbook in a formula: ``[1]Sheet1!`` or ``'[1]My sheet'!``."""
_ARRAYS = frozenset({"array", "dataTable"})
_LARGEST = 10_000
"""Cells of one array formula, beyond which only its first cell is known to be a formula."""


class SheetMarks:
    """What was done to a sheet besides filling it in; ``data`` counts the ``<sheetData>``."""

    def __init__(self, sheet: RawSheet) -> None:
        """Begin to count validations, which this format has."""
        self.sheet, self.data = sheet, 0
        sheet.validations = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element that is no cell nor part of one."""
        match tag.rpartition(":")[2]:
            case "mergeCell":  # in ``<mergeCells>``, §18.3.1.55
                self.sheet.merges.append(attributes.get("ref", ""))
            case "dataValidation":
                self.sheet.validations = (self.sheet.validations or 0) + 1
            case "col" if attributes.get("hidden") in TRUE:
                first, last = int(attributes["min"]), int(attributes["max"])
                self.sheet.hidden_cols.update(range(first - 1, min(last, LAST_COLUMN)))
            case "sheetProtection":  # §18.3.1.85; options alone do not protect
                self.sheet.protected = attributes.get("sheet") in TRUE
            case "sheetData":
                self.data += 1
            case "row" | "c":
                raise ValueError


@dataclass(slots=True)
class _XmlCell:
    """A cell while it is read; ``formula`` and ``text`` are None without one and the other."""

    at: str
    kind: str
    style: str
    formula: list[str] | None = None
    text: list[str] | None = None


def walk_sheet(
    content: bytes, part: str, cell_reader: XlsxCellReader, cell_budget: CellBudget
) -> RawSheet:
    """Return the sheet that a part holds.

    Raises XL-102 (xml), XL-105 (duplicate: two cells or rows of one place), XL-106 (cells).
    """
    walk = _SheetWalk(part, cell_reader, cell_budget)
    parse_xml(content, part, walk.start, walk.end, walk.text)
    walk.complete_formulas()
    return walk.sheet


class _SheetWalk:
    """A sheet while it is read; its row and column are those of the last cell, from 0."""

    def __init__(self, part: str, cell_reader: XlsxCellReader, cell_budget: CellBudget) -> None:
        """Begin before the first row."""
        self.sheet = RawSheet()
        self._part, self._cell_reader, self._cell_budget = part, cell_reader, cell_budget
        self._marks, self._names = SheetMarks(self.sheet), LocalNames()
        self._row = self._col = -1
        self._seen = set[str | int]()
        self._cell: _XmlCell | None = None
        self._into: list[str] | None = None  # the formula or value that text belongs to
        self._phonetic = False
        self._shared = dict[str, list[str]]()  # cells that share a formula, by its number
        self._arrays = list[str]()  # areas of array formulas

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element."""
        kind = self._names[tag]
        if kind == "row":
            self._open_row(attributes)
        elif kind == "c":
            self._open_cell(attributes)
        elif self._cell is None:
            self._marks.start(kind, attributes)
        else:
            self._open_content(kind, self._cell, attributes)

    def end(self, tag: str) -> None:
        """Handle the end of an element."""
        kind = self._names[tag]
        if kind in {"f", "v", "t"}:
            self._into = None
        elif kind == "rPh":
            self._phonetic = False
        elif kind == "c" and self._cell is not None:
            self._close(self._cell)
            self._cell = None

    def text(self, piece: str) -> None:
        """Handle a text; it may belong to a formula or value."""
        if self._into is not None and not self._phonetic:
            self._into.append(piece)

    def complete_formulas(self) -> None:
        """Mark the cells of shared and array formulas, of which one cell has the text (§18.3.1.40).

        Further cells of a shared formula have an empty ``<f>``, those of an array only a value.
        """
        external, formulas = self.sheet.external, self.sheet.formulas
        for cells in self._shared.values():
            if not external.isdisjoint(cells):
                external.update(cells)
        for ref in self._arrays:
            formulas.update(self.sheet.values.keys() & _addresses(ref))

    def _open_row(self, attributes: dict[str, str]) -> None:
        """Begin a row; without a number (optional, §18.3.1.73) it follows the one before it."""
        number = int(attributes.get("r", self._row + 2))
        require(self._cell is None and 0 < number <= LAST_ROW)
        self._claim(number)
        self._row, self._col = number - 1, -1
        if attributes.get("hidden") in TRUE:
            self.sheet.hidden_rows.add(self._row)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        """Begin a cell; without an address (optional, §18.3.1.4) it follows the one before it."""
        row, col = self._row, self._col + 1
        if "r" in attributes:
            row, col = cell_position(attributes["r"])
        require(self._cell is None and row >= 0 and col < LAST_COLUMN)
        self._col = col
        self._cell = _XmlCell(address(row, col), attributes.get("t", "n"), attributes.get("s", ""))
        self._claim(self._cell.at)
        self._cell_budget.add(1)

    def _claim(self, place: str | int) -> None:
        """Refuse a second cell or row of one place: one of them would be lost."""
        if place in self._seen:
            member = f"{self._part} {place}"
            raise RefusedError(rule="XL-105", why="duplicate", member=member)
        self._seen.add(place)

    def _open_content(self, kind: str, cell: _XmlCell, attributes: dict[str, str]) -> None:
        """Begin an element inside a cell."""
        if kind == "f":
            cell.formula = self._into = []
            if attributes.get("t") == "shared":
                self._shared.setdefault(attributes.get("si", ""), []).append(cell.at)
            elif attributes.get("t") in _ARRAYS:
                self._arrays.append(attributes.get("ref", cell.at))
        elif kind == "v":
            cell.text = self._into = []
        elif kind == "is":
            cell.text = []
        elif kind == "t":
            self._into = cell.text
        elif kind == "rPh":
            self._phonetic = True

    def _value(self, cell: _XmlCell, text: str) -> Raw:
        """Return the value of a cell; a number, truth or date that is none stays as text."""
        convert = self._cell_reader.converter(cell.kind, cell.style)
        try:
            return convert(text)
        except (ValueError, LookupError):
            if cell.kind not in _PLAIN:
                raise
            return text

    def _close(self, cell: _XmlCell) -> None:
        """Keep what a cell holds, at its end."""
        sheet, text = self.sheet, "".join(cell.text or ())
        if cell.kind not in _TEXTS:
            text = text.strip()
        if text:
            sheet.values[cell.at] = self._value(cell, text)
        if cell.formula is None:
            return
        sheet.formulas.add(cell.at)
        # An empty text is a result; an empty number is none.
        if not text and (cell.text is None or cell.kind not in _TEXTS):
            sheet.uncached.add(cell.at)
        formula = "".join(cell.formula)
        if "[" in formula and _EXTERNAL.search(_QUOTED.sub("", formula)):
            sheet.external.add(cell.at)


def _addresses(ref: str) -> set[str]:
    """Return the addresses of an area; none of one that is very large."""
    top, left, bottom, right = area_corners(ref)
    if (bottom - top + 1) * (right - left + 1) > _LARGEST:
        return set()
    return {address(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)}
