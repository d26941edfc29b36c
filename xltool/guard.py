"""What a fast reader hides: formulas, error values and totals that nobody calculated.

calamine returns an error cell and a formula without a stored value as ``''``, as if they were
blank. ``guard`` looks at the sheets' XML and says which cells these are, so that only a file that
has them needs the slow reader. Addresses are ``B7``; sheets go by their names.

Elements go by their local names, whatever the prefix or namespace (transitional, strict, none):
calamine reads them so, too. A cell or row without ``r`` follows the one before it. In ``.ods`` a
repeated formula counts as often as it is repeated. ``.xls`` is not scanned: its mapping is empty,
and a caller must not take that for "no errors".

A Python call per element would be most of the time. So the usual cells (a number, a shared string,
nothing; a formula with its value) are noted and cut out by regular expressions before expat sees
the rest: less than half the time. Only whole cells match, so what is left nests as before; where a
cell without address then stands on its own, the sheet is read again uncut.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, NamedTuple
from xml.parsers import expat

from xltool.errors import RefusedError
from xltool.intake import LIMITS, Format, Limits, Member, Package, directory, feed, naming, stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


@dataclass(frozen=True, slots=True)
class SheetGuard:
    """What stands in one sheet beyond plain values.

    ``formulas`` are the addresses of formula cells, ``uncached`` those of them without a stored
    value, ``errors`` maps an address to ``#REF!`` and the like; ``cells`` counts stored cells.
    """

    formulas: frozenset[str]
    errors: Mapping[str, str]
    uncached: frozenset[str]
    cells: int


def guard(package: Package, limits: Limits = LIMITS) -> Mapping[str, SheetGuard]:
    """Scan every sheet: name → guard; empty for ``.xls``.

    Raises ``RefusedError``: XL-102 (xml, part), XL-105 (doctype, duplicate: two sheets of one
    name) or XL-106 (cells, of all sheets together).
    """
    if package.format is Format.XLS:
        return {}
    scan = _scan_ods if package.format is Format.ODS else _scan_xlsx
    with naming(PurePath(package.path).name):
        return scan(_Archive(package.data, directory(package.data, limits)), limits)


class _Archive(NamedTuple):
    data: bytes
    members: Mapping[str, Member]

    def stream(self, name: str) -> Iterator[bytes]:
        """Inflate a part, whatever the case of its name."""
        if member := self.members.get(name.lower()):
            return stream(self.data, member)
        raise RefusedError(rule="XL-102", why="part", member=name)

    def elements(self, name: str, wanted: str) -> list[dict[str, str]]:
        """Return the attributes, by local name, of the wanted elements of a part."""
        found: list[dict[str, str]] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if _local(tag) == wanted:
                found.append({_local(key): value for key, value in attributes.items()})

        feed(self.stream(name), name, expat.ParserCreate(), start)
        return found


def _local(name: str) -> str:
    return name.rpartition(":")[2]


class _Locals(dict[str, str]):
    """Local names by qualified name, worked out once each."""

    def __missing__(self, name: str) -> str:
        """Strip the prefix."""
        self[name] = local = _local(name)
        return local


def _count(cells: int, limits: Limits) -> None:
    if cells > limits.cells:
        found, limit = str(cells), str(limits.cells)
        raise RefusedError(rule="XL-106", why="cells", limit=limit, found=found)


# --- .xlsx -------------------------------------------------------------------------------------

_FORMULA = "/f"  # marks a cell that has a formula; no attribute can be called so
_LAST_COLUMN, _LAST_ROW = 1 << 14, 1 << 20
_PLAIN = re.compile(
    rb'<c r="[A-Z]+[0-9]+"(?: s="[0-9]+")?(?: t="[sn]")? ?(?:/>|><v>[-+.0-9E]+</v></c>)'
)
_CALCULATED = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"(?: s="[0-9]+")?(?: t="(?:str|[nb])")?>'
    rb"<f(?: [^<>]*)?(?:/>|>[^<]*</f>)<v>[^<&\s][^<]*</v></c>"
)
_ENCLOSING = re.compile(rb"<!|<\?(?!xml )")


def _scan_xlsx(archive: _Archive, limits: Limits) -> Mapping[str, SheetGuard]:
    found: dict[str, SheetGuard] = {}
    done: dict[str, SheetGuard] = {}
    for name, part in _worksheets(archive):
        if name in found:
            raise RefusedError(rule="XL-105", why="duplicate", member=name)
        if part not in done:
            done[part] = _scan_sheet(archive, part, sum(g.cells for g in done.values()), limits)
        found[name] = done[part]
    return found


def _worksheets(archive: _Archive) -> Iterator[tuple[str, str]]:
    """Yield sheet name and part; chart sheets and the like hold no cells."""
    books = _relations(archive, "").values()
    book = next((part for kind, part in books if kind == "officeDocument"), "xl/workbook.xml")
    relations = _relations(archive, book)
    for sheet in archive.elements(book, "sheet"):
        name = sheet.get("name", "")
        kind, part = relations.get(sheet.get("id", ""), ("worksheet", name))
        if kind == "worksheet":
            yield name, part


def _relations(archive: _Archive, source: str) -> Mapping[str, tuple[str, str]]:
    """Return what a part refers to, by id: last word of the type and the part meant."""
    folder, base = posixpath.split(source)
    found: dict[str, tuple[str, str]] = {}
    for relation in archive.elements(
        posixpath.join(folder, "_rels", f"{base}.rels"), "Relationship"
    ):
        target = posixpath.join("/", folder, relation.get("Target", ""))
        kind = posixpath.basename(relation.get("Type", ""))
        found[relation.get("Id", "")] = kind, posixpath.normpath(target).lstrip("/")
    return found


class _UnplacedError(Exception):
    """A cell without address stands where others were cut out before it."""


def _scan_sheet(archive: _Archive, part: str, before: int, limits: Limits) -> SheetGuard:
    try:
        return _Sheet(cut=True).scan(archive, part, before, limits)
    except _UnplacedError:
        return _Sheet(cut=False).scan(archive, part, before, limits)


@dataclass(slots=True)
class _Sheet:
    """A worksheet while it is parsed: ``cell`` is the one a formula or value would belong to.

    ``calculated`` are the addresses of formulas cut out, ``values`` the texts of the other formulas
    and of errors by address and type.
    """

    cut: bool
    cut_out: int = 0
    above: int = 0
    number: int = 0
    row: list[dict[str, str]] = field(default_factory=list)
    cell: dict[str, str] | None = None
    calculated: list[bytes] = field(default_factory=list)
    formulas: set[str] = field(default_factory=set)
    values: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    names: _Locals = field(default_factory=_Locals)
    parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)

    def scan(self, archive: _Archive, part: str, before: int, limits: Limits) -> SheetGuard:
        """Read the part; ``before`` are the cells of the sheets before it."""
        feed(self.watch(archive.stream(part), before, limits), part, self.parser, self.start)
        values = {at: "".join(texts).strip() for at, texts in self.values.items()}
        cached = {address for (address, kind), text in values.items() if text or kind == "str"}
        errors = {address: text for (address, kind), text in values.items() if kind == "e"}
        formulas = self.formulas.union(map(bytes.decode, self.calculated))
        return SheetGuard(
            frozenset(formulas), errors, frozenset(self.formulas - cached), self.cells
        )

    @property
    def cells(self) -> int:
        """How many cells were met."""
        return self.cut_out + self.above + len(self.row)

    def watch(self, chunks: Iterable[bytes], before: int, limits: Limits) -> Iterator[bytes]:
        """Count chunk by chunk rather than cell by cell."""
        last = b""
        for chunk in chunks:
            rest = self.shorten(chunk, last[-5:]) if self.cut else chunk
            yield rest
            _count(before + self.cells, limits)
            last = rest

    def shorten(self, chunk: bytes, last: bytes) -> bytes:
        """Cut out plain cells and, unless a comment or the like may enclose them, formulas."""
        rest, plain = _PLAIN.subn(b"", chunk)
        self.cut_out += plain
        if _ENCLOSING.search(last + rest):
            self.cut = False
            return rest
        pieces = _CALCULATED.split(rest)
        self.calculated += pieces[1::2]
        self.cut_out += len(pieces) // 2
        return b"".join(pieces[::2])

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element: this is called for each one that was not cut out."""
        kind = self.names[name]
        if kind == "c":
            self.cell = attributes
            self.row.append(attributes)
        elif kind == "row":
            self.above += len(self.row)
            self.row.clear()
            self.number = int(attributes.get("r", self.number + 1))
        elif kind not in {"f", "v"}:
            self.cell = None
        elif self.cell is not None:
            self.content(kind, self.cell)

    def content(self, kind: str, cell: dict[str, str]) -> None:
        """Take a formula or a value of a cell; catch the text of the values that matter."""
        if kind == "f":
            cell[_FORMULA] = ""
            self.formulas.add(self.address())
        elif _FORMULA in cell or cell.get("t") == "e":
            texts = self.values[self.address(), cell.get("t", "n")] = []
            self.catch(texts)

    def catch(self, texts: list[str]) -> None:
        """Collect the text up to the end of this element."""
        parser, end = self.parser, self.parser.EndElementHandler

        def stop(name: str) -> None:
            parser.CharacterDataHandler, parser.EndElementHandler = None, end
            if end:
                end(name)

        parser.CharacterDataHandler, parser.EndElementHandler = texts.append, stop

    def address(self) -> str:
        """Return the address of the last cell; without one it follows the cell before it."""
        cell = self.row[-1]
        if "r" not in cell:
            if self.cut_out:
                raise _UnplacedError
            placed = (n for n, other in enumerate(reversed(self.row)) if "r" in other)
            steps = next(placed, len(self.row))
            column = _column(self.row[-1 - steps]["r"]) if steps < len(self.row) else 0
            cell["r"] = f"{_letters(column + steps)}{self.number}"
        return cell["r"].upper()


