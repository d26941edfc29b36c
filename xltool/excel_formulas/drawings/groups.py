"""Rows of a group compared with each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.excel_formulas.text_formulas import masked_rows, text_rows
from xltool.expressions.predicates import SameInGroup, UniqueInGroup

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.excel_formulas.drawing import RuleFormulas


@drawn_by(UniqueInGroup)
class UniqueInGroupDrawing(Drawing[UniqueInGroup | SameInGroup]):
    """Unknown when any row of the group is, so not only the operand in the row at hand is asked."""

    asks_operands = False

    def test(self, excel: RuleFormulas) -> str:
        """Draw whether the group is this row alone."""
        return f"{excel.count_group()}<=1"

    def judged_elsewhere(self, excel: RuleFormulas) -> list[str]:
        """The second row says it: it repeats the first."""
        return [f"{excel.count_group_so_far()}<>2"]

    def unknown(self, excel: RuleFormulas) -> Iterator[str]:
        """Test whether a row of the group holds what cannot be compared."""
        name = self.node.column
        area, numeric = excel.around(name), excel.column(name).kind.numeric
        unknown = text_rows(area) if numeric else masked_rows(area)
        yield f"SUMPRODUCT({excel.rows_of_group()}*{unknown})"


@drawn_by(SameInGroup)
class SameInGroupDrawing(UniqueInGroupDrawing):
    """Blanks differ from nothing."""

    def judged_elsewhere(self, excel: RuleFormulas) -> list[str]:
        """A row says it whose value is new, when another stands above it.

        As texts: an area of numbers is never EXACT to a number in LibreOffice.
        """
        cell, above = excel.at(self.node.column), excel.down_to_here(self.node.column)
        return [
            f'{cell}=""',
            excel.count_group_so_far(f'({above}<>"")') + "<2",
            excel.count_group_so_far(f'EXACT({above}&"",{cell}&"")') + ">1",
        ]

    def test(self, excel: RuleFormulas) -> str:
        """Draw whether every filled cell of the group equals the one at hand."""
        name = self.node.column
        area, own, group = excel.around(name), excel.at(name), excel.rows_of_group()
        if excel.column(name).kind.numeric:
            return f"SUMPRODUCT({group}*ISNUMBER({area})*({area}<>{own}))=0"
        return f'SUMPRODUCT({group}*({area}<>"")*(1-EXACT({area},{own})))=0'
