"""Dates, times and durations as spreadsheets store them: days since an epoch, or ISO 8601.

ECMA-376 Part 1 §18.17.4.1; .xls and .xlsx are alike. A workbook counts in one of two ways. By
default 1 is 1 January 1900, and 60 is 29 February 1900, a day that never was: Lotus 1-2-3 took 1900
for a leap year, and the standard keeps it so. From 61 on, days count from 30 December 1899. With
``<workbookPr date1904="1">`` (§18.2.28) 0 is 1 January 1904.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.spreadsheets.format_codes import Token
    from xltool.values.shown_cell import Moment

_DURATION = re.compile(r"PT(?:([0-9]{1,8})H)?(?:([0-9]{1,8})M)?(?:([0-9]{1,8})(?:\.[0-9]*)?S)?")
_EPOCH, _EPOCH_1904 = dt.datetime(1899, 12, 30), dt.datetime(1904, 1, 1)  # noqa: DTZ001 - no zone
_LEAP_DAY = 60  # 29 February 1900
FIRST_OF_MARCH = 61
"""The first day from 1900 on that all programs show alike."""
_LAST_DAY, _BETWEEN = 2_958_465, 1462  # 31 December 9999; days from one epoch to the other
_NOON = 12
_UNITS = {"h": 3600, "m": 60, "s": 1}


def serial_moment(serial: float, *, since_1904: bool) -> float | dt.datetime | dt.time:
    """Return the date, the time of day or both of a serial number; the number when it has none.

    The day that never was becomes 28 February 1900.
    """
    if not 0 <= serial <= _LAST_DAY - (_BETWEEN if since_1904 else 0):
        return serial
    days = serial if since_1904 or serial >= _LEAP_DAY else serial + 1
    moment = (_EPOCH_1904 if since_1904 else _EPOCH) + dt.timedelta(seconds=round(days * 86_400))
    return moment.time() if 0 < serial < 1 else moment


def serial_duration(serial: float) -> dt.timedelta | float:
    """Return so many days as a duration, to the second; the number when it is negative or huge."""
    if not 0 <= serial <= _LAST_DAY:
        return serial
    return dt.timedelta(seconds=round(serial * 86_400))


def iso_moment(text: str) -> str | Moment:
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


def show_moment(tokens: Sequence[Token], moment: Moment) -> str | None:
    """Return a moment as a section of a format shows it; None where programs differ.

    That is so for names of months and days, for years of other calendars, and for parts of a
    second. Only a duration may be shown as more than a day.
    """
    if isinstance(moment, dt.timedelta):
        seconds = moment // dt.timedelta(seconds=1)
    elif isinstance(moment, dt.datetime):
        seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    else:
        seconds = moment.hour * 3600 + moment.minute * 60 + moment.second
    writer = _MomentWriter(tokens, moment, seconds)
    pieces = [writer.piece(at) for at in range(len(tokens))]
    return None if None in pieces else "".join(filter(None, pieces))


class _MomentWriter:
    """Writes the tokens of one section; ``seconds`` are those of the day, or of a duration."""

    def __init__(self, tokens: Sequence[Token], moment: Moment, seconds: int) -> None:
        """Find out which letters mean minutes: those beside hours or seconds."""
        self._tokens, self._moment, self._seconds = tokens, moment, seconds
        self._halves = any(token.kind == "half-day" for token in tokens)
        letters = [
            (at, token.text[0].lower())
            for at, token in enumerate(tokens)
            if token.kind in {"date", "elapsed"}
        ]
        self._minutes = {
            at
            for place, (at, letter) in enumerate(letters)
            if letter == "m"
            and (
                (place and letters[place - 1][1] == "h")
                or (place + 1 < len(letters) and letters[place + 1][1] == "s")
            )
        }
        self._largest = next((t.text[0].lower() for t in tokens if t.kind == "elapsed"), "")

    def piece(self, at: int) -> str | None:
        """Return what one token shows; None where that is not certain."""
        kind, text = self._tokens[at]
        if kind in {"text", "slash", "comma"} or (kind == "space" and text):
            return text
        if kind == "elapsed":
            return str(self._seconds // _UNITS[text[0].lower()]).zfill(len(text))
        if kind == "half-day":
            names = text.split("/")
            return names[self._seconds // 3600 % 24 >= _NOON] if text[0] in "上A" else None
        return self._part(at, text.lower()) if kind == "date" else None

    def _part(self, at: int, text: str) -> str | None:
        """Return a year, month, day, hour, minute or second."""
        letter, width = text[0], len(text)
        if letter in "hs" or at in self._minutes:
            return None if width > 2 else str(self._clock(letter)).zfill(width)  # noqa: PLR2004
        if not isinstance(self._moment, dt.datetime):
            return None
        if letter == "y":
            return f"{self._moment:%Y}".zfill(4)[0 if width > 2 else 2 :]  # noqa: PLR2004
        if letter in "md" and width <= 2:  # noqa: PLR2004
            return str(self._moment.month if letter == "m" else self._moment.day).zfill(width)
        return None

    def _clock(self, letter: str) -> int:
        """Return hours, minutes or seconds, of what a larger unit leaves."""
        units = self._seconds // _UNITS[letter]
        if letter == "h":
            hours = units % 24
            return (hours - 1) % _NOON + 1 if self._halves else hours
        return units % 60 if self._largest != letter else units
