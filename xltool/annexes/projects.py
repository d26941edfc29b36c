"""The sheet 项目预算: what counts once per project, the budget that repeats on each of its rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.annexes.page import AMOUNT, CODE, COUNT, LABEL, ORDINAL, Page
from xltool.evaluation.formula import carried
from xltool.identity import PROJECTS
from xltool.model import Key, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.annexes.comparison import Comparison
    from xltool.consolidation.plans import Part
    from xltool.model import Column, Form

FIRST_ROW = 4
"""The row of the first project, counted from 0."""
BUDGET = 3
"""The column of the budgets."""
WIDTHS = (6, 14, 60, 18, 12, 40)
TITLES = ("序号", "单位", "项目名称", "预算资金", "行数", "报表与栏次")


@dataclass(frozen=True, slots=True)
class Purse:
    """One project of an entity: who carries it, where its budget stands first, on how many rows.

    ``row`` is the sheet's, counted from 0.
    """

    child: Part
    owner: str
    project: str
    key: Key
    value: Value | None
    rows: int
    row: int = 0


def purses(part: Part) -> tuple[Purse, ...]:
    """Return the projects of a parent's children, each once, in printed order."""
    found = (
        purse
        for form, table in part.book.pack.tables()
        for column in table.columns
        if isinstance(column.adds, str) and form.id in part.submission.extents
        for purse in _purses(part, form, column)
    )
    return tuple(replace(purse, row=row) for row, purse in enumerate(found, start=FIRST_ROW))


def _purses(part: Part, form: Form, column: Column) -> Iterator[Purse]:
    for child in part.children:
        firsts: dict[tuple[str, Value], list[Key]] = {}
        for record in child.book.records(form.id):
            project = record.values.get(str(column.adds))
            if project is not None:
                key = Key(form.id, record.entity, record.row, column.id)
                firsts.setdefault((record.entity, project), []).append(key)
        for (owner, project), keys in firsts.items():
            yield Purse(child, owner, str(project), keys[0], child.book.get(keys[0]), len(keys))


def projects_page(comparison: Comparison) -> Page:
    """Put each project once, with the budget that its rows repeat."""
    part = comparison.part
    page = Page(part.prefix + PROJECTS, WIDTHS, heads=(1, FIRST_ROW - 1))
    entity = part.submission.entity
    page.heading("项目预算资金表", f"汇总单位：{entity.code}{entity.short}", "每个项目只计一次")
    page.columns(FIRST_ROW - 1, TITLES)
    for number, purse in enumerate(purses(part), start=1):
        form = part.book.pack.form_of(purse.key.table)
        title = form.table.column(purse.key.column).title
        there = purse.child.reference(purse.key)
        page.put(purse.row, 0, number, ORDINAL)
        page.put(purse.row, 1, purse.owner, CODE)
        page.put(purse.row, 2, purse.project, LABEL)
        page.live((purse.row, BUDGET), carried(there) if there else "", purse.value, AMOUNT, there)
        page.put(purse.row, 4, purse.rows, COUNT)
        page.put(purse.row, 5, f"{form.template.sheet}　{title}", LABEL)
        page.fit(purse.row, (purse.project, WIDTHS[2]))
    return page
