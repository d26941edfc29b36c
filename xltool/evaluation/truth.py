"""Statements: each becomes a function that selects the places where it is true.

It is asked only where everything that it looks at is known. A blank text is nothing in
particular: it begins with nothing, and is in no list.
"""

from __future__ import annotations

import operator
from functools import cache
from itertools import compress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from xltool.evaluation.exact import ZERO, amount, holds
from xltool.evaluation.places import without
from xltool.evaluation.said import (
    of_text,
    select_alike,
    select_all_masked,
    select_multiplies,
    select_quoted,
    select_repeats,
    select_within,
)
from xltool.evaluation.values import numbers, texts
from xltool.rules.terms import (
    Alike,
    AllMasked,
    Blank,
    Both,
    Compare,
    Contains,
    Either,
    Ends,
    Filled,
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

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xltool.evaluation.home import Home
    from xltool.evaluation.places import Places, Positions, Rows
    from xltool.evaluation.values import Select

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
        one, two = texts(test.left, home), texts(test.right, home)
        alike = operator.eq if test.sign == "==" else operator.ne
        return lambda places, at: list(compress(at, map(alike, one(places, at), two(places, at))))
    sign = _RELATIONS[test.sign]
    left, right = numbers(test.left, home), numbers(test.right, home)
    return lambda places, at: [
        place
        for place, one, two in zip(at, left(places, at), right(places, at), strict=True)
        if sign(one or ZERO, two or ZERO)
    ]


def _in(test: In, home: Home) -> Select:
    wanted = frozenset(map(str, test.texts)) - {""}
    return of_text(test.of, home, wanted.__contains__)


def _starts(test: Starts, home: Home) -> Select:
    starts = tuple(map(str, test.texts))
    return of_text(test.of, home, lambda text: text.startswith(starts))


def _ends(test: Ends, home: Home) -> Select:
    ends = tuple(map(str, test.texts))
    return of_text(test.of, home, lambda text: text.endswith(ends))


def _contains(test: Contains, home: Home) -> Select:
    words = tuple(map(str, test.texts))
    return of_text(test.of, home, lambda text: any(word in text for word in words))


def _listed(test: Listed, home: Home) -> Select:
    return of_text(test.of, home, home.codes(test.of).codes.__contains__)


def _leaf(test: Leaf, home: Home) -> Select:
    parents = home.codes(test.of).parents | {""}
    return of_text(test.of, home, lambda text: text not in parents)


def _named(test: Named, home: Home) -> Select:
    known = home.codes(test.code).names.__contains__
    code, label = texts(test.code, home), texts(test.label, home)
    return lambda places, at: list(
        compress(at, map(known, zip(code(places, at), label(places, at), strict=True)))
    )


def _blank(test: Blank, home: Home) -> Select:
    values = numbers(test.of, home)
    return lambda places, at: [
        place for place, value in zip(at, values(places, at), strict=True) if value is None
    ]


def _filled(test: Filled, _: Home) -> Select:
    def filled(rows: Rows, at: Positions) -> Positions:
        columns = [rows.column(name) for name in test.columns]
        return [place for place in at if all(values[place] is not None for values in columns)]

    return filled


def _whole(test: Whole, home: Home) -> Select:
    values = numbers(test.of, home)

    def whole(places: Places, at: Positions) -> Positions:
        found = zip(at, map(amount, values(places, at)), strict=True)
        return [place for place, value in found if value == value.to_integral_value()]

    return whole


_SELECT: Mapping[type[Test], Callable[[Any, Home], Select]] = MappingProxyType({
    Both: _both, Either: _either, Not: _not, Compare: _compared, In: _in, Starts: _starts,
    Ends: _ends, Contains: _contains, Blank: _blank, Filled: _filled, Whole: _whole,
    Listed: _listed, Leaf: _leaf, Named: _named, Alike: select_alike,
    Multiplies: select_multiplies, Quoted: select_quoted,
    Repeats: select_repeats, Within: select_within, AllMasked: select_all_masked,
})  # fmt: skip
