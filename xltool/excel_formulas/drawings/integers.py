"""Whether a number has no decimals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.expressions.predicates import IsInteger

if TYPE_CHECKING:
    from xltool.excel_formulas.drawing import RuleFormulas


@drawn_by(IsInteger)
class IsIntegerDrawing(Drawing[IsInteger]):
    """``INT`` leaves such a number as it is."""

    def test(self, excel: RuleFormulas) -> str:
        """Draw whether the number is an integer."""
        number = excel.number(self.node.of)
        return f"INT({number})={number}"
