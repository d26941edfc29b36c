"""Bytes → identity, raw cells and facts, without pandas, so that a reading child starts fast.

Entered cells are read where the layout says when everything printed stands there too, else where
``locate`` finds them with certainty. Facts are never taken from calculated cells; a constant
found where a formula should stand is kept apart, for the rules to compare.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.consolidation.consolidate import consolidate
from xltool.errors import RefusedError
from xltool.evaluation.submission_values import SubmissionValues
from xltool.identity import ANNEXES, CODES_SHEET, COVER_SHEET, META_SHEET, REVIEW_SHEET
from xltool.kinds import Severity
from xltool.layout.layout import lay_out
from xltool.layout.placeholder import placeholder_size
from xltool.matching.expected_sheet import ExpectedSheet
from xltool.model.findings import Finding, Return
from xltool.model.submission import Origin, Placement, Submission
from xltool.reading.alterations import tampered
from xltool.reading.entries import constants, records
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

MOST = 64
"""How many stencils are kept."""


def read_return(
    path: Path, pack: Pack, limits: Limits = LIMITS, entities: Iterable[Entity] = ()
) -> Return:
    """Read one returned workbook, as ``Reader`` reads many."""
    return Reader(pack, limits, entities).read(path)


class Reader:
    """Reads returned workbooks; what forms of the same size have in common is worked out once.

    ``entities`` names those whose names are lost in a file.
    """

    def __init__(
        self, pack: Pack, limits: Limits = LIMITS, entities: Iterable[Entity] = ()
    ) -> None:
        """Keep what all files have in common."""
        self._pack, self._limits = pack, limits
        self._known = {entity.code: entity for entity in entities}
        self._stencils: dict[tuple[str, FormSize, str], ExpectedSheet] = {}

    def read(self, path: Path) -> Return:
        """Read one file: its submission, and everything odd found on the way.

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
        known = recognize(found, package, self._pack, self._known)
        older = self._pack.reads(known.identity.version)
        assert older is not None
        return ReturnedFile(package, found, self._pack, known, older, self._unmoved)

    def _unmoved(self, form: Form, extent: FormSize, older: OlderVersion) -> ExpectedSheet:
        """Return the stencil of a form that did not move; those of single entities are kept."""
        whose = placeholder_size(extent)
        key = form.id, whose, older.version
        stencil = self._stencils.get(key) or ExpectedSheet(
            lay_out(form, whose), Placement(""), older
        )
        if whose is not extent:
            if len(self._stencils) >= MOST:
                self._stencils.clear()
            self._stencils[key] = stencil
        return stencil


def _read(file: ReturnedFile) -> Return:
    findings = [*file.known.findings, *_notes(file)]
    parts, used = {}, set[str]()
    for code in file.identity.extents:
        found, odd = locate_forms(file, code)
        used |= {tab.name for tab in found} | {finding.sheet for finding in odd}
        parts[code], read = _submission(file, code, found)
        findings += [replace(f, entity=f.entity or code) for f in (*odd, *read)]
    findings += _extra(file, used)
    submission = _rejoin(file, parts, file.identity.entity.code)
    if submission.children:
        from xltool.reading.schedule_check import altered_schedules  # noqa: PLC0415 - few files have such sheets

        findings += altered_schedules(file.sheets, file.pack, submission)
    return Return(file.package.path, submission, tuple(findings))


def _notes(file: ReturnedFile) -> Iterator[Finding]:
    if file.package.format is not Format.XLSX:
        yield Finding("XL-159", Severity.INFO, "XL-159", params={"what": file.package.format})
    if file.older.version != file.pack.version:
        params = {"found": file.older.version, "expected": file.pack.version}
        yield Finding("XL-160", Severity.INFO, "XL-160", params=params)
    for text in file.identity.forced.get(file.identity.entity.code, ()):
        yield Finding("XL-166", Severity.ERROR, "XL-166", params={"what": text})


def _extra(file: ReturnedFile, used: set[str]) -> Iterator[Finding]:
    ours = used | {META_SHEET, CODES_SHEET, COVER_SHEET, REVIEW_SHEET}
    ours |= {file.prefix(code) + name for code in file.identity.extents for name in ANNEXES}
    for name, sheet in file.sheets.items():
        if name not in ours and sheet.values:
            yield Finding("XL-162", Severity.WARNING, "XL-162", sheet=name)


def _submission(
    file: ReturnedFile, code: str, found: Sequence[LocatedForm]
) -> tuple[Submission, list[Finding]]:
    parent, identity, package = file.carried(code), file.identity, file.package
    tables: dict[str, tuple[Record, ...]] = {}
    stored: dict[Key, Value] = {}
    findings: list[Finding] = []
    formulas = package.format is Format.XLSX or any(tab.sheet.formulas for tab in found)
    for tab in found:
        carried = parent and not tab.stencil.plan.form.template.parent
        stored |= constants(tab, carried=carried) if formulas else {}
        notes = identity.notes.get(tab.form, frozenset())
        findings += [odd for odd in tampered(tab, notes) if not (parent and odd.rule == "XL-173")]
        if not carried:
            read, odd = records(tab)
            tables |= read
            findings += odd
    part = Submission(
        entity=identity.entities[code],
        period=identity.period,
        tables=tables,
        extents={tab.form: tab.extent for tab in found},
        origin=Origin(package.path, package.sha256, identity.version, identity.serial),
        stored=stored,
        places={tab.form: tab.place for tab in found},
        receipt=identity.receipts.get(code),
        forced=identity.forced.get(code, ()),
    )
    return part, findings


def _rejoin(file: ReturnedFile, parts: Mapping[str, Submission], code: str) -> Submission:
    """Consolidate a parent's children again; what its sheets hold is only compared."""
    stored, below = parts[code], file.identity.children(code)
    if not below:
        return stored
    children = [_rejoin(file, parts, child) for child in below]
    own = {form.id: extent for form, extent in _own(file.pack, stored)}
    adjusting = replace(stored, extents=own) if own else None
    parent = consolidate(file.pack, stored.entity, children, adjusting)
    book = SubmissionValues(file.pack, parent)
    differing = {key: value for key, value in stored.stored.items() if book.get(key) != value}
    return replace(
        parent, origin=stored.origin, stored=differing, places=stored.places,
        receipt=stored.receipt, forced=stored.forced,
    )  # fmt: skip


def _own(pack: Pack, stored: Submission) -> Iterator[tuple[Form, FormSize]]:
    """Yield the forms of a parent that hold what it typed itself."""
    for form in pack.forms:
        if form.template.parent and form.id in stored.extents:
            yield form, stored.extents[form.id]