def _column(address: str) -> int:
    column = 0
    for letter in address.upper().rstrip("0123456789"):
        if column > _LAST_COLUMN or not "A" <= letter <= "Z":
            raise ValueError(address)
        column = column * 26 + ord(letter) - ord("@")
    return column


def _letters(column: int) -> str:
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


# --- .ods --------------------------------------------------------------------------------------

_ERROR = re.compile(r"#(REF!|DIV/0!|N/A|NAME\?|NULL!|NUM!|VALUE!)|Err:\d+")


def _scan_ods(archive: _Archive, limits: Limits) -> Mapping[str, SheetGuard]:
    content = _Content(limits)
    feed(archive.stream("content.xml"), "content.xml", content.parser, content.start)
    return {table.name: table.guard() for table in content.tables}


def _repeated(attributes: Mapping[str, str], what: str) -> int:
    return min(max(int(attributes.get(f"table:number-{what}-repeated", 1)), 1), _LAST_ROW)


@dataclass(slots=True)
class _Table:
    """A table while it is parsed: ``row`` and ``column`` come next, this row comes ``rows`` times.

    ``texts`` are what may be an error by address, ``errors`` those of them that say so.
    """

    name: str
    row: int = 1
    rows: int = 0
    column: int = 1
    cells: int = 0
    formulas: set[str] = field(default_factory=set)
    uncached: set[str] = field(default_factory=set)
    texts: dict[str, list[str]] = field(default_factory=dict)
    errors: set[str] = field(default_factory=set)

    def next_row(self, rows: int) -> None:
        """Begin a row that stands for ``rows`` equal ones."""
        self.row, self.rows, self.column = self.row + self.rows, rows, 1

    def addresses(self, columns: int) -> list[str]:
        """Return where the next cell stands, as often as it is repeated."""
        across = [_letters(self.column + column) for column in range(columns)]
        return [f"{letters}{self.row + row}" for row in range(self.rows) for letters in across]

    def guard(self) -> SheetGuard:
        """Sum up; an error is a cell that says so or a formula whose text is one."""
        texts = ((address, "".join(parts).strip()) for address, parts in self.texts.items())
        errors = {a: text for a, text in texts if a in self.errors or _ERROR.fullmatch(text)}
        return SheetGuard(frozenset(self.formulas), errors, frozenset(self.uncached), self.cells)


