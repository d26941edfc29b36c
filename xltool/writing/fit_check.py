"""Whether every value of a submission has its place on the forms, and Excel holds it as it is."""

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
    from xltool.model.submission import Key, Submission, Value

DIGITS = 15


def check_parts(whole: EntityPlan) -> None:
    """Raise ``NoSlotError`` when a value has no place on the forms that are laid out."""
    for part in whole.walk():
        if part.plans:
            slots = {key: cell for plan in part.plans.values() for key, cell in plan.slots.items()}
            out = {table.id for form in part.left_out() for table in form.tables}
            check_values(part.submission, slots.get, out)


def check_values(
    submission: Submission, find: Callable[[Key], FormCell | None], out: Container[str] = ()
) -> None:
    """Do the same for one submission; ``find`` says which cell a value has.

    Tables that are left ``out`` have no cells.
    """
    for key, value in submission.values():
        if key.table not in out:
            _check_value(find(key), key, value)


def _check_value(cell: FormCell | None, key: Key, value: Value) -> None:
    where = ".".join(key)
    if cell is None or not cell.entered:
        msg = f"{where} = {value}: 表样中没有这个填报位置 · the forms have no cell for it"
        raise NoSlotError(msg)
    if isinstance(value, Decimal) and (abs(value) >= LARGEST or not is_held(value)):
        msg = f"{where} = {value}: Excel 无法精确保存 · Excel cannot hold it exactly"
        raise NoSlotError(msg)


def is_held(value: Decimal) -> bool:
    """Say whether a cell shows the value as it is: Excel keeps 15 digits."""
    return (
        len(value.normalize().as_tuple().digits) <= DIGITS and exact_decimal(float(value)) == value
    )
