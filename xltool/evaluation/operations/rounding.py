"""What rounding may have made of figures: half a unit of the last place for each one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.evaluation.operation import (
    Operations,
    numeric_values,
    operations,
    operations_of,
    own_precedents,
)
from xltool.expressions.nodes import Arithmetic
from xltool.expressions.rounding import InWan, Tails, rounded_figures
from xltool.model.lookup import find_column
from xltool.values.decimals import ZERO
from xltool.values.rounded_figures import HALF_IN_WAN, half_a_unit, in_wan

if TYPE_CHECKING:
    from xltool.evaluation.operation import Numbers
    from xltool.evaluation.rowsets import PointSet, ValueSource
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key


@operations(Tails)
class TailsOperations(Operations[Tails]):
    """Counts the figures that the sides of a test read, node by node, as Excel does."""

    def values(self) -> Numbers:
        """Return the tolerance at each position."""
        nodes = [node for side in self.node.operands() for node in rounded_figures(side)]
        read = [own_precedents(node, self.context) for node in nodes]
        converted = [numeric_values(n, self.context) for n in nodes if isinstance(n, InWan)]

        def tail(points: PointSet, position: int) -> Decimal:
            source, point = points.source, points.point(position)
            found = [_tail(source, key) for keys in read for key in keys(source, point)]
            found += [HALF_IN_WAN for of in converted if of(points, (position,))[0] is not None]
            return sum(found, ZERO)

        return lambda points, at: [tail(points, position) for position in at]


@operations(InWan)
class InWanOperations(Operations[InWan]):
    """Blank where the amount is."""

    shows_result = True

    def values(self) -> Numbers:
        """Return the amount in 万元 at each position."""
        amounts = numeric_values(self.node.of, self.context)
        return lambda points, at: [
            in_wan(amount) if isinstance(amount, Decimal) else amount
            for amount in amounts(points, at)
        ]

    def describe(self, source: ValueSource, point: EvaluationPoint, language: str) -> str:
        """Return the amount and what it is divided by."""
        amount = operations_of(self.node.of, self.context).describe(source, point, language)
        return (
            f"({amount}) ÷ 10000" if isinstance(self.node.of, Arithmetic) else f"{amount} ÷ 10000"
        )


def _tail(source: ValueSource, key: Key) -> Decimal:
    """Return half a unit of the last place of a figure; nothing for what is no number."""
    if not isinstance(source.get(key), Decimal):
        return ZERO
    form = source.pack.form_of(key.table)
    column = find_column(form, key.column)[1]
    line = next((line for line in form.table.lines if line.code == key.row), None)
    return half_a_unit(column, line.places if line else None)
