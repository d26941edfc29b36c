"""Comparisons of numbers, exact or up to a tolerance, and of texts."""

from __future__ import annotations

import operator
from itertools import compress
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from xltool.evaluation.operation import (
    Operations,
    is_date,
    is_text,
    numeric_values,
    operations,
    text_values,
    undetermined,
)
from xltool.expressions.nodes import Compare
from xltool.expressions.references import CellRef
from xltool.values.decimals import ZERO, compare_values, zero_if_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.operation import Selector, Undetermined
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet
    from xltool.expressions.nodes import Expression

_RELATIONS: Mapping[str, Callable[[Any, Any], bool]] = MappingProxyType({
    "==": operator.eq, "!=": operator.ne, "<=": operator.le, ">=": operator.ge,
    "<": operator.lt, ">": operator.gt,
})  # fmt: skip


@operations(Compare)
class CompareOperations(Operations[Compare]):
    """A blank number counts as zero, a blank text is the empty text, a blank day is no day."""

    def selector(self) -> Selector:
        """Return where both sides are as the sign says; texts are only equal or not."""
        if is_date(self.node.left, self.context):
            return self._of_days()
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

    def _of_days(self) -> Selector:
        """Return where both sides are days, as texts in ISO 8601, and as the sign says."""
        holds = _RELATIONS[self.node.sign]
        first, second = (text_values(side, self.context) for side in self.node.operands())
        return lambda points, at: [
            position
            for position, a, b in zip(at, first(points, at), second(points, at), strict=True)
            if a and b and holds(a, b)
        ]

    def undetermined(self) -> Undetermined | None:
        """Return where a side is not known; a day in a statement's cell is not while it is blank.

        A rule about a column of days is only judged in rows in which it is filled in.
        """
        if not is_date(self.node.left, self.context):
            return None
        known = [undetermined(side, self.context) for side in self.node.operands()]
        cells = [
            text_values(side, self.context)
            for side in self.node.operands()
            if isinstance(side, CellRef)
        ]

        def unknown(points: PointSet, at: Positions) -> AbstractSet[int]:
            found = set[int]().union(*(each(points, at) for each in known))
            for texts in cells:
                pairs = zip(at, texts(points, at), strict=True)
                found |= {position for position, text in pairs if not text}
            return found

        return unknown

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
