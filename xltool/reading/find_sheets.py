"""The sheet of each form in a returned file: by its name, else by the line printed on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.a1 import child_prefix
from xltool.kinds import Severity
from xltool.layout.layout import lay_out
from xltool.matching.expected_sheet import ExpectedSheet
from xltool.matching.locate import Lost, locate
from xltool.matching.located_form import LocatedForm, lost, moves
from xltool.matching.observed_sheet import ObservedSheet
from xltool.model.findings import Finding
from xltool.model.forms import Form, OlderVersion, Pack
from xltool.model.submission import EntityRows, FormSize

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.identity import Identity, IdLine
    from xltool.reading.recognize import Recognized
    from xltool.spreadsheets.intake import AdmittedFile
    from xltool.spreadsheets.raw_sheet import RawSheet

UnmovedSheet = Callable[[Form, FormSize, OlderVersion], ExpectedSheet]
"""Gives the stencil of a form where nothing moved."""


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A returned file on its way to a submission."""

    package: AdmittedFile
    sheets: Mapping[str, RawSheet]
    pack: Pack
    known: Recognized
    older: OlderVersion
    unmoved: UnmovedSheet

    @property
    def identity(self) -> Identity:
        """What the workbook says of itself."""
        return self.known.identity

    def prefix(self, code: str) -> str:
        """Return what stands before the names of an entity's sheets."""
        return "" if code == self.identity.entity.code else child_prefix(code)

    def carried(self, code: str) -> bool:
        """Whether the sheets of ``code`` hold formulas over its children's sheets."""
        return bool(self.identity.children(code))

    def due(self, code: str) -> Iterator[Form]:
        """Yield the forms of ``code`` in the file: those of a parent it may leave out."""
        named = self.identity.extents[code]
        receipt = self.identity.receipts.get(code)
        handed = self.pack.reads(receipt.version) if receipt else None
        absent = self.older.absent | (handed.absent if handed else frozenset())
        adjusting = bool(named) and all(
            form.template.parent for form in self.pack.forms if form.id in named
        )
        for form in self.pack.forms:
            expected = form.template.parent == adjusting and form.id not in absent
            if form.id in named or expected:
                yield form


def locate_forms(file: ReturnedFile, code: str) -> tuple[list[LocatedForm], list[Finding]]:
    """Find the sheet of each form; one that is gone or altered beyond finding is a finding."""
    found, findings = list[LocatedForm](), list[Finding]()
    extents = file.identity.extents[code]
    for form in file.due(code):
        name = file.prefix(code) + form.template.sheet
        title, odd = _sheet_of(file, form, code, name)
        extent, contradiction = _extent(file, form, title, extents.get(form.id))
        findings += [*odd, *contradiction]
        if title is not None and extent is not None:
            tab, odd = _tab(file, form, code, extent, title)
            findings += odd
            found += [tab] if tab else []
        elif not any(finding.severity is Severity.ERROR for finding in odd):
            findings.append(Finding("R34", Severity.ERROR, "R34.form", form=form.id, sheet=name))
    return found, findings


def _sheet_of(
    file: ReturnedFile, form: Form, code: str, name: str
) -> tuple[str | None, list[Finding]]:
    """Find the sheet of a form by its name, else by the line printed on it."""
    own = file.prefix(code) + file.older.printed.get(form.template.sheet, form.template.sheet)
    mark = file.pack.id, file.identity.version, form.id, code, file.identity.period
    lined = [
        title
        for title, line in file.known.lines.items()
        if (line.pack, line.version, line.form, line.entity, line.period) == mark
    ]
    if own in file.sheets:
        return _named(file, form, code, own, lined)
    if len(lined) == 1:
        renamed = _told("XL-161", form, lined[0], lined[0], name)
        moved = replace(renamed, severity=Severity.WARNING, message="XL-161.sheet")
        return lined[0], [moved]
    return None, [_copies(form, lined)] if lined else []


def _named(
    file: ReturnedFile, form: Form, code: str, name: str, lined: Sequence[str]
) -> tuple[str | None, list[Finding]]:
    line, identity, odd = file.known.lines.get(name), file.identity, list[Finding]()
    if line is not None and name not in lined:
        value = f"{line.pack} {line.version} {line.entity} {line.period} {line.form}"
        return None, [_told("XL-152", form, name, value, f"{code} {identity.period} {form.id}")]
    if line is None:
        odd.append(replace(_told("XL-155", form, name), severity=Severity.WARNING))
    elif identity.serial and line.serial != identity.serial:
        odd.append(replace(_told("XL-153", form, name), severity=Severity.WARNING))
    others = [title for title in lined if title != name]
    if others:
        odd.append(replace(_copies(form, [name, *others]), severity=Severity.WARNING))
    return name, odd


def _told(rule: str, form: Form, sheet: str, value: str = "", expected: str = "") -> Finding:
    return Finding(
        rule, Severity.ERROR, rule, form=form.id, sheet=sheet, value=value, expected=expected
    )


def _copies(form: Form, sheets: Sequence[str]) -> Finding:
    return replace(_told("XL-154", form, sheets[0]), params={"sheets": "、".join(sheets)})


def _extent(
    file: ReturnedFile, form: Form, sheet: str | None, extent: FormSize | None
) -> tuple[FormSize | None, list[Finding]]:
    """Take the printed line's word for the number of rows where ``_meta`` says another."""
    line = file.known.lines.get(sheet or "")
    counted = tuple((s.entity.code, s.count) for s in extent.sections) if extent else ()
    if sheet is None or line is None or line.sections == counted:
        return extent, []
    entities = file.identity.entities
    if {line.entity, *(code for code, _ in line.sections)} - set(entities):
        return None, [_contradiction(form, sheet, line, counted)]
    sections = tuple(EntityRows(entities[code], count) for code, count in line.sections)
    believed = FormSize(entities[line.entity], line.period, sections)
    return believed, [_contradiction(form, sheet, line, counted)]


def _contradiction(
    form: Form, sheet: str, line: IdLine, counted: tuple[tuple[str, int], ...]
) -> Finding:
    params = {
        "layer": "line", "what": "rows",
        "said": "+".join(str(count) for _, count in line.sections),
        "taken": "+".join(str(count) for _, count in counted),
    }  # fmt: skip
    return replace(_told("XL-151", form, sheet), params=params)


def _tab(
    file: ReturnedFile, form: Form, code: str, extent: FormSize, title: str
) -> tuple[LocatedForm | None, list[Finding]]:
    """Lay the form over its sheet: where it should stand, else where it is found."""
    sheet, older = file.sheets[title], file.older
    extent = _possible(extent, sheet)
    parts = (part.partition(".") for part in older.absent)
    absent = frozenset(name for owner, _, name in parts if owner == form.id)
    stencil = file.unmoved(form, extent, older)
    tab = LocatedForm(stencil, sheet, title, extent, bool(file.prefix(code)), absent)
    if stencil.fits(sheet, extent.entity):
        return tab, []
    plan = lay_out(form, extent)
    located = locate(ObservedSheet(plan, sheet, older), title)
    if isinstance(located, Lost):
        return None, [lost(plan, title, located)]
    tab = replace(tab, stencil=ExpectedSheet(plan, located.place, older))
    return tab, list(moves(tab, located))


def _possible(extent: FormSize, sheet: RawSheet) -> FormSize:
    """Return the extent with no more rows or cards than cells hold anything: each prints some."""
    most = len(sheet.values)
    if all(section.count <= most for section in extent.sections):
        return extent
    sections = tuple(EntityRows(s.entity, min(s.count, most)) for s in extent.sections)
    return replace(extent, sections=sections)
