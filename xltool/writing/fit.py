"""Whether every value of a submission has its place on the forms, and Excel holds it as it is."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.consolidation.plans import plan
from xltool.errors import NoSlotError
from xltool.model import Key, Value
from xltool.numbers import LARGEST, exact

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.consolidation.plans import Part
    from xltool.layout import Cell
    from xltool.model import Pack, Submission

DIGITS = 15


def check_fit(pack: Pack, submission: Submission) -> None:
    """Raise ``NoSlotError`` when a value of ``submission`` has no place on the forms."""
    check_parts(plan(pack, submission))


def check_parts(whole: Part) -> None:
    """Do the same for forms that are laid out already."""
    for part in whole.walk():
        if part.plans:
            _check(part)


def _check(part: Part) -> None:
    slots = {key: cell for plan in part.plans.values() for key, cell in plan.slots.items()}
    for table, records in part.submission.tables.items():
        for record in records:
            for column, value in record.values.items():
                _check_slot(slots, Key(table, record.entity, record.row, column), value)


def _check_slot(slots: Mapping[Key, Cell], key: Key, value: Value) -> None:
    cell = slots.get(key)
    where = ".".join(key)
    if cell is None or not cell.entered:
        msg = f"{where} = {value}: 表样中没有这个填报位置 · the forms have no cell for it"
        raise NoSlotError(msg)
    if isinstance(value, Decimal) and (abs(value) >= LARGEST or not is_held(value)):
        msg = f"{where} = {value}: Excel 无法精确保存 · Excel cannot hold it exactly"
        raise NoSlotError(msg)


def is_held(value: Decimal) -> bool:
    """Say whether a cell shows the value as it is: Excel keeps 15 digits."""
    return len(value.normalize().as_tuple().digits) <= DIGITS and exact(float(value)) == value
