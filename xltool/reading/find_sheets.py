"""The sheet of each form in a returned file: by its name, else by the line printed on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from xltool.a1 import child_prefix
from xltool.kinds import Category, Severity
from xltool.layout.layout import lay_out
from xltool.matching.expected_sheet import ExpectedSheet
from xltool.matching.locate import Lost, locate
from xltool.matching.located_form import LocatedForm, lost_finding, place_findings
from xltool.matching.observed_sheet import ObservedSheet
from xltool.model.findings import Finding
from xltool.model.forms import Entity, Form, OlderVersion, Pack
from xltool.model.submission import FormSize, Placement
from xltool.reading.chosen_codes import lines_on_sheet, with_chosen_codes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.identity import Identity
    from xltool.reading.recognize import Recognized
    from xltool.spreadsheets.intake import AdmittedFile
    from xltool.spreadsheets.raw_sheet import RawSheet

UnmovedSheet = Callable[[Form, FormSize, OlderVersion], ExpectedSheet]
"""Returns what is expected of a form where nothing moved."""


@dataclass(frozen=True, slots=True)
class ReturnedFile:
    """A returned file that was recognized, before its forms are read.

    ``older`` is the pack's version that wrote it, which may be the current one. ``known`` are the
    entities of the campaign, by code; none where there is no campaign. Without ``short`` no short
    way is taken where both give the same.
    """

    package: AdmittedFile
    sheets: Mapping[str, RawSheet]
    pack: Pack
    recognized: Recognized
    older: OlderVersion
    unmoved: UnmovedSheet
    known: Mapping[str, Entity] = field(default_factory=dict)
    short: bool = True

    @property
    def identity(self) -> Identity:
        """The identity that the workbook was written with."""
        return self.recognized.identity

    def prefix(self, code: str) -> str:
        """Return what stands before the names of an entity's sheets."""
        return "" if code == self.identity.entity.code else child_prefix(code)

    def is_parent(self, code: str) -> bool:
        """Whether the sheets of ``code`` hold formulas over its children's sheets."""
        return bool(self.identity.children(code))

    def expected_forms(self, code: str) -> Iterator[Form]:
        """Yield the forms of ``code`` that the file should have, in the pack's order.

        Those that its identity names. Others only if they are of the same kind, for parents or
        for entities, and are known to the version that wrote the file as well as to the version
        of the file that a child's values were read from.
        """
        named = self.identity.extents[code]
        receipt = self.identity.receipts.get(code)
        handed_in = self.pack.reads(receipt.version) if receipt else None
        absent = self.older.absent | (handed_in.absent if handed_in else frozenset())
        has_parent_forms_only = bool(named) and all(
            form.template.parent for form in self.pack.forms if form.id in named
        )
        for form in self.pack.forms:
            is_of_kind = form.template.parent == has_parent_forms_only
            if form.id in named or (is_of_kind and form.id not in absent):
                yield form


def locate_forms(
    file: ReturnedFile, code: str, nil: frozenset[str] = frozenset()
) -> tuple[list[LocatedForm], list[Finding]]:
    """Find each form of an entity on its sheet; one that is not found is a finding.

    A form that is ``nil`` need not be there.
    """
    forms, findings = list[LocatedForm](), list[Finding]()
    sizes = file.identity.extents[code]
    for form in file.expected_forms(code):
        expected_name = file.prefix(code) + form.template.sheet
        name, form_findings = _find_sheet(file, form, code, expected_name)
        size, contradictions = _form_size(file, form, name, sizes.get(form.id))
        findings += [*form_findings, *contradictions]
        if name is not None and size is not None:
            located, located_findings = _locate_form(file, form, size, name)
            findings += located_findings
            forms += [located] if located else []
        elif form.id not in nil and not _has_error(form_findings):
            findings.append(
                replace(
                    _finding("R34", form, expected_name),
                    message="R34.form",
                    category=Category.MISSING,
                )
            )
    return forms, findings


