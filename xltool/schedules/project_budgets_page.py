"""The sheet 项目预算, one row for each project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.excel_formulas.calculated import link_formula
from xltool.identity import PROJECTS
from xltool.schedules.page import AMOUNT, CODE, COUNT, LABEL, ORDINAL, SchedulePage
from xltool.schedules.project_budgets import BUDGET, FIRST_ROW, project_budgets

if TYPE_CHECKING:
    from xltool.schedules.worksheet import ConsolidationWorksheet


WIDTHS = (6, 14, 60, 18, 12, 40)


TITLES = ("序号", "单位", "项目名称", "预算资金", "行数", "报表与栏次")


def project_budgets_page(comparison: ConsolidationWorksheet) -> SchedulePage:
    """Put each project once, with the budget that its rows repeat."""
    part = comparison.part
    page = SchedulePage(part.prefix + PROJECTS, WIDTHS, heads=(1, FIRST_ROW - 1))
    entity = part.submission.entity
    page.heading("项目预算资金表", f"汇总单位：{entity.code}{entity.short}", "每个项目只计一次")
    page.columns(FIRST_ROW - 1, TITLES)
    for number, purse in enumerate(project_budgets(part), start=1):
        form = part.book.pack.form_of(purse.key.table)
        title = form.table.column(purse.key.column).title
        there = purse.child.reference(purse.key)
        page.put(purse.row, 0, number, ORDINAL)
        page.put(purse.row, 1, purse.owner, CODE)
        page.put(purse.row, 2, purse.project, LABEL)
        page.live(
            (purse.row, BUDGET), link_formula(there) if there else "", purse.value, AMOUNT, there
        )
        page.put(purse.row, 4, purse.rows, COUNT)
        page.put(purse.row, 5, f"{form.template.sheet}　{title}", LABEL)
        page.fit(purse.row, (purse.project, WIDTHS[2]))
    return page
