"""Every entity of a workbook with its values and the layouts of its sheets, parents first."""

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
    """One entity of a workbook and, as a tree, those below it.

    ``layouts`` has its sheets by form: none for an entity without sheets of its own here.
    ``prefix`` begins the names of its sheets; it is empty for the workbook's own entity.
    """

    submission: Submission
    values: SubmissionValues
    prefix: str
    layouts: Mapping[str, SheetLayout]
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
    def heading(self) -> str:
        """What heads its figures: ``312 公安局``, and of how many they are if some are missing."""
        coverage = self.submission.coverage
        return f"{self.code} {self.short}" + (f"　{coverage.printed}" if coverage else "")

    @property
    def has_child_sheets(self) -> bool:
        """Whether the sheets of those right below are in the workbook, so that formulas can be."""
        return any(child.layouts for child in self.children)

    @property
    def has_schedules(self) -> bool:
        """Whether schedules show how the figures come about: the workbook's own always do."""
        return bool(self.children) and (self.has_child_sheets or not self.prefix)

    @property
    def first_cell(self) -> str:
        """The top of the entity's first sheet, as a reference; empty when it has no sheet."""
        first = next(iter(self.layouts.values()), None)
        return on_sheet(first.sheet, "A1") if first else ""

    def walk(self) -> Iterator[EntityPlan]:
        """Yield this plan and every one below it, parents first."""
        yield self
        for child in self.children:
            yield from child.walk()

    def submission_in_workbook(self) -> Submission:
        """Return the submission with no more forms and children than have sheets here."""
        children = tuple(c.submission_in_workbook() for c in self.children if c.layouts)
        sizes = {form: layout.extent for form, layout in self.layouts.items()}
        return replace(self.submission, extents=sizes, children=children)

    def omitted_forms(self) -> Sequence[Form]:
        """Return the forms that are too long for the workbook."""
        forms, submitted = self.values.pack.forms, self.submission.extents
        return [form for form in forms if form.id in submitted and form.id not in self.layouts]

    def cell(self, key: Key) -> tuple[SheetLayout, FormCell] | None:
        """Return the sheet and the cell of a figure; None when it has none."""
        if not self.layouts:
            return None
        layout = self.layouts.get(self.values.pack.form_of(key.table).id)
        cell = layout.slots.get(key) if layout else None
        return (layout, cell) if layout and cell else None

    def reference(self, key: Key) -> str:
        """Return the address of a figure, with its sheet; empty when it has none."""
        found = self.cell(key)
        return on_sheet(found[0].sheet, found[1].address) if found else ""


def plan_workbook(pack: Pack, submission: Submission) -> EntityPlan:
    """Lay out every sheet that the workbook of ``submission`` has."""
    return _plan_entity(pack, submission, "", select_sheets(submission))


def _plan_entity(
    pack: Pack, submission: Submission, prefix: str, selected: SheetSelection
) -> EntityPlan:
    layouts = {
        form.id: lay_out(form, submission.extents[form.id], prefix)
        for form in pack.forms
        if selected.has(form, submission)
    }
    children = tuple(
        _plan_entity(pack, child, child_prefix(child.entity.code), selected)
        for child in submission.children
    )
    return EntityPlan(submission, SubmissionValues(pack, submission), prefix, layouts, children)
