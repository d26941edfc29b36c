"""Which kind of workbook a zip is: Office Open XML, OpenDocument or neither; macros, passwords."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.parsers import expat

from xltool.errors import RefusedError
from xltool.reading.markup import feed
from xltool.reading.refusals import cap, damaged
from xltool.reading.zips import stream

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.reading.zips import Member

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
_SMALL = 4 << 20
_TYPES, _MANIFEST = "[content_types].xml", "meta-inf/manifest.xml"


def workbook_kind(data: bytes, members: Mapping[str, Member]) -> str:
    """Return ``xlsx`` or ``ods``; refuse whatever else comes as a zip."""
    return (_ooxml if _TYPES in members else _opendocument)(data, members)


def _ooxml(data: bytes, members: Mapping[str, Member]) -> str:
    types: set[str] = set()

    def start(_: str, attributes: dict[str, str]) -> None:
        types.add(attributes.get("ContentType", "").lower())

    feed(_small(data, members[_TYPES]), members[_TYPES].name, expat.ParserCreate(), start)
    if not any(map(_WORKBOOK.search, types)):
        found = (what for mark, what in _OTHER_OFFICE for kind in types if mark in kind)
        raise RefusedError(rule="XL-101", what=next(found, "zip"))
    _require_parts(members, "_rels/.rels", "xl/workbook.xml")
    _refuse_macros(members, types)
    return "xlsx"


def _opendocument(data: bytes, members: Mapping[str, Member]) -> str:
    if "xl/workbook.xml" in members:
        raise damaged(why="part", member="[Content_Types].xml")
    mimetype = members.get("mimetype")
    kind = next(stream(data, mimetype), b"").decode("ascii", "replace") if mimetype else ""
    if not kind.startswith(_ODF + "spreadsheet"):
        raise RefusedError(rule="XL-101", what="odf" if kind.startswith(_ODF) else "zip")
    if _MANIFEST in members:
        _refuse_encrypted(data, members[_MANIFEST])
    _require_parts(members, "content.xml")
    _refuse_macros(members, ())
    return "ods"


def _require_parts(members: Mapping[str, Member], *parts: str) -> None:
    for part in parts:
        if part not in members:
            raise damaged(why="part", member=part)


def _refuse_encrypted(data: bytes, manifest: Member) -> None:
    def start(name: str, _: object) -> None:
        if name.endswith("encryption-data"):
            raise RefusedError(rule="XL-103")

    feed(_small(data, manifest), manifest.name, expat.ParserCreate(), start)


_MACRO_PARTS = re.compile(
    r"(^|/)vbaproject[^/]*\.bin$|(^|/)macrosheets/.|^scripts/.*[^/]$|^basic/(?!.*script-l[bc]\.xml$).*[^/]$"
)


def _refuse_macros(members: Mapping[str, Member], types: Iterable[str]) -> None:
    for name, member in members.items():
        if _MACRO_PARTS.search(name):
            raise RefusedError(rule="XL-104", member=member.name)
    if any("vbaproject" in kind or "macrosheet" in kind for kind in types):
        raise RefusedError(rule="XL-104", member="[Content_Types].xml")


def _small(data: bytes, member: Member) -> Iterator[bytes]:
    total = 0
    for chunk in stream(data, member):
        total += len(chunk)
        cap("inflated", total, _SMALL)
        yield chunk
