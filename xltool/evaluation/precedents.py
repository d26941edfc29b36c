"""Which cells a term reads: each becomes a function that gives them, in printed order."""

from __future__ import annotations

from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from xltool.evaluation.aggregates import cell_key, groups_at, part_keys, selected_rows, total_key
from xltool.evaluation.numeric import lookup_rows
from xltool.evaluation.rowsets import RowSet
from xltool.evaluation.text_predicates import wholes
from xltool.expressions.free_text import same_name
from xltool.expressions.nodes import walk_expression
from xltool.expressions.predicates import PartWithinWhole, SpelledAlike
from xltool.expressions.references import (
    CellRef,
    ColumnRef,
    ColumnTotal,
    LineRef,
    Lookup,
    RowCount,
    SumOfParts,
)
from xltool.kinds import Shape
from xltool.model.lookup import find_column
from xltool.model.row_ids import card_of
from xltool.model.submission import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from xltool.evaluation.name_context import NameContext
    from xltool.evaluation.rowsets import ValueSource
    from xltool.expressions.nodes import Expression
    from xltool.model.lookup import EvaluationPoint

    Precedents: TypeAlias = "Callable[[ValueSource, EvaluationPoint], Iterable[Key]]"


@cache
def all_precedents(term: Expression, home: NameContext) -> Precedents:
    """Return what gives the cells that ``term`` and all below it read; some may come twice."""
    each = [own_precedents(part, home) for part in walk_expression(term) if type(part) in _LEAVES]
    if len(each) == 1:
        return each[0]
    return lambda book, scope: chain.from_iterable(of(book, scope) for of in each)


@cache
def own_precedents(term: Expression, home: NameContext) -> Precedents:
    """Return what gives the cells that ``term`` itself reads."""
    made = _LEAVES.get(type(term))
    return made(term, home) if made else lambda _, __: ()


def _cell(term: CellRef, _: NameContext) -> Precedents:
    return lambda book, _: (cell_key(term, book),)


def _column(term: ColumnRef, home: NameContext) -> Precedents:
    """The cell in the row at hand; a card's own when it is the card's."""
    assert home.form is not None
    table, name = find_column(home.form, term.column)[0].id, term.column
    if home.form.shape is Shape.CARDS and table == home.form.id:
        return lambda _, at: (Key(table, at.entity, card_of(at.row), name),)
    return lambda _, at: (Key(table, at.entity, at.row, name),)


def _line(term: LineRef, home: NameContext) -> Precedents:
    assert home.form is not None
    form, code = home.form.id, term.code
    return lambda _, at: (Key(form, at.entity, code, at.column),)


def _parts(term: SumOfParts, home: NameContext) -> Precedents:
    form, code = home.form, term.code
    assert form is not None
    return lambda book, at: part_keys(book, form, Key(form.id, at.entity, code, at.column))


def _count(term: RowCount, home: NameContext) -> Precedents:
    assert home.form is not None
    below, where = home.form.tables[-1].id, all_precedents(term.where, home)

    def counted(book: ValueSource, scope: EvaluationPoint) -> Iterable[Key]:
        rows = book.rows(below)
        on_card = rows.on_card.get((scope.entity, scope.row), ())
        return chain.from_iterable(where(book, rows.scope(at)) for at in on_card)

    return counted


def _total(term: ColumnTotal, _: NameContext) -> Precedents:
    if not term.per and term.where is None:
        return lambda book, _: (total_key(term, book),)

    def added(book: ValueSource, scope: EvaluationPoint) -> Iterable[Key]:
        rows, found = book.rows(term.table), selected_rows(term, book)
        if term.per:
            places, at = book.at(scope)
            assert isinstance(places, RowSet)
            (group,) = groups_at(term, places, [at])
            pairs = zip(found, groups_at(term, rows, found), strict=True)
            found = [row for row, each in pairs if each == group]
        return [rows.key(row, term.column) for row in found]

    return added


def _found(term: Lookup, home: NameContext) -> Precedents:
    rows_of = lookup_rows(term, home)

    def found(book: ValueSource, scope: EvaluationPoint) -> Iterable[Key]:
        places, at = book.at(scope)
        (row,) = rows_of(places, [at])
        return () if row is None else (book.rows(term.table).key(row, term.column),)

    return found


def _alike(term: SpelledAlike, _: NameContext) -> Precedents:
    """The name at hand, and all others that mean the same."""
    drop = tuple(map(str, term.drop))

    def alike(book: ValueSource, scope: EvaluationPoint) -> Iterable[Key]:
        rows, place = book.at(scope)
        assert isinstance(rows, RowSet)
        names = [same_name(text, drop) for text in rows.texts(term.column)]
        same = (at for at, name in enumerate(names) if name == names[place] and at != place)
        return [rows.key(at, term.column) for at in (place, *same)]

    return alike


def _within(term: PartWithinWhole, home: NameContext) -> Precedents:
    """Name and value of the part and of its whole; they are operands besides."""
    whole_of, each = wholes(term, home), [all_precedents(of, home) for of in term.operands()]

    def both(book: ValueSource, scope: EvaluationPoint) -> Iterable[Key]:
        rows, place = book.at(scope)
        assert isinstance(rows, RowSet)
        whole = whole_of(rows, place)
        there = () if whole is None else (place, whole)
        return [key for at in there for of in each for key in of(book, rows.scope(at))]

    return both


_LEAVES: Mapping[type[Expression], Callable[[Any, NameContext], Precedents]] = MappingProxyType({
    CellRef: _cell, ColumnRef: _column, LineRef: _line, SumOfParts: _parts, RowCount: _count,
    ColumnTotal: _total, Lookup: _found, SpelledAlike: _alike, PartWithinWhole: _within,
})  # fmt: skip
