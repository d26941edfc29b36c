"""Where the cells of a submission stand in the file that it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from sys import intern
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.kinds import Severity
from xltool.layout.placeholder import PLACEHOLDER, lay_out_shared
from xltool.matching.located_form import finding_at
from xltool.model.findings import Finding
from xltool.model.submission import Key, Placement

if TYPE_CHECKING:
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission


class CellPlaces:
    """The geometry of one submission, laid out form by form when it is asked for.

    ``prefix`` goes before the sheets' names, as in the workbook of a parent.
    """

    def __init__(self, pack: Pack, submission: Submission, prefix: str = "") -> None:
        """Keep all three; nothing is laid out yet."""
        self.pack = pack
        self.submission = submission
        self._prefix = prefix
        self._plans: dict[str, SheetLayout] = {}
        self._sheets: dict[str, _Sheet] = {}
        self._cells: dict[str, dict[str, FormCell]] = {}

    def plan(self, form: str) -> SheetLayout:
        """Return the layout of a submitted form; an entity's own stands where anybody's does."""
        if form not in self._plans:
            extent = self.submission.extents[form]
            self._plans[form] = lay_out_shared(self.pack.form(form), extent)
        return self._plans[form]

    def place(self, form: str) -> Placement:
        """Return where a submitted form stands in the file."""
        sheet = self._prefix + self.pack.form(form).template.sheet
        return self.submission.places.get(form, Placement(sheet))

    def slot(self, key: Key) -> FormCell | None:
        """Return the cell of a fact; None when the form has no place for it."""
        return self._sheet(key.table).slot(key)

    def _sheet(self, table: str) -> _Sheet:
        if table not in self._sheets:
            form = self.pack.form_of(table).id
            self._sheets[table] = _Sheet(self.plan(form), self.place(form))
        return self._sheets[table]

    def cell_at(self, form: str, cell: str) -> FormCell | None:
        """Return the form's cell that stands at an address of the file; None beside the form."""
        if form not in self._cells:
            plan, place = self.plan(form), self.place(form)
            self._cells[form] = {
                address(*place.at(each.row, each.col)): each
                for each in plan.cells
                if place.has(each.row, each.col)
            }
        return self._cells[form].get(cell)

    def key_at(self, form: str, cell: str) -> Key | None:
        """Return the fact that stands at an address of the file."""
        there = self.cell_at(form, cell)
        return self.own(there.key) if there and there.key else None

    def own(self, key: Key) -> Key:
        """Return a fact of the geometry as the entity's own."""
        entity = self.submission.entity.code
        return key._replace(entity=entity) if key.entity == PLACEHOLDER.code else key

    def where(self, key: Key) -> tuple[str, str]:
        """Return sheet and address of a fact; no address when the form has no place for it."""
        sheet = self._sheet(key.table)
        return sheet.place.sheet, sheet.address(key)

    def at(self, key: Key) -> Finding:
        """Return an empty finding that points at ``key``; without a cell when there is none."""
        sheet = self._sheet(key.table)
        form, name, cell = sheet.plan.form.id, sheet.place.sheet, sheet.slot(key)
        if cell is None:
            return Finding("", Severity.INFO, entity=key.entity, form=form, sheet=name)
        found = finding_at(sheet.plan, sheet.place, cell)
        return Finding(
            "", found.severity, "", key.entity, form, name, intern(found.cell), found.cells,
            found.label, found.column,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A form as it is laid out, and where it stands in the file."""

    plan: SheetLayout
    place: Placement
    addresses: dict[Key, str] = field(default_factory=dict)

    def slot(self, key: Key) -> FormCell | None:
        """Return the cell of a fact; an entity's own stands where anybody's does."""
        if self.plan.extent.entity is not PLACEHOLDER:
            return self.plan.slots.get(key)
        table, _, row, column = key
        return self.plan.slots.get(Key(table, PLACEHOLDER.code, row, column))

    def address(self, key: Key) -> str:
        """Return the address of a fact in the file; empty when the form has no place for it."""
        if key not in self.addresses:
            cell = self.slot(key)
            at = address(*self.place.at(cell.row, cell.col)) if cell else ""
            self.addresses[key] = intern(at)
        return self.addresses[key]
