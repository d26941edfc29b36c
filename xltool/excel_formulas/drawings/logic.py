"""And, or, not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.drawing import Drawing, drawing_of, drawn_by
from xltool.expressions.nodes import And, Not, Or

if TYPE_CHECKING:
    from xltool.excel_formulas.cell_areas import RowAreas
    from xltool.excel_formulas.drawing import RuleFormulas
    from xltool.expressions.nodes import Predicate


@drawn_by(And)
class AndDrawing(Drawing[And]):
    """``AND`` about one row, a product about many."""

    def test(self, excel: RuleFormulas) -> str:
        """Draw all that are joined in a row as one function."""
        return f"AND({','.join(map(excel.test, _flattened(self.node, And)))})"

    def rows_test(self, excel: RuleFormulas, rows: RowAreas) -> str:
        """Draw both sides multiplied."""
        return "*".join(excel.rows_test(side, rows) for side in self.node.operands())


@drawn_by(Or)
class OrDrawing(Drawing[Or]):
    """``OR`` about one row, a sum about many."""

    def test(self, excel: RuleFormulas) -> str:
        """Draw all that are joined in a row as one function."""
        return f"OR({','.join(map(excel.test, _flattened(self.node, Or)))})"

    def rows_test(self, excel: RuleFormulas, rows: RowAreas) -> str:
        """Draw whether the sum of both sides is more than nothing."""
        sides = "+".join(excel.rows_test(side, rows) for side in self.node.operands())
        return f"(({sides})>0)"


@drawn_by(Not)
class NotDrawing(Drawing[Not]):
    """Some predicates have a shorter contrary than ``NOT``."""

    def test(self, excel: RuleFormulas) -> str:
        """Draw the contrary of the operand."""
        return drawing_of(self.node.of).negated(excel)

    def rows_test(self, excel: RuleFormulas, rows: RowAreas) -> str:
        """Draw the contrary of the operand for each row."""
        return drawing_of(self.node.of).rows_negated(excel, rows)


def _flattened(test: Predicate, kind: type[And | Or]) -> list[Predicate]:
    """Return the predicates that are joined in a row: three for ``(a & b) & c``."""
    if not isinstance(test, kind):
        return [test]
    return _flattened(test.left, kind) + _flattened(test.right, kind)
