"""A value of another table, found by name."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations, text_values, undetermined
from xltool.expressions.free_text import normalize_name
from xltool.expressions.references import Lookup

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from collections.abc import Set as AbstractSet
    from typing import Any

    from xltool.evaluation.operation import Numbers, Precedents, Undetermined, Values
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet, ValueSource
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key


@operations(Lookup)
class LookupOperations(Operations[Lookup]):
    """The value in the first row of a table whose name means the same; blank without one."""

    @property
    def is_text(self) -> bool:
        """Whether the column that is wanted holds texts."""
        column = self.context.of(self.node.table).column(self.node.column)
        return not column.kind.numeric

    @cached_property
    def _rows_found(self) -> Callable[[Any, Positions], Sequence[int | None]]:
        """The function that gives the row for each position; None when no row names the same."""
        node, names = self.node, text_values(self.node.of, self.context)
        drop = tuple(map(str, node.drop))

        def rows_found(points: PointSet, at: Positions) -> Sequence[int | None]:
            rows = points.source.named(node.table, node.key, drop)
            return [
                rows.get(normalize_name(name, drop)) if name else None for name in names(points, at)
            ]

        return rows_found

    def values(self) -> Numbers:
        """Return the value found for each position."""
        node, rows_found = self.node, self._rows_found

        def found(points: PointSet, at: Positions) -> Values:
            values = points.source.rows(node.table).column(node.column)
            return [None if row is None else values[row] for row in rows_found(points, at)]

        return found

    def undetermined(self) -> Undetermined:
        """Return where the name or the value found is unknown.

        A name that is not found is unknown, too, if the table has a name that cannot be read: it
        may be that one.
        """
        node, rows_found = self.node, self._rows_found
        name = undetermined(node.of, self.context)

        def hidden(points: PointSet, at: Positions) -> AbstractSet[int]:
            source = points.source
            if not source.submitted(node.table):
                return frozenset(at)
            rows, names = source.rows(node.table), name(points, at)
            values, nameless = rows.unknown(node.column), bool(rows.unknown(node.key))
            if not values and not nameless:
                return names
            found = zip(at, rows_found(points, at), strict=True)
            return names | {p for p, row in found if (nameless if row is None else row in values)}

        return hidden

    def precedents(self) -> Precedents:
        """Return the cell that was found."""
        node, rows_found = self.node, self._rows_found

        def found(source: ValueSource, point: EvaluationPoint) -> Iterable[Key]:
            points, at = source.at(point)
            (row,) = rows_found(points, [at])
            return () if row is None else (source.rows(node.table).key(row, node.column),)

        return found
