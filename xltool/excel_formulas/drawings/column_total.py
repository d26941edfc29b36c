"""The total of a register's column: its own total, or the sum of the rows that count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.cell_areas import column_cell
from xltool.excel_formulas.drawing import Drawing, asked_columns, drawn_by
from xltool.excel_formulas.text_formulas import text_rows
from xltool.expressions.references import ColumnTotal
from xltool.model.forms import TOTAL
from xltool.model.lookup import find_column
from xltool.model.submission import Key
from xltool.values.rounded_figures import half_a_unit

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.excel_formulas.cell_areas import SheetCell
    from xltool.excel_formulas.drawing import RuleFormulas
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.lookup import EvaluationPoint


@drawn_by(ColumnTotal)
class ColumnTotalDrawing(Drawing[ColumnTotal]):
    """The cell of the register's total; a product over the rows when not all of them count."""

    @property
    def _selects(self) -> bool:
        return self.node.where is not None or bool(self.node.per)

    def named_cells(self, layout: SheetLayout, point: EvaluationPoint) -> list[FormCell]:
        """Return the cell in the row at hand, when those are added that share something with it."""
        if not self.node.per or layout.form.table.id != self.node.table:
            return []
        return [column_cell(layout, point, self.node.column)]

    def sheet_cells(self, excel: RuleFormulas) -> list[SheetCell]:
        """Return the cell of the register's total, if all rows count."""
        if self._selects:
            return []
        layout = excel.sheets.plan(self.node.table)
        key = Key(self.node.table, layout.extent.entity.code, TOTAL, self.node.column)
        return [(layout, layout.slots[key])]

    def number(self, excel: RuleFormulas) -> str:
        """Draw the total."""
        if not self._selects:
            return super().number(excel)
        if not excel.sheets.has_records(self.node.table):
            return "0"
        area = excel.register_rows(self.node).area(self.node.column)
        return f"SUMPRODUCT({self._rows_counted(excel)},{area})"

    def figures_counted(self, excel: RuleFormulas) -> Iterator[tuple[str, str]]:
        """Yield how many rows count and hold a number."""
        if not self._selects:
            yield from super().figures_counted(excel)
        elif excel.sheets.has_records(self.node.table):
            area = excel.register_rows(self.node).area(self.node.column)
            half = half_a_unit(
                find_column(excel.sheets.pack.form_of(self.node.table), self.node.column)[1]
            )
            yield str(half), f"SUMPRODUCT({self._rows_counted(excel)}*ISNUMBER({area}))"

    def _rows_counted(self, excel: RuleFormulas) -> str:
        """Draw for each row whether it counts, as 1 or 0."""
        node, rows = self.node, excel.register_rows(self.node)
        tests = [] if node.where is None else [excel.rows_test(node.where, rows)]
        if node.per:
            tests.append(f"EXACT({rows.area(node.per)},{excel.at(node.per)})")
        return f"1*{'*'.join(tests)}"

    def unknown(self, excel: RuleFormulas) -> Iterator[str]:
        """Test whether a row that counts holds a text, or it is unknown whether a row counts."""
        if not self._selects or not excel.sheets.has_records(self.node.table):
            return
        rows = excel.register_rows(self.node)
        text = text_rows(rows.area(self.node.column))
        yield f"SUMPRODUCT({self._rows_counted(excel)}*{text})"
        for name in asked_columns(self.node.where):
            yield f"SUMPRODUCT(1*{rows.unknown(name)})"
