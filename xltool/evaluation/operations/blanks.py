"""Whether cells are blank, or filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, numeric_values, operations, undetermined
from xltool.evaluation.positions import NO_POSITIONS
from xltool.evaluation.rowsets import RowSet
from xltool.expressions.nodes import IsBlank
from xltool.expressions.predicates import AllFilled
from xltool.expressions.references import ColumnRef
from xltool.model.submission import DELETED

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.operation import FindingCells, Selector, Undetermined
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet


@operations(IsBlank)
class IsBlankOperations(Operations[IsBlank]):
    """Known more often than the cell: a masked or unreadable text is no blank."""

    def selector(self) -> Selector:
        """Return where there is no value."""
        values = numeric_values(self.node.of, self.context)
        return lambda points, at: [
            position
            for position, value in zip(at, values(points, at), strict=True)
            if value is None
        ]

    def undetermined(self) -> Undetermined:
        """Return where the cell was deleted, or is blank and reported as wrong.

        Whoever looks at a masked cell sees that it is filled in. A deleted cell shows nothing. A
        blank that was reported, because the column must be filled in, is wrong already: a rule
        that is broken by it would give a second finding about the same mistake.
        """
        if not isinstance(self.node.of, ColumnRef):
            return undetermined(self.node.of, self.context)
        name = self.node.of.column

        def gone(rows: RowSet, _: Positions) -> AbstractSet[int]:
            hidden, values = rows.unknown(name), rows.column(name)
            if not hidden:
                return NO_POSITIONS
            return {p for p in hidden if values[p] is None or values[p] is DELETED}

        return gone


@operations(AllFilled)
class AllFilledOperations(Operations[AllFilled]):
    """Whether all columns of a row are filled in; a finding points at the first that is blank."""

    def selector(self) -> Selector:
        """Return the rows in which none of the columns is blank."""
        names = self.node.columns

        def filled(rows: RowSet, at: Positions) -> Positions:
            columns = [rows.column(name) for name in names]
            return [row for row in at if all(values[row] is not None for values in columns)]

        return filled

    def undetermined(self) -> Undetermined:
        """Return nothing: whether something is filled in shows at once."""
        return lambda _, __: NO_POSITIONS

    def finding_cells(self, points: PointSet, group: Positions) -> FindingCells:
        """Return the first cell that is blank, and all that are."""
        assert isinstance(points, RowSet)
        row = group[0]
        blank = (name for name in self.node.columns if points.column(name)[row] is None)
        keys = tuple(points.key(row, name) for name in blank)
        return next(iter(keys), None), keys
