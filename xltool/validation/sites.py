"""Where the cells of a submission stand in the file that it came from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.layout import address, layout
from xltool.model import Finding, Placement, Severity
from xltool.reading.tab import describe

if TYPE_CHECKING:
    from xltool.layout import Cell, Layout
    from xltool.model import Key, Pack, Submission


class Sites:
    """The geometry of one submission, laid out form by form when it is asked for."""

    def __init__(self, pack: Pack, submission: Submission) -> None:
        """Keep both; nothing is laid out yet."""
        self.pack = pack
        self.submission = submission
        self._plans: dict[str, Layout] = {}
        self._cells: dict[str, dict[str, Cell]] = {}

    def plan(self, form: str) -> Layout:
        """Return the layout of a submitted form."""
        if form not in self._plans:
            extent = self.submission.extents[form]
            self._plans[form] = layout(self.pack.form(form), extent)
        return self._plans[form]

    def place(self, form: str) -> Placement:
        """Return where a submitted form stands in the file."""
        return self.submission.places.get(form, Placement(self.plan(form).sheet))

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

    def at(self, key: Key) -> Finding:
        """Return an empty finding that points at ``key``; without a cell when there is none."""
        form = self.pack.form_of(key.table).id
        plan = self.plan(form)
        cell = plan.slots.get(key)
        if cell is None:
            return Finding("", Severity.INFO, entity=key.entity, form=form, sheet=plan.sheet)
        return describe(plan, self.place(form), cell)
