"""Comparisons of numbers, exact or up to a tolerance, and of texts."""

from __future__ import annotations

import operator
from itertools import compress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from xltool.evaluation.operation import (
    Operations,
    is_text,
    numeric_values,
    operations,
    text_values,
)
from xltool.expressions.nodes import Compare
from xltool.values.decimals import ZERO, compare_values, zero_if_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xltool.evaluation.operation import Selector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet
    from xltool.expressions.nodes import Expression

_RELATIONS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType({
    "==": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge,
    "<": operator.lt, ">": operator.gt,
})  # fmt: skip


@operations(Compare)
class CompareOperations(Operations[Compare]):
    """A blank number counts as zero, a blank text is the empty text."""

    def selector(self) -> Selector:
        """Return where both sides are as the sign says; texts are only equal or not."""
        sign, left, right = self.node.sign, self.node.left, self.node.right
        if is_text(left, self.context):
            one, two = text_values(left, self.context), text_values(right, self.context)
            alike = operator.eq if sign == "==" else operator.ne
            return lambda rows, at: list(compress(at, map(alike, one(rows, at), two(rows, at))))
        holds = _RELATIONS[sign]
        first, second = numeric_values(left, self.context), numeric_values(right, self.context)
        return lambda points, at: [
            position
            for position, a, b in zip(at, first(points, at), second(points, at), strict=True)
            if holds(a or ZERO, b or ZERO)
        ]

    def tolerant_selector(self, margin: Expression) -> Selector:
        """Return where numbers are as the sign says, when they may differ by the margin."""
        sign = self.node.sign
        left, right, within = (
            numeric_values(node, self.context) for node in (*self.node.operands(), margin)
        )

        def compare(points: PointSet, at: Positions) -> Positions:
            sides = (side(points, at) for side in (left, right, within))
            numbers = ((p, *map(zero_if_blank, row)) for p, *row in zip(at, *sides, strict=True))
            return [p for p, one, two, most in numbers if compare_values(sign, one, two, most)]

        return compare
