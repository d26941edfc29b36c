"""Comparisons: of numbers up to a margin, of texts to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.excel_formulas.arithmetic import (
    comparison_formula,
    draw,
    draw_difference,
    excel_sign,
    rounded,
)
from xltool.excel_formulas.drawing import Drawing, drawing_of, drawn_by
from xltool.expressions.dates import Day
from xltool.expressions.nodes import Arithmetic, Compare, Constant
from xltool.expressions.references import RowCount
from xltool.model.lookup import find_column
from xltool.values.decimal_text import STORED_PLACES

if TYPE_CHECKING:
    from decimal import Decimal

    from xltool.evaluation.results import RuleOutcome
    from xltool.excel_formulas.cell_areas import RowAreas
    from xltool.excel_formulas.drawing import RuleFormulas
    from xltool.expressions.nodes import Expression
    from xltool.model.forms import Form

_OFF: Final = {"==": "，差 ", "<=": "，多 ", ">=": "，少 "}
"""What stands before the difference, by sign; of other comparisons it says nothing."""
_TOO_FEW: Final = "，还差 "
_ROWS: Final = " 条"
"""What stands around the difference of a count."""
SHOWN: Final = "0.00####"
COUNTED: Final = "0"
DIGITS: Final = 15
"""Significant digits of a number in Excel."""


@drawn_by(Compare)
class CompareDrawing(Drawing[Compare]):
    """A broken comparison of numbers shows by how much."""

    def test(self, excel: RuleFormulas) -> str:
        """Draw it without a margin."""
        if self._of_days(excel):
            one, other = (drawing_of(side).day(excel) for side in self.node.operands())
            return f"{one}{excel_sign(self.node.sign)}{other}"
        if self._of_texts(excel):
            equal = f"EXACT({','.join(map(excel.text, self.node.operands()))})"
            return equal if self.node.sign == "==" else f"NOT({equal})"
        return self.holds_within(excel, "0")

    def rows_test(self, excel: RuleFormulas, rows: RowAreas) -> str:
        """Draw a column compared with a text, or with a number that columns may be part of."""
        sign, right, name = self.node.sign, self.node.right, self.column_of(self.node.left)
        if rows.prints(name):
            return rows.printed(lambda text: (text == _constant(right)) == (sign == "=="))
        area = rows.area(name)
        if isinstance(right, Day):
            drawn, is_so = drawing_of(right), f"({area}{excel_sign(sign)}"
            as_days = f"ISNUMBER({area})*{is_so}{drawn.day(excel)})"
            return f"({as_days}+ISTEXT({area})*{is_so}{drawn.text(excel)}))"
        if _is_text(rows.form, name):
            value = rows.area(self.column_of(right)) if right.row_columns() else excel.text(right)
            return f"EXACT({area},{value})" if sign == "==" else f"(1-EXACT({area},{value}))"

        def operand(node: Expression) -> str:
            names = node.row_columns()
            return rows.area(names[0]) if names else drawing_of(node).number(excel)

        return f"ISNUMBER({area})*({area}{excel_sign(sign)}{draw(right, operand)})"

    def holds(self, excel: RuleFormulas) -> str:
        """Draw it up to the rule's tolerance, if it has one."""
        if self._of_texts(excel):
            return self.test(excel)
        return self.holds_within(excel, excel.number(excel.rule.within))

    def holds_within(self, excel: RuleFormulas, margin: str) -> str:
        """Draw both sides compared, or what they differ by: the difference needs rounding."""
        if self._of_days(excel):
            return ""
        sides, sign = self.node.operands(), self.node.sign
        if margin == "0" and not any(isinstance(side, Arithmetic) for side in sides):
            left, right = (_exact_number(excel, side) for side in sides)
            return f"{left}{excel_sign(sign)}{right}"
        return comparison_formula(self._difference(excel), sign, margin)

    def explanation(self, excel: RuleFormulas) -> str:
        """Return by how much it is off, as a positive number; nothing when texts are compared."""
        before, after = ("", "") if self._of_texts(excel) else self._off()
        if not before:
            return ""
        shown = COUNTED if after else SHOWN
        return f'&"{before}"&TEXT(ABS({self._difference(excel)}),"{shown}")' + (
            f'&"{after}"' if after else ""
        )

    def explanation_text(self, outcome: RuleOutcome) -> str:
        """Return the same for a broken rule."""
        before, after = ("", "") if outcome.left is None else self._off()
        if not before:
            return ""
        off = abs(outcome.difference)
        return f"{before}{f'{off:f}' if after else _difference_text(off)}{after}"

    def _off(self) -> tuple[str, str]:
        """Return what stands before and after the difference; blank when there is none to show."""
        sign = self.node.sign
        if isinstance(self.node.left, RowCount) and sign == ">=":
            return _TOO_FEW, _ROWS
        return _OFF.get(sign, ""), ""

    def _difference(self, excel: RuleFormulas) -> str:
        """Draw by how much the left side is more than the right."""
        return draw_difference(
            self.node.left, self.node.right, lambda o: drawing_of(o).number(excel)
        )

    def _of_days(self, excel: RuleFormulas) -> bool:
        """Whether days are compared."""
        return drawing_of(self.node.left).is_date(excel)

    def _of_texts(self, excel: RuleFormulas) -> bool:
        """Whether texts are compared."""
        return any(drawing_of(side).is_text(excel) for side in self.node.operands())


def _is_text(form: Form, name: str) -> bool:
    return not find_column(form, name)[1].kind.numeric


def _constant(node: Expression) -> object:
    assert isinstance(node, Constant)
    return node.value


def _exact_number(excel: RuleFormulas, node: Expression) -> str:
    """Draw a number without binary noise: what is typed, or was rounded, has none."""
    text = excel.number(node)
    return text if drawing_of(node).is_exact(excel) else rounded(text)


def _difference_text(value: Decimal) -> str:
    """Return a difference as Excel shows it in the format ``SHOWN``: it keeps fifteen digits."""
    short = round(value, min(STORED_PLACES, DIGITS - 1 - value.adjusted()))
    text = f"{short:.{STORED_PLACES}f}".rstrip("0")
    whole, _, places = text.partition(".")
    return f"{whole}.{places:0<2}"
