"""A web page → its paragraphs and tables, and what stands in it that no browser shows.

HTML Living Standard; ``html.parser`` reads whatever browsers do and runs nothing. Styles are
followed only where they stand in the element itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from xltool.wordfile.document_content import (
    DocumentContent,
    HiddenText,
    ReadCell,
    ReadItem,
    ReadTable,
    TextLine,
)  # fmt: skip
from xltool.wordfile.hidden_attributes import IDEOGRAPH
from xltool.wordfile.text_read import decode

if TYPE_CHECKING:
    from collections.abc import Sequence

_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*(gb\w+)", re.IGNORECASE)
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "source",
        "track",
        "wbr",
    ]
)
_ENDS_LINE = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "br",
        "tr",
        "table",
        "section",
        "article",
        "header",
        "footer",
        "ul",
        "ol",
        "hr",
        "blockquote",
        "pre",
        "caption",
        "title",
        "body",
        "dt",
        "dd",
        "figcaption",
    ]
)
_NOT_SHOWN = frozenset(
    ["script", "style", "template", "noscript", "head", "object", "select", "datalist"]
)
_HIDING = (
    (re.compile(r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|opacity\s*:\s*0(?![.\d])"),
     "vanish"),
    (re.compile(r"(?<!-)color\s*:\s*(#fff(fff)?\b|white\b|transparent\b)"), "white"),
    (re.compile(r"font-size\s*:\s*[01](\.\d+)?(px|pt)?\s*(;|$)"), "tiny"),
)  # fmt: skip
_LEVELS = {"h1": 1, "h2": 2, "h3": 3}
_MOST_PLACES = 1000
"""Rows or columns that a cell may cover (HTML 4.9.11 has 1,000 columns, 65,534 rows)."""


@dataclass(slots=True)
class _OpenTable:
    """A table that is being read: its cells, and by column how many rows below are covered."""

    line: int
    cells: list[ReadCell] = field(default_factory=list)
    covered: dict[int, int] = field(default_factory=dict)
    row: int = -1
    col: int = 0
    open_cell: tuple[int, int] | None = None


def read_html(data: bytes, sha256: str) -> DocumentContent:
    """Return the paragraphs and tables of a page, and its hidden texts; each has part ``html``.

    Raises DocumentError where the bytes are no text.
    """
    text = data.decode("gb18030", "replace") if _CHARSET.search(data[:4096]) else decode(data)
    page = _Page()
    page.feed(text)
    page.close()
    page.end_line()
    return DocumentContent("html", sha256, tuple(page.items), tuple(page.hidden))


class _Page(HTMLParser):
    """Reads a page; ``items`` and ``hidden`` are what was found."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.items: list[ReadItem] = []
        self.hidden: list[HiddenText] = []
        self._open: list[tuple[str, str]] = []
        self._tables: list[_OpenTable] = []
        self._text: list[str] = []
        self._line = 1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element; what its attributes say is not shown."""
        attributes = {name: value or "" for name, value in attrs}
        self.hidden += (
            HiddenText("html", "alternative" if name in {"alt", "title"} else "attribute", value)
            for name, value in attributes.items()
            if IDEOGRAPH.search(value)
        )
        if tag in _ENDS_LINE:
            self.end_line()
        if tag not in _VOID:
            self._open.append((tag, _hidden_as(tag, attributes)))
        self._open_in_table(tag, attributes)

    def handle_endtag(self, tag: str) -> None:
        """Close an element with those in it that were left open."""
        if tag in _ENDS_LINE:
            self.end_line()
        if tag in {"td", "th"} and self._tables:
            self._end_cell()
        if tag == "table" and self._tables:
            self._end_table()
        tags = [name for name, _ in self._open]
        if tag in tags:
            del self._open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        """Take a text, shown or not."""
        how = next((how for _, how in self._open if how), "")
        if not how:
            self._text.append(data)
        elif data.strip():
            self.hidden.append(HiddenText("html", how, " ".join(data.split()), self._line))

    def handle_comment(self, data: str) -> None:
        """Take a comment."""
        self.hidden.append(HiddenText("html", "comment", data.strip(), self._line))

    def end_line(self) -> None:
        """End a paragraph, or a line in a cell."""
        text = " ".join("".join(self._text).split())
        table = self._tables[-1] if self._tables else None
        if table and table.open_cell:
            self._text = ["".join(self._text).rstrip() + "\n"] if text else []
            return
        self._text = []
        if text:
            level = next((_LEVELS[tag] for tag, _ in self._open if tag in _LEVELS), None)
            self.items.append(TextLine(self._line, text, level))
            self._line += 1

    def _open_in_table(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "table":
            self._tables.append(_OpenTable(self._line))
        if not self._tables:
            return
        table = self._tables[-1]
        if tag == "tr":
            self._end_cell()
            table.row, table.col, self._line = table.row + 1, 0, self._line + 1
            table.covered = {col: rows - 1 for col, rows in table.covered.items() if rows > 1}
        elif tag in {"td", "th"}:
            self._end_cell()
            table.row = max(table.row, 0)
            self._text = []
            table.open_cell = _places(attributes, "rowspan"), _places(attributes, "colspan")

    def _end_cell(self) -> None:
        table = self._tables[-1]
        if not table.open_cell:
            return
        lines = "".join(self._text).split("\n")
        text = "\n".join(" ".join(line.split()) for line in lines if line.strip())
        height, width = table.open_cell
        while table.covered.get(table.col):
            table.col += 1
        table.cells.append(ReadCell(table.row, table.col, text, height, width))
        if height > 1:
            table.covered |= dict.fromkeys(range(table.col, table.col + width), height)
        table.col += width
        table.open_cell, self._text = None, []

    def _end_table(self) -> None:
        self._end_cell()
        table = self._tables.pop()
        if table.cells:
            cells = _inside(table.cells, table.row + 1)
            cols = max(cell.col + cell.width for cell in cells)
            self.items.append(ReadTable(table.line, cells, table.row + 1, cols))


def _inside(cells: Sequence[ReadCell], rows: int) -> tuple[ReadCell, ...]:
    """Return cells that end where their table does, as browsers show them."""
    return tuple(
        ReadCell(cell.row, cell.col, cell.text, min(cell.height, rows - cell.row), cell.width)
        for cell in cells
    )


def _places(attributes: dict[str, str], name: str) -> int:
    text = attributes.get(name, "1").strip()
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else 1  # noqa: PLR2004 - digits
    return min(max(number, 1), _MOST_PLACES)


def _hidden_as(tag: str, attributes: dict[str, str]) -> str:
    """Return how an element hides what stands in it; empty where it shows it."""
    if "hidden" in attributes or tag in _NOT_SHOWN:
        return "vanish"
    style = attributes.get("style", "").lower()
    return next((how for pattern, how in _HIDING if pattern.search(style)), "")
