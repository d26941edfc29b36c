"""Draws the sheets that explain a consolidated workbook, and their charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xltool.writing import print_setup as paper
from xltool.writing.cell_writer import MOST_LINKS, WorksheetWriter, put
from xltool.writing.styles import (
    BODY_FONT,
    HEAD_FILL,
    HEAD_FONT,
    LINE_COLOUR,
    LINK_COLOUR,
    NOTE_FONT,
    STRONG_FILL,
    TITLE_FONT,
    number_format,
    text_height,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from xltool.schedules.page import (
        Area,
        CellStyle,
        ChartSeries,
        PageCell,
        PageChart,
        SchedulePage,
    )
    from xltool.writing.styles import Styles

ROW = 18.0
"""Points of a row that wraps nothing."""
_BOX = {"border": 1, "border_color": LINE_COLOUR}
_LINK = {"font_color": LINK_COLOUR, "underline": 1}
_LOOKS: dict[str, dict[str, object]] = {
    "title": {"font_name": TITLE_FONT, "font_size": 18, "align": "center"},
    "left": {"align": "left"},
    "right": {"align": "right"},
    "head": _BOX | {
        "font_name": HEAD_FONT, "align": "center", "text_wrap": True, "bg_color": HEAD_FILL,
    },
    "section": _BOX | {"font_name": HEAD_FONT, "bg_color": HEAD_FILL, "align": "left"},
    "label": _BOX | {"text_wrap": True, "num_format": "@"},
    "code": _BOX | {"align": "center", "num_format": "@"},
    "small": _BOX | {"text_wrap": True, "font_size": 8, "num_format": "@"},
    "number": _BOX | {"align": "right", "shrink": True},
    "note": {"font_name": NOTE_FONT, "font_size": 10, "text_wrap": True},
    "bad": {"text_wrap": True, "font_color": "#C00000"},
    "link": _BOX | {"text_wrap": True} | _LINK,
    "view": _BOX | {"align": "center"} | _LINK,
    "result": _BOX | {"align": "center"},
}  # fmt: skip
_FONT = {"name": BODY_FONT, "size": 9}
_DARK: dict[str, Any] = {"fill": {"color": "#44546A"}, "border": {"color": "#000000"}}
_HATCHED: dict[str, Any] = {
    "pattern": {
        "pattern": "wide_upward_diagonal", "fg_color": "#595959", "bg_color": "#FFFFFF",
    },
    "border": {"color": "#000000"},
}  # fmt: skip
_HIDDEN = {"visible": False, "major_gridlines": {"visible": False}}
_QUIET = {"major_gridlines": {"visible": True, "line": {"color": "#D9D9D9"}}}


def draw_page(workbook: Workbook, styles: Styles, page: SchedulePage) -> None:
    """Add the sheet, draw its cells and charts, and lock it."""
    tab = workbook.add_worksheet(page.name, WorksheetWriter)
    for col, width in enumerate(page.widths):
        tab.set_column(col, col, width)
    heights = _heights(page)
    for row, height in enumerate(heights):
        tab.set_row(row, height)
    for number, mark in enumerate(page.marks):
        _mark(tab, _style(styles, mark.look), mark, linked=number < MOST_LINKS)
    for alarm in page.alarms:
        bad = styles.mark(font_color="#FFFFFF", bg_color="#C00000", bold=True)
        rule = {"type": "cell", "criteria": "==", "value": f'"{alarm.text}"', "format": bad}
        tab.conditional_format(alarm.first, alarm.col, alarm.last, alarm.col, rule)
    for chart in page.charts:
        _chart(workbook, tab, chart)
    _lay(tab, page, heights)
    tab.protect("", {"format_columns": True, "format_rows": True})


def _heights(page: SchedulePage) -> list[float]:
    heights = [ROW] * page.rows
    for row, height in page.heights.items():
        heights[row] = height
    for row, texts in page.texts.items():
        heights[row] = max(ROW, *(text_height(text, width) - 2 for text, width in texts))
    return heights


def _style(styles: Styles, look: CellStyle) -> Format:
    more: dict[str, object] = {}
    if look.places is not None:
        more["num_format"] = number_format(look.places)
    if look.strong:
        more |= {"bold": True, "bg_color": STRONG_FILL}
    if look.fill:
        more["bg_color"] = look.fill
    if look.indent:
        more["indent"] = look.indent
    return styles.get(**(_LOOKS[look.name] | more))


def _mark(tab: Worksheet, style: Format, mark: PageCell, *, linked: bool) -> None:
    """Draw a cell; where it leads is written first, and what it shows over that."""
    place, shows = (mark.row, mark.col), mark.value not in {None, ""}
    if mark.width > 1 or mark.height > 1:
        last = mark.row + mark.height - 1, mark.col + mark.width - 1
        tab.merge_range(*place, *last, "", style)
    if mark.link and shows and linked:
        tab.write_url(*place, f"internal:{mark.link}", string=" ")
    put(tab, place, mark.value, style, mark.formula)


def _lay(tab: WorksheetWriter, page: SchedulePage, heights: list[float]) -> None:
    paper.set_up_page(tab, page.heads if paper.is_long(heights) else None)
    if page.heads:
        tab.freeze_panes(page.heads[1] + 1, page.labels)
    if page.breaks:
        paper.split(tab, page.widths, heights, page.breaks)
    else:
        paper.scale(tab, page.widths, page.labels)


def _chart(workbook: Workbook, tab: Worksheet, chart: PageChart) -> None:
    drawn: Any = workbook.add_chart({"type": "bar" if chart.shares else "column"})
    for series in chart.series:
        drawn.add_series(_series(tab.get_name(), series, shares=chart.shares))
    least = {"min": 0} if chart.from_zero else {}
    if chart.shares:
        drawn.set_y_axis({"reverse": True, "num_font": _FONT})
        drawn.set_x_axis(_HIDDEN | least | ({"max": 120} if least else {}))
        drawn.set_legend({"none": True})
    else:
        drawn.set_y_axis({"num_font": _FONT, "num_format": "#,##0"} | _QUIET | least)
        drawn.set_x_axis({"num_font": _FONT})
        drawn.set_legend({"position": "bottom", "font": _FONT})
    drawn.set_title({"name": chart.title, "name_font": _FONT | {"size": 11}, "overlay": False})
    drawn.set_size({"width": chart.width, "height": chart.height})
    tab.insert_chart(chart.row, 0, drawn, {"x_offset": chart.left, "y_offset": 4})


def _series(sheet: str, series: ChartSeries, *, shares: bool) -> dict[str, Any]:
    def there(area: Area) -> list[str | int]:
        return [sheet, *area]

    name = series.name if isinstance(series.name, str) else [sheet, *series.name]
    shown = "0.00" if shares else "#,##0.00"
    return {
        "name": name,
        "categories": there(series.names),
        "values": there(series.values),
        "data_labels": {"value": True, "font": _FONT, "num_format": shown},
        "gap": 90,
        **(_HATCHED if series.hatched else _DARK),
    }
