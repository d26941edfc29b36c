"""Amounts of a document in other words than ours, judged by the words right before them.

Where the text file prints 公务接待费 before a figure, a foreign sentence in which these words stand
before an amount says the same figure. Last year's amounts, changes, and words that stand before
several figures say nothing certain: they are left out.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, Final, NamedTuple

from xltool.publication.numeral_check import figure_text, is_right
from xltool.publication.sentence_patterns import NUMERAL, NumeralToken, folded

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xltool.publication.sentence_patterns import Pattern

SHORTEST: Final = 4
"""Characters that words have at least to name a figure: 小计 names none."""
_WORDS: Final = re.compile(r"[\u4e00-\u9fff()“”]+$")
_VERBS: Final = re.compile(r"(?:共计|合计|总计|安排|预算|总额|金额|数|约|达|为|是|的)+$")
_LEADING: Final = re.compile(r"^.*(?:其中|包括|部门|单位|本年度?)")
_OTHER_YEAR: Final = re.compile(
    r"上年|去年|同期|比|较|[增减]|上升|下降|提高|降低|占|\d{4}年(?=[^\d]*$)"
)


class WordedFigure(NamedTuple):
    """An amount of a document with what it is: paragraph from 1, as written, right or not."""

    paragraph: int
    text: str
    concept: str
    expected: str
    is_right: bool


def judge_by_words(
    paragraphs: Sequence[str], wanted: Iterable[int], patterns: Iterable[Pattern], period: str
) -> Iterator[WordedFigure]:
    """Yield the amounts of the ``wanted`` paragraphs whose words name one figure of ours.

    ``period`` is the year of the budget; amounts of another year in the clause are left out.
    """
    known = _figures_by_words(patterns)
    for number in wanted:
        text = folded(paragraphs[number - 1])
        for match in NUMERAL.finditer(text):
            before = _clause(text[: match.start()])
            if _OTHER_YEAR.search(before.replace(f"{period}年", "")):
                continue
            token = _named(_name(before), known)
            if token is not None:
                right = is_right(match["number"], match["unit"], token.amount, token.unit)
                expected = figure_text(token.amount, token.unit)
                yield WordedFigure(number, match[0], token.concept, expected, right)


def _figures_by_words(patterns: Iterable[Pattern]) -> Mapping[str, list[NumeralToken]]:
    found: dict[str, list[NumeralToken]] = defaultdict(list)
    for pattern in patterns:
        for before, token in zip(pattern.tokens, pattern.tokens[1:], strict=False):
            if isinstance(before, str) and isinstance(token, NumeralToken):
                clause = _clause(folded(before))
                name = _name(clause)
                if len(name) >= SHORTEST and not _OTHER_YEAR.search(clause):
                    found[name].append(token)
    return found


def _clause(before: str) -> str:
    """Return the clause up to a numeral, from the last stop on."""
    return re.split(r"[,。;:、]", before)[-1]


def _name(clause: str) -> str:
    """Return the words that name a figure, without those that lead to any."""
    found = _WORDS.search(clause)
    return _VERBS.sub("", _LEADING.sub("", found[0] if found else ""))


def _named(words: str, known: Mapping[str, list[NumeralToken]]) -> NumeralToken | None:
    """Return the figure whose words these end with, the longest; None for none or for several."""
    names = [name for name in known if words.endswith(name)]
    tokens = known[max(names, key=len)] if names else []
    amounts = {(token.amount, token.unit) for token in tokens}
    return tokens[0] if len(amounts) == 1 else None
