"""A column in the row at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.cell_areas import column_cell
from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.excel_formulas.text_formulas import is_masked, quote_text
from xltool.expressions.references import ColumnRef
from xltool.kinds import ColumnKind
from xltool.model.lookup import find_column

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.excel_formulas.cell_areas import SheetCell
    from xltool.excel_formulas.drawing import RuleFormulas
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.lookup import EvaluationPoint


@drawn_by(ColumnRef)
class ColumnRefDrawing(Drawing[ColumnRef]):
    """One cell. A number is unknown when it is a text, a text when it is masked.

    What a card prints beside its rows is known beforehand: no cell is read.
    """

    def cells(self, layout: SheetLayout, point: EvaluationPoint) -> list[FormCell]:
        """Return the cell in the row at hand."""
        if find_column(layout.form, self.node.column)[1].printed:
            return []
        return [column_cell(layout, point, self.node.column)]

    def number_cells(self, excel: RuleFormulas) -> list[SheetCell]:
        """Return the cell, if its column holds numbers."""
        numeric = excel.column(self.node.column).kind.numeric
        return self.sheet_cells(excel) if numeric else []

    def unknown(self, excel: RuleFormulas) -> Iterator[str]:
        """Test whether a text is masked."""
        column = excel.column(self.node.column)
        if not column.kind.numeric and not column.printed:
            yield is_masked(excel.at(self.node.column))

    def is_text(self, excel: RuleFormulas) -> bool:
        """Whether the column holds texts."""
        return not excel.column(self.node.column).kind.numeric

    def is_date(self, excel: RuleFormulas) -> bool:
        """Whether the column holds days."""
        return excel.column(self.node.column).kind is ColumnKind.DATE

    def text(self, excel: RuleFormulas) -> str:
        """Draw the cell in the row at hand, or what is printed beside it."""
        if excel.column(self.node.column).printed:
            return quote_text(excel.form.template.group_of(excel.point.row))
        return excel.at(self.node.column)
