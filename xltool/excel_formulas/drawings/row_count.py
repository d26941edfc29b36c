"""How many rows of the card at hand a predicate selects."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.drawing import Drawing, asked_columns, drawn_by
from xltool.expressions.references import RowCount
from xltool.model.row_ids import card_of, card_row
from xltool.model.submission import Key

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.excel_formulas.drawing import RuleFormulas
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.lookup import EvaluationPoint


@drawn_by(RowCount)
class RowCountDrawing(Drawing[RowCount]):
    """A product over the rows of the card."""

    def named_cells(self, layout: SheetLayout, point: EvaluationPoint) -> list[FormCell]:
        """Return the cell in the first row of the card, of the column by which rows count."""
        table, row = layout.form.tables[-1].id, card_row(card_of(point.row), 1)
        keys = (Key(table, point.entity, row, name) for name in asked_columns(self.node.where))
        return [layout.slots[key] for key in keys if key in layout.slots]

    def number(self, excel: RuleFormulas) -> str:
        """Draw the count."""
        return f"SUMPRODUCT(1*{excel.rows_test(self.node.where, excel.card_rows())})"

    def is_exact(self, excel: RuleFormulas) -> bool:  # noqa: ARG002
        """A count has no noise."""
        return True

    def unknown(self, excel: RuleFormulas) -> Iterator[str]:
        """Test whether it is unknown whether a row counts; what is printed is known."""
        for name in asked_columns(self.node.where):
            if not excel.column(name).printed:
                yield f"SUMPRODUCT(1*{excel.card_rows().unknown(name)})"
