"""What in a workbook does more than hold cells, macros aside: refused as macros are (XL-189).

DDE and real-time data start other programs, OLE objects and ActiveX controls are programs, and a
connection fetches data from elsewhere: what is seen in the cells is then not what was handed in.
``what`` says which of them it is, ``member`` where: dde, ole, activex, addin, connection.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.spreadsheets.safe_xml import find_elements

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.spreadsheets.package_parts import PackageParts

_KINDS = {
    "oleobject": "ole",
    "package": "ole",  # an embedded workbook or document
    "control": "activex",
    "activexcontrolbinary": "activex",
    "connections": "connection",
    "querytable": "connection",
    "volatiledependencies": "dde",
    "webextension": "addin",
    "webextensiontaskpanes": "addin",
}
"""Kinds of relationships (ECMA-376 Part 1 §12.3, §15.2), by the last word of their type."""
_PARTS = (
    (re.compile(r"(?:^|/)activex/[^/]"), "activex"),
    (re.compile(r"(?:^|/)embeddings/oleobject[^/]*$"), "ole"),
    (re.compile(r"(?:^|/)connections\.xml$"), "connection"),
    (re.compile(r"(?:^|/)querytables/[^/]"), "connection"),
)
_EXTERNAL_LINK = re.compile(r"(?:^|/)externallinks/[^/]+\.xml$")
_LINKS = {"ddeLink": "dde", "oleLink": "ole"}  # §18.14
_CALLS = re.compile(r"\b(RTD|DDE|WEBSERVICE)\s*\(", re.IGNORECASE)
_QUOTED = re.compile(r'"[^"]*"')
SIGNS_OF_CALLS = (b"RTD", b"DDE", b"WEBSERVICE")
"""What stands in a formula that calls one, in capitals."""
_STREAMS = (("ctls", "activex"), ("mbd", "ole"), ("lnk", "ole"))
"""How the names of streams and storages of an .xls begin ([MS-XLS] 2.1.7.1)."""
_ODF_ELEMENTS = {
    "dde-source": "dde", "dde-link": "dde", "object-ole": "ole", "plugin": "ole", "applet": "ole",
    "floating-frame": "ole", "database-source-sql": "connection",
    "database-source-table": "connection", "database-source-query": "connection",
    "cell-range-source": "connection",
}  # fmt: skip
"""Elements of OpenDocument, part "Schema", by local name."""


def refused_as_active(what: str, member: str) -> RefusedError:
    """Return the refusal of active content, to be raised."""
    return RefusedError(rule="XL-189", what=what, member=member)


def refuse_active_parts(package: PackageParts) -> None:
    """Refuse an Office Open XML package with active content, by relationships and by names."""
    for part, kind, _ in package.links():
        if what := _KINDS.get(kind.lower()):
            raise refused_as_active(what, part)
    for name, member in package.members.items():
        for pattern, what in _PARTS:
            if pattern.search(name):
                raise refused_as_active(what, member.name)
    for target in _external_links(package):
        for tag, _ in find_elements(package.read(target), target, *_LINKS):
            raise refused_as_active(_LINKS[tag], target)


def _external_links(package: PackageParts) -> Iterator[str]:
    """Yield the parts that describe other workbooks, or programs, by relationship and by name."""
    for part, kind, outside in package.links():
        if kind.lower() == "externallink" and not outside:
            source = part.replace("_rels/", "").removesuffix(".rels")
            for found, target in package.relationships(source).values():
                if found.lower() == "externallink" and package.has(target):
                    yield target
    yield from filter(_EXTERNAL_LINK.search, package.members)


def refuse_active_formula(formula: str, place: str) -> None:
    """Refuse a formula that calls another program or a web page when it is calculated."""
    if _CALLS.search(_QUOTED.sub("", formula)):
        raise refused_as_active(what="dde", member=place)


def refuse_active_stream(name: str) -> None:
    """Refuse the name, in lower case, of a stream or storage of an .xls that is active."""
    for beginning, what in _STREAMS:
        if name.startswith(beginning):
            raise refused_as_active(what, name)


def refuse_active_element(kind: str, attributes: Mapping[str, str], place: str) -> None:
    """Refuse an element of OpenDocument, by local name, that is active.

    A ``<table:table-source>`` is a linked sheet, but the cache of another workbook's sheet too;
    the caller tells them apart. Scripts on events are macros (XL-104).
    """
    if what := _ODF_ELEMENTS.get(kind):
        raise refused_as_active(what, place)
    if kind == "event-listener":
        raise RefusedError(rule="XL-104", member=place)
    if kind == "object" and not attributes.get("href", "./").startswith(("./", "Object", "#")):
        raise refused_as_active(what="ole", member=place)