@dataclass(slots=True)
class _Content:
    """The tables of an ``.ods`` while they are parsed; ``text`` is that of the last cell."""

    limits: Limits
    cells: int = 0
    tables: list[_Table] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    untyped: list[str] = field(default_factory=list)
    names: _Locals = field(default_factory=_Locals)
    parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element."""
        kind = self.names[name]
        if kind == "p":
            self.paragraph()
        elif kind == "table":
            self.tables.append(_Table(attributes.get("table:name", "")))
        elif self.tables and kind == "table-row":
            self.tables[-1].next_row(_repeated(attributes, "rows"))
        elif self.tables and kind in {"table-cell", "covered-table-cell"}:
            self.cell(self.tables[-1], attributes)

    def paragraph(self) -> None:
        """Take a text: LibreOffice stores an empty one of a formula without its type."""
        self.text.clear()  # a comment's text comes before the cell's
        if self.untyped:
            self.tables[-1].uncached.difference_update(self.untyped)
            self.untyped = []

    def cell(self, table: _Table, attributes: dict[str, str]) -> None:
        """Take a cell: empty ones are only passed."""
        columns = _repeated(attributes, "columns")
        types = {value for key, value in attributes.items() if _local(key) == "value-type"}
        formula = "table:formula" in attributes
        self.text, self.untyped, self.parser.CharacterDataHandler = [], [], None
        if types or formula:
            table.cells += columns * table.rows
            self.cells += columns * table.rows
            _count(self.cells, self.limits)
        if formula or "error" in types:
            self.note(table, table.addresses(columns), types, formula=formula)
        table.column += columns

    def note(self, table: _Table, addresses: list[str], types: set[str], *, formula: bool) -> None:
        """Note a formula or an error and catch its text."""
        if formula:
            table.formulas.update(addresses)
        if not types:
            self.untyped = addresses
            table.uncached.update(addresses)
        if "error" in types:
            table.errors.update(addresses)
        table.texts.update(dict.fromkeys(addresses, self.text))
        self.parser.CharacterDataHandler = self.text.append
