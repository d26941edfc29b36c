"""Values that a person does not see as they are stored: covered, struck out, or a picture.

A figure counts as whoever signs the form sees it. So each of these is an error where a figure or a
text that the form relies on is concerned, and what cannot be known is not read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.matching.observed_sheet import shown_text
from xltool.spreadsheets.raw_sheet import cell_position

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.matching.expected_sheet import InputRow
    from xltool.matching.located_form import LocatedForm
    from xltool.model.findings import Finding

MAX_SINGLE = 5
"""How many covered cells of a form get a finding each; all others are in one finding."""
MAX_NAMED = 100
"""How many of those others are named."""


def find_unseen(form: LocatedForm) -> Iterator[Finding]:
    """Yield findings about a form that is hidden, and about values that nobody sees as stored."""
    expected, sheet = form.expected, form.sheet
    if sheet.state:
        holds_values = not expected.cells.keys().isdisjoint(sheet.values)
        yield form.finding("XL-186", Severity.ERROR if holds_values else Severity.WARNING)
    for at in sorted(expected.entered & sheet.pictures, key=cell_position):
        yield _at(form, at, "XL-179", _severity(form, at))
    if sheet.struck:
        yield from _struck_out(form)


def _struck_out(form: LocatedForm) -> Iterator[Finding]:
    """Report what is struck out, a row as one if all that is filled in on it is."""
    stored, struck = form.sheet.values, form.sheet.struck & form.expected.entered
    for row in form.expected.rows_to_read(struck, frozenset()):
        filled = [at for at in _addresses(row) if at in stored]
        found = [at for at in filled if at in struck]
        if len(found) > 1 and found == filled:
            severities = [_severity(form, at) for at in found]
            finding = _at(form, found[0], "XL-187", min(severities, key=_rank))
            value = "｜".join(shown_text(stored[at]) for at in found)
            yield replace(finding, cells=tuple(found), value=value, column="")
        else:
            for at in found:
                yield _at(form, at, "XL-187", _severity(form, at))


def _severity(form: LocatedForm, at: str) -> Severity:
    """Return how severe it is that what a cell to fill in holds is not known."""
    return Severity.ERROR if form.is_relied_on(at) else Severity.WARNING


def _rank(severity: Severity) -> int:
    return severity.rank


def _addresses(row: InputRow) -> list[str]:
    return [slot.at for slot in row.slots if slot.at is not None]


def covered_values(form: LocatedForm, span: str, covered: Iterable[str]) -> Iterator[Finding]:
    """Yield findings for the cells of a merged area below or beside its first one that hold values.

    ``covered`` are all cells of the area ``span`` but the first.
    """
    sheet, cells = form.sheet, form.expected.cells
    held = sheet.values.keys() | sheet.formulas
    found = [at for at in covered if at in cells and at in held]
    for at in found[:MAX_SINGLE]:
        yield replace(_at(form, at, "XL-180", Severity.ERROR), params={"span": span})
    if others := tuple(found[MAX_SINGLE:]):
        texts = (shown_text(sheet.values.get(at)) for at in others[:MAX_NAMED])
        finding = _at(form, others[0], "XL-180", Severity.ERROR)
        yield replace(
            finding, cells=others[:MAX_NAMED], value="｜".join(texts), params={"span": span}
        )


def _at(form: LocatedForm, at: str, rule: str, severity: Severity) -> Finding:
    """Return a finding at a cell of a value, with what it holds."""
    finding = form.finding_at(form.expected.cells[at])
    value = shown_text(form.sheet.values.get(at))
    return replace(finding, rule=rule, message=rule, severity=severity, value=value)
