"""The sheet 分单位对照: the children side by side, each figure leading to the child's own sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.schedules.page import MONEY, CellStyle, SchedulePage
from xltool.schedules.worksheet import FIRST_CHILD
from xltool.schedules.worksheet_lines import HEAD_ROW
from xltool.values.cell_values import places_of

if TYPE_CHECKING:
    from xltool.schedules.worksheet import ConsolidationWorksheet
    from xltool.schedules.worksheet_lines import WorksheetLine

LABEL_WIDTH = 34.0
FIGURE_WIDTH = 12.5
AFTER = ("各单位合计", "抵销", "调整", "部门数", "上年数", "增减额")


def worksheet_page(worksheet: ConsolidationWorksheet) -> SchedulePage:
    """Return the page with a heading for each section, and a row for each line."""
    parent, children = worksheet.parent, worksheet.shown_children
    titles = ["项　　目", *(child.short for child in children), *AFTER]
    widths = [LABEL_WIDTH, *(FIGURE_WIDTH for _ in titles[1:])]
    page = SchedulePage(worksheet.sheet, widths, heads=(1, HEAD_ROW), labels=1)
    left, right = f"汇总单位：{parent.heading}", "部门数＝各单位合计＋抵销＋调整"
    page.put_title("各单位数据对照表", left, right)
    links = {col: child.first_cell for col, child in enumerate(children, start=FIRST_CHILD)}
    page.put_headings(HEAD_ROW, titles, links)
    for section in worksheet.sections:
        title = "　".join(filter(None, (section.title, section.note)))
        page.put(section.row, 0, title, CellStyle("section"), width=len(widths))
        for line in section.lines:
            _put_line(page, worksheet, line)
    return page


def _put_line(page: SchedulePage, worksheet: ConsolidationWorksheet, line: WorksheetLine) -> None:
    found = worksheet.parent.cell(line.key)
    places = places_of(line.column, found[1].places) if found else MONEY
    style = CellStyle("number", places, line.strong)
    page.put(line.row, 0, line.label, CellStyle("label", strong=line.strong))
    page.fit_row(line.row, (line.label, LABEL_WIDTH))
    for col, figure in enumerate(worksheet.figures(line), start=FIRST_CHILD):
        page.put_figure(line.row, col, figure, style)
