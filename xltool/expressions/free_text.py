"""Names and amounts in free texts, as people write them: ``增加2万元``, ``3*20元=60元``."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_AMOUNTS = MappingProxyType(
    {unit: re.compile(rf"(\d+(?:,\d{{3}})*(?:\.\d+)?){unit}") for unit in ("元", "万元")}
)
_PRODUCT = re.compile(
    r"""
    (?P<many>\d+(?:\.\d+)?)          # how many: 157
    [^\d\s=。；;，,]{0,4}            # of what, a short word: 人
    [*×xX]
    (?P<each>\d+(?:\.\d+)?)          # for how much each: 7000
    (?P<measure>万元|元)
    [^\d=。；;]{0,6}                # for each of what: /年
    =
    (?P<result>\d+(?:\.\d+)?)        # 109.9
    (?P<unit>万元|元)?               # of the result, often left out
    """,
    re.VERBOSE,
)
_YUAN = MappingProxyType({"元": Decimal(1), "万元": Decimal(10000)})
_FALL_BEFORE = re.compile(r"(?:减少|下降|压减|降低|减)[^\d，。；,;]{0,8}$")
_ROUND = str.maketrans("[]{}〔〕【】〖〗〈〉", "()" * 6)
"""Brackets of any kind as round ones."""
NEAR = 8
"""How many characters may stand between a name and its number, or a word and its amount."""
REMEMBERED = 2048
"""How many texts stay taken apart: they repeat from row to row and from return to return."""


@lru_cache(REMEMBERED)
def fold_width(text: str) -> str:
    """Return a text in half width: ``ＡＢ１`` as ``AB1``."""
    return unicodedata.normalize("NFKC", text)


@lru_cache(REMEMBERED)
def normalize_name(text: str, drop: tuple[str, ...] = ()) -> str:
    """Return a name in one way of writing, without the longest ending of those to ``drop``.

    Spacing, width, case, kinds of brackets and ways to write per cent do not count: 合格率【％】 is
    合格率 (百分比). Names that give the same mean the same. A name that is nothing but an ending
    stays.
    """
    name = "".join(fold_width(text).split()).lower().translate(_ROUND).replace("百分比", "%")
    for ending in _endings(drop):
        if name.endswith(ending) and name != ending:
            return name.removesuffix(ending)
    return name


@cache
def _endings(drop: tuple[str, ...]) -> tuple[str, ...]:
    """Return endings in one way of writing, the longest first."""
    return tuple(sorted(map(normalize_name, drop), key=len, reverse=True))


@lru_cache(REMEMBERED)
def find_amounts(
    text: str, after: tuple[str, ...] = (), scale: str = "万元"
) -> tuple[Decimal, ...]:
    """Return the amounts in ``scale`` that a text quotes, negative after a word for a fall.

    ``增加2万元，减少1.5万元`` gives 2 and -1.5. With ``after``, only those that follow one of these
    words closely.
    """
    found = []
    for match in _AMOUNTS[scale].finditer(fold_width(text)):
        before = match.string[: match.start()]
        if after and not any(_follows(before, word) for word in after):
            continue
        value = Decimal(match[1].replace(",", ""))
        found.append(-value if _FALL_BEFORE.search(before) else value)
    return tuple(found)


def _follows(before: str, word: str) -> bool:
    return word in before[-len(word) - NEAR :]


def matches_quoted(amounts: Sequence[Decimal], number: Decimal) -> bool:
    """Whether a number is one of the amounts quoted, their sum or their balance; signs aside."""
    sizes = [abs(amount) for amount in amounts]
    return abs(number) in {*sizes, sum(sizes), abs(sum(amounts))}


def find_wrong_products(text: str) -> list[str]:
    """Return the products in a text that are wrong, such as ``157*7000元=119.9``.

    A result without a unit may be in 元 or 万元; it may be rounded at its last digit.
    """
    return [match[0] for match in _PRODUCT.finditer(fold_width(text)) if not _is_right(match)]


def _is_right(match: re.Match[str]) -> bool:
    product = Decimal(match["many"]) * Decimal(match["each"]) * _YUAN[match["measure"]]
    result = Decimal(match["result"])
    half = Decimal(5).scaleb(int(result.as_tuple().exponent) - 1)
    units = (match["unit"],) if match["unit"] else _YUAN
    return any(abs(product - result * _YUAN[unit]) <= half * _YUAN[unit] for unit in units)
