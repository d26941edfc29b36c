"""OLE2, the envelope of .xls: the stream of the workbook, and what else comes in it."""

from __future__ import annotations

import struct
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from xltool.errors import RefusedError
from xltool.spreadsheets.refusals import damaged, require

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_HEADER = struct.Struct("<30xHH14xL4xLL4xL4x109L")
_ENTRY = struct.Struct("<64sHBxLLL36xLL4x")
_MINI_SHIFT = 6
_ROOT = 5  # kind of the first entry; SheetJS does not call it "Root Entry"
_NO_SECTOR = 0xFFFFFFFA  # sector numbers from here on are marks


class _Sectors(NamedTuple):
    """Sectors of ``1 << shift`` bytes from ``first`` on; ``table`` tells which one follows."""

    data: bytes
    shift: int
    first: int
    table: Sequence[int]

    def read(self, number: int) -> bytes:
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
def sound() -> Iterator[None]:
    """Refuse as damaged (XL-102) what turns out not to be there or not to end."""
    try:
        yield
    except (struct.error, IndexError, ValueError):
        raise damaged(why="ole2") from None


def workbook(data: bytes) -> bytes:
    """Return the stream of the workbook; refuse another file, a password and macros."""
    with sound():
        shift, mini, root, cutoff, minifat, more, *fat = _HEADER.unpack_from(data)
        disk = _disk(data, shift, fat, more)
        require(mini == _MINI_SHIFT)
        entries = [_Entry(*fields) for fields in _ENTRY.iter_unpack(disk.read(root))]
        require(entries[0].kind == _ROOT)
        book = _book(entries)
        if book.size < cutoff:
            table = _numbers(disk.read(minifat))
            disk = _Sectors(disk.read(entries[0].start), _MINI_SHIFT, 0, table)
        return disk.read(book.start)[: book.size]


def _numbers(raw: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(raw) // 4}L", raw)


def _disk(data: bytes, shift: int, fat: list[int], more: int) -> _Sectors:
    """Put the table together; more of its sectors than the file has sectors are not believed."""
    require(shift in {9, 12})
    disk = _Sectors(data, shift, 1 << shift, ())
    needed = (len(data) >> shift) // (1 << shift - 2) + 1
    while more < _NO_SECTOR and len(fat) < needed:
        *numbers, more = _numbers(disk.sector(more))
        fat += numbers
    table = b"".join(disk.sector(number) for number in fat[:needed] if number < _NO_SECTOR)
    return disk._replace(table=_numbers(table))


def _book(entries: Sequence[_Entry]) -> _Entry:
    """Return the workbook among the top entries: a Word file may hold one further down."""
    top: dict[str, _Entry] = {}
    seen, waiting = set(), [entries[0].child]
    while waiting:
        number = waiting.pop()
        if number < len(entries) and number not in seen:
            seen.add(number)
            top[entries[number].name] = entry = entries[number]
            waiting += (entry.left, entry.right)
    if not top.keys().isdisjoint({"encryptedpackage", "encryptioninfo"}):
        raise RefusedError(rule="XL-103")
    if book := top.get("workbook") or top.get("book"):
        _refuse_vba(entries)
        return book
    kinds = {"worddocument": "doc", "powerpoint document": "ppt"}
    raise RefusedError(
        rule="XL-101", what=next((kinds[name] for name in top if name in kinds), "ole2")
    )


def _refuse_vba(entries: Iterable[_Entry]) -> None:
    for entry in entries:
        if entry.name in {"_vba_project", "_vba_project_cur"}:
            raise RefusedError(rule="XL-104", member=entry.name)
