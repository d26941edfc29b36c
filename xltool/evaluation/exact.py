"""Exact arithmetic over cells: decimals, None where blank, text where nothing can be known."""

from __future__ import annotations

from decimal import Context, Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.numbers import half_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from xltool.model import Value

MASK = "**"
NOT_COMPARABLE = "不可比"
RATE_PLACES = 2
DIGITS = 80
"""Digits of the arithmetic: products of two amounts stay exact."""
EXACT = Context(prec=DIGITS)
ZERO = Decimal(0)
APPLY = MappingProxyType({"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply})


def amount(value: Value | None) -> Decimal:
    """Return a known number; blank counts as zero."""
    assert not isinstance(value, str)
    return ZERO if value is None else value


def added(values: Iterable[Value | None]) -> Value | None:
    """Add up; None when all are blank, ``**`` when one of them is no number."""
    found: Decimal | None = None
    for value in values:
        if isinstance(value, str):
            return MASK
        if value is not None:
            found = value if found is None else EXACT.add(found, value)
    return found


def ratio(part: Value | None, whole: Value | None) -> Value | None:
    """Return one known number as a percentage of another; 不可比 when that is zero."""
    if part is None and whole is None:
        return None
    if not whole:
        return NOT_COMPARABLE
    return half_up(EXACT.divide(amount(part) * 100, amount(whole)), RATE_PLACES)


def holds(sign: str, left: Decimal, right: Decimal, margin: Decimal) -> bool:
    """Say whether two numbers satisfy a comparison, up to ``margin``."""
    return _HOLDS[sign](EXACT.subtract(left, right), margin)


_HOLDS: Mapping[str, Callable[[Decimal, Decimal], bool]] = MappingProxyType({
    "==": lambda over, margin: abs(over) <= margin,
    "!=": lambda over, margin: abs(over) > margin,
    "<=": lambda over, margin: over <= margin,
    ">=": lambda over, margin: -over <= margin,
    "<": lambda over, margin: over < margin or over < 0,
    ">": lambda over, margin: -over < margin or over > 0,
})  # fmt: skip
