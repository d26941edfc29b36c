"""Units of measure: what they count, and how many of the smallest unit of their kind they hold.

Units of one ``base`` convert exactly: 1 小时 is 60 分钟. Months and days have no common base, for a
month has no fixed number of days; things counted by 件 and by 起 have none either.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_BASES: Mapping[str, Sequence[Mapping[str, int | str]]] = MappingProxyType({
    "time": (
        {"秒": 1, "分钟": 60, "小时": 3600, "天": 86400, "日": 86400, "周": 604800},
        {"工作日": 1, "个工作日": 1},
        {"月": 1, "个月": 1, "季度": 3, "个季度": 3, "年": 12},
    ),
    "money": ({"元": 1, "千元": 1000, "万元": 10_000, "亿元": 100_000_000}, {"元/人": 1}),
    "people": ({"人": 1, "名": 1, "人员": 1, "位": 1}, {"人次": 1}),
    "mass": (
        {"毫克": "0.001", "克": 1, "千克": 1000, "公斤": 1000, "斤": 500, "吨": 1_000_000,
         "g": 1, "kg": 1000},
    ),
    "length": ({"米": 1, "千米": 1000, "公里": 1000, "m": 1, "km": 1000},),
    "volume": ({"升": 1, "毫升": "0.001"},),
    "area": (
        {"㎡": 1, "m2": 1, "平方米": 1, "平米": 1, "公顷": 10_000, "平方公里": 1_000_000},
        {"亩": 1},
    ),
    "count": tuple(
        {unit: 1}
        for unit in ("个", "起", "件", "批", "次", "例", "台", "套", "辆", "本", "份", "项",
                     "台/套", "批次", "件次", "处", "条", "户", "家", "期", "场", "班次", "支",
                     "把", "张", "部", "艘", "座", "间", "篇", "幅", "株", "头", "只")
    ),
})  # fmt: skip


CONVERTED = frozenset({"time", "money", "mass", "length", "volume", "area"})
"""What is measured in units of several sizes; all else is counted."""


@dataclass(frozen=True, slots=True)
class Measure:
    """What a unit counts, the unit of the same kind that it converts to, and how many of these."""

    dimension: str
    base: str
    factor: Decimal


MEASURES = MappingProxyType(
    {
        unit: Measure(dimension, next(iter(units)), Decimal(factor))
        for dimension, families in _BASES.items()
        for units in families
        for unit, factor in units.items()
    }
)
"""Every unit that is known."""


def find_measure(unit: str) -> Measure:
    """Return what a unit measures; an unknown one is a dimension and a base of its own."""
    return MEASURES.get(unit) or Measure(unit, unit, Decimal(1))
