"""One numeral or change of a document against what the facts give (XL-211, XL-213)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.publication.expected_text import SCALES
from xltool.publication.sentence_patterns import (
    EITHER,
    FALLS,
    RISES,
    SAME,
    ChangeToken,
    NumeralToken,
)
from xltool.values.decimal_text import decimal_text, is_masked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.publication.sentence_patterns import Token


def number_of(text: str) -> Decimal:
    """Return the number that a numeral stands for: ``8,319.42``."""
    return Decimal(text.replace(",", ""))


def half_a_step(text: str) -> Decimal:
    """Return half a unit of the last digit of a numeral: 0.05 for ``3.2``, 0.5 for ``3``."""
    places = len(text.partition(".")[2])
    return Decimal(5).scaleb(-places - 1)


def is_right(text: str, unit: str, amount: Decimal | str, expected_unit: str) -> bool:
    """Whether a numeral with its unit says an amount, rounded half up at its last digit or exact.

    A unit must be the expected one; another one is right if the amount is converted. No rounding
    makes a zero of what is none.
    """
    if isinstance(amount, str) or is_masked(text):
        return is_masked(text) and isinstance(amount, str) and unit == expected_unit
    stated, step = number_of(text), half_a_step(text)
    if unit != expected_unit:
        if not stated or unit not in SCALES or expected_unit not in SCALES:
            return False
        factor = SCALES[unit] / SCALES[expected_unit]
        stated, step = stated * factor, step * factor
    if not stated or not amount:
        return stated == amount
    return abs(stated - amount) <= step


def figure_text(amount: Decimal | str, unit: str) -> str:
    """Return an amount as a finding shows it: ``657.2万元``."""
    return (amount if isinstance(amount, str) else decimal_text(amount)) + unit


def direction_of(word: str) -> int | None:
    """Return 1 for a word for a rise, -1 for a fall, 0 for neither; None when it is not known."""
    if word == EITHER:
        return None
    return 1 if word in RISES else -1 if word in FALLS else 0 if word in SAME else None


def wrong(token: Token, groups: Mapping[str, str | None], at: int) -> dict[str, str] | None:
    """Return what is wrong with a numeral or a change, as the params of its finding; or None.

    The message is XL-213 when the word for the change is wrong, else XL-211.
    """
    number, unit = groups.get(f"n{at}") or "", groups.get(f"u{at}") or ""
    if isinstance(token, NumeralToken):
        right = is_right(number, unit, token.amount, token.unit)
        return None if right else _params(token, number + unit, token.amount)
    if not isinstance(token, ChangeToken):
        return None
    word, expected = groups.get(f"w{at}") or "", token.expected_word
    if direction_of(word) != direction_of(expected):
        return {"message": "XL-213", "concept": token.concept, "value": word, "expected": expected}
    size = abs(token.amount) if isinstance(token.amount, Decimal) else token.amount
    if token.bare or (not size and not number):
        return None
    right = bool(number and size) and is_right(number, unit, size, token.unit)
    return None if right else _params(token, word + number + unit, size)


def _params(token: NumeralToken | ChangeToken, value: str, amount: Decimal | str) -> dict[str, str]:
    expected = figure_text(amount, token.unit)
    return {"message": "XL-211", "concept": token.concept, "value": value, "expected": expected}


def judged_in(token: Token, groups: Mapping[str, str | None], at: int) -> int:
    """Return how much of a token is judged: one for a numeral, one for a word for a change."""
    if isinstance(token, NumeralToken):
        return 1
    if isinstance(token, ChangeToken):
        return 2 if groups.get(f"n{at}") else 1
    return 0
