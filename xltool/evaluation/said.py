"""Statements about what texts say: names, amounts, products, indicators and their wholes.

Each becomes a function that selects the places where it is true.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import compress
from operator import contains
from typing import TYPE_CHECKING

from xltool.evaluation.exact import amount
from xltool.evaluation.places import without
from xltool.evaluation.values import numbers, texts
from xltool.rules.targets import parse
from xltool.rules.terms import Col
from xltool.rules.texts import REMEMBERED, agrees, amounts, said_of, same_name, wrong_products

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.evaluation.home import Home
    from xltool.evaluation.places import Places, Positions, Rows
    from xltool.evaluation.values import Select
    from xltool.rules.terms import (
        Alike,
        AllMasked,
        Multiplies,
        Quoted,
        Repeats,
        Term,
        Within,
    )


def of_text(of: Term, home: Home, holding: Callable[[str], bool]) -> Select:
    """Look at each text once: the same ones stand in many rows, and in many returns."""
    said, known = texts(of, home), lru_cache(REMEMBERED)(holding)
    return lambda places, at: list(compress(at, map(known, said(places, at))))


def select_alike(test: Alike, home: Home) -> Select:
    """Names that mean the same are written the same."""
    said, drop = texts(Col(test.column), home), tuple(map(str, test.drop))

    def alike(rows: Rows, at: Positions) -> Positions:
        first = rows.book.named(rows.table.id, test.column, drop)
        written = rows.texts(test.column)
        pairs = zip(at, said(rows, at), strict=True)
        return [place for place, text in pairs if written[first[same_name(text, drop)]] == text]

    return alike


def select_multiplies(test: Multiplies, home: Home) -> Select:
    """Products are right."""
    return of_text(test.of, home, lambda text: not wrong_products(text))


def select_quoted(test: Quoted, home: Home) -> Select:
    """Amounts agree with a number."""
    said, number = texts(test.text, home), numbers(test.number, home)

    def quoted(places: Places, at: Positions) -> Positions:
        told = (
            (place, amounts(text, test.after))
            for place, text in zip(at, said(places, at), strict=True)
        )
        wrong = [
            place
            for (place, found), value in zip(told, number(places, at), strict=True)
            if found and not agrees(found, amount(value))
        ]
        return without(at, wrong)

    return quoted


def select_repeats(test: Repeats, home: Home) -> Select:
    """What is said of an indicator agrees with its value."""
    sides = [texts(term, home) for term in (test.text, test.name, test.value)]

    def repeats(places: Places, at: Positions) -> Positions:
        said = [side(places, at) for side in sides]
        suspect = compress(zip(at, *said, strict=True), map(contains, said[0], said[1]))
        return without(at, [place for place, *rest in suspect if not _repeated(*rest)])

    return repeats


def _repeated(text: str, name: str, value: str) -> bool:
    told = said_of(text, name) if name else []
    return not told or (goal := parse(value).amount) is None or goal in told


def select_within(test: Within, home: Home) -> Select:
    """A part's target is at most its whole's."""
    name, value, whole_of = texts(test.name, home), texts(test.value, home), wholes(test, home)
    ends = tuple(str(pair).partition("<")[0] for pair in test.pairs)

    def fits(rows: Rows, place: int) -> bool:
        whole = whole_of(rows, place)
        if whole is None:
            return True
        mine, its = (parse(text).amount for text in value(rows, [place, whole]))
        return mine is None or its is None or mine <= its

    def within(rows: Rows, at: Positions) -> Positions:
        suspect = [p for p, text in zip(at, name(rows, at), strict=True) if text.endswith(ends)]
        return without(at, [place for place in suspect if not fits(rows, place)])

    return within


@cache
def wholes(test: Within, home: Home) -> Callable[[Rows, int], int | None]:
    """Return what finds the whole of a part: on the same card, counted the same way."""
    name, value = texts(test.name, home), texts(test.value, home)
    pairs = [(part, whole) for part, _, whole in (str(p).partition("<") for p in test.pairs)]

    def whole_of(rows: Rows, place: int) -> int | None:
        on_card = rows.on_card[rows.cards[place]]
        names = dict(zip(on_card, name(rows, on_card), strict=True))
        goals = dict(zip(on_card, map(parse, value(rows, on_card)), strict=True))
        wanted = {
            same_name(names[place].removesuffix(part) + whole)
            for part, whole in pairs
            if names[place].endswith(part)
        }
        alike = (
            p for p in on_card if same_name(names[p]) in wanted and goals[p].amount is not None
        )
        return next((p for p in alike if goals[p].unit == goals[place].unit), None)

    return whole_of


def select_all_masked(test: AllMasked, _: Home) -> Select:
    """All filled texts are masked, or none is."""

    def uneven(rows: Rows) -> Iterator[int]:
        sides = [(rows.column(name), rows.unknown(name)) for name in test.columns]
        for place in rows.unknown(*test.columns):
            if any(values[place] is not None and place not in hidden for values, hidden in sides):
                yield place

    return lambda rows, at: without(at, set(uneven(rows)))
