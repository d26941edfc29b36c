"""Which cell a judgement is pinned to, and which cells take part."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from xltool.evaluation.home import home_of
from xltool.evaluation.leaves import leaves
from xltool.evaluation.places import Rows
from xltool.rules.terms import Compare, Filled, Same, Unique

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.evaluation.judge import Ruling
    from xltool.model import Key

    Cells: TypeAlias = "Callable[[Ruling, int], tuple[Key | None, tuple[Key, ...]]]"
    """The cell that a judgement at a place is pinned to, and all that take part."""


def all_cells(ruling: Ruling, place: int) -> tuple[Key | None, tuple[Key, ...]]:
    """Return the cell that a judgement is pinned to, and all that take part."""
    test = ruling.rule.test
    if isinstance(test, (Same, Unique)):
        return _odd(ruling, test, place)
    if isinstance(test, Filled):
        return _missing(ruling, place)
    keys = _participants(ruling, place)
    return _result(ruling, place) or next(iter(keys), None), keys


def _participants(ruling: Ruling, place: int) -> tuple[Key, ...]:
    rule, places = ruling.rule, ruling.places
    home = home_of(places.book.pack, places.form)
    roots = [root for root in (rule.test, rule.where, rule.shows) if root is not None]
    each = [leaves(root, home) for root in roots]
    scopes = map(places.scope, ruling.peers.get(place, (place,)))
    found = (of(places.book, scope) for scope in scopes for of in each)
    return tuple(dict.fromkeys(chain.from_iterable(found)))


def _result(ruling: Ruling, place: int) -> Key | None:
    """Return the calculated side of an equation, when it is one cell: it stands last."""
    test, places = ruling.rule.test, ruling.places
    if not isinstance(test, Compare) or test.sign != "==":
        return None
    last = places.book.leaves(test.right, places.scope(place))
    here = places.form in {None, places.book.pack.form_of(last[0].table)} if last else False
    return last[0] if len(last) == 1 and here else None


def _missing(ruling: Ruling, place: int) -> tuple[Key | None, tuple[Key, ...]]:
    """Pin a finding to the first of the cells that are blank."""
    rows, test = ruling.places, ruling.rule.test
    assert isinstance(rows, Rows)
    assert isinstance(test, Filled)
    blank = (name for name in test.columns if rows.column(name)[place] is None)
    keys = tuple(rows.key(place, name) for name in blank)
    return next(iter(keys), None), keys


def missing_cells(ruling: Ruling, place: int) -> tuple[Key | None, tuple[Key, ...]]:
    """Return what is blank and should not be: all that a check cell names."""
    filled = isinstance(ruling.rule.test, Filled)
    return _missing(ruling, place) if filled else (None, ())


def _odd(ruling: Ruling, test: Same | Unique, place: int) -> tuple[Key, tuple[Key, ...]]:
    """Pin a finding about a group to the first that differs from most, or that repeats another."""
    rows, group = ruling.places, ruling.peers.get(place, (place,))
    assert isinstance(rows, Rows)
    keys = tuple(rows.key(row, test.column) for row in group)
    if isinstance(test, Unique):
        return keys[min(1, len(keys) - 1)], keys
    values = rows.column(test.column)
    filled = {row: values[row] for row in group if values[row] is not None}
    usual = Counter(filled.values()).most_common(1)[0][0] if filled else None
    odd = (rows.key(row, test.column) for row, value in filled.items() if value != usual)
    return next(odd, keys[0]), keys
