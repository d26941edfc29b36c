"""Whether cells are blank, filled in, or masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.excel_formulas.text_formulas import is_masked
from xltool.expressions.nodes import IsBlank
from xltool.expressions.predicates import AllFilled, IsMasked

if TYPE_CHECKING:
    from xltool.excel_formulas.cell_areas import RowAreas
    from xltool.excel_formulas.drawing import RuleFormulas


@drawn_by(IsBlank)
class IsBlankDrawing(Drawing[IsBlank]):
    """Whether a cell is blank shows at once, whatever else it holds."""

    asks_operands = False

    def test(self, excel: RuleFormulas) -> str:
        """Draw whether the cell is blank."""
        return f'{excel.at(self.column_of(self.node.of))}=""'

    def negated(self, excel: RuleFormulas) -> str:
        """Draw whether the cell is filled in."""
        return f'{excel.at(self.column_of(self.node.of))}<>""'

    def rows_test(self, excel: RuleFormulas, rows: RowAreas) -> str:  # noqa: ARG002
        """Draw for each row whether its cell is blank."""
        return f'({rows.area(self.column_of(self.node.of))}="")'

    def rows_negated(self, excel: RuleFormulas, rows: RowAreas) -> str:  # noqa: ARG002
        """Draw for each row whether its cell is filled in."""
        return f'({rows.area(self.column_of(self.node.of))}<>"")'


@drawn_by(IsMasked)
class IsMaskedDrawing(Drawing[IsMasked]):
    """Whether a cell is masked shows at once."""

    asks_operands = False

    def test(self, excel: RuleFormulas) -> str:
        """Draw whether the cell is masked."""
        return is_masked(excel.at(self.column_of(self.node.of)))


@drawn_by(AllFilled)
class AllFilledDrawing(Drawing[AllFilled]):
    """Whether several cells are filled in."""

    def test(self, excel: RuleFormulas) -> str:
        """Draw whether all columns of the row are filled in."""
        return f"AND({','.join(f'LEN({excel.at(name)})>0' for name in self.node.columns)})"
