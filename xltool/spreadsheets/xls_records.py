"""The records of an .xls workbook: one run for the workbook, one for each sheet, from BOF to EOF.

An embedded chart is a run within a run; it is passed over.
"""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from xltool.spreadsheets.refusals import require

if TYPE_CHECKING:
    from collections.abc import Iterator


class RecordType(IntEnum):
    """The records that are looked at."""

    FORMULA = 0x0006
    EOF = 0x000A
    PROTECT = 0x0012
    NOTE = 0x001C
    DATEMODE = 0x0022
    FILEPASS = 0x002F
    CONTINUE = 0x003C
    CODEPAGE = 0x0042
    COLINFO = 0x007D
    BOUNDSHEET = 0x0085
    MULRK = 0x00BD
    MULBLANK = 0x00BE
    RSTRING = 0x00D6
    XF = 0x00E0
    MERGED = 0x00E5
    SST = 0x00FC
    LABELSST = 0x00FD
    BLANK = 0x0201
    NUMBER = 0x0203
    LABEL = 0x0204
    BOOLERR = 0x0205
    STRING = 0x0207
    ROW = 0x0208
    RK = 0x027E
    FORMAT = 0x041E
    BOF = 0x0809


class XlsRecord(NamedTuple):
    """One record; ``bodies`` holds its content, and that of each record which continues it."""

    kind: int
    bodies: list[bytes]

    @property
    def body(self) -> bytes:
        """The content of the record itself."""
        return self.bodies[0]


def record_run(book: bytes, at: int, end: int) -> Iterator[XlsRecord]:
    """Yield the records from the BOF at ``at`` up to its EOF, without those of runs within."""
    depth, last = 0, None
    while True:
        require(at < end)
        kind, length = struct.unpack_from("<HH", book, at)
        body = book[at + 4 : at + 4 + length]
        at += 4 + length
        if kind == RecordType.CONTINUE and last is not None:
            last.bodies.append(body)
            continue
        if last is not None:
            yield last
        depth += (kind == RecordType.BOF) - (kind == RecordType.EOF)
        if kind == RecordType.EOF and not depth:
            return
        require(depth > 0)
        last = XlsRecord(kind, [body]) if depth == 1 else None


class XlsString(NamedTuple):
    """How texts are stored: ``wide`` since Excel 97, before that in a code page."""

    wide: bool
    codec: str

    def read(self, bodies: list[bytes], at: int, size: int = 2) -> str:
        """Return the text at a place, its length first, in so many bytes."""
        count = int.from_bytes(bodies[0][at : at + size], "little")
        require(len(bodies[0]) >= at + size)
        if self.wide:
            return XlsStrings(bodies, at + size).chars(count)
        return bodies[0][at + size : at + size + count].decode(self.codec, "replace")


class XlsStrings:
    """Texts since Excel 97, which may go on in the next record wherever the one before ends."""

    def __init__(self, bodies: list[bytes], at: int) -> None:
        """Begin at a place of the first record."""
        self._bodies, self._body, self._at = iter(bodies[1:]), bodies[0], at

    def bytes(self, count: int) -> bytes:
        """Take so many bytes; IndexError if there are no more."""
        found = b""
        while len(found) < count:
            if self._at >= len(self._body):
                self._turn()
            piece = self._body[self._at : self._at + count - len(found)]
            found, self._at = found + piece, self._at + len(piece)
        return found

    def number(self, size: int) -> int:
        """Take a number of so many bytes."""
        return int.from_bytes(self.bytes(size), "little")

    def chars(self, count: int) -> str:
        """Take a flag, then so many characters of one byte or two each."""
        return self.plain(count, wide=bool(self.number(1) & 1))

    def plain(self, count: int, *, wide: bool) -> str:
        """Take characters; the flag is said again in each record that goes on."""
        found = ""
        while len(found) < count:
            if self._at >= len(self._body):
                self._turn()
                wide = bool(self.number(1) & 1)
            size = 2 if wide else 1
            piece = self._body[self._at : self._at + (count - len(found)) * size]
            self._at += len(piece)
            require(bool(piece))
            found += piece.decode("utf-16-le" if wide else "latin-1", "replace")
        return found

    def all(self) -> Iterator[str]:
        """Yield the shared texts that are there: some programs announce more."""
        while self._at < len(self._body) or self._turned():
            yield self.shared()

    def shared(self) -> str:
        """Take a shared text, and pass what says how it looks."""
        count, flags = self.number(2), self.number(1)
        runs = self.number(2) if flags & 8 else 0
        more = self.number(4) if flags & 4 else 0
        text = self.plain(count, wide=bool(flags & 1))
        self.bytes(4 * runs + more)
        return text

    def _turn(self) -> None:
        require(self._turned())

    def _turned(self) -> bool:
        """Go on in the next record; False if there is none."""
        self._body, self._at = next(self._bodies, b""), 0
        return bool(self._body)
