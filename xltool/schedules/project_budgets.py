"""What counts once per project: the budget that repeats on each of its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.model.submission import Key, Value
from xltool.schedules.page import FIRST_ROW

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.model.forms import Column, Entity, Form

BUDGET = 3
"""The column of the budgets on the sheet 项目预算."""


@dataclass(frozen=True, slots=True)
class ProjectBudget:
    """One project of an entity: who carries it, where its budget stands first, on how many rows.

    ``owner`` is the entity, which is the ``child`` or stands below it. ``row`` is that of the sheet
    项目预算, counted from 0.
    """

    child: EntityPlan
    owner: Entity
    project: str
    key: Key
    value: Value | None
    rows: int
    row: int = 0


def project_budgets(parent: EntityPlan) -> tuple[ProjectBudget, ...]:
    """Return the projects of a parent's children, each once, in printed order."""
    found = (
        budget
        for form, table in parent.values.pack.tables()
        for column in table.columns
        if isinstance(column.adds, str) and form.id in parent.submission.extents
        for budget in _column_budgets(parent, form, column)
    )
    return tuple(replace(budget, row=row) for row, budget in enumerate(found, start=FIRST_ROW))


def _column_budgets(parent: EntityPlan, form: Form, column: Column) -> Iterator[ProjectBudget]:
    """Yield each project once for a ``column`` that adds once per value of another column."""
    for child in parent.children:
        size = child.submission.extents.get(form.id)
        owners = {each.entity.code: each.entity for each in (size.sections if size else ())}
        repeated: dict[tuple[str, Value], list[Key]] = {}
        for record in child.values.records(form.id):
            project = record.values.get(str(column.adds))
            if project is not None:
                key = Key(form.id, record.entity, record.row, column.id)
                repeated.setdefault((record.entity, project), []).append(key)
        for (owner, project), keys in repeated.items():
            yield ProjectBudget(
                child, owners[owner], str(project), keys[0], child.values.get(keys[0]), len(keys)
            )
