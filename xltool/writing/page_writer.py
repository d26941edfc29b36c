"""Draws the sheets that come as a ``SchedulePage``, and their charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xltool.writing.cell_writer import MOST_LINKS, WorksheetWriter, write_value
from xltool.writing.print_setup import break_pages, fit_to_width, is_long, set_up_page
from xltool.writing.styles import (
    BODY_FONT,
    BOX,
    HEAD_FILL,
    HEAD_FONT,
    INDENT,
    INDENT_WIDTH,
    LINK_COLOUR,
    NOTE_FONT,
    STRONG_FILL,
    TITLE_FONT,
    WARNING,
    number_format,
    text_height,
)

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from xltool.schedules.page import (
        CellStyle,
        ChartSeries,
        PageCell,
        PageChart,
        SchedulePage,
    )
    from xltool.writing.styles import Styles

ROW_HEIGHT = 18.0
"""Points of a row that wraps nothing."""
_LINK = {"font_color": LINK_COLOUR, "underline": 1}
_LEFT = {"align": "left", "indent": INDENT}
_STYLES: dict[str, dict[str, object]] = {
    "title": {"font_name": TITLE_FONT, "font_size": 18, "align": "center"},
    "left": {"align": "left"},
    "right": {"align": "right"},
    "head": BOX | {
        "font_name": HEAD_FONT, "align": "center", "text_wrap": True, "bg_color": HEAD_FILL,
    },
    "section": BOX | _LEFT | {"font_name": HEAD_FONT, "bg_color": HEAD_FILL},
    "label": BOX | _LEFT | {"text_wrap": True, "num_format": "@"},
    "code": BOX | {"align": "center", "num_format": "@"},
    "small": BOX | _LEFT | {"text_wrap": True, "font_size": 8, "num_format": "@"},
    "number": BOX | {"align": "right", "shrink": True},
    "note": {"font_name": NOTE_FONT, "font_size": 10, "text_wrap": True},
    "bad": {"text_wrap": True, **WARNING},
    "link": BOX | _LEFT | {"text_wrap": True} | _LINK,
    "view": BOX | {"align": "center"} | _LINK,
    "result": BOX | {"align": "center"},
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
    sheet = workbook.add_worksheet(page.name, WorksheetWriter)
    for col, width in enumerate(page.widths):
        sheet.set_column(col, col, width)
    heights = _row_heights(page)
    for row, height in enumerate(heights):
        sheet.set_row(row, height)
    draw_cells(sheet, styles, page)
    for flag in page.flags:
        red = styles.conditional(font_color="#FFFFFF", bg_color="#C00000", bold=True)
        rule = {"type": "text", "criteria": "ends with", "value": flag.text, "format": red}
        sheet.conditional_format(flag.first, flag.col, flag.last, flag.col, rule)
    for chart in page.charts:
        _draw_chart(workbook, sheet, chart)
    _set_up_printing(sheet, page, heights)
    sheet.protect("", {"format_columns": True, "format_rows": True})


def draw_cells(sheet: Worksheet, styles: Styles, page: SchedulePage) -> None:
    """Draw the cells of a page on a sheet, which may have others."""
    for number, cell in enumerate(page.cells):
        _draw_cell(sheet, _style(styles, cell.style), cell, linked=number < MOST_LINKS)


def _row_heights(page: SchedulePage) -> list[float]:
    heights = [ROW_HEIGHT] * page.rows
    for row, height in page.heights.items():
        heights[row] = height
    for row, texts in page.texts.items():
        needed = (text_height(text, width - INDENT_WIDTH) - 2 for text, width in texts)
        heights[row] = max(ROW_HEIGHT, *needed)
    return heights


def _style(styles: Styles, style: CellStyle) -> Format:
    more: dict[str, object] = {}
    if style.places is not None:
        more["num_format"] = number_format(style.places)
    if style.strong:
        more |= {"bold": True, "bg_color": STRONG_FILL}
    if style.fill:
        more["bg_color"] = style.fill
    if style.indent:
        more["indent"] = INDENT + style.indent
    return styles.get(**(_STYLES[style.name] | more))


def _draw_cell(sheet: Worksheet, style: Format, cell: PageCell, *, linked: bool) -> None:
    """Draw a cell; its link is written first, and what it shows over that."""
    place = (cell.row, cell.col)
    if cell.width > 1 or cell.height > 1:
        last = cell.row + cell.height - 1, cell.col + cell.width - 1
        sheet.merge_range(*place, *last, "", style)
    if cell.link and cell.value not in {None, ""} and linked:
        sheet.write_url(*place, f"internal:{cell.link}", string=" ")
    write_value(sheet, place, cell.value, style, cell.formula)


def _set_up_printing(sheet: WorksheetWriter, page: SchedulePage, heights: list[float]) -> None:
    set_up_page(sheet, page.heads if is_long(heights) else None)
    if page.heads:
        sheet.freeze_panes(page.heads[1] + 1, page.labels)
    if page.breaks:
        break_pages(sheet, page.widths, heights, (0, *page.breaks))
    else:
        fit_to_width(sheet, page.widths, page.labels)


def _draw_chart(workbook: Workbook, sheet: Worksheet, chart: PageChart) -> None:
    drawn: Any = workbook.add_chart({"type": "bar" if chart.shares else "column"})
    for series in chart.series:
        drawn.add_series(_series(sheet.get_name(), series, shares=chart.shares))
    least = {"min": 0} if chart.from_zero else {}
    if chart.shares:
        drawn.set_y_axis({"reverse": True, "num_font": _FONT})
        # 120 leaves room for the figure that is printed beside a bar of 100 %.
        drawn.set_x_axis(_HIDDEN | least | ({"max": 120} if least else {}))
        drawn.set_legend({"none": True})
    else:
        drawn.set_y_axis({"num_font": _FONT, "num_format": "#,##0"} | _QUIET | least)
        drawn.set_x_axis({"num_font": _FONT})
        drawn.set_legend({"position": "bottom", "font": _FONT})
    drawn.set_title({"name": chart.title, "name_font": _FONT | {"size": 11}, "overlay": False})
    drawn.set_size({"width": chart.width, "height": chart.height})
    sheet.insert_chart(chart.row, 0, drawn, {"x_offset": chart.left, "y_offset": 4})


def _series(sheet: str, series: ChartSeries, *, shares: bool) -> dict[str, Any]:
    name = series.name if isinstance(series.name, str) else [sheet, *series.name]
    return {
        "name": name,
        "categories": [sheet, *series.names],
        "values": [sheet, *series.values],
        "data_labels": {
            "value": True, "font": _FONT, "num_format": "0.00" if shares else "#,##0.00",
        },
        "gap": 90,
        **(_HATCHED if series.hatched else _DARK),
    }  # fmt: skip
