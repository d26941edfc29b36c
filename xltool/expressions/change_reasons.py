"""What a reason says of a change: its amounts, its direction, the year that it compares with.

``较2019年增加18万元，与运行维护费减少5.4万元相抵`` tells of +18 and -5.4, and compares with 2019.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from xltool.expressions.free_text import REMEMBERED, fold_width

OFFSETS = ("相抵", "抵消", "抵减", "抵扣")
"""Words for an offset, whichever way it goes."""
REACH = 15
"""How many characters may stand between a word for a change and its first amount."""
_AMOUNT = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)(万元|元)")
# Texts are split in half width; a comma before three digits is one of 18,000.
_CLAUSE_END = re.compile(r"[:!]|,(?!\d{3})")
_SENTENCE_END = re.compile(r"[。;\n]")
# What stands right before an amount that is a level (增加到 45 万元) or an estimate, not a change.
_NO_CHANGE = re.compile(
    r"(?:[到至为达约近共]|超过|不到|不足|本年|上年|去年|预算数?|安排|总额|合计|共计)$"
)
# What stands around a rate for each of many, or around a product.
_FOR_EACH = re.compile(r"(?:每|人均|户均|标准|单价|定额)[^,。;\n]{0,12}$|[*×xX=]\s*$")
_OF_EACH = re.compile(r"\s*[/*×每]|\s*[xX]\d")
_COMPARED = re.compile(r"(?:比|较|同|与|对比)(\d{4})年|(\d{4})年(?:度)?相比")


class QuotedAmount(NamedTuple):
    """An amount of money in a text, in its own ``unit``: 元 or 万元.

    Of a change ``sign`` is 1 after a word for a rise and -1 after one for a fall; of any other
    amount it is 0. A change that only continues an enumeration is not ``close`` to its word.
    """

    amount: Decimal
    unit: str
    sign: int = 0
    close: bool = False


@lru_cache(REMEMBERED)
def quoted_amounts(
    text: str, rises: tuple[str, ...] = (), falls: tuple[str, ...] = ()
) -> tuple[QuotedAmount, ...]:
    """Return the amounts of money in a text, without rates for each of many and products."""
    words = "|".join(map(re.escape, sorted((*rises, *falls), key=len, reverse=True))) or r"(?!)"
    parts = re.compile(f"(?P<word>{words})|{_AMOUNT.pattern}")
    found = []
    for sentence in _SENTENCE_END.split(fold_width(text)):
        sign = 0
        for clause in _CLAUSE_END.split(sentence):
            reach = -1  # up to where an amount of this clause is close to the latest word
            for part in parts.finditer(clause):
                before, after = clause[: part.start()], clause[part.end() :]
                if part["word"]:
                    sign, reach = (1 if part["word"] in rises else -1), part.end() + REACH
                elif not _FOR_EACH.search(before) and not _OF_EACH.match(after):
                    number, unit = Decimal(part[2].replace(",", "")), part[3]
                    if _NO_CHANGE.search(before):
                        found.append(QuotedAmount(number, unit))
                        continue
                    close = part.start() <= reach
                    reach = part.end() + REACH if close else reach
                    found.append(QuotedAmount(number, unit, sign, close))
    return tuple(found)


def explains_change(
    text: str,
    change: Decimal,
    rises: tuple[str, ...],
    falls: tuple[str, ...],
    scale: str = "万元",
) -> bool:
    """Whether the changes that a reason quotes in ``scale`` come to the change itself.

    One of them is the change, or their sum is, with or without what only continues an enumeration.
    A quoted change beyond it needs what offsets it: a change or a word the other way. True of a
    reason that quotes no change.
    """
    amounts = quoted_amounts(text, rises, falls)
    told = [each for each in amounts if each.sign and each.unit == scale]
    close = [each.sign * each.amount for each in told if each.close]
    if not close:
        return True
    if any(abs(each) > abs(change) and each * change > 0 for each in close):
        return any(word in text for word in (*OFFSETS, *(falls if change > 0 else rises)))
    return change in {*close, sum(close), sum(each.sign * each.amount for each in told)}


@lru_cache(REMEMBERED)
def compared_years(text: str) -> frozenset[int]:
    """Return the years that a text compares with: 2019 for ``较2019年减少``, ``与2019年相比``."""
    return frozenset(int(a or b) for a, b in _COMPARED.findall(fold_width(text)))
