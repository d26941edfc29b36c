"""What rounding may have made of figures: a count of those that are filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.drawing import Drawing, drawing_of, drawn_by
from xltool.expressions.nodes import walk_expression
from xltool.expressions.rounding import Tails

if TYPE_CHECKING:
    from xltool.excel_formulas.drawing import RuleFormulas


@drawn_by(Tails)
class TailsDrawing(Drawing[Tails]):
    """Half a unit of the last place for each figure that the sides of the test read."""

    def number(self, excel: RuleFormulas) -> str:
        """Draw the tolerance."""
        nodes = (node for side in self.node.operands() for node in walk_expression(side))
        counts = [
            f"{half}*{count}"
            for node in nodes
            for half, count in drawing_of(node).figures_counted(excel)
        ]
        return "+".join(counts) or "0"
