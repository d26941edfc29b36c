"""One cell of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.expressions.references import CellRef
from xltool.model.submission import Key

if TYPE_CHECKING:
    from xltool.excel_formulas.cell_areas import SheetCell
    from xltool.excel_formulas.drawing import RuleFormulas
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.lookup import EvaluationPoint


@drawn_by(CellRef)
class CellRefDrawing(Drawing[CellRef]):
    """One cell, often on another sheet."""

    def cells(self, layout: SheetLayout, point: EvaluationPoint) -> list[FormCell]:
        """Return the cell when it stands on the form's own sheet."""
        if self.node.form != layout.form.id:
            return []
        return [layout.slots[Key(self.node.form, point.entity, self.node.line, self.node.column)]]

    def sheet_cells(self, excel: RuleFormulas) -> list[SheetCell]:
        """Return the cell of the entity whose workbook it is."""
        node, layout = self.node, excel.sheets.plans[self.node.form]
        key = Key(node.form, layout.extent.entity.code, node.line, node.column)
        return [(layout, layout.slots[key])]
