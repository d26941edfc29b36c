"""The one arithmetic: exact decimals, None where blank, ``**`` where nothing can be known."""

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
RATE_PLACES: Final = 2
DIGITS: Final = 80
"""Digits of the arithmetic: products of two amounts stay exact."""
CONTEXT: Final = Context(prec=DIGITS)
ZERO: Final = Decimal(0)
APPLY = MappingProxyType({"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply})
NO_NUMBER: Final = (str, Deleted)
"""What a value is in a numeric column when it is not known: masked, unreadable or deleted."""


def zero_if_blank(value: Value | None) -> Decimal:
    """Return a number; blank counts as zero. The number must be known."""
    assert not isinstance(value, NO_NUMBER)
    return ZERO if value is None else value


def add_values(values: Iterable[Value | None]) -> Value | None:
    """Add up. None when all are blank; ``**`` when one is masked, unreadable or deleted."""
    found: Decimal | None = None
    for value in values:
        if isinstance(value, NO_NUMBER):
            return MASK
        if value is not None:
            found = value if found is None else CONTEXT.add(found, value)
    return found


def negated(value: Value | None) -> Value | None:
    """Return a value with the other sign: blank stays blank, what is not known stays unknown."""
    return CONTEXT.minus(value) if isinstance(value, Decimal) else value


def percentage_of(part: Value | None, whole: Value | None) -> Value | None:
    """Return one known number as a percentage of another; 不可比 when that is zero."""
    if part is None and whole is None:
        return None
    if not whole:
        return NOT_COMPARABLE
    return half_up(CONTEXT.divide(zero_if_blank(part) * 100, zero_if_blank(whole)), RATE_PLACES)


def compare_values(sign: str, left: Decimal, right: Decimal, margin: Decimal = ZERO) -> bool:
    """Whether two numbers satisfy ``sign``, when their difference may be off by ``margin``."""
    return _COMPARISONS[sign](CONTEXT.subtract(left, right), margin)


_COMPARISONS: Mapping[str, Callable[[Decimal, Decimal], bool]] = MappingProxyType({
    "==": lambda over, margin: abs(over) <= margin,
    "!=": lambda over, margin: abs(over) > margin,
    "<=": lambda over, margin: over <= margin,
    ">=": lambda over, margin: -over <= margin,
    "<": lambda over, margin: over < margin or over < 0,
    ">": lambda over, margin: -over < margin or over > 0,
})  # fmt: skip
