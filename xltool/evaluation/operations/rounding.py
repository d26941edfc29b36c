"""What rounding may have made of figures: half a unit of the last place for each one."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations, own_precedents
from xltool.expressions.nodes import walk_expression
from xltool.expressions.rounding import Tails
from xltool.model.lookup import find_column
from xltool.values.decimals import ZERO
from xltool.values.rounded_figures import half_a_unit

if TYPE_CHECKING:
    from xltool.evaluation.operation import Numbers
    from xltool.evaluation.rowsets import ValueSource
    from xltool.model.submission import Key


@operations(Tails)
class TailsOperations(Operations[Tails]):
    """Counts the figures that the sides of a test read, node by node, as Excel does."""

    def values(self) -> Numbers:
        """Return the tolerance at each position."""
        read = [
            own_precedents(node, self.context)
            for side in self.node.operands()
            for node in walk_expression(side)
        ]

        return lambda points, at: [
            sum(
                (
                    _tail(points.source, key)
                    for keys in read
                    for key in keys(points.source, points.point(position))
                ),
                ZERO,
            )
            for position in at
        ]


def _tail(source: ValueSource, key: Key) -> Decimal:
    """Return half a unit of the last place of a figure; nothing for what is no number."""
    if not isinstance(source.get(key), Decimal):
        return ZERO
    form = source.pack.form_of(key.table)
    column = find_column(form, key.column)[1]
    line = next((line for line in form.table.lines if line.code == key.row), None)
    return half_a_unit(column, line.places if line else None)
