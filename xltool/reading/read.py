"""Bytes → identity, raw cells and facts, without pandas, so that a reading child starts fast.

Entered cells are read where the layout says when everything printed stands there too, else where
``locate`` finds them with certainty. Facts are never taken from calculated cells; a constant
found where a formula should stand is kept apart, for the rules to compare.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.consolidation.consolidate import consolidate
from xltool.errors import RefusedError
from xltool.evaluation.evaluate import Book
from xltool.identity import (
    ANNEXES,
    CODES_SHEET,
    COVER_SHEET,
    META_SHEET,
    REVIEW_SHEET,
    Identity,
    IdLine,
)
from xltool.layout import Cell, layout
from xltool.model import (
    GONE,
    Entity,
    Extent,
    Finding,
    Form,
    Key,
    Older,
    Origin,
    Pack,
    Record,
    Return,
    Section,
    Severity,
    Submission,
    Value,
)
from xltool.numbers import Problem, plain, read_value
from xltool.reading.intake import LIMITS, Format, Limits, admit
from xltool.reading.locate import Lost, locate
from xltool.reading.printed import shown
from xltool.reading.recognize import Recognized, recognize
from xltool.reading.tab import Tab, describe, lost, moves
from xltool.reading.tamper import tampered
from xltool.reading.workbook import Workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from xltool.reading.intake import Package

__all__ = ["describe", "read_return"]

_SEVERITY = {Problem.REPAIRED: Severity.INFO, Problem.MASKED: Severity.WARNING}


@dataclass(frozen=True, slots=True)
class _File:
    """A returned file on its way to a submission."""

    package: Package
    workbook: Workbook
    pack: Pack
    known: Recognized
    older: Older

    @property
    def identity(self) -> Identity:
        return self.known.identity

    def prefix(self, code: str) -> str:
        return "" if code == self.identity.entity.code else f"{code} "

    def carried(self, code: str) -> bool:
        """Whether the sheets of ``code`` hold formulas over its children's sheets."""
        return bool(self.identity.children(code))

    def due(self, code: str) -> list[Form]:
        """Return the forms of ``code`` in the file: those of a parent it may leave out."""
        named = self.identity.extents[code]
        receipt = self.identity.receipts.get(code)
        handed = self.pack.reads(receipt.version) if receipt else None
        absent = self.older.absent | (handed.absent if handed else frozenset())
        adjusting = bool(named) and all(
            form.template.parent for form in self.pack.forms if form.id in named
        )
        return [
            form
            for form in self.pack.forms
            if form.id in named or (form.template.parent == adjusting and form.id not in absent)
        ]


def read_return(
    path: Path, pack: Pack, limits: Limits = LIMITS, entities: Iterable[Entity] = ()
) -> Return:
    """Read one returned workbook: its submission, and everything odd found on the way.

    ``entities`` names those whose names are lost in the file. Never raises for what the file
    holds: a file that cannot be read is a rejected return with one finding that says why.
    """
    known = {entity.code: entity for entity in entities}
    try:
        return _read(path, pack, limits, known)
    except RefusedError as error:
        finding = Finding(error.rule, Severity.ERROR, error.rule, params=error.params)
        return Return(str(path), None, (finding,))


def _read(path: Path, pack: Pack, limits: Limits, known: Mapping[str, Entity]) -> Return:
    package = admit(path, limits)
    workbook = Workbook(package, limits)
    found = recognize(workbook, package, pack, known)
    version = found.identity.version
    older = pack.reads(version)
    assert older is not None
    file = _File(package, workbook, pack, found, older)
    findings = [*found.findings, *_notes(file)]
    parts, used = {}, set[str]()
    for code in file.identity.extents:
        tabs, odd = _tabs(file, code)
        used |= {tab.place.sheet for tab in tabs} | {finding.sheet for finding in odd}
        parts[code], read = _submission(file, code, tabs)
        findings += [replace(f, entity=f.entity or code) for f in (*odd, *read)]
    findings += _extra(file, used)
    submission = _rejoin(file, parts, file.identity.entity.code)
    if submission.children:
        from xltool.reading.explained import altered  # noqa: PLC0415 - few files have such sheets

        findings += altered(workbook, pack, submission)
    return Return(package.path, submission, tuple(findings))


