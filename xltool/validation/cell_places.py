"""Where the values of a submission stand: sheet, address and label, for findings to point at.

For a submission that was read, in its file; for one that was not, where a new workbook has them.
"""

from __future__ import annotations

from dataclasses import dataclass
from sys import intern
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.kinds import Severity
from xltool.layout.placeholder import PLACEHOLDER, lay_out_shared
from xltool.matching.located_form import finding_at
from xltool.model.findings import Finding
from xltool.model.submission import Key, Placement
from xltool.text import unspaced

if TYPE_CHECKING:
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.forms import Column, Pack
    from xltool.model.submission import Submission


class CellPlaces:
    """The places of one submission's values; a form is laid out when it is first asked for.

    ``prefix`` goes before the sheets' names, as in the workbook of a parent. Methods that take a
    ``form`` want the id of one that was submitted.
    """

    def __init__(self, pack: Pack, submission: Submission, prefix: str = "") -> None:
        """Take the submission; nothing is laid out yet."""
        self.pack = pack
        self.submission = submission
        self._prefix = prefix
        self._layouts: dict[str, SheetLayout] = {}
        self._sheets: dict[str, _Sheet] = {}
        self._cells: dict[str, dict[str, FormCell]] = {}
        self._found: dict[Key, tuple[str, str]] = {}

    def titled(self, column: Column) -> str:
        """Return how a column of the submission's forms is headed, without widening spaces."""
        return unspaced(column.in_period(self.submission.period).title)

    def plan(self, form: str) -> SheetLayout:
        """Return the layout of a form; that of an entity's own is the placeholder's."""
        if form not in self._layouts:
            size = self.submission.extents[form]
            self._layouts[form] = lay_out_shared(self.pack.form(form), size)
        return self._layouts[form]

    def place(self, form: str) -> Placement:
        """Return where a form stands in the file."""
        sheet = self._prefix + self.pack.form(form).template.sheet
        return self.submission.places.get(form, Placement(sheet))

    def slot(self, key: Key) -> FormCell | None:
        """Return the cell of a value; None when the form has no place for it."""
        return self._sheet(key.table).slot(key)

    def _sheet(self, table: str) -> _Sheet:
        if table not in self._sheets:
            form = self.pack.form_of(table).id
            self._sheets[table] = _Sheet(self.plan(form), self.place(form))
        return self._sheets[table]

    def cell_at(self, form: str, cell: str) -> FormCell | None:
        """Return the form's cell at an address of the file; None beside the form."""
        if form not in self._cells:
            place = self.place(form)
            self._cells[form] = {
                address(*place.at(each.row, each.col)): each
                for each in self.plan(form).cells
                if place.has(each.row, each.col)
            }
        return self._cells[form].get(cell)

    def key_at(self, form: str, cell: str) -> Key | None:
        """Return the key of the value at an address of the file; None when there is none."""
        found = self.cell_at(form, cell)
        return self.own(found.key) if found and found.key else None

    def own(self, key: Key) -> Key:
        """Return a key of the layout with the entity's code where it has the placeholder's."""
        entity = self.submission.entity.code
        return key._replace(entity=entity) if key.entity == PLACEHOLDER.code else key

    def where(self, key: Key) -> tuple[str, str]:
        """Return sheet and address of a value; no address when the form has no place for it."""
        if key not in self._found:
            sheet = self._sheet(key.table)
            self._found[key] = sheet.place.sheet, sheet.address(key)
        return self._found[key]

    def answer(self, form: str) -> Finding:
        """Return an empty finding at the answer that a form has no data.

        In a file that does not ask, it names the form's sheet and no cell.
        """
        sheet, cell = self.submission.nil_cells.get(form, (self.place(form).sheet, ""))
        entity = self.submission.entity.code
        return Finding("", Severity.INFO, "", entity, form, sheet, cell)

    def at(self, key: Key) -> Finding:
        """Return an empty finding that points at ``key``; without a cell when there is none."""
        sheet = self._sheet(key.table)
        cell = sheet.slot(key)
        if cell is None:
            form, name = sheet.layout.form.id, sheet.place.sheet
            return Finding("", Severity.INFO, entity=key.entity, form=form, sheet=name)
        return finding_at(sheet.layout, sheet.place, cell, key.entity)


@dataclass(frozen=True, slots=True)
class _Sheet:
    """The layout of a form, and where it stands in the file."""

    layout: SheetLayout
    place: Placement

    def slot(self, key: Key) -> FormCell | None:
        """Return the cell of a value; in a placeholder's layout, that of the placeholder.

        Of a line that a code tree does not print, the first open row that it is made of.
        """
        own = self.layout.extent.entity is not PLACEHOLDER
        key = key if own else key._replace(entity=PLACEHOLDER.code)
        found = self.layout.slots.get(key)
        rows = () if found else self.layout.form.table.open_rows
        below = next((row for row in rows if row.startswith(key.row)), "")
        return self.layout.slots.get(key._replace(row=below)) if below else found

    def address(self, key: Key) -> str:
        """Return the address of a value in the file; empty when the form has no place for it."""
        cell = self.slot(key)
        return intern(address(*self.place.at(cell.row, cell.col))) if cell else ""
