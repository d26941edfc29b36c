"""Sums, differences, products and percentages: exact decimals, half up where a rate is rounded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.evaluation.operation import Operations, numeric_values, operations, operations_of
from xltool.expressions.nodes import Arithmetic
from xltool.expressions.references import Percentage
from xltool.values.decimals import APPLY, percentage_of, zero_if_blank

if TYPE_CHECKING:
    from xltool.evaluation.operation import Numbers, Values
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet, ValueSource
    from xltool.model.lookup import EvaluationPoint

SIGNS: Final = {"+": " + ", "-": " - ", "*": " × "}


@operations(Arithmetic)
class ArithmeticOperations(Operations[Arithmetic]):
    """A blank counts as zero; what is made of two blanks is blank."""

    shows_result = True

    def values(self) -> Numbers:
        """Return the sum, difference or product at each position."""
        apply = APPLY[self.node.sign]
        left = numeric_values(self.node.left, self.context)
        right = numeric_values(self.node.right, self.context)

        def combine(points: PointSet, at: Positions) -> Values:
            pairs = zip(left(points, at), right(points, at), strict=True)
            return [
                None if a is None and b is None else apply(zero_if_blank(a), zero_if_blank(b))
                for a, b in pairs
            ]

        return combine

    def describe(self, source: ValueSource, point: EvaluationPoint, language: str) -> str:
        """Return both sides with the sign between them."""
        return SIGNS[self.node.sign].join(
            operations_of(side, self.context).describe(source, point, language)
            for side in self.node.operands()
        )


@operations(Percentage)
class PercentageOperations(Operations[Percentage]):
    """A part as a percentage of a whole; 不可比, a text, when the whole is zero."""

    shows_result = True

    def values(self) -> Numbers:
        """Return the percentage at each position: 9.5 for 9.5 %."""
        part = numeric_values(self.node.part, self.context)
        whole = numeric_values(self.node.whole, self.context)
        return lambda points, at: list(map(percentage_of, part(points, at), whole(points, at)))

    def describe(self, source: ValueSource, point: EvaluationPoint, language: str) -> str:
        """Return part and whole."""
        return " ÷ ".join(
            operations_of(side, self.context).describe(source, point, language)
            for side in self.node.operands()
        )
