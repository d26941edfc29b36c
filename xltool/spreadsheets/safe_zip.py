"""Zip files from outside: whether the package is sound, and what its members hold.

Sections are those of PKWARE's APPNOTE.TXT. ``zipfile`` reads the table of contents (4.3.12), for
it knows all of ZIP64 (4.3.14 and 4.3.15). It believes what it reads, so a file could hold one thing
for us and another for Excel. What it believes (as of Python 3.11) and must not is checked here:

- the number of entries in the end record (4.3.16), which ``zipfile`` ignores
- bytes before the first member, and after the end record: a second file may stand there
- names that leave the package, or come twice: the last of them would hide the others
- the local header of a member (4.3.7), whose method may differ from that in the table
- members that share bytes: a small file may hold the same ones a thousand times
- the size of a member: ``zipfile`` inflates no more than is declared, and checks the CRC of that
  beginning only. Therefore members are inflated here.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import TYPE_CHECKING, NamedTuple

from xltool.errors import RefusedError
from xltool.spreadsheets.refusals import damaged, refuse_excess

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


_LOCAL = struct.Struct("<4s2xHH16xHH")  # signature, flags, method, lengths of name and extra field
_END = struct.Struct("<4s6xH8xH")  # signature, entries, length of the comment
_END_SIGNATURE = b"PK\5\6"
_ENCRYPTED = 0x2041
"""Flags of encryption (4.4.4): bit 0, strong (6), of the table of contents (13)."""
_UTF8_NAME = 0x800  # 4.4.4, bit 11
_ZIP_ERRORS = (
    zipfile.BadZipFile, NotImplementedError, OSError, OverflowError, ValueError, struct.error,
)  # fmt: skip


def read_directory(data: bytes, limit: int) -> Mapping[str, Member]:
    """Return the members of a zip, at most ``limit``, by lower-case name: part names ignore case.

    Raises XL-101 (empty), XL-102, XL-103, XL-105 (escape, duplicate, overlap), XL-106 (members).
    """
    # Counted by their signatures, before ``zipfile`` makes an object of each.
    refuse_excess("members", data.count(b"PK\1\2"), limit)
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
    """Return the table of contents and where it begins; refuse what stands around the zip."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries, start = archive.infolist(), archive.start_dir
        _, count, comment = _END.unpack_from(data, end := data.rfind(_END_SIGNATURE))
    except _ZIP_ERRORS:
        raise damaged(why="contents" if _END_SIGNATURE in data else "truncated") from None
    if not entries:
        raise RefusedError(rule="XL-101", what="zip")
    if count not in {len(entries), 0xFFFF}:  # which refers to the record of ZIP64
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
    """Return where the content of an entry stands; its local header must repeat the entry."""
    if entry.flag_bits & _ENCRYPTED:
        raise RefusedError(rule="XL-103", message="XL-103.zip")
    offset, name = entry.header_offset, entry.filename
    try:
        signature, _, method, length, extra = _LOCAL.unpack_from(data, offset)
    except (struct.error, OverflowError, IndexError):
        raise damaged(why="header", member=name) from None
    begin = offset + _LOCAL.size
    start = begin + length + extra
    written = name.encode("utf-8" if entry.flag_bits & _UTF8_NAME else "cp437")
    same = signature == b"PK\3\4" and method == entry.compress_type
    if not same or written != data[begin : begin + length] or method not in {0, 8}:
        raise damaged(why="header", member=name)
    deflated = method == zipfile.ZIP_DEFLATED
    end = start + entry.compress_size
    return Member(name, offset, start, end, entry.file_size, entry.CRC, deflated)


def _refuse_overlap(members: Sequence[Member], end: int) -> None:
    """Refuse members that run into the next one, or into the table of contents at ``end``."""
    bounds = [*(member.offset for member in members[1:]), end]
    for member, bound in zip(members, bounds, strict=True):
        if member.end > bound:
            raise RefusedError(rule="XL-105", why="overlap", member=member.name)


def inflate(data: bytes, member: Member, allowed: int) -> bytes:
    """Return what a member holds; of one that holds more than ``allowed`` bytes, one byte more.

    Raises XL-102 (inflate, crc).
    """
    packed = data[member.start : member.end]
    most = allowed + 1
    content = _inflated(packed, member.name, most) if member.deflated else packed[:most]
    if len(content) <= allowed and (len(content), zlib.crc32(content)) != (member.size, member.crc):
        raise damaged(why="crc", member=member.name)
    return content


def _inflated(packed: bytes, name: str, limit: int) -> bytes:
    """Return what ``packed`` inflates to, ``limit`` bytes at most; it must fill all of it."""
    engine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = engine.decompress(packed, limit)
    except zlib.error:
        raise damaged(why="inflate", member=name) from None
    if len(content) < limit and (not engine.eof or engine.unused_data):
        raise damaged(why="inflate", member=name)
    return content
