"""Bytes → identity, raw cells and facts: the only user of calamine.

It does without pandas, so that a reading child starts fast.

Entered cells are looked for where the layout says, and only when everything printed on the
sheet stands where the layout says too. Facts are never taken from calculated cells; a constant
found where a formula should stand is kept apart, for the rules to compare.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from python_calamine import CalamineError, CalamineWorkbook

from xltool.consolidate import consolidate
from xltool.errors import RefusedError
from xltool.evaluate import Book
from xltool.guard import SheetGuard, guard
from xltool.identity import META_SHEET, Identity, MetaError, parse_meta
from xltool.intake import Limits, Package, admit
from xltool.layout import Cell, Layout, Role, layout
from xltool.model import (
    Extent,
    Finding,
    Key,
    Origin,
    Pack,
    Record,
    Return,
    Severity,
    Submission,
    Value,
)
from xltool.numbers import Problem, Raw, plain, read_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.model import Form

_EMPTY = SheetGuard(frozenset(), {}, frozenset(), 0)
_SEVERITY = {
    Problem.REPAIRED: Severity.INFO,
    Problem.MASKED: Severity.WARNING,
}
_CHECKED = {Role.TITLE, Role.HEAD, Role.LABEL, Role.FIELD, Role.NUMBER}


@dataclass(frozen=True, slots=True)
class _Tab:
    """One sheet of the returned file: its geometry, its raw cells, and what the guard saw."""

    plan: Layout
    grid: Sequence[Sequence[Raw]]
    guard: SheetGuard

    def raw(self, cell: Cell) -> Raw:
        """Return what stands in ``cell``; cells beyond the stored area are blank."""
        if cell.row < len(self.grid) and cell.col < len(self.grid[cell.row]):
            return self.grid[cell.row][cell.col]
        return None


def read_return(path: Path, pack: Pack, limits: Limits | None = None) -> Return:
    """Read one returned workbook: its submission, and everything odd found on the way.

    Never raises for what the file holds: a file that cannot be read is a rejected return with
    one finding that says why and what to do.
    """
    try:
        package = admit(path, limits or Limits())
        return _read(package, pack)
    except RefusedError as error:
        finding = Finding(error.rule, Severity.ERROR, error.rule, params=error.params)
        return Return(str(path), None, (finding,))


def _read(package: Package, pack: Pack) -> Return:
    guards = guard(package)
    workbook = _open(package)
    identity = _identify(workbook, package)
    _check_pack(identity, pack)
    origin = Origin(package.path, package.sha256, identity.version, identity.serial)
    own = identity.entity.code
    parts, findings = {}, list[Finding]()
    for code in identity.extents:
        prefix = "" if code == own else f"{code} "
        tabs, missing = _tabs(workbook, guards, pack, identity.extents[code], prefix)
        own_of_parent = code == own and len(identity.extents) > 1
        part, found = _submission(identity, code, tabs, origin, carried=own_of_parent)
        parts[code] = part
        findings += [replace(f, entity=f.entity or code) for f in (*missing, *found)]
    children = [part for code, part in parts.items() if code != own]
    submission = _rejoin(pack, parts[own], children) if children else parts[own]
    return Return(package.path, submission, tuple(findings))


def _open(package: Package) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(BytesIO(package.data))
    except (CalamineError, ValueError, OSError) as error:
        name = Path(package.path).name
        raise RefusedError(rule="XL-102", name=name, why="content") from error


def _grid(workbook: CalamineWorkbook, sheet: str) -> Sequence[Sequence[Raw]]:
    return workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def _identify(workbook: CalamineWorkbook, package: Package) -> Identity:
    name = Path(package.path).name
    if META_SHEET not in workbook.sheet_names:
        raise RefusedError(rule="XL-120", name=name)
    rows = ((str(row[0]), str(row[1])) for row in _grid(workbook, META_SHEET) if len(row) > 1)
    try:
        return parse_meta(rows)
    except MetaError as error:
        raise RefusedError(rule="XL-121", name=name, why=str(error)) from error


def _check_pack(identity: Identity, pack: Pack) -> None:
    if identity.pack != pack.id:
        raise RefusedError(rule="XL-122", found=identity.pack, expected=pack.id)
    if identity.version != pack.version:
        raise RefusedError(rule="XL-123", found=identity.version, expected=pack.version)


def _tabs(
    workbook: CalamineWorkbook,
    guards: Mapping[str, SheetGuard],
    pack: Pack,
    extents: Mapping[str, Extent],
    prefix: str,
) -> tuple[list[_Tab], list[Finding]]:
    """Find the sheet of each form; one that is gone or altered is a finding."""
    tabs, findings = [], []
    for form in pack.forms:
        if form.id not in extents:
            findings.append(_missing(form, prefix + form.template.sheet))
            continue
        plan = layout(form, extents[form.id], prefix)
        if plan.sheet not in workbook.sheet_names:
            findings.append(_missing(form, plan.sheet))
            continue
        tab = _Tab(plan, _grid(workbook, plan.sheet), guards.get(plan.sheet, _EMPTY))
        moved = _first_difference(tab)
        if moved is None:
            tabs.append(tab)
        else:
            findings.append(moved)
    return tabs, findings


def _missing(form: Form, sheet: str) -> Finding:
    return Finding("R34", Severity.ERROR, "R34.form", form=form.id, sheet=sheet)


def _first_difference(tab: _Tab) -> Finding | None:
    """Compare everything printed with the sheet: nothing is read from a shifted address."""
    for cell in tab.plan.cells:
        if cell.role not in _CHECKED or not cell.text:
            continue
        found = _printed(tab.raw(cell))
        if _squeezed(found) != _squeezed(cell.text):
            return Finding(
                "XL-124", Severity.ERROR, "XL-124",
                form=tab.plan.form.id, sheet=tab.plan.sheet,
                cell=cell.address, cells=(cell.address,), value=found, expected=cell.text,
            )  # fmt: skip
    return None


def _printed(raw: Raw) -> str:
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw or "")


def _squeezed(text: str) -> str:
    """Ignore spacing and width: clients fold both."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def _submission(
    identity: Identity, code: str, tabs: Iterable[_Tab], origin: Origin, *, carried: bool
) -> tuple[Submission, list[Finding]]:
    """Read one entity's sheets; ``carried`` sheets hold formulas over the children's."""
    tables: dict[str, tuple[Record, ...]] = {}
    extents: dict[str, Extent] = {}
    stored: dict[Key, Value] = {}
    findings: list[Finding] = []
    for tab in tabs:
        extents[tab.plan.form.id] = tab.plan.extent
        stored |= _constants(tab, carried=carried)
        if not carried:
            records, found = _records(tab)
            tables |= records
            findings += found
    entity = identity.entities[code]
    part = Submission(entity, identity.period, tables, extents, origin, (), stored)
    return part, findings


