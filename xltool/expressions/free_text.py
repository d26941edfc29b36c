"""What free texts say: the names and amounts in them, as people write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_AMOUNT = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)万元")
_PRODUCT = re.compile(
    r"(?P<many>\d+(?:\.\d+)?)[^\d\s=。；;，,]{0,4}[*×xX](?P<each>\d+(?:\.\d+)?)(?P<measure>万元|元)"
    r"[^\d=。；;]{0,6}=(?P<result>\d+(?:\.\d+)?)(?P<unit>万元|元)?"
)
_YUAN = MappingProxyType({"元": Decimal(1), "万元": Decimal(10000)})
_FALLS = re.compile(r"(?:减少|下降|压减|降低|减)[^\d，。；,;]{0,8}$")
NEAR = 8
"""How many characters after a name its number is looked for."""
REMEMBERED = 2048
"""How many texts stay taken apart: they repeat from row to row and from return to return."""


@lru_cache(REMEMBERED)
def folded(text: str) -> str:
    """Return a text in half width."""
    return unicodedata.normalize("NFKC", text)


@lru_cache(REMEMBERED)
def same_name(text: str, drop: tuple[str, ...] = ()) -> str:
    """Return a name without spacing, width, case, and the longest ending of those to ``drop``."""
    name = "".join(folded(text).split()).lower()
    for ending in sorted(map(same_name, drop), key=len, reverse=True):
        if name.endswith(ending) and name != ending:
            return name.removesuffix(ending)
    return name


@lru_cache(REMEMBERED)
def amounts(text: str, after: tuple[str, ...] = ()) -> tuple[Decimal, ...]:
    """Return the amounts in 万元 that a text quotes, negative where it tells of a fall.

    With ``after``, only those that follow one of these words within the same clause.
    """
    found = []
    for match in _AMOUNT.finditer(folded(text)):
        before = match.string[: match.start()]
        if after and not any(_ends_with(before, word) for word in after):
            continue
        value = Decimal(match[1].replace(",", ""))
        found.append(-value if _FALLS.search(before) else value)
    return tuple(found)


def _ends_with(before: str, word: str) -> bool:
    return word in before[-len(word) - NEAR :]


def agrees(quoted: Sequence[Decimal], number: Decimal) -> bool:
    """Whether a number is one of the quoted amounts, their sum or their balance."""
    sizes = [abs(value) for value in quoted]
    return abs(number) in {*sizes, sum(sizes), abs(sum(quoted))}


def wrong_products(text: str) -> list[str]:
    """Return the products in a text that are wrong, such as ``157*7000元=119.9``.

    A result without a unit may be in 元 or 万元.
    """
    return [match[0] for match in _PRODUCT.finditer(folded(text)) if not _is_right(match)]


def _is_right(match: re.Match[str]) -> bool:
    product = Decimal(match["many"]) * Decimal(match["each"]) * _YUAN[match["measure"]]
    said = Decimal(match["result"])
    half = Decimal(5).scaleb(int(said.as_tuple().exponent) - 1)
    units = (match["unit"],) if match["unit"] else _YUAN
    return any(abs(product - said * _YUAN[unit]) <= half * _YUAN[unit] for unit in units)


def said_of(text: str, name: str) -> list[Decimal]:
    """Return the numbers that follow ``name`` in a text."""
    pattern = re.escape(name) + rf"[^\d，。；,;\n]{{0,{NEAR}}}(\d+(?:\.\d+)?)"
    return [Decimal(number) for number in re.findall(pattern, folded(text))]
