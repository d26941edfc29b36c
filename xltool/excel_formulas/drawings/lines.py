"""Lines in the column at hand, and the sums of their parts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.cell_areas import line_cells, part_cells
from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.excel_formulas.open_rows import open_rows_below
from xltool.expressions.references import LineRef, SumOfParts
from xltool.model.submission import Key

if TYPE_CHECKING:
    from xltool.excel_formulas.drawing import RuleFormulas
    from xltool.excel_formulas.open_rows import OpenRows
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.lookup import EvaluationPoint


@drawn_by(LineRef)
class LineRefDrawing(Drawing[LineRef]):
    """One cell; of a line that a code tree does not print, the open rows that it is made of."""

    def cells(self, layout: SheetLayout, point: EvaluationPoint) -> list[FormCell]:
        """Return the line's cell."""
        return line_cells(layout, point, self.node.code)

    def open_rows(self, layout: SheetLayout, point: EvaluationPoint) -> OpenRows | None:
        """Return the open rows of a line that is not printed."""
        if self.cells(layout, point):
            return None
        return open_rows_below(layout, _key(layout, point, self.node.code))


@drawn_by(SumOfParts)
class SumOfPartsDrawing(Drawing[SumOfParts]):
    """The cells below a line, or a register's rows."""

    def cells(self, layout: SheetLayout, point: EvaluationPoint) -> list[FormCell]:
        """Return the cells of the parts."""
        return part_cells(layout, point, self.node.code)

    def open_rows(self, layout: SheetLayout, point: EvaluationPoint) -> OpenRows | None:
        """Return the open rows of a code tree that count in the line."""
        return open_rows_below(layout, _key(layout, point, self.node.code))

    def number(self, excel: RuleFormulas) -> str:
        """Draw the sum; a register without rows adds nothing."""
        has_rows = self.open_rows(excel.layout, excel.point) is not None
        return super().number(excel) if has_rows or self.sheet_cells(excel) else "0"


def _key(layout: SheetLayout, point: EvaluationPoint, code: str) -> Key:
    return Key(layout.form.id, point.entity, code, point.column)
