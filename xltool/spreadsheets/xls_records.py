"""The records of an .xls workbook [MS-XLS], and the texts in them.

Each record is a type, a length and so many bytes. Those of the workbook stand between a BOF
(2.4.21) and an EOF record, those of each sheet between two of their own. An embedded chart is such
a run within a run; it is passed over.
"""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import TYPE_CHECKING, NamedTuple

from xltool.spreadsheets.refusals import require

if TYPE_CHECKING:
    from collections.abc import Iterator


class RecordType(IntEnum):
    """The records that are read."""

    FORMULA = 0x0006
    EOF = 0x000A
    PROTECT = 0x0012
    NOTE = 0x001C
    DATEMODE = 0x0022
    FILEPASS = 0x002F
    FONT = 0x0031
    CONTINUE = 0x003C
    CODEPAGE = 0x0042
    COLINFO = 0x007D
    BOUNDSHEET = 0x0085
    FILTERMODE = 0x009B
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
    EXTERNSHEET = 0x0017
    DBQUERY = 0x00DC
    QSI = 0x01AD
    SUPBOOK = 0x01AE
    REALTIME = 0x0813
    DCONN = 0x0876
    BOF = 0x0809


class XlsRecord(NamedTuple):
    """One record; ``bodies`` holds its content, and that of each Continue record (2.4.58)."""

    kind: int
    bodies: list[bytes]

    @property
    def body(self) -> bytes:
        """The content of the record itself."""
        return self.bodies[0]


def record_run(stream: bytes, at: int, end: int) -> Iterator[XlsRecord]:
    """Yield the records from the BOF at ``at`` up to its EOF, without those of runs within.

    The end of the stream is as good as the EOF of its last run: all programs take it so.
    """
    depth, last = 0, None
    while True:
        # The last EOF of a file may be missing, and zeros may fill its last sector.
        if depth == 1 and end == len(stream) and not stream[at:].strip(b"\0"):
            if last is not None:
                yield last
            return
        require(at < end)
        kind, length = struct.unpack_from("<HH", stream, at)
        body = stream[at + 4 : at + 4 + length]
        require(len(body) == length)
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
    """How texts are stored: in Unicode since Excel 97, before that in a code page."""

    unicode: bool
    codec: str

    def read(self, bodies: list[bytes], at: int, size: int = 2, *, cut: bool = False) -> str:
        """Return the text at a place of a record, whose length comes first, in ``size`` bytes.

        One that is ``cut`` may end with its record; other texts must be there in full.
        """
        count = int.from_bytes(bodies[0][at : at + size], "little")
        require(len(bodies[0]) >= at + size)
        if self.unicode:
            return XlsStrings(bodies, at + size).take_flagged_text(count, cut=cut)
        text = bodies[0][at + size : at + size + count]
        require(cut or len(text) == count)
        return text.decode(self.codec, "replace")


class XlsStrings:
    """Texts since Excel 97, which may go on in the next record wherever the one before ends."""

    def __init__(self, bodies: list[bytes], at: int) -> None:
        """Begin at a place of the first record."""
        self._bodies, self._body, self._at = iter(bodies[1:]), bodies[0], at

    def take(self, count: int) -> bytes:
        """Take so many bytes; ValueError if there are no more."""
        found = b""
        while len(found) < count:
            require(not self._ended() or self._next_record())
            piece = self._body[self._at : self._at + count - len(found)]
            found, self._at = found + piece, self._at + len(piece)
        return found

    def take_number(self, size: int) -> int:
        """Take a number of so many bytes."""
        return int.from_bytes(self.take(size), "little")

    def take_flagged_text(self, count: int, *, cut: bool = False) -> str:
        """Take a flag, then ``count`` units of a text."""
        return self.take_text(count, wide=bool(self.take_number(1) & 1), cut=cut)

    def take_text(self, count: int, *, wide: bool, cut: bool = False) -> str:
        """Take ``count`` units of UTF-16, of two bytes each where they are ``wide``.

        A character beyond the first 65,536, such as a rare Hanzi, is two of them. A Continue
        record that begins within a text, even between these two, repeats the flag, maybe with
        another value.
        """
        found = b""
        while len(found) < 2 * count:
            if self._ended():
                more = self._next_record()
                require(more or cut)
                if not more:
                    break
                wide = bool(self.take_number(1) & 1)
            left = count - len(found) // 2
            piece = self._body[self._at : self._at + left * (2 if wide else 1)]
            self._at += len(piece)
            require(bool(piece) and not (wide and len(piece) % 2 and not cut))
            found += piece if wide else piece.decode("latin-1").encode("utf-16-le")
        return found.decode("utf-16-le", "replace")

    def shared_texts(self) -> Iterator[tuple[str, bytes]]:
        """Yield the texts of an SST record (2.4.265) to its end: some programs announce more.

        With each come its runs (2.5.129 FormatRun): where one begins, and the number of its font.
        """
        while self._at < len(self._body) or self._next_record():
            yield self._take_shared_text()

    def _take_shared_text(self) -> tuple[str, bytes]:
        """Take a text with formats (2.5.293) and its runs, and pass over its phonetic text."""
        count, flags = self.take_number(2), self.take_number(1)
        runs = self.take_number(2) if flags & 8 else 0
        phonetic = self.take_number(4) if flags & 4 else 0
        text = self.take_text(count, wide=bool(flags & 1))
        run_formats = self.take(4 * runs)
        self.take(phonetic)
        return text, run_formats

    def _ended(self) -> bool:
        return self._at >= len(self._body)

    def _next_record(self) -> bool:
        """Go on in the next record; False if there is none."""
        self._body, self._at = next(self._bodies, b""), 0
        return bool(self._body)


def word(body: bytes, at: int) -> int:
    """Return the number of two bytes at a place in a record."""
    return int(struct.unpack_from("<H", body, at)[0])