def _notes(file: _File) -> Iterator[Finding]:
    if file.package.format is not Format.XLSX:
        yield Finding("XL-159", Severity.INFO, "XL-159", params={"what": file.package.format})
    if file.older.version != file.pack.version:
        params = {"found": file.older.version, "expected": file.pack.version}
        yield Finding("XL-160", Severity.INFO, "XL-160", params=params)


def _extra(file: _File, used: set[str]) -> Iterator[Finding]:
    ours = used | {META_SHEET, CODES_SHEET, COVER_SHEET, REVIEW_SHEET}
    ours |= {file.prefix(code) + name for code in file.identity.extents for name in ANNEXES}
    for name in file.workbook.names:
        if name not in ours and any(any(row) for row in file.workbook.grid(name)):
            yield Finding("XL-162", Severity.WARNING, "XL-162", sheet=name)


def _tabs(file: _File, code: str) -> tuple[list[Tab], list[Finding]]:
    """Find the sheet of each form; one that is gone or altered beyond finding is a finding."""
    tabs, findings = [], list[Finding]()
    extents = file.identity.extents[code]
    for form in file.due(code):
        name = file.prefix(code) + form.template.sheet
        sheet, odd = _sheet_of(file, form, code, name)
        findings += odd
        extent, contradiction = _extent(file, form, sheet, extents.get(form.id))
        findings += contradiction
        if sheet is None or extent is None:
            if not any(finding.severity is Severity.ERROR for finding in odd):
                findings.append(
                    Finding("R34", Severity.ERROR, "R34.form", form=form.id, sheet=name)
                )
            continue
        tab, odd = _tab(file, form, extent, sheet, name)
        findings += odd
        tabs += [tab] if tab else []
    return tabs, findings


def _sheet_of(file: _File, form: Form, code: str, name: str) -> tuple[str | None, list[Finding]]:
    """Find the sheet of a form by its name, else by the line printed on it."""
    older = file.older.printed.get(form.template.sheet, form.template.sheet)
    own = file.prefix(code) + older
    lined = [
        sheet
        for sheet, line in file.known.lines.items()
        if (line.pack, line.version, line.form, line.entity, line.period)
        == (file.pack.id, file.identity.version, form.id, code, file.identity.period)
    ]
    if own in file.workbook.names:
        return _named(file, form, code, own, lined)
    if len(lined) == 1:
        moved = Finding(
            "XL-161", Severity.WARNING, "XL-161.sheet", form=form.id, sheet=lined[0],
            value=lined[0], expected=name,
        )  # fmt: skip
        return lined[0], [moved]
    if lined:
        return None, [_copies(form, lined)]
    return None, []


def _named(
    file: _File, form: Form, code: str, name: str, lined: Sequence[str]
) -> tuple[str | None, list[Finding]]:
    line = file.known.lines.get(name)
    if line is not None and name not in lined:
        return None, [_stranger(form, name, line, code, file.identity.period)]
    odd = []
    if line is None:
        odd.append(Finding("XL-155", Severity.WARNING, "XL-155", form=form.id, sheet=name))
    elif file.identity.serial and line.serial != file.identity.serial:
        odd.append(Finding("XL-153", Severity.WARNING, "XL-153", form=form.id, sheet=name))
    others = [sheet for sheet in lined if sheet != name]
    if others:
        odd.append(replace(_copies(form, [name, *others]), severity=Severity.WARNING))
    return name, odd


