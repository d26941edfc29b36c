"""What was filled in on a form: its records, and the constants where formulas should stand."""

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


def records(tab: LocatedForm) -> tuple[dict[str, tuple[Record, ...]], list[Finding]]:
    """Return the records of each table of the form, and what is odd in its cells."""
    form, findings = tab.stencil.plan.form, list[Finding]()
    found: dict[str, list[Record]] = {table.id: [] for table in form.tables}
    for row in tab.stencil.filled(tab.sheet.values.keys(), tab.odd):
        values = _values(tab, row, findings)
        known = any(value is not DELETED for value in values.values())
        if known or (values and form.shape is Shape.STATEMENT):
            found[row.table].append(Record(tab.owner(row.entity), row.row, values))
    return {table: tuple(rows) for table, rows in found.items()}, findings


def _values(tab: LocatedForm, row: InputRow, findings: list[Finding]) -> dict[str, Value]:
    """Return the values of a row: blank cells have none, one that is gone has an unknown one."""
    stored, odd, values = tab.sheet.values, tab.odd, dict[str, Value]()
    for at, column, places, cell in row.slots:
        raw = stored.get(at) if at else None
        if raw is not None or at in odd:
            value = plain_value(raw, column.kind, places)
            if value is None or at in odd or isinstance(raw, CellError):
                value, told = _judged(tab, cell, raw)
                findings += told
            if value is not None:
                values[column.id] = value
        elif at is None:
            values[column.id] = DELETED
    return values


def _judged(tab: LocatedForm, cell: FormCell, raw: Raw) -> tuple[Value | None, list[Finding]]:
    """Return what a cell that is not plainly typed in counts as, and what is told of it."""
    at, findings = tab.stencil.at(cell), list[Finding]()
    if isinstance(raw, CellError):
        return str(raw), [_told(tab, cell, "XL-125", Severity.ERROR, raw)]
    if at in tab.sheet.uncached:
        return DELETED, [_told(tab, cell, "XL-126", Severity.ERROR, "")]
    if at in tab.odd:
        findings.append(_told(tab, cell, "XL-127", Severity.WARNING, shown_text(raw)))
    assert cell.column is not None
    reading = read_value(raw, cell.column, cell.places)
    if reading.problem is not None:
        severity = _SEVERITY.get(reading.problem, Severity.ERROR)
        finding = _told(tab, cell, reading.problem, severity, reading.typed)
        taken = "" if reading.value is None else decimal_text(reading.value)
        findings.append(replace(finding, params={"why": reading.why, "taken": taken}))
    return reading.value, findings


def _told(tab: LocatedForm, cell: FormCell, rule: str, severity: Severity, value: str) -> Finding:
    return replace(tab.describe(cell), rule=rule, message=rule, severity=severity, value=value)


def constants(tab: LocatedForm, *, carried: bool) -> dict[Key, Value]:
    """Return the constants that stand where formulas should: in a carried form, everywhere."""
    stored, formulas, found = tab.sheet.values, tab.sheet.formulas, dict[Key, Value]()
    for at, cell in (tab.stencil.slots if carried else tab.stencil.calculated).items():
        if at in stored and at not in formulas:
            assert cell.key is not None
            assert cell.column is not None
            value = read_value(stored[at], cell.column, cell.places).value
            if value is not None:
                found[cell.key._replace(entity=tab.owner(cell.key.entity))] = value
    return found
