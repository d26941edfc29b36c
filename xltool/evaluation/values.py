"""Terms as numbers and as texts: each becomes a function that gives them at many places at once.

Numbers are exact decimals, None where blank; a sum of blanks is blank. A cell or a sum that cannot
be known is ``**``. What is made of them must be known: ``unknown`` says where it is not.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from xltool.evaluation.exact import APPLY, MASK, ZERO, amount, ratio
from xltool.evaluation.sums import cell, counts, groups_at, line, parts, total, totals
from xltool.numbers import plain
from xltool.rules.targets import parse
from xltool.rules.terms import (
    Binary,
    Cell,
    Col,
    Const,
    Count,
    Found,
    Line,
    Parts,
    Percent,
    Target,
    Term,
    Total,
)
from xltool.rules.texts import same_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xltool.evaluation.home import Home
    from xltool.evaluation.places import Places, Positions, Rows
    from xltool.model import Value

    Values: TypeAlias = "Sequence[Value | None]"
    Numbers: TypeAlias = "Callable[[Any, Positions], Values]"
    Texts: TypeAlias = "Callable[[Any, Positions], Sequence[str]]"
    """What a term comes to at some positions of its places."""
    Select: TypeAlias = "Callable[[Any, Positions], Positions]"
    """At which of some positions a statement holds, in order."""

T = TypeVar("T")


@cache
def numbers(term: Term, home: Home) -> Numbers:
    """Return what gives the values of ``term``; None is blank."""
    return _NUMBERS[type(term)](term, home)


@cache
def texts(term: Term, home: Home) -> Texts:
    """Return what gives the texts of ``term``; blank is empty."""
    match term:
        case Const(value=value):
            text = str(value)
            return lambda _, at: [text] * len(at)
        case Col(column=column):
            return lambda rows, at: _taken(rows.texts(column), at)
        case Target(of=Col(column=column), part=part):
            return lambda rows, at: _taken(rows.texts(column, part), at)
    values = numbers(term, home)
    return lambda places, at: ["" if v is None else plain(v) for v in values(places, at)]


def _taken(values: Sequence[T], at: Positions) -> Sequence[T]:
    """Return the values at some positions; there is nothing to take when these are all."""
    return values if len(at) == len(values) else list(map(values.__getitem__, at))


def _constant(term: Const, _: Home) -> Numbers:
    value = term.value
    return lambda _, at: [value] * len(at)


def _column(term: Col, _: Home) -> Numbers:
    name = term.column
    return lambda rows, at: _taken(rows.column(name), at)


def _cell(term: Cell, _: Home) -> Numbers:
    return lambda places, at: [places.book.kept(term, cell)] * len(at)


def _line(term: Line, _: Home) -> Numbers:
    code = term.code
    return lambda columns, at: [line(code, columns, place) for place in at]


def _parts(term: Parts, _: Home) -> Numbers:
    code = term.code
    return lambda columns, at: [parts(code, columns, place) for place in at]


def _total(term: Total, _: Home) -> Numbers:
    if not term.per:
        return lambda places, at: [places.book.kept(term, total)] * len(at)

    def per_group(rows: Rows, at: Positions) -> Values:
        if not rows.book.submitted(term.table):
            return [MASK] * len(at)
        sums = rows.book.kept(term, totals)
        return [sums.get(group) for group in groups_at(term, rows, at)]

    return per_group


def _count(term: Count, home: Home) -> Numbers:
    assert home.form is not None
    below = home.form.tables[-1].id

    def count(cards: Rows, at: Positions) -> Values:
        found = cards.book.kept(term, lambda count, book: counts(count, book.rows(below)))
        return [found.get(cards.cards[place], ZERO) for place in at]

    return count


def _found(term: Found, home: Home) -> Numbers:
    rows_of = found_rows(term, home)

    def found(places: Places, at: Positions) -> Values:
        values = places.book.rows(term.table).column(term.column)
        return [None if row is None else values[row] for row in rows_of(places, at)]

    return found


@cache
def found_rows(term: Found, home: Home) -> Callable[[Any, Positions], list[int | None]]:
    """Return what gives the first row that names the same; None when there is none."""
    of, drop = texts(term.of, home), tuple(map(str, term.drop))

    def rows_of(places: Places, at: Positions) -> list[int | None]:
        names = places.book.named(term.table, term.key, drop)
        return [names.get(same_name(text, drop)) if text else None for text in of(places, at)]

    return rows_of


def _target(term: Target, home: Home) -> Numbers:
    of = texts(term.of, home)
    if term.part == "wan":
        return lambda places, at: [parse(text).wan for text in of(places, at)]
    return lambda places, at: [parse(text).amount for text in of(places, at)]


def _binary(term: Binary, home: Home) -> Numbers:
    apply, left, right = APPLY[term.sign], numbers(term.left, home), numbers(term.right, home)

    def both(places: Places, at: Positions) -> Values:
        pairs = zip(left(places, at), right(places, at), strict=True)
        return [None if a is None and b is None else apply(amount(a), amount(b)) for a, b in pairs]

    return both


def _percent(term: Percent, home: Home) -> Numbers:
    part, whole = numbers(term.part, home), numbers(term.whole, home)
    return lambda places, at: list(map(ratio, part(places, at), whole(places, at)))


_NUMBERS: Mapping[type[Term], Callable[[Any, Home], Numbers]] = MappingProxyType({
    Const: _constant, Col: _column, Cell: _cell, Line: _line, Parts: _parts, Total: _total,
    Count: _count, Found: _found, Target: _target, Binary: _binary, Percent: _percent,
})  # fmt: skip
