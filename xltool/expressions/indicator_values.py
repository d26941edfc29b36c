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

from xltool.expressions.free_text import fold_width

if TYPE_CHECKING:
    from collections.abc import Iterable

OPERATORS = MappingProxyType({
    "≥": "≥", "≤": "≤", ">": ">", "<": "<", "=": "=", "≧": "≥", "≦": "≤", ">=": "≥", "<=": "≤",
    "不低于": "≥", "不少于": "≥", "不小于": "≥", "大于等于": "≥", "至少": "≥",
    "不超过": "≤", "不高于": "≤", "不大于": "≤", "小于等于": "≤", "大于": ">", "小于": "<",
})  # fmt: skip
_AFTER = MappingProxyType({"以上": "≥", "以下": "≤", "以内": "≤"})
_PERCENT = frozenset({"百分比", "%", "百分之", "个百分点"})
_DIMENSIONS = MappingProxyType({
    "分钟": "time", "小时": "time", "天": "time", "日": "time", "工作日": "time",
    "个工作日": "time", "月": "time", "个月": "time", "年": "time", "秒": "time", "周": "time",
    "元": "money", "万元": "money", "亿元": "money", "元/人": "money",
    "人": "people", "人次": "people", "名": "people", "人员": "people",
    "个": "count", "起": "count", "件": "count", "批": "count", "次": "count", "例": "count",
    "台": "count", "套": "count", "辆": "count", "本": "count", "份": "count", "项": "count",
    "台/套": "count", "批次": "count", "件次": "count", "处": "count", "条": "count",
    "㎡": "area", "m2": "area", "平方米": "area",
})  # fmt: skip
_IN_WAN = MappingProxyType({"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10000)})
# A text is matched as a whole: a masked one first, then a rank, a range, a quantity.
_NUMBER = r"(\d+(?:,\d{3})*(?:\.\d+)?)"
_UNIT = r"([^\d\s≥≤<>=~\-–至以]*)"
_OP = "|".join(sorted(map(re.escape, OPERATORS), key=len, reverse=True))
_RANK = re.compile(rf"(?:前{_NUMBER}名?|({_OP})?{_NUMBER}名次)")
_QUANT = re.compile(rf"({_OP})?{_NUMBER}{_UNIT}(以上|以下|以内)?")
_RANGE = re.compile(rf"{_NUMBER}{_UNIT}[-~至–]{_NUMBER}{_UNIT}")
_MASKED = re.compile(r"\*{2,}")
_BRACKET = re.compile(r"[(]([^()]*)[)]$")
REMEMBERED = 8192
"""How many texts stay taken apart: indicators repeat from one return to the next."""


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """An indicator's value: its shape (masked, rank, quant, range, qual) and its parts.

    ``low`` is the lower end of a range and None elsewhere.
    """

    shape: str
    sign: str = ""
    amount: Decimal | None = None
    unit: str = ""
    low: Decimal | None = None

    @property
    def dimension(self) -> str:
        """What is counted: units of one dimension can be converted."""
        return dimension(self.unit)

    @property
    def wan(self) -> Decimal | None:
        """An amount of money in 万元; None for anything else."""
        factor = _IN_WAN.get(self.unit)
        return None if factor is None or self.amount is None else self.amount * factor


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
        )
    if match := _RANGE.fullmatch(text):
        low, _, high, unit = match.groups()
        return IndicatorValue("range", "=", _number(high), _unit(unit), _number(low))
    if match := _QUANT.fullmatch(text):
        sign, number, unit, after = match.groups()
        meant = OPERATORS.get(sign or "") or _AFTER.get(after or "", "=")
        return IndicatorValue("quant", meant, _number(number), _unit(unit))
    return IndicatorValue("qual")


@lru_cache(REMEMBERED)
def stem(name: str) -> str:
    """Return an indicator's name without the brackets at its end: 响应时间（小时） → 响应时间."""
    return _BRACKET.sub("", _fold(name))


@lru_cache(REMEMBERED)
def bracket(name: str) -> str:
    """Return what the unit in the brackets at the end of a name counts: ``time`` for （小时）.

    Empty when there are no brackets, or no unit in them.
    """
    match = _BRACKET.search(_fold(name))
    unit = _unit(match[1]) if match else ""
    return dimension(unit) if unit == "%" or unit in _DIMENSIONS else ""


def parts_of_indicators(texts: Iterable[str], part: str) -> list[str]:
    """Return a part of each indicator's name (``stem``, ``bracket``) or value, as a text."""
    of_names = {"stem": stem, "bracket": bracket, "folded": fold_width}
    if part in of_names:
        return list(map(of_names[part], texts))
    return list(map(attrgetter(part), map(parse_indicator, texts)))


def dimension(unit: str) -> str:
    """Return what a unit counts: ``time`` for 小时; an unknown unit is a dimension of its own."""
    return _DIMENSIONS.get(unit, unit)


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def _unit(text: str) -> str:
    return "%" if text in _PERCENT else text


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))
