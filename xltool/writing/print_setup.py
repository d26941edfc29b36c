"""How sheets print: A4 across, with page numbers, headings repeated on every page."""

from __future__ import annotations

from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.model.templates import PORTRAIT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from xltool.layout.cells import SheetLayout
    from xltool.model.templates import Template
    from xltool.writing.cell_writer import WorksheetWriter

A4 = 9
"""The number of the paper, in Excel and xlsxwriter."""
WIDTH, HEIGHT = 780.0, 505.0
"""Points inside the margins and footer of a landscape A4 page."""
UPRIGHT_WIDTH, UPRIGHT_HEIGHT = 533.0, 750.0
"""Points inside the margins and footer of a portrait A4 page."""
CHARACTER = 7.7
"""Points that one unit of column width takes at most, whatever font stands in for 宋体."""
FIRST_PRINTED = 1
"""The first row of a form that is printed: above it stands the id line."""
MARGINS = {"left": 0.4, "right": 0.4, "top": 0.5, "bottom": 0.6}
FOOTER = "&C&9第 &P 页，共 &N 页"
SERIAL_FOOTER = "&R&9序列号 "
"""What stands before the serial number; a digit right after the 9 would belong to the font size."""
COVERED_FOOTER = '&L&9&"-,Bold"'
SMALLEST_SCALE = 10
"""Percent; Excel prints no smaller, so a card that is still taller goes over several pages."""
READABLE_SCALE = 50
"""Percent, below which a sheet goes over several pages side by side."""


def set_up_page(sheet: Worksheet, heads: tuple[int, int] | None, footer: str = FOOTER) -> None:
    """Put a sheet on landscape A4; the rows from ``heads[0]`` to ``heads[1]`` are on every page.

    The footer is as large on a page that is scaled down as on any other.
    """
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.set_margins(**MARGINS)
    sheet.center_horizontally()
    sheet.set_footer(footer, {"scale_with_doc": False})
    sheet.hide_gridlines(2)
    if heads:
        sheet.repeat_rows(*heads)


def page_size(template: Template) -> tuple[float, float]:
    """Return width and height that a form can take on its paper, in points."""
    upright = template.paper == PORTRAIT
    return (UPRIGHT_WIDTH, UPRIGHT_HEIGHT) if upright else (WIDTH, HEIGHT)


def is_long(heights: Sequence[float], page: float = HEIGHT) -> bool:
    """Whether rows go over several pages, of which each takes so many points.

    Excel keeps the rows that repeat as a name of the workbook. LibreOffice opens hundreds of sheets
    four times as fast without, so there is none where it changes nothing. (Areas to print are such
    names, too, but cost nothing.)
    """
    return sum(heights) > page


def set_up_form(
    sheet: Worksheet,
    layout: SheetLayout,
    number: str,
    covered: str,
    *,
    heads: tuple[int, int] | None,
) -> None:
    """Print a form without the row of its id line, what stands beside it, and its fills.

    Its footer has the serial number and, at the left, what says that somebody is missing from the
    figures (``covered``, or empty). LibreOffice prints fills all the same. Of a sheet without any
    card the row below the id line is the area: there must be one, or the id line would print.
    """
    left = f"{COVERED_FOOTER}{covered}" if covered else ""
    set_up_page(sheet, heads, f"{left}{FOOTER}{SERIAL_FOOTER}{number}")
    if layout.form.template.paper == PORTRAIT:
        sheet.set_portrait()
    last = max(layout.rows - 1, FIRST_PRINTED)
    sheet.print_area(FIRST_PRINTED, 0, last, len(layout.widths) - 1)
    sheet.print_black_and_white()


def fit_to_width(sheet: Worksheet, widths: Sequence[float], labels: int = 0) -> None:
    """Fit a sheet to the width of a page, or of several when it would be too small to read.

    Of a sheet on several pages side by side, the first ``labels`` columns stand on each.
    """
    percent = 100 * WIDTH / (sum(widths) * CHARACTER)
    if percent >= READABLE_SCALE:
        sheet.fit_to_pages(1, 0)
        return
    sheet.set_print_scale(70)
    if labels:
        sheet.repeat_columns(0, labels - 1)


def break_pages(
    sheet: WorksheetWriter,
    widths: Sequence[float],
    heights: Sequence[float],
    starts: Sequence[int],
    page: tuple[float, float] = (WIDTH, HEIGHT),
) -> None:
    """Begin a page at each of the rows ``starts``; the last is the end of the sheet.

    Excel ignores manual page breaks when it fits a sheet to pages, so such a sheet gets a scale at
    which the tallest page still fits.
    """
    sheet.set_h_pagebreaks(starts[1:-1])
    sheet.set_scale(partial(_scale, widths, starts, page), heights)


def _scale(
    widths: Sequence[float],
    starts: Sequence[int],
    page: tuple[float, float],
    heights: Sequence[float],
) -> int:
    """Return the percent at which the widths fit, and the rows from each start to the next."""
    tallest = max(sum(heights[first:last]) for first, last in pairwise(starts))
    width = sum(widths) * CHARACTER
    percent = int(min(100, 100 * page[0] / width, 100 * page[1] / tallest))
    return max(percent, SMALLEST_SCALE)
