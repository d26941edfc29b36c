"""Days that a rule states itself."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from xltool.excel_formulas.drawing import Drawing, drawn_by
from xltool.excel_formulas.text_formulas import quote_text
from xltool.expressions.dates import Day
from xltool.text import of_year

if TYPE_CHECKING:
    from xltool.excel_formulas.drawing import RuleFormulas


@drawn_by(Day)
class DayDrawing(Drawing[Day]):
    """A constant, in the year of the workbook."""

    def is_date(self, excel: RuleFormulas) -> bool:  # noqa: ARG002
        """A day is one."""
        return True

    def text(self, excel: RuleFormulas) -> str:
        """Draw it as people type it: ``"2021-12-31"``."""
        return quote_text(self._text(excel))

    def day(self, excel: RuleFormulas) -> str:
        """Draw it as a day."""
        day = date.fromisoformat(self._text(excel))
        return f"DATE({day.year},{day.month},{day.day})"

    def _text(self, excel: RuleFormulas) -> str:
        layout = next(iter(excel.sheets.plans.values()))
        return of_year(self.node.text, layout.extent.period)
