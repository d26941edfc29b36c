"""Which styles of an .ods workbook strike text out, and which hide their table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.spreadsheets.safe_xml import find_elements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.spreadsheets.package_parts import PackageParts

_PART, _MARK = "styles.xml", b"text-line-through"
_LINES = "text-line-through-style", "text-line-through-type"
_ELEMENTS = "style", "text-properties", "table-properties"
_DEEPEST = 20
"""How many styles a style may stand below; more are not followed."""


class OdsStyles:
    """Styles by family and name; what one does not say, the style above it says."""

    def __init__(self, package: PackageParts) -> None:
        """Read the styles with names for people; those of ``content.xml`` are given later."""
        self._above = dict[tuple[str, str], str]()
        self._struck = dict[tuple[str, str], bool]()
        self._hidden = set[str]()
        self._style = "", ""
        if package.has(_PART) and _MARK in (content := package.read(_PART)):
            for tag, attributes in find_elements(content, _PART, *_ELEMENTS):
                self.add(tag, attributes)

    def add(self, kind: str, attributes: Mapping[str, str]) -> None:
        """Take an element of a style, its attributes by local name."""
        if kind == "style":
            family = attributes.get("family", "")
            self._style = family, attributes.get("name", "")
            self._above[self._style] = attributes.get("parent-style-name", "")
        elif kind == "text-properties" and any(name in attributes for name in _LINES):
            self._struck[self._style] = any(
                attributes.get(name, "none") != "none" for name in _LINES
            )
        elif kind == "table-properties" and attributes.get("display") == "false":
            self._hidden.add(self._style[1])

    def is_struck(self, family: str, name: str) -> bool:
        """Whether a style of a family strikes text out."""
        if not self._struck:
            return False
        for _ in range(_DEEPEST):
            if (family, name) in self._struck:
                return self._struck[family, name]
            name = self._above.get((family, name), "")
        return False

    def is_hidden(self, name: str) -> bool:
        """Whether tables of a style are hidden."""
        return name in self._hidden
