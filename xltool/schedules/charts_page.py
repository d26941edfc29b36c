"""The sheet 图表: what the money is made of, this year beside last, and who has how much of it.

Charts over a small table of formulas. Patterns and printed figures, not colours, tell the series
apart, so that they can be read in greyscale.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from xltool.a1 import address, area
from xltool.excel_formulas.calculated import link_formula
from xltool.identity import CHARTS
from xltool.layout.printed_parts import fill_in
from xltool.model.submission import Key, Value
from xltool.schedules.page import AMOUNT, CellStyle, ChartSeries, Figure, PageChart, SchedulePage
from xltool.schedules.worksheet import FIRST_CHILD
from xltool.text import of_any_year, unspaced
from xltool.values.decimal_text import half_up

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.model.forms import Column, Form, FormLine
    from xltool.schedules.worksheet import ConsolidationWorksheet

WIDTHS = (26, 14, 14, 10, 3, 26, 14, 10)
HEADINGS = ("项　　目", "上年数", "本年数", "占比%", None, "单　　位", "本年数", "占比%")
LINES, ENTITIES = 0, 5
"""The columns where the two tables begin."""
MOST_BARS = 10
"""Bars for entities; with more of them the smallest share the last bar."""
PLACES = 2
OTHERS = "其他单位"
ROW_HEIGHT = 24
"""Pixels that a row is high."""
SHARE_ROWS, YEAR_ROWS = 11, 12
"""Rows that the charts are high: shares in the upper half, years below over the whole width."""
HALF_WIDTH, FULL_WIDTH = 424, 854
"""Pixels that a chart is wide."""


@dataclass(frozen=True, slots=True)
class _ChartGroup:
    """A total with the lines that it is the sum of, this year and last.

    ``column`` has this year's figures, the column with the id ``last`` last year's.
    """

    form: Form
    total: FormLine
    parts: tuple[FormLine, ...]
    column: Column
    last: str


class _Bar(NamedTuple):
    """One row of a table: the name of a line or an entity, and its figure."""

    name: str
    figure: Figure


def chart_groups(parent: EntityPlan) -> Iterator[_ChartGroup]:
    """Yield what is drawn: the lines named by the templates, where they hold anything."""
    for layout in parent.layouts.values():
        form = layout.form
        current, last = next(iter(form.table.years.items()), ("", ""))
        for code in form.template.charts if current else ():
            column = form.table.column(current)
            parts = tuple(
                line
                for line in _addends(form, code)
                for key in (Key(form.id, parent.code, line.code, column.id),)
                if parent.values.get(key) or parent.values.get(key._replace(column=last))
            )
            if parts:
                yield _ChartGroup(form, form.table.line(code), parts, column, last)


def _addends(form: Form, code: str) -> Iterator[FormLine]:
    """Yield the lines below ``code`` that count in it and are not sums of others themselves."""
    for line in form.table.lines:
        if line.parent == code and line.adds:
            inner = list(_addends(form, line.code))
            yield from inner or [line]


def charts_page(worksheet: ConsolidationWorksheet) -> SchedulePage:
    """Return a sheet with one printed page of charts for each group."""
    parent = worksheet.parent
    page = SchedulePage(parent.prefix + CHARTS, WIDTHS)
    groups = [(group, _measure(parent, group.form)) for group in chart_groups(parent)]
    measures = {measure for _, measure in groups}
    shared = measures.pop() if len(measures) == 1 else ""
    page.put_title(parent.values.pack.texts.chart_title, parent.heading, shared)
    top, breaks = 3, []
    for group, measure in groups:
        own = "" if shared else measure
        top = _GroupWriter(page, worksheet, group, top).write(f"（{own}）" if own else "")
        breaks.append(top)
    page.breaks = breaks
    return page


def _measure(parent: EntityPlan, form: Form) -> str:
    return fill_in(form.template.measure, parent.submission.extents[form.id])


class _GroupWriter:
    """Puts one group on the page: a title, its two tables side by side, and its charts."""

    def __init__(
        self, page: SchedulePage, worksheet: ConsolidationWorksheet, group: _ChartGroup, top: int
    ) -> None:
        self._page = page
        self._worksheet = worksheet
        self._parent = worksheet.parent
        self._group = group
        self._top = top
        self._first = top + 2
        self._total_key = Key(group.form.id, self._parent.code, group.total.code, group.column.id)
        self._total = self._parent.reference(self._total_key)

    def write(self, measure: str) -> int:
        """Put tables and charts, ``measure`` behind the title; return the row after them."""
        page, group = self._page, self._group
        title = f"{unspaced(of_any_year(group.form.template.title))}：{group.total.label}{measure}"
        page.put(self._top, 0, title, CellStyle("section"), width=len(WIDTHS))
        for col, text in enumerate(HEADINGS):
            if text:
                page.put(self._top + 1, col, text, CellStyle("head"))
        lines, entities = self._put_lines(), self._put_entities()
        # The bars of both years count: below few entities stand more blank rows than are needed.
        below = self._first + max(len(lines), len(entities)) + 1
        self._add_shares("构成（占比%）", LINES, lines, below)
        self._add_shares("各单位所占比重（%）", ENTITIES, entities, below)
        self._add_years(lines, below + SHARE_ROWS)
        end = below + SHARE_ROWS + YEAR_ROWS
        page.put(end, 0, None, CellStyle("left"))
        return end + 1

    def _put_lines(self) -> list[_Bar]:
        """Put the lines of the total; return their bars, of this year and of last year."""
        group, bars = self._group, list[_Bar]()
        for row, line in enumerate(group.parts, start=self._first):
            last, current = (self._figure(line, id_) for id_ in (group.last, group.column.id))
            self._page.put(row, LINES, line.label)
            self._page.put_figure(row, LINES + 1, last, AMOUNT)
            self._put_share(row, LINES + 2, current)
            bars += [_Bar(line.label, last), _Bar(line.label, current)]
        return bars

    def _figure(self, line: FormLine, column: str) -> Figure:
        key = self._total_key._replace(row=line.code, column=column)
        return Figure(self._parent.values.get(key), link_formula(self._parent.reference(key)))

    def _put_share(self, row: int, col: int, figure: Figure) -> None:
        """Put a figure and its share of the total: blank when one is masked, or the total nil."""
        self._page.put_figure(row, col, figure, AMOUNT)
        own, total, share = address(row, col), self._parent.values.get(self._total_key), None
        percent = f"ROUND({own}/{self._total}*100,{PLACES})"
        formula = f'=IF(COUNT({own},{self._total})<2,"",IF({self._total}=0,"",{percent}))'
        if isinstance(total, Decimal) and total and isinstance(figure.value, Decimal):
            share = half_up(figure.value * 100 / total, PLACES)
        self._page.put_figure(row, col + 1, Figure(share, formula), AMOUNT)

    def _put_entities(self) -> list[_Bar]:
        """Put the largest entities, and the rest together."""
        bars = sorted(self._entity_bars(), key=lambda bar: -_number(bar.figure.value))
        shown = bars if len(bars) <= MOST_BARS else [*bars[: MOST_BARS - 1], self._others(bars)]
        for row, bar in enumerate(shown, start=self._first):
            self._page.put(row, ENTITIES, bar.name)
            self._put_share(row, ENTITIES + 1, bar.figure)
        return shown

    def _entity_bars(self) -> Iterator[_Bar]:
        """Yield the children whose figures stand in the worksheet, each with its figure there."""
        worksheet = self._worksheet
        line = worksheet.lines.get(self._total_key)
        for number, child in enumerate(worksheet.shown_children if line else ()):
            assert line is not None
            source = worksheet.reference(line.row, FIRST_CHILD + number)
            value = child.values.get(self._total_key._replace(entity=child.code))
            yield _Bar(child.short, Figure(value, link_formula(source)))

    def _others(self, bars: Sequence[_Bar]) -> _Bar:
        """Return all that the bars before the last one leave of the total."""
        last = self._first + MOST_BARS - 2
        largest = area(self._first, ENTITIES + 1, last, ENTITIES + 1)
        drawn = (_number(bar.figure.value) for bar in bars[: MOST_BARS - 1])
        rest = _number(self._parent.values.get(self._total_key)) - sum(drawn)
        return _Bar(OTHERS, Figure(rest, f"=ROUND(SUM({self._total})-SUM({largest}),6)"))

    def _add_shares(self, title: str, col: int, bars: Sequence[_Bar], row: int) -> None:
        """Add the chart of the shares in the table that begins at ``col``."""
        if not bars:
            return
        lines = col == LINES
        last = self._first + (len(self._group.parts) if lines else len(bars)) - 1
        share = col + 3 if lines else col + 2
        series = ChartSeries(
            title, (self._first, col, last, col), (self._first, share, last, share)
        )
        left = 2 if lines else 6 + HALF_WIDTH
        size = (left, HALF_WIDTH, SHARE_ROWS * ROW_HEIGHT - 8)
        from_zero = _none_negative(bars)
        self._page.charts.append(
            PageChart(title, (series,), row, *size, shares=True, from_zero=from_zero)
        )

    def _add_years(self, bars: Sequence[_Bar], row: int) -> None:
        """Add the chart of both years; last year's series is hatched."""
        first, last = self._first, self._first + len(self._group.parts) - 1
        names = (first, LINES, last, LINES)
        series = tuple(
            ChartSeries((first - 1, col), names, (first, col, last, col), hatched=col == LINES + 1)
            for col in (LINES + 1, LINES + 2)
        )
        size = (2, FULL_WIDTH, YEAR_ROWS * ROW_HEIGHT - 8)
        from_zero = _none_negative(bars)
        self._page.charts.append(
            PageChart("本年与上年", series, row, *size, shares=False, from_zero=from_zero)
        )


def _number(value: Value | None) -> Decimal:
    """Return a figure as a chart draws it: zero when it is blank or not known."""
    return value if isinstance(value, Decimal) else Decimal(0)


def _none_negative(bars: Sequence[_Bar]) -> bool:
    return all(_number(bar.figure.value) >= 0 for bar in bars)
