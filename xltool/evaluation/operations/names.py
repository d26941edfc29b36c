"""Whether names that mean the same are written the same."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations
from xltool.evaluation.rowsets import RowSet, values_at
from xltool.expressions.free_text import normalize_name
from xltool.expressions.predicates import NamedOnce, SpelledAlike

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.evaluation.operation import Precedents, Selector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import ValueSource
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key


@operations(SpelledAlike)
class SpelledAlikeOperations(Operations[SpelledAlike]):
    """Of several spellings that mean the same, the one that most rows have is the model."""

    @cached_property
    def _drop(self) -> tuple[str, ...]:
        return tuple(map(str, self.node.drop))

    def selector(self) -> Selector:
        """Return the rows whose name is written as most of those that mean the same."""
        column, drop = self.node.column, self._drop

        def alike(rows: RowSet, at: Positions) -> Positions:
            names = rows.texts(column)
            usual = _usual_spellings(names, drop)
            pairs = zip(at, values_at(names, at), strict=True)
            return [row for row, name in pairs if usual[normalize_name(name, drop)] == name]

        return alike

    def precedents(self) -> Precedents:
        """Return the name at hand, and all others that mean the same."""
        column, drop = self.node.column, self._drop

        def alike(source: ValueSource, point: EvaluationPoint) -> Iterable[Key]:
            rows, here = source.at(point)
            assert isinstance(rows, RowSet)
            names = [normalize_name(text, drop) for text in rows.texts(column)]
            others = (row for row, name in enumerate(names) if name == names[here] and row != here)
            return [rows.key(row, column) for row in (here, *others)]

        return alike


@operations(NamedOnce)
class NamedOnceOperations(Operations[NamedOnce]):
    """The first row of a name stands for all that mean the same."""

    @cached_property
    def _drop(self) -> tuple[str, ...]:
        return tuple(map(str, self.node.drop))

    def _first(self, rows: RowSet, row: int) -> int:
        """Return the first row of the name of a row."""
        named = rows.source.named(rows.table.id, self.node.column, self._drop)
        return named[normalize_name(rows.texts(self.node.column)[row], self._drop)]

    def selector(self) -> Selector:
        """Return the rows that are the first of their name."""
        return lambda rows, at: [row for row in at if self._first(rows, row) == row]

    def precedents(self) -> Precedents:
        """Return the name at hand, and the first that means the same."""

        def both(source: ValueSource, point: EvaluationPoint) -> Iterable[Key]:
            rows, row = source.at(point)
            assert isinstance(rows, RowSet)
            each = dict.fromkeys((row, self._first(rows, row)))
            return [rows.key(place, self.node.column) for place in each]

        return both


def _usual_spellings(names: Iterable[str], drop: tuple[str, ...]) -> Mapping[str, str]:
    """Return the usual spelling by normalized name: the first one of those equally frequent."""
    found: dict[str, str] = {}
    for name, _ in Counter(names).most_common():
        found.setdefault(normalize_name(name, drop), name)
    return found
