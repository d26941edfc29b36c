"""One worksheet of an .xlsx workbook, scanned for what calamine hides.

Elements go by their local names, whatever the prefix or namespace (transitional, strict, none):
calamine reads them so, too. A cell or row without ``r`` follows the one before it.

A Python call per element would be most of the time. So the usual cells (a number, a shared string,
nothing; a formula with its value) are noted and cut out by regular expressions before expat sees
the rest: less than half the time. Only whole cells match, so what is left nests as before; where a
cell without address then stands on its own, or a formula that others share refers to another
workbook, the sheet is read again uncut.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING
from xml.parsers import expat

from xltool.errors import RefusedError
from xltool.reading.addresses import OrderError, Places
from xltool.reading.markup import feed
from xltool.reading.parts import Locals
from xltool.reading.refusals import damaged, require
from xltool.reading.sheetguard import (
    LAST_COLUMN,
    LAST_ROW,
    SheetGuard,
    Tally,
    column_letters,
    column_number,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_FORMULA = "/f"  # marks a cell that has a formula; no attribute can be called so
_CONTENT = "/v"  # marks a cell that holds anything
_TRUE = frozenset({"1", "true"})
_PLAIN = re.compile(
    rb'<c r="(?:([A-Z]++)([0-9]++)"(?: s="[0-9]++")?+'
    rb'(?: t="s"><v>[0-9]++|(?: t="n")?+><v>[-+.0-9E]++)</v></c>'
    rb'|[A-Z]++[0-9]++"(?: s="[0-9]++")?+(?: t="[sn]")?+ ?+/>)'
)
_CALCULATED = re.compile(
    rb'<c r="(([A-Z]++)([0-9]++))"(?: s="[0-9]++")?+(?: t="(str|[nb])")?+>'
    rb"<f(?: [^<>]*)?(?:/>|>[^<\[]*+</f>)(?:<v>[^<&\s][^<]*+</v>|(<v ?/>|<v></v>|))</c>"
)
_ROW = re.compile(rb'<row r="([0-9]++)"(?: (?!hidden="[^0f])[\w:]++="[^"<]*+")*+ ?+(?:/>|></row>)')
_EMPTY_TEXT = (b"str", True)
_ENCLOSING = re.compile(rb"<!|<\?(?!xml )")
_QUOTED = re.compile(r'"[^"]*"')
_EXTERNAL = re.compile(r"\[[^\[\]]+\](?:(?:[^'\[\]!]|'')*'!|[\w.]*!)")


def _require_index(text: str) -> None:
    """Refuse what is no index of a shared string: it would be read as blank."""
    text = text.strip()
    require(not text or (text.isascii() and text.isdigit()))


class _CutError(Exception):
    """What was cut out before is needed after all."""


def scan_worksheet(read: Callable[[], Iterable[bytes]], part: str, tally: Tally) -> SheetGuard:
    """Scan the part that ``read`` inflates, as often as need be."""
    try:
        return _Sheet(tally, cut=True).scan(read(), part)
    except (_CutError, OrderError):
        pass
    return _Sheet(tally, cut=False, places=Places(exact=True)).scan(read(), part)


@dataclass(slots=True)
class _Marks:
    """What was done to a sheet besides filling it in."""

    protected: bool = False
    validations: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: set[int] = field(default_factory=set)

    def take(self, kind: str, attributes: dict[str, str]) -> None:
        """Take an element that is no cell nor part of one."""
        if kind == "dataValidation":
            self.validations += 1
        elif kind == "sheetProtection":
            self.protected = attributes.get("sheet") in _TRUE
        elif attributes.get("hidden") not in _TRUE:
            return
        elif kind == "row":
            self.hidden_rows.add(int(attributes["r"]) - 1)
        elif kind == "col":
            first, last = int(attributes["min"]), int(attributes["max"])
            self.hidden_cols.update(range(first - 1, min(last, LAST_COLUMN)))


@dataclass(slots=True)
class _Extent:
    """What the addresses of cells with content are made of: letters and digits apart."""

    letters: set[bytes | None] = field(default_factory=set)
    digits: set[bytes | None] = field(default_factory=set)

    def add(self, address: str) -> None:
        """Take one address."""
        letters = address.rstrip("0123456789")
        self.letters.add(letters.encode())
        self.digits.add(address[len(letters) :].encode())

    def size(self) -> tuple[int, int]:
        """Return the number of rows and columns from A1; ValueError if no sheet has as many."""
        rows = max((int(digits) for digits in self.digits if digits is not None), default=0)
        cols = (column_number(letters.decode()) for letters in self.letters if letters is not None)
        require(rows <= LAST_ROW)
        return rows, max(cols, default=0)


@dataclass(slots=True)
class _Sheet:
    """A worksheet while it is parsed: ``cell`` is the one a formula or value would belong to.

    ``calculated`` are the formulas cut out, ``uncached`` those of them without a value; of the
    other ``formulas``, ``cached`` are those with one. ``shared`` are the cells of a shared formula
    by its index.
    """

    tally: Tally
    cut: bool
    cut_out: int = 0
    cut_rows: int = 0
    above: int = 0
    number: int = 0
    row: list[dict[str, str]] = field(default_factory=list)
    cell: dict[str, str] | None = None
    calculated: list[bytes] = field(default_factory=list)
    uncached: list[bytes] = field(default_factory=list)
    formulas: set[str] = field(default_factory=set)
    cached: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)
    shared: dict[str, list[str]] = field(default_factory=dict)
    external: set[str] = field(default_factory=set)
    extent: _Extent = field(default_factory=_Extent)
    marks: _Marks = field(default_factory=_Marks)
    places: Places = field(default_factory=lambda: Places(exact=False))
    names: Locals = field(default_factory=Locals)
    parser: expat.XMLParserType = field(default_factory=expat.ParserCreate)

    def scan(self, chunks: Iterable[bytes], part: str) -> SheetGuard:
        """Read the part; sum up."""
        feed(self.watch(chunks), part, self.parser, self.start, self.end)
        try:
            rows, cols = self.extent.size()
        except ValueError:
            raise damaged(why="xml", member=part) from None
        if self.places.twice:
            self.refuse_twice(part)
        for cells in self.shared.values():
            if not self.external.isdisjoint(cells):
                self.external.update(cells)
        return SheetGuard(
            formulas=frozenset({*self.formulas, *map(bytes.decode, self.calculated)}),
            errors=self.errors,
            uncached=frozenset({*self.formulas - self.cached, *map(bytes.decode, self.uncached)}),
            cells=self.cells,
            protected=self.marks.protected,
            validations=self.marks.validations,
            hidden_rows=frozenset(self.marks.hidden_rows),
            hidden_cols=frozenset(self.marks.hidden_cols),
            external=frozenset(self.external),
            rows=rows,
            cols=cols,
        )

    def refuse_twice(self, part: str) -> None:
        """Refuse a place that is claimed twice, unless one claim may stand in a comment."""
        if self.cut_out and not self.cut:
            raise _CutError
        member = f"{part} {self.places.twice}"
        raise RefusedError(rule="XL-105", why="duplicate", member=member)

    @property
    def cells(self) -> int:
        """How many cells were met."""
        return self.cut_out + self.above + len(self.row)

    def watch(self, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """Count chunk by chunk rather than cell by cell."""
        last = b""
        for chunk in chunks:
            self.places.turn()
            rest = self.shorten(chunk, last[-5:]) if self.cut else chunk
            yield rest
            self.tally.watch(self.cells)
            last = rest

    def shorten(self, chunk: bytes, last: bytes) -> bytes:
        """Cut out plain cells and, unless a comment or the like may enclose them, formulas."""
        pieces = _PLAIN.split(chunk)
        self.note(pieces[1::3], pieces[2::3])
        cells = zip(pieces[1::3], pieces[2::3], strict=True)
        self.places.add(*[letters + digits for letters, digits in cells if letters])
        rest = b"".join(pieces[::3])
        if _ENCLOSING.search(last + rest):
            self.cut = False
            return rest
        pieces = _CALCULATED.split(rest)
        self.calculated += pieces[1::6]
        self.note(pieces[2::6], pieces[3::6])
        self.note_uncached(pieces[1::6], pieces[4::6], pieces[5::6])
        self.places.add(*pieces[1::6])
        pieces = _ROW.split(b"".join(pieces[::6]))
        self.places.add(*[b"#" + number for number in pieces[1::2]])
        self.cut_rows += len(pieces) // 2
        return b"".join(pieces[::2])

    def note(self, letters: list[bytes], digits: list[bytes]) -> None:
        """Count cells that were cut out and keep what their addresses are made of."""
        self.cut_out += len(letters)
        self.extent.letters.update(letters)
        self.extent.digits.update(digits)

    def note_uncached(
        self, cells: list[bytes], kinds: list[bytes | None], empties: list[bytes | None]
    ) -> None:
        """Keep the formulas whose value is empty, unless it is an empty text."""
        if empties.count(None) < len(empties):
            for cell, kind, empty in zip(cells, kinds, empties, strict=True):
                if empty is not None and (kind, bool(empty)) != _EMPTY_TEXT:
                    self.uncached.append(cell)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take an element: this is called for each one that was not cut out."""
        kind = self.names[name]
        if kind in {"c", "row"}:
            require(self.cell is None)
            self.place(kind, attributes)
        elif kind not in {"f", "v", "is"}:
            self.marks.take(kind, attributes)
        elif self.cell is not None:
            self.content(kind, self.cell, attributes)

    def end(self, name: str) -> None:
        """Leave an element."""
        if self.names[name] == "c":
            self.cell = None

    def place(self, kind: str, attributes: dict[str, str]) -> None:
        """Begin a row or a cell."""
        if kind == "row":
            self.next_row(attributes)
        else:
            self.cell = attributes
            self.row.append(attributes)

    def next_row(self, attributes: dict[str, str]) -> None:
        """Begin a row: without a number it follows the one before it."""
        self.above += len(self.row)
        self.row.clear()
        if self.cut_rows and "r" not in attributes:
            raise _CutError
        self.number = int(attributes.get("r", self.number + 1))
        self.places.add(b"#%d" % self.number)
        if attributes.get("hidden") in _TRUE:
            self.marks.hidden_rows.add(self.number - 1)

    def content(self, kind: str, cell: dict[str, str], attributes: dict[str, str]) -> None:
        """Take a formula or a value of a cell; catch the text of those that matter."""
        at = self.address()
        self.extent.add(at)
        if _CONTENT not in cell:
            cell[_CONTENT] = ""
            self.places.add(at.encode())
        if kind == "f":
            cell[_FORMULA] = ""
            self.formulas.add(at)
            self.catch(partial(self.formula, at, attributes))
        elif kind == "v" and (_FORMULA in cell or cell.get("t") == "e"):
            self.catch(partial(self.value, at, cell.get("t", "n")))
        elif kind == "v" and cell.get("t") == "s":
            self.catch(_require_index)

    def formula(self, at: str, attributes: dict[str, str], text: str) -> None:
        """Take the text of a formula; what others share must not have been cut out."""
        shared = attributes.get("si", "") if attributes.get("t") == "shared" else ""
        if shared:
            self.shared.setdefault(shared, []).append(at)
        if "[" in text and _EXTERNAL.search(_QUOTED.sub("", text)):
            self.external.add(at)
            if shared and (self.cut or self.cut_out):
                raise _CutError

    def value(self, at: str, kind: str, text: str) -> None:
        """Take the text of an error or of a formula's value: one that is text may be empty."""
        text = text.strip()
        if kind == "s":
            _require_index(text)
        if text or kind == "str":
            self.cached.add(at)
        if kind == "e":
            self.errors[at] = text

    def catch(self, done: Callable[[str], None]) -> None:
        """Hand over the text up to the end of this element."""
        parser, end, texts = self.parser, self.parser.EndElementHandler, list[str]()

        def stop(name: str) -> None:
            parser.CharacterDataHandler, parser.EndElementHandler = None, end
            if end:
                end(name)
            done("".join(texts))

        parser.CharacterDataHandler, parser.EndElementHandler = texts.append, stop

    def address(self) -> str:
        """Return the address of the last cell; without one it follows the cell before it."""
        cell = self.row[-1]
        if "r" not in cell:
            if self.cut_out:
                raise _CutError
            placed = (n for n, other in enumerate(reversed(self.row)) if "r" in other)
            steps = next(placed, len(self.row))
            letters = (
                self.row[-1 - steps]["r"].rstrip("0123456789") if steps < len(self.row) else ""
            )
            cell["r"] = f"{column_letters(column_number(letters) + steps)}{self.number}"
        return cell["r"].upper()
