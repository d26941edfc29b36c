"""Whether every value of a submission has its cell on the forms, and Excel holds it exactly."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.errors import NoSlotError
from xltool.values.cell_values import LARGEST
from xltool.values.decimal_text import exact_decimal

if TYPE_CHECKING:
    from collections.abc import Callable, Container

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.layout.cells import FormCell
    from xltool.model.submission import Key, Submission

DIGITS = 15
"""Significant digits of a number in Excel."""


def check_parts(whole: EntityPlan) -> None:
    """Check the values of every entity that has sheets; raises what ``check_values`` raises."""
    for plan in whole.walk():
        if plan.layouts:
            layouts = plan.layouts.values()
            slots = {key: cell for layout in layouts for key, cell in layout.slots.items()}
            omitted = {table.id for form in plan.omitted_forms() for table in form.tables}
            check_values(plan.submission, slots.get, omitted)


def check_values(
    submission: Submission, cell_of: Callable[[Key], FormCell | None], omitted: Container[str] = ()
) -> None:
    """Raise ``NoSlotError`` when a value has no cell, or its cell would not hold it exactly.

    ``cell_of`` returns the cell of a value; values of ``omitted`` tables need none.
    """
    for key, value in submission.values():
        if key.table not in omitted:
            cell, text = cell_of(key), f"{'.'.join(key)} = {value}"
            if cell is None or not cell.entered:
                message = f"{text}: 表样中没有这个填报位置 · the forms have no cell for it"
                raise NoSlotError(message)
            if isinstance(value, Decimal) and (abs(value) >= LARGEST or not is_held(value)):
                message = f"{text}: Excel 无法精确保存 · Excel cannot hold it exactly"
                raise NoSlotError(message)


def is_held(value: Decimal) -> bool:
    """Whether a cell holds the value exactly: in 15 digits, and as a double."""
    return (
        len(value.normalize().as_tuple().digits) <= DIGITS and exact_decimal(float(value)) == value
    )
