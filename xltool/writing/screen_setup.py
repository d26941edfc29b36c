"""How a form is shown on a screen: what stays when the clerk scrolls, and how large it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import Shape
from xltool.model.forms import LABEL, ROW_NUMBER

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xlsxwriter.worksheet import Worksheet

    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Form

SCREEN = 1310
"""Pixels that a maximized window of a screen of 1,366 has for cells and the numbers of rows."""
CHARACTER = 8
"""Pixels of one unit of column width, in 11 points."""
ROW_NUMBERS = 60
"""Pixels of the numbers of rows, left of the cells, and of the scroll bar."""
SMALLEST_ZOOM, LARGEST_ZOOM = 70, 100
"""Percent: smaller cannot be read, larger is not wanted."""


def set_up_screen(sheet: Worksheet, layout: SheetLayout) -> None:
    """Keep headings and labels in sight, and show the form as wide as the screen.

    Of cards the first row stays: each has headings of its own.
    """
    if layout.heads is None:
        sheet.freeze_panes(1, 0)
    else:
        sheet.freeze_panes(layout.heads[1] + 1, _label_columns(layout.form))
    sheet.set_zoom(zoom(layout.widths))


def zoom(widths: Sequence[float]) -> int:
    """Return the percent, rounded down, at which columns so wide are all in sight, if readable."""
    percent = int(100 * SCREEN / (CHARACTER * sum(widths) + ROW_NUMBERS))
    return min(max(percent, SMALLEST_ZOOM), LARGEST_ZOOM)


def _label_columns(form: Form) -> int:
    """Return how many columns there are up to the first that says what a row is about.

    In a statement it is that of the labels, which a table of one line may do without; in a
    register it is the first beside the row's number.
    """
    names = [name for block in form.template.bands for name in block.columns]
    if form.shape is Shape.STATEMENT:
        return names.index(LABEL) + 1 if LABEL in names else 0
    return next((col for col, name in enumerate(names, 1) if name != ROW_NUMBER), 1)
