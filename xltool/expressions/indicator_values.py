"""The values of performance indicators 指标值, taken apart: ``≥95百分比``, ``前8名``, ``稳步提升``.

::

    value = masked | rank | quant | range | qual
    masked = "*"{2,}
    rank = "前" int "名" | op int "名次"
    quant = [op] number [unit] | number unit "以上"|"以下"|"以内"
    range = number [unit] ("-"|"~"|"至"|"–") number unit
    op = "≥" "≤" ">" "<" "=" "不低于" "不超过" "不少于"

A missing operator means "=". Widths are folded; 百分比, ％ and ﹪ all mean per cent.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.expressions.free_text import fold_width, normalize_name
from xltool.expressions.measures import CONVERTED, MEASURES, find_measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

OPERATORS = MappingProxyType({
    "≥": "≥", "≤": "≤", ">": ">", "<": "<", "=": "=", "≧": "≥", "≦": "≤", ">=": "≥", "<=": "≤",
    "不低于": "≥", "不少于": "≥", "不小于": "≥", "大于等于": "≥", "至少": "≥",
    "不得低于": "≥", "不得少于": "≥", "达到": "≥", "达": "≥",
    "不超过": "≤", "不高于": "≤", "不大于": "≤", "不多于": "≤", "小于等于": "≤", "至多": "≤",
    "不得超过": "≤", "控制在": "≤", "大于": ">", "高于": ">", "超过": ">", "多于": ">",
    "小于": "<", "低于": "<", "少于": "<",
})  # fmt: skip
_AFTER = MappingProxyType({"以上": "≥", "以下": "≤", "以内": "≤"})
_PERCENT = frozenset({"百分比", "%", "百分之", "个百分点"})
# A text is matched as a whole: a masked one first, then a rank, a range, a quantity.
_NUMBER = r"(\d+(?:,\d{3})*(?:\.\d+)?)"
_UNIT = r"([^\d\s≥≤<>=~\-–至以]*)"
_OP = "|".join(sorted(map(re.escape, OPERATORS), key=len, reverse=True))
_RANK = re.compile(rf"(?:前{_NUMBER}名?|({_OP})?{_NUMBER}名次)")
_QUANT = re.compile(rf"({_OP})?{_NUMBER}{_UNIT}(以上|以下|以内)?")
_RANGE = re.compile(rf"{_NUMBER}{_UNIT}[-~至–]{_NUMBER}{_UNIT}")
_MASKED = re.compile(r"\*{2,}")
_BRACKET = re.compile(r"[(]([^()]*)[)]$")
_FILLING = re.compile("[的该本。.;,、]")
REMEMBERED = 8192
"""How many texts stay taken apart: indicators repeat from one return to the next."""


@lru_cache(REMEMBERED)
def dimension(unit: str) -> str:
    """Return what a unit counts: ``time`` for 小时; an unknown unit is a dimension of its own."""
    return find_measure(unit).dimension


@lru_cache(REMEMBERED)
def _scale(unit: str) -> str:
    """Return a unit in one way of writing: 个月 and 月 are one, 小时 and 分钟 are two.

    Empty for what is counted in pieces, and for what is not known: 件 and 起 are no scale.
    """
    measure = find_measure(unit)
    if measure.dimension not in CONVERTED:
        return ""
    return measure.base if measure.factor == 1 else f"{measure.factor} {measure.base}"


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """An indicator's value: its shape (masked, rank, quant, range, qual) and its parts.

    ``low`` is the lower end of a range and None elsewhere; ``written`` is the operator as it is
    written, empty when there is none.
    """

    shape: str
    sign: str = ""
    amount: Decimal | None = None
    unit: str = ""
    low: Decimal | None = None
    written: str = ""

    @property
    def dimension(self) -> str:
        """What is counted: time, money, people, or the unit itself when it is not known."""
        return dimension(self.unit)

    @property
    def scale(self) -> str:
        """The unit, in one way of writing, if there are others of its kind: see ``_scale``."""
        return _scale(self.unit)

    @property
    def based(self) -> Decimal | None:
        """The amount in the base unit of its kind: 2 小时 are 7200 seconds."""
        return None if self.amount is None else self.amount * find_measure(self.unit).factor

    @property
    def wan(self) -> Decimal | None:
        """An amount of money in 万元; None for anything else."""
        measure = find_measure(self.unit)
        if measure.base != "元" or self.amount is None:
            return None
        return self.amount * measure.factor / 10_000


@lru_cache(REMEMBERED)
def parse_indicator(text: str) -> IndicatorValue:
    """Return an indicator's value taken apart; what is no number is a quality (``qual``).

    ``≥95百分比`` is a quantity with sign ``≥``, amount 95 and unit ``%``.
    """
    text = _fold(text)
    if _MASKED.fullmatch(text):
        return IndicatorValue("masked")
    if match := _RANK.fullmatch(text):
        ahead, sign, number = match.groups()
        return IndicatorValue(
            "rank",
            OPERATORS.get(sign or "", "≤" if ahead else "="),
            _number(ahead or number),
            "名次",
            written=sign or ("前" if ahead else ""),
        )
    if match := _RANGE.fullmatch(text):
        low, _, high, unit = match.groups()
        return IndicatorValue("range", "=", _number(high), _unit(unit), _number(low), "-")
    if match := _QUANT.fullmatch(text):
        sign, number, unit, after = match.groups()
        meant = OPERATORS.get(sign or "") or _AFTER.get(after or "", "=")
        written = sign or after or ""
        return IndicatorValue("quant", meant, _number(number), _unit(unit), written=written)
    return IndicatorValue("qual")


@lru_cache(REMEMBERED)
def stem(name: str) -> str:
    """Return an indicator's name without the brackets at its end: 响应时间（小时） → 响应时间."""
    return _BRACKET.sub("", _fold(name))


