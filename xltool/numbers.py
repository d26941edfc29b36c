"""What stands in a cell, as an exact value or a problem: the one explicit normaliser.

A value is the decimal that the clerk sees. Odd ways of typing are repaired and say so; whatever
is not plainly a value stays text, with its problem; nothing is rounded or dropped in silence.

Values are in the column's own measure. A rate is in per cent: the text ``95%`` is 95.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from functools import partial
from typing import Final

from xltool.model import Column, Kind, Value

Raw = None | bool | int | float | str | dt.date | dt.datetime | dt.time | dt.timedelta
"""What a spreadsheet reader hands over; an error cell comes as its text (``#REF!``)."""

STORED_PLACES: Final = 6
"""Decimal places that frames hold."""

LARGEST: Final = Decimal(10) ** 13
"""Amounts stay below this: beyond, Excel's 15 digits do not hold two places."""

LONGEST: Final = 32767
"""Characters that a cell holds."""


class Problem(StrEnum):
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
class Reading:
    """A cell, read. ``value`` is None when blank; text in a numeric column is unreadable.

    ``typed`` is what stood in the cell, control characters made visible, and ``why`` a short
    key of the reason; both are empty when there is no problem.
    """

    value: Value | None
    typed: str = ""
    problem: Problem | None = None
    why: str = ""


def read_value(raw: Raw, column: Column, places: int | None = None) -> Reading:
    """Read one cell of ``column``; never raise.

    ``places`` overrides the column's decimal places for one line (辆 are whole: 0).
    """
    if raw is None or raw == "":
        return _BLANK
    value = clean(raw, column.kind, places_of(column, places))
    if value is not None:
        return Reading(value)
    if isinstance(raw, str):
        return _read_typed(raw, column, places)
    return _READERS[column.kind](raw, column, places)


def clean(raw: Raw, kind: Kind, places: int) -> Value | None:
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


def exact(value: float | str) -> Decimal:
    """Return the decimal that a double, an integer or a plain numeral stands for.

    Canonical: no trailing zeros, no exponent, no negative zero. Raise ``ValueError`` for nan,
    infinity, and text such as ``1e3``, ``1,000`` or ``１``.
    """
    if isinstance(value, int):
        return Decimal(value)
    if not (_PLAIN.fullmatch(value) if isinstance(value, str) else math.isfinite(value)):
        message = f"not a plain number: {value}"
        raise ValueError(message)
    return _canonical(Decimal(str(value)))


def plain(value: Value) -> str:
    """Return the canonical text of a value: ``79.5``, ``1621``, ``0``; text as it is."""
    if isinstance(value, str):
        return value
    text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def half_up(value: Decimal, places: int) -> Decimal:
    """Round to ``places``, halves away from zero: 0.005 is 0.01 and -0.005 is -0.01."""
    step = Decimal(1).scaleb(-places)
    return _canonical(value.quantize(step, ROUND_HALF_UP, Context(prec=_PRECISION)))


def places_of(column: Column, places: int | None = None) -> int:
    """Return the decimal places allowed: the line's, else the column's, else the kind's."""
    if places is None:
        places = column.places
    return min(_PLACES.get(column.kind, 0) if places is None else places, STORED_PLACES)


def masked(value: Value | None) -> bool:
    """Say whether a value is redacted: a run of two or more ``*``, half or full width."""
    return isinstance(value, str) and _MASK.fullmatch(value) is not None


# The grammar. Every pattern runs in linear time, whatever a hostile cell holds.

_BLANK: Final = Reading(None)
_ZERO: Final = Decimal(0)
_CAP: Final = float(LARGEST)
_DIGITS: Final = 15
_PRECISION: Final = 100
_PLACES: Final[Mapping[Kind, int]] = {Kind.MONEY: 2, Kind.NUMBER: 2, Kind.RATE: 4}

_SPACES: Final = (
    " \t\n\v\f\x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
)
_HALF_WIDTH: Final = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | str.maketrans(
    "￥﹪−﹣﹢﹐﹒", "¥%--+,."
)
_HALF_WIDTH_CODE: Final = {
    code: half for code, half in _HALF_WIDTH.items() if chr(half).isalnum() or chr(half) in "-./"
}
_FULL_WIDTH: Final = "\uff00"
_CONTROLS: Final = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE: Final = re.compile("[\u200b-\u200f\u2060\ufeff]")
_APOSTROPHE: Final = re.compile(r"\A\s*['‘’]+\s*")
_CURRENCY: Final = re.compile(r"\A([+-]?)¥\s?")
_MASK: Final = re.compile(r"[*＊]{2,}")
_PLAIN: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
_PADDED: Final = re.compile(r"[+-]?0[0-9]")
_GROUPED: Final = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_SCIENTIFIC: Final = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+[0-9]+")
_DATE: Final = re.compile(
    r"(?P<year>[0-9]{4})\s*[-./年]\s*(?P<month>[0-9]{1,2})\s*[-./月]\s*(?P<day>[0-9]{1,2})\s*日?"
)
_REASONS: Final = tuple(
    (why, re.compile(pattern, re.DOTALL | re.IGNORECASE))
    for why, pattern in (
        ("error", r"#[a-z/0_]+[!?]?"),
        ("formula", r"=.*"),
        ("dash", r"[-—–―─_/\\~]+"),
        ("parentheses", r"[-+]?\(.*\)"),
        ("percent", r".*%"),
        ("exponent", r"[-+]?[0-9.]+e[-+]?[0-9]+"),
        ("date", r"[0-9]{4}\s*[-./年]\s*[0-9]{1,2}\s*(?:[-./月]\s*(?:[0-9]{1,2}\s*日?)?)?"),
        ("leading-zeros", r"[-+]?0[0-9]+(?:\.[0-9]*)?"),
        ("separators", r"[-+]?[0-9][0-9,.]*"),
        ("spaces", r"[-+]?\s*[0-9][0-9,.\s]*"),
        ("measure", r"[-+]?[0-9][0-9,.]*\s*[^\W\d_].*"),
        ("currency", r"(?:[-+]?[$€£¥]|RMB|CNY|人民币).*"),
        ("word", r".*"),
    )
)


def _fold(text: str) -> str:
    return text.translate(_HALF_WIDTH)


def _fold_code(text: str) -> str:
    """Fold letters, digits and joints only: brackets and commas may belong to a label."""
    return text.translate(_HALF_WIDTH_CODE)


def _strip(text: str) -> str:
    return text.strip(_SPACES)


def _ungroup(text: str) -> str:
    return text.replace(",", "") if _GROUPED.fullmatch(text) else text


def _unpercent(text: str) -> str:
    return _strip(text[:-1]) if text.endswith("%") else text


_Step = tuple[str, Callable[[str], str]]
_STEPS: Final[tuple[_Step, ...]] = (
    ("invisible", partial(_INVISIBLE.sub, "")),
    ("text", partial(_APOSTROPHE.sub, "")),
    ("spaces", _strip),
)
_CODE_STEPS: Final = (("full-width", _fold_code), *_STEPS)
_NUMBER_STEPS: Final[tuple[_Step, ...]] = (
    ("full-width", _fold),
    *_STEPS,
    ("currency", partial(_CURRENCY.sub, r"\1")),
    ("separators", _ungroup),
)
_RATE_STEPS: Final[tuple[_Step, ...]] = (
    *_NUMBER_STEPS,
    ("percent", _unpercent),
    ("separators", _ungroup),
)


def _mend(text: str, steps: tuple[_Step, ...]) -> tuple[str, str]:
    """Return the text after every step, and the name of the first that changed it."""
    why = ""
    for name, step in steps:
        before, text = text, step(text)
        why = why or (name if text != before else "")
    return text, why


# What is common to all typed text, before the kind's own reader.


def _is_clean(raw: str, kind: Kind) -> bool:
    """Say whether text is its own value."""
    if len(raw) > LONGEST:
        return False
    if kind is _TEXT:
        return raw.isprintable() and raw[0] != " " != raw[-1]
    return kind is _CODE and raw.isalnum() and (raw.isascii() or max(raw) < _FULL_WIDTH)


def _read_typed(raw: str, column: Column, places: int | None) -> Reading:
    """Gate text: length, control characters, spaces only, redaction; line ends become LF."""
    text = raw.replace("\r\n", "\n").replace("\r", "\n")
    clean = _CONTROLS.sub("", text)
    if len(clean) > LONGEST:
        return Reading(clean, _visible(text), Problem.TOO_LONG, "long")
    core = _strip(clean)
    if clean != text:
        return Reading(core or None, _visible(text), Problem.CONTROL_CHARACTER, "control")
    if not core:
        return _repaired(None, text, "spaces")
    if not masked(core):
        return _READERS[column.kind](text, column, places)
    if column.kind in (_TEXT, _CODE):
        return _trimmed(text)
    return Reading(core, text, Problem.MASKED, "masked")


def _trimmed(typed: str) -> Reading:
    text = _strip(typed)
    return Reading(text) if text == typed else _repaired(text, typed, "spaces")


def _visible(text: str) -> str:
    return _CONTROLS.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _repaired(value: Value | None, typed: str, why: str) -> Reading:
    return Reading(value, typed, Problem.REPAIRED, why)


def _kept(text: str, problem: Problem, why: str) -> Reading:
    return Reading(text, text, problem, why)


# Numbers.


def _read_number(raw: Raw, column: Column, places: int | None) -> Reading:
    allowed = places_of(column, places)
    if isinstance(raw, float):
        return _read_float(raw, allowed)
    if isinstance(raw, str):
        return _read_numeral(raw, column, allowed)
    if isinstance(raw, bool) or not isinstance(raw, int):
        return _kept(_printed(raw), Problem.NOT_A_NUMBER, _sort(raw))
    number = exact(raw)
    return _limited(number, plain(number), allowed) or Reading(number)


def _read_float(raw: float, allowed: int) -> Reading:
    """Take a double as the 15 digits that Excel shows, if these are a value; say so."""
    if not math.isfinite(raw):
        return _kept(repr(raw), Problem.NOT_A_NUMBER, "not-finite")
    number, shown = exact(raw), _shown(raw)
    computed = "computed" if number != shown else ""
    if computed and _limited(shown, "", allowed) is None:
        return _repaired(shown, plain(number), computed)
    return _limited(number, plain(number), allowed, computed) or Reading(number)


def _shown(raw: float) -> Decimal:
    return _canonical(Decimal(f"{raw:.{_DIGITS}g}"))


def _read_numeral(typed: str, column: Column, allowed: int) -> Reading:
    text, why = _mend(typed, _RATE_STEPS if column.kind is _RATE else _NUMBER_STEPS)
    if not _PLAIN.fullmatch(text) or _PADDED.match(text):
        return _kept(typed, Problem.NOT_A_NUMBER, _reason(text))
    number = exact(text)
    return _limited(number, typed, allowed) or _repaired(number, typed, why or "text")


def _reason(text: str) -> str:
    return next(why for why, pattern in _REASONS if pattern.fullmatch(text))


def _limited(number: Decimal, typed: str, allowed: int, why: str = "") -> Reading | None:
    """Return the problem of a number that is too large or has too many places, or None."""
    if number.copy_abs() >= LARGEST:
        return _kept(typed, Problem.TOO_LARGE, "large")
    found = len(plain(number).partition(".")[2])
    if found <= allowed:
        return None
    value = number if found <= STORED_PLACES else typed
    why = why or ("places" if allowed else "whole")
    return Reading(value, typed, Problem.TOO_MANY_PLACES, why)


def _canonical(number: Decimal) -> Decimal:
    return Decimal(plain(number))


# Text, codes, dates.


def _read_text(raw: Raw, _column: Column, _places: int | None) -> Reading:
    if isinstance(raw, str):
        return _trimmed(raw)
    text, sort = _printed(raw), _sort(raw)
    if sort != "number":
        return _repaired(text, text, sort)
    if isinstance(raw, float) and not math.isfinite(raw):
        return _kept(text, Problem.NOT_A_NUMBER, "not-finite")
    if isinstance(raw, float) and exact(raw) != _shown(raw):
        return _repaired(text, plain(exact(raw)), "computed")
    return Reading(text)


def _read_code(raw: Raw, _column: Column, _places: int | None) -> Reading:
    if not isinstance(raw, str):
        return _kept(_printed(raw), Problem.CODE_AS_NUMBER, _sort(raw))
    text, why = _mend(raw, _CODE_STEPS)
    if _SCIENTIFIC.fullmatch(text):
        return _kept(raw, Problem.CODE_AS_NUMBER, "exponent")
    return _repaired(text or None, raw, why) if why else Reading(text)


def _read_date(raw: Raw, _column: Column, _places: int | None) -> Reading:
    if isinstance(raw, str):
        return _read_date_text(raw)
    text = _printed(raw)
    if not isinstance(raw, dt.date):
        return _kept(text, Problem.NOT_A_DATE, _sort(raw))
    day, _, time = text.partition(" ")
    return _repaired(day, text, "time") if time else Reading(day)


def _read_date_text(typed: str) -> Reading:
    text, why = _mend(typed, _CODE_STEPS)
    match = _DATE.fullmatch(text)
    if not match:
        return _kept(typed, Problem.NOT_A_DATE, "word")
    try:
        day = dt.date(int(match["year"]), int(match["month"]), int(match["day"])).isoformat()
    except ValueError:
        return _kept(typed, Problem.NOT_A_DATE, "calendar")
    return Reading(day) if day == typed else _repaired(day, typed, why or "date")


def _printed(raw: Raw) -> str:
    """Return the text of what is not text: 95, TRUE, 2019-12-31, 08:30:00."""
    if isinstance(raw, bool):
        return str(raw).upper()
    if isinstance(raw, float) and math.isfinite(raw):
        return plain(_shown(raw))
    if isinstance(raw, int):
        return plain(exact(raw))
    if isinstance(raw, dt.datetime) and raw.time() == dt.time():
        raw = raw.date()
    return str(raw)


def _sort(raw: Raw) -> str:
    if isinstance(raw, bool):
        return "boolean"
    if isinstance(raw, int | float):
        return "number"
    return "date" if isinstance(raw, dt.date) else "time"


_TEXT: Final = Kind.TEXT
_CODE: Final = Kind.CODE
_RATE: Final = Kind.RATE
_NUMERIC: Final = (Kind.MONEY, Kind.NUMBER, Kind.RATE)
_READERS: Final[Mapping[Kind, Callable[[Raw, Column, int | None], Reading]]] = {
    Kind.MONEY: _read_number,
    Kind.NUMBER: _read_number,
    Kind.RATE: _read_number,
    Kind.CODE: _read_code,
    Kind.TEXT: _read_text,
    Kind.DATE: _read_date,
}
