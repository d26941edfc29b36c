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
XL-103  needs a password, or     – (the message says which: a password, a label's rights, the
        somebody's rights        encryption of an office's network)
XL-104  holds macros             ``member``: where
XL-105  is unsafe                ``member`` and ``why``: escape (path leaves the package),
                                 duplicate, overlap (members share bytes), doctype, encoding (XML
                                 in an encoding that workbooks don't use), ambiguous (other programs
                                 read another thing), bounds (a place that no sheet has)
XL-106  is too large             ``limit``, ``found`` and ``why``: file or inflated (bytes), ratio
                                 (inflated : packed), members, cells (by ``sheets``). Counting
                                 stops at the limit: ``found`` means "at least"
XL-189  holds active content     ``member`` and ``what``: dde, ole, activex, addin, connection
XL-107  cannot be opened         ``why``: missing, permission, directory, symlink, special (pipe,
                                 socket, device), unreadable
======  =======================  ==================================================================
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.spreadsheets.default_password import decrypt_package, decrypt_xls
from xltool.spreadsheets.file_kinds import name_content
from xltool.spreadsheets.limits import LIMITS, Limits
from xltool.spreadsheets.ole2 import CompoundFile
from xltool.spreadsheets.package_kinds import recognize_package
from xltool.spreadsheets.package_parts import PackageParts
from xltool.spreadsheets.refusals import with_file_name
from xltool.spreadsheets.stored_files import name_of, read_file
from xltool.spreadsheets.xls import is_encrypted, refuse_locked

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
    with with_file_name(name_of(path)):
        return admit_data(str(path), read_file(path, limits), limits)


def admit_data(path: str, data: bytes, limits: Limits = LIMITS) -> AdmittedFile:
    """Admit bytes that were read already; raise ``RefusedError`` as ``admit``, without a name."""
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        return AdmittedFile(path, sha256, *_open(data, limits))
    except RefusedError as refusal:
        refusal.sha256 = sha256
        raise


def _open(data: bytes, limits: Limits) -> tuple[Format, PackageParts | bytes]:
    """Return format and content of a workbook; refuse everything else."""
    if data.startswith(_ZIP):
        package = PackageParts(data, limits)
        found = Format(recognize_package(package))
        package.verify()
        return found, package
    if data.startswith(_OLE2):
        return _open_ole2(data, limits)
    if _ESAFENET in data[:_HEAD]:
        raise RefusedError(rule="XL-103", message="XL-103.network")
    what = name_content(data[:_HEAD])
    message = "XL-101.archive" if what == "archive" else "XL-101"
    raise RefusedError(rule="XL-101", message=message, what=what)


def _open_ole2(data: bytes, limits: Limits) -> tuple[Format, PackageParts | bytes]:
    """Return what an OLE2 file holds: an .xls, or an encrypted workbook that opens unasked."""
    file = CompoundFile(data)
    if not _LABELS.isdisjoint(file.names) and "encryptioninfo" not in file.top:
        raise RefusedError(rule="XL-103", message="XL-103.label")
    if package := file.top.get("encryptedpackage"):
        info = file.top.get("encryptioninfo")
        plain = decrypt_package(file.read(info), file.read(package)) if info else None
        if plain is None or not plain.startswith(_ZIP):
            raise RefusedError(rule="XL-103")
        return _open(plain, limits)
    stream = file.workbook()
    if is_encrypted(stream):
        plain = decrypt_xls(data)
        if plain is None:
            raise RefusedError(rule="XL-103")
        stream = CompoundFile(plain).workbook()
    refuse_locked(stream)
    return Format.XLS, stream


_ZIP = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LABELS = frozenset({"drmencrypteddataspace", "drmencryptedtransform", "labelinfo", "\tdrmcontent"})
"""Streams and storages of a file that a sensitivity label protects ([MS-OFFCRYPTO] 2.2)."""
_HEAD = 4096  # bytes by which a file is recognized
_ESAFENET = b"E-SafeNet"  # encryption inside office networks: a file that was taken outside