@lru_cache(REMEMBERED)
def unit_in_name(name: str) -> str:
    """Return the unit in the brackets at the end of a name: 小时 for 响应时间（小时）.

    Empty when there are no brackets, or no unit in them.
    """
    match = _BRACKET.search(_fold(name))
    unit = _unit(match[1]) if match else ""
    return unit if _is_known(unit) else ""


@lru_cache(REMEMBERED)
def bracket(name: str) -> str:
    """Return what the unit in the brackets at the end of a name counts: ``time`` for （小时）."""
    return dimension(unit_in_name(name))


@lru_cache(REMEMBERED)
def indicator_key(name: str) -> str:
    """Return a name as it is compared with others: spacing, width and a unit in brackets aside."""
    return normalize_name(stem(name) if unit_in_name(name) else name)


@lru_cache(REMEMBERED)
def meaning(text: str) -> str:
    """Return a value in one way of writing: ``≥95百分比`` and ``不低于95%`` are both ``≥95%``.

    Amounts are given in the base unit of their kind.
    """
    value = parse_indicator(text)
    if value.based is None:
        return normalize_name(text)
    measure = find_measure(value.unit)
    low = "" if value.low is None else f"{(value.low * measure.factor).normalize()}-"
    return f"{value.sign}{low}{value.based.normalize()}{measure.base}"


@lru_cache(REMEMBERED)
def text_kind(text: str) -> str:
    """Return ``target`` for a text that is one, ``unit`` for one that is only a unit, else "".

    A number with a unit that is not known may be any text: 2020年度计划.
    """
    value, unit = parse_indicator(text), _unit(_fold(text))
    if value.shape in {"quant", "rank", "range"}:
        return "target" if value.unit in {"", "名次"} or _is_known(value.unit) else ""
    return "unit" if _is_known(unit) else ""


@lru_cache(REMEMBERED)
def bare_text(text: str) -> str:
    """Return a text without width, spacing, a unit at its end and words that add nothing."""
    return _FILLING.sub("", indicator_key(text))


@lru_cache(REMEMBERED)
def percent_sign(text: str) -> str:
    """Return how a value writes per cent: ``百分比`` or ``%``; empty when it does not."""
    value = fold_width(text)
    return next((sign for sign in ("百分比", "%") if sign in value), "")


_OF_TEXTS: Mapping[str, Callable[[str], str]] = MappingProxyType({
    "stem": stem, "bracket": bracket, "folded": fold_width, "key": indicator_key,
    "scale_in_name": lambda name: _scale(unit_in_name(name)), "meaning": meaning,
    "kind": text_kind, "bare": bare_text, "percent": percent_sign,
})  # fmt: skip
"""The parts that are worked out of a text as it stands; all others are of a value taken apart."""


def parts_of_indicators(texts: Iterable[str], part: str) -> list[str]:
    """Return a part of each indicator's name (``stem``, ``bracket``) or value, as a text."""
    if part in _OF_TEXTS:
        return list(map(_OF_TEXTS[part], texts))
    return list(map(attrgetter(part), map(parse_indicator, texts)))


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _is_known(unit: str) -> bool:
    return unit == "%" or unit in MEASURES


def _unit(text: str) -> str:
    return "%" if text in _PERCENT else text


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
