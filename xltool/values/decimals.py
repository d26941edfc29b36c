"""The one arithmetic: exact decimals, None for blank, ``**`` for what is not known."""

from __future__ import annotations

from decimal import Context, Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xltool.model.submission import Deleted
from xltool.values.decimal_text import MASK, half_up

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from xltool.model.submission import Value

NOT_COMPARABLE: Final = "不可比"
"""The percentage of a number that is zero or blank."""
RATE_PLACES: Final = 2
DIGITS: Final = 80
"""Digits of the arithmetic; a result with more is rounded, products of two amounts never are."""
CONTEXT: Final = Context(prec=DIGITS)
ZERO: Final = Decimal(0)
APPLY = MappingProxyType({"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply})
NO_NUMBER: Final = (str, Deleted)
"""Types of a value in a numeric column that is not known: masked, unreadable or deleted."""


def zero_if_blank(value: Value | None) -> Decimal:
    """Return a number that must be known, or zero for a blank."""
    assert not isinstance(value, NO_NUMBER)
    return ZERO if value is None else value


def add_values(values: Iterable[Value | None]) -> Value | None:
    """Return the sum: None when all are blank, ``**`` when one is masked, unreadable or deleted."""
    total: Decimal | None = None
    for value in values:
        if isinstance(value, NO_NUMBER):
            return MASK
        if value is not None:
            total = value if total is None else CONTEXT.add(total, value)
    return total


def negated(value: Value | None) -> Value | None:
    """Return a value with the other sign: blank stays blank, what is not known stays unknown."""
    return CONTEXT.minus(value) if isinstance(value, Decimal) else value


def percentage_of(part: Value | None, whole: Value | None) -> Value | None:
    """Return one known number as a percentage of another, half up: 33.33 for 1 of 3.

    None when both are blank; 不可比 when ``whole`` is zero or blank.
    """
    if part is None and whole is None:
        return None
    if not whole:
        return NOT_COMPARABLE
    return half_up(CONTEXT.divide(zero_if_blank(part) * 100, zero_if_blank(whole)), RATE_PLACES)


def compare_values(sign: str, left: Decimal, right: Decimal, margin: Decimal = ZERO) -> bool:
    """Whether two numbers satisfy ``sign`` when their difference may be off by ``margin``.

    ``compare_values("==", 100, 100.04, 0.05)`` is true. ``sign`` is ==, !=, <=, >=, < or >.
    """
    return _COMPARISONS[sign](CONTEXT.subtract(left, right), margin)


_COMPARISONS: Mapping[str, Callable[[Decimal, Decimal], bool]] = MappingProxyType({
    "==": lambda over, margin: abs(over) <= margin,
    "!=": lambda over, margin: abs(over) > margin,
    "<=": lambda over, margin: over <= margin,
    ">=": lambda over, margin: -over <= margin,
    "<": lambda over, margin: over < margin,
    ">": lambda over, margin: -over < margin,
})  # fmt: skip
