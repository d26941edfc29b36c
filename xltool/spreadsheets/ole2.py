"""The envelope of .xls, an OLE2 compound file: it finds the stream of the workbook in it.

A compound file [MS-CFB] is a small file system: sectors of equal size, a table (FAT, 2.3) that has
the next sector of each chain, and a directory (2.6) of storages and streams. Streams below a
certain size lie in a stream of their own, cut into smaller sectors with a table of theirs (2.4).
Nothing in the file is believed: a chain may be broken or a circle, a table longer than the file.
"""

from __future__ import annotations

import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from xltool.errors import RefusedError
from xltool.spreadsheets.active_content import refuse_active_stream
from xltool.spreadsheets.refusals import ambiguous, damaged, require

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# 2.2: shifts of sector and mini sector, first sector of the directory, size from which a stream
# has whole sectors, first of the mini FAT, first of the DIFAT, first 109 sectors of the FAT.
_HEADER = struct.Struct("<30xHH14xL4xLL4xL4x109L")
# 2.6.1: name and its length, type, left and right sibling, child, first sector, size.
_ENTRY = struct.Struct("<64sHBxLLL36xLL4x")
_MINI_SHIFT = 6
_ROOT = 5  # type of the first entry; SheetJS does not call it "Root Entry"
_NO_SECTOR = 0xFFFFFFFA  # 2.1: numbers from here on are marks, such as the end of a chain


class _Sectors(NamedTuple):
    """Sectors of ``1 << shift`` bytes from ``first`` on; ``table`` has what follows each one."""

    data: bytes
    shift: int
    first: int
    table: Sequence[int]

    def chain(self, number: int) -> bytes:
        """Return a chain of sectors; ValueError or IndexError if it is broken or endless."""
        found: list[bytes] = []
        while number < _NO_SECTOR:
            require(len(found) <= len(self.table))
            found.append(self.sector(number))
            number = self.table[number]
        return b"".join(found)

    def sector(self, number: int) -> bytes:
        """Return one sector; the last one of a file may be short."""
        start = self.first + (number << self.shift)
        require(start < len(self.data))
        return self.data[start : start + (1 << self.shift)].ljust(1 << self.shift, b"\0")


class _Entry(NamedTuple):
    """One line of the directory: siblings left and right, ``child`` of a storage."""

    raw: bytes
    length: int
    kind: int
    left: int
    right: int
    child: int
    start: int
    size: int

    @property
    def name(self) -> str:
        """Its name in lower case."""
        return self.raw[: max(self.length - 2, 0)].decode("utf-16-le", "replace").lower()


@contextmanager
def refuse_as_damaged() -> Iterator[None]:
    """Refuse as damaged (XL-102) what turns out not to be there or not to end."""
    try:
        yield
    except (struct.error, IndexError, ValueError):
        raise damaged(why="ole2") from None


class CompoundFile:
    """A compound file: its streams by name."""

    def __init__(self, data: bytes) -> None:
        """Read the directory; XL-102 (ole2) where it is broken."""
        with refuse_as_damaged():
            shift, mini_shift, root, self._cutoff, self._mini_fat, difat, *fat = (
                _HEADER.unpack_from(data)
            )
            self._sectors = _read_fat(data, shift, fat, difat)
            require(mini_shift == _MINI_SHIFT)
            chain = self._sectors.chain(root)
            self.entries = [_Entry(*fields) for fields in _ENTRY.iter_unpack(chain)]
            require(self.entries[0].kind == _ROOT)
            self.top = _top_entries(self.entries)

    def read(self, entry: _Entry) -> bytes:
        """Return the content of a stream; XL-102 (ole2) if its chain is broken or endless."""
        with refuse_as_damaged():
            sectors = self._sectors
            if entry.size < self._cutoff:
                table = _numbers(sectors.chain(self._mini_fat))
                whole = sectors.chain(self.entries[0].start)
                sectors = _Sectors(whole, _MINI_SHIFT, 0, table)
            content = sectors.chain(entry.start)[: entry.size]
            require(len(content) == entry.size)
            return content

    @property
    def names(self) -> frozenset[str]:
        """The names of all streams and storages, in lower case, at any depth."""
        return frozenset(entry.name for entry in self.entries)

    def workbook(self) -> bytes:
        """Return the stream of the workbook; refuse another file, macros and active content."""
        found = self.top.get("workbook") or self.top.get("book")  # "book" until Excel 95
        if found is None:
            kinds = {"worddocument": "doc", "powerpoint document": "ppt"}
            what = next((kinds[name] for name in self.top if name in kinds), "ole2")
            raise RefusedError(rule="XL-101", what=what)
        for entry in self.entries:
            if entry.name in {"_vba_project", "_vba_project_cur"}:
                raise RefusedError(rule="XL-104", member=entry.name)
        for name in self.top:
            refuse_active_stream(name)
        return self.read(found)


def _numbers(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}L", raw)


def _read_fat(data: bytes, shift: int, fat: list[int], difat: int) -> _Sectors:
    """Return the sectors with their FAT, which the header and DIFAT sectors (2.5) list."""
    require(shift in {9, 12})
    sectors = _Sectors(data, shift, 1 << shift, ())
    # A FAT longer than it takes for all sectors of the file is not read to its end.
    needed = (len(data) >> shift) // (1 << shift - 2) + 1
    while difat < _NO_SECTOR and len(fat) < needed:
        *numbers, difat = _numbers(sectors.sector(difat))
        fat += numbers
    table = b"".join(sectors.sector(number) for number in fat[:needed] if number < _NO_SECTOR)
    return sectors._replace(table=_numbers(table))


def _top_entries(entries: Sequence[_Entry]) -> dict[str, _Entry]:
    """Return the entries at the top by name: a Word file may hold a workbook further down.

    Raises XL-105 (ambiguous) where two have one name: one of them would be lost.
    """
    top: dict[str, _Entry] = {}
    # Siblings are a tree, in which a crafted file may lead in a circle.
    seen, waiting = set[int](), [entries[0].child]
    while waiting:
        number = waiting.pop()
        if number < len(entries) and number not in seen:
            seen.add(number)
            entry = entries[number]
            if entry.name in top:
                raise ambiguous(member=entry.name)
            top[entry.name] = entry
            waiting += (entry.left, entry.right)
    return top
