"""Whether a number has no decimals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, numeric_values, operations
from xltool.expressions.predicates import IsInteger
from xltool.values.decimals import zero_if_blank

if TYPE_CHECKING:
    from xltool.evaluation.operation import Selector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet


@operations(IsInteger)
class IsIntegerOperations(Operations[IsInteger]):
    """A blank is zero, so it has no decimals."""

    def selector(self) -> Selector:
        """Return where the number is an integer."""
        values = numeric_values(self.node.of, self.context)

        def integers(points: PointSet, at: Positions) -> Positions:
            numbers = zip(at, map(zero_if_blank, values(points, at)), strict=True)
            return [position for position, n in numbers if n == n.to_integral_value()]

        return integers
