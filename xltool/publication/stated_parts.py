"""Sentences against themselves: an amount and its parts, one amount with two units.

``支出 8319.42 万元，其中：基本支出 4529.49 万元；项目支出 3789.93 万元`` says a sum. So does a
change with the changes of its parts. Nothing else is taken for one: where a list says 等, or has
one part, it may be shorter than what it is of.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from math import isqrt
from typing import TYPE_CHECKING, Final

from xltool.kinds import Severity
from xltool.publication.sentence_patterns import FALLS, RISES
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_RISE, _FALL = (re.compile(rf"(?:{'|'.join(words)})(?:了|约|额?为)?$") for words in (RISES, FALLS))
AMOUNT: Final = re.compile(
    r"(?<![\d.*])(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<unit>亿元|万元|元)"
)
"""An amount of money in a folded text."""
SCALES: Final = {"元": Decimal("0.0001"), "万元": Decimal(1), "亿元": Decimal(10000)}
"""What an amount in each unit is in 万元."""
_PARTS: Final = re.compile(r"[,。;]?(?P<open>\()?(?:其中(?:包括)?|包括|分别为):?(?=[^,。;)])")
_PARTIAL: Final = re.compile(r"等|主要")
_DISTINCT_DIGITS: Final = 4
"""Digits from which on two equal numbers in 元 and 万元 are hardly two amounts by chance."""


@dataclass(frozen=True, slots=True)
class StatedAmount:
    """An amount in a sentence: where it stands, as it is written, in 万元, and how it changed.

    ``direction`` is 1 or -1 behind a word for a rise or a fall, else 0.
    """

    start: int
    end: int
    text: str
    unit: str
    amount: Decimal
    direction: int

    @property
    def signed(self) -> Decimal:
        """The amount, negative for a fall."""
        return -self.amount if self.direction < 0 else self.amount


@dataclass(frozen=True, slots=True)
class SumCheck:
    """A sum that a sentence says: the whole, its parts, and what became of it.

    ``severity`` is None where both agree, INFO within rounding, ERROR otherwise.
    """

    whole: StatedAmount
    parts: tuple[StatedAmount, ...]
    severity: Severity | None

    @property
    def value(self) -> str:
        """The whole as a number: ``1794.5``."""
        return decimal_text(self.whole.signed)

    @property
    def terms(self) -> str:
        """The parts as a sum: ``761.5 + 516.5``."""
        texts = [decimal_text(part.signed) for part in self.parts]
        return " + ".join(texts).replace("+ -", "- ")

    @property
    def total(self) -> str:
        """What the parts add up to."""
        return decimal_text(_total(self.parts))


def stated_amounts(sentence: str) -> list[StatedAmount]:
    """Return the amounts of a folded text, in order."""
    return [_amount(sentence, match) for match in AMOUNT.finditer(sentence)]


def _amount(sentence: str, match: re.Match[str]) -> StatedAmount:
    before = sentence[: match.start()]
    direction = 1 if _RISE.search(before) else -1 if _FALL.search(before) else 0
    amount = Decimal(match["number"].replace(",", "")) * SCALES[match["unit"]]
    return StatedAmount(match.start(), match.end(), match[0], match["unit"], amount, direction)


def stated_sums(sentence: str) -> Iterator[SumCheck]:
    """Yield each sum that a folded text says, judged; a list that may be partial is left out."""
    for whole in stated_amounts(sentence):
        mark = _PARTS.match(sentence, whole.end)
        if mark is None:
            continue
        segment = sentence[mark.end() : _end_of_list(sentence, mark, whole.start)]
        parts = tuple(_parts(segment, changes=whole.direction != 0))
        if parts and not _may_be_partial(whole, parts, segment):
            yield SumCheck(whole, parts, _severity(whole, parts))


def _end_of_list(sentence: str, mark: re.Match[str], start: int) -> int:
    """Return where the parts of an amount end.

    In brackets at the bracket; a list inside of another one ends with its item, else the sentence.
    """
    if mark["open"]:
        return _closing(sentence, mark.start("open"))
    outer = sentence.rfind("。", 0, start) + 1
    inside = bool(re.search(r"[,。;(](?:其中|包括)", sentence[outer:start]))
    ends = (sentence.find(stop, mark.end()) for stop in ("。;" if inside else "。"))
    return min((end for end in ends if end >= 0), default=len(sentence))


def _closing(sentence: str, start: int) -> int:
    depth = 0
    for at in range(start, len(sentence)):
        depth += {"(": 1, ")": -1}.get(sentence[at], 0)
        if not depth:
            return at
    return len(sentence)


def _parts(segment: str, *, changes: bool) -> Iterator[StatedAmount]:
    """Yield the first amount of each item; of the parts of a change those that changed."""
    plain = _outside_brackets(segment)
    stops = r";" if ";" in plain else r",|、|和(?=[^,]*\d)|以及|及(?=[^,]*\d)"
    for item in re.split(stops, plain):
        own = _PARTS_OF_ITEM.split(item, maxsplit=1)[0]
        amounts = [each for each in stated_amounts(own) if bool(each.direction) == changes]
        yield from amounts[:1]


_PARTS_OF_ITEM: Final = re.compile(r"(?<=元)[,]?(?:其中|包括)")


def _outside_brackets(segment: str) -> str:
    kept, depth = [], 0
    for letter in segment:
        depth += letter == "("
        if not depth:
            kept.append(letter)
        depth -= letter == ")" and depth > 0
    return "".join(kept)


def _may_be_partial(whole: StatedAmount, parts: Sequence[StatedAmount], segment: str) -> bool:
    """Whether parts that add up to less need not be all: there is one, or 等 stands behind them."""
    if abs(_total(parts)) >= abs(whole.signed):
        return False
    last = stated_amounts(segment)[-1]
    return len(parts) == 1 or bool(_PARTIAL.match(segment, last.end))


def _total(parts: Sequence[StatedAmount]) -> Decimal:
    return sum((part.signed for part in parts), Decimal())


def _severity(whole: StatedAmount, parts: Sequence[StatedAmount]) -> Severity | None:
    off = abs(_total(parts) - whole.signed)
    if not off:
        return None
    return Severity.INFO if off <= rounding([whole, *parts]) else Severity.ERROR


def rounding(amounts: Sequence[StatedAmount]) -> Decimal:
    """Return by how much a sum may be off if each amount was rounded at the last digit of all."""
    step = min(SCALES[each.unit].scaleb(-_places(each)) for each in amounts)
    return rounding_of(step, len(amounts))


def rounding_of(step: Decimal, count: int) -> Decimal:
    """Return by how much a sum of rounded numbers may be off, each by half a step at most.

    Of many numbers the tails mostly cancel each other: no more than the root of their number in
    steps is taken for rounding, or in a long table a wrong row would pass for it.
    """
    return min(step * count / 2, step * (isqrt(count - 1) + 1))


def _places(amount: StatedAmount) -> int:
    return len(amount.text.removesuffix(amount.unit).partition(".")[2])


def two_units(amounts: Sequence[tuple[int, StatedAmount]]) -> Iterator[tuple[int, StatedAmount]]:
    """Yield amounts in 元 whose number stands elsewhere with 万元; each with its line.

    ``657.2元`` beside ``657.2万元``: one of both is a slip. Round numbers may well be two amounts.
    """
    in_wan = {_digits(each) for _, each in amounts if each.unit == "万元"}
    for line, each in amounts:
        if each.unit == "元" and _is_distinct(each) and _digits(each) in in_wan:
            yield line, each


def _digits(amount: StatedAmount) -> str:
    return decimal_text(Decimal(amount.text.removesuffix(amount.unit).replace(",", "")))


def _is_distinct(amount: StatedAmount) -> bool:
    digits = _digits(amount).replace(".", "").strip("0")
    return len(digits) >= _DISTINCT_DIGITS
