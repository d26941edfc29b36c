"""Values, formulas and links written into cells, the same on every sheet."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from xltool.model import Value

MOST_LINKS = 60_000
"""Links on one sheet; Excel takes 65,530."""


LONGEST_FORMULA = 8000
"""Characters that Excel takes; what is longer is written as the value that it has."""


class Tab(Worksheet):  # type: ignore[misc] # xlsxwriter has no types
    """A worksheet whose formulas name no function that Excel 2010 did not know.

    xlsxwriter looks for each of those, by some thirty searches a formula.
    """

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:  # noqa: FBT001, FBT002, ARG002 - xlsxwriter's
        return formula.removeprefix("=")


def put(
    tab: Worksheet, place: tuple[int, int], value: Value | int | None, style: Format, text: str = ""
) -> None:
    """Write a value, or the formula ``text`` with the value that it gives, if Excel takes it."""
    number = float(value) if isinstance(value, (Decimal, int)) else None
    if text and len(text) <= LONGEST_FORMULA:
        tab.write_formula(*place, text, style, (value or "") if number is None else number)
    elif value is None or value == "":
        tab.write_blank(*place, None, style)
    elif number is None:
        tab.write_string(*place, value, style)
    else:
        tab.write_number(*place, number, style)
