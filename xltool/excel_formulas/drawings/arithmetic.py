"""Constants, arithmetic and percentages."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xltool.excel_formulas.arithmetic import draw
from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.excel_formulas.text_formulas import quote_text
from xltool.expressions.nodes import Arithmetic, Constant
from xltool.expressions.references import Percentage
from xltool.values.decimals import NOT_COMPARABLE, RATE_PLACES

if TYPE_CHECKING:
    from xltool.excel_formulas.drawing import DrawOperand, RuleFormulas

HUNDRED: Final = Constant(Decimal(100))


@drawn_by(Constant)
class ConstantDrawing(Drawing[Constant]):
    """Drawn by ``arithmetic.draw``."""

    def number(self, excel: RuleFormulas) -> str:
        """Draw the number."""
        return excel.number(self.node)

    def is_exact(self, excel: RuleFormulas) -> bool:  # noqa: ARG002
        """A number that is written down has no noise."""
        return True

    def text(self, excel: RuleFormulas) -> str:  # noqa: ARG002
        """Draw the text."""
        return quote_text(self.node.value)


@drawn_by(Arithmetic)
class ArithmeticDrawing(Drawing[Arithmetic]):
    """Drawn by ``arithmetic.draw``."""

    def number(self, excel: RuleFormulas) -> str:
        """Draw the sum, difference or product."""
        return excel.number(self.node)


@drawn_by(Percentage)
class PercentageDrawing(Drawing[Percentage]):
    """A rate as people write it: 9.5 for 9.5 %; 不可比 when the whole is zero."""

    def number(self, excel: RuleFormulas) -> str:
        """Draw it from numbers of a rule."""
        return self.calculated(excel.number)

    def calculated(self, operand: DrawOperand) -> str:
        """Draw it from the numbers that ``operand`` draws."""
        ratio = Arithmetic("*", Arithmetic("/", self.node.part, self.node.whole), HUNDRED)
        whole, rate = (draw(node, operand) for node in (self.node.whole, ratio))
        return f'IF({whole}=0,"{NOT_COMPARABLE}",ROUND({rate},{RATE_PLACES}))'
