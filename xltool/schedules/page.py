"""A sheet of cells, charts and sizes as data, before it is drawn or compared with a file's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

from xltool.a1 import address
from xltool.values.decimal_text import Shown, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import TypeAlias

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.model.submission import Value

    PageValue: TypeAlias = Value | int | None
    Area: TypeAlias = tuple[int, int, int, int]
    """First row, first column, last row, last column."""

StyleName = Literal[
    "title", "left", "right", "head", "section", "label", "code", "small", "number", "note", "bad",
    "link", "view", "result",
]  # fmt: skip
MONEY = 2
"""Decimal places of an amount."""
FIRST_ROW = 4
"""The row below the headings of a ``table_page``, counted from 0."""


class CellStyle(NamedTuple):
    """How a cell looks: by name, with the decimal places of a number and a colour to fill it."""

    name: StyleName
    places: int | None = None
    strong: bool = False
    indent: int = 0
    fill: str = ""


LABEL, CODE, SMALL = CellStyle("label"), CellStyle("code"), CellStyle("small")
ORDINAL, COUNT, AMOUNT = CellStyle("code", 0), CellStyle("number", 0), CellStyle("number", MONEY)


class Figure(NamedTuple):
    """A value, the formula that gives it, if any, and the reference that it links to."""

    value: Value | None = None
    formula: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class PageCell:
    """One cell, merged over ``height`` × ``width`` cells: a constant, or a formula's value.

    ``link`` is an address in this workbook.
    """

    row: int
    col: int
    value: Shown
    style: CellStyle
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
    """A column in which texts that end so are painted red, from row ``first`` to row ``last``."""

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
    cells: list[PageCell] = field(default_factory=list)
    heights: dict[int, float] = field(default_factory=dict)
    texts: dict[int, Sequence[tuple[str, float]]] = field(default_factory=dict)
    heads: tuple[int, int] | None = None
    labels: int = 0
    breaks: Sequence[int] = ()
    charts: list[PageChart] = field(default_factory=list)
    flags: list[RedFlag] = field(default_factory=list)
    rows: int = 0

    def put_title(self, title: str, left: str, right: str) -> None:
        """Put the title in row 1 and the line below it in row 2."""
        width, half = len(self.widths), (len(self.widths) + 1) // 2
        self.put(1, 0, title, CellStyle("title"), width=width)
        self.put(2, 0, left, CellStyle("left"), width=half)
        self.put(2, half, right, CellStyle("right"), width=width - half)
        self.heights |= {0: 12.0, 1: 34.0, 2: 20.0}

    def put_headings(
        self, row: int, titles: Iterable[str], links: Mapping[int, str] | None = None
    ) -> None:
        """Put one row of headings; ``links`` are those that lead to another sheet, by column."""
        for col, title in enumerate(titles):
            self.put(row, col, title, CellStyle("head"), (links or {}).get(col, ""))
        self.heights[row] = 34.0

    def put(
        self, row: int, col: int, value: PageValue, style: CellStyle = LABEL, link: str = "",
        *, width: int = 1,
    ) -> None:  # fmt: skip
        """Put a constant, merged over ``width`` cells of the row; None is a blank cell."""
        self._add(PageCell(row, col, shown_value(value), style, link=link, width=width))

    def put_figure(self, row: int, col: int, figure: Figure, style: CellStyle) -> None:
        """Put a formula with the value that it gives, or a value that has no formula."""
        value, formula, link = figure
        self._add(PageCell(row, col, shown_value(value), style, formula, link))

    def fit_row(self, row: int, *texts: tuple[str, float]) -> None:
        """Make a row as tall as its wrapped texts need, each given with its width."""
        self.texts[row] = texts

    def _add(self, cell: PageCell) -> None:
        self.cells.append(cell)
        self.rows = max(self.rows, cell.row + cell.height)


def table_page(
    parent: EntityPlan, name: str, title: tuple[str, str], columns: Mapping[str, float]
) -> SchedulePage:
    """Begin the sheet ``name`` of a parent, which holds one table from ``FIRST_ROW`` on.

    ``title`` is the sheet's title with what stands at the right below it; ``columns`` are the
    headings, each with its column's width.
    """
    page = SchedulePage(parent.prefix + name, tuple(columns.values()), heads=(1, FIRST_ROW - 1))
    page.put_title(title[0], f"汇总单位：{parent.heading}", title[1])
    page.put_headings(FIRST_ROW - 1, columns)
    return page
