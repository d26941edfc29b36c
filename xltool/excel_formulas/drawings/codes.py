"""Codes looked up in the lists of the code sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.expressions.predicates import CodeHasLabel, InCodeList, IsLeafCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.excel_formulas.drawing import RuleFormulas

CODES, NAMES, PARENTS, LOWEST = "codes", "names", "parents", "lowest"
"""Parts of a code list: its codes, the label of each, codes that others stand below, all others."""


@drawn_by(InCodeList)
class InCodeListDrawing(Drawing[InCodeList]):
    """Compared to the letter: leading zeros count."""

    def code_lists(self) -> Sequence[tuple[str, str]]:
        """Return the codes of the column."""
        return ((self.column_of(self.node.of), CODES),)

    def test(self, excel: RuleFormulas) -> str:
        """Draw whether the list has the code."""
        name = self.column_of(self.node.of)
        return f"SUMPRODUCT(1*EXACT({excel.code_list(name, CODES)},{excel.at(name)}))>0"


@drawn_by(IsLeafCode)
class IsLeafCodeDrawing(Drawing[IsLeafCode]):
    """Looked up among the codes that others stand below."""

    def code_lists(self) -> Sequence[tuple[str, str]]:
        """Return the codes that others stand below."""
        return ((self.column_of(self.node.of), PARENTS),)

    def test(self, excel: RuleFormulas) -> str:
        """Draw whether the code is none of them."""
        name = self.column_of(self.node.of)
        return f"SUMPRODUCT(1*EXACT({excel.code_list(name, PARENTS)},{excel.at(name)}))=0"


@drawn_by(CodeHasLabel)
class CodeHasLabelDrawing(Drawing[CodeHasLabel]):
    """Code and label must stand in the same row of the list."""

    def code_lists(self) -> Sequence[tuple[str, str]]:
        """Return the codes, and their labels in the same order."""
        name = self.column_of(self.node.code)
        return (name, CODES), (name, NAMES)

    def test(self, excel: RuleFormulas) -> str:
        """Draw whether a row of the list has both."""
        code, label = self.column_of(self.node.code), self.column_of(self.node.label)
        codes, names = excel.code_list(code, CODES), excel.code_list(code, NAMES)
        both = f"EXACT({codes},{excel.at(code)})*EXACT({names},{excel.at(label)})"
        return f"SUMPRODUCT({both})>0"
