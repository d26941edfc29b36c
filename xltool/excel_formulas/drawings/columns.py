"""A column in the row at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.cell_areas import column_cell
from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.excel_formulas.text_formulas import is_masked
from xltool.expressions.references import ColumnRef

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.excel_formulas.cell_areas import SheetCell
    from xltool.excel_formulas.drawing import RuleFormulas
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.lookup import EvaluationPoint


@drawn_by(ColumnRef)
class ColumnRefDrawing(Drawing[ColumnRef]):
    """One cell. A number is unknown when it is a text, a text when it is masked."""

    def cells(self, layout: SheetLayout, point: EvaluationPoint) -> list[FormCell]:
        """Return the cell in the row at hand."""
        return [column_cell(layout, point, self.node.column)]

    def number_cells(self, excel: RuleFormulas) -> list[SheetCell]:
        """Return the cell, if its column holds numbers."""
        numeric = excel.column(self.node.column).kind.numeric
        return self.sheet_cells(excel) if numeric else []

    def unknown(self, excel: RuleFormulas) -> Iterator[str]:
        """Test whether a text is masked."""
        if not excel.column(self.node.column).kind.numeric:
            yield is_masked(excel.at(self.node.column))
