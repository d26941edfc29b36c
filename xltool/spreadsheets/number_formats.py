"""What number formats show of the numbers in cells: this alone decides it, for all file formats.

A cell stores a number; its format decides what a person sees: a rounded number, a percentage, a
date (§18.17.4.1), a tenth of a thousandth, another number, a text or nothing. Sections are those of
ECMA-376 Part 1: §18.8.30 for formats that go by their number, §18.8.31 for the codes.

Nearly all formats show the stored number. Whether one does is decided once for each format, so
cells with such a format cost nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal
from math import isfinite
from typing import TYPE_CHECKING

from xltool.spreadsheets.format_codes import FormatSection, Token, TokenKind, parse_sections
from xltool.spreadsheets.moments import FIRST_OF_MARCH, serial_duration, serial_moment, show_moment
from xltool.spreadsheets.shown_numbers import show_digits
from xltool.values.decimal_text import decimal_text
from xltool.values.shown_cell import Moment, ShownCell
from xltool.values.stored_values import text_of

if TYPE_CHECKING:
    from xltool.values.cell_values import Raw

_M_D, _Y_M = 'm"月"d"日"', 'yyyy"年"m"月"'
_TIME, _HALF = 'h"时"mm"分"', '上午/下午h"时"mm"分"'
_BUILT_IN = {
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    45: "mm:ss",
    46: "[h]:mm:ss",
    48: "##0.0E+0",
    49: "@",
    27: _Y_M,
    28: _M_D,
    29: _M_D,
    30: "m-d-yy",
    31: 'yyyy"年"m"月"d"日"',
    32: _TIME,
    33: f'{_TIME}ss"秒"',
    34: _HALF,
    35: f'{_HALF}ss"秒"',
    36: _Y_M,
    50: _Y_M,
    51: _M_D,
    52: _Y_M,
    53: _M_D,
    54: _M_D,
    55: _HALF,
    56: f'{_HALF}ss"秒"',
    57: _Y_M,
    58: _M_D,
}
"""Codes of formats that files give by number alone (§18.8.30), 27 to 36 and 50 to 58 in Chinese."""
_LOCAL_DATES = frozenset({14, 22, 47})
"""Built-in formats of dates and times that each language writes in its own way."""
_LOCAL_DATE = "[$-F800]yyyy-mm-dd"
UNCLEAR_SECTION = FormatSection((Token(TokenKind.UNCLEAR, ""),))
_MOST_SECTIONS = 4
LONGEST_CODE = 255
"""Characters of a code that Excel takes; what a longer one shows is not certain."""
_YEARS = frozenset("ygeb")
_DAY, _MIDNIGHT = dt.timedelta(days=1), dt.datetime(1900, 1, 1)  # noqa: DTZ001 - no zone


@dataclass(frozen=True)
class NumberFormat:
    """A number format: its code, and its sections for numbers and for texts.

    ``shows_stored`` is whether every number is read as it is stored, ``shows_text`` whether texts
    are.
    """

    code: str
    sections: tuple[FormatSection, ...]
    text_section: FormatSection | None = None
    since_1904: bool = False
    shows_stored: bool = field(init=False)
    shows_text: bool = field(init=False)

    def __post_init__(self) -> None:
        """Decide once what holds for all cells of the format."""
        object.__setattr__(self, "shows_stored", self._shows_stored())
        shows_text = self.text_section is None or self.text_section.shows_text()
        object.__setattr__(self, "shows_text", shows_text)

    @property
    def is_plain(self) -> bool:
        """Whether every cell shows what it stores."""
        return self.shows_stored and self.shows_text

    def _shows_stored(self) -> bool:
        if not self.sections:
            return True
        first, *others = self.sections
        if any(section.condition for section in self.sections) or not first.shows_stored():
            return False
        negative, zero = (*others, None, None)[:2]
        return (negative is None or negative.shows_stored(negative=True)) and (
            zero is None or zero.shows_stored() or zero.shows_nil()
        )

    def show(self, stored: float) -> Raw:
        """Return a number as a person sees it.

        That is the number itself where that is read, a text such as ``95%`` for a percentage,
        else a ``ShownCell``.
        """
        if self.shows_stored or not isfinite(stored):
            return stored
        # 15 digits, as Excel shows: it stores 7 % as 7.0000000000000007E-2.
        number = Decimal(f"{stored:.15g}")
        section, own_sign, certain = self._section_for(number)
        if section is not None and certain and section.is_date:
            return self._show_date(section, stored)
        if section is None or not (certain and section.is_clear):
            return self._unclear(stored, section, number)
        return self._show_number(section, stored, number, own_sign=own_sign)

    def show_text(self, text: str) -> str | ShownCell:
        """Return a text as a person sees it."""
        section = self.text_section
        if self.shows_text or section is None or not text:
            return text
        if not section.is_clear:
            return ShownCell(text, "", certain=False, code=self.code)
        kinds = {TokenKind.CELL_TEXT: text, TokenKind.GENERAL: text}
        shown = "".join(kinds.get(kind, literal) for kind, literal in section.tokens)
        return ShownCell(text, shown, code=self.code)

    def show_moment(self, moment: Moment, section: FormatSection | None = None) -> Raw:
        """Return a date, time or duration; with its text where it is not shown in full."""
        section = section or next((each for each in self.sections if each.is_date), None)
        if section is None:
            return moment
        if isinstance(moment, dt.timedelta) and TokenKind.ELAPSED not in section.kinds:
            is_of_day = dt.timedelta() <= moment < _DAY
            moment = (_MIDNIGHT + moment).time() if is_of_day else moment
        text = show_moment(section.tokens, moment) if section.is_clear else None
        partial = _is_partial(section, moment)
        if text in {None, text_of(moment)} and not partial:
            return moment
        return ShownCell(moment, text or "", None, text is not None, partial, self.code)

    def _show_date(self, section: FormatSection, stored: float) -> Raw:
        """Return a number as a moment; one that is none shows as ``####``."""
        if TokenKind.ELAPSED in section.kinds:
            moment: float | Moment = serial_duration(stored)
        else:
            moment = serial_moment(stored, since_1904=self.since_1904)
        if isinstance(moment, float):
            return ShownCell(stored, "####", certain=False, code=self.code)
        if isinstance(moment, dt.datetime) and stored < FIRST_OF_MARCH and not self.since_1904:
            return moment
        return self.show_moment(moment, section)

    def _show_number(
        self, section: FormatSection, stored: float, number: Decimal, *, own_sign: bool
    ) -> Raw:
        """Return a number as a section shows it, which may write the sign itself."""
        negative = number < 0 and own_sign
        is_nil = not number and own_sign and section.shows_nil()
        if is_nil or section.shows_stored(negative=negative):
            return stored
        if section.shows_stored(negative=negative, percents=1):
            return f"{decimal_text(number * 100)}%"
        text, shown = show_digits(section, number.copy_abs())
        if text is None:
            return ShownCell(stored, "", certain=False, code=self.code)
        if number < 0 and not own_sign:
            # Some programs show a minus sign before 0.00 and before a mere literal.
            certain = section.has_number and any(digit in text for digit in "123456789")
            return ShownCell(stored, f"-{text}", shown and -shown, certain, code=self.code)
        return ShownCell(stored, text, shown, code=self.code)

    def _unclear(self, stored: float, section: FormatSection | None, number: Decimal) -> ShownCell:
        """Return what may be shown, where programs differ."""
        text = None
        if section is not None and section.is_clear and not section.is_date:
            text, _ = show_digits(section, number.copy_abs())
        sign = "-" if text and number < 0 else ""
        return ShownCell(stored, sign + (text or ""), certain=False, code=self.code)

    def _section_for(self, number: Decimal) -> tuple[FormatSection | None, bool, bool]:
        """Return the section for a number, whether it writes the sign itself, whether for certain.

        Without conditions, of two sections the second is for negative numbers, of three the third
        for zero. With them, the first whose condition holds counts. What then becomes of the sign
        of a negative number is not the same in all programs.
        """
        sections = self.sections
        if not any(section.condition for section in sections):
            at = min((number < 0) + 2 * (number == 0), len(sections) - 1)
            at = 0 if number == 0 and len(sections) < 3 else at  # noqa: PLR2004 - no third section
            return sections[at], at > 0, True
        for section in sections:
            if section.condition is None:
                is_last = section is sections[-1]
                return section, False, number >= 0 and is_last and len(sections) > 1
            if section.condition.holds(number):
                return section, False, number >= 0
        return None, False, False


