"""Decimals and their canonical texts: from one to the other, rounded half up, masked."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING, Final, TypeAlias, overload

from xltool.model.submission import DELETED

if TYPE_CHECKING:
    from xltool.model.submission import Value

Shown: TypeAlias = Decimal | str | int | None
"""What a cell shows: an amount, a text, a count, or nothing."""
MASK: Final = "**"
"""What a cell shows when its value is not known: masked, unreadable or deleted."""
STORED_PLACES: Final = 6
"""Decimal places that frames hold; no column allows more."""
PLAIN_NUMERAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_MASK: Final = re.compile(r"[*＊]{2,}")
_ROUNDING: Final = Context(prec=100)
"""More digits than any amount has: ``quantize`` raises when its result has more than these."""


def exact_decimal(value: float | str) -> Decimal:
    """Return the decimal that a double, an integer or a plain numeral stands for.

    It is canonical: no trailing zeros, no exponent, no negative zero. Raises ``ValueError`` for
    nan, infinity, and texts such as ``1e3``, ``1,000`` or ``１``.
    """
    if isinstance(value, int):
        return Decimal(value)
    if not (PLAIN_NUMERAL.fullmatch(value) if isinstance(value, str) else math.isfinite(value)):
        message = f"not a plain number: {value}"
        raise ValueError(message)
    return canonical_decimal(Decimal(str(value)))


def decimal_text(value: Value) -> str:
    """Return the canonical text of a value: ``79.5``, ``1621``, ``0``; text as it is.

    What was deleted shows as ``**``.
    """
    if isinstance(value, str):
        return value
    if value is DELETED:
        return MASK
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@overload
def shown_value(value: Value) -> Decimal | str: ...
@overload
def shown_value(value: Value | int | None) -> Shown: ...
def shown_value(value: Value | int | None) -> Shown:
    """Return what a cell shows for a value: ``**`` for one that was deleted from the file."""
    return MASK if value is DELETED else value


def half_up(value: Decimal, places: int) -> Decimal:
    """Round to ``places``, halves away from zero: 0.005 is 0.01 and -0.005 is -0.01."""
    step = Decimal(1).scaleb(-places)
    return canonical_decimal(value.quantize(step, ROUND_HALF_UP, _ROUNDING))


def is_masked(value: Value | None) -> bool:
    """Whether a value is redacted: a run of two or more ``*``, half or full width."""
    return isinstance(value, str) and _MASK.fullmatch(value) is not None


def canonical_decimal(number: Decimal) -> Decimal:
    """Return a number without trailing zeros, and 0 for -0: ``1.50`` becomes ``1.5``."""
    return Decimal(decimal_text(number))