def _stranger(form: Form, sheet: str, line: IdLine, code: str, period: str) -> Finding:
    return Finding(
        "XL-152", Severity.ERROR, "XL-152", form=form.id, sheet=sheet,
        value=f"{line.pack} {line.version} {line.entity} {line.period} {line.form}",
        expected=f"{code} {period} {form.id}",
    )  # fmt: skip


def _extent(
    file: _File, form: Form, sheet: str | None, extent: Extent | None
) -> tuple[Extent | None, list[Finding]]:
    """Take the printed line's word for the number of rows where ``_meta`` says another."""
    line = file.known.lines.get(sheet or "")
    counted = tuple((s.entity.code, s.count) for s in extent.sections) if extent else ()
    if sheet is None or line is None or line.sections == counted:
        return extent, []
    entities = file.identity.entities
    if {line.entity, *(code for code, _ in line.sections)} - set(entities):
        return None, [_contradiction(form, sheet, line, counted)]
    sections = tuple(Section(entities[code], count) for code, count in line.sections)
    believed = Extent(entities[line.entity], line.period, sections)
    return believed, [_contradiction(form, sheet, line, counted)]


def _contradiction(
    form: Form, sheet: str, line: IdLine, counted: tuple[tuple[str, int], ...]
) -> Finding:
    params = {
        "layer": "line", "what": "rows",
        "said": "+".join(str(count) for _, count in line.sections),
        "taken": "+".join(str(count) for _, count in counted),
    }  # fmt: skip
    return Finding("XL-151", Severity.ERROR, "XL-151", form=form.id, sheet=sheet, params=params)


def _copies(form: Form, sheets: Sequence[str]) -> Finding:
    params = {"sheets": "、".join(sheets)}
    return Finding("XL-154", Severity.ERROR, "XL-154", form=form.id, sheet=sheets[0], params=params)


def _tab(
    file: _File, form: Form, extent: Extent, sheet: str, name: str
) -> tuple[Tab | None, list[Finding]]:
    plan = layout(form, extent, name.removesuffix(form.template.sheet))
    grid = file.workbook.grid(sheet)
    located = locate(plan, grid, file.older, sheet, lambda: file.workbook.merges(sheet))
    if isinstance(located, Lost):
        return None, [lost(plan, sheet, located)]
    absent = frozenset(
        part.partition(".")[2] for part in file.older.absent if part.startswith(f"{form.id}.")
    )
    tab = Tab(plan, located.place, grid, file.workbook.guard(sheet), absent)
    return tab, list(moves(tab, located))


def _submission(file: _File, code: str, tabs: Sequence[Tab]) -> tuple[Submission, list[Finding]]:
    parent, identity = file.carried(code), file.identity
    tables: dict[str, tuple[Record, ...]] = {}
    stored: dict[Key, Value] = {}
    findings: list[Finding] = []
    formulas = file.package.format is Format.XLSX or any(tab.guard.formulas for tab in tabs)
    for tab in tabs:
        carried = parent and not tab.plan.form.template.parent
        stored |= _constants(tab, carried=carried) if formulas else {}
        ours = _noted(tab, identity.notes.get(tab.plan.form.id, frozenset()))
        odd = tampered(tab.plan, tab.place, tab.grid, tab.guard)
        findings += [
            finding
            for finding in odd
            if not (parent and finding.rule == "XL-173")
            and not (finding.rule == "XL-175" and finding.cell in ours)
        ]
        if not carried:
            records, found = _records(tab)
            tables |= records
            findings += found
    part = Submission(
        entity=identity.entities[code],
        period=identity.period,
        tables=tables,
        extents={tab.plan.form.id: tab.plan.extent for tab in tabs},
        origin=Origin(file.package.path, file.package.sha256, identity.version, identity.serial),
        stored=stored,
        places={tab.plan.form.id: tab.place for tab in tabs},
        receipt=identity.receipts.get(code),
        forced=identity.forced.get(code, ()),
    )
    return part, findings


