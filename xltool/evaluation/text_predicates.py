"""Statements about what texts say: names, amounts, products, indicators and their wholes.

Each becomes a function that selects the places where it is true.
"""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import compress
from operator import contains
from typing import TYPE_CHECKING

from xltool.evaluation.numeric import numeric_values, text_values
from xltool.evaluation.positions import without
from xltool.expressions.free_text import (
    REMEMBERED,
    agrees,
    amounts,
    said_of,
    same_name,
    wrong_products,
)
from xltool.expressions.indicator_values import parse_indicator
from xltool.expressions.references import ColumnRef
from xltool.values.decimals import zero_if_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.evaluation.name_context import NameContext
    from xltool.evaluation.numeric import Selector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet, RowSet
    from xltool.expressions.nodes import Expression
    from xltool.expressions.predicates import (
        AllOrNoneMasked,
        PartWithinWhole,
        ProductsRight,
        QuotesAmount,
        RepeatsValue,
        SpelledAlike,
    )


def of_text(of: Expression, home: NameContext, holding: Callable[[str], bool]) -> Selector:
    """Look at each text once: the same ones stand in many rows, and in many returns."""
    said, known = text_values(of, home), lru_cache(REMEMBERED)(holding)
    return lambda places, at: list(compress(at, map(known, said(places, at))))


def select_alike(test: SpelledAlike, home: NameContext) -> Selector:
    """Names that mean the same are written the same."""
    said, drop = text_values(ColumnRef(test.column), home), tuple(map(str, test.drop))

    def alike(rows: RowSet, at: Positions) -> Positions:
        first = rows.book.named(rows.table.id, test.column, drop)
        written = rows.texts(test.column)
        pairs = zip(at, said(rows, at), strict=True)
        return [place for place, text in pairs if written[first[same_name(text, drop)]] == text]

    return alike


def select_multiplies(test: ProductsRight, home: NameContext) -> Selector:
    """Products are right."""
    return of_text(test.of, home, lambda text: not wrong_products(text))


def select_quoted(test: QuotesAmount, home: NameContext) -> Selector:
    """Amounts agree with a number."""
    said, number = text_values(test.text, home), numeric_values(test.number, home)

    def quoted(places: PointSet, at: Positions) -> Positions:
        told = (
            (place, amounts(text, test.after))
            for place, text in zip(at, said(places, at), strict=True)
        )
        wrong = [
            place
            for (place, found), value in zip(told, number(places, at), strict=True)
            if found and not agrees(found, zero_if_blank(value))
        ]
        return without(at, wrong)

    return quoted


def select_repeats(test: RepeatsValue, home: NameContext) -> Selector:
    """What is said of an indicator agrees with its value."""
    sides = [text_values(term, home) for term in (test.text, test.name, test.value)]

    def repeats(places: PointSet, at: Positions) -> Positions:
        said = [side(places, at) for side in sides]
        suspect = compress(zip(at, *said, strict=True), map(contains, said[0], said[1]))
        return without(at, [place for place, *rest in suspect if not _repeated(*rest)])

    return repeats


def _repeated(text: str, name: str, value: str) -> bool:
    told = said_of(text, name) if name else []
    return not told or (goal := parse_indicator(value).amount) is None or goal in told


def select_within(test: PartWithinWhole, home: NameContext) -> Selector:
    """A part's target is at most its whole's."""
    name, value, whole_of = (
        text_values(test.name, home),
        text_values(test.value, home),
        wholes(test, home),
    )
    ends = tuple(str(pair).partition("<")[0] for pair in test.pairs)

    def fits(rows: RowSet, place: int) -> bool:
        whole = whole_of(rows, place)
        if whole is None:
            return True
        mine, its = (parse_indicator(text).amount for text in value(rows, [place, whole]))
        return mine is None or its is None or mine <= its

    def within(rows: RowSet, at: Positions) -> Positions:
        suspect = [p for p, text in zip(at, name(rows, at), strict=True) if text.endswith(ends)]
        return without(at, [place for place in suspect if not fits(rows, place)])

    return within


@cache
def wholes(test: PartWithinWhole, home: NameContext) -> Callable[[RowSet, int], int | None]:
    """Return what finds the whole of a part: on the same card, counted the same way."""
    name, value = text_values(test.name, home), text_values(test.value, home)
    pairs = [(part, whole) for part, _, whole in (str(p).partition("<") for p in test.pairs)]

    def whole_of(rows: RowSet, place: int) -> int | None:
        on_card = rows.on_card[rows.cards[place]]
        names = dict(zip(on_card, name(rows, on_card), strict=True))
        goals = dict(zip(on_card, map(parse_indicator, value(rows, on_card)), strict=True))
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


def select_all_masked(test: AllOrNoneMasked, _: NameContext) -> Selector:
    """All filled texts are masked, or none is."""

    def uneven(rows: RowSet) -> Iterator[int]:
        sides = [(rows.column(name), rows.unknown(name)) for name in test.columns]
        for place in rows.unknown(*test.columns):
            if any(values[place] is not None and place not in hidden for values, hidden in sides):
                yield place

    return lambda rows, at: without(at, set(uneven(rows)))
