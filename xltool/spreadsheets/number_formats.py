"""What number formats make of a number: a date, a percentage, or nothing but a number.

Spreadsheets store a date as the number of days since an epoch; only the cell's number format makes
it one (ECMA-376 Part 1 §18.8.30 ``<numFmt>``, §18.17.4.1 for the dates; .xls and .xlsx are alike).
A workbook counts in one of two ways. By default 1 is 1 January 1900, and 60 is 29 February 1900, a
day that never was: Lotus 1-2-3 took 1900 for a leap year, and the standard keeps it so. From 61 on,
days count from 30 December 1899. With ``<workbookPr date1904="1">`` (§18.2.28) 0 is 1 January 1904.
"""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import TYPE_CHECKING

from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from xltool.values.cell_values import Raw


class NumberFormat(Enum):
    """What a number is to whoever sees its cell."""

    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"


# Formats without a code of their own (§18.8.30): 14 to 22 and 45 to 47 in all languages, 27 to 36
# and 50 to 58 in those of East Asia.
_DATES = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
_PERCENTS = frozenset({"9", "10"})
_LITERAL = re.compile(
    r"""
    "[^"]*"?                                # a text
    | \[ (?!(?:h+|m+|s+)\]) [^\]]* \]?      # a colour, condition or language; [h] is a duration
    | [\\_*].                               # a character as it is, its width, or repeated
    | General
    | E[+-]                                 # an exponent; alone, "e" is a year
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What in a format code is neither a digit nor a part of a date."""
_DATE = re.compile(r"[ymdhse]|aaa|ggg|上午|下午", re.IGNORECASE)
_DURATION = re.compile(r"PT(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})(?:\.[0-9]*)?S)?")
_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - no zone
_LEAP_DAY = 60  # 29 February 1900
_LAST_DAY, _BETWEEN = 2_958_465, 1462  # 31 December 9999; days from one epoch to the other


def parse_format(number: str, code: str | None = None) -> NumberFormat:
    """Return what a format makes of numbers: by its code, else by its built-in number.

    Of a code with sections for positive, negative and other numbers the first one counts.
    """
    if code is None:
        if number in _DATES:
            return NumberFormat.DATE
        return NumberFormat.PERCENT if number in _PERCENTS else NumberFormat.NUMBER
    symbols = _LITERAL.sub("", code).partition(";")[0]
    if _DATE.search(symbols):
        return NumberFormat.DATE
    return NumberFormat.PERCENT if "%" in symbols else NumberFormat.NUMBER


def displayed_value(value: float, number_format: NumberFormat, *, since_1904: bool) -> Raw:
    """Return a number as a person sees it: a percentage is a text such as ``95%``."""
    if number_format is NumberFormat.NUMBER or not isfinite(value):
        return value
    if number_format is NumberFormat.PERCENT:
        # 15 digits, as Excel shows: it stores 7 % as 7.0000000000000007E-2.
        return f"{decimal_text(Decimal(f'{value:.15g}') * 100)}%"
    return serial_moment(value, since_1904=since_1904)


def serial_moment(serial: float, *, since_1904: bool) -> Raw:
    """Return the date, the time of day or both of a serial number; the number when it has none.

    The day that never was becomes 28 February 1900.
    """
    if not 0 <= serial <= _LAST_DAY - (_BETWEEN if since_1904 else 0):
        return serial
    days = serial if since_1904 or serial >= _LEAP_DAY else serial + 1
    moment = (_EPOCH_1904 if since_1904 else _EPOCH) + dt.timedelta(seconds=round(days * 86_400))
    return moment.time() if 0 < serial < 1 else moment


def iso_moment(text: str) -> Raw:
    """Return the date, time or duration written out as in ISO 8601; the text when it is none."""
    if found := _DURATION.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    for parse in (dt.datetime.fromisoformat, dt.time.fromisoformat):
        try:
            return parse(text.removesuffix("Z"))
        except ValueError:
            continue
    return text
