"""The sheets that explain a consolidated workbook, held against what they must be.

Nothing is read from them; but a figure that somebody typed over their formulas is what the forms
of the file show, and what is recomputed differs from it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.annexes.sheets import comparisons, contents, pages
from xltool.consolidation.plans import plan
from xltool.model import Finding, Severity
from xltool.numbers import exact, plain
from xltool.reading.printed import shown, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.annexes.page import Mark, Page, Shown
    from xltool.model import Pack, Submission
    from xltool.numbers import Raw
    from xltool.reading.sheet import Sheet


def altered(sheets: Mapping[str, Sheet], pack: Pack, submission: Submission) -> Iterator[Finding]:
    """Yield what was done to the sheets that explain ``submission``, among those of its file.

    Nothing is told of a file without any formula: not every format says which cells are.
    """
    whole = plan(pack, submission)
    found = comparisons(whole)
    if not found or not any(sheet.formulas for sheet in sheets.values()):
        return
    explaining = (page for each in found.values() for page in pages(each))
    for page in (contents(whole, found), *explaining):
        if page.name not in sheets:
            yield Finding("R39", Severity.WARNING, "R39.sheet", sheet=page.name)
        else:
            yield from _Held(page, sheets[page.name]).findings()


@dataclass(frozen=True, slots=True)
class _Held:
    """A sheet as it must be, and as it is in the file."""

    page: Page
    sheet: Sheet

    def findings(self) -> Iterator[Finding]:
        """Tell the first text that is not in its place; else each figure that was typed over."""
        texts = (mark for mark in self.page.marks if isinstance(mark.value, str))
        odd = next((m for m in texts if not m.formula and not self._stands(m)), None)
        if odd is not None:
            yield self._finding(odd, "R39.text", Severity.WARNING)
            return
        typed = [mark for mark in self.page.marks if self._is_typed(mark)]
        right = [mark for mark in typed if self._stands(mark)]
        for mark in typed:
            if mark not in right:
                yield self._finding(mark, "R39", Severity.ERROR)
        if right:
            cells = tuple(mark.address for mark in right)
            told = self._finding(right[0], "R39.constants", Severity.WARNING)
            yield replace(told, cells=cells, params={"count": str(len(right))})

    def _is_typed(self, mark: Mark) -> bool:
        """Whether something was typed over a formula, or where nothing else should stand."""
        if mark.formula:
            return mark.address not in self.sheet.formulas and not (
                self._raw(mark) is None and mark.value in {None, ""}
            )
        return not self._stands(mark)

    def _stands(self, mark: Mark) -> bool:
        """Whether the file shows the value that must be there."""
        raw = self._raw(mark)
        if isinstance(mark.value, (Decimal, int)):
            return isinstance(raw, (float, int)) and exact(raw) == mark.value
        return squeezed(shown(raw)) == squeezed(mark.value or "")

    def _raw(self, mark: Mark) -> Raw:
        return self.sheet.values.get(mark.address)

    def _finding(self, mark: Mark, message: str, severity: Severity) -> Finding:
        return Finding(
            "R39", severity, message, sheet=self.page.name, cell=mark.address,
            cells=(mark.address,), label=self._title(mark, above=False),
            column=self._title(mark, above=True),
            value=shown(self._raw(mark)), expected=_printed(mark.value),
        )  # fmt: skip

    def _title(self, mark: Mark, *, above: bool) -> str:
        """Return the heading above a figure, or the text at the left of its row."""
        heads = self.page.heads[1] if self.page.heads else -1
        place = (heads, mark.col) if above else (mark.row, 0)
        found = (m.value for m in self.page.marks if (m.row, m.col) == place)
        return str(next(found, None) or "").replace("　", "")


def _printed(value: Shown) -> str:
    return "" if value is None else str(value) if isinstance(value, int) else plain(value)
