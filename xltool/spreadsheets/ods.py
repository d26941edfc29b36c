"""The tables of an .ods workbook; what is repeated counts as often as it is repeated.

OpenDocument, part "Schema": a ``<table:table-cell>`` has its type in ``office:value-type``, its
value in an attribute of that type, and what a person sees in paragraphs. It stands for
``table:number-columns-repeated`` equal cells, in ``table:number-rows-repeated`` equal rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.a1 import address, area
from xltool.errors import RefusedError
from xltool.spreadsheets.number_formats import NumberFormat, displayed_value, iso_moment
from xltool.spreadsheets.raw_sheet import LAST_COLUMN, LAST_ROW, CellError, RawSheet
from xltool.spreadsheets.safe_xml import LocalNames, parse_xml
from xltool.spreadsheets.xlsx_cells import parse_number

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.spreadsheets.limits import CellBudget
    from xltool.spreadsheets.package_parts import PackageParts
    from xltool.values.cell_values import Raw

_CONTENT = "content.xml"
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_BLANKS = {"s": " ", "tab": "\t", "line-break": "\n"}
_SPACE = re.compile("[ \t\r\n]+")  # is one blank in a paragraph (OpenDocument Schema §6.1.2)
_ERROR = re.compile(r"#(REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!)|Err:\d+")
_EXTERNAL = "'#"  # ends the address of another workbook


def read_sheets(package: PackageParts, cell_budget: CellBudget) -> Mapping[str, RawSheet]:
    """Read every table: name → sheet, in order.

    Raises XL-102 (xml), XL-105 (duplicate: two tables of one name), XL-106 (cells).
    """
    reader = _ContentReader(cell_budget)
    parse_xml(package.read(_CONTENT), _CONTENT, reader.start, reader.end, reader.text)
    return reader.sheets


def _repeated(attributes: Mapping[str, str], what: str) -> int:
    """Return how often a row or cell is repeated; more than a sheet has rows is not believed."""
    return min(max(int(attributes.get(f"number-{what}-repeated", 1)), 1), LAST_ROW)


def _hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get("visibility", "visible") != "visible"


@dataclass(slots=True)
class _OdsTable:
    """A table while it is read: ``row`` and ``col`` come next, this row comes ``rows`` times."""

    sheet: RawSheet
    row: int = 0
    rows: int = 0
    col: int = 0
    cols: int = 0
    height: int = 0
    hidden: list[range] = field(default_factory=list)

    def next_row(self, attributes: Mapping[str, str]) -> None:
        """Begin a row that may stand for several equal ones."""
        self.row, self.rows, self.col = self.row + self.rows, _repeated(attributes, "rows"), 0
        if _hidden(attributes):
            self.hidden.append(range(self.row, self.row + self.rows))

    def next_cols(self, attributes: Mapping[str, str]) -> None:
        """Begin the description of one or more columns."""
        first, self.cols = self.cols, self.cols + _repeated(attributes, "columns")
        if _hidden(attributes):
            self.sheet.hidden_cols.update(range(first, min(self.cols, LAST_COLUMN)))

    def places(self, count: int) -> list[str]:
        """Return the addresses that the next cell stands for, ``count`` in each row."""
        self.height = self.row + self.rows
        rows, cols = range(self.row, self.height), range(self.col, self.col + count)
        return [address(row, col) for row in rows for col in cols]

    def close(self) -> None:
        """Keep the hidden rows down to the last one that holds something.

        The last row of a table is often repeated to the end of the sheet.
        """
        for rows in self.hidden:
            self.sheet.hidden_rows.update(range(rows.start, min(rows.stop, self.height)))


@dataclass(slots=True)
class _OdsCell:
    """A cell while it is read: its attributes by local name, all its types, its paragraphs.

    LibreOffice marks errors by a second type, ``calcext:value-type``.
    """

    attributes: Mapping[str, str]
    types: frozenset[str]
    texts: list[str] = field(default_factory=list)

    @property
    def formula(self) -> str | None:
        """Its formula, if it has one."""
        return self.attributes.get("formula")

    def value(self) -> Raw:
        """Return what it holds; a number, truth or date that is none is the text that is seen.

        An error is a cell of that type, or a formula that shows one.
        """
        text = "\n".join(self.texts)
        if "error" in self.types or (self.formula is not None and _ERROR.fullmatch(text)):
            return CellError(text)
        try:
            return self._stored(text)
        except (ValueError, LookupError):
            return text

    def _stored(self, text: str) -> Raw:
        """Return the value of its type; ValueError or LookupError when it has none."""
        kind = self.attributes.get("value-type", "")
        if kind in {"float", "currency", "percentage"}:
            percent = kind == "percentage"
            number_format = NumberFormat.PERCENT if percent else NumberFormat.NUMBER
            number = parse_number(self.attributes["value"])
            return displayed_value(number, number_format, since_1904=False)
        if kind == "boolean":
            return self.attributes["boolean-value"] == "true"
        if kind in {"date", "time"}:
            return iso_moment(self.attributes[f"{kind}-value"])
        return self.attributes.get("string-value", text)


class _ContentReader:
    """The tables of an .ods workbook while they are read."""

    def __init__(self, cell_budget: CellBudget) -> None:
        """Begin before the first table."""
        self.sheets: dict[str, RawSheet] = {}
        self._cell_budget, self._names = cell_budget, LocalNames()
        self._table: _OdsTable | None = None
        self._cell: _OdsCell | None = None
        self._depth = 0  # elements that are open inside the cell
        self._in_paragraph = False  # one of the cell itself, not of a comment or drawing in it

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element."""
        kind, own = self._names[tag], {self._names[key]: attributes[key] for key in attributes}
        if kind == "table" and "name" in own:
            self._open_table(own)
        elif self._table is None:
            return
        elif kind == "table-row":
            self._table.next_row(own)
        elif kind == "table-column":
            self._table.next_cols(own)
        elif kind in _CELLS:
            types = {attributes[key] for key in attributes if self._names[key] == "value-type"}
            self._cell = _OdsCell(own, frozenset(types))
        elif self._cell is not None:
            self._depth += 1
            self._open_content(kind, own, self._cell, self._table)

    def end(self, tag: str) -> None:
        """Handle the end of an element."""
        kind = self._names[tag]
        if kind in _CELLS and self._cell is not None and self._table is not None:
            self._close_cell(self._cell, self._table)
            self._cell, self._depth = None, 0
        elif self._cell is not None:
            self._depth -= 1
            self._in_paragraph = self._in_paragraph and self._depth > 0
        elif kind == "table" and self._table is not None:
            self._table.close()
            self._table = None

    def text(self, piece: str) -> None:
        """Handle a text; in a paragraph of a cell white space counts once."""
        if self._cell is not None and self._in_paragraph:
            self._cell.texts[-1] += _SPACE.sub(" ", piece)

    def _open_table(self, attributes: Mapping[str, str]) -> None:
        name = attributes["name"]
        if name in self.sheets:
            raise RefusedError(rule="XL-105", why="duplicate", member=name)
        self.sheets[name] = sheet = RawSheet(protected=attributes.get("protected") == "true")
        self._table = _OdsTable(sheet)

    def _open_content(
        self, kind: str, attributes: Mapping[str, str], cell: _OdsCell, table: _OdsTable
    ) -> None:
        """Begin an element inside a cell."""
        if kind == "annotation":
            table.sheet.comments.add(address(table.row, table.col))
        elif kind == "p" and self._depth == 1:
            self._in_paragraph = True
            cell.texts.append("")
        elif kind in _BLANKS and self._in_paragraph:
            cell.texts[-1] += _BLANKS[kind] * min(int(attributes.get("c", 1)), LAST_COLUMN)

    def _close_cell(self, cell: _OdsCell, table: _OdsTable) -> None:
        """Keep what the cell holds; one without type and formula is blank."""
        count = _repeated(cell.attributes, "columns")
        if cell.types or cell.formula is not None:
            self._cell_budget.add(count * table.rows)
            value, places = cell.value(), table.places(count)
            if value != "":
                table.sheet.values.update(dict.fromkeys(places, value))
            if cell.formula is not None:
                table.sheet.formulas.update(places)
                table.sheet.external.update(places if _EXTERNAL in cell.formula else ())
                # LibreOffice stores an empty text as a paragraph alone, without its type.
                table.sheet.uncached.update(() if cell.types or cell.texts else places)
            table.sheet.merges.extend(_merged(cell.attributes, table))
        table.col += count


def _merged(attributes: Mapping[str, str], table: _OdsTable) -> Iterator[str]:
    """Yield the area that a cell spans, if it is merged."""
    down, across = (
        int(attributes.get(f"number-{what}-spanned", 1)) for what in ("rows", "columns")
    )
    if max(down, across) > 1:
        yield area(table.row, table.col, table.row + down - 1, table.col + across - 1)
