"""The sheets that explain a consolidated workbook, held against what they must be.

Nothing is read from them; but a figure that somebody typed over their formulas is what the forms
of the file show, and what is recomputed differs from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.consolidation.workbook_plan import plan_workbook
from xltool.kinds import Severity
from xltool.matching.observed_sheet import shown_text, squeezed
from xltool.model.findings import Finding
from xltool.schedules.schedule_list import (
    consolidation_worksheets,
    schedule_pages,
    workbook_contents,
)
from xltool.text import same_in_both, unspaced
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
    """Yield what was done to the sheets that explain ``submission``, among those of its file.

    Nothing is told of a file without any formula: not every format says which cells are.
    """
    whole = plan_workbook(pack, submission)
    found = consolidation_worksheets(whole)
    if not found or not any(sheet.formulas for sheet in sheets.values()):
        return
    explaining = (page for each in found.values() for page in schedule_pages(each))
    for page in (workbook_contents(whole, found), *explaining):
        if page.name not in sheets:
            yield Finding("R39", Severity.WARNING, "R39.sheet", sheet=page.name)
        else:
            yield from _Held(page, sheets[page.name]).findings()


@dataclass(frozen=True, slots=True)
class _Held:
    """A sheet as it must be, and as it is in the file."""

    page: SchedulePage
    sheet: RawSheet

    def findings(self) -> Iterator[Finding]:
        """Tell the first text that is not in its place; else each figure that was typed over."""
        texts = (mark for mark in self.page.cells if isinstance(mark.value, str))
        odd = next((m for m in texts if not m.formula and not self._stands(m)), None)
        if odd is not None:
            yield self._finding(odd, "R39.text", Severity.WARNING)
            return
        typed = [mark for mark in self.page.cells if self._is_typed(mark)]
        right = [mark for mark in typed if self._stands(mark)]
        for mark in typed:
            if mark not in right:
                yield self._finding(mark, "R39", Severity.ERROR)
        if right:
            cells = tuple(mark.address for mark in right)
            told = self._finding(right[0], "R39.constants", Severity.WARNING)
            yield replace(told, cells=cells, params={"count": str(len(right))})

    def _is_typed(self, mark: PageCell) -> bool:
        """Whether something was typed over a formula, or where nothing else should stand."""
        if mark.formula:
            return mark.address not in self.sheet.formulas and not (
                self._raw(mark) is None and mark.value in {None, ""}
            )
        return not self._stands(mark)

    def _stands(self, mark: PageCell) -> bool:
        """Whether the file shows the value that must be there."""
        raw = self._raw(mark)
        if isinstance(mark.value, (Decimal, int)):
            return isinstance(raw, (float, int)) and exact_decimal(raw) == mark.value
        return squeezed(shown_text(raw)) == squeezed(mark.value or "")

    def _raw(self, mark: PageCell) -> Raw:
        return self.sheet.values.get(mark.address)

    def _finding(self, mark: PageCell, message: str, severity: Severity) -> Finding:
        return Finding(
            "R39", severity, message, sheet=self.page.name, cell=mark.address,
            cells=(mark.address,), label=same_in_both(self._title(mark, above=False)),
            column=self._title(mark, above=True),
            value=shown_text(self._raw(mark)), expected=_printed(mark.value),
        )  # fmt: skip

    def _title(self, mark: PageCell, *, above: bool) -> str:
        """Return the heading above a figure, or the text at the left of its row."""
        heads = self.page.heads[1] if self.page.heads else -1
        place = (heads, mark.col) if above else (mark.row, 0)
        found = (m.value for m in self.page.cells if (m.row, m.col) == place)
        return unspaced(str(next(found, None) or ""))


def _printed(value: Shown) -> str:
    return "" if value is None else str(value) if isinstance(value, int) else decimal_text(value)
