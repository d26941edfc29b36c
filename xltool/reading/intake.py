"""The gate for untrusted files: what is it, how big, is it safe.

``admit`` reads one file once and hands on its bytes, or raises ``RefusedError`` with the id of a
finding. Every refusal carries ``name``, the file's base name; the other blanks are:

======  =======================  ==================================================================
id      the file …               blanks
======  =======================  ==================================================================
XL-101  is not a workbook        ``what``: empty, html, text, pdf, rtf, image, archive, xml, xmlss
                                 (Excel 2003 XML), docx, pptx, xlsb, doc, ppt, ole2 (other OLE2),
                                 odf (other OpenDocument), zip (other zip), xls-old (before Excel
                                 5), unknown
XL-102  is damaged               ``member`` (or empty) and ``why``: truncated, contents (its table
                                 of contents), header (of a member), prefix or trailing (foreign
                                 bytes before or after), inflate, crc, part (one is missing), xml
                                 (not well-formed), ole2, content (by ``workbook``)
XL-103  needs a password         –
XL-104  holds macros             ``member``: where
XL-105  is unsafe                ``member`` and ``why``: escape (path leaves the package),
                                 duplicate, overlap (members share bytes), doctype, encoding (XML
                                 in an encoding that workbooks don't use)
XL-106  is too large             ``limit``, ``found`` and ``why``: file or inflated (bytes), ratio
                                 (inflated : packed), members, cells and area (by ``guard``).
                                 Counting stops at the limit: ``found`` means "at least"
XL-107  cannot be opened         ``why``: missing, permission, directory, symlink, special (pipe,
                                 socket, device), unreadable
======  =======================  ==================================================================
"""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.reading.biff import refuse_locked
from xltool.reading.kinds import what
from xltool.reading.markup import without_doctype
from xltool.reading.ole2 import workbook
from xltool.reading.packages import workbook_kind
from xltool.reading.refusals import cap, naming
from xltool.reading.zips import MEMBERS, directory, stream

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from xltool.reading.zips import Member

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold: a form of 20,000 rows stays far below.

    ``file_bytes`` and ``inflated_bytes`` in bytes, the latter counted while inflating; ``ratio``
    is inflated bytes per packed byte, judged from 1 MiB inflated upwards; ``members`` are entries
    of the zip; ``cells`` are cells stored in all sheets together. ``area`` is rows × columns from
    A1 to the last cells that hold something, of all sheets together: the reader allocates some 40
    bytes for each, so that a lone cell in the last row and column would take 700 GB.
    """

    file_bytes: int = 50 * MIB
    inflated_bytes: int = 200 * MIB
    ratio: int = 200
    members: int = MEMBERS
    cells: int = 2_000_000
    area: int = 5_000_000


LIMITS = Limits()


class Format(StrEnum):
    """What can be read, by content: ``.et`` of WPS is one of the first two."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


@dataclass(frozen=True, slots=True)
class Package:
    """An admitted file: ``data`` is all of it, ``sha256`` its hex digest."""

    path: str
    data: bytes
    sha256: str
    format: Format


def admit(path: Path, limits: Limits = LIMITS) -> Package:
    """Read ``path`` if it is a safe workbook; raise ``RefusedError`` (table above) if not."""
    with naming(path.name):
        data = _read(path, limits)
        return Package(str(path), data, hashlib.sha256(data).hexdigest(), _judge(data, limits))


def skip_reason(path: Path) -> str | None:
    """Why a walk over a folder passes ``path`` by in silence, or None.

    lock (``~$…``, ``.~…`` of LibreOffice and WPS), macos (``._…``), hidden (``.DS_Store``),
    symlink, directory, special (pipe, socket, device).
    """
    for prefix, reason in (("~$", "lock"), (".~", "lock"), ("._", "macos"), (".", "hidden")):
        if path.name.startswith(prefix):
            return reason
    try:
        return _irregular(path.lstat().st_mode)
    except (OSError, ValueError):
        return None


def _read(path: Path, limits: Limits) -> bytes:
    flags = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in _OPEN)
    try:
        _require_file(path.lstat().st_mode)
        with os.fdopen(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            _require_file(status.st_mode)
            cap("file", status.st_size, limits.file_bytes)
            return file.read(status.st_size)
    except (OSError, ValueError) as trouble:
        why = next((why for kind, why in _CANNOT_OPEN if isinstance(trouble, kind)), "unreadable")
        raise RefusedError(rule="XL-107", why=why) from None


_OPEN = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")  # as far as the system has them
_CANNOT_OPEN = (
    ((FileNotFoundError, NotADirectoryError, ValueError), "missing"),
    (PermissionError, "permission"),
    (IsADirectoryError, "directory"),
)


def _irregular(mode: int) -> str | None:
    if stat.S_ISREG(mode):
        return None
    return "symlink" if stat.S_ISLNK(mode) else "directory" if stat.S_ISDIR(mode) else "special"


def _require_file(mode: int) -> None:
    if why := _irregular(mode):
        raise RefusedError(rule="XL-107", why=why)


def _judge(data: bytes, limits: Limits) -> Format:
    if data.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08")):
        return _judge_zip(data, limits)
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        refuse_locked(workbook(data))
        return Format.XLS
    if _ESAFENET in data[:4096]:
        raise RefusedError(rule="XL-103")
    raise RefusedError(rule="XL-101", what=what(data[:4096]))


_ESAFENET = b"E-SafeNet"  # transparent encryption of office networks: a file taken outside


def _judge_zip(data: bytes, limits: Limits) -> Format:
    members = directory(data, limits.members)
    found = Format(workbook_kind(data, members))
    _refuse_bomb_and_doctype(data, members.values(), limits)
    return found


def _refuse_bomb_and_doctype(data: bytes, members: Iterable[Member], limits: Limits) -> None:
    total, room = 0, min(limits.inflated_bytes, max(MIB, limits.ratio * len(data)))
    for member in members:
        for chunk in without_doctype(stream(data, member), member.name):
            total += len(chunk)
            if total > room:
                cap("inflated", total, limits.inflated_bytes)
                cap("ratio", -(-total // len(data)), limits.ratio)
