"""Values, formulas and links written into cells, the same on every sheet.

What differs between the workbooks of two entities is not written as a value but as a function of
``WorkbookContent``: ``RecordingSheet`` keeps the function and asks it again for the next entity.
"""

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
ValueOf: TypeAlias = Callable[["WorkbookContent"], "Shown"]
"""What a cell shows of a workbook's content."""
HeightOf: TypeAlias = Callable[["WorkbookContent"], float]
"""How tall a row is, in points, with what stands in it."""
ScaleOf: TypeAlias = Callable[[Sequence[float]], int]
"""The print scale, in percent, of a sheet whose rows have these heights."""

MOST_LINKS = 60_000
"""Links on one sheet; Excel takes 65,530. Cells beyond have their value without a link."""
LONGEST_FORMULA = 8000
"""Characters of a formula; Excel takes 8,192. A longer one is written as the value that it has."""


class WorksheetWriter(Worksheet):  # type: ignore[misc] # xlsxwriter has no types
    """A worksheet of xlsxwriter, with two of its steps replaced, and cells as functions.

    xlsxwriter 3.3 prefixes functions that Excel 2010 did not know, by some thirty searches in each
    formula: ours name none of them. It also takes a text that begins with ``<r>`` and ends with
    ``</r>`` for markup of its own, which somebody may have typed.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002, ARG002 - xlsxwriter's
        return formula.removeprefix("=")

    def _write_string(
        self, row: int, col: int, string: str, cell_format: Format | None = None
    ) -> int:
        if string.startswith("<r>") and string.endswith("</r>"):
            # A rich string is escaped run by run, so it may begin and end with anything.
            font = cell_format or Format()
            parts = string[:1], font, string[1:], font
            return int(self._write_rich_string(row, col, *parts))
        return int(super()._write_string(row, col, string, cell_format))

    def write_content(
        self,
        place: Place,
        value_of: ValueOf,
        content: WorkbookContent,
        style: Format | None = None,
        formula: str = "",
    ) -> None:
        """Write what a cell shows of ``content``; with a formula, as the value that it gives."""
        write_value(self, place, value_of(content), style, formula)

    def write_fact(
        self, place: Place, key: Key, content: WorkbookContent, style: Format, formula: str = ""
    ) -> None:
        """Write the value at ``key``, and the formula when there is one."""
        write_value(self, place, content.get(key), style, formula)

    def set_height(self, row: int, height_of: HeightOf, content: WorkbookContent) -> float:
        """Make a row as tall as what stands in it needs; return its height in points."""
        height = height_of(content)
        self.set_row(row, height)
        return height

    def set_scale(self, scale_of: ScaleOf, heights: Sequence[float]) -> None:
        """Print at the scale that suits the heights of the rows."""
        self.set_print_scale(scale_of(heights))


def write_value(
    sheet: Worksheet, place: Place, value: Shown, style: Format | None, formula: str = ""
) -> None:
    """Write a value, or a formula with the value that it gives, if Excel takes it."""
    number = float(value) if isinstance(value, Decimal) else value
    if formula and len(formula) <= LONGEST_FORMULA:
        sheet.write_formula(*place, formula, style, "" if number is None else number)
    elif number is None or number == "":
        sheet.write_blank(*place, None, style)
    elif isinstance(number, str):
        sheet.write_string(*place, number, style)
    else:
        sheet.write_number(*place, number, style)
