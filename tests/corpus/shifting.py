"""Insert and delete rows and columns in a sheet's XML as Excel does: merges and formulas follow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from openpyxl.utils import column_index_from_string, get_column_letter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.corpus.book import Book

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
ET.register_namespace("", MAIN)
ET.register_namespace("r", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
_REFERENCE = re.compile(
    r"\b(\$?)([A-Z]{1,3})(\$?)([1-9][0-9]*)(?::(\$?)([A-Z]{1,3})(\$?)([0-9]+))?\b"
)
LOST = "#REF!"


@dataclass(frozen=True, slots=True)
class Shift:
    """``count`` rows or columns come in before ``first`` (counted from 1), or go from there on."""

    first: int
    count: int
    rows: bool
    gone: bool = False

    def position(self, position: int) -> int | None:
        """Return where a row or column stands afterwards; None when it is gone."""
        if position < self.first:
            return position
        if not self.gone:
            return position + self.count
        return position - self.count if position >= self.first + self.count else None

    def span(self, low: int, high: int) -> tuple[int, int] | None:
        """Return where a span of them stands: it grows and shrinks with what is inside."""
        if not self.gone:
            return self.position(low) or low, self.position(high) or high
        start = low if low < self.first else max(low - self.count, self.first)
        end = high if high < self.first else max(high - self.count, self.first - 1)
        return (start, end) if start <= end else None

    def reference(self, text: str) -> str:
        """Move a reference such as ``B6`` or ``B6:B14``."""
        return _REFERENCE.sub(self._moved, text)

    def _moved(self, match: re.Match[str]) -> str:
        _, col, _, row, _, to_col, _, to_row = match.groups()
        cols = column_index_from_string(col), column_index_from_string(to_col or col)
        rows = int(row), int(to_row or row)
        moved = self.span(*rows) if self.rows else self.span(*cols)
        if moved is None:
            return LOST
        (top, bottom), (left, right) = (moved, cols) if self.rows else (rows, moved)
        first = f"{get_column_letter(left)}{top}"
        return f"{first}:{get_column_letter(right)}{bottom}" if to_col else first


def insert_rows(book: Book, sheet: str, first: int, count: int = 1) -> None:
    """Insert rows before row ``first``."""
    shift(book, sheet, Shift(first, count, rows=True))


def delete_rows(book: Book, sheet: str, first: int, count: int = 1) -> None:
    """Delete rows from row ``first`` on."""
    shift(book, sheet, Shift(first, count, rows=True, gone=True))


def insert_cols(book: Book, sheet: str, first: str, count: int = 1) -> None:
    """Insert columns before column ``first``."""
    shift(book, sheet, Shift(column_index_from_string(first), count, rows=False))


def delete_cols(book: Book, sheet: str, first: str, count: int = 1) -> None:
    """Delete columns from column ``first`` on."""
    shift(book, sheet, Shift(column_index_from_string(first), count, rows=False, gone=True))


def shift(book: Book, sheet: str, move: Shift) -> None:
    """Carry a shift out in the sheet's part."""
    part = book.sheets[sheet]
    root = ET.fromstring(book.parts[part])  # noqa: S314 - our own workbook
    data = next(root.iter(f"{{{MAIN}}}sheetData"))
    for row in list(data):
        _shift_row(data, row, move)
    _shift_references(root, "mergeCells", "mergeCell", "ref", move)
    _shift_references(root, "dataValidations", "dataValidation", "sqref", move)
    text = ET.tostring(root, encoding="unicode")
    book.put(part, f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}')


def _shift_row(data: ET.Element, row: ET.Element, move: Shift) -> None:
    number = int(row.get("r", ""))
    moved = move.position(number) if move.rows else number
    if moved is None:
        data.remove(row)
        return
    row.set("r", str(moved))
    row.attrib.pop("spans", None)
    for cell in list(row):
        address = move.reference(cell.get("r", ""))
        if address == LOST:
            row.remove(cell)
        else:
            cell.set("r", address)
            _shift_formula(cell, move)


def _shift_formula(cell: ET.Element, move: Shift) -> None:
    """Adjust a formula; where it refers to what is gone, its result is an error."""
    found = cell.find(f"{{{MAIN}}}f")
    value = cell.find(f"{{{MAIN}}}v")
    if found is None or not found.text:
        return
    found.text = "".join(_adjusted(found.text, move))
    if LOST in found.text and value is not None:
        cell.set("t", "e")
        value.text = LOST


def _adjusted(text: str, move: Shift) -> Iterator[str]:
    """Leave texts in quotation marks alone."""
    for index, piece in enumerate(text.split('"')):
        yield ('"' if index else "") + (piece if index % 2 else move.reference(piece))


def _shift_references(root: ET.Element, group: str, tag: str, name: str, move: Shift) -> None:
    holder = root.find(f"{{{MAIN}}}{group}")
    if holder is None:
        return
    for element in list(holder):
        assert element.tag == f"{{{MAIN}}}{tag}"
        areas = [move.reference(area) for area in element.get(name, "").split()]
        kept = " ".join(area for area in areas if LOST not in area)
        first, _, last = kept.partition(":")
        if kept and not (tag == "mergeCell" and first == last):
            element.set(name, kept)
        else:
            holder.remove(element)
    holder.set("count", str(len(holder)))
    if not len(holder):
        root.remove(holder)
