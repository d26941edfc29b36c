"""Lines in the column at hand, and the sums of their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.cell_areas import line_cell, part_cells
from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.expressions.references import LineRef, SumOfParts

if TYPE_CHECKING:
    from xltool.excel_formulas.drawing import RuleFormulas
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.lookup import EvaluationPoint


@drawn_by(LineRef)
class LineRefDrawing(Drawing[LineRef]):
    """One cell."""

    def cells(self, layout: SheetLayout, point: EvaluationPoint) -> list[FormCell]:
        """Return the line's cell."""
        return [line_cell(layout, point, self.node.code)]


@drawn_by(SumOfParts)
class SumOfPartsDrawing(Drawing[SumOfParts]):
    """The cells below a line, or a register's rows."""

    def cells(self, layout: SheetLayout, point: EvaluationPoint) -> list[FormCell]:
        """Return the cells of the parts."""
        return part_cells(layout, point, self.node.code)

    def number(self, excel: RuleFormulas) -> str:
        """Draw the sum; a register without rows adds nothing."""
        return super().number(excel) if self.sheet_cells(excel) else "0"
