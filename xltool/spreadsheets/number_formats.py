"""What number formats make of a number: a date, a percentage, or nothing but a number."""

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
    """What a cell with a number looks like."""

    NUMBER = "number"
    PERCENT = "percent"
    DATE = "date"


_DATES = frozenset(map(str, (*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59))))
_PERCENTS = frozenset({"9", "10"})
_LITERAL = re.compile(
    r'"[^"]*"?|\[(?!(?:h+|m+|s+)\])[^\]]*\]?|[\\_*].|General|E[+-]', re.IGNORECASE
)
_DATE = re.compile(r"[ymdhse]|aaa|ggg|上午|下午", re.IGNORECASE)
_DURATION = re.compile(r"PT(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,6})(?:\.[0-9]*)?S)?")
_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - no zone
_LEAP_DAY = 60  # 29 February 1900, which never was
_LAST_DAY, _BETWEEN = 2_958_465, 1462  # 31 December 9999; days from one epoch to the other


def parse_format(number: str, code: str | None = None) -> NumberFormat:
    """Return what a format makes of numbers: by its code, else by its built-in number."""
    if code is None:
        kinds = {NumberFormat.DATE: _DATES, NumberFormat.PERCENT: _PERCENTS}
        return next(
            (as_ for as_, numbers in kinds.items() if number in numbers), NumberFormat.NUMBER
        )
    signs = _LITERAL.sub("", code).partition(";")[0]
    return (
        NumberFormat.DATE
        if _DATE.search(signs)
        else NumberFormat.PERCENT
        if "%" in signs
        else NumberFormat.NUMBER
    )


def seen_value(value: float, as_: NumberFormat, *, since_1904: bool) -> Raw:
    """Return a number as a person sees it: a percentage is a text such as ``95%``."""
    if as_ is NumberFormat.NUMBER or not isfinite(value):
        return value
    if as_ is NumberFormat.PERCENT:
        return f"{decimal_text(Decimal(f'{value:.15g}') * 100)}%"
    return moment(value, since_1904=since_1904)


def moment(serial: float, *, since_1904: bool) -> Raw:
    """Return the date, the time of day or both of a serial number; the number when it has none."""
    if not 0 <= serial <= _LAST_DAY - (_BETWEEN if since_1904 else 0):
        return serial
    days = serial if since_1904 or serial >= _LEAP_DAY else serial + 1
    found = (_EPOCH_1904 if since_1904 else _EPOCH) + dt.timedelta(seconds=round(days * 86_400))
    return found.time() if 0 < serial < 1 else found


def iso_moment(text: str) -> Raw:
    """Return the date or time that is written out as in ISO 8601; the text when it is none."""
    if found := _DURATION.fullmatch(text):
        hours, minutes, seconds = (int(part or 0) for part in found.groups())
        return dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    for read in (dt.datetime.fromisoformat, dt.time.fromisoformat):
        try:
            return read(text.removesuffix("Z"))
        except ValueError:
            continue
    return text
