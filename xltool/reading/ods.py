"""The tables of an .ods workbook, scanned for what calamine hides.

A repeated formula counts as often as it is repeated.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING
from xml.parsers import expat

from xltool.reading.markup import feed
from xltool.reading.parts import Locals, local
from xltool.reading.sheetguard import LAST_COLUMN, LAST_ROW, SheetGuard, Tally, column_letters

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.reading.parts import Archive

_ERROR = re.compile(r"#(REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!)|Err:\d+")
_EXTERNAL = "'#"  # ends the address of another workbook


def scan(archive: Archive, tally: Tally) -> Mapping[str, SheetGuard]:
    """Scan every table: name → guard."""
    content = _Content(tally)
    feed(archive.stream("content.xml"), "content.xml", content.parser, content.start)
    return {table.name: tally.add(table.guard()) for table in content.tables}


def _repeated(attributes: Mapping[str, str], what: str) -> int:
    return min(max(int(attributes.get(f"table:number-{what}-repeated", 1)), 1), LAST_ROW)


def _hidden(attributes: Mapping[str, str]) -> bool:
    return attributes.get("table:visibility", "visible") != "visible"


@dataclass(slots=True)
class _Table:
    """A table while it is parsed: ``row`` and ``column`` come next, this row comes ``rows`` times.

    ``texts`` are what may be an error by address, ``errors`` those of them that say so. The last
    cell with a value stands in row ``height``, the rightmost one in column ``width``.
    """

    name: str
    protected: bool
    row: int = 1
    rows: int = 0
    column: int = 1
    cells: int = 0
    formulas: set[str] = field(default_factory=set)
    uncached: set[str] = field(default_factory=set)
    texts: dict[str, list[str]] = field(default_factory=dict)
    errors: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)
    external: set[str] = field(default_factory=set)
    hidden_rows: list[range] = field(default_factory=list)
    hidden_cols: set[int] = field(default_factory=set)
    columns: int = 0
    height: int = 0
    width: int = 0

    def next_column(self, attributes: Mapping[str, str]) -> None:
        """Take the description of one or more columns."""
        first, count = self.columns, _repeated(attributes, "columns")
        self.columns += count
        if _hidden(attributes):
            self.hidden_cols.update(range(first, min(self.columns, LAST_COLUMN)))

    def next_row(self, attributes: Mapping[str, str]) -> None:
        """Begin a row that may stand for several equal ones."""
        rows = _repeated(attributes, "rows")
        self.row, self.rows, self.column = self.row + self.rows, rows, 1
        if _hidden(attributes):
            self.hidden_rows.append(range(self.row - 1, self.row - 1 + rows))

    def extend(self, columns: int) -> int:
        """Count the cells of the next one, which holds something; return how many it stands for."""
        self.cells += columns * self.rows
        self.height = self.row + self.rows - 1
        self.width = max(self.width, self.column + columns - 1)
        return columns * self.rows

    def addresses(self, columns: int) -> list[str]:
        """Return where the next cell stands, as often as it is repeated."""
        across = [column_letters(self.column + column) for column in range(columns)]
        return [f"{letters}{self.row + row}" for row in range(self.rows) for letters in across]

    def guard(self) -> SheetGuard:
        """Sum up; an error is a cell that says so or a formula whose text is one."""
        texts = ((address, "".join(parts).strip()) for address, parts in self.texts.items())
        errors = {a: text for a, text in texts if a in self.errors or _ERROR.fullmatch(text)}
        hidden = (range(rows.start, min(rows.stop, self.height)) for rows in self.hidden_rows)
        return SheetGuard(
            frozenset(self.formulas),
            errors,
            frozenset(self.uncached),
            self.cells,
            protected=self.protected,
            hidden_rows=frozenset(chain.from_iterable(hidden)),
            hidden_cols=frozenset(self.hidden_cols),
            comments=frozenset(self.comments),
            external=frozenset(self.external),
            rows=self.height,
            cols=self.width,
        )


@dataclass(slots=True)
class _Content:
    """The tables of an ``.ods`` while they are parsed; ``text`` is that of the ``last`` cell."""

    tally: Tally
    cells: int = 0
    last: str = ""
    tables: list[_Table] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    untyped: list[str] = field(default_factory=list)
    names: Locals = field(default_factory=Locals)
    parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element."""
        kind = self.names[name]
        if kind == "p":
            self.paragraph()
        elif kind == "table":
            protected = attributes.get("table:protected") == "true"
            self.tables.append(_Table(attributes.get("table:name", ""), protected))
        elif self.tables:
            self.inside(self.tables[-1], kind, attributes)

    def inside(self, table: _Table, kind: str, attributes: dict[str, str]) -> None:
        """Take an element of a table."""
        if kind == "table-row":
            table.next_row(attributes)
        elif kind in {"table-cell", "covered-table-cell"}:
            self.cell(table, attributes)
        elif kind == "table-column":
            table.next_column(attributes)
        elif kind == "annotation" and self.last:
            table.comments.add(self.last)

    def paragraph(self) -> None:
        """Take a text: LibreOffice stores an empty one of a formula without its type."""
        self.text.clear()  # a comment's text comes before the cell's
        if self.untyped:
            self.tables[-1].uncached.difference_update(self.untyped)
            self.untyped = []

    def cell(self, table: _Table, attributes: dict[str, str]) -> None:
        """Take a cell: empty ones are only passed."""
        columns = _repeated(attributes, "columns")
        types = {value for key, value in attributes.items() if local(key) == "value-type"}
        formula = attributes.get("table:formula")
        self.text, self.untyped, self.parser.CharacterDataHandler = [], [], None
        self.last = f"{column_letters(table.column)}{table.row}"
        if types or formula is not None:
            self.cells += table.extend(columns)
            self.tally.watch(self.cells)
        if formula is not None or "error" in types:
            self.note(table, table.addresses(columns), types, formula)
        table.column += columns

    def note(
        self, table: _Table, addresses: list[str], types: set[str], formula: str | None
    ) -> None:
        """Note a formula or an error and catch its text."""
        if formula is not None:
            table.formulas.update(addresses)
            table.external.update(addresses if _EXTERNAL in formula else ())
        if not types:
            self.untyped = addresses
            table.uncached.update(addresses)
        if "error" in types:
            table.errors.update(addresses)
        table.texts.update(dict.fromkeys(addresses, self.text))
        self.parser.CharacterDataHandler = self.text.append
