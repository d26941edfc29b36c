"""The digits that a section of a number format shows (ECMA-376 Part 1 §18.8.31).

``0!.0000`` shows 3997500 as 399.7500: the digits fill the places from the right, and literals stand
between them.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from xltool.spreadsheets.format_codes import MINUS, FormatSection, TokenKind, without_currency
from xltool.values.decimal_text import PLAIN_NUMERAL, canonical_decimal, decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_DIGITS = Context(prec=2000)
"""Enough for any double in any code that Excel takes."""
_LONGEST_GENERAL = 11
"""Characters that General shows in a wide column; longer numbers are rounded, or ``1.2E+11``."""
_GROUP = 3
_NOT_SHOWN = frozenset({
    TokenKind.EXPONENT, TokenKind.SLASH, TokenKind.CELL_TEXT, TokenKind.UNCLEAR, TokenKind.DATE,
    TokenKind.ELAPSED, TokenKind.HALF_DAY,
})  # fmt: skip


def show_digits(section: FormatSection, number: Decimal) -> tuple[str | None, Decimal | None]:
    """Return what a section shows of a number that is not negative, and the number read there.

    The text is None where it is not certain. The number is None where it is none, or where digits
    of it stand in the format. A minus sign or brackets in the section make it negative; a sign of
    percent behind it is left to the reader.
    """
    if section.is_odd or not section.kinds.isdisjoint(_NOT_SHOWN):
        return None, None
    pieces = _pieces(section, number)
    if pieces is None:
        return None, None
    numeral = _Numeral()
    for at, token in enumerate(section.tokens):
        if token.kind is TokenKind.TEXT:
            numeral.add_literal(token.text)
        elif token.kind is TokenKind.PERCENT:
            numeral.add_literal("%")
        else:
            numeral.add_digits(pieces.get(at, ""))
    shown = "".join(
        pieces.get(at, "") if token.kind in _FILLED else token.text
        for at, token in enumerate(section.tokens)
    )
    return shown, numeral.value()


_FILLED = frozenset({TokenKind.DIGIT, TokenKind.GENERAL, TokenKind.POINT, TokenKind.COMMA})


def _pieces(section: FormatSection, number: Decimal) -> Mapping[int, str] | None:
    """Return what stands in the places of digits and of the point; None if not certain."""
    separating, dividing = section.commas
    scaled = number.scaleb(2 * section.percents - 3 * dividing, _DIGITS)
    if TokenKind.GENERAL in section.kinds:
        text = decimal_text(scaled)
        at = next(i for i, t in enumerate(section.tokens) if t.kind is TokenKind.GENERAL)
        return {at: text} if len(text) <= _LONGEST_GENERAL and not separating else None
    whole = [at for at in section.digits if at < section.point]
    behind = [at for at in section.digits if at > section.point]
    rounded = scaled.quantize(Decimal(1).scaleb(-len(behind)), ROUND_HALF_UP, _DIGITS)
    text, _, fraction = format(rounded, "f").partition(".")
    pieces = dict(_whole_digits(section, whole, text.lstrip("0"), grouped=bool(separating)))
    pieces |= _fraction_digits(section, behind, fraction)
    if section.point < len(section.tokens):
        pieces[section.point] = "." if whole else f"{text.lstrip('0')}."
    return pieces


def _whole_digits(
    section: FormatSection, places: list[int], text: str, *, grouped: bool
) -> Iterator[tuple[int, str]]:
    """Yield the digits before the point; those that have no place stand in the first."""
    for position, at in enumerate(reversed(places)):
        is_first = position == len(places) - 1
        rest = text[: len(text) - position] if position < len(text) else ""
        digits = rest if is_first else rest[-1:]
        digits = digits or {"0": "0", "?": " ", "#": ""}[section.tokens[at].text]
        if grouped:
            count = max(len(text), sum(section.tokens[place].text == "0" for place in places))
            digits = "".join(
                digit + ("," if _ends_group(position + after, count) and digit != " " else "")
                for digit, after in zip(digits, range(len(digits) - 1, -1, -1), strict=True)
            )
        yield at, digits


def _ends_group(position: int, count: int) -> bool:
    """Whether a separator follows the digit at a position from the right, of so many digits."""
    return 0 < position < count and position % _GROUP == 0


def _fraction_digits(section: FormatSection, places: list[int], fraction: str) -> dict[int, str]:
    """Return the digits behind the point; zeros at the end only where the format has zeros."""
    pieces, needed = dict[int, str](), False
    for at, digit in zip(reversed(places), reversed(fraction), strict=True):
        kind = section.tokens[at].text
        needed = needed or digit != "0" or kind == "0"
        pieces[at] = digit if needed else " " if kind == "?" else ""
    return pieces


class _Numeral:
    """A numeral while it is put together from digits and literals."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._text, self._signs, self._is_none = "", "", False

    def add_digits(self, digits: str) -> None:
        """Add digits of the number, a point, or separators of thousands."""
        self._text += digits.replace(",", "").strip()
        self._is_none = self._is_none or (bool(digits.strip()) and self._signs[-1:] in {")", "%"})

    def add_literal(self, text: str) -> None:
        """Add what stands in the format: a point, a sign, or what makes it no number."""
        for char in without_currency(text):
            if char == "." and self._text and not self._signs.endswith((")", "%")):
                self._text += "."
            elif (char in MINUS or char == "(") and not (self._text or self._signs):
                self._signs += "-" if char in MINUS else "("
            elif char in ")%" and self._text:
                self._signs += char
            else:
                self._is_none = True

    def value(self) -> Decimal | None:
        """Return the number that a person reads; None when it is none."""
        signs = self._signs.removesuffix("%")
        if self._is_none or signs not in {"", "-", "()"} or not PLAIN_NUMERAL.fullmatch(self._text):
            return None
        number = canonical_decimal(Decimal(self._text))
        return -number if signs and number else number
