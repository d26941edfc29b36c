"""Statements: each becomes a function that selects the places where it is true.

It is asked only where everything that it looks at is known. A blank text is nothing in
particular: it begins with nothing, and is in no list.
"""

from __future__ import annotations

import operator
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from xltool.evaluation.exact import ZERO, amount, holds
from xltool.evaluation.values import numbers, texts
from xltool.rules.targets import parse
from xltool.rules.terms import (
    Alike,
    AllMasked,
    Blank,
    Both,
    Col,
    Compare,
    Contains,
    Either,
    Ends,
    In,
    Leaf,
    Listed,
    Multiplies,
    Named,
    Not,
    Quoted,
    Repeats,
    Starts,
    Term,
    Test,
    Whole,
    Within,
)
from xltool.rules.texts import REMEMBERED, agrees, amounts, said_of, same_name, wrong_products

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from xltool.evaluation.home import Home
    from xltool.evaluation.places import Places, Positions, Rows

    Select: TypeAlias = "Callable[[Any, Positions], Positions]"
    """At which of some positions a statement holds, in order."""

_RELATIONS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType({
    "==": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge,
    "<": operator.lt, ">": operator.gt,
})  # fmt: skip


@cache
def select(test: Test, home: Home) -> Select:
    """Return what selects the positions at which ``test`` holds."""
    return _SELECT[type(test)](test, home)


@cache
def near(test: Compare, within: Term, home: Home) -> Select:
    """Return what selects the positions at which numbers compare up to a tolerance."""
    left, right, margin = (numbers(term, home) for term in (test.left, test.right, within))

    def compared(places: Places, at: Positions) -> Positions:
        sides = (side(places, at) for side in (left, right, margin))
        known = ((place, *map(amount, values)) for place, *values in zip(at, *sides, strict=True))
        return [place for place, one, two, most in known if holds(test.sign, one, two, most)]

    return compared


def without(at: Positions, places: Collection[int]) -> Positions:
    """Return the positions that are not among others."""
    if not places:
        return at
    there = set(places)
    return [place for place in at if place not in there]


def _both(test: Both, home: Home) -> Select:
    left, right = select(test.left, home), select(test.right, home)
    return lambda places, at: right(places, left(places, at))


def _either(test: Either, home: Home) -> Select:
    left, right = select(test.left, home), select(test.right, home)

    def either(places: Places, at: Positions) -> Positions:
        one = left(places, at)
        found = {*one, *right(places, without(at, one))}
        return [place for place in at if place in found]

    return either


def _not(test: Not, home: Home) -> Select:
    assert isinstance(test.of, Test)
    of = select(test.of, home)
    return lambda places, at: without(at, of(places, at))


def _compared(test: Compare, home: Home) -> Select:
    if home.textual(test.left):
        one, two, alike = texts(test.left, home), texts(test.right, home), test.sign == "=="
        return lambda places, at: [
            place
            for place, left, right in zip(at, one(places, at), two(places, at), strict=True)
            if (left == right) is alike
        ]
    sign = _RELATIONS[test.sign]
    left, right = numbers(test.left, home), numbers(test.right, home)
    return lambda places, at: [
        place
        for place, one, two in zip(at, left(places, at), right(places, at), strict=True)
        if sign(one or ZERO, two or ZERO)
    ]


def _of_text(of: Term, home: Home, holding: Callable[[str], bool]) -> Select:
    """Look at each text once: the same ones stand in many rows, and in many returns."""
    said, known = texts(of, home), lru_cache(REMEMBERED)(holding)
    return lambda places, at: [
        place for place, text in zip(at, said(places, at), strict=True) if known(text)
    ]


def _in(test: In, home: Home) -> Select:
    wanted = frozenset(map(str, test.texts)) - {""}
    return _of_text(test.of, home, wanted.__contains__)


def _starts(test: Starts, home: Home) -> Select:
    starts = tuple(map(str, test.texts))
    return _of_text(test.of, home, lambda text: text.startswith(starts))


def _ends(test: Ends, home: Home) -> Select:
    ends = tuple(map(str, test.texts))
    return _of_text(test.of, home, lambda text: text.endswith(ends))


def _contains(test: Contains, home: Home) -> Select:
    words = tuple(map(str, test.texts))
    return _of_text(test.of, home, lambda text: any(word in text for word in words))


def _listed(test: Listed, home: Home) -> Select:
    return _of_text(test.of, home, home.codes(test.of).codes.__contains__)


