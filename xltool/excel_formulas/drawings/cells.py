"""One cell of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.excel_formulas.text_formulas import is_masked
from xltool.expressions.references import CellRef
from xltool.model.submission import Key

if TYPE_CHECKING:
    from collections.abc import Iterator

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

    def is_text(self, excel: RuleFormulas) -> bool:
        """Whether the cell holds a text."""
        table = excel.sheets.pack.form_of(self.node.form).table
        return not table.column(self.node.column).kind.numeric

    def text(self, excel: RuleFormulas) -> str:
        """Draw the cell."""
        return excel.joined(self.sheet_cells(excel))

    def number_cells(self, excel: RuleFormulas) -> list[SheetCell]:
        """Return the cell, if it holds a number."""
        return [] if self.is_text(excel) else self.sheet_cells(excel)

    def unknown(self, excel: RuleFormulas) -> Iterator[str]:
        """Test whether a text is masked."""
        if self.is_text(excel):
            yield is_masked(self.text(excel))
