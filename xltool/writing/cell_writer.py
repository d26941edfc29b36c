"""Values, formulas and links written into cells, the same on every sheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from xltool.model.submission import Key
    from xltool.values.decimal_text import Shown
    from xltool.writing.content import WorkbookContent

Place: TypeAlias = tuple[int, int]
"""Row and column of a cell, counted from 0."""
ContentOf: TypeAlias = Callable[["WorkbookContent"], "Shown"]
"""What a cell shows of a workbook's content."""
Tall: TypeAlias = Callable[["WorkbookContent"], float]
"""How tall a row is, in points, with what stands in it."""

MOST_LINKS = 60_000
"""Links on one sheet; Excel takes 65,530."""


LONGEST_FORMULA = 8000
"""Characters that Excel takes; what is longer is written as the value that it has."""


class WorksheetWriter(Worksheet):  # type: ignore[misc] # xlsxwriter has no types
    """A worksheet whose formulas name no function that Excel 2010 did not know.

    xlsxwriter looks for each of those, by some thirty searches a formula. It also writes a text as
    markup that looks like its own, which what somebody typed may do.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002, ARG002 - xlsxwriter's
        return formula.removeprefix("=")

    def _write_string(
        self, row: int, col: int, string: str, cell_format: Format | None = None
    ) -> int:
        if string.startswith("<r>") and string.endswith("</r>"):
            font = cell_format or Format()
            parts = string[:1], font, string[1:], font
            return int(self._write_rich_string(row, col, *parts))
        return int(super()._write_string(row, col, string, cell_format))

    def show(
        self,
        place: Place,
        shown: ContentOf,
        now: WorkbookContent,
        style: Format | None = None,
        text: str = "",
    ) -> None:
        """Write what a cell shows of the content ``now``; with a formula, ``text``, its value."""
        put(self, place, shown(now), style, text)

    def fact(
        self, place: Place, key: Key, now: WorkbookContent, style: Format, text: str = ""
    ) -> None:
        """Write a fact: its value now, and the formula when there is one."""
        put(self, place, now.get(key), style, text)

    def stretch(self, row: int, tall: Tall, now: WorkbookContent) -> float:
        """Make a row as tall as what stands in it needs; return its height."""
        height = tall(now)
        self.set_row(row, height)
        return height

    def scale(self, percent: Callable[[Sequence[float]], int], heights: Sequence[float]) -> None:
        """Print at the scale that suits the heights of the rows."""
        self.set_print_scale(percent(heights))


def put(
    tab: Worksheet,
    place: Place,
    value: Shown,
    style: Format | None,
    text: str = "",
) -> None:
    """Write a value, or the formula ``text`` with the value that it gives, if Excel takes it."""
    number = float(value) if isinstance(value, Decimal) else value
    if text and len(text) <= LONGEST_FORMULA:
        tab.write_formula(*place, text, style, "" if number is None else number)
    elif number is None or number == "":
        tab.write_blank(*place, None, style)
    elif isinstance(number, str):
        tab.write_string(*place, number, style)
    else:
        tab.write_number(*place, number, style)
