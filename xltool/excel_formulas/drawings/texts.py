"""What a text is, begins with, ends with or holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.excel_formulas.text_formulas import quote_text
from xltool.expressions.nodes import Contains, EndsWith, OneOf, StartsWith

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.excel_formulas.cell_areas import RowAreas
    from xltool.excel_formulas.drawing import RuleFormulas

    TextPredicate: TypeAlias = OneOf | StartsWith | EndsWith | Contains


class TextDrawing(Drawing["TextPredicate"]):
    """One cell, or the cells of an area, against one text after the other."""

    def against(self, cell: str, text: str, size: int) -> str:
        """Draw a cell or an area against a text, ``size`` characters long."""
        raise NotImplementedError

    @property
    def _texts(self) -> Sequence[str]:
        return tuple(map(str, self.node.texts))

    def test(self, excel: RuleFormulas) -> str:
        """Draw the texts one by one: a formula with an array cannot be shared by a column."""
        cell = excel.text(self.node.of)
        each = [self.against(cell, quote_text(text), len(text)) for text in self._texts]
        return each[0] if len(each) == 1 else f"OR({','.join(each)})"

    def rows_test(self, excel: RuleFormulas, rows: RowAreas) -> str:  # noqa: ARG002
        """Draw the texts one by one, added up for each row."""
        area = rows.area(self.column_of(self.node.of))
        each = [self.against(area, quote_text(text), len(text)) for text in self._texts]
        return each[0] if len(each) == 1 else f"(({'+'.join(each)})>0)"


@drawn_by(OneOf)
class OneOfDrawing(TextDrawing):
    """Compared to the letter."""

    def against(self, cell: str, text: str, size: int) -> str:  # noqa: ARG002
        """Draw whether both are the same."""
        return f"EXACT({cell},{text})"

    def rows_test(self, excel: RuleFormulas, rows: RowAreas) -> str:
        """Draw what a card prints beside its rows as constants: it is known beforehand."""
        if not rows.prints(self.column_of(self.node.of)):
            return super().rows_test(excel, rows)
        return rows.printed(self._texts.__contains__)


@drawn_by(StartsWith)
class StartsWithDrawing(TextDrawing):
    """``LEFT``, compared to the letter."""

    def against(self, cell: str, text: str, size: int) -> str:
        """Draw whether the cell begins so."""
        return f"EXACT(LEFT({cell},{size}),{text})"


@drawn_by(EndsWith)
class EndsWithDrawing(TextDrawing):
    """``RIGHT``, compared to the letter."""

    def against(self, cell: str, text: str, size: int) -> str:
        """Draw whether the cell ends so."""
        return f"EXACT(RIGHT({cell},{size}),{text})"


@drawn_by(Contains)
class ContainsDrawing(TextDrawing):
    """FIND: SEARCH would ignore case and take asterisks for any text."""

    def against(self, cell: str, text: str, size: int) -> str:  # noqa: ARG002
        """Draw whether the text is found."""
        return f"ISNUMBER(FIND({text},{cell}))"
