"""The records of an .xls workbook: locks and macros at the gate, then what calamine hides.

A stream is one run of records for the workbook and one for each sheet, from BOF to EOF; an
embedded chart is a run within a run. References of formulas are not taken apart: links to other
workbooks go unseen here.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.reading.ole2 import sound
from xltool.reading.refusals import require
from xltool.reading.sheetguard import SheetGuard, Tally, column_letters

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_BOF, _EOF, _FILEPASS, _BOUNDSHEET, _CODEPAGE = 0x0809, 0x000A, 0x002F, 0x0085, 0x0042
_FORMULA, _BOOLERR, _MULRK, _MULBLANK, _BLANK = 0x0006, 0x0205, 0x00BD, 0x00BE, 0x0201
_NUMBER, _RK, _LABELSST, _LABEL, _RSTRING = 0x0203, 0x027E, 0x00FD, 0x0204, 0x00D6
_PROTECT, _ROW, _COLINFO, _NOTE = 0x0012, 0x0208, 0x007D, 0x001C
_FORMAT, _XF = 0x041E, 0x00E0
_DATES = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_OWN = 0x1000  # above every number that a program gives
_MACROS, _WORKSHEET = 1, 0
_BIFF8 = 0x0600
_CELLS = frozenset({_FORMULA, _BOOLERR, _NUMBER, _RK, _LABELSST, _LABEL, _RSTRING})
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_RESULT_IS_ERROR = (2, b"\xff\xff")


def refuse_locked(book: bytes) -> None:
    """Refuse a password (XL-103) and macro sheets (XL-104); XL-102 if records do not end."""
    with sound():
        for kind, body in _run(book, 0, len(book)):
            if kind == _FILEPASS:
                raise RefusedError(rule="XL-103")
            if kind == _BOUNDSHEET and body[5] == _MACROS:
                raise RefusedError(rule="XL-104", member="workbook")


def scan(book: bytes, tally: Tally) -> Mapping[str, SheetGuard]:
    """Scan every worksheet: name → guard."""
    found: dict[str, SheetGuard] = {}
    with sound():
        sheets = sorted(_worksheets(book))
        ends = [start for start, _ in sheets[1:]] + [len(book)]
        for (start, name), end in zip(sheets, ends, strict=True):
            if name in found:
                raise RefusedError(rule="XL-105", why="duplicate", member=name)
            sheet = _Sheet()
            for kind, body in _run(book, start, end):
                sheet.take(kind, body)
            found[name] = tally.add(sheet.guard())
    return found


def renumbered(book: bytes) -> bytes:
    """Give formats that redefine a built-in date a number of their own.

    calamine goes by the built-in number alone and would read such amounts as dates.
    """
    found, at, redefined = bytearray(book), 0, set[int]()
    with sound():
        for kind, body in _run(book, 0, len(book)):
            place = {_FORMAT: 0, _XF: 2}.get(kind)
            if place is not None:
                number = struct.unpack_from("<H", body, place)[0]
                if kind == _FORMAT and number in _DATES:
                    redefined.add(number)
                if number in redefined:
                    struct.pack_into("<H", found, at + 4 + place, number + _OWN)
            at += 4 + len(body)
    return bytes(found)


def _run(book: bytes, at: int, end: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records from the BOF at ``at`` up to its EOF, without those of runs within."""
    depth = 0
    while True:
        require(at < end)
        kind, length = struct.unpack_from("<HH", book, at)
        body = book[at + 4 : at + 4 + length]
        depth += (kind == _BOF) - (kind == _EOF)
        if kind == _EOF and not depth:
            return
        require(depth > 0)
        if depth == 1:
            yield kind, body
        at += 4 + length


def _worksheets(book: bytes) -> Iterator[tuple[int, str]]:
    """Yield position and name of each worksheet."""
    codec, wide = "cp1252", False
    for kind, body in _run(book, 0, len(book)):
        if kind == _BOF:
            wide = struct.unpack_from("<H", body)[0] == _BIFF8
        elif kind == _CODEPAGE:
            codec = f"cp{struct.unpack_from('<H', body)[0]}"
        elif kind == _BOUNDSHEET and body[5] == _WORKSHEET:
            yield struct.unpack_from("<L", body)[0], _name(body, codec, wide=wide)


def _name(body: bytes, codec: str, *, wide: bool) -> str:
    if not wide:
        try:
            return body[7 : 7 + body[6]].decode(codec, "replace")
        except LookupError:
            return body[7 : 7 + body[6]].decode("cp1252", "replace")
    if body[7] & 1:
        return body[8 : 8 + 2 * body[6]].decode("utf-16-le", "replace")
    return body[8 : 8 + body[6]].decode("latin-1")


@dataclass(slots=True)
class _Sheet:
    """A worksheet while its records are read."""

    cells: int = 0
    rows: int = 0
    cols: int = 0
    protected: bool = False
    formulas: set[str] = field(default_factory=set)
    errors: dict[str, str] = field(default_factory=dict)
    comments: set[str] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: set[int] = field(default_factory=set)

    def guard(self) -> SheetGuard:
        """Sum up."""
        return SheetGuard(
            frozenset(self.formulas),
            self.errors,
            frozenset(),
            self.cells,
            protected=self.protected,
            hidden_rows=frozenset(self.hidden_rows),
            hidden_cols=frozenset(self.hidden_cols),
            comments=frozenset(self.comments),
            rows=self.rows,
            cols=self.cols,
        )

    def take(self, kind: int, body: bytes) -> None:
        """Take a record."""
        if kind in _CELLS:
            self.cell(kind, body)
        elif kind == _MULRK:
            self.extend(body, (len(body) - 6) // 6)
        elif kind == _BLANK:
            self.cells += 1
        elif kind == _MULBLANK:
            self.cells += (len(body) - 6) // 2
        else:
            self.mark(kind, body)

    def cell(self, kind: int, body: bytes) -> None:
        """Take a cell with a value; note a formula and an error."""
        at = self.extend(body, 1)
        error = None
        if kind == _FORMULA:
            self.formulas.add(at)
            error = body[8] if (body[6], body[12:14]) == _RESULT_IS_ERROR else None
        elif kind == _BOOLERR and body[7]:
            error = body[6]
        if error is not None:
            self.errors[at] = _ERRORS.get(error, f"Err:{error}")

    def extend(self, body: bytes, count: int) -> str:
        """Count cells with values from a place rightwards; return the address of the first."""
        row, col = struct.unpack_from("<HH", body)
        self.cells += count
        self.rows, self.cols = max(self.rows, row + 1), max(self.cols, col + count)
        return _address(row, col)

    def mark(self, kind: int, body: bytes) -> None:
        """Take what was done to the sheet besides filling it in."""
        if kind == _PROTECT:
            self.protected = struct.unpack_from("<H", body) != (0,)
        elif kind == _ROW and body[12] & 0x20:
            self.hidden_rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLINFO and body[8] & 1:
            first, last = struct.unpack_from("<HH", body)
            self.hidden_cols.update(range(first, min(last, 0xFF) + 1))
        elif kind == _NOTE:
            self.comments.add(_address(*struct.unpack_from("<HH", body)))


def _address(row: int, col: int) -> str:
    return f"{column_letters(col + 1)}{row + 1}"
