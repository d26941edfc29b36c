"""Which kind of workbook a zip is: Office Open XML, OpenDocument or neither; macros, passwords.

The content decides, not the file's ending. ECMA-376 Part 2 has every part's content type in
``[Content_Types].xml``; OpenDocument has one for the whole package, in a part named "mimetype".
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from xltool.errors import RefusedError
from xltool.spreadsheets.active_content import refuse_active_parts
from xltool.spreadsheets.refusals import ambiguous, damaged
from xltool.spreadsheets.safe_xml import find_placed

if TYPE_CHECKING:
    from collections.abc import Mapping

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
_WORD = re.compile(r"wordprocessingml\.(document|template)\.main\+xml|ms-word\.")
_USUAL = "xl/workbook.xml"
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
_MACRO_TYPES = re.compile("vbaproject|macrosheet")
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class _ContentTypes:
    """The content types of a package in lower case: by ending of the name, and of single parts."""

    by_ending: Mapping[str, str]
    by_part: Mapping[str, str]

    @classmethod
    def of(cls, package: PackageParts) -> Self:
        """Read them."""
        wanted = {"Default": "Types", "Override": "Types"}
        declared = find_placed(package.read(_TYPES), _TYPES, wanted)
        lower = [(tag, {k: v.lower() for k, v in own.items()}) for tag, own in declared]
        endings = {
            own.get("Extension", ""): own.get("ContentType", "")
            for tag, own in lower
            if tag == "Default"
        }
        parts = {
            own.get("PartName", "").lstrip("/"): own.get("ContentType", "")
            for tag, own in lower
            if tag == "Override"
        }
        return cls(endings, parts)

    @property
    def all(self) -> frozenset[str]:
        """Every type that is declared."""
        return frozenset({*self.by_part.values(), *self.by_ending.values()})


def recognize_package(package: PackageParts) -> str:
    """Return ``xlsx`` or ``ods``; refuse whatever else comes as a zip."""
    return (_office_open_xml if package.has(_TYPES) else _opendocument)(package)


def word_document(package: PackageParts) -> str | None:
    """Return the main part of a Word document; None when the package is another one.

    Raises XL-102 (part), XL-104, XL-105 (duplicate). What is embedded in it is not looked at.
    """
    if not package.has(_TYPES):
        return None
    types = _ContentTypes.of(package)
    if not any(map(_WORD.search, types.all)) or any(map(_WORKBOOK.search, types.all)):
        return None
    _refuse_macros(package, types)
    main = main_part(package, usual="word/document.xml")
    _require_parts(package, "_rels/.rels", main)
    return main


def _office_open_xml(package: PackageParts) -> str:
    types = _ContentTypes.of(package)
    if not any(map(_WORKBOOK.search, types.all)):
        found = (what for mark, what in _OTHER_OFFICE for kind in types.all if mark in kind)
        raise RefusedError(rule="XL-101", what=next(found, "zip"))
    main = main_part(package)
    _require_parts(package, "_rels/.rels", main)
    # Programs find the workbook by its relationship, by its type or by its usual name.
    others = {_USUAL, *(name for name, kind in types.by_part.items() if _WORKBOOK.search(kind))}
    for other in sorted(others - {main.lower()}):
        if package.has(other):
            raise ambiguous(member=other)
    _refuse_macros(package, types)
    refuse_active_parts(package)
    return "xlsx"


def main_part(package: PackageParts, usual: str = _USUAL) -> str:
    """Return the part of the workbook: that of the package's relationship, wherever it lies.

    Without a relationship it is the ``usual`` one.

    Raises XL-105 (duplicate) where there are two.
    """
    main = [part for kind, part in package.relationships("").values() if kind == "officeDocument"]
    if len(main) > 1:
        raise RefusedError(rule="XL-105", why="duplicate", member=main[-1])
    return main[0] if main else usual


def _opendocument(package: PackageParts) -> str:
    if package.has("xl/workbook.xml"):
        raise damaged(why="part", member=_TYPES)
    kind = package.read("mimetype") if package.has("mimetype") else b""
    if not kind.startswith(f"{_ODF}spreadsheet".encode()):
        raise RefusedError(rule="XL-101", what="odf" if kind.startswith(_ODF.encode()) else "zip")
    if package.has(_MANIFEST) and package.elements(_MANIFEST, "encryption-data"):
        raise RefusedError(rule="XL-103")
    _require_parts(package, "content.xml")
    _refuse_macros(package, _ContentTypes({}, {}))
    return "ods"


def _require_parts(package: PackageParts, *parts: str) -> None:
    for part in parts:
        if not package.has(part):
            raise damaged(why="part", member=part)


def _refuse_macros(package: PackageParts, types: _ContentTypes) -> None:
    for name, member in package.members.items():
        if _MACRO_PARTS.search(name):
            raise RefusedError(rule="XL-104", member=member.name)
        # Excelize says of every .bin that it is VBA, though there may be none: VBA is OLE2.
        kind = types.by_ending.get(posixpath.splitext(name)[1].removeprefix("."), "")
        if _MACRO_TYPES.search(kind) and package.read(name).startswith(_OLE2):
            raise RefusedError(rule="XL-104", member=member.name)
    # A part of macros may have any name: its content type gives it away.
    if any(map(_MACRO_TYPES.search, types.by_part.values())):
        raise RefusedError(rule="XL-104", member=_TYPES)
    for part, kind, _ in package.links():
        if _MACRO_TYPES.search(kind.lower()):
            raise RefusedError(rule="XL-104", member=part)
