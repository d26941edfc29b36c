"""What was filled in on a form: its records, and constants where formulas should stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.kinds import ColumnKind, Severity, Shape
from xltool.matching.observed_sheet import shown_text
from xltool.model.findings import Finding
from xltool.model.submission import DELETED, Key, Record, Value
from xltool.spreadsheets.raw_sheet import CellError
from xltool.values.cell_values import CellProblem, plain_value
from xltool.values.decimal_text import decimal_text
from xltool.values.shown_values import KnownCode, no_code_is_known, read_cell

if TYPE_CHECKING:
    from xltool.layout.cells import FormCell
    from xltool.matching.expected_sheet import InputRow
    from xltool.matching.located_form import LocatedForm
    from xltool.model.forms import Column
    from xltool.values.cell_values import CellReading, Raw

_SEVERITY = {
    CellProblem.REPAIRED: Severity.INFO, CellProblem.SHOWN: Severity.INFO,
    CellProblem.MASKED: Severity.WARNING,
}  # fmt: skip
"""How severe a problem of a cell is; all others are errors."""
_LIGHTER = frozenset({
    CellProblem.HIDDEN, CellProblem.MEANT_AS_DATE, CellProblem.MEANT_AS_TIME,
})  # fmt: skip
"""Problems that are warnings in a text that may be blank."""


def read_records(
    form: LocatedForm, known_code: KnownCode = no_code_is_known, *, short: bool = True
) -> tuple[dict[str, tuple[Record, ...]], list[Finding]]:
    """Return the records of each table of the form, and findings about its cells.

    ``known_code`` tells which codes may have been typed as numbers.

    A row has a record when one of its cells has a value, known or not; a row of a statement also
    when all that is known of it is that cells were deleted: the lines of a statement are there in
    any case.
    """
    layout, findings = form.expected.layout, list[Finding]()
    found: dict[str, list[Record]] = {table.id: [] for table in layout.form.tables}
    looked_at = form.typed_formulas | form.unknown
    for row in form.expected.rows_to_read(form.sheet.values.keys(), looked_at):
        values = _read_row(form, row, findings, known_code, short=short)
        is_known = any(value is not DELETED for value in values.values()) or (
            bool(looked_at) and any(slot.at in looked_at for slot in row.slots)
        )
        if is_known or (values and layout.form.shape is Shape.STATEMENT):
            found[row.table].append(Record(form.owner(row.entity), row.row, values))
    return {table: tuple(records) for table, records in found.items()}, findings


def _read_row(
    form: LocatedForm,
    row: InputRow,
    findings: list[Finding],
    known_code: KnownCode,
    *,
    short: bool,
) -> dict[str, Value]:
    """Return the values of a row, and add to ``findings``.

    Blank cells have no value; the value of a deleted cell is ``DELETED``. So is that of a cell
    which the file's version did not have, but of a text that may be blank: nothing was said there.
    """
    stored, values = form.sheet.values, dict[str, Value]()
    looked_at = form.typed_formulas | form.unknown if form.unknown else form.typed_formulas
    for at, column, places, cell in row.slots:
        raw = stored.get(at) if at else None
        if raw is not None or at in looked_at:
            # Nearly all cells end here: ``plain_value`` takes what needs no second look.
            value = plain_value(raw, column.kind, places) if short else None
            if value is None or at in looked_at or isinstance(raw, CellError):
                value, cell_findings = _read_cell(form, cell, raw, known_code, short=short)
                findings += cell_findings
            if value is not None:
                values[column.id] = value
        elif at is None and not (column.id in form.absent and _may_be_silent(column)):
            values[column.id] = DELETED
    return values


def _may_be_silent(column: Column) -> bool:
    return column.nullable and not column.kind.numeric


def _read_cell(
    form: LocatedForm, cell: FormCell, raw: Raw, known_code: KnownCode, *, short: bool
) -> tuple[Value | None, list[Finding]]:
    """Return the value of a cell that holds more than a plain value, and findings about it.

    An error such as ``#REF!`` is kept as its text, which is unknown where a number should stand.
    What is a picture or struck out, ``shown_values`` reports.
    """
    at, findings = form.expected.address_of(cell), list[Finding]()
    if at in form.unknown:
        return DELETED, []
    if isinstance(raw, CellError):
        return str(raw), [_finding(form, cell, "XL-125", Severity.ERROR, raw)]
    if at in form.sheet.uncached:
        return DELETED, [_finding(form, cell, "XL-126", Severity.ERROR, "")]
    if at in form.typed_formulas:
        findings.append(_finding(form, cell, "XL-127", Severity.WARNING, shown_text(raw)))
    assert cell.column is not None
    reading = read_cell(raw, cell.column, cell.places, known_code, short=short)
    if reading.problem is not None:
        severity = _severity(reading.problem, cell.column)
        finding = _finding(form, cell, reading.problem, severity, reading.typed)
        taken = "" if reading.value is None else decimal_text(reading.value)
        params = {"why": reading.why, "taken": taken}
        findings.append(replace(finding, params=params | _shown(reading)))
    return reading.value, findings


def _severity(problem: CellProblem, column: Column) -> Severity:
    """Return how severe a problem is: an error where a figure or a required text rests on it."""
    if problem in _LIGHTER and column.kind is ColumnKind.TEXT and column.nullable:
        return Severity.WARNING
    return _SEVERITY.get(problem, Severity.ERROR)


def _shown(reading: CellReading) -> dict[str, str]:
    return (
        {"shown": reading.shown} if reading.shown or reading.problem is CellProblem.HIDDEN else {}
    )


def _finding(
    form: LocatedForm, cell: FormCell, message: str, severity: Severity, value: str
) -> Finding:
    finding, rule = form.finding_at(cell), message.partition(".")[0]
    return replace(finding, rule=rule, message=message, severity=severity, value=value)


def read_constants(form: LocatedForm, *, is_carried: bool) -> dict[Key, Value]:
    """Return the constants where formulas should stand, by key.

    In a form that is carried from the children's sheets (``is_carried``), every cell should hold
    a formula; else only calculated cells.
    """
    stored, formulas, found = form.sheet.values, form.sheet.formulas, dict[Key, Value]()
    cells = form.expected.cells if is_carried else form.expected.calculated
    for at, cell in cells.items():
        if at in stored and at not in formulas:
            assert cell.key is not None
            assert cell.column is not None
            value = read_cell(stored[at], cell.column, cell.places).value
            if value is not None:
                found[cell.key._replace(entity=form.owner(cell.key.entity))] = value
    return found
