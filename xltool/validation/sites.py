"""Where the cells of a submission stand in the file that it came from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.layout import ANYBODY, address, shared_layout
from xltool.model import Finding, Placement, Severity
from xltool.reading.tab import describe

if TYPE_CHECKING:
    from xltool.layout import Cell, Layout
    from xltool.model import Key, Pack, Submission


class Sites:
    """The geometry of one submission, laid out form by form when it is asked for.

    ``prefix`` goes before the sheets' names, as in the workbook of a parent.
    """

    def __init__(self, pack: Pack, submission: Submission, prefix: str = "") -> None:
        """Keep all three; nothing is laid out yet."""
        self.pack = pack
        self.submission = submission
        self._prefix = prefix
        self._plans: dict[str, Layout] = {}
        self._cells: dict[str, dict[str, Cell]] = {}

    def plan(self, form: str) -> Layout:
        """Return the layout of a submitted form; an entity's own stands where anybody's does."""
        if form not in self._plans:
            extent = self.submission.extents[form]
            self._plans[form] = shared_layout(self.pack.form(form), extent)
        return self._plans[form]

    def place(self, form: str) -> Placement:
        """Return where a submitted form stands in the file."""
        sheet = self._prefix + self.pack.form(form).template.sheet
        return self.submission.places.get(form, Placement(sheet))

    def slot(self, key: Key) -> Cell | None:
        """Return the cell of a fact; None when the form has no place for it."""
        plan = self.plan(self.pack.form_of(key.table).id)
        anybodys = plan.extent.entity is ANYBODY
        return plan.slots.get(key._replace(entity=ANYBODY.code) if anybodys else key)

    def cell_at(self, form: str, cell: str) -> Cell | None:
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
        return key._replace(entity=entity) if key.entity == ANYBODY.code else key

    def where(self, key: Key) -> tuple[str, str]:
        """Return sheet and address of a fact; no address when the form has no place for it."""
        place, cell = self.place(self.pack.form_of(key.table).id), self.slot(key)
        return place.sheet, address(*place.at(cell.row, cell.col)) if cell else ""

    def at(self, key: Key) -> Finding:
        """Return an empty finding that points at ``key``; without a cell when there is none."""
        form = self.pack.form_of(key.table).id
        place, cell = self.place(form), self.slot(key)
        if cell is None:
            return Finding("", Severity.INFO, entity=key.entity, form=form, sheet=place.sheet)
        return replace(describe(self.plan(form), place, cell), entity=key.entity)
