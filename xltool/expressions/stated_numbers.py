"""Numbers with units in free texts, and which indicators they speak of.

A goal says 破案50起, an indicator 破案起数（起） ≥40起. They belong together because they count in
the same unit and share the word 破案: names are never quoted in full. Numbers that count nothing
(years and dates, numbers of documents, ranks, factors of products) are left out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.expressions.free_text import REMEMBERED, fold_width
from xltool.expressions.indicator_values import parse_indicator, stem, unit_in_name
from xltool.expressions.measures import MEASURES, find_measure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

_WRITTEN_UNITS = {*MEASURES, "百分比", "个百分点"} - {"月", "日"}
"""Units as texts write them: 3月 and 3日 are dates."""
_UNITS = "|".join(sorted(map(re.escape, _WRITTEN_UNITS), key=len, reverse=True))
_NUMBER = re.compile(
    rf"""
    (?<![\d.第前×*xX÷/=+-])          # no rank, no part of a product or of a longer number
    (?P<number>\d+(?:,\d{{3}})*(?:\.\d+)?)
    (?P<unit>%|{_UNITS})
    (?![*×÷/=+\d]|[底前初末中度](?!\d)|月份)   # no factor, no date
    """,
    re.VERBOSE,
)
_DIGIT = re.compile(r"\d")
_BREAK = re.compile(r"[，。；;、,\n:：]")
_CITED = re.compile(r"《[^》]*》|[\[〔【(（]\d{4}[\]〕】)）]\d*号?")
_COUNTED = re.compile(
    r"(?:数量|总数|人数|人次数?|次数|个数|起数|件数|台数|辆数|天数|数|量|率|比例|情况|指标)$|全年|年度|本年|计划"
)
"""What names say of any number: it is no word that tells one indicator from another."""
_FIRST_YEAR = 1900
_ENOUGH = 0.5
"""More than this share of a name's characters stands beside a number that it is about."""


@dataclass(frozen=True, slots=True)
class StatedNumber:
    """A number in a text: as it is written, in the base unit of its kind, and what stands around.

    ``clause`` is the text between the punctuation marks, or other numbers, on both sides.
    """

    written: str
    amount: Decimal
    base: str
    clause: str


@lru_cache(REMEMBERED)
def find_stated_numbers(text: str) -> tuple[StatedNumber, ...]:
    """Return the numbers with known units in a text: ``破案50起，抓获45人`` gives 50起 and 45人."""
    if not _DIGIT.search(text):
        return ()
    text = _CITED.sub("", "".join(fold_width(line) + "\n" for line in text.splitlines()))
    text = re.sub(r"[ \t]", "", text)
    matches = [match for match in _NUMBER.finditer(text) if not _is_date(match)]
    found = []
    for place, match in enumerate(matches):
        start = matches[place - 1].end() if place else 0
        end = matches[place + 1].start() if place + 1 < len(matches) else len(text)
        before = _BREAK.split(text[start : match.start()])[-1]
        after = _BREAK.split(text[match.end() : end])[0]
        unit = "%" if match["unit"] in {"百分比", "个百分点"} else match["unit"]
        measure = find_measure(unit)
        amount = parse_indicator(f"{match['number']}{unit}").amount
        assert amount is not None
        found.append(
            StatedNumber(
                f"{before}{match[0]}{after}", amount * measure.factor, measure.base, before + after
            )
        )
    return tuple(found)


def _is_date(match: re.Match[str]) -> bool:
    is_year = match["unit"] == "年" and match["number"].isdigit()
    return is_year and int(match["number"]) >= _FIRST_YEAR


def find_contradictions(
    text: str, indicators: Sequence[tuple[str, str]]
) -> Mapping[int, StatedNumber]:
    """Return the indicators (name, value) of which a text gives another number, by position.

    Each number goes to the indicator in its unit that shares most words with its clause. It goes
    to none when two share as many, or when another one that shares a word has just this number.
    """
    targets = [_target(name, value) for name, value in indicators]
    found: dict[int, StatedNumber] = {}
    right: set[int] = set()
    for number in find_stated_numbers(text):
        near = {
            place: target.likeness(number)
            for place, target in enumerate(targets)
            if target is not None and target.is_near(number)
        }
        agreeing = {place for place in near if number.amount in _amounts(targets[place])}
        right |= agreeing
        nearest = [place for place, likeness in near.items() if likeness == max(near.values())]
        if not agreeing and len(nearest) == 1:
            found.setdefault(nearest[0], number)
    return {place: number for place, number in found.items() if place not in right}


def _amounts(target: _Subject | None) -> tuple[Decimal, ...]:
    return () if target is None else target.amounts


def find_other_number(text: str, name: str, value: str) -> str:
    """Return the one number that an indicator's description gives, when it is not the target's.

    Empty when it gives none in the target's unit, several, or the target itself.
    """
    target = _target(name, value)
    if target is None:
        return ""
    numbers = [number for number in find_stated_numbers(text) if number.base == target.base]
    is_other = len(numbers) == 1 and numbers[0].amount not in target.amounts
    return numbers[0].written if is_other else ""


@dataclass(frozen=True, slots=True)
class _Subject:
    """What an indicator is about, without what any name may say, and its amounts."""

    words: str
    base: str
    amounts: tuple[Decimal, ...]

    def likeness(self, number: StatedNumber) -> tuple[int, float]:
        """Return how many pairs of characters, and which share of all, stand in the clause."""
        pairs = _pairs(self.words) & _pairs(number.clause)
        share = sum(sign in number.clause for sign in self.words) / max(len(self.words), 1)
        return len(pairs), share

    def is_near(self, number: StatedNumber) -> bool:
        """Whether a number counts in the same unit, and its clause is about this indicator."""
        if self.base != number.base:
            return False
        pairs, share = self.likeness(number)
        return bool(pairs) and share > _ENOUGH


def _pairs(text: str) -> set[str]:
    return {first + second for first, second in pairwise(text)}


@lru_cache(REMEMBERED)
def _target(name: str, value: str) -> _Subject | None:
    """Return an indicator taken apart; None when its value is no number with a unit."""
    parsed = parse_indicator(value)
    unit = parsed.unit or unit_in_name(name)
    if parsed.shape not in {"quant", "range"} or not unit:
        return None
    measure = find_measure(unit)
    amounts = (number for number in (parsed.amount, parsed.low) if number is not None)
    words = _COUNTED.sub("", _COUNTED.sub("", stem(name)))
    return _Subject(words, measure.base, tuple(number * measure.factor for number in amounts))
