"""Exact arithmetic over cells: decimals, None where blank, text where nothing can be known."""

from __future__ import annotations

from decimal import Context, Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.values.decimal_text import half_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from xltool.model.submission import Value

MASK = "**"
NOT_COMPARABLE = "不可比"
RATE_PLACES = 2
DIGITS = 80
"""Digits of the arithmetic: products of two amounts stay exact."""
CONTEXT = Context(prec=DIGITS)
ZERO = Decimal(0)
APPLY = MappingProxyType({"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply})


def zero_if_blank(value: Value | None) -> Decimal:
    """Return a known number; blank counts as zero."""
    assert not isinstance(value, str)
    return ZERO if value is None else value


def add_values(values: Iterable[Value | None]) -> Value | None:
    """Add up; None when all are blank, ``**`` when one of them is no number."""
    found: Decimal | None = None
    for value in values:
        if isinstance(value, str):
            return MASK
        if value is not None:
            found = value if found is None else CONTEXT.add(found, value)
    return found


def percentage_of(part: Value | None, whole: Value | None) -> Value | None:
    """Return one known number as a percentage of another; 不可比 when that is zero."""
    if part is None and whole is None:
        return None
    if not whole:
        return NOT_COMPARABLE
    return half_up(CONTEXT.divide(zero_if_blank(part) * 100, zero_if_blank(whole)), RATE_PLACES)


def compare_values(sign: str, left: Decimal, right: Decimal, margin: Decimal) -> bool:
    """Say whether two numbers satisfy a comparison, up to ``margin``."""
    return _HOLDS[sign](CONTEXT.subtract(left, right), margin)


_HOLDS: Mapping[str, Callable[[Decimal, Decimal], bool]] = MappingProxyType({
    "==": lambda over, margin: abs(over) <= margin,
    "!=": lambda over, margin: abs(over) > margin,
    "<=": lambda over, margin: over <= margin,
    ">=": lambda over, margin: -over <= margin,
    "<": lambda over, margin: over < margin or over < 0,
    ">": lambda over, margin: -over < margin or over > 0,
})  # fmt: skip