def parse_format(number: str, code: str | None = None, *, since_1904: bool = False) -> NumberFormat:
    """Return a format by its code, else by its built-in number; an unknown number is General."""
    if code is None:
        found = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else 0  # noqa: PLR2004
        code = _LOCAL_DATE if found in _LOCAL_DATES else _BUILT_IN.get(found, "General")
    if len(code) > LONGEST_CODE:
        return NumberFormat(code[:LONGEST_CODE], (UNCLEAR_SECTION,), None, since_1904)
    sections = parse_sections(code)
    numbers, text = sections[: _MOST_SECTIONS - 1], None
    if len(sections) >= _MOST_SECTIONS or TokenKind.CELL_TEXT in sections[-1].kinds:
        numbers, text = sections[:-1], sections[-1]
    if len(sections) > _MOST_SECTIONS or (not numbers and text and not text.shows_text()):
        numbers = (UNCLEAR_SECTION,)
    return NumberFormat(code, numbers, text, since_1904)


def _is_partial(section: FormatSection, moment: Moment) -> bool:
    """Whether a month is shown without its year or day, or a time as ``1:02``.

    So programs show what was typed as ``1-2``, ``3/2`` or ``1:2``.
    """
    letters = {token.text[0].lower() for token in section.tokens if token.kind is TokenKind.DATE}
    if isinstance(moment, dt.datetime):
        has_day = bool(letters & _YEARS) and "d" in letters
        return "m" in letters and not has_day and not letters & {"h", "s"}
    return letters == {"h", "m"} and TokenKind.ELAPSED not in section.kinds
