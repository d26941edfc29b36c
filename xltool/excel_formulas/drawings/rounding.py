"""What rounding may have made of figures: a count of those that are filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.arithmetic import rounded
from xltool.excel_formulas.drawing import Drawing, drawing_of, drawn_by
from xltool.expressions.nodes import walk_expression
from xltool.expressions.rounding import InWan, Tails, rounded_figures
from xltool.values.rounded_figures import HALF_IN_WAN, WAN_PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.excel_formulas.drawing import RuleFormulas


@drawn_by(Tails)
class TailsDrawing(Drawing[Tails]):
    """Half a unit of the last place for each figure that the sides of the test read."""

    def number(self, excel: RuleFormulas) -> str:
        """Draw the tolerance."""
        nodes = (node for side in self.node.operands() for node in rounded_figures(side))
        counts = [
            f"{half}*{count}"
            for node in nodes
            for half, count in drawing_of(node).figures_counted(excel)
        ]
        return "+".join(counts) or "0"


@drawn_by(InWan)
class InWanDrawing(Drawing[InWan]):
    """An amount divided and rounded."""

    def number(self, excel: RuleFormulas) -> str:
        """Draw it, free of the noise of what is divided."""
        return f"ROUND({rounded(excel.number(self.node.of))}/10000,{WAN_PLACES})"

    def is_exact(self, excel: RuleFormulas) -> bool:  # noqa: ARG002
        """It is rounded."""
        return True

    def figures_counted(self, excel: RuleFormulas) -> Iterator[tuple[str, str]]:
        """Yield one figure, unless there is none to convert."""
        counts = [
            count
            for node in walk_expression(self.node.of)
            for _, count in drawing_of(node).figures_counted(excel)
        ]
        if counts:
            yield str(HALF_IN_WAN), f"({'+'.join(counts)}>0)"
