"""What a formula of an official workbook adds up or divides: ``=SUM(B6:B8)-C6``, ``=C6/D6*100``.

Conditions, roundings and the like around a sum are looked through. What is neither a sum of cells
of its own sheet nor a ratio of two such sums has no terms.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.a1 import parse_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Cell = tuple[int, int]
    Terms = Mapping[Cell, int]
    """How often each cell counts in a sum, by row and column: -1 is subtracted."""

MOST_CELLS = 20_000
"""Cells of one range; a sum over more is none of a form."""
DEEPEST = 64
"""Levels of parentheses, as many as Excel takes."""


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a formula comes to: the sum of ``terms``, divided by the sum of ``divisor`` if any."""

    terms: Terms = field(default_factory=dict)
    divisor: Terms = field(default_factory=dict)


class UnreadableError(Exception):
    """A formula, or a part of one, is neither sum nor ratio."""


def read_formula(formula: str) -> Meaning | None:
    """Return what a formula comes to; None when it is neither sum nor ratio of cells."""
    tokens = [match.group() for match in _TOKEN.finditer(formula.removeprefix("="))]
    try:
        found = _SumReader(tokens).whole()
    except (UnreadableError, RecursionError):
        return None
    return found if isinstance(found, Meaning) and found.terms else None


class _SumReader:
    """Reads tokens from the left; values are meanings or plain numbers."""

    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._at = 0
        self._depth = 0

    def whole(self) -> Meaning | float:
        """Read all tokens."""
        found = self._sum()
        if self._peek():
            raise UnreadableError
        return found

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        self._at += 1
        return self._tokens[self._at - 1] if self._at <= len(self._tokens) else ""

    def _sum(self) -> Meaning | float:
        sign = 1
        while self._peek() in {"+", "-"}:
            sign = -sign if self._next() == "-" else sign
        found = _scaled(self._product(), sign)
        while self._peek() in {"+", "-"}:
            sign = -1 if self._next() == "-" else 1
            found = _added(found, _scaled(self._product(), sign))
        return found

    def _product(self) -> Meaning | float:
        found = self._value()
        while self._peek() in {"*", "/"}:
            found = (_multiplied if self._next() == "*" else _divided)(found, self._value())
        return found

    def _value(self) -> Meaning | float:
        token = self._next()
        if token == _OPEN:
            found = self._nested()
        elif token.endswith("("):
            found = self._function(token[:-1].upper())
        elif _NUMBER.fullmatch(token):
            found = float(token)
        else:
            found = Meaning(Counter(dict.fromkeys(_cells(token), 1)))
        if self._peek() == "%":
            self._next()
            found = _divided(found, 100.0)
        return found

    def _nested(self) -> Meaning | float:
        self._deeper()
        found = self._sum()
        if self._next() != _CLOSE:
            raise UnreadableError
        self._depth -= 1
        return found

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise UnreadableError

    def _function(self, name: str) -> Meaning | float:
        self._deeper()
        arguments = list(self._arguments())
        self._depth -= 1
        if name == "SUM":
            found: Meaning | float = 0.0
            for each in arguments:
                found = _added(found, _known(each))
            return found
        if name in {"ROUND", "IFERROR", "N"} and arguments:
            return _known(arguments[0])
        if name == "IF":
            branches = [each for each in arguments[1:] if isinstance(each, Meaning)]
            return max(branches, key=_size, default=0.0)
        raise UnreadableError

    def _arguments(self) -> Iterator[Meaning | float | None]:
        """Yield the arguments of a function; None for one that is neither sum nor ratio."""
        while True:
            start, depth = self._at, self._depth
            found: Meaning | float | None
            try:
                found = self._sum()
                if self._peek() not in {",", ")"}:
                    raise UnreadableError  # noqa: TRY301 - what follows is a comparison
            except UnreadableError:
                found, self._at, self._depth = None, start, depth
                self._skip()
            yield found
            if self._next() != ",":
                return

    def _skip(self) -> None:
        """Go to the end of an argument."""
        depth = 0
        while token := self._peek():
            if not depth and token in {",", ")"}:
                return
            depth += token.endswith("(") - (token == _CLOSE)
            self._at += 1
        raise UnreadableError


def _cells(token: str) -> list[Cell]:
    """Return the cells of a reference to this sheet, such as ``$B$6`` or ``B6:B8``."""
    ends = [parse_address(each) for each in token.replace("$", "").split(":")]
    first, last = ends[0], ends[-1]
    if first is None or last is None or not _REFERENCE.fullmatch(token):
        raise UnreadableError
    rows = range(min(first[0], last[0]), max(first[0], last[0]) + 1)
    columns = range(min(first[1], last[1]), max(first[1], last[1]) + 1)
    if len(rows) * len(columns) > MOST_CELLS:
        raise UnreadableError
    return [(row, col) for row in rows for col in columns]


def _known(value: Meaning | float | None) -> Meaning | float:
    if value is None:
        raise UnreadableError
    return value


def _size(meaning: Meaning) -> int:
    return len(meaning.terms) + len(meaning.divisor)


def _scaled(value: Meaning | float, sign: int) -> Meaning | float:
    if isinstance(value, float):
        return value * sign
    return Meaning({cell: count * sign for cell, count in value.terms.items()}, value.divisor)


def _added(left: Meaning | float, right: Meaning | float) -> Meaning | float:
    if isinstance(left, float) and isinstance(right, float):
        return left + right
    if isinstance(right, float) and isinstance(left, Meaning):
        if right == -1 and left.divisor:  # this year / last year - 1
            return Meaning(_total(left.terms, _negative(left.divisor)), left.divisor)
        if right == 0:
            return left
    if isinstance(left, float) and isinstance(right, Meaning) and left == 0:
        return right
    if not (isinstance(left, float) or isinstance(right, float) or left.divisor or right.divisor):
        return Meaning(_total(left.terms, right.terms))
    raise UnreadableError


def _multiplied(left: Meaning | float, right: Meaning | float) -> Meaning | float:
    """Return a product: of a ratio or a sum with a number that only moves its point."""
    if isinstance(left, float):
        left, right = right, left
    if isinstance(right, float):
        if isinstance(left, float):
            return left * right
        if right == 1 or (right in {100, 0.01} and left.divisor):
            return left
    raise UnreadableError


def _divided(left: Meaning | float, right: Meaning | float) -> Meaning | float:
    if isinstance(right, float):
        if right == 1 or (right in {100, 0.01} and isinstance(left, Meaning) and left.divisor):
            return left
        raise UnreadableError
    if isinstance(left, Meaning) and not left.divisor and not right.divisor:
        return Meaning(dict(left.terms), dict(right.terms))
    raise UnreadableError


def _total(left: Terms, right: Terms) -> Terms:
    found = {cell: left.get(cell, 0) + right.get(cell, 0) for cell in (*left, *right)}
    return {cell: count for cell, count in found.items() if count}


def _negative(terms: Terms) -> Terms:
    return {cell: -count for cell, count in terms.items()}


_TOKEN = re.compile(
    r'"(?:[^"]|"")*"'  # a text
    r"|(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!\$?[A-Za-z]+\$?\d+(?::\$?[A-Za-z]+\$?\d+)?"
    r"|\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?(?![\w(])"
    r"|[^\W\d][\w.]*\(|\d+(?:\.\d+)?|<=|>=|<>|\S"
)
_REFERENCE = re.compile(r"\$?[A-Za-z]{1,3}\$?\d{1,7}(?::\$?[A-Za-z]{1,3}\$?\d{1,7})?")
_OPEN, _CLOSE = "()"
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
