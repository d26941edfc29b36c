"""What free texts say: the names and amounts in them, as people write them."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SUFFIX = re.compile(r"(?:fkn|yp|f)$")
_AMOUNT = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)万元")
_FALLS = re.compile(r"(?:减少|下降|压减|降低|减)[^\d，。；,;]{0,8}$")
NEAR = 8
"""How many characters after a name its number is looked for."""


def same_name(text: str) -> str:
    """Return a project's name without spacing, width, case and the suffixes of systems."""
    folded = "".join(unicodedata.normalize("NFKC", text).split()).lower()
    return _SUFFIX.sub("", folded)


def amounts(text: str, after: Sequence[str] = ()) -> list[Decimal]:
    """Return the amounts in 万元 that a text quotes, negative where it tells of a fall.

    With ``after``, only those that follow one of these words within the same clause.
    """
    folded = unicodedata.normalize("NFKC", text)
    found = []
    for match in _AMOUNT.finditer(folded):
        before = folded[: match.start()]
        if after and not any(_ends_with(before, word) for word in after):
            continue
        value = Decimal(match[1].replace(",", ""))
        found.append(-value if _FALLS.search(before) else value)
    return found


def _ends_with(before: str, word: str) -> bool:
    return word in before[-len(word) - NEAR :]


def agrees(quoted: Sequence[Decimal], number: Decimal) -> bool:
    """Whether a number is one of the quoted amounts, their sum or their balance."""
    sizes = [abs(value) for value in quoted]
    return abs(number) in {*sizes, sum(sizes), abs(sum(quoted))}


def said_of(text: str, name: str) -> list[Decimal]:
    """Return the numbers that follow ``name`` in a text."""
    folded = unicodedata.normalize("NFKC", text)
    pattern = re.escape(name) + rf"[^\d，。；,;\n]{{0,{NEAR}}}(\d+(?:\.\d+)?)"
    return [Decimal(number) for number in re.findall(pattern, folded)]
