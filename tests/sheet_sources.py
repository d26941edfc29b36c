"""Workbooks to paste into: what was written, and where on its sheets each value stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from tests.sheet_lab import Paste
from xltool.campaign.folder import forms_of, size_forms
from xltool.evaluation.submission_values import SubmissionValues
from xltool.kinds import Severity
from xltool.layout.layout import lay_out
from xltool.model.submission import Key, Submission
from xltool.values.decimal_text import shown_value
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from decimal import Decimal
    from pathlib import Path

    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Entity, Pack
    from xltool.model.submission import Record

STRUCTURAL: Final[Mapping[str, str]] = {
    "XL-101": "the file is no workbook",
    "XL-101.archive": "the file is no workbook",
    "XL-102": "the file is damaged",
    "XL-103": "the file asks for a password",
    "XL-103.zip": "the file asks for a password",
    "XL-103.label": "the file is encrypted by a label",
    "XL-103.network": "the file is encrypted by an office network",
    "XL-104": "the file holds macros",
    "XL-105": "the file is dangerous",
    "XL-106": "the file is too large",
    "XL-107": "the file cannot be opened",
    "XL-108": "reading the file failed",
    "XL-109": "xltool failed",
    "XL-193": "about the explanations of warnings",
    "XL-189": "the file does more than hold cells",
    "XL-120": "the workbook is none of these forms",
    "XL-122": "the workbook is of another pack",
    "XL-123": "the workbook is of another version",
    "XL-124": "rows or columns of the form are elsewhere",
    "XL-126": "a formula without a result: never after recalculation",
    "XL-151": "the workbook contradicts itself",
    "XL-152": "the sheet is of another workbook",
    "XL-154": "there are copies of the sheet",
    "XL-157": "the sheet is missing",
    "XL-163": "a row was deleted",
    "XL-164": "cells were deleted",
    "XL-166": "a part of the file could not be read",
    "R34": "about other returns",
    "R40": "about the list of entities",
}
"""Errors that no sheet can see of itself: about the file, its structure, or other files."""


OWN_FORMATS: Final = frozenset({"date", "time", "datetime"})
"""Kinds of pastes that bring the number format of a date or time along."""


@dataclass(frozen=True)
class Source:
    """A workbook that was written for the tests: its submission says what stands where."""

    path: Path
    pack: Pack
    submission: Submission

    @cached_property
    def layouts(self) -> Mapping[str, SheetLayout]:
        """The layout of each form."""
        sizes = self.submission.extents.items()
        return {form: lay_out(self.pack.form(form), size) for form, size in sizes}

    @cached_property
    def values(self) -> SubmissionValues:
        """Every value, calculated ones too."""
        return SubmissionValues(self.pack, self.submission)

    def key(self, table: str, row: str, column: str) -> Key:
        """Return the key of a value of the entity's own."""
        return Key(table, self.submission.entity.code, row, column)

    def slot(self, key: Key) -> tuple[str, FormCell]:
        """Return sheet and cell of a value."""
        layout = self.layouts[self.pack.form_of(key.table).id]
        return layout.sheet, layout.slots[key]

    def place(self, key: Key) -> tuple[str, str]:
        """Return sheet and address of a value."""
        sheet, cell = self.slot(key)
        return sheet, cell.address

    def paste(self, key: Key, value: object, kind: str = "") -> Paste:
        """Return what pastes a number or text over a value, or by another ``kind`` of paste."""
        sheet, at = self.place(key)
        if isinstance(value, str):
            return Paste(sheet, at, kind or "text", value)
        return Paste(sheet, at, kind or "number", float(value))  # type: ignore[arg-type]

    def number(self, key: Key) -> Decimal:
        """Return a value that is a number."""
        found = self.values.get(key)
        assert not isinstance(found, str)
        assert found is not None
        return found  # type: ignore[return-value]

    def form_at(self, sheet: str) -> str:
        """Return the form that stands on a sheet."""
        return next(form for form, layout in self.layouts.items() if layout.sheet == sheet)

    def cells(self, form: str) -> dict[tuple[int, int], FormCell]:
        """Return the cells of a form that hold values, by row and column."""
        return {(cell.row, cell.col): cell for cell in self.layouts[form].slots.values()}

    def shown(self, cell: FormCell) -> float | str:
        """Return what a cell shows: an empty text when it is blank."""
        assert cell.key is not None
        value = shown_value(self.values.get(cell.key))
        if value is None:
            return ""
        return value if isinstance(value, str) else float(value)

    def is_filled(self, form: str) -> bool:
        """Whether a form has values."""
        return any(self.submission.tables.get(table.id) for table in self.pack.form(form).tables)


def blank_source(path: Path, pack: Pack, entity: Entity, period: str) -> Source:
    """Write the blank workbook of an entity for which no projects are listed."""
    nothing = Submission(entity, period, {}, {})
    submission, fixed = size_forms(forms_of(pack, parent=False), nothing)
    write_workbook(path, pack, submission, fixed)
    return Source(path, pack, submission)


def filled_source(path: Path, pack: Pack, submission: Submission) -> Source:
    """Write the filled workbook of a submission."""
    write_workbook(path, pack, submission)
    return Source(path, pack, submission)


def with_records(submission: Submission, table: str, records: tuple[Record, ...]) -> Submission:
    """Return a submission with other records in a table."""
    return replace(submission, tables={**submission.tables, table: records})


def excepted_rules(pack: Pack) -> frozenset[str]:
    """Return the ids of rules all of whose errors are beyond Excel: they read free text."""
    errors = [rule for _, rule in pack.rules() if rule.severity is Severity.ERROR]
    seen = {rule.id for rule in errors if not rule.python_only}
    return frozenset(rule.id for rule in errors if rule.python_only) - seen


def sheet_errors(pack: Pack, item: Return, pastes: Iterable[Paste] = ()) -> list[Finding]:
    """Return the errors of a return that its own cover is to know.

    It need not know of a number that was pasted with a format of its own, that of a date or time.
    """
    beyond = excepted_rules(pack) | STRUCTURAL.keys()
    dated = {(paste.sheet, paste.cell) for paste in pastes if paste.kind in OWN_FORMATS}
    return [
        finding
        for finding in item.findings
        if finding.severity is Severity.ERROR
        and finding.rule not in beyond
        and not (finding.rule == "XL-112" and (finding.sheet, finding.cell) in dated)
    ]
