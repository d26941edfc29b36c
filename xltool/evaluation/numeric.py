"""Terms as numbers and as texts: each becomes a function that gives them at many places at once.

Numbers are exact decimals, None where blank; a sum of blanks is blank. A cell or a sum that cannot
be known is ``**``. What is made of them must be known: ``unknown`` says where it is not.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar

from xltool.evaluation.aggregates import (
    cell_value,
    column_total,
    counts_per_card,
    groups_at,
    line_value,
    sum_of_parts,
    totals_per_group,
)
from xltool.expressions.free_text import same_name
from xltool.expressions.indicator_values import parse_indicator
from xltool.expressions.nodes import Arithmetic, Constant, Expression
from xltool.expressions.references import (
    CellRef,
    ColumnRef,
    ColumnTotal,
    IndicatorPart,
    LineRef,
    Lookup,
    Percentage,
    RowCount,
    SumOfParts,
)
from xltool.values.decimal_text import MASK, decimal_text
from xltool.values.decimals import APPLY, ZERO, percentage_of, zero_if_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xltool.evaluation.name_context import NameContext
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet, RowSet
    from xltool.model.submission import Value

    Values: TypeAlias = "Sequence[Value | None]"
    Numbers: TypeAlias = "Callable[[Any, Positions], Values]"
    Texts: TypeAlias = "Callable[[Any, Positions], Sequence[str]]"
    """What a term comes to at some positions of its places."""
    Selector: TypeAlias = "Callable[[Any, Positions], Positions]"
    """At which of some positions a statement holds, in order."""

T = TypeVar("T")


@cache
def numeric_values(term: Expression, home: NameContext) -> Numbers:
    """Return what gives the values of ``term``; None is blank."""
    return _NUMBERS[type(term)](term, home)


@cache
def text_values(term: Expression, home: NameContext) -> Texts:
    """Return what gives the texts of ``term``; blank is empty."""
    match term:
        case Constant(value=value):
            text = str(value)
            return lambda _, at: [text] * len(at)
        case ColumnRef(column=column):
            return lambda rows, at: _taken(rows.texts(column), at)
        case IndicatorPart(of=ColumnRef(column=column), part=part):
            return lambda rows, at: _taken(rows.texts(column, part), at)
    values = numeric_values(term, home)
    return lambda places, at: ["" if v is None else decimal_text(v) for v in values(places, at)]


def _taken(values: Sequence[T], at: Positions) -> Sequence[T]:
    """Return the values at some positions; there is nothing to take when these are all."""
    return values if len(at) == len(values) else list(map(values.__getitem__, at))


def _constant(term: Constant, _: NameContext) -> Numbers:
    value = term.value
    return lambda _, at: [value] * len(at)


def _column(term: ColumnRef, _: NameContext) -> Numbers:
    name = term.column
    return lambda rows, at: _taken(rows.column(name), at)


def _cell(term: CellRef, _: NameContext) -> Numbers:
    return lambda places, at: [places.book.kept(term, cell_value)] * len(at)


def _line(term: LineRef, _: NameContext) -> Numbers:
    code = term.code
    return lambda columns, at: [line_value(code, columns, place) for place in at]


def _parts(term: SumOfParts, _: NameContext) -> Numbers:
    code = term.code
    return lambda columns, at: [sum_of_parts(code, columns, place) for place in at]


def _total(term: ColumnTotal, _: NameContext) -> Numbers:
    if not term.per:
        return lambda places, at: [places.book.kept(term, column_total)] * len(at)

    def per_group(rows: RowSet, at: Positions) -> Values:
        if not rows.book.submitted(term.table):
            return [MASK] * len(at)
        sums = rows.book.kept(term, totals_per_group)
        return [sums.get(group) for group in groups_at(term, rows, at)]

    return per_group


def _count(term: RowCount, home: NameContext) -> Numbers:
    assert home.form is not None
    below = home.form.tables[-1].id

    def count(cards: RowSet, at: Positions) -> Values:
        found = cards.book.kept(term, lambda count, book: counts_per_card(count, book.rows(below)))
        return [found.get(cards.cards[place], ZERO) for place in at]

    return count


def _found(term: Lookup, home: NameContext) -> Numbers:
    rows_of = lookup_rows(term, home)

    def found(places: PointSet, at: Positions) -> Values:
        values = places.book.rows(term.table).column(term.column)
        return [None if row is None else values[row] for row in rows_of(places, at)]

    return found


@cache
def lookup_rows(term: Lookup, home: NameContext) -> Callable[[Any, Positions], list[int | None]]:
    """Return what gives the first row that names the same; None when there is none."""
    of, drop = text_values(term.of, home), tuple(map(str, term.drop))

    def rows_of(places: PointSet, at: Positions) -> list[int | None]:
        names = places.book.named(term.table, term.key, drop)
        return [names.get(same_name(text, drop)) if text else None for text in of(places, at)]

    return rows_of


def _target(term: IndicatorPart, home: NameContext) -> Numbers:
    of = text_values(term.of, home)
    if term.part == "wan":
        return lambda places, at: [parse_indicator(text).wan for text in of(places, at)]
    return lambda places, at: [parse_indicator(text).amount for text in of(places, at)]


def _binary(term: Arithmetic, home: NameContext) -> Numbers:
    apply, left, right = (
        APPLY[term.sign],
        numeric_values(term.left, home),
        numeric_values(term.right, home),
    )

    def both(places: PointSet, at: Positions) -> Values:
        pairs = zip(left(places, at), right(places, at), strict=True)
        return [
            None if a is None and b is None else apply(zero_if_blank(a), zero_if_blank(b))
            for a, b in pairs
        ]

    return both


def _percent(term: Percentage, home: NameContext) -> Numbers:
    part, whole = numeric_values(term.part, home), numeric_values(term.whole, home)
    return lambda places, at: list(map(percentage_of, part(places, at), whole(places, at)))


_NUMBERS: Mapping[type[Expression], Callable[[Any, NameContext], Numbers]] = MappingProxyType({
    Constant: _constant, ColumnRef: _column, CellRef: _cell, LineRef: _line, SumOfParts: _parts,
    ColumnTotal: _total, RowCount: _count, Lookup: _found, IndicatorPart: _target,
    Arithmetic: _binary, Percentage: _percent,
})  # fmt: skip
