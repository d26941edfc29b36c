"""What a cell stores that is no text, and its text: ``95``, ``TRUE``, ``2019-12-31``."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from typing import Final

from xltool.values.decimal_text import canonical_decimal, decimal_text, exact_decimal

Stored = None | bool | int | float | str | dt.date | dt.datetime | dt.time | dt.timedelta
"""What a cell stores; an error cell comes as its text (``#REF!``)."""
EXCEL_DIGITS: Final = 15
"""Digits of a number that Excel shows and lets people type."""


def as_excel_shows(raw: float) -> Decimal:
    """Return a double with the 15 digits that Excel shows."""
    return canonical_decimal(Decimal(f"{raw:.{EXCEL_DIGITS}g}"))


def text_of(raw: Stored) -> str:
    """Return the text of a cell that is not text: 95, TRUE, 2019-12-31, 08:30:00."""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float) and math.isfinite(raw):
        return decimal_text(as_excel_shows(raw))
    if isinstance(raw, int):
        return decimal_text(exact_decimal(raw))
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        raw = raw.date()
    return str(raw)


def type_name(raw: Stored) -> str:
    """Return the type of a cell that is not text, as the reason of a finding."""
    if isinstance(raw, bool):
        return "boolean"
    if isinstance(raw, int | float):
        return "number"
    return "date" if isinstance(raw, dt.date) else "time"
