"""Bytes → identity, raw cells and values, without pandas, so that a reading process starts fast.

Cells are read where the layout has them when everything printed stands there too, else where
``locate`` finds them with certainty. Values are never taken from calculated cells: these are
computed again. A constant where a formula should stand is kept apart, for the rules to compare.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.consolidation.consolidate import consolidate
from xltool.errors import RefusedError
from xltool.evaluation.submission_values import SubmissionValues
from xltool.identity import CODES_SHEET, COVER_SHEET, META_SHEET, REVIEW_SHEET, SCHEDULE_SHEETS
from xltool.kinds import Severity
from xltool.layout.layout import lay_out
from xltool.layout.placeholder import KEPT_LAYOUTS, placeholder_size
from xltool.matching.expected_sheet import ExpectedSheet
from xltool.model.findings import Finding, Return
from xltool.model.submission import Origin, Placement, Submission
from xltool.reading.alterations import find_alterations
from xltool.reading.entries import read_constants, read_records
from xltool.reading.find_sheets import ReturnedFile, locate_forms
from xltool.reading.recognize import recognize
from xltool.spreadsheets.intake import Format, admit
from xltool.spreadsheets.limits import LIMITS
from xltool.spreadsheets.workbook import sheets

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xltool.matching.located_form import LocatedForm
    from xltool.model.forms import Entity, Form, OlderVersion, Pack
    from xltool.model.submission import FormSize, Key, Record, Value
    from xltool.spreadsheets.limits import Limits


def read_return(
    path: Path, pack: Pack, limits: Limits = LIMITS, entities: Iterable[Entity] = ()
) -> Return:
    """Read one returned workbook, as ``Reader`` reads many."""
    return Reader(pack, limits, entities).read(path)


class Reader:
    """Reads returned workbooks; what forms of the same size have in common is worked out once.

    ``entities`` give the names where a file has lost them and only codes are left.
    """

    def __init__(
        self, pack: Pack, limits: Limits = LIMITS, entities: Iterable[Entity] = ()
    ) -> None:
        """Take what all files have in common."""
        self._pack, self._limits = pack, limits
        self._entities = {entity.code: entity for entity in entities}
        self._expected: dict[tuple[str, FormSize, str], ExpectedSheet] = {}

    def read(self, path: Path) -> Return:
        """Read one file: its submission, and a finding for everything unusual in it.

        Never raises for what the file holds: a file that cannot be read is a rejected return with
        one finding that says why.
        """
        try:
            return _read(self._open(path))
        except RefusedError as error:
            finding = Finding(error.rule, Severity.ERROR, error.rule, params=error.params)
            return Return(str(path), None, (finding,))

    def _open(self, path: Path) -> ReturnedFile:
        package = admit(path, self._limits)
        found = sheets(package, self._limits)
        recognized = recognize(found, package, self._pack, self._entities)
        older = self._pack.reads(recognized.identity.version)
        assert older is not None
        return ReturnedFile(package, found, self._pack, recognized, older, self._unmoved)

    def _unmoved(self, form: Form, size: FormSize, older: OlderVersion) -> ExpectedSheet:
        """Return what is expected of a form that did not move; those of single entities are kept.

        When ``KEPT_LAYOUTS`` are kept, all are dropped and made again as they are needed.
        """
        shared_size = placeholder_size(size)
        key = form.id, shared_size, older.version
        expected = self._expected.get(key) or ExpectedSheet(
            lay_out(form, shared_size), Placement(""), older
        )
        if shared_size is not size:
            if len(self._expected) >= KEPT_LAYOUTS:
                self._expected.clear()
            self._expected[key] = expected
        return expected


def _read(file: ReturnedFile) -> Return:
    findings = [*file.recognized.findings, *_file_findings(file)]
    parts, used_sheets = {}, set[str]()
    for code in file.identity.extents:
        forms, sheet_findings = locate_forms(file, code)
        used_sheets |= {form.name for form in forms} | {f.sheet for f in sheet_findings}
        parts[code], form_findings = _submission(file, code, forms)
        findings += [replace(f, entity=f.entity or code) for f in (*sheet_findings, *form_findings)]
    findings += _unknown_sheets(file, used_sheets)
    submission = _consolidated_again(file, parts, file.identity.entity.code)
    if submission.children:
        from xltool.reading.schedule_check import altered_schedules  # noqa: PLC0415 - few files have such sheets

        findings += altered_schedules(file.sheets, file.pack, submission)
    return Return(file.package.path, submission, tuple(findings))


def _file_findings(file: ReturnedFile) -> Iterator[Finding]:
    """Yield findings about the file as a whole: its format, its version, what was overridden."""
    if file.package.format is not Format.XLSX:
        yield Finding("XL-159", Severity.INFO, "XL-159", params={"what": file.package.format})
    if file.older.version != file.pack.version:
        params = {"found": file.older.version, "expected": file.pack.version}
        yield Finding("XL-160", Severity.INFO, "XL-160", params=params)
    for text in file.identity.forced.get(file.identity.entity.code, ()):
        yield Finding("XL-166", Severity.ERROR, "XL-166", params={"what": text})


def _unknown_sheets(file: ReturnedFile, used: set[str]) -> Iterator[Finding]:
    """Yield a finding for each sheet with content that no workbook of ours has."""
    known = used | {META_SHEET, CODES_SHEET, COVER_SHEET, REVIEW_SHEET}
    known |= {
        file.prefix(code) + name for code in file.identity.extents for name in SCHEDULE_SHEETS
    }
    for name, sheet in file.sheets.items():
        if name not in known and sheet.values:
            yield Finding("XL-162", Severity.WARNING, "XL-162", sheet=name)


def _submission(
    file: ReturnedFile, code: str, forms: Sequence[LocatedForm]
) -> tuple[Submission, list[Finding]]:
    """Read the forms of one entity; those that a parent carries only for their constants."""
    is_parent, identity, package = file.is_parent(code), file.identity, file.package
    tables: dict[str, tuple[Record, ...]] = {}
    stored: dict[Key, Value] = {}
    findings: list[Finding] = []
    # A format or program that keeps no formulas would make every total look typed over.
    has_formulas = package.format is Format.XLSX or any(form.sheet.formulas for form in forms)
    for form in forms:
        is_carried = is_parent and not form.expected.layout.form.template.parent
        stored |= read_constants(form, is_carried=is_carried) if has_formulas else {}
        notes = identity.notes.get(form.form_id, frozenset())
        findings += find_alterations(form, notes)
        if not is_carried:
            records, entry_findings = read_records(form)
            tables |= records
            findings += entry_findings
    submission = Submission(
        entity=identity.entities[code],
        period=identity.period,
        tables=tables,
        extents={form.form_id: form.size for form in forms},
        origin=Origin(package.path, package.sha256, identity.version, identity.serial),
        stored=stored,
        places={form.form_id: form.place for form in forms},
        receipt=identity.receipts.get(code),
        forced=identity.forced.get(code, ()),
    )
    return submission, findings


def _consolidated_again(
    file: ReturnedFile, parts: Mapping[str, Submission], code: str
) -> Submission:
    """Return a submission with its children; a parent is consolidated from them again.

    What a parent's sheets hold is only compared: ``stored`` keeps the constants that differ.
    """
    read, below = parts[code], file.identity.children(code)
    if not below:
        return read
    children = [_consolidated_again(file, parts, child) for child in below]
    # The forms for adjustments are the ones that a parent fills in itself.
    sizes = {
        form.id: read.extents[form.id]
        for form in file.pack.forms
        if form.template.parent and form.id in read.extents
    }
    adjusting = replace(read, extents=sizes) if sizes else None
    parent = consolidate(file.pack, read.entity, children, adjusting)
    values = SubmissionValues(file.pack, parent)
    differing = {key: value for key, value in read.stored.items() if values.get(key) != value}
    return replace(
        parent, origin=read.origin, stored=differing, places=read.places,
        receipt=read.receipt, forced=read.forced,
    )  # fmt: skip
