"""What was filled in on a form: its records, and constants where formulas should stand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.kinds import Severity, Shape
from xltool.matching.observed_sheet import shown_text
from xltool.model.findings import Finding
from xltool.model.submission import DELETED, Key, Record, Value
from xltool.spreadsheets.raw_sheet import CellError
from xltool.values.cell_values import CellProblem, plain_value, read_value
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from xltool.layout.cells import FormCell
    from xltool.matching.expected_sheet import InputRow
    from xltool.matching.located_form import LocatedForm
    from xltool.values.cell_values import Raw

_SEVERITY = {CellProblem.REPAIRED: Severity.INFO, CellProblem.MASKED: Severity.WARNING}
"""How severe a problem of a cell is; all others are errors."""


def read_records(form: LocatedForm) -> tuple[dict[str, tuple[Record, ...]], list[Finding]]:
    """Return the records of each table of the form, and findings about its cells.

    A row has a record when one of its cells has a value; a row of a statement also when all that
    is known of it is that cells were deleted: the lines of a statement are there in any case.
    """
    layout, findings = form.expected.layout, list[Finding]()
    found: dict[str, list[Record]] = {table.id: [] for table in layout.form.tables}
    for row in form.expected.rows_to_read(form.sheet.values.keys(), form.typed_formulas):
        values = _read_row(form, row, findings)
        is_known = any(value is not DELETED for value in values.values())
        if is_known or (values and layout.form.shape is Shape.STATEMENT):
            found[row.table].append(Record(form.owner(row.entity), row.row, values))
    return {table: tuple(records) for table, records in found.items()}, findings


def _read_row(form: LocatedForm, row: InputRow, findings: list[Finding]) -> dict[str, Value]:
    """Return the values of a row, and add to ``findings``.

    Blank cells have no value; the value of a deleted cell is ``DELETED``.
    """
    stored, formulas, values = form.sheet.values, form.typed_formulas, dict[str, Value]()
    for at, column, places, cell in row.slots:
        raw = stored.get(at) if at else None
        if raw is not None or at in formulas:
            # Nearly all cells end here: ``plain_value`` takes what needs no second look.
            value = plain_value(raw, column.kind, places)
            if value is None or at in formulas or isinstance(raw, CellError):
                value, cell_findings = _read_cell(form, cell, raw)
                findings += cell_findings
            if value is not None:
                values[column.id] = value
        elif at is None:
            values[column.id] = DELETED
    return values


def _read_cell(form: LocatedForm, cell: FormCell, raw: Raw) -> tuple[Value | None, list[Finding]]:
    """Return the value of a cell that holds more than a plain value, and findings about it.

    An error such as ``#REF!`` is kept as its text, which is unknown where a number should stand.
    """
    at, findings = form.expected.address_of(cell), list[Finding]()
    if isinstance(raw, CellError):
        return str(raw), [_finding(form, cell, "XL-125", Severity.ERROR, raw)]
    if at in form.sheet.uncached:
        return DELETED, [_finding(form, cell, "XL-126", Severity.ERROR, "")]
    if at in form.typed_formulas:
        findings.append(_finding(form, cell, "XL-127", Severity.WARNING, shown_text(raw)))
    assert cell.column is not None
    reading = read_value(raw, cell.column, cell.places)
    if reading.problem is not None:
        severity = _SEVERITY.get(reading.problem, Severity.ERROR)
        finding = _finding(form, cell, reading.problem, severity, reading.typed)
        taken = "" if reading.value is None else decimal_text(reading.value)
        findings.append(replace(finding, params={"why": reading.why, "taken": taken}))
    return reading.value, findings


def _finding(
    form: LocatedForm, cell: FormCell, rule: str, severity: Severity, value: str
) -> Finding:
    finding = form.finding_at(cell)
    return replace(finding, rule=rule, message=rule, severity=severity, value=value)


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
            value = read_value(stored[at], cell.column, cell.places).value
            if value is not None:
                found[cell.key._replace(entity=form.owner(cell.key.entity))] = value
    return found
