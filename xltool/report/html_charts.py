"""The charts of the HTML report: stacked bars as inline SVG, with their figures in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.report.compositions import StackedBar, StackedChart, compositions
from xltool.report.html_elements import Markup, tag

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from decimal import Decimal

    from xltool.campaign.checking import Checked

NAMES_WIDTH = 100
BARS_WIDTH = 320
AMOUNTS_WIDTH = 90
ROW_HEIGHT = 30
BAR_HEIGHT = 16
NUMBER_WIDTH = 12
"""Measures of the drawing, in its own units; a narrower part of a bar has no number in it."""
LONGEST = 8
"""Characters of a name that fit beside a bar; a longer one is cut and ends in ``…``."""


def chart_section(checked: Checked, words: Mapping[str, str]) -> Markup:
    """Return the section with the charts; nothing when there are no figures."""
    submissions = [item.submission for item in checked.returns if item.submission]
    figures = [_figure(chart, words) for chart in compositions(checked.pack, submissions)]
    if not figures:
        return Markup()
    return tag(
        "section", tag("h2", words["charts"], id="charts"),
        tag("p", words["charts.note"], class_="note"), tag("div", *figures, class_="charts"),
        aria_labelledby="charts",
    )  # fmt: skip


def _figure(chart: StackedChart, words: Mapping[str, str]) -> Markup:
    kinds = (*chart.kinds, words["rest"]) if chart.rest else chart.kinds
    title = f"{chart.title}（{chart.measure.removeprefix('单位：')}）"
    note = words["chart.left"].format(len(chart.bars)) if chart.left_out else ""
    amounts = zip(kinds, chart.sums.amounts, strict=True)
    legend = [_legend_entry(index, *pair) for index, pair in enumerate(amounts)]
    count = len(chart.bars) + chart.left_out
    total = words["total.of"].format(count, _money(chart.sums.total))
    return tag(
        "figure",
        tag("figcaption", title, lang="zh-CN"),
        tag("p", total, class_="sum"),
        tag("ul", *legend, class_="legend", lang="zh-CN"),
        _drawing(chart, kinds, title),
        tag("p", note, class_="note") if note else "",
        _data_table(chart, kinds, words),
    )


def _legend_entry(index: int, kind: str, amount: Decimal) -> Markup:
    """Return a kind with its number in the bars, so that no colour is needed, and its sum."""
    square = tag("rect", width="14", height="14", rx="2", class_=f"kind{index}")
    number = tag("text", str(index + 1), x="7", y="11", class_="number")
    swatch = tag("svg", square, number, width="14", height="14", aria_hidden="true")
    return tag("li", swatch, tag("span", kind), " ", tag("span", _money(amount), class_="sum"))


def _drawing(chart: StackedChart, kinds: Sequence[str], title: str) -> Markup:
    largest = max((bar.total for bar in chart.bars), default=None) or 1
    parts = [
        part
        for row, bar in enumerate(chart.bars)
        for part in _bar(bar, row * ROW_HEIGHT, float(largest), kinds)
    ]
    width, height = NAMES_WIDTH + BARS_WIDTH + AMOUNTS_WIDTH, ROW_HEIGHT * len(chart.bars)
    box = f"0 0 {width} {height}"
    return tag("svg", *parts, viewBox=box, role="img", aria_label=title, class_="chart")


def _bar(bar: StackedBar, top: int, largest: float, kinds: Sequence[str]) -> Iterator[Markup]:
    """Yield name, rectangles and amount of one bar; ``largest`` is the total of the longest."""
    baseline = str(top + ROW_HEIGHT / 2 + 4)
    yield tag("text", _short(bar.name), x=str(NAMES_WIDTH - 10), y=baseline, text_anchor="end")
    start = float(NAMES_WIDTH)
    for index, (kind, amount) in enumerate(zip(kinds, bar.amounts, strict=True)):
        width = float(amount) / largest * BARS_WIDTH
        if width:
            yield tag(
                "rect", tag("title", f"{bar.name} {kind} {_money(amount)}"),
                x=f"{start:.2f}", y=str(top + (ROW_HEIGHT - BAR_HEIGHT) // 2),
                width=f"{width:.2f}", height=str(BAR_HEIGHT), class_=f"kind{index}",
            )  # fmt: skip
        if width >= NUMBER_WIDTH:
            middle = f"{start + width / 2:.2f}"
            yield tag("text", str(index + 1), x=middle, y=baseline, class_="number")
        start += width
    yield tag("text", _money(bar.total), x=f"{start + 8:.2f}", y=baseline, class_="amount")


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _money(amount: Decimal) -> str:
    """Return an amount as ``1,234.50``."""
    return f"{amount:,.2f}"


def _data_table(chart: StackedChart, kinds: Sequence[str], words: Mapping[str, str]) -> Markup:
    head = tag(
        "tr", *(tag("th", name, scope="col") for name in (words["entity"], *kinds, words["total"]))
    )
    rows = [
        tag(
            "tr",
            tag("th", bar.name, scope="row"),
            *(tag("td", _money(amount)) for amount in (*bar.amounts, bar.total)),
        )
        for bar in chart.bars
    ]
    sums = (tag("td", _money(amount)) for amount in (*chart.sums.amounts, chart.sums.total))
    foot = tag("tfoot", tag("tr", tag("th", words["total"], scope="row"), *sums))
    body = tag("tbody", *rows)
    table = tag("table", tag("thead", head), body, foot, class_="figures", lang="zh-CN")
    scroll = tag("div", table, class_="scroll", tabindex="0")
    return tag("details", tag("summary", words["figures"]), scroll)
