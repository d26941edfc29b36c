"""Where a term cannot be known: something that it rests on is masked, unreadable or gone.

What is only asked whether it is blank is known as long as it is not gone.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from xltool.evaluation.numeric import lookup_rows, numeric_values
from xltool.evaluation.positions import NO_POSITIONS
from xltool.expressions.nodes import Constant, Expression, IsBlank
from xltool.expressions.predicates import AllFilled
from xltool.expressions.references import (
    CellRef,
    ColumnRef,
    ColumnTotal,
    LineRef,
    Lookup,
    RowCount,
    SumOfParts,
)
from xltool.model.submission import DELETED
from xltool.values.decimal_text import MASK
from xltool.values.decimals import NO_NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.name_context import NameContext
    from xltool.evaluation.numeric import Numbers, Values
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet, RowSet
    from xltool.expressions.rule import Rule

    Undetermined: TypeAlias = "Callable[[Any, Positions], AbstractSet[int]]"
    """At which positions something cannot be known; more than those asked for may be told."""


@cache
def undetermined(term: Expression, home: NameContext) -> Undetermined:
    """Return what tells where ``term`` cannot be known."""
    columns, others = _made_of(term)
    looks = [_LOOKS[type(other)](other, home) for other in others]
    if not looks:
        return lambda rows, _: rows.unknown(*columns) if columns else NO_POSITIONS
    if len(looks) == 1 and not columns:
        return looks[0]

    def everything(places: Any, at: Positions) -> AbstractSet[int]:  # noqa: ANN401
        hidden: AbstractSet[int] = places.unknown(*columns) if columns else NO_POSITIONS
        for look in looks:
            hidden = hidden | look(places, at)
        return hidden

    return everything


@cache
def calculated_values(rule: Rule, home: NameContext) -> Numbers:
    """Return what gives the values that a rule calculates; ``**`` where that cannot be known."""
    term = rule.test.operands()[1]
    values, hidden_at = numeric_values(term, home), undetermined(term, home)
    if isinstance(term, (LineRef, SumOfParts)):
        return values  # these tell by themselves

    def masked(places: PointSet, at: Positions) -> Values:
        hidden = hidden_at(places, at)
        if not hidden:
            return values(places, at)
        clear = [place for place in at if place not in hidden]
        known = dict(zip(clear, values(places, clear), strict=True))
        return [known.get(place, MASK) for place in at]

    return masked


def _made_of(term: Expression) -> tuple[tuple[str, ...], tuple[Expression, ...]]:
    """Return the columns that ``term`` is made of, and all else."""
    if isinstance(term, Constant):
        return (), ()
    if isinstance(term, ColumnRef):
        return (term.column,), ()
    if type(term) in _LOOKS:
        return (), (term,)
    parts = [_made_of(operand) for operand in term.operands()]
    columns = dict.fromkeys(column for names, _ in parts for column in names)
    return tuple(columns), tuple(other for _, others in parts for other in others)


def _number(term: Expression, home: NameContext) -> Undetermined:
    values = numeric_values(term, home)
    return lambda places, at: {
        place
        for place, value in zip(at, values(places, at), strict=True)
        if isinstance(value, NO_NUMBER)
    }


def _fixed(term: CellRef | ColumnTotal, home: NameContext) -> Undetermined:
    """Tell of a number that is the same at all places."""
    if isinstance(term, ColumnTotal) and term.per:
        return _number(term, home)
    value = numeric_values(term, home)
    return lambda places, at: (
        frozenset(at) if isinstance(value(places, (0,))[0], NO_NUMBER) else NO_POSITIONS
    )


def _blank(term: IsBlank, home: NameContext) -> Undetermined:
    """A cell that must be filled and is not tells nothing: it is wrong already."""
    if not isinstance(term.of, ColumnRef):
        return undetermined(term.of, home)
    name = term.of.column

    def gone(rows: RowSet, _: Positions) -> AbstractSet[int]:
        hidden, values = rows.unknown(name), rows.column(name)
        return (
            {p for p in hidden if values[p] is None or values[p] is DELETED}
            if hidden
            else NO_POSITIONS
        )

    return gone


def _found(term: Lookup, home: NameContext) -> Undetermined:
    """A name that is not found may be one that cannot be read."""
    of, rows_of = undetermined(term.of, home), lookup_rows(term, home)

    def hidden(places: PointSet, at: Positions) -> AbstractSet[int]:
        book = places.book
        if not book.submitted(term.table):
            return frozenset(at)
        rows, known = book.rows(term.table), of(places, at)
        values, nameless = rows.unknown(term.column), bool(rows.unknown(term.key))
        if not values and not nameless:
            return known
        found = zip(at, rows_of(places, at), strict=True)
        return known | {p for p, row in found if (nameless if row is None else row in values)}

    return hidden


def _known(_: AllFilled, __: NameContext) -> Undetermined:
    """Whether something is filled in shows at once."""
    return lambda _, __: NO_POSITIONS


_LOOKS: Mapping[type[Expression], Callable[[Any, NameContext], Undetermined]] = MappingProxyType({
    IsBlank: _blank, AllFilled: _known, Lookup: _found, CellRef: _fixed, LineRef: _number,
    SumOfParts: _number, ColumnTotal: _fixed, RowCount: _number,
})  # fmt: skip
