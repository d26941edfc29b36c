"""Which kind of workbook a zip is: Office Open XML, OpenDocument or neither; macros, passwords.

The content decides, not the file's ending. ECMA-376 Part 2 has every part's content type in
``[Content_Types].xml``; OpenDocument has one for the whole package, in a part named "mimetype".
"""

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
    r"""
    (?:^|/)vbaproject[^/]*\.bin$               # VBA
    | (?:^|/)macrosheets/.                     # Excel 4.0 macros
    | ^scripts/.*[^/]$                         # scripts of OpenDocument
    | ^basic/(?!.*script-l[bc]\.xml$).*[^/]$   # Basic; LibreOffice lists libraries without modules
    """,
    re.VERBOSE,
)


def recognize_package(package: PackageParts) -> str:
    """Return ``xlsx`` or ``ods``; refuse whatever else comes as a zip."""
    return (_office_open_xml if package.has(_TYPES) else _opendocument)(package)


def _office_open_xml(package: PackageParts) -> str:
    declared = package.elements(_TYPES, "Default", "Override")
    types = {attributes.get("ContentType", "").lower() for _, attributes in declared}
    if not any(map(_WORKBOOK.search, types)):
        found = (what for mark, what in _OTHER_OFFICE for kind in types if mark in kind)
        raise RefusedError(rule="XL-101", what=next(found, "zip"))
    _require_parts(package, "_rels/.rels", "xl/workbook.xml")
    _refuse_macros(package, types)
    return "xlsx"


def _opendocument(package: PackageParts) -> str:
    if package.has("xl/workbook.xml"):
        raise damaged(why="part", member=_TYPES)
    kind = package.read("mimetype") if package.has("mimetype") else b""
    if not kind.startswith(f"{_ODF}spreadsheet".encode()):
        raise RefusedError(rule="XL-101", what="odf" if kind.startswith(_ODF.encode()) else "zip")
    if package.has(_MANIFEST) and package.elements(_MANIFEST, "encryption-data"):
        raise RefusedError(rule="XL-103")
    _require_parts(package, "content.xml")
    _refuse_macros(package, ())
    return "ods"


def _require_parts(package: PackageParts, *parts: str) -> None:
    for part in parts:
        if not package.has(part):
            raise damaged(why="part", member=part)


def _refuse_macros(package: PackageParts, types: Iterable[str]) -> None:
    for name, member in package.members.items():
        if _MACRO_PARTS.search(name):
            raise RefusedError(rule="XL-104", member=member.name)
    # A part of macros may have any name: its content type gives it away.
    if any("vbaproject" in kind or "macrosheet" in kind for kind in types):
        raise RefusedError(rule="XL-104", member=_TYPES)
