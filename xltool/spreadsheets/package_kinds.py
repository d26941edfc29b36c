"""Which kind of workbook a zip is: Office Open XML, OpenDocument or neither; macros, passwords."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.spreadsheets.refusals import damaged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.spreadsheets.package_parts import PackageParts

_WORKBOOK = re.compile(
    r"spreadsheetml\.(sheet|template)\.main\+xml|ms-excel\.(sheet|template|addin)\.macroenabled\.main"
)
_OTHER_OFFICE = (
    ("ms-excel.sheet.binary.", "xlsb"),
    ("wordprocessingml.", "docx"),
    ("ms-word.", "docx"),
    ("presentationml.", "pptx"),
    ("ms-powerpoint.", "pptx"),
)
_ODF = "application/vnd.oasis.opendocument."
_TYPES, _MANIFEST = "[Content_Types].xml", "META-INF/manifest.xml"
_MACRO_PARTS = re.compile(
    r"(^|/)vbaproject[^/]*\.bin$|(^|/)macrosheets/.|^scripts/.*[^/]$|^basic/(?!.*script-l[bc]\.xml$).*[^/]$"
)


def workbook_kind(archive: PackageParts) -> str:
    """Return ``xlsx`` or ``ods``; refuse whatever else comes as a zip."""
    return (_ooxml if archive.has(_TYPES) else _opendocument)(archive)


def _ooxml(archive: PackageParts) -> str:
    declared = archive.elements(_TYPES, "Default", "Override")
    types = {attributes.get("ContentType", "").lower() for _, attributes in declared}
    if not any(map(_WORKBOOK.search, types)):
        found = (what for mark, what in _OTHER_OFFICE for kind in types if mark in kind)
        raise RefusedError(rule="XL-101", what=next(found, "zip"))
    _require_parts(archive, "_rels/.rels", "xl/workbook.xml")
    _refuse_macros(archive, types)
    return "xlsx"


def _opendocument(archive: PackageParts) -> str:
    if archive.has("xl/workbook.xml"):
        raise damaged(why="part", member=_TYPES)
    kind = archive.read("mimetype") if archive.has("mimetype") else b""
    if not kind.startswith(f"{_ODF}spreadsheet".encode()):
        raise RefusedError(rule="XL-101", what="odf" if kind.startswith(_ODF.encode()) else "zip")
    if archive.has(_MANIFEST) and archive.elements(_MANIFEST, "encryption-data"):
        raise RefusedError(rule="XL-103")
    _require_parts(archive, "content.xml")
    _refuse_macros(archive, ())
    return "ods"


def _require_parts(archive: PackageParts, *parts: str) -> None:
    for part in parts:
        if not archive.has(part):
            raise damaged(why="part", member=part)


def _refuse_macros(archive: PackageParts, types: Iterable[str]) -> None:
    for name, member in archive.members.items():
        if _MACRO_PARTS.search(name):
            raise RefusedError(rule="XL-104", member=member.name)
    if any("vbaproject" in kind or "macrosheet" in kind for kind in types):
        raise RefusedError(rule="XL-104", member=_TYPES)