def _has_error(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _find_sheet(
    file: ReturnedFile, form: Form, code: str, expected_name: str
) -> tuple[str | None, list[Finding]]:
    """Return the name of a form's sheet, found by its name, else by the line printed on it."""
    name = file.prefix(code) + file.older.printed.get(form.template.sheet, form.template.sheet)
    own_line = file.pack.id, file.identity.version, form.id, code, file.identity.period
    with_line = [
        sheet
        for sheet, line in file.recognized.lines.items()
        if (line.pack, line.version, line.form, line.entity, line.period) == own_line
    ]
    if name in file.sheets:
        return _check_line(file, form, code, name, with_line)
    if len(with_line) == 1:
        (found,) = with_line
        renamed = _finding("XL-161", form, found, Severity.WARNING, found, expected_name)
        return found, [replace(renamed, message="XL-161.sheet")]
    return None, [_copies(form, with_line, Severity.ERROR)] if with_line else []


def _check_line(
    file: ReturnedFile, form: Form, code: str, name: str, with_line: Sequence[str]
) -> tuple[str | None, list[Finding]]:
    """Check the printed line on the sheet of the right name; return the name, if it is this form.

    ``with_line`` are all sheets whose line is that of this form. A sheet with the line of another
    form, entity or period was copied here: None is returned instead of its name.
    """
    line, identity, findings = file.recognized.lines.get(name), file.identity, list[Finding]()
    if line is not None and name not in with_line:
        found = f"{line.pack} {line.version} {line.entity} {line.period} {line.form}"
        expected = f"{code} {identity.period} {form.id}"
        return None, [_finding("XL-152", form, name, Severity.ERROR, found, expected)]
    if line is None:
        findings.append(_finding("XL-155", form, name, Severity.WARNING))
    elif identity.serial and line.serial != identity.serial:
        findings.append(_finding("XL-153", form, name, Severity.WARNING))
    others = [sheet for sheet in with_line if sheet != name]
    if others:
        findings.append(_copies(form, [name, *others], Severity.WARNING))
    return name, findings


def _finding(
    rule: str,
    form: Form,
    sheet: str,
    severity: Severity = Severity.ERROR,
    value: str = "",
    expected: str = "",
) -> Finding:
    return Finding(rule, severity, rule, form=form.id, sheet=sheet, value=value, expected=expected)


def _copies(form: Form, sheets: Sequence[str], severity: Severity) -> Finding:
    finding = _finding("XL-154", form, sheets[0], severity)
    return replace(finding, params={"sheets": "、".join(sheets)})


def _form_size(
    file: ReturnedFile, form: Form, sheet: str | None, size: FormSize | None
) -> tuple[FormSize | None, list[Finding]]:
    """Return how many rows a form has: where its printed line contradicts ``_meta``, the line's.

    None, with a finding, when the line names an entity that the workbook does not know.
    """
    line = file.recognized.lines.get(sheet or "")
    own = size.sections if size else ()
    counted = tuple((section.entity.code, section.count) for section in own)
    nil = frozenset(section.entity.code for section in own if section.nil)
    if sheet is None or line is None or (line.sections, line.nil) == (counted, nil):
        return size, []
    params = {
        "layer": "line", "what": "rows",
        "said": "+".join(str(count) for _, count in line.sections),
        "taken": "+".join(str(count) for _, count in counted),
    }  # fmt: skip
    findings = [replace(_finding("XL-151", form, sheet), params=params)]
    entities = file.identity.entities
    if {line.entity, *(code for code, _ in line.sections)} - set(entities):
        return None, findings
    rows = line.rows(entities.__getitem__)
    lines = size.lines if size else None
    return FormSize(entities[line.entity], line.period, rows, lines), findings


def _locate_form(
    file: ReturnedFile, form: Form, size: FormSize, name: str
) -> tuple[LocatedForm | None, list[Finding]]:
    """Return a form where it should stand on its sheet, else where it is found, if it is."""
    sheet, older = file.sheets[name], file.older
    if form.table.tree and size.lines is None:
        size = replace(size, lines=lines_on_sheet(form, sheet))
    size = _bounded(size, sheet)
    parts = (part.partition(".") for part in older.absent)
    absent = frozenset(part for owner, _, part in parts if owner == form.id)
    expected = file.unmoved(form, size, older)
    is_consolidated = file.is_parent(file.identity.entity.code)
    located = LocatedForm(expected, sheet, name, size, is_consolidated, absent)
    if file.short and expected.is_matched_by(sheet, size.entity):
        return _with_chosen_codes(file, located, form), []
    layout = lay_out(form, size)
    found = locate(ObservedSheet(layout, sheet, older), name)
    if isinstance(found, Lost):
        return None, [lost_finding(layout, name, found)]
    located = replace(located, expected=ExpectedSheet(layout, found.place, older))
    return _with_chosen_codes(file, located, form), list(place_findings(located, found))


def _with_chosen_codes(file: ReturnedFile, located: LocatedForm, form: Form) -> LocatedForm:
    """Return a code tree laid out with the codes that are chosen in its open rows."""
    size = with_chosen_codes(located, form)
    if size == located.size:
        return located
    expected, older = located.expected, file.older
    if expected.place == Placement(""):
        return replace(located, size=size, expected=file.unmoved(form, size, older))
    again = ExpectedSheet(lay_out(form, size), expected.place, older)
    return replace(located, size=size, expected=again)


def _bounded(size: FormSize, sheet: RawSheet) -> FormSize:
    """Return a size with no more rows or cards than the sheet has cells with content.

    Each row prints something, so no more can be there; a forged count must not exhaust memory.
    """
    most = len(sheet.values)
    if all(section.count <= most for section in size.sections):
        return size
    sections = tuple(replace(each, count=min(each.count, most)) for each in size.sections)
    return replace(size, sections=sections)
