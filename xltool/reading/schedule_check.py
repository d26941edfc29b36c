"""The supporting sheets of a consolidated workbook, and the figures on its cover, compared.

Nothing is read from them. But where somebody typed a figure over one of their formulas, the forms
of the file show that figure, and what is consolidated again from the children differs from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.consolidation.workbook_plan import plan_workbook
from xltool.identity import COVER_SHEET, PROOFS
from xltool.kinds import Severity
from xltool.matching.observed_sheet import shown_text
from xltool.model.findings import Finding
from xltool.schedules.key_figures_page import key_figures_page
from xltool.schedules.schedule_list import (
    consolidation_worksheets,
    schedule_pages,
    workbook_contents,
)
from xltool.text import same_in_both, squeezed, unspaced
from xltool.values.decimal_text import Shown, decimal_text, exact_decimal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.model.forms import Pack
    from xltool.model.submission import Submission
    from xltool.schedules.page import PageCell, SchedulePage
    from xltool.spreadsheets.raw_sheet import RawSheet
    from xltool.values.cell_values import Raw


def altered_schedules(
    sheets: Mapping[str, RawSheet], pack: Pack, submission: Submission
) -> Iterator[Finding]:
    """Yield a finding for each alteration of the supporting sheets of ``submission``, or its cover.

    ``sheets`` are those of its file. A file without any formula is not checked: not every format
    tells which cells have one. A workbook of an older version lists on 校核 the rules of its time,
    and names things in other words; of its other sheets the figures are compared.
    """
    plan = plan_workbook(pack, submission)
    worksheets = consolidation_worksheets(plan)
    if not worksheets or not any(sheet.formulas for sheet in sheets.values()):
        return
    is_today = submission.origin is None or submission.origin.version == pack.version
    schedules = (page for worksheet in worksheets.values() for page in schedule_pages(worksheet))
    for page in (workbook_contents(plan, worksheets), *schedules):
        if page.name not in sheets:
            yield Finding("R39", Severity.WARNING, "R39.sheet", sheet=page.name)
        elif is_today or not page.name.endswith(PROOFS):
            yield from _ScheduleComparison(page, sheets[page.name], is_today).findings()
    if is_today and COVER_SHEET in sheets:
        cover = key_figures_page(worksheets[plan.code])
        yield from _ScheduleComparison(cover, sheets[COVER_SHEET], is_today).findings()


@dataclass(frozen=True, slots=True)
class _ScheduleComparison:
    """A supporting sheet as it must be (``page``), and as it is in the file.

    Its texts are compared if they are the ``same_words`` as today's.
    """

    page: SchedulePage
    sheet: RawSheet
    same_words: bool

    def findings(self) -> Iterator[Finding]:
        """Yield a finding for the first text that is not in its place.

        If all are: for each wrong figure typed over a formula, and one for all right ones.
        """
        texts = (c for c in self.page.cells if self.same_words and _is_text(c))
        altered = next((cell for cell in texts if not self._is_shown(cell)), None)
        if altered is not None:
            yield self._finding(altered, "R39.text", Severity.WARNING)
            return
        figures = (c for c in self.page.cells if self.same_words or not _is_text(c))
        typed = [cell for cell in figures if self._is_typed_over(cell)]
        right = [cell for cell in typed if self._is_shown(cell)]
        for cell in typed:
            if cell not in right:
                yield self._finding(cell, "R39", Severity.ERROR)
        if right:
            cells = tuple(cell.address for cell in right)
            finding = self._finding(right[0], "R39.constants", Severity.WARNING)
            yield replace(finding, cells=cells, params={"count": str(len(right))})

    def _is_typed_over(self, cell: PageCell) -> bool:
        """Whether something was typed over a formula, or where nothing else should stand."""
        if not cell.formula:
            return not self._is_shown(cell)
        is_blank = self._raw(cell) is None and cell.value in {None, ""}
        return cell.address not in self.sheet.formulas and not is_blank

    def _is_shown(self, cell: PageCell) -> bool:
        """Whether the file shows the value that must be there."""
        raw = self._raw(cell)
        if isinstance(cell.value, (Decimal, int)):
            return isinstance(raw, (float, int)) and exact_decimal(raw) == cell.value
        return squeezed(shown_text(raw)) == squeezed(cell.value or "")

    def _raw(self, cell: PageCell) -> Raw:
        return self.sheet.values.get(cell.address)

    def _finding(self, cell: PageCell, message: str, severity: Severity) -> Finding:
        heading_row = self.page.heads[1] if self.page.heads else -1
        return Finding(
            "R39", severity, message, sheet=self.page.name, cell=cell.address,
            cells=(cell.address,), label=same_in_both(self._text_at(cell.row, 0)),
            column=self._text_at(heading_row, cell.col),
            value=shown_text(self._raw(cell)), expected=_text(cell.value),
        )  # fmt: skip

    def _text_at(self, row: int, col: int) -> str:
        """Return what the sheet must print at a position; empty when nothing."""
        found = (cell.value for cell in self.page.cells if (cell.row, cell.col) == (row, col))
        return unspaced(str(next(found, None) or ""))


def _is_text(cell: PageCell) -> bool:
    return isinstance(cell.value, str) and not cell.formula


def _text(value: Shown) -> str:
    return "" if value is None else str(value) if isinstance(value, int) else decimal_text(value)
