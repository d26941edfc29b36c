"""The sheet 图表: what the money is made of, this year beside last, and who has how much of it.

Native charts over a small table of formulas. Patterns and printed figures, not colours, tell the
series apart, so that they can be read in greyscale.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from xltool.evaluation.formula import carried
from xltool.layout import address
from xltool.model import Column, Form, Key, Line, Value
from xltool.numbers import half_up
from xltool.writing.comparison import previous
from xltool.writing.page import MONEY, Page, like

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter import Workbook

    from xltool.consolidation.plans import Part
    from xltool.writing.styles import Styles

SHEET = "图表"
WIDTHS = (26, 14, 14, 10, 3, 26, 14, 10)
MOST = 10
"""Bars in one chart; the entities beyond are drawn together."""
DEPTH = 33
"""Rows that one group takes: one page."""
PLACES = 2
OTHERS = "其他单位"
DARK: dict[str, Any] = {"fill": {"color": "#44546A"}, "border": {"color": "#000000"}}
HATCHED: dict[str, Any] = {
    "pattern": {
        "pattern": "wide_upward_diagonal", "fg_color": "#595959", "bg_color": "#FFFFFF",
    },
    "border": {"color": "#000000"},
}  # fmt: skip
FONT = {"name": "宋体", "size": 9}


@dataclass(frozen=True, slots=True)
class _Group:
    """A total with the lines that make it, in the column of this year."""

    form: Form
    whole: Line
    parts: tuple[Line, ...]
    column: Column
    last: str

    @property
    def title(self) -> str:
        return f"{self.form.template.title.replace('　', '')}：{self.whole.label}"


@dataclass(frozen=True, slots=True)
class _Bar:
    """One row of the table: a name, its formula and figure, and where that stands."""

    name: str
    text: str
    value: Value | None
    place: str = ""


def groups(part: Part) -> Iterator[_Group]:
    """Yield what is drawn: the lines named by the templates, where they hold anything."""
    for plan in part.plans.values():
        form = plan.form
        column = next((c for c in form.table.columns if previous(form, c)), None)
        for code in form.template.charts if column else ():
            assert column is not None
            last = previous(form, column)
            parts = tuple(
                line
                for line in _leaves(form, code)
                for key in (Key(form.id, part.code, line.code, column.id),)
                if part.book.get(key) or part.book.get(key._replace(column=last))
            )
            if parts:
                yield _Group(form, form.table.line(code), parts, column, last)


def _leaves(form: Form, code: str) -> Iterator[Line]:
    """Yield the lines below ``code`` that count in it and are not made of others."""
    for line in form.table.lines:
        if line.parent == code and line.adds:
            inner = list(_leaves(form, line.code))
            yield from inner or [line]


def draw_charts(workbook: Workbook, styles: Styles, part: Part) -> None:
    """Draw a page of charts for each group."""
    page = Page(workbook, styles, part.prefix + SHEET, WIDTHS)
    entity = part.submission.entity
    page.heading("预算收支分析图", f"{entity.code}{entity.short}", "单位：万元")
    breaks = []
    for number, group in enumerate(groups(part)):
        top = 3 + number * DEPTH
        _Drawing(workbook, page, part, group, top).draw()
        breaks.append(top + DEPTH)
    page.put(3 + len(breaks) * DEPTH - 1, 0, None, "left")
    page.finish()
    page.tab.set_print_scale(88)
    page.tab.set_h_pagebreaks(breaks[:-1])


class _Drawing:
    """One group: its table and its three charts."""

    def __init__(self, workbook: Workbook, page: Page, part: Part, group: _Group, top: int) -> None:
        self._workbook = workbook
        self._page = page
        self._part = part
        self._group = group
        self._top = top
        self._below = top

    def draw(self) -> None:
        page, top = self._page, self._top
        page.merged(top, 0, 1, len(WIDTHS), self._group.title, "section")
        heads = ("项　　目", "上年数", "本年数", "占比%", "", "单　　位", "本年数", "占比%")
        for col, text in enumerate(heads):
            if text:
                page.put(top + 1, col, text, "head")
        lines, units = self._lines(), self._units()
        self._below = top + 2 + max(len(lines), units) + 1
        self._chart_shares(0, len(lines), ("构成（占比%）", 0, 3))
        self._chart_years(len(lines))
        self._chart_shares(2, units, ("各单位所占比重（%）", 5, 7))

    def _lines(self) -> list[Line]:
        group, first = self._group, self._top + 2
        whole = self._figure(group.whole, group.column.id)
        for offset, line in enumerate(group.parts):
            row = first + offset
            self._page.put(row, 0, line.label, "label")
            for col, column in ((1, group.last), (2, group.column.id)):
                bar = self._figure(line, column)
                self._page.formula(row, col, bar.text, bar.value, like("number", num_format=MONEY))
            self._share(row, 3, self._figure(line, group.column.id), whole)
        return list(group.parts)

    def _figure(self, line: Line, column: str) -> _Bar:
        key = Key(self._group.form.id, self._part.code, line.code, column)
        there = self._part.reference(key)
        return _Bar(line.label, carried(there), self._part.book.get(key), there)

    def _share(self, row: int, col: int, bar: _Bar, whole: _Bar) -> None:
        """A share of the whole, zero when that is blank or masked."""
        own, over = address(row, col - 1), whole.place
        text = f"=IF(SUM({over})=0,0,ROUND(SUM({own})/SUM({over})*100,{PLACES}))"
        value = Decimal(0)
        if isinstance(whole.value, Decimal) and whole.value and isinstance(bar.value, Decimal):
            value = half_up(bar.value * 100 / whole.value, PLACES)
        self._page.formula(row, col, text, value, like("number", num_format=MONEY))

    def _units(self) -> int:
        """List the largest entities, and the rest together."""
        group = self._group
        whole = self._figure(group.whole, group.column.id)
        bars = [bar for child in self._part.children if (bar := self._unit(child)).text]
        ranked = sorted(bars, key=lambda bar: -_number(bar.value))
        shown = ranked if len(ranked) <= MOST else ranked[: MOST - 1]
        first = self._top + 2
        for offset, bar in enumerate(shown):
            self._bar(first + offset, bar, whole)
        if len(shown) < len(ranked):
            area = f"{address(first, 6)}:{address(first + len(shown) - 1, 6)}"
            rest = _number(whole.value) - sum(_number(bar.value) for bar in shown)
            text = f"=ROUND(SUM({whole.place})-SUM({area}),6)"
            self._bar(first + len(shown), _Bar(OTHERS, text, rest), whole)
        return min(len(ranked), MOST)

    def _unit(self, child: Part) -> _Bar:
        group = self._group
        key = Key(group.form.id, child.code, group.whole.code, group.column.id)
        there = child.reference(key)
        return _Bar(child.short, carried(there) if there else "", child.book.get(key))

    def _bar(self, row: int, bar: _Bar, whole: _Bar) -> None:
        self._page.put(row, 5, bar.name, "label")
        self._page.formula(row, 6, bar.text, bar.value, like("number", num_format=MONEY))
        self._share(row, 7, bar, whole)

    def _chart_shares(self, place: int, count: int, what: tuple[str, int, int]) -> None:
        title, names, values = what
        chart: Any = self._workbook.add_chart({"type": "bar"})
        first = self._top + 2
        chart.add_series(
            {
                "name": title,
                "categories": [self._page.name, first, names, first + count - 1, names],
                "values": [self._page.name, first, values, first + count - 1, values],
                "data_labels": {"value": True, "font": FONT, "num_format": "0.0#"},
                "gap": 60,
                **DARK,
            }
        )
        chart.set_y_axis({"reverse": True, "num_font": FONT})
        hidden = {"visible": False}
        chart.set_x_axis({"min": 0, "max": 115, "major_gridlines": hidden, **hidden})
        chart.set_legend({"none": True})
        self._place(chart, title, place)

    def _chart_years(self, count: int) -> None:
        chart: Any = self._workbook.add_chart({"type": "column"})
        first = self._top + 2
        for col, look in ((1, HATCHED), (2, DARK)):
            chart.add_series(
                {
                    "name": [self._page.name, self._top + 1, col],
                    "categories": [self._page.name, first, 0, first + count - 1, 0],
                    "values": [self._page.name, first, col, first + count - 1, col],
                    "data_labels": {"value": True, "font": {**FONT, "size": 8}},
                    "gap": 80,
                    **look,
                }
            )
        quiet = {"visible": True, "line": {"color": "#D9D9D9"}}
        chart.set_y_axis({"num_font": FONT, "num_format": "#,##0", "major_gridlines": quiet})
        chart.set_x_axis({"num_font": FONT})
        chart.set_legend({"position": "bottom", "font": FONT})
        self._place(chart, "本年与上年", 1)

    def _place(self, chart: Any, title: str, place: int) -> None:  # noqa: ANN401 - xlsxwriter's
        chart.set_title({"name": title, "name_font": {**FONT, "size": 11}, "overlay": False})
        chart.set_size({"width": 278, "height": 340})
        offsets = {"x_offset": 2 + place * 284, "y_offset": 4}
        self._page.tab.insert_chart(self._below, 0, chart, offsets)


def _number(value: Value | None) -> Decimal:
    return value if isinstance(value, Decimal) else Decimal(0)
