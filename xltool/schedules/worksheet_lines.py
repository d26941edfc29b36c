"""Which lines of a parent 分单位对照 shows, and in which rows: everything that adds up."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.kinds import Shape
from xltool.model.forms import TOTAL, Column, Form
from xltool.model.lookup import calculated_columns, calculated_lines, total_lines
from xltool.model.submission import Key
from xltool.schedules.project_budgets import project_budgets
from xltool.text import of_any_year, unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.schedules.project_budgets import ProjectBudget

HEAD_ROW = 4
"""The row of the headings, counted from 0."""


@dataclass(frozen=True, slots=True)
class WorksheetLine:
    """One additive line: the key of the parent's figure, and the sheet's row that it has.

    ``strong`` lines are calculated by the form; ``budgets`` are what counts once per project.
    """

    key: Key
    column: Column
    label: str
    row: int = 0
    strong: bool = False
    budgets: tuple[ProjectBudget, ...] = ()


@dataclass(frozen=True, slots=True)
class WorksheetSection:
    """Lines under one heading: of a statement those of one column, else what a form totals."""

    form: Form
    title: str
    row: int
    lines: tuple[WorksheetLine, ...]

    @property
    def note(self) -> str:
        """Which of the lines are never added to each other; empty when there are no such."""
        names = [block.name for block in self.form.template.bands if block.name]
        return f"{'、'.join(names)}分别列示，不相加" if names else ""


def worksheet_sections(parent: EntityPlan) -> Iterator[WorksheetSection]:
    """Yield the lines of a parent in printed order; a section without lines is left out."""
    row, budgets = HEAD_ROW + 1, project_budgets(parent)
    for form in parent.values.reported:
        for title, lines in _sections(form, parent, budgets):
            placed = tuple(replace(line, row=at) for at, line in enumerate(lines, start=row + 1))
            if placed:
                yield WorksheetSection(form, title, row, placed)
                row += 1 + len(placed)


def _sections(
    form: Form, parent: EntityPlan, budgets: Sequence[ProjectBudget]
) -> Iterator[tuple[str, Iterator[WorksheetLine]]]:
    """Yield the title and the lines, without rows, of each section of a form."""
    if form.id not in parent.submission.extents:
        return
    if form.shape is not Shape.STATEMENT:
        yield form.template.sheet, _total_lines(form, parent, budgets)
        return
    sums = calculated_columns(form.rules)
    for column in form.table.columns:
        if column.kind.numeric and column.adds is True and column.id not in sums:
            title = f"{form.template.sheet}　{_column_label(form, column)}"
            yield title, _statement_lines(form, column, parent)


def _statement_lines(form: Form, column: Column, parent: EntityPlan) -> Iterator[WorksheetLine]:
    slots, totals = parent.layouts[form.id].slots, total_lines(form.rules)
    for code in (code for block in form.template.bands for code in block.lines if code):
        key = Key(form.id, parent.code, code, column.id)
        if key in slots:
            yield WorksheetLine(key, column, figure_label(form, key), strong=code in totals)


def _total_lines(
    form: Form, parent: EntityPlan, budgets: Sequence[ProjectBudget]
) -> Iterator[WorksheetLine]:
    """Yield the columns that a register totals, and those that count once per project."""
    totals = TOTAL in calculated_lines(form.rules)
    for column in form.table.columns:
        key = Key(form.id, parent.code, TOTAL, column.id)
        label = figure_label(form, key)
        own = tuple(b for b in budgets if (b.key.table, b.key.column) == (form.id, column.id))
        if own:
            per = unspaced(of_any_year(form.table.column(str(column.adds)).title))
            yield WorksheetLine(key, column, f"{label}（每个{per}计一次）", budgets=own)
        elif totals and column.adds is True:
            yield WorksheetLine(key, column, label, strong=True)


def figure_label(form: Form, key: Key) -> str:
    """Return what a figure of a form is called: by its line, or by its column below a register.

    A line of a block with a name begins with that: 存量·资产总额.
    """
    if form.shape is not Shape.STATEMENT:
        return _column_label(form, form.table.column(key.column))
    label = form.table.line(key.row).printed
    block = next((block for block in form.template.bands if key.row in block.lines), None)
    return f"{block.name}·{label}" if block and block.name else label


def _column_label(form: Form, column: Column) -> str:
    """Return a column's title, after that of its block when other columns have the same title."""
    title = unspaced(of_any_year(column.title))
    alike = [other for other in form.table.columns if unspaced(of_any_year(other.title)) == title]
    block = next((block for block in form.template.bands if column.id in block.columns), None)
    heading = unspaced(of_any_year(block.heading)) if block and len(alike) > 1 else ""
    return f"{heading}·{title}" if heading else title