def _records(tab: _Tab) -> tuple[dict[str, tuple[Record, ...]], list[Finding]]:
    rows: dict[tuple[str, str, str], dict[str, Value]] = {}
    findings = []
    for key, cell in tab.plan.slots.items():
        if not cell.calculated:
            value, found = _entry(tab, key, cell)
            findings += found
            if value is not None:
                rows.setdefault(key[:3], {})[key.column] = value
    tables = {
        table.id: tuple(
            Record(entity, row, values)
            for (name, entity, row), values in rows.items()
            if name == table.id
        )
        for table in tab.plan.form.tables
    }
    return tables, findings


def _entry(tab: _Tab, key: Key, cell: Cell) -> tuple[Value | None, list[Finding]]:
    raw = tab.raw(cell)
    findings = []
    if cell.address in tab.guard.errors:
        return tab.guard.errors[cell.address], [
            _at(tab, key, cell, "XL-125", Severity.ERROR, tab.guard.errors[cell.address])
        ]
    if cell.address in tab.guard.uncached:
        findings.append(_at(tab, key, cell, "XL-126", Severity.ERROR, ""))
    elif cell.address in tab.guard.formulas:
        findings.append(_at(tab, key, cell, "XL-127", Severity.WARNING, _printed(raw)))
    assert cell.column is not None
    reading = read_value(raw, cell.column, cell.places)
    if reading.problem is not None:
        severity = _SEVERITY.get(reading.problem, Severity.ERROR)
        finding = _at(tab, key, cell, reading.problem, severity, reading.typed)
        taken = "" if reading.value is None else plain(reading.value)
        findings.append(replace(finding, params={"why": reading.why, "taken": taken}))
    return reading.value, findings


def _at(tab: _Tab, key: Key, cell: Cell, rule: str, severity: Severity, value: str) -> Finding:
    where = describe(tab.plan, key, cell)
    return replace(where, rule=rule, message=rule, severity=severity, value=value)


def describe(plan: Layout, key: Key, cell: Cell) -> Finding:
    """Return an empty finding that points at ``cell``: form, sheet, address, line and column."""
    table = next(table for table in plan.form.tables if table.id == key.table)
    label = next((line.label for line in table.lines if line.code == key.row), "")
    return Finding(
        "", Severity.INFO, "", entity=key.entity, form=plan.form.id, sheet=plan.sheet,
        cell=cell.address, cells=(cell.address,), label=label or _row_label(key),
        column=table.column(key.column).title.replace("　", ""),
    )  # fmt: skip


def _row_label(key: Key) -> str:
    card, _, row = key.row.partition("/")
    return f"第{card}张卡片第{row}行" if row else f"第{card}行"


def _constants(tab: _Tab, *, carried: bool) -> dict[Key, Value]:
    """Return the constants that stand where formulas should."""
    if not tab.guard.cells:
        return {}
    found: dict[Key, Value] = {}
    for key, cell in tab.plan.slots.items():
        if (carried or cell.calculated) and cell.address not in tab.guard.formulas:
            assert cell.column is not None
            value = read_value(tab.raw(cell), cell.column, cell.places).value
            if value is not None:
                found[key] = value
    return found


def _rejoin(pack: Pack, stored: Submission, children: Sequence[Submission]) -> Submission:
    """Consolidate the children again; what the parent's sheets hold is only compared."""
    parent = consolidate(pack, stored.entity, children)
    book = Book(pack, parent)
    differing = {key: value for key, value in stored.stored.items() if book.get(key) != value}
    return replace(parent, origin=stored.origin, stored=differing)
