"""Whether a table has a row that a predicate selects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations
from xltool.evaluation.rowsets import RowSet
from xltool.expressions.predicates import AnyRow
from xltool.model.row_ids import card_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.operation import Precedents, Selector, Undetermined
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet, ValueSource
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key


@operations(AnyRow)
class AnyRowOperations(Operations[AnyRow]):
    """Looks at the rows of each card; where nothing is said of cards, at all rows."""

    def selector(self) -> Selector:
        """Return where there is such a row."""
        node = self.node

        def found(points: PointSet, at: Positions) -> Positions:
            rows = points.source.rows(node.table)
            selected, _ = points.source.selection(node.where, rows)
            return _holding(points, at, rows, selected)

        return found

    def undetermined(self) -> Undetermined:
        """Return where there is none that is known, and one that may be it."""
        node = self.node

        def hidden(points: PointSet, at: Positions) -> AbstractSet[int]:
            source = points.source
            if not source.submitted(node.table):
                return frozenset(at)
            rows = source.rows(node.table)
            selected, unsure = source.selection(node.where, rows)
            known = frozenset(_holding(points, at, rows, selected))
            return frozenset(_holding(points, at, rows, sorted(unsure))) - known

        return hidden

    def precedents(self) -> Precedents:
        """Return the cells that a finding quotes."""
        node = self.node

        def quoted(source: ValueSource, point: EvaluationPoint) -> Iterable[Key]:
            rows = source.rows(node.table)
            selected, _ = source.selection(node.where, rows)
            if point.form is not None:
                on_card = rows.on_card.get((point.entity, card_of(point.row)), ())
                selected = [row for row in selected if row in on_card]
            return [rows.key(row, node.column) for row in selected]

        return quoted


def _holding(points: PointSet, at: Positions, rows: RowSet, selected: Positions) -> Positions:
    """Return the positions that hold one of the selected rows."""
    if not isinstance(points, RowSet):
        return at if selected else ()
    cards = {rows.cards[row] for row in selected}
    return [position for position in at if points.cards[position] in cards]
