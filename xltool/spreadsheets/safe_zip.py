"""Zip files from outside: whether the package is sound, and what its members hold.

The table of contents is read by ``zipfile``, members are inflated here: ``zipfile`` believes the
declared size and would check the beginning of a member where other readers see all of it.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

from xltool.errors import RefusedError
from xltool.spreadsheets.refusals import cap, damaged

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Member(NamedTuple):
    """One entry of a zip: packed bytes are ``data[start:end]``, its header begins at ``offset``."""

    name: str
    offset: int
    start: int
    end: int
    size: int
    crc: int
    deflated: bool


_LOCAL = struct.Struct("<4s2xHH16xHH")
_END = struct.Struct("<4s6xH8xH")
_END_MAGIC = b"PK\5\6"
_ENCRYPTED = 0x2041  # general purpose bits 0, 6 and 13
_ZIP_TROUBLE = (
    zipfile.BadZipFile,
    NotImplementedError,
    OSError,
    OverflowError,
    ValueError,
    struct.error,
)


def directory(data: bytes, most: int) -> Mapping[str, Member]:
    """Return the members of a zip by lower-case name: part names ignore case.

    Raises XL-101 (empty), XL-102, XL-103, XL-105 (escape, duplicate, overlap), XL-106 (members).
    """
    cap("members", data.count(b"PK\1\2"), most)
    entries, end = _entries(data)
    members: dict[str, Member] = {}
    for entry in entries:
        path = entry.orig_filename.replace("\\", "/")  # as some programs of Windows write it
        _refuse_escape(path)
        key = path.lower()
        if key in members:
            raise RefusedError(rule="XL-105", why="duplicate", member=entry.filename)
        members[key] = _member(data, entry)
    _refuse_overlap(sorted(members.values(), key=lambda member: member.offset), end)
    return members


def _entries(data: bytes) -> tuple[Sequence[zipfile.ZipInfo], int]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries, start = archive.infolist(), archive.start_dir
        _, count, comment = _END.unpack_from(data, end := data.rfind(_END_MAGIC))
    except _ZIP_TROUBLE:
        raise damaged(why="contents" if _END_MAGIC in data else "truncated") from None
    if not entries:
        raise RefusedError(rule="XL-101", what="zip")
    if count not in {len(entries), 0xFFFF}:
        raise damaged(why="contents")
    if data[end + _END.size + comment :].strip(b"\0"):  # zeros are padding, left by a transfer
        raise damaged(why="trailing")
    if min(entry.header_offset for entry in entries):
        raise damaged(why="prefix")
    return entries, start


def _refuse_escape(name: str) -> None:
    parts = name.removesuffix("/").split("/")
    if "\0" in name or name[1:2] == ":" or not {"", ".", ".."}.isdisjoint(parts):
        raise RefusedError(rule="XL-105", why="escape", member=name)


def _member(data: bytes, entry: zipfile.ZipInfo) -> Member:
    if entry.flag_bits & _ENCRYPTED:
        raise RefusedError(rule="XL-103")
    offset, name = entry.header_offset, entry.filename
    try:
        magic, _, method, length, extra = _LOCAL.unpack_from(data, offset)
    except (struct.error, OverflowError, IndexError):
        raise damaged(why="header", member=name) from None
    begin = offset + _LOCAL.size
    start = begin + length + extra
    end = start + entry.compress_size
    same = (
        name.encode("utf-8" if entry.flag_bits & 0x800 else "cp437") == data[begin : begin + length]
    )
    if magic != b"PK\3\4" or not same or method != entry.compress_type or method not in {0, 8}:
        raise damaged(why="header", member=name)
    return Member(
        name, offset, start, end, entry.file_size, entry.CRC, method == zipfile.ZIP_DEFLATED
    )


def _refuse_overlap(members: Sequence[Member], end: int) -> None:
    bounds = [*(member.offset for member in members[1:]), end]
    for member, bound in zip(members, bounds, strict=True):
        if member.end > bound:
            raise RefusedError(rule="XL-105", why="overlap", member=member.name)


def inflate(data: bytes, member: Member, room: int) -> bytes:
    """Return what a member holds; of one that holds more than ``room`` bytes, one byte more.

    Raises XL-102 (inflate, crc).
    """
    packed = data[member.start : member.end]
    content = _inflated(packed, member.name, room + 1) if member.deflated else packed[: room + 1]
    if len(content) <= room and (len(content), zlib.crc32(content)) != (member.size, member.crc):
        raise damaged(why="crc", member=member.name)
    return content


def _inflated(packed: bytes, name: str, most: int) -> bytes:
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = engine.decompress(packed, most)
    except zlib.error:
        raise damaged(why="inflate", member=name) from None
    if len(content) < most and (not engine.eof or engine.unused_data):
        raise damaged(why="inflate", member=name)
    return content
