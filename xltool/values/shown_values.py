"""Read one cell of a file: where its number format shows something else, what is shown counts.

``read_value`` decides what typed text and stored values mean. Here comes first what only a cell of
a file can have: a format that scales, replaces or hides, a text that a program took for a number or
a date, and digits that it lost.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.kinds import ColumnKind
from xltool.values.cell_values import CellProblem, CellReading, Raw, read_value
from xltool.values.decimal_text import decimal_text
from xltool.values.shown_cell import ShownCell
from xltool.values.stored_values import EXCEL_DIGITS, text_of

if TYPE_CHECKING:
    from xltool.model.forms import Column

KnownCode = Callable[["Column", str], bool]
"""Whether a text is a code that a column of codes may hold."""
_LOST_DIGITS = 10**EXCEL_DIGITS
_HARMLESS = frozenset({None, CellProblem.REPAIRED})


def no_code_is_known(_column: Column, _text: str) -> bool:
    """Know no code."""
    return False


def read_cell(
    raw: Raw,
    column: Column,
    places: int | None = None,
    is_known: KnownCode = no_code_is_known,
    *,
    short: bool = True,
) -> CellReading:
    """Read one cell of ``column`` as a person sees it; never raise.

    Without ``short`` no short way is taken, as in ``read_value``.

    =====================  ======  =============  ===============================
    cell                   column  value          problem
    =====================  ======  =============  ===============================
    3997500 as 399.7500    money   399.75         SHOWN
    3997500 as 399.8       money   a text         SHOWN_OTHERWISE
    399.75 as nothing      money   a text         HIDDEN
    1200 as 1200人次       text    ``1200人次``   SHOWN
    110101199001011000     text    that           DIGITS_LOST
    2 March as 3月2日      text    ``3月2日``     MEANT_AS_DATE
    312002                 code    ``312002``     REPAIRED, if it is a known code
    =====================  ======  =============  ===============================
    """
    if isinstance(raw, ShownCell):
        return _read_shown(raw, column, places, is_known)
    if isinstance(raw, float | int) and not isinstance(raw, bool) and not column.kind.numeric:
        return _read_stored_number(raw, column, places, is_known)
    return read_value(raw, column, places, short=short)


def _read_stored_number(
    raw: float, column: Column, places: int | None, is_known: KnownCode
) -> CellReading:
    """Read a number where a text, code or date should stand."""
    reading = read_value(raw, column, places)
    if abs(raw) >= _LOST_DIGITS and column.kind is not ColumnKind.DATE:
        return replace(reading, typed=text_of(raw), problem=CellProblem.DIGITS_LOST, why="digits")
    if column.kind is ColumnKind.CODE and is_known(column, text := text_of(raw)):
        return CellReading(text, text, CellProblem.REPAIRED, "number")
    return reading


def _read_shown(
    raw: ShownCell, column: Column, places: int | None, is_known: KnownCode
) -> CellReading:
    if isinstance(raw.stored, dt.date | dt.time | dt.timedelta):
        return _read_moment(raw, raw.stored, column, places)
    stored = raw.stored if isinstance(raw.stored, str) else text_of(raw.stored)
    if raw.hidden:
        return _not_taken(raw, stored, column, CellProblem.HIDDEN)
    if not raw.certain:
        return _not_taken(raw, stored, column, CellProblem.SHOWN_OTHERWISE)
    if isinstance(raw.stored, float):
        return _read_shown_float(raw, raw.stored, column, places, is_known)
    return _as_if_typed(raw, stored, column, places)


def _read_shown_float(
    raw: ShownCell, stored: float, column: Column, places: int | None, is_known: KnownCode
) -> CellReading:
    if column.kind.numeric:
        return _read_shown_number(raw, stored, column, places)
    text = text_of(stored)
    if column.kind is ColumnKind.CODE and not is_known(column, raw.text):
        return CellReading(raw.text, raw.text, CellProblem.CODE_AS_NUMBER, "number")
    if column.kind is ColumnKind.TEXT and abs(stored) >= _LOST_DIGITS:
        return CellReading(raw.text, text, CellProblem.DIGITS_LOST, "digits")
    return _as_if_typed(raw, text, column, places)


def _as_if_typed(raw: ShownCell, stored: str, column: Column, places: int | None) -> CellReading:
    """Read the text that is shown as if it had been typed."""
    reading = read_value(raw.text, column, places)
    if reading.problem not in _HARMLESS or raw.text == stored:
        return reading
    return CellReading(reading.value, stored, CellProblem.SHOWN, "format", raw.text)


def _read_shown_number(
    raw: ShownCell, stored: float, column: Column, places: int | None
) -> CellReading:
    """Take the number that is shown if it has the digits of the stored one, and its sign.

    A format that only moves the point hides nothing. One that also rounds, or writes other digits,
    shows another number than anybody entered; a sign of percent is one only in a rate.
    """
    number, text = raw.number, text_of(stored)
    is_percentage = "%" in raw.text and column.kind is not ColumnKind.RATE
    if number is None or is_percentage or not _same_digits(number, Decimal(text)):
        return _not_taken(raw, text, column, CellProblem.SHOWN_OTHERWISE)
    if number == Decimal(text):
        return read_value(stored, column, places)
    reading = read_value(decimal_text(number), column, places)
    if reading.problem not in _HARMLESS:
        return replace(reading, typed=raw.text)
    return CellReading(number, text, CellProblem.SHOWN, "format", raw.text)


def _same_digits(one: Decimal, other: Decimal) -> bool:
    return one.normalize().as_tuple()[:2] == other.normalize().as_tuple()[:2]


def _not_taken(raw: ShownCell, stored: str, column: Column, problem: CellProblem) -> CellReading:
    """Return a reading without a figure: the text says both, so that no program takes it for one.

    In a column of texts, what is shown stays, or what is stored where nothing is.
    """
    shown = raw.text or ("" if raw.certain else raw.code)
    if problem is CellProblem.SHOWN_OTHERWISE and not raw.text:
        problem = CellProblem.SHOWN_UNCLEARLY
    value = f"{stored} ≠ “{shown}”" if column.kind.numeric else raw.text.strip() or stored
    return CellReading(value, stored, problem, "format", shown)


def _read_moment(
    raw: ShownCell, stored: dt.date | dt.time | dt.timedelta, column: Column, places: int | None
) -> CellReading:
    """Read a date, time or duration: in a text as it is shown, elsewhere as it is stored."""
    reading = read_value(stored, column, places)
    if isinstance(stored, dt.timedelta) and raw.text:  # 36:00, not 1 day, 12:00:00
        is_text = column.kind is ColumnKind.TEXT
        return replace(
            reading, value=raw.text, typed=raw.text, why="duration" if is_text else reading.why
        )
    if column.kind is not ColumnKind.TEXT:
        return reading
    shown = raw.text or str(reading.value)
    if raw.partial:
        problem = CellProblem.MEANT_AS_DATE
        if isinstance(stored, dt.time):
            problem = CellProblem.MEANT_AS_TIME
        return CellReading(shown, reading.typed, problem, reading.why, shown)
    return replace(reading, value=shown)
