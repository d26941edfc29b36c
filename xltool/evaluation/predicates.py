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

from xltool.evaluation.numeric import numeric_values, text_values
from xltool.evaluation.positions import without
from xltool.evaluation.text_predicates import (
    of_text,
    select_alike,
    select_all_masked,
    select_multiplies,
    select_quoted,
    select_repeats,
    select_within,
)
from xltool.expressions.nodes import (
    And,
    Compare,
    Contains,
    EndsWith,
    Expression,
    IsBlank,
    Not,
    OneOf,
    Or,
    Predicate,
    StartsWith,
)
from xltool.expressions.predicates import (
    AllFilled,
    AllOrNoneMasked,
    CodeHasLabel,
    InCodeList,
    IsInteger,
    IsLeafCode,
    PartWithinWhole,
    ProductsRight,
    QuotesAmount,
    RepeatsValue,
    SpelledAlike,
)
from xltool.values.decimals import ZERO, compare_values, zero_if_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xltool.evaluation.name_context import NameContext
    from xltool.evaluation.numeric import Selector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet, RowSet

_RELATIONS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType({
    "==": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge,
    "<": operator.lt, ">": operator.gt,
})  # fmt: skip


@cache
def selector(test: Predicate, home: NameContext) -> Selector:
    """Return what selects the positions at which ``test`` holds."""
    return _SELECT[type(test)](test, home)


@cache
def selector_within(test: Compare, within: Expression, home: NameContext) -> Selector:
    """Return what selects the positions at which numbers compare up to a tolerance."""
    left, right, margin = (numeric_values(term, home) for term in (test.left, test.right, within))

    def compared(places: PointSet, at: Positions) -> Positions:
        sides = (side(places, at) for side in (left, right, margin))
        known = (
            (place, *map(zero_if_blank, values)) for place, *values in zip(at, *sides, strict=True)
        )
        return [
            place for place, one, two, most in known if compare_values(test.sign, one, two, most)
        ]

    return compared


def _both(test: And, home: NameContext) -> Selector:
    left, right = selector(test.left, home), selector(test.right, home)
    return lambda places, at: right(places, left(places, at))


def _either(test: Or, home: NameContext) -> Selector:
    left, right = selector(test.left, home), selector(test.right, home)

    def either(places: PointSet, at: Positions) -> Positions:
        one = left(places, at)
        found = {*one, *right(places, without(at, one))}
        return [place for place in at if place in found]

    return either


def _not(test: Not, home: NameContext) -> Selector:
    assert isinstance(test.of, Predicate)
    of = selector(test.of, home)
    return lambda places, at: without(at, of(places, at))


def _compared(test: Compare, home: NameContext) -> Selector:
    if home.textual(test.left):
        one, two = text_values(test.left, home), text_values(test.right, home)
        alike = operator.eq if test.sign == "==" else operator.ne
        return lambda places, at: list(compress(at, map(alike, one(places, at), two(places, at))))
    sign = _RELATIONS[test.sign]
    left, right = numeric_values(test.left, home), numeric_values(test.right, home)
    return lambda places, at: [
        place
        for place, one, two in zip(at, left(places, at), right(places, at), strict=True)
        if sign(one or ZERO, two or ZERO)
    ]


def _in(test: OneOf, home: NameContext) -> Selector:
    wanted = frozenset(map(str, test.texts)) - {""}
    return of_text(test.of, home, wanted.__contains__)


def _starts(test: StartsWith, home: NameContext) -> Selector:
    starts = tuple(map(str, test.texts))
    return of_text(test.of, home, lambda text: text.startswith(starts))


def _ends(test: EndsWith, home: NameContext) -> Selector:
    ends = tuple(map(str, test.texts))
    return of_text(test.of, home, lambda text: text.endswith(ends))


def _contains(test: Contains, home: NameContext) -> Selector:
    words = tuple(map(str, test.texts))
    return of_text(test.of, home, lambda text: any(word in text for word in words))


def _listed(test: InCodeList, home: NameContext) -> Selector:
    return of_text(test.of, home, home.codes(test.of).codes.__contains__)


def _leaf(test: IsLeafCode, home: NameContext) -> Selector:
    parents = home.codes(test.of).parents | {""}
    return of_text(test.of, home, lambda text: text not in parents)


def _named(test: CodeHasLabel, home: NameContext) -> Selector:
    known = home.codes(test.code).names.__contains__
    code, label = text_values(test.code, home), text_values(test.label, home)
    return lambda places, at: list(
        compress(at, map(known, zip(code(places, at), label(places, at), strict=True)))
    )


def _blank(test: IsBlank, home: NameContext) -> Selector:
    values = numeric_values(test.of, home)
    return lambda places, at: [
        place for place, value in zip(at, values(places, at), strict=True) if value is None
    ]


def _filled(test: AllFilled, _: NameContext) -> Selector:
    def filled(rows: RowSet, at: Positions) -> Positions:
        columns = [rows.column(name) for name in test.columns]
        return [place for place in at if all(values[place] is not None for values in columns)]

    return filled


def _whole(test: IsInteger, home: NameContext) -> Selector:
    values = numeric_values(test.of, home)

    def whole(places: PointSet, at: Positions) -> Positions:
        found = zip(at, map(zero_if_blank, values(places, at)), strict=True)
        return [place for place, value in found if value == value.to_integral_value()]

    return whole


_SELECT: Mapping[type[Predicate], Callable[[Any, NameContext], Selector]] = MappingProxyType({
    And: _both, Or: _either, Not: _not, Compare: _compared, OneOf: _in, StartsWith: _starts,
    EndsWith: _ends, Contains: _contains, IsBlank: _blank, AllFilled: _filled, IsInteger: _whole,
    InCodeList: _listed, IsLeafCode: _leaf, CodeHasLabel: _named, SpelledAlike: select_alike,
    ProductsRight: select_multiplies, QuotesAmount: select_quoted,
    RepeatsValue: select_repeats, PartWithinWhole: select_within,
    AllOrNoneMasked: select_all_masked,
})  # fmt: skip
