"""The sheet 图表: what the money is made of, this year beside last, and who has how much of it.

Charts over a small table of formulas. Patterns and printed figures, not colours, tell the series
apart, so that they can be read in greyscale.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.a1 import address, area
from xltool.excel_formulas.calculated import link_formula
from xltool.identity import CHARTS
from xltool.model.submission import Key, Value
from xltool.schedules.page import AMOUNT, CellStyle, ChartSeries, PageChart, SchedulePage
from xltool.schedules.worksheet_lines import prior_column
from xltool.text import unspaced
from xltool.values.decimal_text import half_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.model.forms import Column, Form, FormLine
    from xltool.schedules.worksheet import ConsolidationWorksheet

WIDTHS = (26, 14, 14, 10, 3, 26, 14, 10)
HEADS = ("项　　目", "上年数", "本年数", "占比%", None, "单　　位", "本年数", "占比%")
LINE, UNIT = 0, 5
"""The columns where the two tables begin."""
MOST = 10
"""Bars for entities; those beyond are drawn together."""
PLACES = 2
OTHERS = "其他单位"
ROW = 24
"""Pixels that a row is high."""
SHARES, YEARS = 11, 12
"""Rows that the charts are high: shares in the upper half, years below over the whole width."""
HALF, FULL = 424, 854
"""Pixels that a chart is wide."""


@dataclass(frozen=True, slots=True)
class _ChartGroup:
    """A total with the lines that make it, this year and last."""

    form: Form
    whole: FormLine
    parts: tuple[FormLine, ...]
    column: Column
    last: str

    @property
    def title(self) -> str:
        return f"{unspaced(self.form.template.title)}：{self.whole.label}"


@dataclass(frozen=True, slots=True)
class _Bar:
    """One row of a table: a name, its formula and figure, and where that stands."""

    name: str
    text: str
    value: Value | None
    place: str = ""


def chart_groups(part: EntityPlan) -> Iterator[_ChartGroup]:
    """Yield what is drawn: the lines named by the templates, where they hold anything."""
    for plan in part.plans.values():
        form = plan.form
        column = next((c for c in form.table.columns if prior_column(form, c)), None)
        for code in form.template.charts if column else ():
            assert column is not None
            last = prior_column(form, column)
            parts = tuple(
                line
                for line in _leaves(form, code)
                for key in (Key(form.id, part.code, line.code, column.id),)
                if part.book.get(key) or part.book.get(key._replace(column=last))
            )
            if parts:
                yield _ChartGroup(form, form.table.line(code), parts, column, last)


def _leaves(form: Form, code: str) -> Iterator[FormLine]:
    """Yield the lines below ``code`` that count in it and are not made of others."""
    for line in form.table.lines:
        if line.parent == code and line.adds:
            inner = list(_leaves(form, line.code))
            yield from inner or [line]


def charts_page(comparison: ConsolidationWorksheet) -> SchedulePage:
    """Put a page of charts for each group."""
    part = comparison.part
    page = SchedulePage(part.prefix + CHARTS, WIDTHS)
    entity = part.submission.entity
    page.heading("预算收支分析图", f"{entity.code}{entity.short}", "单位：万元")
    top, breaks = 3, []
    for group in chart_groups(part):
        top = _Drawing(page, comparison, group, top).draw()
        breaks.append(top)
    page.breaks = breaks
    return page


class _Drawing:
    """One group: its two tables and its charts."""

    def __init__(
        self, page: SchedulePage, comparison: ConsolidationWorksheet, group: _ChartGroup, top: int
    ) -> None:
        self._page = page
        self._comparison = comparison
        self._part = comparison.part
        self._group = group
        self._first = top + 2

    def draw(self) -> int:
        """Put tables and charts; return the row after them."""
        page, top = self._page, self._first - 2
        page.merged(top, 0, len(WIDTHS), self._group.title, CellStyle("section"))
        for col, text in enumerate(HEADS):
            if text:
                page.put(top + 1, col, text, CellStyle("head"))
        lines, units = self._lines(), self._units()
        below = self._first + max(len(lines), len(units)) + 1
        self._shares("构成（占比%）", LINE, lines, below)
        self._shares("各单位所占比重（%）", UNIT, units, below)
        self._years(lines, below + SHARES)
        end = below + SHARES + YEARS
        page.put(end, 0, None, CellStyle("left"))
        return end + 1

    def _lines(self) -> list[_Bar]:
        group, bars = self._group, []
        whole = self._figure(group.whole, group.column.id)
        for row, line in enumerate(group.parts, start=self._first):
            last, bar = (self._figure(line, column) for column in (group.last, group.column.id))
            self._page.put(row, LINE, line.label)
            self._page.live((row, LINE + 1), last.text, last.value, AMOUNT)
            self._row(row, LINE + 2, bar, whole)
            bars += [last, bar]
        return bars[1::2] + bars[::2]

    def _figure(self, line: FormLine, column: str) -> _Bar:
        key = Key(self._group.form.id, self._part.code, line.code, column)
        there = self._part.reference(key)
        return _Bar(line.label, link_formula(there), self._part.book.get(key), there)

    def _row(self, row: int, col: int, bar: _Bar, whole: _Bar) -> None:
        """Put a figure and its share of the whole: blank when one of them is masked or nil."""
        self._page.live((row, col), bar.text, bar.value, AMOUNT)
        own, over = address(row, col), whole.place
        share = f"ROUND({own}/{over}*100,{PLACES})"
        text = f'=IF(COUNT({own},{over})<2,"",IF({over}=0,"",{share}))'
        value = None
        if isinstance(whole.value, Decimal) and whole.value and isinstance(bar.value, Decimal):
            value = half_up(bar.value * 100 / whole.value, PLACES)
        self._page.live((row, col + 1), text, value, AMOUNT)

    def _units(self) -> list[_Bar]:
        """List the largest entities, and the rest together."""
        whole = self._figure(self._group.whole, self._group.column.id)
        bars = sorted(self._children(), key=lambda bar: -_number(bar.value))
        shown = bars if len(bars) <= MOST else [*bars[: MOST - 1], self._others(bars, whole)]
        for row, bar in enumerate(shown, start=self._first):
            self._page.put(row, UNIT, bar.name)
            self._row(row, UNIT + 1, bar, whole)
        return shown

    def _children(self) -> Iterator[_Bar]:
        group, comparison = self._group, self._comparison
        key = Key(group.form.id, self._part.code, group.whole.code, group.column.id)
        entry = comparison.entries.get(key)
        for number, child in enumerate(comparison.shown if entry else ()):
            assert entry is not None
            there = comparison.child_place(entry, number)
            value = child.book.get(key._replace(entity=child.code))
            yield _Bar(child.short, link_formula(there), value)

    def _others(self, bars: Sequence[_Bar], whole: _Bar) -> _Bar:
        """Return all that the bars before the last one leave of the whole."""
        last = self._first + MOST - 2
        largest = area(self._first, UNIT + 1, last, UNIT + 1)
        rest = _number(whole.value) - sum(_number(bar.value) for bar in bars[: MOST - 1])
        return _Bar(OTHERS, f"=ROUND(SUM({whole.place})-SUM({largest}),6)", rest)

    def _shares(self, title: str, col: int, bars: Sequence[_Bar], row: int) -> None:
        if not bars:
            return
        last = self._first + (len(self._group.parts) if col == LINE else len(bars)) - 1
        share = col + 3 if col == LINE else col + 2
        series = ChartSeries(
            title, (self._first, col, last, col), (self._first, share, last, share)
        )
        left = 2 if col == LINE else 6 + HALF
        size = (left, HALF, SHARES * ROW - 8)
        zero = all(_number(bar.value) >= 0 for bar in bars)
        self._page.charts.append(
            PageChart(title, (series,), row, *size, shares=True, from_zero=zero)
        )

    def _years(self, bars: Sequence[_Bar], row: int) -> None:
        first, last = self._first, self._first + len(self._group.parts) - 1
        names = (first, LINE, last, LINE)
        series = tuple(
            ChartSeries((first - 1, col), names, (first, col, last, col), hatched=col == LINE + 1)
            for col in (LINE + 1, LINE + 2)
        )
        size = (2, FULL, YEARS * ROW - 8)
        zero = all(_number(bar.value) >= 0 for bar in bars)
        self._page.charts.append(
            PageChart("本年与上年", series, row, *size, shares=False, from_zero=zero)
        )


def _number(value: Value | None) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)
