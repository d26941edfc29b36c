"""The codes of number formats, taken apart: ``#,##0.00;[Red]-0;"-"`` has three sections.

ECMA-376 Part 1 §18.8.31 ``<numFmts>`` describes the codes; .xls has the same ones. A code has up
to four sections, for positive, negative and other numbers and for texts. Each may begin with a
condition of its own. What the standard does not say, or programs show in different ways, becomes a
token ``UNCLEAR``: nothing that holds one is certain.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple


class TokenKind(StrEnum):
    """What a piece of a format code stands for."""

    TEXT = "text"
    SPACE = "space"
    GENERAL = "general"
    DIGIT = "digit"
    POINT = "point"
    COMMA = "comma"
    PERCENT = "percent"
    SLASH = "slash"
    EXPONENT = "exponent"
    CELL_TEXT = "cell-text"
    DATE = "date"
    HALF_DAY = "half-day"
    ELAPSED = "elapsed"
    UNCLEAR = "unclear"


class Token(NamedTuple):
    """One piece of a section, with its text: of a literal the characters that are shown."""

    kind: TokenKind
    text: str


class Condition(NamedTuple):
    """Which numbers a section is for: ``[<1]``."""

    sign: str
    limit: Decimal

    def holds(self, number: Decimal) -> bool:
        """Whether the section is for this number."""
        order = (number > self.limit) - (number < self.limit)
        return order in _ORDERS[self.sign]


_ORDERS = {
    "<": (-1,), "<=": (-1, 0), "=": (0,), ">=": (0, 1), ">": (1,), "<>": (-1, 1),
}  # fmt: skip
_PIECE = re.compile(
    r"""
      "(?P<quoted>[^"]*)(?:"|\Z)                  # a text
    | [\\!](?P<escaped>.)                         # a character as it is
    | (?P<space>_.) | (?P<fill>\*.)               # as wide as a character; repeated
    | \[(?P<bracket>[^\]]*)\]                     # a condition, colour, currency, duration
    | (?P<general>General|G/通用格式)
    | (?P<exponent>E[+-])                         # alone, "e" is a year
    | (?P<half_day>AM/PM|A/P|上午/下午)
    | (?P<date>y+|m+|d+|h+|s+|e+|g+|b+|a{3,4})
    | (?P<digit>[0#?])
    | (?P<sign>[.,%/@;])
    | (?P<other>.)
    """,
    re.IGNORECASE | re.VERBOSE | re.DOTALL,
)
_SIGNS = {
    ".": TokenKind.POINT, ",": TokenKind.COMMA, "%": TokenKind.PERCENT, "/": TokenKind.SLASH,
    "@": TokenKind.CELL_TEXT,
}  # fmt: skip
_NAMED = {
    "general": TokenKind.GENERAL, "exponent": TokenKind.EXPONENT, "half_day": TokenKind.HALF_DAY,
    "date": TokenKind.DATE, "digit": TokenKind.DIGIT,
}  # fmt: skip
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*([+-]?[0-9]{1,15}(?:\.[0-9]{0,15})?)")
_COLOUR = re.compile(
    r"black|blue|cyan|green|magenta|red|white|yellow|colou?r\s*[0-9]{1,2}"
    r"|[黑蓝红白黄绿]色?|青色|蓝绿色?|洋红色?|颜色\s*[0-9]{1,2}",
    re.IGNORECASE,
)
_CURRENCY = re.compile(r"\$(?P<symbol>[^-]*)(?:-(?P<language>.*))?", re.DOTALL)
_LANGUAGE = re.compile(r"0{0,4}[0-9A-F]{3,4}|[a-z]{2}-[a-z]{2,4}|", re.IGNORECASE)
_SYSTEM = frozenset({"F400", "F800"})
"""Languages that stand for a system's own format of times and dates."""
_CURRENCY_CODES = frozenset({"RMB", "CNY", "USD", "HKD", "MOP", "TWD", "EUR", "GBP", "JPY"})
_DENOMINATOR = frozenset("123456789")
_ELAPSED = re.compile("h+|m+|s+", re.IGNORECASE)
MINUS = frozenset("-−－")
DASHES = MINUS | frozenset("—–―─")


_NUMBER_KINDS = frozenset({TokenKind.DIGIT, TokenKind.GENERAL, TokenKind.POINT})
_NIL_KINDS = frozenset({TokenKind.TEXT, TokenKind.SPACE, TokenKind.DIGIT})
_NEGATIVE = frozenset({*((sign, "", "") for sign in MINUS), ("(", "", ")"), ("（", "", "）")})


def without_currency(text: str) -> str:
    """Return what a literal beside a number says: blanks and signs of currencies are left out."""
    if text in _CURRENCY_CODES:
        return ""
    return "".join(
        char for char in text if not char.isspace() and unicodedata.category(char) != "Sc"
    )


def _said_in(token: Token) -> str:
    return without_currency(token.text) if token.kind is TokenKind.TEXT else ""


@dataclass(frozen=True)
class FormatSection:
    """One section of a code; ``condition`` is None where it goes by its place among the others."""

    tokens: tuple[Token, ...]
    condition: Condition | None = None

    @cached_property
    def kinds(self) -> frozenset[TokenKind]:
        """The kinds of its tokens."""
        return frozenset(token.kind for token in self.tokens)

    @property
    def is_clear(self) -> bool:
        """Whether all of it is understood."""
        return TokenKind.UNCLEAR not in self.kinds

    @property
    def is_date(self) -> bool:
        """Whether it shows a number as a date, a time or a duration."""
        return not self.kinds.isdisjoint({TokenKind.DATE, TokenKind.ELAPSED})

    @property
    def has_number(self) -> bool:
        """Whether it shows digits of the number."""
        return not self.kinds.isdisjoint({TokenKind.DIGIT, TokenKind.GENERAL})

    @property
    def percents(self) -> int:
        """How often the number is multiplied by 100."""
        return sum(token.kind is TokenKind.PERCENT for token in self.tokens)

    @cached_property
    def point(self) -> int:
        """The place of the decimal point, or the end."""
        places = (at for at, token in enumerate(self.tokens) if token.kind is TokenKind.POINT)
        return next(places, len(self.tokens))

    @cached_property
    def digits(self) -> tuple[int, ...]:
        """The places of the digits."""
        kinds = (token.kind for token in self.tokens)
        return tuple(at for at, kind in enumerate(kinds) if kind is TokenKind.DIGIT)

    @cached_property
    def commas(self) -> tuple[int, int]:
        """How many commas separate thousands, and how many divide by 1,000.

        A comma between digits before the point separates; one behind the last digit divides.
        """
        separating = dividing = 0
        for at, token in enumerate(self.tokens):
            if token.kind is TokenKind.COMMA:
                until = self.point if at < self.point else len(self.tokens)
                followed = any(at < place < until for place in self.digits)
                separating, dividing = separating + followed, dividing + (not followed)
        return separating, dividing

    @cached_property
    def is_odd(self) -> bool:
        """Whether points, commas or digits stand where no program puts them."""
        kinds = [token.kind for token in self.tokens]
        first = self.digits[0] if self.digits else len(kinds)
        stray = any(
            kind is TokenKind.COMMA
            and (at < first or any(self.point < at < place for place in self.digits))
            for at, kind in enumerate(kinds)
        )
        mixed = TokenKind.GENERAL in kinds and (
            kinds.count(TokenKind.GENERAL) > 1 or self.digits or TokenKind.POINT in kinds
        )
        return stray or bool(mixed) or kinds.count(TokenKind.POINT) > 1

    @cached_property
    def remarks(self) -> tuple[str, str, str]:
        """What literals say before the number, within it and behind it.

        All of it stands before where there is no number.
        """
        places = [at for at, token in enumerate(self.tokens) if token.kind in _NUMBER_KINDS]
        first, last = (places[0], places[-1]) if places else (len(self.tokens), len(self.tokens))
        parts = self.tokens[:first], self.tokens[first:last], self.tokens[last:]
        before, within, behind = ("".join(map(_said_in, part)) for part in parts)
        return before, within, behind

    def shows_stored(self, *, negative: bool = False, percents: int = 0) -> bool:
        """Whether a person reads the stored number, but for rounding, and all of its digits.

        With ``percents`` 1, whether it is read as a percentage. A section of its own for negative
        numbers shows a minus sign before them, or brackets.
        """
        kinds = self.kinds
        if not (self.has_number and self.is_clear) or self.is_date or self.is_odd:
            return False
        if self.percents != percents or self.commas[1] or TokenKind.CELL_TEXT in kinds:
            return False
        if self._is_padded():
            return False
        return self.remarks in _NEGATIVE if negative else not any(self.remarks)

    def _is_padded(self) -> bool:
        """Whether zeros are shown before a number of few digits: ``000``."""
        if not self.kinds.isdisjoint({TokenKind.SLASH, TokenKind.EXPONENT}):
            return False
        return sum(self.tokens[at].text == "0" for at in self.digits if at < self.point) > 1

    def shows_nil(self) -> bool:
        """Whether it shows nothing of a zero, or a dash, as accounts do: ``"-"??``."""
        digits = (self.tokens[at].text for at in self.digits)
        return self.kinds <= _NIL_KINDS and "0" not in digits and set(self.remarks[0]) <= DASHES

    def shows_text(self) -> bool:
        """Whether it shows the text of a cell and nothing else."""
        kinds = [token.kind for token in self.tokens]
        return (
            self.is_clear
            and kinds.count(TokenKind.CELL_TEXT) + kinds.count(TokenKind.GENERAL) == 1
            and all(
                kind in {TokenKind.CELL_TEXT, TokenKind.GENERAL, TokenKind.SPACE}
                or not text.strip()
                for kind, text in self.tokens
            )
        )


def parse_sections(code: str) -> tuple[FormatSection, ...]:
    """Return the sections of a format code; any text is one, however odd.

    In ``# ?/100`` the 1 belongs to the fraction.
    """
    sections, tokens, condition = list[FormatSection](), list[Token](), None
    for piece in _PIECE.finditer(code):
        kind, text = str(piece.lastgroup), piece[str(piece.lastgroup)]
        if kind == "sign" and text == ";":
            sections.append(FormatSection(tuple(tokens), condition))
            tokens, condition = [], None
        elif kind == "bracket" and (found := _CONDITION.fullmatch(text.strip())):
            condition = Condition(found[1], Decimal(found[2]))
        elif text in _DENOMINATOR and any(token.kind is TokenKind.SLASH for token in tokens):
            tokens.append(Token(TokenKind.DIGIT, text))
        else:
            tokens += _tokens(kind, text)
    return (*sections, FormatSection(tuple(tokens), condition))


def _tokens(kind: str, text: str) -> list[Token]:
    """Return what a piece of a code stands for; nothing where it only says how it looks."""
    if kind in {"quoted", "escaped"}:
        return [Token(TokenKind.TEXT, text)] if text else []
    if kind == "space":
        return [Token(TokenKind.SPACE, " ")]
    if kind == "fill":
        return [] if text[1].isspace() else [Token(TokenKind.UNCLEAR, text)]
    if kind == "bracket":
        return _bracket_tokens(text)
    named = _SIGNS.get(text) if kind == "sign" else _NAMED.get(kind)
    is_odd = (text.isascii() and text.isalpha()) or text in '"[]\\!'
    return [Token(named or (TokenKind.UNCLEAR if is_odd else TokenKind.TEXT), text)]


def _bracket_tokens(text: str) -> list[Token]:
    """Return what stands in square brackets: a colour nothing, a currency its sign."""
    if _COLOUR.fullmatch(text.strip()):
        return []
    if _ELAPSED.fullmatch(text):
        return [Token(TokenKind.ELAPSED, text)]
    found = _CURRENCY.fullmatch(text)
    if found is None or not _LANGUAGE.fullmatch(language := found["language"] or ""):
        return [Token(TokenKind.UNCLEAR, text)]
    if language.upper() in _SYSTEM:
        return [Token(TokenKind.UNCLEAR, text)]
    return [Token(TokenKind.TEXT, found["symbol"])] if found["symbol"] else []
