"""Read one cell: what a spreadsheet reader hands over → an exact value, or a problem.

This is the only place that decides what typed text means, so reading, checking and extracting
always agree. Nothing is guessed: what has two meanings is a problem.
"""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from xltool.kinds import ColumnKind
from xltool.text import INVISIBLE, without_invisible
from xltool.values.decimal_text import (
    PLAIN_NUMERAL,
    STORED_PLACES,
    decimal_text,
    exact_decimal,
    is_masked,
)
from xltool.values.shown_cell import ShownCell
from xltool.values.stored_values import (
    EXCEL_DIGITS,
    Stored,
    as_excel_shows,
    text_of,
    type_name,
)
from xltool.values.typed_text import (
    CODE_STEPS,
    CONTROLS,
    DATE_PATTERN,
    FULL_WIDTH,
    NUMBER_STEPS,
    PADDED,
    RATE_STEPS,
    SCIENTIFIC,
    reason_of,
    repair,
    strip_spaces,
    visible_controls,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xltool.model.forms import Column
    from xltool.model.submission import Value

Raw = Stored | ShownCell
"""What a spreadsheet reader hands over: what is stored, or that and what is shown instead."""

LARGEST: Final = Decimal(10) ** 13
"""Amounts must be below this: Excel's 15 digits do not hold two decimal places of larger ones."""
LONGEST: Final = 32767
"""Characters that a cell holds, by Excel's own limit."""
_TEXT: Final = ColumnKind.TEXT
_CODE: Final = ColumnKind.CODE
_RATE: Final = ColumnKind.RATE
_NUMERIC: Final = (ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.RATE)
_PLACES: Final[Mapping[ColumnKind, int]] = {ColumnKind.MONEY: 2, ColumnKind.NUMBER: 2, _RATE: 4}
_ZERO: Final = Decimal(0)
_CAP: Final = float(LARGEST)


class CellProblem(StrEnum):
    """The messages of problems, which begin with their rule ids.

    ``REPAIRED`` and ``SHOWN`` are infos, ``MASKED`` is a warning, others are errors.
    """

    REPAIRED = "XL-111"
    NOT_A_NUMBER = "XL-112"
    TOO_MANY_PLACES = "XL-113"
    TOO_LARGE = "XL-114"
    MASKED = "XL-115"
    CODE_AS_NUMBER = "XL-116"
    NOT_A_DATE = "XL-117"
    CONTROL_CHARACTER = "XL-118"
    TOO_LONG = "XL-119"
    SHOWN = "XL-178"
    SHOWN_OTHERWISE = "XL-178.otherwise"
    SHOWN_UNCLEARLY = "XL-178.unclear"
    HIDDEN = "XL-178.hidden"
    DIGITS_LOST = "XL-188"
    MEANT_AS_DATE = "XL-188.date"
    MEANT_AS_TIME = "XL-188.time"


@dataclass(frozen=True, slots=True)
class CellReading:
    """The value of a cell and the problem with it, if any.

    ``value`` is None for a blank; a text in a numeric column could not be read as a number.
    ``typed`` is what stood in the cell, control characters made visible, and ``why`` the key of the
    reason (``full-width``, ``measure``); both are empty when there is no problem. ``shown`` is what
    the cell shows instead of what it stores.
    """

    value: Value | None
    typed: str = ""
    problem: CellProblem | None = None
    why: str = ""
    shown: str = ""


def read_value(
    raw: Stored, column: Column, places: int | None = None, *, short: bool = True
) -> CellReading:
    """Read one cell of ``column``; never raise.

    ``places`` overrides the decimal places of the column for one line (vehicles are whole: 0).
    Without ``short`` the way of nearly all cells, ``plain_value``, is not taken.

    ==================  ======  ===================  ============================
    cell                column  value                problem and why
    ==================  ======  ===================  ============================
    ``1，234``          money   1234                 REPAIRED, full-width
    0.1 + 0.2           money   0.3                  REPAIRED, computed
    12.345              money   12.345               TOO_MANY_PLACES, places
    ``1.2万元``         money   the text             NOT_A_NUMBER, measure
    ``**``              money   the text             MASKED, masked
    ``95%``             rate    95                   REPAIRED, percent
    the number 312002   code    the text ``312002``  CODE_AS_NUMBER, number
    ``2020/1/31``       date    ``2020-01-31``       REPAIRED, date
    ==================  ======  ===================  ============================
    """
    if raw is None or raw == "":
        return CellReading(None)
    value = plain_value(raw, column.kind, places_of(column, places)) if short else None
    if value is not None:
        return CellReading(value)
    if isinstance(raw, str):
        return _read_typed(raw, column, places)
    return _READERS[column.kind](raw, column, places)


def plain_value(raw: Raw, kind: ColumnKind, places: int) -> Value | None:
    """Return the value of a cell that has no problem; None when ``read_value`` must decide.

    Nearly all cells take this short way. ``places`` are the decimal places allowed.
    """
    if isinstance(raw, str):
        return raw if _is_clean(raw, kind) else None
    if isinstance(raw, float) and kind in _NUMERIC and -_CAP < raw < _CAP:
        text = repr(raw).removesuffix(".0")
        part = text.partition(".")[2]
        if len(part) <= places and len(text) <= EXCEL_DIGITS and "e" not in text:
            return Decimal(text) or _ZERO  # never -0
    return None


def places_of(column: Column, places: int | None = None) -> int:
    """Return the decimal places allowed: ``places`` of the line, else of the column or its kind."""
    if places is None:
        places = column.places
    return min(_PLACES.get(column.kind, 0) if places is None else places, STORED_PLACES)


def _is_clean(raw: str, kind: ColumnKind) -> bool:
    """Whether a text is its own value in a column of text or codes."""
    if len(raw) > LONGEST:
        return False
    if kind is _TEXT:
        return raw.isprintable() and raw[0] != " " != raw[-1] and _has_ink(raw)
    return (
        kind is _CODE
        and raw.isalnum()
        and (raw.isascii() or max(raw) < FULL_WIDTH)
        and _has_ink(raw)
    )


def _has_ink(text: str) -> bool:
    """Whether no character of a text is invisible."""
    return text.isascii() or INVISIBLE.search(text) is None


def _read_typed(raw: str, column: Column, places: int | None) -> CellReading:
    """Read a text: what is wrong in a column of any kind is found before its kind is asked."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    clean = CONTROLS.sub("", text)
    if len(clean) > LONGEST:
        return CellReading(clean, visible_controls(text), CellProblem.TOO_LONG, "long")
    core = strip_spaces(without_invisible(clean))
    if clean != text:
        return CellReading(
            core or None, visible_controls(text), CellProblem.CONTROL_CHARACTER, "control"
        )
    if not core:
        return _repaired(None, text, "spaces")
    if not is_masked(core):
        return _READERS[column.kind](text, column, places)
    # stars hide a number or date, but may be meant in a text
    if column.kind in (_TEXT, _CODE):
        return _trimmed(text)
    return CellReading(core, text, CellProblem.MASKED, "masked")


def _trimmed(typed: str) -> CellReading:
    text = strip_spaces(without_invisible(typed))
    if text == typed:
        return CellReading(text)
    return _repaired(text, typed, "spaces" if text == strip_spaces(typed) else "invisible")


def _repaired(value: Value | None, typed: str, why: str) -> CellReading:
    return CellReading(value, typed, CellProblem.REPAIRED, why)


def _unread(text: str, problem: CellProblem, why: str) -> CellReading:
    return CellReading(text, text, problem, why)


def _read_number(raw: Stored, column: Column, places: int | None) -> CellReading:
    allowed = places_of(column, places)
    if isinstance(raw, float):
        return _read_float(raw, allowed)
    if isinstance(raw, str):
        return _read_numeral(raw, column, allowed)
    if isinstance(raw, bool) or not isinstance(raw, int):
        return _unread(text_of(raw), CellProblem.NOT_A_NUMBER, type_name(raw))
    number = exact_decimal(raw)
    return _limit_problem(number, decimal_text(number), allowed) or CellReading(number)


def _read_float(raw: float, allowed: int) -> CellReading:
    """Take a double as the 15 digits that Excel shows, if these are a value.

    More digits are noise of a calculation: 0.1 + 0.2 is 0.30000000000000004, and Excel shows 0.3.
    """
    if not math.isfinite(raw):
        return _unread(repr(raw), CellProblem.NOT_A_NUMBER, "not-finite")
    number, shown = exact_decimal(raw), as_excel_shows(raw)
    computed = "computed" if number != shown else ""
    if computed and _limit_problem(shown, "", allowed) is None:
        return _repaired(shown, decimal_text(number), computed)
    return _limit_problem(number, decimal_text(number), allowed, computed) or CellReading(number)


def _read_numeral(typed: str, column: Column, allowed: int) -> CellReading:
    text, why = repair(typed, RATE_STEPS if column.kind is _RATE else NUMBER_STEPS)
    if not PLAIN_NUMERAL.fullmatch(text) or PADDED.match(text):
        return _unread(typed, CellProblem.NOT_A_NUMBER, reason_of(text))
    number = exact_decimal(text)
    return _limit_problem(number, typed, allowed) or _repaired(number, typed, why or "text")


def _limit_problem(number: Decimal, typed: str, allowed: int, why: str = "") -> CellReading | None:
    """Return the problem of a number that is too large or has too many places, or None.

    Its value is the number, unless it is too large or has more places than frames hold.
    """
    if number.copy_abs() >= LARGEST:
        return _unread(typed, CellProblem.TOO_LARGE, "large")
    found = len(decimal_text(number).partition(".")[2])
    if found <= allowed:
        return None
    value = number if found <= STORED_PLACES else typed
    why = why or ("places" if allowed else "whole")
    return CellReading(value, typed, CellProblem.TOO_MANY_PLACES, why)


def _read_text(raw: Stored, _column: Column, _places: int | None) -> CellReading:
    if isinstance(raw, str):
        return _trimmed(raw)
    text, kind = text_of(raw), type_name(raw)
    if kind != "number":
        return _repaired(text, text, kind)
    if isinstance(raw, float) and not math.isfinite(raw):
        return _unread(text, CellProblem.NOT_A_NUMBER, "not-finite")
    if isinstance(raw, float) and exact_decimal(raw) != as_excel_shows(raw):
        return _repaired(text, decimal_text(exact_decimal(raw)), "computed")
    return CellReading(text)


def _read_code(raw: Stored, _column: Column, _places: int | None) -> CellReading:
    if not isinstance(raw, str):
        return _unread(text_of(raw), CellProblem.CODE_AS_NUMBER, type_name(raw))
    text, why = repair(raw, CODE_STEPS)
    if SCIENTIFIC.fullmatch(text):  # a long code that a program took for a number: 3.12E+11
        return _unread(raw, CellProblem.CODE_AS_NUMBER, "exponent")
    return _repaired(text or None, raw, why) if why else CellReading(text)


def _read_date(raw: Stored, _column: Column, _places: int | None) -> CellReading:
    if isinstance(raw, str):
        return _read_date_text(raw)
    text = text_of(raw)
    if not isinstance(raw, dt.date):
        return _unread(text, CellProblem.NOT_A_DATE, type_name(raw))
    day, _, time = text.partition(" ")
    return _repaired(day, text, "time") if time else CellReading(day)


def _read_date_text(typed: str) -> CellReading:
    text, why = repair(typed, CODE_STEPS)
    match = DATE_PATTERN.fullmatch(text)
    if not match:
        return _unread(typed, CellProblem.NOT_A_DATE, "word")
    try:
        day = dt.date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return _unread(typed, CellProblem.NOT_A_DATE, "calendar")
    return CellReading(day) if day == typed else _repaired(day, typed, why or "date")


_READERS: Final[Mapping[ColumnKind, Callable[[Stored, Column, int | None], CellReading]]] = {
    ColumnKind.MONEY: _read_number,
    ColumnKind.NUMBER: _read_number,
    ColumnKind.RATE: _read_number,
    ColumnKind.CODE: _read_code,
    ColumnKind.TEXT: _read_text,
    ColumnKind.DATE: _read_date,
}