def _noted(tab: Tab, notes: frozenset[str]) -> frozenset[str]:
    """Return where the notes stand that a reissued workbook came with."""
    return frozenset(tab.address(cell) for cell in tab.plan.cells if cell.address in notes)


def _records(tab: Tab) -> tuple[dict[str, tuple[Record, ...]], list[Finding]]:
    rows: dict[tuple[str, str, str], dict[str, Value]] = {}
    findings = []
    for key, cell in tab.plan.slots.items():
        if cell.calculated:
            continue
        value, found = _entry(tab, cell) if tab.has(cell) else (GONE, [])
        findings += found
        if value is not None:
            rows.setdefault(key[:3], {})[key.column] = value
    tables = {
        table.id: tuple(
            Record(entity, row, values)
            for (name, entity, row), values in rows.items()
            if name == table.id and (table.lines or any(value != GONE for value in values.values()))
        )
        for table in tab.plan.form.tables
    }
    return tables, findings


def _entry(tab: Tab, cell: Cell) -> tuple[Value | None, list[Finding]]:
    raw = tab.raw(cell)
    if raw in (None, "") and not tab.odd:
        return None, []
    at, findings = tab.address(cell), list[Finding]()
    if at in tab.guard.errors:
        shows = tab.guard.errors[at]
        return shows, [_at(tab, cell, "XL-125", Severity.ERROR, shows)]
    if at in tab.guard.uncached:
        return GONE, [_at(tab, cell, "XL-126", Severity.ERROR, "")]
    if at in tab.guard.formulas:
        findings.append(_at(tab, cell, "XL-127", Severity.WARNING, shown(raw)))
    assert cell.column is not None
    reading = read_value(raw, cell.column, cell.places)
    if reading.problem is not None:
        severity = _SEVERITY.get(reading.problem, Severity.ERROR)
        finding = _at(tab, cell, reading.problem, severity, reading.typed)
        taken = "" if reading.value is None else plain(reading.value)
        findings.append(replace(finding, params={"why": reading.why, "taken": taken}))
    return reading.value, findings


def _at(tab: Tab, cell: Cell, rule: str, severity: Severity, value: str) -> Finding:
    where = describe(tab.plan, tab.place, cell)
    return replace(where, rule=rule, message=rule, severity=severity, value=value)


def _constants(tab: Tab, *, carried: bool) -> dict[Key, Value]:
    """Return the constants that stand where formulas should."""
    if not tab.guard.cells:
        return {}
    found: dict[Key, Value] = {}
    for key, cell in tab.plan.slots.items():
        if (carried or cell.calculated) and tab.address(cell) not in tab.guard.formulas:
            assert cell.column is not None
            value = read_value(tab.raw(cell), cell.column, cell.places).value
            if value is not None:
                found[key] = value
    return found


def _rejoin(file: _File, parts: Mapping[str, Submission], code: str) -> Submission:
    """Consolidate a parent's children again; what its sheets hold is only compared."""
    stored, below = parts[code], file.identity.children(code)
    if not below:
        return stored
    children = [_rejoin(file, parts, child) for child in below]
    own = {form.id: extent for form, extent in _own(file.pack, stored)}
    adjusting = replace(stored, extents=own) if own else None
    parent = consolidate(file.pack, stored.entity, children, adjusting)
    book = Book(file.pack, parent)
    differing = {key: value for key, value in stored.stored.items() if book.get(key) != value}
    return replace(
        parent, origin=stored.origin, stored=differing, places=stored.places,
        receipt=stored.receipt, forced=stored.forced,
    )  # fmt: skip


def _own(pack: Pack, stored: Submission) -> Iterator[tuple[Form, Extent]]:
    """Yield the forms of a parent that hold what it typed itself."""
    for form in pack.forms:
        if form.template.parent and form.id in stored.extents:
            yield form, stored.extents[form.id]
