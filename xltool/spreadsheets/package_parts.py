"""The parts of a package by name: each inflated once and counted, and how they refer to others."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.spreadsheets.limits import MIB
from xltool.spreadsheets.refusals import ambiguous, refuse_excess
from xltool.spreadsheets.safe_xml import find_elements, find_placed, is_xml
from xltool.spreadsheets.safe_zip import inflate, read_directory

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.spreadsheets.limits import Limits

_INSIDE = frozenset({
    "officeDocument", "worksheet", "chartsheet", "dialogsheet", "styles", "sharedStrings",
    "comments", "threadedComment", "core-properties", "custom-properties",
})  # fmt: skip
"""Kinds of parts that are read: none may lie outside of the package."""
_ONCE = frozenset({"styles", "sharedStrings"})
_THUMBNAIL = re.compile(r"(docprops/thumbnail|thumbnails/thumbnail)\.\w+$")


class PackageParts:
    """A zip from outside. Names of parts ignore case (ECMA-376 Part 2, rule M1.12).

    Reading raises XL-102 (part, inflate, crc), XL-105 (doctype, encoding) and XL-106 (inflated,
    ratio).
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        """Read the table of contents."""
        self.members = read_directory(data, limits.members)
        self._data = data
        self._limits = limits
        self._inflated = 0
        self._xml: dict[str, bytes] = {}
        self._known_links: dict[str, Sequence[Mapping[str, str]]] = {}

    @property
    def data(self) -> bytes:
        """The zip itself, for a library that opens packages."""
        return self._data

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self.members

    def read(self, name: str) -> bytes:
        """Inflate a part; what is XML is kept for whoever asks for it again."""
        key = name.lower()
        if key not in self.members:
            raise RefusedError(rule="XL-102", why="part", member=name)
        if key in self._xml:
            return self._xml[key]
        content = self._inflate(key)
        if is_xml(content, self.members[key].name):
            self._xml[key] = content
        return content

    def verify(self) -> None:
        """Inflate every part, those too that nobody will ask for.

        Only the picture of a file in its folder may be broken: nothing opens it, nor do others.
        """
        for name in self.members:
            try:
                self.read(name)
            except RefusedError as error:
                if error.rule != "XL-102" or not _THUMBNAIL.match(name):
                    raise

    def elements(self, name: str, *wanted: str) -> list[tuple[str, dict[str, str]]]:
        """Return local name and attributes, by local name, of the wanted elements of a part."""
        return find_elements(self.read(name), name, *wanted)

    def relationships(self, source: str) -> Mapping[str, tuple[str, str]]:
        """Return what a part refers to, by id: last word of the type and the part meant.

        ``{"rId1": ("worksheet", "xl/worksheets/sheet1.xml")}``. ``source`` is a part, or empty for
        the package itself. The rest of a type depends on the edition (transitional, strict). A
        target is relative to the folder of its source (ECMA-376 Part 2, relationships); links to
        the outside are left out. Raises XL-105 (ambiguous): two relationships of one id, two parts
        of a kind of which there is one, or one outside that must lie in the package.
        """
        part, folder = relationships_part(source), posixpath.dirname(source)
        found: dict[str, tuple[str, str]] = {}
        once: dict[str, str] = {}
        claimed = set[str]()
        for attributes in self._links(part):
            number, kind = attributes.get("Id", ""), posixpath.basename(attributes.get("Type", ""))
            place = f"{part} {number}"
            if number in claimed:
                raise ambiguous(member=place)
            claimed.add(number)
            if attributes.get("TargetMode", "").lower() == "external":
                if kind in _INSIDE:
                    raise ambiguous(member=place)
                continue
            target = posixpath.join("/", folder, attributes.get("Target", ""))
            target = posixpath.normpath(target).lstrip("/")
            if kind in _ONCE and once.setdefault(kind, target.lower()) != target.lower():
                raise ambiguous(member=place)
            found[number] = kind, target
        return found

    def links(self) -> Iterator[tuple[str, str, bool]]:
        """Yield all relationships: their part, last word of the type, whether they lead outside."""
        for name in self.members:
            if name.endswith(".rels"):
                for attributes in self._links(name):
                    kind = posixpath.basename(attributes.get("Type", ""))
                    outside = attributes.get("TargetMode", "").lower() == "external"
                    yield name, kind, outside

    def _links(self, part: str) -> Sequence[Mapping[str, str]]:
        """Return the attributes of each relationship of a relationships part."""
        key = part.lower()
        if key not in self._known_links:
            wanted = {"Relationship": "Relationships"}
            found = find_placed(self.read(part), part, wanted)
            self._known_links[key] = [attributes for _, attributes in found]
        return self._known_links[key]

    def _inflate(self, key: str) -> bytes:
        limits, size = self._limits, len(self._data)
        allowed = min(limits.inflated_bytes, max(MIB, limits.ratio * size)) - self._inflated
        content = inflate(self._data, self.members[key], allowed)
        self._inflated += len(content)
        if len(content) > allowed:
            refuse_excess("inflated", self._inflated, limits.inflated_bytes)
            refuse_excess("ratio", -(-self._inflated // size), limits.ratio)
        return content


def relationships_part(source: str) -> str:
    """Return the name of the part that holds what ``source`` refers to."""
    folder, base = posixpath.split(source)
    return posixpath.join(folder, "_rels", f"{base}.rels")