def _leaf(test: Leaf, home: Home) -> Select:
    parents = home.codes(test.of).parents | {""}
    return _of_text(test.of, home, lambda text: text not in parents)


def _named(test: Named, home: Home) -> Select:
    pairs, code, label = (
        home.codes(test.code).names,
        texts(test.code, home),
        texts(test.label, home),
    )
    return lambda places, at: [
        place
        for place, *pair in zip(at, code(places, at), label(places, at), strict=True)
        if tuple(pair) in pairs
    ]


def _blank(test: Blank, home: Home) -> Select:
    values = numbers(test.of, home)
    return lambda places, at: [
        place for place, value in zip(at, values(places, at), strict=True) if value is None
    ]


def _whole(test: Whole, home: Home) -> Select:
    values = numbers(test.of, home)

    def whole(places: Places, at: Positions) -> Positions:
        found = zip(at, map(amount, values(places, at)), strict=True)
        return [place for place, value in found if value == value.to_integral_value()]

    return whole


def _alike(test: Alike, home: Home) -> Select:
    said, drop = texts(Col(test.column), home), tuple(map(str, test.drop))

    def alike(rows: Rows, at: Positions) -> Positions:
        first = rows.book.named(rows.table.id, test.column, drop)
        written = rows.texts(test.column)
        pairs = zip(at, said(rows, at), strict=True)
        return [place for place, text in pairs if written[first[same_name(text, drop)]] == text]

    return alike


def _multiplies(test: Multiplies, home: Home) -> Select:
    return _of_text(test.of, home, lambda text: not wrong_products(text))


def _quoted(test: Quoted, home: Home) -> Select:
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


def _repeats(test: Repeats, home: Home) -> Select:
    sides = [texts(term, home) for term in (test.text, test.name, test.value)]

    def repeats(places: Places, at: Positions) -> Positions:
        said = zip(at, *(side(places, at) for side in sides), strict=True)
        suspect = [(place, rest) for place, *rest in said if rest[1] in rest[0]]
        return without(at, [place for place, rest in suspect if not _repeated(*rest)])

    return repeats


def _repeated(text: str, name: str, value: str) -> bool:
    told = said_of(text, name) if name else []
    return not told or (goal := parse(value).amount) is None or goal in told


def _within(test: Within, home: Home) -> Select:
    """Hold a part against the first whole of the same card that is counted the same way."""
    name, value = texts(test.name, home), texts(test.value, home)
    pairs = [(part, whole) for part, _, whole in (str(p).partition("<") for p in test.pairs)]
    ends = tuple(part for part, _ in pairs)

    def fits(rows: Rows, place: int, names: Sequence[str]) -> bool:
        on_card = rows.on_card[rows.cards[place]]
        goals = dict(zip(on_card, map(parse, value(rows, on_card)), strict=True))
        mine = goals[place]
        wanted = {
            same_name(names[place].removesuffix(part) + whole)
            for part, whole in pairs
            if names[place].endswith(part)
        }
        wholes = (
            goals[other].amount
            for other in on_card
            if same_name(names[other]) in wanted and goals[other].unit == mine.unit
        )
        whole = next((amount for amount in wholes if amount is not None), None)
        return mine.amount is None or whole is None or mine.amount <= whole

    def within(rows: Rows, at: Positions) -> Positions:
        names = name(rows, rows.everywhere)
        suspect = [place for place in at if names[place].endswith(ends)]
        return without(at, [place for place in suspect if not fits(rows, place, names)])

    return within


def _all_masked(test: AllMasked, _: Home) -> Select:
    def uneven(rows: Rows) -> Iterator[int]:
        sides = [(rows.column(name), rows.unknown(name)) for name in test.columns]
        for place in rows.unknown(*test.columns):
            if any(values[place] is not None and place not in hidden for values, hidden in sides):
                yield place

    return lambda rows, at: without(at, set(uneven(rows)))


_SELECT: Mapping[type[Test], Callable[[Any, Home], Select]] = MappingProxyType({
    Both: _both, Either: _either, Not: _not, Compare: _compared, In: _in, Starts: _starts,
    Ends: _ends, Contains: _contains, Blank: _blank, Whole: _whole, Listed: _listed, Leaf: _leaf,
    Named: _named, Alike: _alike, Multiplies: _multiplies, Quoted: _quoted, Repeats: _repeats,
    Within: _within, AllMasked: _all_masked,
})  # fmt: skip
