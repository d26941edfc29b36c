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
from xltool.identity import (
    CHECKS_SHEET,
    CODES_SHEET,
    COVER_SHEET,
    FORMER_REVIEW_SHEET,
    META_SHEET,
    SCHEDULE_SHEETS,
)
from xltool.kinds import Severity
from xltool.layout.layout import lay_out
from xltool.layout.placeholder import KEPT_LAYOUTS, placeholder_size
from xltool.matching.expected_sheet import ExpectedSheet
from xltool.model.faults import as_pack_error, faulty, unreadable
from xltool.model.findings import Finding, Return
from xltool.model.submission import Origin, Placement, Submission
from xltool.reading.alterations import find_alterations
from xltool.reading.altered_formulas import AlteredFormulas
from xltool.reading.entries import read_constants, read_records
from xltool.reading.explanations import find_review_sheets
from xltool.reading.find_sheets import ReturnedFile, locate_forms
from xltool.reading.known_codes import KnownCodes
from xltool.reading.nil_answers import NilAnswers
from xltool.reading.recognize import recognize
from xltool.spreadsheets.intake import Format, admit
from xltool.spreadsheets.limits import LIMITS, takes_short_ways
from xltool.spreadsheets.workbook import sheets
from xltool.text import utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xltool.matching.located_form import LocatedForm
    from xltool.model.forms import Entity, Form, OlderVersion, Pack
    from xltool.model.submission import FormSize, Key, Record, Value
    from xltool.reading.explanations import ReviewSheet
    from xltool.spreadsheets.intake import AdmittedFile
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
        self._short = takes_short_ways()
        self._entities = {entity.code: entity for entity in entities}
        self._expected: dict[tuple[str, FormSize, str], ExpectedSheet] = {}

    def read(self, path: Path) -> Return:
        """Read one file: its submission, and a finding for everything unusual in it.

        A file that cannot be read is a rejected return with one finding that says why. Where xltool
        failed the finding says so, and does not blame the file. Raises ``PackError`` when the pack
        is faulty, and nothing else.
        """
        sha256 = ""
        try:
            package = admit(path, self._limits)
            sha256 = package.sha256
            return replace(_read(self._open(package)), sha256=sha256)
        except RefusedError as error:
            finding = Finding(error.rule, Severity.ERROR, error.message, params=error.params)
            return Return(str(path), None, (finding,), sha256=sha256 or error.sha256)
        except (MemoryError, RecursionError) as error:
            return unreadable(path, type(error).__name__, sha256)
        except Exception as error:
            if of_pack := as_pack_error(error, path):
                raise of_pack from error
            return faulty(path, error, sha256)

    def _open(self, package: AdmittedFile) -> ReturnedFile:
        found = sheets(package, self._limits, short=self._short)
        recognized = recognize(found, package, self._pack, self._entities)
        older = self._pack.reads(recognized.identity.version)
        assert older is not None
        return ReturnedFile(
            package,
            found,
            self._pack,
            recognized,
            older,
            self._unmoved,
            self._entities,
            self._short,
        )

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
    answers = _nil_answers(file)
    findings += answers.findings()
    for code in file.identity.extents:
        nil = answers.nil or file.identity.nil.get(code, frozenset())
        forms, sheet_findings = locate_forms(file, code, nil)
        used_sheets |= {form.name for form in forms} | {f.sheet for f in sheet_findings}
        part, form_findings = _submission(file, code, forms)
        own_keys = file.identity.fixed if code == file.identity.entity.code else frozenset()
        parts[code] = replace(
            part, nil=nil, nil_cells=answers.cells, with_data=answers.with_data, fixed=own_keys
        )
        findings += [replace(f, entity=f.entity or code) for f in (*sheet_findings, *form_findings)]
    unknown = _unknown_sheets(file, used_sheets)
    reviews = find_review_sheets(file.sheets, unknown)
    findings += _unknown_content(file, unknown, reviews)
    findings += [finding for review in reviews for finding in review.findings()]
    submission = _consolidated_again(file, parts, file.identity.entity.code)
    if submission.children:
        from xltool.reading.schedule_check import altered_schedules  # noqa: PLC0415 - few files have such sheets

        findings += altered_schedules(file.sheets, file.pack, submission)
    explanations = tuple(each for review in reviews for each in review.explanations())
    return Return(file.package.path, submission, tuple(findings), explanations=explanations)


def _nil_answers(file: ReturnedFile) -> NilAnswers:
    """Return the answers on the cover; that of a consolidated workbook asks nothing."""
    code = file.identity.entity.code
    if file.is_parent(code):
        return NilAnswers(file, ())
    return NilAnswers(file, tuple(f for f in file.expected_forms(code) if f.template.nil))


def _file_findings(file: ReturnedFile) -> Iterator[Finding]:
    """Yield findings about the file as a whole: its format, its version, what was overridden."""
    if file.package.format is not Format.XLSX:
        yield Finding("XL-159", Severity.INFO, "XL-159", params={"what": file.package.format})
    if file.older.version != file.pack.version:
        params = {"found": file.older.version, "expected": file.pack.version}
        yield Finding("XL-160", Severity.INFO, "XL-160", params=params)
    for text in file.identity.forced.get(file.identity.entity.code, ()):
        yield Finding("XL-166", Severity.ERROR, "XL-166", params={"what": text})


def _unknown_sheets(file: ReturnedFile, used: set[str]) -> list[str]:
    """Return the names of the sheets that no workbook of ours has."""
    known = used | {META_SHEET, CODES_SHEET, COVER_SHEET, CHECKS_SHEET, FORMER_REVIEW_SHEET}
    schedules = (*SCHEDULE_SHEETS, file.pack.texts.projects.sheet)
    known |= {file.prefix(code) + name for code in file.identity.extents for name in schedules}
    return [name for name in file.sheets if name not in known]


def _unknown_content(
    file: ReturnedFile, unknown: Iterable[str], reviews: Iterable[ReviewSheet]
) -> Iterator[Finding]:
    """Yield a finding for each unknown sheet with content."""
    ours = {review.name for review in reviews}
    for name in unknown:
        if name not in ours and file.sheets[name].values:
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
    known = {**identity.entities, **file.known}
    codes = KnownCodes(file.pack, identity.entities[code], known, complete=bool(file.known))
    has_formulas = package.format is Format.XLSX or any(form.sheet.formulas for form in forms)
    for form in forms:
        is_carried = is_parent and not form.expected.layout.form.template.parent
        stored |= read_constants(form, is_carried=is_carried) if has_formulas else {}
        notes = identity.notes.get(form.form_id, frozenset())
        findings += find_alterations(form, notes)
        if not is_carried:
            records, entry_findings = read_records(form, codes.has, short=file.short)
            tables |= records
            findings += entry_findings
    submission = Submission(
        entity=identity.entities[code],
        period=identity.period,
        tables=tables,
        extents={form.form_id: form.size for form in forms},
        origin=Origin(utf8(package.path), package.sha256, identity.version, identity.serial),
        stored=stored,
        places={form.form_id: form.place for form in forms},
        receipt=identity.receipts.get(code),
        forced=identity.forced.get(code, ()),
        coverage=identity.coverage.get(code),
    )
    # Formulas of other formats are written in other ways, those of other versions may differ.
    comparable = package.format is Format.XLSX and file.older.version == file.pack.version
    for form in forms:
        if not is_parent or form.expected.layout.form.template.parent:
            findings += AlteredFormulas(form, file.pack, submission, comparable).findings()
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
        receipt=read.receipt, forced=read.forced, fixed=read.fixed, coverage=read.coverage,
    )  # fmt: skip
