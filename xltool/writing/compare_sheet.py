"""The sheets 分单位对照 and 项目预算: the children side by side, and what counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.consolidation.projects import FIRST_ROW, purses
from xltool.consolidation.projects import SHEET as PURSES
from xltool.evaluation.formula import carried
from xltool.writing.comparison import FIRST, HEADS, SHEET, Cells
from xltool.writing.page import COUNT, MONEY, STRONG, Page, like
from xltool.writing.styles import number_format

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from xltool.consolidation.plans import Part
    from xltool.writing.comparison import Comparison, Drawn, Entry
    from xltool.writing.page import Look
    from xltool.writing.styles import Styles

LABEL = 34.0
FIGURE = 12.5
AFTER = ("各单位合计", "抵销", "调整", "部门数", "上年数", "增减额")


def draw_comparison(workbook: Workbook, styles: Styles, comparison: Comparison) -> None:
    """Draw the children's figures side by side, each leading to the child's own sheet."""
    part = comparison.part
    names = [child.short for child in part.children]
    widths = [LABEL, *(FIGURE for _ in (*names, *AFTER))]
    page = Page(workbook, styles, part.prefix + SHEET, widths)
    entity = part.submission.entity
    left, right = f"汇总单位：{entity.code}{entity.short}", "部门数＝各单位合计＋抵销＋调整"
    page.heading("各单位数据对照表", left, right)
    links = ["", *(_home(child) for child in part.children)]
    page.heads(HEADS, ["项　　目", *names, *AFTER], links)
    cells = Cells(comparison)
    for section in comparison.sections:
        page.merged(section.row, 0, 1, len(widths), section.title, "section")
        for entry in section.entries:
            _draw(page, comparison, cells, entry)
    page.finish((1, HEADS), labels=1)


def _home(child: Part) -> str:
    """Return the first sheet of a child."""
    plan = next(iter(child.plans.values()), None)
    return f"'{plan.sheet}'!A1" if plan else ""


def _draw(page: Page, comparison: Comparison, cells: Cells, entry: Entry) -> None:
    found = comparison.part.cell(entry.key)
    shown = number_format(found[1]) if found else MONEY
    more = STRONG if entry.strong else {}
    look = like("number", num_format=shown, **more)
    page.put(entry.row, 0, entry.label, like("label", **more))
    count = len(comparison.part.children)
    drawn = [cells.child(entry, number) for number in range(count)]
    drawn += [cells.units(entry), cells.eliminated(entry), cells.adjusted(entry)]
    drawn += [cells.total(entry), cells.prior(entry), cells.change(entry)]
    for offset, cell in enumerate(drawn):
        _cell(page, entry.row, FIRST + offset, cell, look)
    page.fit(entry.row, [(entry.label, LABEL)])


def _cell(page: Page, row: int, col: int, cell: Drawn, look: Look) -> None:
    if cell.text:
        page.formula(row, col, cell.text, cell.value, look, cell.link)
    else:
        page.put(row, col, None, look)


def draw_projects(workbook: Workbook, styles: Styles, part: Part) -> None:
    """Draw each project once, with the budget that its rows repeat."""
    page = Page(workbook, styles, part.prefix + PURSES, (6, 14, 60, 18, 12, 40))
    entity = part.submission.entity
    page.heading("项目预算资金表", f"汇总单位：{entity.code}{entity.short}", "每个项目只计一次")
    titles = ("序号", "单位", "项目名称", "预算资金", "行数", "报表与栏次")
    page.heads(FIRST_ROW - 1, titles)
    for number, purse in enumerate(purses(part), start=1):
        child = next(child for child in part.children if child.code == purse.child)
        form = part.book.pack.form_of(purse.key.table)
        there = child.reference(purse.key)
        page.put(purse.row, 0, number, like("code", num_format="0"))
        page.put(purse.row, 1, purse.owner, "code")
        page.put(purse.row, 2, purse.project, like("label", num_format="@"))
        page.formula(
            purse.row, 3, carried(there), purse.value, like("number", num_format=MONEY), there
        )
        page.put(purse.row, 4, purse.rows, like("number", num_format=COUNT))
        title = form.table.column(purse.key.column).title
        page.put(purse.row, 5, f"{form.template.sheet}　{title}", "label")
        page.fit(purse.row, [(purse.project, 60.0)])
    page.finish((1, FIRST_ROW - 1))
