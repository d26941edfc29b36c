"""Every entity of a workbook with its values and the geometry of its sheets, parents first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.a1 import child_prefix, on_sheet
from xltool.consolidation.workbook_scope import select_sheets
from xltool.evaluation.submission_values import SubmissionValues
from xltool.layout.layout import lay_out

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.consolidation.workbook_scope import SheetSelection
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.forms import Form, Pack
    from xltool.model.submission import Key, Submission


@dataclass(frozen=True, slots=True)
class EntityPlan:
    """One entity: its submission and values, its sheets by form, and who stands below it.

    Entities without sheets of their own have no ``plans``.
    """

    submission: Submission
    book: SubmissionValues
    prefix: str
    plans: Mapping[str, SheetLayout]
    children: tuple[EntityPlan, ...]

    @property
    def code(self) -> str:
        """The entity's code."""
        return self.submission.entity.code

    @property
    def short(self) -> str:
        """The entity's short name."""
        return self.submission.entity.short

    @property
    def live(self) -> bool:
        """Whether the sheets of those right below are in the workbook."""
        return any(child.plans for child in self.children)

    @property
    def explained(self) -> bool:
        """Whether sheets say how the figures come about: the workbook's own, or live ones."""
        return bool(self.children) and (self.live or not self.prefix)

    @property
    def home(self) -> str:
        """Where the entity's sheets begin; empty when it has none."""
        first = next(iter(self.plans.values()), None)
        return on_sheet(first.sheet, "A1") if first else ""

    def walk(self) -> Iterator[EntityPlan]:
        """Yield this part and every one below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def held(self) -> Submission:
        """Return the submission with those forms and those below that have sheets here."""
        children = tuple(child.held() for child in self.children if child.plans)
        extents = {form: plan.extent for form, plan in self.plans.items()}
        return replace(self.submission, extents=extents, children=children)

    def left_out(self) -> Sequence[Form]:
        """Return the forms that are too long for the workbook."""
        forms, reported = self.book.pack.forms, self.submission.extents
        return [form for form in forms if form.id in reported and form.id not in self.plans]

    def cell(self, key: Key) -> tuple[SheetLayout, FormCell] | None:
        """Return the sheet and the cell of a figure; None when it has none."""
        if not self.plans:
            return None
        plan = self.plans.get(self.book.pack.form_of(key.table).id)
        cell = plan.slots.get(key) if plan else None
        return (plan, cell) if plan and cell else None

    def reference(self, key: Key) -> str:
        """Return the address of a figure, with its sheet; empty when it has none."""
        found = self.cell(key)
        return on_sheet(found[0].sheet, found[1].address) if found else ""


def plan_workbook(pack: Pack, submission: Submission) -> EntityPlan:
    """Lay out every sheet that the workbook of ``submission`` has."""
    return _part(pack, submission, "", select_sheets(submission))


def _part(pack: Pack, submission: Submission, prefix: str, having: SheetSelection) -> EntityPlan:
    plans = {
        form.id: lay_out(form, submission.extents[form.id], prefix)
        for form in pack.forms
        if having.has(form, submission)
    }
    children = tuple(
        _part(pack, child, child_prefix(child.entity.code), having) for child in submission.children
    )
    return EntityPlan(submission, SubmissionValues(pack, submission), prefix, plans, children)
