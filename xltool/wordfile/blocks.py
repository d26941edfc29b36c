"""A document before a file format is chosen: headings, paragraphs and tables, and how pages look.

The look of a page is that of GB/T 9704-2012 (党政机关公文格式): A4 with 37 mm above and 28 mm left
of a text area of 156 × 225 mm (section 5.2.1), 22 lines of 28 characters on a page (5.2.3), text in
size 3 仿宋 (5.2.2), the title in size 2 小标宋 (7.3.1), headings of the first level in 黑体, of the
second in 楷体 (7.3.3), page numbers in size 4 宋体 between dashes (7.5).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

TITLE_LEVEL, DEEPEST_LEVEL = 0, 3
"""Levels of a heading: 0 is the title of the document, 3 the deepest."""

ParagraphAlign = Literal["body", "left", "right", "center", "note"]
"""``body`` is justified and its first line moves in by two characters; ``note`` is small, below a
table; the others are set in the text's size without moving in."""
CellAlign = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of ``level`` 0 (the title of the document) to 3."""

    text: str
    level: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of running text."""

    text: str
    align: ParagraphAlign = "body"


@dataclass(frozen=True, slots=True)
class TableCell:
    """A cell of a table; it covers ``height`` rows and ``width`` columns, counted from 0."""

    row: int
    col: int
    text: str
    height: int = 1
    width: int = 1
    align: CellAlign = "left"
    strong: bool = False
    head: bool = False


@dataclass(frozen=True, slots=True)
class WordTable:
    """A table; ``widths`` of its columns in characters say how they share the width of the text.

    Its first ``heads`` rows are repeated on each page. ``title`` is printed above it, on its page.
    Places that no cell covers are blank. A wide one stands on pages that are turned (landscape).
    """

    cells: Sequence[TableCell]
    widths: Sequence[float]
    heads: int = 1
    title: str = ""
    landscape: bool = False


Block = Heading | Paragraph | WordTable


@dataclass(frozen=True, slots=True)
class Lettering:
    """A font with those to take in its place, the best first, and its size in points."""

    font: str
    fallback: tuple[str, ...]
    size: float


@dataclass(frozen=True, slots=True)
class PageLook:
    """Paper and margins (mm), fonts by role, distance of lines (points), characters of a line.

    The defaults are those of GB/T 9704-2012.
    """

    paper_width: float = 210
    paper_height: float = 297
    top: float = 37
    bottom: float = 35
    left: float = 28
    right: float = 26
    line_pitch: float = 28.95
    line_characters: int = 28
    title: Lettering = Lettering("方正小标宋简体", ("方正小标宋_GBK", "华文中宋", "宋体"), 22)
    heading1: Lettering = Lettering("黑体", ("SimHei",), 16)
    heading2: Lettering = Lettering("楷体_GB2312", ("楷体", "KaiTi"), 16)
    heading3: Lettering = Lettering("仿宋_GB2312", ("仿宋", "FangSong"), 16)
    body: Lettering = Lettering("仿宋_GB2312", ("仿宋", "FangSong"), 16)
    table: Lettering = Lettering("宋体", ("SimSun",), 10.5)
    page_number: Lettering = Lettering("宋体", ("SimSun",), 14)

    def heading(self, level: int) -> Lettering:
        """Return the font of a heading of level 0 to 3."""
        return (self.title, self.heading1, self.heading2, self.heading3)[level]
