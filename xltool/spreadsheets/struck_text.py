"""Which formats and shared texts of an .xlsx are struck out; looked for only where a part says so.

Whoever strikes a figure out means that it no longer holds, and programs add it up all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.spreadsheets.safe_xml import LocalNames, find_elements, parse_xml

if TYPE_CHECKING:
    from collections.abc import Mapping

STRIKES = frozenset({"strike", "dstrike"})
_OFF = frozenset({"0", "false"})
_MARK = b"strike"


def is_on(attributes: Mapping[str, str]) -> bool:
    """Whether an element ``<strike>`` strikes out (ECMA-376 Part 1 §18.4.10)."""
    return attributes.get("val", "1") not in _OFF


def struck_styles(styles: bytes, part: str) -> frozenset[str]:
    """Return the numbers of the cell formats whose font is struck out.

    ``<c s="2">`` means the third ``<xf>`` of ``<cellXfs>``, and its ``fontId`` a ``<font>`` of
    ``<fonts>`` (§18.8.10, §18.8.23). Fonts of conditional formats are in another list.
    """
    if _MARK not in styles:
        return frozenset()
    lists = "fonts", "cellStyleXfs", "cellXfs", "dxfs"
    inside, fonts, struck, formats = "", 0, set[str](), list[str]()
    for tag, attributes in find_elements(styles, part, *lists, *STRIKES, "font", "xf"):
        if tag in lists:
            inside = tag
        elif tag == "font" and inside == "fonts":
            fonts += 1
        elif tag in STRIKES and inside == "fonts" and is_on(attributes):
            struck.add(str(fonts - 1))
        elif tag == "xf" and inside == "cellXfs":
            formats.append(attributes.get("fontId", "0"))
    return frozenset(str(number) for number, font in enumerate(formats) if font in struck)


def struck_shared_texts(content: bytes, part: str) -> frozenset[str]:
    """Return the numbers of the shared texts that are struck out, as a whole or in part."""
    if _MARK not in content:
        return frozenset()
    reader = _StruckItems()
    parse_xml(content, part, reader.start, reader.end, reader.text)
    return frozenset(reader.found)


class StruckRuns:
    """The runs of one text while it is read: whether one that is struck out shows anything."""

    def __init__(self) -> None:
        """Begin before the first run."""
        self.found = self._struck = self._inside = False

    def start(self, kind: str, attributes: Mapping[str, str]) -> None:
        """Handle the beginning of an element, by its local name."""
        if kind == "r":
            self._struck = False
        elif kind in STRIKES:
            self._struck |= is_on(attributes)
        self._inside = kind == "t"

    def text(self, piece: str) -> None:
        """Handle a text."""
        self.found |= self._inside and self._struck and not piece.isspace()


class _StruckItems:
    """The shared texts while they are read, counted from 0."""

    def __init__(self) -> None:
        """Begin before the first text."""
        self.found = set[str]()
        self._names, self._number, self._runs = LocalNames(), -1, StruckRuns()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = self._names[tag]
        if kind == "si":
            self._number, self._runs = self._number + 1, StruckRuns()
        self._runs.start(kind, {self._names[key]: value for key, value in attributes.items()})

    def end(self, tag: str) -> None:
        if self._names[tag] == "si" and self._runs.found:
            self.found.add(str(self._number))

    def text(self, piece: str) -> None:
        self._runs.text(piece)
