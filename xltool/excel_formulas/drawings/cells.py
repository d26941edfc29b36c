"""One cell of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.a1 import on_sheet
from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.excel_formulas.open_rows import open_rows_below
from xltool.excel_formulas.text_formulas import is_masked
from xltool.expressions.references import CellRef
from xltool.kinds import ColumnKind
from xltool.model.submission import Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.excel_formulas.cell_areas import SheetCell
    from xltool.excel_formulas.drawing import RuleFormulas
    from xltool.excel_formulas.open_rows import OpenRows
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.lookup import EvaluationPoint


@drawn_by(CellRef)
class CellRefDrawing(Drawing[CellRef]):
    """One cell, often on another sheet."""

    def cells(self, layout: SheetLayout, point: EvaluationPoint) -> list[FormCell]:
        """Return the cell when it stands on the form's own sheet."""
        if self.node.form != layout.form.id:
            return []
        return self._printed(layout, point.entity)

    def sheet_cells(self, excel: RuleFormulas) -> list[SheetCell]:
        """Return the cell of the entity whose workbook it is."""
        layout = excel.sheets.plans[self.node.form]
        return [(layout, cell) for cell in self._printed(layout, layout.extent.entity.code)]

    def is_text(self, excel: RuleFormulas) -> bool:
        """Whether the cell holds a text."""
        table = excel.sheets.pack.form_of(self.node.form).table
        return not table.column(self.node.column).kind.numeric

    def is_date(self, excel: RuleFormulas) -> bool:
        """Whether the cell holds a day."""
        table = excel.sheets.pack.form_of(self.node.form).table
        return table.column(self.node.column).kind is ColumnKind.DATE

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
        else:
            yield from super().unknown(excel)

    def rows_added(self, excel: RuleFormulas) -> OpenRows | None:
        """Return the open rows of a line that a code tree does not print."""
        layout = excel.sheets.plans[self.node.form]
        owner = layout.extent.entity.code
        if self._printed(layout, owner):
            return None

        def placed(area: str) -> str:
            return area if layout.sheet == excel.here else on_sheet(layout.sheet, area)

        return open_rows_below(layout, self._key(owner), placed)

    def number(self, excel: RuleFormulas) -> str:
        """Draw the cell; a line that a code tree has no row for is nothing."""
        found = self.sheet_cells(excel) or self.rows_added(excel)
        return super().number(excel) if found else "0"

    def _printed(self, layout: SheetLayout, owner: str) -> list[FormCell]:
        key = self._key(owner)
        if layout.form.table.tree and key not in layout.slots:
            return []
        return [layout.slots[key]]

    def _key(self, owner: str) -> Key:
        return Key(self.node.form, owner, self.node.line, self.node.column)
