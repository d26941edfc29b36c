"""A value for each cell that somebody fills in, made of the recipe of its column."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import TYPE_CHECKING, Final

from xltool.excel_formulas.entry_checks import EntryRequirement
from xltool.kinds import ColumnKind
from xltool.model.lookup import entries_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.model.forms import Column, Pack
    from xltool.model.submission import Value

_FRACTIONS: Final = tuple(map(Decimal, ("0.25", "0.5", "0", "0.01")))
_DAYS: Final = 28
"""Days that every month has."""
_LONGEST: Final = 30
"""Characters of the longest digits that are tried where a text must match a pattern."""


@dataclass(frozen=True, slots=True)
class SampleValues:
    """Values for the columns of a pack in one ``period``; those numbered 0, 1, 2 … differ."""

    pack: Pack
    period: str

    def value(
        self, column: Column, places: int | None, number: int, above: str = ""
    ) -> Value | None:
        """Return a value for a column; None when none is found that its recipe takes.

        ``places`` are those that a line prescribes, ``above`` the code below which the value must
        stand in its code list.
        """
        if column.codes:
            choices = self._choices(column, above)
            return choices[number % len(choices)] if choices else None
        requirement = EntryRequirement.of(column, places, None)
        every: Iterable[Value]
        if column.kind.numeric:
            every = _numbers(column, number)
        elif column.kind is ColumnKind.DATE:
            every = (f"{self.period}-01-{number % _DAYS + 1:02}",)
        else:
            every = _texts(column, number)
        return next((value for value in every if requirement.is_met(value)), None)

    def _choices(self, column: Column, above: str) -> Sequence[str]:
        """Return the codes that a column offers, those below ``above`` if there is one."""
        codes = self.pack.codes[column.codes]
        listed = codes.under(above) if above else codes.lines
        lowest = [line.code for line in listed if line.code not in codes.parents]
        if column.kind is ColumnKind.TEXT:
            return entries_of(codes, column)
        return lowest or [line.code for line in listed]


def _numbers(column: Column, number: int) -> Iterator[Decimal]:
    """Yield numbers, the most telling first; near its limits where a column has some."""
    limits = [Decimal(str(limit)) for limit in column.checks.values() if _is_number(limit)]
    for base, fraction in product((Decimal(number % 89 + 1), *limits, Decimal(0)), _FRACTIONS):
        yield base + fraction
        yield base - fraction


def _is_number(limit: object) -> bool:
    return isinstance(limit, int | float | Decimal)


def _texts(column: Column, number: int) -> Iterator[str]:
    """Yield texts: its title with a number, what it lists, digits; only what matches a pattern."""
    listed = column.checks.get("isin", ())
    allowed = [str(text) for text in listed] if isinstance(listed, (list, tuple)) else []
    if allowed:
        yield allowed[number % len(allowed)]
    pattern = re.compile(str(column.checks.get("str_matches", "")))
    digits = (f"{number + 1:0{length}}" for length in range(1, _LONGEST))
    letters = (chr(ord("A") + number % 26) * length for length in range(1, _LONGEST))
    for text in (f"{column.title[:4]}{number + 1}", "甲", "甲" * 20, *digits, *letters):
        if pattern.match(text):
            yield text
