"""What counts once per project 项目预算: the budget that repeats on each row of a project."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.model import Key, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.consolidation.plans import Part
    from xltool.model import Column, Form

SHEET = "项目预算"
FIRST_ROW = 4
"""The row of the first project, counted from 0."""


@dataclass(frozen=True, slots=True)
class Purse:
    """One project of an entity: who carries it, where its budget stands first, on how many rows.

    ``row`` is the sheet's, counted from 0.
    """

    child: str
    owner: str
    project: str
    key: Key
    value: Value | None
    rows: int
    row: int


def purses(part: Part) -> tuple[Purse, ...]:
    """Return the projects of a parent's children, each once, in printed order."""
    found = (
        purse
        for form, table in part.book.pack.tables()
        for column in table.columns
        if isinstance(column.adds, str) and form.id in part.plans
        for purse in _purses(part, form, column)
    )
    return tuple(replace(purse, row=FIRST_ROW + number) for number, purse in enumerate(found))


def _purses(part: Part, form: Form, column: Column) -> Iterator[Purse]:
    for child in part.children:
        firsts: dict[tuple[str, Value], list[Key]] = {}
        for record in child.book.records(form.id):
            project = record.values.get(str(column.adds))
            if project is not None:
                key = Key(form.id, record.entity, record.row, column.id)
                firsts.setdefault((record.entity, project), []).append(key)
        for (owner, project), keys in firsts.items():
            value = child.book.get(keys[0])
            yield Purse(child.code, owner, str(project), keys[0], value, len(keys), 0)
