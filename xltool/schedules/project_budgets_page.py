"""The sheet 项目预算, one row for each project; a pack can call both otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.calculated import link_formula
from xltool.schedules.page import AMOUNT, COUNT, LABEL, ORDINAL, Figure, table_page
from xltool.schedules.project_budgets import BUDGET, project_budgets
from xltool.text import of_any_year

if TYPE_CHECKING:
    from xltool.schedules.page import SchedulePage
    from xltool.schedules.worksheet import ConsolidationWorksheet

OWNER_WIDTH, PROJECT_WIDTH = 24, 60


def project_budgets_page(worksheet: ConsolidationWorksheet) -> SchedulePage:
    """Return the page with each project once, and the budget that its rows repeat."""
    parent = worksheet.parent
    words = parent.values.pack.texts.projects
    titles = f"{words.each}{words.amount}表", f"每个{words.each}只计一次"
    columns = {
        "序号": 6, "单位": OWNER_WIDTH, f"{words.each}名称": PROJECT_WIDTH, words.amount: 18,
        "行数": 12, "报表与栏次": 30,
    }  # fmt: skip
    page = table_page(parent, words.sheet, titles, columns)
    for number, budget in enumerate(project_budgets(parent), start=1):
        row, form = budget.row, parent.values.pack.form_of(budget.key.table)
        title = of_any_year(form.table.column(budget.key.column).title)
        owner = f"{budget.owner.code} {budget.owner.short}"
        source = budget.child.reference(budget.key)
        figure = Figure(budget.value, link_formula(source) if source else "", source)
        page.put(row, 0, number, ORDINAL)
        page.put(row, 1, owner, LABEL)
        page.put(row, 2, budget.project, LABEL)
        page.put_figure(row, BUDGET, figure, AMOUNT)
        page.put(row, 4, budget.rows, COUNT)
        page.put(row, 5, f"{form.template.sheet}　{title}", LABEL)
        page.fit_row(row, (owner, OWNER_WIDTH), (budget.project, PROJECT_WIDTH))
    return page
