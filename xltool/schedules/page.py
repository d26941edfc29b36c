"""A sheet that explains, cell by cell: pure, so that it can be drawn and held against a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from xltool.a1 import address
from xltool.values.decimal_text import Shown, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    from xltool.model.submission import Value

    Content: TypeAlias = Value | int | None
    Area: TypeAlias = tuple[int, int, int, int]

Name = Literal[
    "title", "left", "right", "head", "section", "label", "code", "small", "number", "note", "bad",
    "link", "view", "result",
]  # fmt: skip
MONEY = 2
"""Decimal places of an amount."""


class CellStyle(NamedTuple):
    """How a cell looks: by name, with the decimal places of a number and a colour to fill it."""

    name: Name
    places: int | None = None
    strong: bool = False
    indent: int = 0
    fill: str = ""


LABEL, CODE, SMALL = CellStyle("label"), CellStyle("code"), CellStyle("small")
ORDINAL, COUNT, AMOUNT = CellStyle("code", 0), CellStyle("number", 0), CellStyle("number", MONEY)


@dataclass(frozen=True, slots=True)
class PageCell:
    """One cell, merged over ``height`` × ``width`` cells: a constant, or a formula's value.

    ``link`` is an address in this workbook.
    """

    row: int
    col: int
    value: Shown
    look: CellStyle
    formula: str = ""
    link: str = ""
    height: int = 1
    width: int = 1

    @property
    def address(self) -> str:
        """The cell's Excel address."""
        return address(self.row, self.col)


@dataclass(frozen=True, slots=True)
class ChartSeries:
    """One series of a chart: its name or the cell that holds it, names and values, how it looks."""

    name: str | tuple[int, int]
    names: Area
    values: Area
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class PageChart:
    """A chart at ``row``: of shares, lying bars up to 100 %, or of amounts, standing ones.

    ``left``, ``width`` and ``height`` are pixels; ``from_zero`` when no value is negative.
    """

    title: str
    series: tuple[ChartSeries, ...]
    row: int
    left: int
    width: int
    height: int
    shares: bool
    from_zero: bool


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A column in which one text is painted red."""

    col: int
    first: int
    last: int
    text: str


@dataclass(slots=True)
class SchedulePage:
    """One sheet under construction; ``widths`` are its columns, in characters.

    ``heights`` are points; a row in ``texts`` is as tall as they need when wrapped, each given
    with its width. ``heads`` are the first and last row to repeat on every page, ``labels`` the
    columns at the left. ``breaks`` are the rows that begin a page.
    """

    name: str
    widths: Sequence[float]
    marks: list[PageCell] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    texts: dict[int, Sequence[tuple[str, float]]] = field(default_factory=dict)
    heads: tuple[int, int] | None = None
    labels: int = 0
    breaks: Sequence[int] = ()
    charts: list[PageChart] = field(default_factory=list)
    alarms: list[RedFlag] = field(default_factory=list)
    rows: int = 0

    def heading(self, title: str, left: str, right: str) -> None:
        """Put the title and the line below it."""
        width, half = len(self.widths), (len(self.widths) + 1) // 2
        self.merged(1, 0, width, title, CellStyle("title"))
        self.merged(2, 0, half, left, CellStyle("left"))
        self.merged(2, half, width - half, right, CellStyle("right"))
        self.heights |= {0: 12.0, 1: 34.0, 2: 20.0}

    def columns(
        self, row: int, titles: Iterable[str], links: Mapping[int, str] | None = None
    ) -> None:
        """Put one row of headings; a heading may lead to another sheet."""
        for col, title in enumerate(titles):
            self.put(row, col, title, CellStyle("head"), (links or {}).get(col, ""))
        self.heights[row] = 34.0

    def merged(
        self, row: int, col: int, width: int, value: Content, look: CellStyle, link: str = ""
    ) -> None:
        """Put a value over several cells of a row."""
        self._add(PageCell(row, col, shown_value(value), look, link=link, width=width))

    def put(
        self, row: int, col: int, value: Content, look: CellStyle = LABEL, link: str = ""
    ) -> None:
        """Put a constant; None is a blank cell."""
        self._add(PageCell(row, col, shown_value(value), look, link=link))

    def live(
        self, place: tuple[int, int], text: str, value: Content, look: CellStyle, link: str = ""
    ) -> None:
        """Put a formula with the value that it gives; without a text, the value as it is."""
        row, col = place
        self._add(PageCell(row, col, shown_value(value), look, text, link))

    def fit(self, row: int, *texts: tuple[str, float]) -> None:
        """Make a row as tall as its wrapped texts need, each given with its width."""
        self.texts[row] = texts

    def _add(self, mark: PageCell) -> None:
        self.marks.append(mark)
        self.rows = max(self.rows, mark.row + mark.height)
