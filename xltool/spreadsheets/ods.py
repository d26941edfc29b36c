"""The tables of an .ods workbook; what is repeated counts as often as it is repeated.

OpenDocument, part "Schema": a ``<table:table-cell>`` has its type in ``office:value-type``, its
value in an attribute of that type, and what a person sees in paragraphs. It stands for
``table:number-columns-repeated`` equal cells, in ``table:number-rows-repeated`` equal rows.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.a1 import address, area, parse_reference
from xltool.errors import RefusedError
from xltool.spreadsheets.active_content import (
    refuse_active_element,
    refuse_active_formula,
    refused_as_active,
)
from xltool.spreadsheets.ods_formats import OdsFormats
from xltool.spreadsheets.ods_styles import OdsStyles
from xltool.spreadsheets.ods_table import CONTENT, OdsCell, OdsTable, count_of, repeated
from xltool.spreadsheets.pictures import mark_pictures, may_hold_pictures
from xltool.spreadsheets.raw_sheet import (
    HIDDEN,
    LAST_COLUMN,
    LAST_ROW,
    RawSheet,
    is_position,
)
from xltool.spreadsheets.refusals import ambiguous, beyond_bounds, require
from xltool.spreadsheets.safe_xml import LocalNames, parse_xml
from xltool.spreadsheets.stored_formulas import StoredFormula

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.spreadsheets.limits import CellBudget
    from xltool.spreadsheets.package_parts import PackageParts

_STYLES = "styles.xml"
_CELLS = frozenset({"table-cell", "covered-table-cell"})
_BLANKS = {"s": " ", "tab": "\t", "line-break": "\n"}
_SPACE = re.compile("[ \t\r\n]+")  # is one blank in a paragraph (OpenDocument Schema §6.1.2)
_VALUES = frozenset({
    "value-type", "value", "string-value", "boolean-value", "date-value", "time-value", "formula",
    "number-columns-repeated", "number-columns-spanned", "number-rows-spanned",
})  # fmt: skip
"""Attributes of a cell that say what it holds, and where."""
_EXTERNAL = "'#"  # ends the address of another workbook


def read_sheets(package: PackageParts, cell_budget: CellBudget) -> Mapping[str, RawSheet]:
    """Read every table: name → sheet, in order.

    Raises XL-102 (xml), XL-105 (duplicate: two tables of one name; ambiguous, bounds), XL-106
    (cells), XL-104 and XL-189 (active content).
    """
    formats = OdsFormats()
    if package.has(_STYLES):
        _read_styles(package.read(_STYLES), formats)
    reader = _ContentReader(cell_budget, OdsStyles(package), formats)
    parse_xml(package.read(CONTENT), CONTENT, reader.start, reader.end, reader.text)
    for name, reference in reader.names:
        sheet, at = parse_reference(reference) or ("", "")
        if sheet in reader.sheets and is_position(at):
            reader.sheets[sheet].names.setdefault(name, at)
    if may_hold_pictures(package.read(CONTENT)):
        for found in reader.sheets.values():
            mark_pictures(found)
    return reader.sheets


def _read_styles(content: bytes, formats: OdsFormats) -> None:
    """Read the styles that are shared by all tables."""
    names = LocalNames()

    def start(tag: str, attributes: dict[str, str]) -> None:
        formats.start(names[tag], {names[key]: attributes[key] for key in attributes})

    parse_xml(content, _STYLES, start, lambda tag: formats.end(names[tag]), formats.text)


class _ContentReader:
    """The tables of an .ods workbook while they are read."""

    def __init__(self, cell_budget: CellBudget, styles: OdsStyles, formats: OdsFormats) -> None:
        """Begin before the first table; ``formats`` are those of styles read so far."""
        self._styles = styles
        self._struck = list[bool]()  # whether each open element in the cell strikes text out
        self.sheets: dict[str, RawSheet] = {}
        self.names: list[tuple[str, str]] = []  # of cells, each with its reference
        self._cell_budget, self._names, self._formats = cell_budget, LocalNames(), formats
        self._table: OdsTable | None = None
        self._cell: OdsCell | None = None
        self._depth = 0  # elements that are open inside the cell
        self._in_paragraph = False  # one of the cell itself, not of a comment or drawing in it

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Handle the beginning of an element."""
        kind, own = self._names[tag], {self._names[key]: attributes[key] for key in attributes}
        refuse_active_element(kind, own, f"{CONTENT} <{kind}>")
        if kind == "table" and "name" in own:
            self._open_table(own)
        elif kind == "table-source" and self._table and _EXTERNAL not in self._table.name:
            raise refused_as_active(what="connection", member=f"{CONTENT} {self._table.name}")
        elif kind == "named-range":
            self.names.append((own.get("name", ""), own.get("cell-range-address", "")))
        elif self._table is None:
            self._styles.add(kind, own)
            self._formats.start(kind, own)
        elif kind == "table-row":
            self._table.next_row(own)
            self._table.has_struck_row = self._is_struck(own, "default-cell-style-name")
        elif kind == "table-column":
            struck = self._is_struck(own, "default-cell-style-name")
            self._table.next_cols(own, struck=struck)
        elif kind in _CELLS:
            self._open_cell(own, attributes, self._table)
        elif self._cell is not None:
            self._depth += 1
            self._struck.append(self._is_struck(own, "style-name", "text"))
            self._open_content(kind, own, self._cell, self._table)

    def end(self, tag: str) -> None:
        """Handle the end of an element."""
        kind = self._names[tag]
        if kind in _CELLS and self._cell is not None and self._table is not None:
            self._close_cell(self._cell, self._table)
            self._cell, self._depth = None, 0
            self._struck.clear()
        elif self._cell is not None:
            self._depth -= 1
            self._struck[-1:] = ()
            self._in_paragraph = self._in_paragraph and self._depth > 0
        elif self._table is None:
            self._formats.end(kind)
        elif kind == "table":
            self._table.close()
            self._table = None

    def text(self, piece: str) -> None:
        """Handle a text; in a paragraph of a cell white space counts once."""
        if self._cell is not None and self._in_paragraph:
            self._cell.texts[-1] += _SPACE.sub(" ", piece)
            self._cell.struck |= any(self._struck) and not piece.isspace()
        elif self._table is None:
            self._formats.text(piece)

    def _is_struck(
        self, attributes: Mapping[str, str], name: str, family: str = "table-cell"
    ) -> bool:
        return self._styles.is_struck(family, attributes.get(name, ""))

    def _open_table(self, attributes: Mapping[str, str]) -> None:
        name = attributes["name"]
        if self._table is not None:
            raise ambiguous(member=f"{CONTENT} {name}")  # a table within another one
        if name.casefold() in map(str.casefold, self.sheets):
            raise RefusedError(rule="XL-105", why="duplicate", member=name)
        self.sheets[name] = sheet = RawSheet(protected=attributes.get("protected") == "true")
        sheet.state = HIDDEN if self._styles.is_hidden(attributes.get("style-name", "")) else ""
        self._table = OdsTable(name, sheet)

    def _open_cell(
        self, own: Mapping[str, str], attributes: Mapping[str, str], table: OdsTable
    ) -> None:
        """Begin a cell, with its attributes by local name and as they are written.

        Refuse one with a value that other programs do not look at, or look at instead (XL-105).
        """
        place = f"{CONTENT} {table.name} {address(table.row, min(table.col, LAST_COLUMN))}"
        if self._cell is not None:
            raise ambiguous(member=place)
        types = {attributes[key] for key in attributes if self._names[key] == "value-type"}
        for key, value in attributes.items():
            kind = self._names[key]
            calcext = key.startswith("calcext:")
            differs = own[kind] != value and value != "error" != own[kind]
            if kind in _VALUES and (differs or (calcext and kind != "value-type")):
                raise ambiguous(member=place)
        self._cell = OdsCell(own, frozenset(types))

    def _open_content(
        self, kind: str, attributes: Mapping[str, str], cell: OdsCell, table: OdsTable
    ) -> None:
        """Begin an element inside a cell."""
        if kind == "annotation":
            table.sheet.comments.add(address(table.row, table.col))
        elif kind == "p" and self._depth == 1:
            self._in_paragraph = True
            cell.texts.append("")
        elif kind in _BLANKS and self._in_paragraph:
            count = min(int(attributes.get("c", 1)), LAST_COLUMN)
            require(len(cell.texts[-1]) < LAST_ROW)  # no cell holds a text as long as that
            cell.texts[-1] += _BLANKS[kind] * count

    def _close_cell(self, cell: OdsCell, table: OdsTable) -> None:
        """Keep what the cell holds; one without type and formula is blank."""
        count = repeated(cell.attributes, "columns")
        if cell.types or cell.formula is not None:
            self._cell_budget.add(count * table.rows)
            number_format = self._formats.of(table.style(cell.attributes))
            value, places = cell.value(number_format), table.places(count)
            if value != "":
                table.sheet.values.update(dict.fromkeys(places, value))
            if value != "" and self._is_cell_struck(cell, table):
                table.sheet.struck.update(places)
            if cell.formula is not None:
                refuse_active_formula(cell.formula, f"{CONTENT} {table.name} {places[0]}")
                table.sheet.formulas.update(places)
                stored = StoredFormula(cell.formula)
                size = len(cell.formula) * len(places)
                table.sheet.stored_formulas.keep(dict.fromkeys(places, stored).items(), size)
                table.sheet.external.update(places if _EXTERNAL in cell.formula else ())
                # LibreOffice stores an empty text as a paragraph alone, without its type.
                table.sheet.uncached.update(() if cell.types or cell.texts else places)
        table.sheet.merges.extend(_merged(cell.attributes, table))
        table.col += count

    def _is_cell_struck(self, cell: OdsCell, table: OdsTable) -> bool:
        """Whether text of a cell is struck out; without a style it has that of its row or column.

        Of equal cells in several columns all have the style of the first one's column.
        """
        if cell.struck:
            return True
        if "style-name" in cell.attributes:
            return self._is_struck(cell.attributes, "style-name")
        return table.has_struck_row or table.col in table.struck_cols


def _merged(attributes: Mapping[str, str], table: OdsTable) -> Iterator[str]:
    """Yield the area that a cell spans, if it is merged."""
    down, across = (count_of(attributes, f"number-{what}-spanned") for what in ("rows", "columns"))
    if table.row + down > LAST_ROW or table.col + across > LAST_COLUMN:
        place = address(table.row, table.col)
        raise beyond_bounds(member=f"{CONTENT} {table.name} {place} {down} × {across}")
    if max(down, across) > 1:
        yield area(table.row, table.col, table.row + down - 1, table.col + across - 1)
