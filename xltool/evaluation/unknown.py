"""Where a term cannot be known: something that it rests on is masked, unreadable or gone.

What is only asked whether it is blank is known as long as it is not gone.
"""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from xltool.evaluation.exact import MASK
from xltool.evaluation.places import NOWHERE
from xltool.evaluation.values import found_rows, numbers
from xltool.model import GONE
from xltool.rules.terms import (
    Blank,
    Cell,
    Col,
    Const,
    Count,
    Filled,
    Found,
    Line,
    Parts,
    Term,
    Total,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.home import Home
    from xltool.evaluation.places import Places, Positions, Rows
    from xltool.evaluation.values import Numbers, Values
    from xltool.rules.rule import Rule

    Unknown: TypeAlias = "Callable[[Any, Positions], AbstractSet[int]]"
    """At which positions something cannot be known; more than those asked for may be told."""


@cache
def unknown(term: Term, home: Home) -> Unknown:
    """Return what tells where ``term`` cannot be known."""
    columns, others = _made_of(term)
    looks = [_LOOKS[type(other)](other, home) for other in others]
    if not looks:
        return lambda rows, _: rows.unknown(*columns) if columns else NOWHERE
    if len(looks) == 1 and not columns:
        return looks[0]

    def everything(places: Any, at: Positions) -> AbstractSet[int]:  # noqa: ANN401
        hidden: AbstractSet[int] = places.unknown(*columns) if columns else NOWHERE
        for look in looks:
            hidden = hidden | look(places, at)
        return hidden

    return everything


@cache
def calculated(rule: Rule, home: Home) -> Numbers:
    """Return what gives the values that a rule calculates; ``**`` where that cannot be known."""
    term = rule.test.operands()[1]
    values, hidden_at = numbers(term, home), unknown(term, home)
    if isinstance(term, (Line, Parts)):
        return values  # these tell by themselves

    def masked(places: Places, at: Positions) -> Values:
        hidden = hidden_at(places, at)
        if not hidden:
            return values(places, at)
        clear = [place for place in at if place not in hidden]
        known = dict(zip(clear, values(places, clear), strict=True))
        return [known.get(place, MASK) for place in at]

    return masked


def _made_of(term: Term) -> tuple[tuple[str, ...], tuple[Term, ...]]:
    """Return the columns that ``term`` is made of, and all else."""
    if isinstance(term, Const):
        return (), ()
    if isinstance(term, Col):
        return (term.column,), ()
    if type(term) in _LOOKS:
        return (), (term,)
    parts = [_made_of(operand) for operand in term.operands()]
    columns = dict.fromkeys(column for names, _ in parts for column in names)
    return tuple(columns), tuple(other for _, others in parts for other in others)


def _number(term: Term, home: Home) -> Unknown:
    values = numbers(term, home)
    return lambda places, at: {
        place for place, value in zip(at, values(places, at), strict=True) if isinstance(value, str)
    }


def _fixed(term: Cell | Total, home: Home) -> Unknown:
    """Tell of a number that is the same at all places."""
    if isinstance(term, Total) and term.per:
        return _number(term, home)
    value = numbers(term, home)
    return lambda places, at: frozenset(at) if isinstance(value(places, (0,))[0], str) else NOWHERE


def _blank(term: Blank, home: Home) -> Unknown:
    """A cell that must be filled and is not tells nothing: it is wrong already."""
    if not isinstance(term.of, Col):
        return unknown(term.of, home)
    name = term.of.column

    def gone(rows: Rows, _: Positions) -> AbstractSet[int]:
        hidden, values = rows.unknown(name), rows.column(name)
        return {p for p in hidden if values[p] is None or values[p] == GONE} if hidden else NOWHERE

    return gone


def _found(term: Found, home: Home) -> Unknown:
    """A name that is not found may be one that cannot be read."""
    of, rows_of = unknown(term.of, home), found_rows(term, home)

    def hidden(places: Places, at: Positions) -> AbstractSet[int]:
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


def _known(_: Filled, __: Home) -> Unknown:
    """Whether something is filled in shows at once."""
    return lambda _, __: NOWHERE


_LOOKS: Mapping[type[Term], Callable[[Any, Home], Unknown]] = MappingProxyType({
    Blank: _blank, Filled: _known, Found: _found, Cell: _fixed, Line: _number, Parts: _number,
    Total: _fixed, Count: _number,
})  # fmt: skip
