"""Which cells a term reads: each becomes a function that gives them, in printed order."""

from __future__ import annotations

from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from xltool.evaluation.places import Rows
from xltool.evaluation.said import wholes
from xltool.evaluation.sums import cell_key, chosen, groups_at, part_keys, total_key
from xltool.evaluation.values import found_rows
from xltool.model import Key, Shape
from xltool.rules.rule import column_of
from xltool.rules.terms import Alike, Cell, Col, Count, Found, Line, Parts, Total, Within, walk
from xltool.rules.texts import same_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from xltool.evaluation.evaluate import Book
    from xltool.evaluation.home import Home
    from xltool.rules.rule import Scope
    from xltool.rules.terms import Term

    Leaves: TypeAlias = "Callable[[Book, Scope], Iterable[Key]]"


@cache
def leaves(term: Term, home: Home) -> Leaves:
    """Return what gives the cells that ``term`` and all below it read; some may come twice."""
    each = [own(part, home) for part in walk(term) if type(part) in _LEAVES]
    if len(each) == 1:
        return each[0]
    return lambda book, scope: chain.from_iterable(of(book, scope) for of in each)


@cache
def own(term: Term, home: Home) -> Leaves:
    """Return what gives the cells that ``term`` itself reads."""
    made = _LEAVES.get(type(term))
    return made(term, home) if made else lambda _, __: ()


def _cell(term: Cell, _: Home) -> Leaves:
    return lambda book, _: (cell_key(term, book),)


def _column(term: Col, home: Home) -> Leaves:
    """The cell in the row at hand; a card's own when it is the card's."""
    assert home.form is not None
    table, name = column_of(home.form, term.column)[0].id, term.column
    if home.form.shape is Shape.CARDS and table == home.form.id:
        return lambda _, at: (Key(table, at.entity, at.row.partition("/")[0], name),)
    return lambda _, at: (Key(table, at.entity, at.row, name),)


def _line(term: Line, home: Home) -> Leaves:
    assert home.form is not None
    form, code = home.form.id, term.code
    return lambda _, at: (Key(form, at.entity, code, at.column),)


def _parts(term: Parts, home: Home) -> Leaves:
    form, code = home.form, term.code
    assert form is not None
    return lambda book, at: part_keys(book, form, Key(form.id, at.entity, code, at.column))


def _count(term: Count, home: Home) -> Leaves:
    assert home.form is not None
    below, where = home.form.tables[-1].id, leaves(term.where, home)

    def counted(book: Book, scope: Scope) -> Iterable[Key]:
        rows = book.rows(below)
        on_card = rows.on_card.get((scope.entity, scope.row), ())
        return chain.from_iterable(where(book, rows.scope(at)) for at in on_card)

    return counted


def _total(term: Total, _: Home) -> Leaves:
    if not term.per and term.where is None:
        return lambda book, _: (total_key(term, book),)

    def added(book: Book, scope: Scope) -> Iterable[Key]:
        rows, found = book.rows(term.table), chosen(term, book)
        if term.per:
            places, at = book.at(scope)
            assert isinstance(places, Rows)
            (group,) = groups_at(term, places, [at])
            pairs = zip(found, groups_at(term, rows, found), strict=True)
            found = [row for row, each in pairs if each == group]
        return [rows.key(row, term.column) for row in found]

    return added


def _found(term: Found, home: Home) -> Leaves:
    rows_of = found_rows(term, home)

    def found(book: Book, scope: Scope) -> Iterable[Key]:
        places, at = book.at(scope)
        (row,) = rows_of(places, [at])
        return () if row is None else (book.rows(term.table).key(row, term.column),)

    return found


def _alike(term: Alike, _: Home) -> Leaves:
    """The name at hand, and all others that mean the same."""
    drop = tuple(map(str, term.drop))

    def alike(book: Book, scope: Scope) -> Iterable[Key]:
        rows, place = book.at(scope)
        assert isinstance(rows, Rows)
        names = [same_name(text, drop) for text in rows.texts(term.column)]
        same = (at for at, name in enumerate(names) if name == names[place] and at != place)
        return [rows.key(at, term.column) for at in (place, *same)]

    return alike


def _within(term: Within, home: Home) -> Leaves:
    """Name and value of the part and of its whole; they are operands besides."""
    whole_of, each = wholes(term, home), [leaves(of, home) for of in term.operands()]

    def both(book: Book, scope: Scope) -> Iterable[Key]:
        rows, place = book.at(scope)
        assert isinstance(rows, Rows)
        whole = whole_of(rows, place)
        there = () if whole is None else (place, whole)
        return [key for at in there for of in each for key in of(book, rows.scope(at))]

    return both


_LEAVES: Mapping[type[Term], Callable[[Any, Home], Leaves]] = MappingProxyType({
    Cell: _cell, Col: _column, Line: _line, Parts: _parts, Count: _count, Total: _total,
    Found: _found, Alike: _alike, Within: _within,
})  # fmt: skip
