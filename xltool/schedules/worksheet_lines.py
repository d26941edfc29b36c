"""Which lines of a parent 分单位对照 shows, and in which rows: everything that adds up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.expressions.nodes import Arithmetic
from xltool.expressions.references import ColumnRef
from xltool.kinds import Shape
from xltool.model.forms import TOTAL, Column, Form
from xltool.model.lookup import calculated_columns, calculated_lines
from xltool.model.submission import Key
from xltool.schedules.project_budgets import project_budgets
from xltool.text import unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.schedules.project_budgets import ProjectBudget

HEADS = 4
"""The row of the headings, counted from 0."""


@dataclass(frozen=True, slots=True)
class WorksheetLine:
    """One additive line: the parent's figure, and the sheet's row that it has.

    ``strong`` lines are calculated by the form; ``purses`` are what counts once per project.
    """

    key: Key
    column: Column
    label: str
    row: int = 0
    strong: bool = False
    purses: tuple[ProjectBudget, ...] = ()


@dataclass(frozen=True, slots=True)
class WorksheetSection:
    """Lines under one heading: of a statement those of one column, else what a form totals."""

    form: Form
    title: str
    row: int
    entries: tuple[WorksheetLine, ...]


def worksheet_sections(part: EntityPlan) -> Iterator[WorksheetSection]:
    """Yield the lines of a parent in printed order."""
    row, held = HEADS + 1, project_budgets(part)
    for form in part.book.pack.reported:
        for title, entries in _groups(form, part, held):
            placed = tuple(
                WorksheetLine(e.key, e.column, e.label, at, e.strong, e.purses)
                for at, e in enumerate(entries, start=row + 1)
            )
            if placed:
                yield WorksheetSection(form, title, row, placed)
                row += 1 + len(placed)


def _groups(
    form: Form, part: EntityPlan, held: Sequence[ProjectBudget]
) -> Iterator[tuple[str, Sequence[WorksheetLine]]]:
    if form.id not in part.submission.extents:
        return
    if form.shape is not Shape.STATEMENT:
        yield form.template.sheet, list(_totals(form, part, held))
        return
    sums = calculated_columns(form.rules)
    for column in form.table.columns:
        if column.kind.numeric and column.adds is True and column.id not in sums:
            title = f"{form.template.sheet}　{unspaced(column.title)}"
            yield title, list(_lines(form, column, part))


def _lines(form: Form, column: Column, part: EntityPlan) -> Iterator[WorksheetLine]:
    slots, strong = part.plans[form.id].slots, calculated_lines(form.rules)
    for code in (code for band in form.template.bands for code in band.lines if code):
        key = Key(form.id, part.code, code, column.id)
        if key in slots:
            yield WorksheetLine(key, column, form.table.line(code).printed, strong=code in strong)


def _totals(form: Form, part: EntityPlan, held: Sequence[ProjectBudget]) -> Iterator[WorksheetLine]:
    """Yield the columns that a register totals, and those that count once per project."""
    totals = TOTAL in calculated_lines(form.rules)
    for column in form.table.columns:
        key, label = Key(form.id, part.code, TOTAL, column.id), _label(form, column)
        own = tuple(p for p in held if (p.key.table, p.key.column) == (form.id, column.id))
        if own:
            per = unspaced(form.table.column(str(column.adds)).title)
            yield WorksheetLine(key, column, f"{label}（每个{per}计一次）", purses=own)
        elif totals and column.adds is True:
            yield WorksheetLine(key, column, label, strong=True)


def _label(form: Form, column: Column) -> str:
    """Name a column, after its band when others have the same title."""
    title = unspaced(column.title)
    alike = [other for other in form.table.columns if unspaced(other.title) == title]
    band = next((band for band in form.template.bands if column.id in band.columns), None)
    return f"{unspaced(band.title)}·{title}" if len(alike) > 1 and band and band.title else title


def prior_column(form: Form, column: Column) -> str:
    """Return the column of last year that a calculated column takes from ``column``, if any."""
    for rule in calculated_columns(form.rules).values():
        match rule.test.operands()[1]:
            case Arithmetic(sign="-", left=ColumnRef(column=this), right=ColumnRef(column=last)):
                if this == column.id:
                    return last
    return ""
