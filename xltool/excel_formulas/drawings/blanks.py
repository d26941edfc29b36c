"""Whether cells are blank, or filled in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.excel_formulas.text_formulas import quote_text
from xltool.expressions.nodes import IsBlank
from xltool.expressions.predicates import AllFilled
from xltool.model.lookup import find_column
from xltool.text import unspaced

if TYPE_CHECKING:
    from xltool.evaluation.results import RuleOutcome
    from xltool.excel_formulas.cell_areas import RowAreas
    from xltool.excel_formulas.drawing import RuleFormulas
    from xltool.model.forms import Form

MISSING: Final = "，未填："
"""Stands before the titles of what is not filled in."""


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


@drawn_by(AllFilled)
class AllFilledDrawing(Drawing[AllFilled]):
    """A broken one names what is missing."""

    def test(self, excel: RuleFormulas) -> str:
        """Draw whether all columns of the row are filled in."""
        return f"AND({','.join(f'LEN({excel.at(name)})>0' for name in self.node.columns)})"

    def explanation(self, excel: RuleFormulas) -> str:
        """Return the titles of the columns that are blank."""
        titles = (
            f'IF({excel.at(name)}="",{quote_text(_quoted_title(excel.form, name))},"")'
            for name in self.node.columns
        )
        return f"&{quote_text(MISSING)}&{'&'.join(titles)}"

    def explanation_text(self, outcome: RuleOutcome) -> str:
        """Return the same for a broken rule."""
        form = outcome.point.form
        assert form is not None
        return MISSING + "".join(_quoted_title(form, key.column) for key in outcome.keys)


def _quoted_title(form: Form, name: str) -> str:
    return f"“{unspaced(find_column(form, name)[1].title)}”"
