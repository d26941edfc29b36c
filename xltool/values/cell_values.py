"""What stands in a cell, as an exact value or a problem: the one explicit normaliser."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from xltool.kinds import ColumnKind
from xltool.values.decimal_text import (
    PLAIN_NUMERAL,
    STORED_PLACES,
    canonical_decimal,
    decimal_text,
    exact_decimal,
    is_masked,
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
    mend,
    reason_of,
    strip_spaces,
    visible_controls,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xltool.model.forms import Column
    from xltool.model.submission import Value

Raw = None | bool | int | float | str | dt.date | dt.datetime | dt.time | dt.timedelta
"""What a spreadsheet reader hands over; an error cell comes as its text (``#REF!``)."""


LARGEST: Final = Decimal(10) ** 13
"""Amounts stay below this: beyond, Excel's 15 digits do not hold two places."""


LONGEST: Final = 32767
"""Characters that a cell holds."""


class CellProblem(StrEnum):
    """Message ids: repaired is info, masked is the caller's warning, all others are errors."""

    REPAIRED = "XL-111"
    NOT_A_NUMBER = "XL-112"
    TOO_MANY_PLACES = "XL-113"
    TOO_LARGE = "XL-114"
    MASKED = "XL-115"
    CODE_AS_NUMBER = "XL-116"
    NOT_A_DATE = "XL-117"
    CONTROL_CHARACTER = "XL-118"
    TOO_LONG = "XL-119"


@dataclass(frozen=True, slots=True)
class CellReading:
    """A cell, read. ``value`` is None when blank; text in a numeric column is unreadable.

    ``typed`` is what stood in the cell, control characters made visible, and ``why`` a short
    key of the reason; both are empty when there is no problem.
    """

    value: Value | None
    typed: str = ""
    problem: CellProblem | None = None
    why: str = ""


def read_value(raw: Raw, column: Column, places: int | None = None) -> CellReading:
    """Read one cell of ``column``; never raise.

    ``places`` overrides the column's decimal places for one line (辆 are whole: 0).
    """
    if raw is None or raw == "":
        return _BLANK
    value = plain_value(raw, column.kind, places_of(column, places))
    if value is not None:
        return CellReading(value)
    if isinstance(raw, str):
        return _read_typed(raw, column, places)
    return _READERS[column.kind](raw, column, places)


def plain_value(raw: Raw, kind: ColumnKind, places: int) -> Value | None:
    """Return the value of a cell that needs no second look, as nearly all do; else None.

    ``places`` are the decimal places allowed.
    """
    if isinstance(raw, str):
        return raw if _is_clean(raw, kind) else None
    if isinstance(raw, float) and kind in _NUMERIC and -_CAP < raw < _CAP:
        text = repr(raw).removesuffix(".0")
        part = text.partition(".")[2]
        if len(part) <= places and len(text) <= _DIGITS and "e" not in text:
            return Decimal(text) or _ZERO
    return None


def places_of(column: Column, places: int | None = None) -> int:
    """Return the decimal places allowed: the line's, else the column's, else the kind's."""
    if places is None:
        places = column.places
    return min(_PLACES.get(column.kind, 0) if places is None else places, STORED_PLACES)


_BLANK: Final = CellReading(None)


_ZERO: Final = Decimal(0)


_CAP: Final = float(LARGEST)


_DIGITS: Final = 15


_PLACES: Final[Mapping[ColumnKind, int]] = {
    ColumnKind.MONEY: 2,
    ColumnKind.NUMBER: 2,
    ColumnKind.RATE: 4,
}


def _is_clean(raw: str, kind: ColumnKind) -> bool:
    """Say whether text is its own value."""
    if len(raw) > LONGEST:
        return False
    if kind is _TEXT:
        return raw.isprintable() and raw[0] != " " != raw[-1]
    return kind is _CODE and raw.isalnum() and (raw.isascii() or max(raw) < FULL_WIDTH)


def _read_typed(raw: str, column: Column, places: int | None) -> CellReading:
    """Gate text: length, control characters, spaces only, redaction; line ends become LF."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    clean = CONTROLS.sub("", text)
    if len(clean) > LONGEST:
        return CellReading(clean, visible_controls(text), CellProblem.TOO_LONG, "long")
    core = strip_spaces(clean)
    if clean != text:
        return CellReading(
            core or None, visible_controls(text), CellProblem.CONTROL_CHARACTER, "control"
        )
    if not core:
        return _repaired(None, text, "spaces")
    if not is_masked(core):
        return _READERS[column.kind](text, column, places)
    if column.kind in (_TEXT, _CODE):
        return _trimmed(text)
    return CellReading(core, text, CellProblem.MASKED, "masked")


def _trimmed(typed: str) -> CellReading:
    text = strip_spaces(typed)
    return CellReading(text) if text == typed else _repaired(text, typed, "spaces")


def _repaired(value: Value | None, typed: str, why: str) -> CellReading:
    return CellReading(value, typed, CellProblem.REPAIRED, why)


def _kept(text: str, problem: CellProblem, why: str) -> CellReading:
    return CellReading(text, text, problem, why)


def _read_number(raw: Raw, column: Column, places: int | None) -> CellReading:
    allowed = places_of(column, places)
    if isinstance(raw, float):
        return _read_float(raw, allowed)
    if isinstance(raw, str):
        return _read_numeral(raw, column, allowed)
    if isinstance(raw, bool) or not isinstance(raw, int):
        return _kept(_printed(raw), CellProblem.NOT_A_NUMBER, _sort(raw))
    number = exact_decimal(raw)
    return _limited(number, decimal_text(number), allowed) or CellReading(number)


def _read_float(raw: float, allowed: int) -> CellReading:
    """Take a double as the 15 digits that Excel shows, if these are a value; say so."""
    if not math.isfinite(raw):
        return _kept(repr(raw), CellProblem.NOT_A_NUMBER, "not-finite")
    number, shown = exact_decimal(raw), _shown(raw)
    computed = "computed" if number != shown else ""
    if computed and _limited(shown, "", allowed) is None:
        return _repaired(shown, decimal_text(number), computed)
    return _limited(number, decimal_text(number), allowed, computed) or CellReading(number)


def _shown(raw: float) -> Decimal:
    return canonical_decimal(Decimal(f"{raw:.{_DIGITS}g}"))


def _read_numeral(typed: str, column: Column, allowed: int) -> CellReading:
    text, why = mend(typed, RATE_STEPS if column.kind is _RATE else NUMBER_STEPS)
    if not PLAIN_NUMERAL.fullmatch(text) or PADDED.match(text):
        return _kept(typed, CellProblem.NOT_A_NUMBER, reason_of(text))
    number = exact_decimal(text)
    return _limited(number, typed, allowed) or _repaired(number, typed, why or "text")


def _limited(number: Decimal, typed: str, allowed: int, why: str = "") -> CellReading | None:
    """Return the problem of a number that is too large or has too many places, or None."""
    if number.copy_abs() >= LARGEST:
        return _kept(typed, CellProblem.TOO_LARGE, "large")
    found = len(decimal_text(number).partition(".")[2])
    if found <= allowed:
        return None
    value = number if found <= STORED_PLACES else typed
    why = why or ("places" if allowed else "whole")
    return CellReading(value, typed, CellProblem.TOO_MANY_PLACES, why)


def _read_text(raw: Raw, _column: Column, _places: int | None) -> CellReading:
    if isinstance(raw, str):
        return _trimmed(raw)
    text, sort = _printed(raw), _sort(raw)
    if sort != "number":
        return _repaired(text, text, sort)
    if isinstance(raw, float) and not math.isfinite(raw):
        return _kept(text, CellProblem.NOT_A_NUMBER, "not-finite")
    if isinstance(raw, float) and exact_decimal(raw) != _shown(raw):
        return _repaired(text, decimal_text(exact_decimal(raw)), "computed")
    return CellReading(text)


def _read_code(raw: Raw, _column: Column, _places: int | None) -> CellReading:
    if not isinstance(raw, str):
        return _kept(_printed(raw), CellProblem.CODE_AS_NUMBER, _sort(raw))
    text, why = mend(raw, CODE_STEPS)
    if SCIENTIFIC.fullmatch(text):
        return _kept(raw, CellProblem.CODE_AS_NUMBER, "exponent")
    return _repaired(text or None, raw, why) if why else CellReading(text)


def _read_date(raw: Raw, _column: Column, _places: int | None) -> CellReading:
    if isinstance(raw, str):
        return _read_date_text(raw)
    text = _printed(raw)
    if not isinstance(raw, dt.date):
        return _kept(text, CellProblem.NOT_A_DATE, _sort(raw))
    day, _, time = text.partition(" ")
    return _repaired(day, text, "time") if time else CellReading(day)


def _read_date_text(typed: str) -> CellReading:
    text, why = mend(typed, CODE_STEPS)
    match = DATE_PATTERN.fullmatch(text)
    if not match:
        return _kept(typed, CellProblem.NOT_A_DATE, "word")
    try:
        day = dt.date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return _kept(typed, CellProblem.NOT_A_DATE, "calendar")
    return CellReading(day) if day == typed else _repaired(day, typed, why or "date")


def _printed(raw: Raw) -> str:
    """Return the text of what is not text: 95, TRUE, 2019-12-31, 08:30:00."""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float) and math.isfinite(raw):
        return decimal_text(_shown(raw))
    if isinstance(raw, int):
        return decimal_text(exact_decimal(raw))
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        raw = raw.date()
    return str(raw)


def _sort(raw: Raw) -> str:
    if isinstance(raw, bool):
        return "boolean"
    if isinstance(raw, int | float):
        return "number"
    return "date" if isinstance(raw, dt.date) else "time"


_TEXT: Final = ColumnKind.TEXT


_CODE: Final = ColumnKind.CODE


_RATE: Final = ColumnKind.RATE


_NUMERIC: Final = (ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.RATE)


_READERS: Final[Mapping[ColumnKind, Callable[[Raw, Column, int | None], CellReading]]] = {
    ColumnKind.MONEY: _read_number,
    ColumnKind.NUMBER: _read_number,
    ColumnKind.RATE: _read_number,
    ColumnKind.CODE: _read_code,
    ColumnKind.TEXT: _read_text,
    ColumnKind.DATE: _read_date,
}
