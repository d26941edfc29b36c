"""What counts once per project: the budget that repeats on each of its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.model.submission import Key, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.model.forms import Column, Form


FIRST_ROW = 4
"""The row of the first project, counted from 0."""


BUDGET = 3
"""The column of the budgets."""


@dataclass(frozen=True, slots=True)
class ProjectBudget:
    """One project of an entity: who carries it, where its budget stands first, on how many rows.

    ``row`` is the sheet's, counted from 0.
    """

    child: EntityPlan
    owner: str
    project: str
    key: Key
    value: Value | None
    rows: int
    row: int = 0


def project_budgets(part: EntityPlan) -> tuple[ProjectBudget, ...]:
    """Return the projects of a parent's children, each once, in printed order."""
    found = (
        purse
        for form, table in part.book.pack.tables()
        for column in table.columns
        if isinstance(column.adds, str) and form.id in part.submission.extents
        for purse in _purses(part, form, column)
    )
    return tuple(replace(purse, row=row) for row, purse in enumerate(found, start=FIRST_ROW))


def _purses(part: EntityPlan, form: Form, column: Column) -> Iterator[ProjectBudget]:
    for child in part.children:
        firsts: dict[tuple[str, Value], list[Key]] = {}
        for record in child.book.records(form.id):
            project = record.values.get(str(column.adds))
            if project is not None:
                key = Key(form.id, record.entity, record.row, column.id)
                firsts.setdefault((record.entity, project), []).append(key)
        for (owner, project), keys in firsts.items():
            yield ProjectBudget(
                child, owner, str(project), keys[0], child.book.get(keys[0]), len(keys)
            )
