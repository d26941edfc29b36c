"""A worksheet of an .xlsx workbook read as XML, element by element, however it is written.

The slower of two ways, and the one that decides (see ``xlsx_scan``). Elements go by their local
names, whatever the prefix or namespace (transitional, strict, none). Sections are those of ECMA-376
Part 1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.errors import RefusedError
from xltool.spreadsheets.active_content import refuse_active_formula
from xltool.spreadsheets.raw_sheet import (
    LAST_COLUMN,
    LAST_ROW,
    RawSheet,
    area_corners,
    cell_position,
)
from xltool.spreadsheets.refusals import ambiguous, beyond_bounds, require
from xltool.spreadsheets.safe_xml import parse_xml
from xltool.spreadsheets.stored_formulas import StoredFormula
from xltool.spreadsheets.struck_text import StruckRuns
from xltool.spreadsheets.xlsx_marks import SheetMarks, is_hidden

if TYPE_CHECKING:
    from xltool.spreadsheets.limits import CellBudget
    from xltool.spreadsheets.xlsx_cells import XlsxCellReader
    from xltool.values.cell_values import Raw

_TEXTS = frozenset({"str", "inlineStr"})
_PLAIN = frozenset({"n", "b", "d"})
_QUOTED = re.compile(r'"[^"]*"')
_EXTERNAL = re.compile(r"\[[^\[\]]+\](?:(?:[^'\[\]!]|'')*'!|[\w.]*!)")
"""A sheet of another workbook in a formula: ``[1]Sheet1!`` or ``'[1]My sheet'!``."""
_CELL_ATTRIBUTES = ("t", "n"), ("s", ""), ("vm", "")
_ARRAYS = frozenset({"array", "dataTable"})
_CONTENT = frozenset({"f", "v", "is"})
_LARGEST = 10_000
"""Cells of one array formula, beyond which only its first cell is known to be a formula."""


@dataclass(slots=True)
class _XmlCell:
    """A cell while it is read; ``formula`` and ``text`` are None without one and the other.

    ``seen`` are the kinds of elements that it had: of each there is one. ``shared`` is the number
    of the formula that it shares, ``rich`` that of its rich value.
    """

    at: str
    kind: str
    style: str
    rich: str
    formula: list[str] | None = None
    text: list[str] | None = None
    seen: set[str] = field(default_factory=set)
    shared: str = ""
    runs: StruckRuns = field(default_factory=StruckRuns)


def walk_sheet(
    content: bytes, part: str, cell_reader: XlsxCellReader, cell_budget: CellBudget
) -> RawSheet:
    """Return the sheet that a part holds.

    Raises XL-102 (xml), XL-105 (duplicate: two cells or rows of one place; ambiguous, bounds),
    XL-106 (cells), XL-189 (a formula that calls another program).
    """
    walk = _SheetWalk(part, content, cell_reader, cell_budget)
    parse_xml(content, part, walk.start, walk.end, walk.text, walk.interrupt)
    walk.complete_formulas()
    return walk.sheet


class _SheetWalk:
    """A sheet while it is read; its row and column are those of the last cell, from 0."""

    def __init__(
        self, part: str, content: bytes, cell_reader: XlsxCellReader, cell_budget: CellBudget
    ) -> None:
        """Begin before the first row."""
        self.sheet = RawSheet()
        self._part, self._cell_reader, self._cell_budget = part, cell_reader, cell_budget
        self._marks = SheetMarks(self.sheet, part, content)
        self._row = self._col = -1
        self._seen = set[str | int]()
        self._cell: _XmlCell | None = None
        self._into: list[str] | None = None  # the formula or value that text belongs to
        self._phonetic = self._interrupted = False
        self._shared = dict[str, list[str]]()  # cells that share a formula, by its number
        self._arrays = list[tuple[str, str]]()  # array formulas: cell and area

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element."""
        kind = self._marks.enter(tag, attributes)
        if kind == "row":
            self._open_row(attributes)
        elif kind == "c":
            self._open_cell(attributes)
        elif self._cell is None:
            self._marks.mark(kind, attributes)
        else:
            if kind in _CONTENT:
                self._claim_content(kind, tag, self._cell)
            self._open_content(kind, self._cell, attributes)

    def end(self, tag: str) -> None:
        """Handle the end of an element."""
        kind = self._marks.path[-1]
        self._marks.end(tag)
        if kind in {"f", "v", "t"}:
            self._into, self._interrupted = None, False
        elif kind == "rPh":
            self._phonetic = False
        elif kind == "c" and self._cell is not None:
            self._close(self._cell)
            self._cell = None

    def text(self, piece: str) -> None:
        """Handle a text; it may belong to a formula or value."""
        if self._into is not None and not self._phonetic:
            if self._interrupted and self._cell and self._into is not self._cell.formula:
                raise ambiguous(member=f"{self._part} {self._cell.at}")
            self._into.append(piece)
            if self._cell is not None:
                self._cell.runs.text(piece)

    def interrupt(self) -> None:
        """Handle a comment: of a value that goes on behind it some programs read the beginning."""
        self._interrupted = self._into is not None

    def _claim_content(self, kind: str, tag: str, cell: _XmlCell) -> None:
        """Refuse a second value or formula of a cell, and one in an extension of it (§18.2.10)."""
        misplaced = self._marks.path[-2] != "c" or self._marks.is_foreign(tag)
        if misplaced or kind in cell.seen or {"v", "is"} <= {kind, *cell.seen}:
            raise ambiguous(member=f"{self._part} {cell.at}")
        cell.seen.add(kind)

    def complete_formulas(self) -> None:
        """Mark the cells of shared and array formulas, of which one cell has the text (§18.3.1.40).

        Further cells of a shared formula have an empty ``<f>``, those of an array only a value.
        """
        external, formulas = self.sheet.external, self.sheet.formulas
        for cells in self._shared.values():
            if not external.isdisjoint(cells):
                external.update(cells)
        for at, ref in self._arrays:
            try:
                formulas.update(self.sheet.values.keys() & _addresses(ref))
            except ValueError:
                raise beyond_bounds(member=f"{self._part} {at} {ref}") from None

    def _open_row(self, attributes: dict[str, str]) -> None:
        """Begin a row; without a number (optional, §18.3.1.73) it follows the one before it."""
        written = attributes.get("r", str(self._row + 2))
        require(self._cell is None and written.isascii() and written.isdigit())
        number = int(written)
        require(0 < number <= LAST_ROW)
        self._claim(number)
        self._row, self._col = number - 1, -1
        if is_hidden(attributes, "ht"):
            self.sheet.hidden_rows.add(self._row)

    def _open_cell(self, attributes: dict[str, str]) -> None:
        """Begin a cell; without an address (optional, §18.3.1.4) it follows the one before it."""
        row, col = self._row, self._col + 1
        if "r" in attributes:
            row, col = cell_position(attributes["r"])
        require(self._cell is None and row >= 0 and col < LAST_COLUMN)
        self._col = col
        kind, style, rich = (attributes.get(name, usual) for name, usual in _CELL_ATTRIBUTES)
        self._cell = _XmlCell(address(row, col), kind, style, rich)
        self._claim(self._cell.at)
        if row != self._row:  # some programs believe the row
            raise ambiguous(member=f"{self._part} {self._cell.at}")
        self._cell_budget.add(1)

    def _claim(self, place: str | int) -> None:
        """Refuse a second cell or row of one place: one of them would be lost."""
        if place in self._seen:
            member = f"{self._part} {place}"
            raise RefusedError(rule="XL-105", why="duplicate", member=member)
        self._seen.add(place)

    def _open_content(self, kind: str, cell: _XmlCell, attributes: dict[str, str]) -> None:
        """Begin an element inside a cell."""
        cell.runs.start(kind, attributes)
        if kind == "f":
            cell.formula = self._into = []
            if attributes.get("t") == "shared":
                cell.shared = attributes.get("si", "")
                self._shared.setdefault(cell.shared, []).append(cell.at)
            elif attributes.get("t") in _ARRAYS:
                self._arrays.append((cell.at, attributes.get("ref", cell.at)))
        elif kind == "v":
            cell.text = self._into = []
        elif kind == "is":
            cell.text = []
        elif kind == "t" and "is" in self._marks.path:
            self._into = cell.text
            self._claim_text(cell)
        elif self._into is not None and self._into is cell.text:  # within a value
            raise ambiguous(member=f"{self._part} {cell.at}")
        elif kind == "rPh":
            self._phonetic = True

    def _claim_text(self, cell: _XmlCell) -> None:
        """Refuse a second text of an inline one, and one in an extension of it (§18.4.8)."""
        path = self._marks.path
        if path[-2] == "is" and "t" not in cell.seen:
            cell.seen.add("t")
        elif not (self._phonetic or path[-3:-1] == ["is", "r"]):
            raise ambiguous(member=f"{self._part} {cell.at}")

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
            self._mark(cell, text)
        if cell.formula is None:
            return
        sheet.formulas.add(cell.at)
        # An empty text is a result; an empty number is none.
        if not text and (cell.text is None or cell.kind not in _TEXTS):
            sheet.uncached.add(cell.at)
        formula = "".join(cell.formula)
        refuse_active_formula(formula, f"{self._part} {cell.at}")
        stored = StoredFormula(formula, cell.shared)
        sheet.stored_formulas.keep([(cell.at, stored)], len(formula))
        if "[" in formula and _EXTERNAL.search(_QUOTED.sub("", formula)):
            sheet.external.add(cell.at)

    def _mark(self, cell: _XmlCell, text: str) -> None:
        """Mark a cell that shows a picture, or whose text is struck out."""
        reader = self._cell_reader
        if cell.rich in reader.pictures:
            self.sheet.pictures.add(cell.at)
        is_shared = cell.kind == "s" and text in reader.struck_texts
        if cell.style in reader.struck_styles or cell.runs.found or is_shared:
            self.sheet.struck.add(cell.at)


def _addresses(ref: str) -> set[str]:
    """Return the addresses of an area; none of one that is very large."""
    top, left, bottom, right = area_corners(ref)
    if (bottom - top + 1) * (right - left + 1) > _LARGEST:
        return set()
    return {address(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)}
