"""The check that every file from outside passes first: what it is, how big, whether it is safe.

``admit`` reads one file once and hands on its bytes, or raises ``RefusedError`` with the id of a
finding. Every refusal carries ``name``, the file's base name; its other parameters are:

======  =======================  ==================================================================
id      the file …               parameters
======  =======================  ==================================================================
XL-101  is not a workbook        ``what``: empty, html, text, pdf, rtf, image, archive, xml, xmlss
                                 (Excel 2003 XML), docx, pptx, xlsb, doc, ppt, ole2 (other OLE2),
                                 odf (other OpenDocument), zip (other zip), xls-old (before Excel
                                 5), unknown
XL-102  is damaged               ``member`` (or empty) and ``why``: truncated, contents (its table
                                 of contents), header (of a member), prefix or trailing (foreign
                                 bytes before or after), inflate, crc, part (one is missing), xml
                                 (not well-formed), ole2
XL-103  needs a password         –
XL-104  holds macros             ``member``: where
XL-105  is unsafe                ``member`` and ``why``: escape (path leaves the package),
                                 duplicate, overlap (members share bytes), doctype, encoding (XML
                                 in an encoding that workbooks don't use)
XL-106  is too large             ``limit``, ``found`` and ``why``: file or inflated (bytes), ratio
                                 (inflated : packed), members, cells (by ``sheets``). Counting
                                 stops at the limit: ``found`` means "at least"
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
from xltool.spreadsheets.file_kinds import name_content
from xltool.spreadsheets.limits import LIMITS, Limits
from xltool.spreadsheets.ole2 import workbook_stream
from xltool.spreadsheets.package_kinds import recognize_package
from xltool.spreadsheets.package_parts import PackageParts
from xltool.spreadsheets.refusals import refuse_excess, with_file_name
from xltool.spreadsheets.xls import refuse_locked

if TYPE_CHECKING:
    from pathlib import Path


class Format(StrEnum):
    """What can be read, by content: ``.et`` of WPS is one of the first two."""

    XLSX = "xlsx"
    XLS = "xls"
    ODS = "ods"


@dataclass(frozen=True, slots=True)
class AdmittedFile:
    """An admitted file and its hash; ``content``: its parts, of an .xls the workbook stream."""

    path: str
    sha256: str
    format: Format
    content: PackageParts | bytes


def admit(path: Path, limits: Limits = LIMITS) -> AdmittedFile:
    """Read ``path`` if it is a safe workbook; raise ``RefusedError`` (table above) if not."""
    with with_file_name(path.name):
        data = _read(path, limits)
        return AdmittedFile(str(path), hashlib.sha256(data).hexdigest(), *_open(data, limits))


def skip_reason(path: Path) -> str | None:
    """Return why a file in a folder is no return and not read, or None.

    One of lock (``~$…``, ``.~…`` of LibreOffice and WPS), macos (``._…``), hidden (``.DS_Store``),
    symlink, directory, special (pipe, socket, device).
    """
    for prefix, reason in (("~$", "lock"), (".~", "lock"), ("._", "macos"), (".", "hidden")):
        if path.name.startswith(prefix):
            return reason
    try:
        return _special_kind(path.lstat().st_mode)
    except (OSError, ValueError):
        return None


def _read(path: Path, limits: Limits) -> bytes:
    flags = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in _OPEN)
    try:
        _require_file(path.lstat().st_mode)
        # Checked before, for opening a device can have effects, and after: it may be another file.
        with os.fdopen(os.open(path, flags), "rb") as file:
            status = os.fstat(file.fileno())
            _require_file(status.st_mode)
            refuse_excess("file", status.st_size, limits.file_bytes)
            return file.read(status.st_size)
    except (OSError, ValueError) as error:
        why = next((why for kind, why in _CANNOT_OPEN if isinstance(error, kind)), "unreadable")
        raise RefusedError(rule="XL-107", why=why) from None


_OPEN = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")  # as far as the system has them
_CANNOT_OPEN = (
    ((FileNotFoundError, NotADirectoryError, ValueError), "missing"),
    (PermissionError, "permission"),
    (IsADirectoryError, "directory"),
)


def _special_kind(mode: int) -> str | None:
    """Return what a path is that is no regular file, or None; links are not followed."""
    if stat.S_ISREG(mode):
        return None
    return "symlink" if stat.S_ISLNK(mode) else "directory" if stat.S_ISDIR(mode) else "special"


def _require_file(mode: int) -> None:
    if why := _special_kind(mode):
        raise RefusedError(rule="XL-107", why=why)


def _open(data: bytes, limits: Limits) -> tuple[Format, PackageParts | bytes]:
    """Return format and content of a workbook; refuse everything else."""
    if data.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08")):
        package = PackageParts(data, limits)
        found = Format(recognize_package(package))
        package.verify()
        return found, package
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        stream = workbook_stream(data)
        refuse_locked(stream)
        return Format.XLS, stream
    if _ESAFENET in data[:_HEAD]:
        raise RefusedError(rule="XL-103")
    raise RefusedError(rule="XL-101", what=name_content(data[:_HEAD]))


_HEAD = 4096  # bytes by which a file is recognized
_ESAFENET = b"E-SafeNet"  # encryption inside office networks: a file that was taken outside
