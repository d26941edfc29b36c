"""And, or, not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations, selector
from xltool.evaluation.positions import without
from xltool.expressions.nodes import And, Not, Or, Predicate

if TYPE_CHECKING:
    from xltool.evaluation.operation import Selector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet


@operations(And)
class AndOperations(Operations[And]):
    """The right side is asked only where the left is true."""

    def selector(self) -> Selector:
        """Return where both are true."""
        left, right = (
            selector(self.node.left, self.context),
            selector(self.node.right, self.context),
        )
        return lambda points, at: right(points, left(points, at))


@operations(Or)
class OrOperations(Operations[Or]):
    """The right side is asked only where the left is not true."""

    def selector(self) -> Selector:
        """Return where one is true, or both."""
        left, right = (
            selector(self.node.left, self.context),
            selector(self.node.right, self.context),
        )

        def either(points: PointSet, at: Positions) -> Positions:
            first = left(points, at)
            found = {*first, *right(points, without(at, first))}
            return [position for position in at if position in found]

        return either


@operations(Not)
class NotOperations(Operations[Not]):
    """What is undetermined is neither true nor not: it is taken out before."""

    def selector(self) -> Selector:
        """Return where the operand is not true."""
        assert isinstance(self.node.of, Predicate)
        of = selector(self.node.of, self.context)
        return lambda points, at: without(at, of(points, at))
