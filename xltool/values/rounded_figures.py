"""How much rounding can have changed a figure that is printed with so many places."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.kinds import ColumnKind
from xltool.values.cell_values import places_of
from xltool.values.decimal_text import half_up
from xltool.values.decimals import RATE_PLACES

if TYPE_CHECKING:
    from xltool.model.forms import Column


WAN_PLACES = 2
"""Decimal places of an amount that was converted to 万元."""
HALF_IN_WAN = Decimal("0.005")
"""Half a unit of the last of these."""


def in_wan(amount: Decimal) -> Decimal:
    """Return an amount in 元 as 万元, half up: 150 is 0.02."""
    return half_up(amount.scaleb(-4), WAN_PLACES)


def half_a_unit(column: Column, places: int | None = None) -> Decimal:
    """Return half a unit of the last place that a figure is printed with: 0.005 of an amount.

    ``places`` are those of the line, as in ``places_of``; rates are printed with two.
    """
    if column.kind is ColumnKind.RATE:
        places = RATE_PLACES
    return Decimal(5).scaleb(-places_of(column, places) - 1)
