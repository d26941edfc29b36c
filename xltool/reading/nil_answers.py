"""Which forms a returned workbook states to have no data: the answers on its cover.

The cell of an answer is found by its defined name. Where a program lost the names, it is the cell
beside the name of the form's sheet. A workbook that was written before its cover asked has neither
names nor dropdowns, and so states nothing.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.identity import COVER_SHEET, HAS_DATA, NO_DATA, nil_name
from xltool.kinds import Severity
from xltool.matching.observed_sheet import shown_text
from xltool.model.findings import Finding
from xltool.spreadsheets.raw_sheet import RawSheet, area_corners, cell_position
from xltool.text import squeezed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from xltool.model.forms import Form
    from xltool.reading.find_sheets import ReturnedFile

ANSWERS = frozenset({HAS_DATA, NO_DATA})
_MOST_ROWS = 200
"""Rows of one area with dropdowns that are looked at; no cover has as many forms."""


@dataclass(frozen=True)
class NilAnswers:
    """The answers of one workbook, about the ``forms`` that it has."""

    file: ReturnedFile
    forms: tuple[Form, ...]

    @cached_property
    def cells(self) -> Mapping[str, tuple[str, str]]:
        """Sheet and address of each form's answer, by form id; empty if the workbook asks none."""
        named = {form.id: place for form in self.forms if (place := self._named.get(form.id))}
        lost = [form for form in self.forms if form.id not in named]
        beside = {form.id: at for form in lost if (at := self._cell_beside(form))}
        return named | {form: (COVER_SHEET, at) for form, at in beside.items()}

    @cached_property
    def nil(self) -> frozenset[str]:
        """The forms that are stated to have no data."""
        return frozenset(form for form in self.cells if self._answer(form) == NO_DATA)

    @cached_property
    def with_data(self) -> frozenset[str]:
        """The forms that are stated to have data."""
        return frozenset(form for form in self.cells if self._answer(form) == HAS_DATA)

    def findings(self) -> Iterator[Finding]:
        """Yield an error for each answer that is neither of the two that the cover offers."""
        for form in self.forms:
            answer = self._answer(form.id) if form.id in self.cells else ""
            if answer and answer not in ANSWERS:
                sheet, at = self.cells[form.id]
                params = {"name": form.template.sheet}
                yield replace(
                    Finding("XL-181", Severity.ERROR, "XL-181", form=form.id, params=params),
                    sheet=sheet, cell=at, cells=(at,), value=answer,
                )  # fmt: skip

    @cached_property
    def _cover(self) -> RawSheet:
        return self.file.sheets.get(COVER_SHEET, RawSheet())

    @cached_property
    def _named(self) -> Mapping[str, tuple[str, str]]:
        """The cells with the names of answers, by form id; a renamed cover has them still."""
        forms = {nil_name(form.id): form.id for form in self.forms}
        return {
            forms[name]: (title, at)
            for title, sheet in self.file.sheets.items()
            for name, at in sheet.names.items()
            if name in forms
        }

    def _answer(self, form: str) -> str:
        sheet, at = self.cells[form]
        return squeezed(shown_text(self.file.sheets[sheet].values.get(at)))

    def _labels(self, form: Form) -> Iterator[tuple[int, int]]:
        """Yield the last column, and the row, of the cells on the cover with the sheet's name."""
        name = self.file.older.printed.get(form.template.sheet, form.template.sheet)
        for at, raw in self._cover.values.items():
            if isinstance(raw, str) and squeezed(raw) == squeezed(name):
                row, col = cell_position(at)
                yield row, self._merged_to.get(at, col)

    @cached_property
    def _merged_to(self) -> Mapping[str, int]:
        """The last column of each merged area, by the address of its first cell."""
        found = {}
        for text in self._cover.merges:
            with suppress(ValueError):
                top, left, _, right = area_corners(text)
                found[address(top, left)] = right
        return found

    def _cell_beside(self, form: Form) -> str:
        """Return the first cell right of the sheet's name that holds an answer, or has a dropdown.

        Empty if there is none. A formula is no answer: the form's state stands on the same row.
        """
        for row, col in self._labels(form) if self._answering else ():
            right = [other for line, other in self._answering if line == row and other > col]
            if right:
                return address(row, min(right))
        return ""

    @cached_property
    def _answering(self) -> Collection[tuple[int, int]]:
        """The cells of the cover that hold an answer, and those with a dropdown."""
        cover = self._cover
        found = {
            cell_position(at)
            for at, raw in cover.values.items()
            if isinstance(raw, str) and at not in cover.formulas and squeezed(raw) in ANSWERS
        }
        for text in cover.dropdowns:
            with suppress(ValueError):
                top, left, bottom, right = area_corners(text)
                last = min(bottom, top + _MOST_ROWS)
                found |= {(row, col) for row in range(top, last + 1) for col in (left, right)}
        return found
