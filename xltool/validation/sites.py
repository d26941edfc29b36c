"""Where the cells of a submission stand in the file that it came from."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from xltool.layout import is_parent, layout
from xltool.model import Entity, Extent, Finding, Placement, Section, Severity
from xltool.reading.tab import describe

if TYPE_CHECKING:
    from xltool.layout import Layout
    from xltool.model import Form, Key, Pack, Submission

ANYBODY = Entity("0", "", "")
REMEMBERED = 64
"""How many geometries stay laid out: in a batch many returns share one."""


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

    def plan(self, form: str) -> Layout:
        """Return the layout of a submitted form; an entity's own stands where anybody's does."""
        if form not in self._plans:
            extent, of = self.submission.extents[form], self.pack.form(form)
            own = None if is_parent(extent) else extent.sections[0].count
            self._plans[form] = layout(of, extent) if own is None else _anybodys(of, own)
        return self._plans[form]

    def place(self, form: str) -> Placement:
        """Return where a submitted form stands in the file."""
        sheet = self._prefix + self.pack.form(form).template.sheet
        return self.submission.places.get(form, Placement(sheet))

    def at(self, key: Key) -> Finding:
        """Return an empty finding that points at ``key``; without a cell when there is none."""
        form = self.pack.form_of(key.table).id
        plan, place = self.plan(form), self.place(form)
        cell = plan.slots.get(self._inside(plan, key))
        if cell is None:
            return Finding("", Severity.INFO, entity=key.entity, form=form, sheet=place.sheet)
        return replace(describe(plan, place, cell), entity=key.entity)

    def key_at(self, form: str, cell: str) -> Key | None:
        """Return the fact that stands in a cell of a submitted form."""
        plan, place = self.plan(form), self.place(form)
        for key, slot in plan.slots.items():
            if describe(plan, place, slot).cell == cell:
                owner = self.submission.entity.code
                return key if key.entity != ANYBODY.code else key._replace(entity=owner)
        return None

    @staticmethod
    def _inside(plan: Layout, key: Key) -> Key:
        return key._replace(entity=ANYBODY.code) if plan.extent.entity is ANYBODY else key


@lru_cache(REMEMBERED)
def _anybodys(form: Form, count: int) -> Layout:
    """Lay out a form for an entity whose name does not matter."""
    return layout(form, Extent(ANYBODY, "2000", (Section(ANYBODY, count),)))
