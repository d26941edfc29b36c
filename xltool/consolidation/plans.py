"""Every entity of a workbook with its values and the geometry of its sheets, parents first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.evaluation.evaluate import Book
from xltool.evaluation.formula import reference
from xltool.layout import layout

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.layout import Cell, Layout
    from xltool.model import Key, Pack, Submission


@dataclass(frozen=True, slots=True)
class Part:
    """One entity: its submission and values, its sheets by form, and who stands below it."""

    submission: Submission
    book: Book
    prefix: str
    plans: Mapping[str, Layout]
    children: tuple[Part, ...]

    @property
    def code(self) -> str:
        """The entity's code."""
        return self.submission.entity.code

    @property
    def short(self) -> str:
        """The entity's short name."""
        return self.submission.entity.short

    def walk(self) -> Iterator[Part]:
        """Yield this part and every one below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def cell(self, key: Key) -> tuple[Layout, Cell] | None:
        """Return the sheet and the cell of a figure; None when it has none."""
        form = self.book.pack.form_of(key.table).id
        plan = self.plans.get(form)
        cell = plan.slots.get(key) if plan else None
        return (plan, cell) if plan and cell else None

    def reference(self, key: Key) -> str:
        """Return the address of a figure, with its sheet; empty when it has none."""
        found = self.cell(key)
        return reference(found[0].sheet, found[1]) if found else ""


def child_prefix(child: Submission) -> str:
    """Return what goes before the names of an entity's sheets in a workbook of another."""
    return f"{child.entity.code} "


def plan(pack: Pack, submission: Submission, prefix: str = "") -> Part:
    """Lay out every sheet that the workbook of ``submission`` has."""
    plans = {
        form.id: layout(form, submission.extents[form.id], prefix)
        for form in pack.forms
        if form.id in submission.extents
    }
    children = tuple(plan(pack, child, child_prefix(child)) for child in submission.children)
    return Part(submission, Book(pack, submission), prefix, plans, children)
