"""A line of a text file as a pattern: what a paragraph of the finished document must read like.

Words stand as they are; a number, its unit and a word for a change may be anything, and are judged
against what the facts give. So a wrong number is found, and not merely not recognised.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

NUMBER: Final = r"-?(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)|\*{2,}"
UNIT: Final = "亿元|万元|千元|元|%"
RISES: Final = ("增加", "增长", "上升", "提高", "新增", "增支")
FALLS: Final = ("减少", "下降", "降低", "压减", "减支")
SAME: Final = ("持平", "不变", "没有变化", "相同")
EITHER: Final = "增加/减少"
CHANGE: Final = "|".join((EITHER, *RISES, *FALLS, *SAME))
NUMERAL: Final = re.compile(rf"(?P<number>{NUMBER})(?P<unit>{UNIT})")
"""A number with a unit, wherever it stands."""
_PAUSE: Final = re.compile(r"[,。;:]|\((?=其中|包括)|\)(?=[,。;]|$)")
"""Where a clause ends; brackets within words, as in 因公出国(境)费, are none of it."""


@dataclass(frozen=True, slots=True)
class NumeralToken:
    """A number that is printed: ``concept`` is what people call it, ``amount`` what facts give.

    The amount is in ``unit`` (万元, 元, % or nothing); a text is masked. ``sources`` is its field.
    """

    concept: str
    amount: Decimal | str
    unit: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class ChangeToken:
    """A word for a change, with the size of the change behind it unless ``bare``."""

    concept: str
    amount: Decimal | str
    unit: str
    words: tuple[str, str, str]
    bare: bool = False
    source: str = ""

    @property
    def expected_word(self) -> str:
        """The word that the facts give: more, less or the same."""
        more, less, same = self.words
        if isinstance(self.amount, str):
            return EITHER
        return same if not self.amount else more if self.amount > 0 else less


@dataclass(frozen=True, slots=True)
class TextToken:
    """What a person wrote: ``label`` is the slot, ``text`` what stands in the form."""

    label: str
    text: str


Token: TypeAlias = str | NumeralToken | ChangeToken | TextToken


def folded(text: str) -> str:
    """Return a text without blanks, and with its characters in one width."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True, slots=True)
class Pattern:
    """What one paragraph must read like; ``line`` is its line of the text file.

    One that is ``optional`` need not be there: a term that is explained.
    """

    tokens: tuple[Token, ...]
    line: int
    optional: bool = False

    @property
    def has_numerals(self) -> bool:
        """Whether there is anything to judge."""
        return any(isinstance(token, NumeralToken | ChangeToken) for token in self.tokens)

    @property
    def written(self) -> str:
        """The whole text, folded, of a pattern without numerals."""
        parts = (t.text if isinstance(t, TextToken) else t for t in self.tokens)
        return folded("".join(part for part in parts if isinstance(part, str)))

    @property
    def shown(self) -> str:
        """The words of the pattern, for a person: ``…`` stands for what is judged."""
        return "".join(t if isinstance(t, str) else "…" for t in self.tokens)

    def expression(self) -> re.Pattern[str]:
        """Return the pattern as a regular expression with the groups of its tokens."""
        return re.compile(_expression(self.tokens))

    def clauses(self) -> Iterator[Pattern]:
        """Yield the pattern clause by clause, parted at the punctuation of its words."""
        clause: list[Token] = []
        for token in self.tokens:
            parts = _PAUSE.split(folded(token)) if isinstance(token, str) else [token]
            for number, part in enumerate(parts):
                if number and clause:
                    yield Pattern(tuple(clause), self.line)
                    clause = []
                if part:
                    clause.append(part)
        if clause:
            yield Pattern(tuple(clause), self.line)


def _expression(tokens: Sequence[Token]) -> str:
    parts = []
    for at, token in enumerate(tokens):
        number = f"(?P<n{at}>{NUMBER})(?P<u{at}>{UNIT})?"
        if isinstance(token, str):
            parts.append(re.escape(folded(token)))
        elif isinstance(token, NumeralToken):
            parts.append(number)
        elif isinstance(token, ChangeToken):
            size = "" if token.bare else f"(?:{number})?"
            parts.append(f"(?P<w{at}>{CHANGE}){size}")
        else:
            parts.append(f"(?P<t{at}>.*?)")
    return "".join(parts)
