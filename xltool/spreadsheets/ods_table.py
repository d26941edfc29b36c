"""A table and a cell of an .ods workbook while they are read.

Sections are those of OpenDocument, part "Schema".
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.spreadsheets.moments import iso_moment
from xltool.spreadsheets.number_formats import parse_format
from xltool.spreadsheets.raw_sheet import LAST_COLUMN, LAST_ROW, CellError
from xltool.spreadsheets.refusals import beyond_bounds, require
from xltool.spreadsheets.xlsx_cells import parse_number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.spreadsheets.number_formats import NumberFormat
    from xltool.spreadsheets.raw_sheet import RawSheet
    from xltool.values.cell_values import Raw

CONTENT = "content.xml"
_GENERAL, _PERCENT = parse_format("0"), parse_format("9")
_NUMBER = re.compile("-?[0-9]{1,18}")
_ERROR = re.compile(r"#(REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!)|Err:\d+")


def count_of(attributes: Mapping[str, str], name: str) -> int:
    """Return how often a row or cell is repeated, or how many it spans: 1 if it does not say.

    ValueError where it is no number; XL-105 (bounds) where it is less than 1.
    """
    text = attributes.get(name, "1")
    require(_NUMBER.fullmatch(text) is not None)
    if int(text) < 1:
        raise beyond_bounds(member=f"{CONTENT} {name}={text}")
    return int(text)


def repeated(attributes: Mapping[str, str], what: str) -> int:
    """Return how often a row or cell is repeated; more than a sheet has rows is not believed."""
    return min(count_of(attributes, f"number-{what}-repeated"), LAST_ROW)


def _hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get("visibility", "visible") != "visible"


@dataclass(slots=True)
class OdsTable:
    """A table while it is read: ``row`` and ``col`` come next, this row comes ``rows`` times."""

    name: str
    sheet: RawSheet
    row: int = 0
    rows: int = 0
    col: int = 0
    cols: int = 0
    height: int = 0
    row_style: str = ""
    col_styles: list[tuple[range, str]] = field(default_factory=list)
    hidden: list[range] = field(default_factory=list)
    struck_cols: set[int] = field(default_factory=set)
    has_struck_row: bool = False

    def next_row(self, attributes: Mapping[str, str]) -> None:
        """Begin a row that may stand for several equal ones."""
        self.row, self.rows, self.col = self.row + self.rows, repeated(attributes, "rows"), 0
        self.row_style = attributes.get("default-cell-style-name", "")
        if _hidden(attributes):
            self.hidden.append(range(self.row, self.row + self.rows))
            self.sheet.filtered |= attributes.get("visibility") == "filter"

    def next_cols(self, attributes: Mapping[str, str], *, struck: bool) -> None:
        """Begin the description of one or more columns; text in them may be struck out."""
        first, self.cols = self.cols, self.cols + repeated(attributes, "columns")
        style = attributes.get("default-cell-style-name", "")
        self.col_styles.append((range(first, self.cols), style))
        if _hidden(attributes):
            self.sheet.hidden_cols.update(range(first, min(self.cols, LAST_COLUMN)))
        if struck:
            self.struck_cols.update(range(first, min(self.cols, LAST_COLUMN)))

    def style(self, attributes: Mapping[str, str]) -> str:
        """Return the style of the next cell: its own, or that of its row or column."""
        of_columns = (style for cols, style in self.col_styles if self.col in cols)
        own = attributes.get("style-name") or self.row_style
        return own or next(of_columns, "")

    def places(self, count: int) -> list[str]:
        """Return the addresses that the next cell stands for, ``count`` in each row."""
        self.height = self.row + self.rows
        if self.height > LAST_ROW or self.col + count > LAST_COLUMN:
            raise beyond_bounds(member=f"{CONTENT} {self.name} {address(self.row, self.col)}")
        rows, cols = range(self.row, self.height), range(self.col, self.col + count)
        return [address(row, col) for row in rows for col in cols]

    def close(self) -> None:
        """Keep the hidden rows down to the last one that holds something.

        The last row of a table is often repeated to the end of the sheet.
        """
        for rows in self.hidden:
            self.sheet.hidden_rows.update(range(rows.start, min(rows.stop, self.height)))


@dataclass(slots=True)
class OdsCell:
    """A cell while it is read: its attributes by local name, all its types, its paragraphs.

    LibreOffice marks errors by a second type, ``calcext:value-type``.
    """

    attributes: Mapping[str, str]
    types: frozenset[str]
    texts: list[str] = field(default_factory=list)
    struck: bool = False

    @property
    def formula(self) -> str | None:
        """Its formula, if it has one."""
        return self.attributes.get("formula")

    def value(self, number_format: NumberFormat | None) -> Raw:
        """Return what it holds, as its format shows it.

        A number, truth or date that is none is the text that is seen. An error is a cell of that
        type, or a formula that shows one.
        """
        text = "\n".join(self.texts)
        if "error" in self.types or (self.formula is not None and _ERROR.fullmatch(text)):
            return CellError(text)
        try:
            return self._stored(text, number_format)
        except (ValueError, LookupError):
            return text

    def _stored(self, text: str, number_format: NumberFormat | None) -> Raw:
        """Return the value of its type; ValueError or LookupError when it has none."""
        kind = self.attributes.get("value-type", "")
        if kind in {"float", "currency", "percentage"}:
            usual = _PERCENT if kind == "percentage" else _GENERAL
            return (number_format or usual).show(parse_number(self.attributes["value"]))
        if kind == "boolean":
            return self.attributes["boolean-value"] == "true"
        number_format = number_format or _GENERAL
        if kind not in {"date", "time"}:
            return number_format.show_text(self.attributes.get("string-value", text))
        moment = iso_moment(self.attributes[f"{kind}-value"])
        return moment if isinstance(moment, str) else number_format.show_moment(moment)
