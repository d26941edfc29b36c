"""The parts of a package by name: each inflated once and counted, and how they refer to others."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.spreadsheets.limits import MIB
from xltool.spreadsheets.refusals import refuse_excess
from xltool.spreadsheets.safe_xml import find_elements, is_xml
from xltool.spreadsheets.safe_zip import inflate, read_directory

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.spreadsheets.limits import Limits


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
        """Inflate every part, those too that nobody will ask for."""
        for name in self.members:
            self.read(name)

    def elements(self, name: str, *wanted: str) -> list[tuple[str, dict[str, str]]]:
        """Return local name and attributes, by local name, of the wanted elements of a part."""
        return find_elements(self.read(name), name, *wanted)

    def relationships(self, source: str) -> Mapping[str, tuple[str, str]]:
        """Return what a part refers to, by id: last word of the type and the part meant.

        ``{"rId1": ("worksheet", "xl/worksheets/sheet1.xml")}``. ``source`` is a part, or empty for
        the package itself. The rest of a type depends on the edition (transitional, strict). A
        target is relative to the folder of its source (ECMA-376 Part 2, relationships).
        """
        folder = posixpath.dirname(source)
        found: dict[str, tuple[str, str]] = {}
        for _, attributes in self.elements(relationships_part(source), "Relationship"):
            target = posixpath.join("/", folder, attributes.get("Target", ""))
            kind = posixpath.basename(attributes.get("Type", ""))
            found[attributes.get("Id", "")] = kind, posixpath.normpath(target).lstrip("/")
        return found

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
