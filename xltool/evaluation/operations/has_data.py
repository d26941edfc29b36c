"""Whether a form is stated to have no data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations
from xltool.expressions.predicates import HasData

if TYPE_CHECKING:
    from xltool.evaluation.operation import Selector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet


@operations(HasData)
class HasDataOperations(Operations[HasData]):
    """Known of every submission; a parent's forms have what its children's have."""

    def selector(self) -> Selector:
        """Return all positions, or none."""
        form = self.node.form

        def has_data(points: PointSet, at: Positions) -> Positions:
            submission = points.source.submission
            return () if form in submission.nil and not submission.children else at

        return has_data
