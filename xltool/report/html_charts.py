"""The charts of the HTML report: stacked bars as inline SVG, with their figures in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.report.compositions import StackedBar, StackedChart, compositions
from xltool.report.html_elements import Markup, tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from xltool.campaign.checking import Checked

NAMES = 100
BARS = 320
AMOUNTS = 90
STEP = 30
BAR = 16
"""Measures of the drawing: room for names, bars and amounts; the distance and height of bars."""


LONGEST = 8
"""Characters of a name that fit beside a bar."""


def chart_section(checked: Checked, said: Mapping[str, str]) -> Markup:
    """Return the section with the charts; nothing when there are no figures."""
    submissions = [item.submission for item in checked.returns if item.submission]
    drawn = [_chart(chart, said) for chart in compositions(checked.pack, submissions)]
    if not drawn:
        return Markup()
    return tag(
        "section", tag("h2", said["charts"], id="charts"),
        tag("p", said["charts.note"], class_="note"), tag("div", *drawn, class_="charts"),
        aria_labelledby="charts",
    )  # fmt: skip


def _chart(chart: StackedChart, said: Mapping[str, str]) -> Markup:
    kinds = (*chart.kinds, said["rest"]) if chart.rest else chart.kinds
    title = f"{chart.title}（{chart.measure.removeprefix('单位：')}）"
    left = said["chart.left"].format(len(chart.bars)) if chart.left_out else ""
    legend = [tag("li", _swatch(index), tag("span", kind)) for index, kind in enumerate(kinds)]
    return tag(
        "figure",
        tag("figcaption", title, lang="zh-CN"),
        tag("ul", *legend, class_="legend", lang="zh-CN"),
        _drawing(chart, kinds, title),
        tag("p", left, class_="note") if left else "",
        _figures(chart, kinds, said),
    )


def _swatch(index: int) -> Markup:
    square = tag("rect", width="10", height="10", rx="2", class_=f"kind{index}")
    return tag("svg", square, width="10", height="10", aria_hidden="true")


def _drawing(chart: StackedChart, kinds: Sequence[str], title: str) -> Markup:
    height = STEP * len(chart.bars)
    largest = max((bar.total for bar in chart.bars), default=None) or 1
    parts = [
        part
        for row, bar in enumerate(chart.bars)
        for part in _bar(bar, row * STEP, float(largest), kinds)
    ]
    box = f"0 0 {NAMES + BARS + AMOUNTS} {height}"
    return tag("svg", *parts, viewBox=box, role="img", aria_label=title, class_="chart")


def _bar(bar: StackedBar, top: int, largest: float, kinds: Sequence[str]) -> Iterator[Markup]:
    middle = str(top + STEP / 2 + 4)
    yield tag("text", _short(bar.name), x=str(NAMES - 10), y=middle, text_anchor="end")
    start = float(NAMES)
    for index, (kind, amount) in enumerate(zip(kinds, bar.amounts, strict=True)):
        size = float(amount) / largest * BARS
        if size:
            yield tag(
                "rect", tag("title", f"{bar.name} {kind} {_money(amount)}"),
                x=f"{start:.2f}", y=str(top + (STEP - BAR) // 2), width=f"{size:.2f}",
                height=str(BAR), class_=f"kind{index}",
            )  # fmt: skip
        start += size
    yield tag("text", _money(bar.total), x=f"{start + 8:.2f}", y=middle, class_="amount")


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"


def _figures(chart: StackedChart, kinds: Sequence[str], said: Mapping[str, str]) -> Markup:
    head = tag(
        "tr", *(tag("th", name, scope="col") for name in (said["entity"], *kinds, said["total"]))
    )
    rows = [
        tag(
            "tr",
            tag("th", bar.name, scope="row"),
            *(tag("td", _money(amount)) for amount in (*bar.amounts, bar.total)),
        )
        for bar in chart.bars
    ]
    table = tag("table", tag("thead", head), tag("tbody", *rows), class_="figures", lang="zh-CN")
    scroll = tag("div", table, class_="scroll", tabindex="0")
    return tag("details", tag("summary", said["figures"]), scroll)
