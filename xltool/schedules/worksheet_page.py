"""The sheet 分单位对照: the children side by side, each figure leading to the child's own sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.schedules.page import MONEY, CellStyle, SchedulePage
from xltool.schedules.worksheet import FIRST
from xltool.schedules.worksheet_lines import HEADS
from xltool.values.cell_values import places_of

if TYPE_CHECKING:
    from xltool.schedules.worksheet import ConsolidationWorksheet
    from xltool.schedules.worksheet_lines import WorksheetLine

LABEL = 34.0
FIGURE = 12.5
AFTER = ("各单位合计", "抵销", "调整", "部门数", "上年数", "增减额")


def worksheet_page(comparison: ConsolidationWorksheet) -> SchedulePage:
    """Put a heading for each section, and a row for each line."""
    part, shown = comparison.part, comparison.shown
    titles = ["项　　目", *(child.short for child in shown), *AFTER]
    widths = [LABEL, *(FIGURE for _ in titles[1:])]
    page = SchedulePage(comparison.sheet, widths, heads=(1, HEADS), labels=1)
    entity = part.submission.entity
    left, right = f"汇总单位：{entity.code}{entity.short}", "部门数＝各单位合计＋抵销＋调整"
    page.heading("各单位数据对照表", left, right)
    homes = {col: child.home for col, child in enumerate(shown, start=FIRST)}
    page.columns(HEADS, titles, homes)
    for section in comparison.sections:
        page.merged(section.row, 0, len(widths), section.title, CellStyle("section"))
        for entry in section.entries:
            _line(page, comparison, entry)
    return page


def _line(page: SchedulePage, comparison: ConsolidationWorksheet, entry: WorksheetLine) -> None:
    found = comparison.part.cell(entry.key)
    places = places_of(entry.column, found[1].places) if found else MONEY
    look = CellStyle("number", places, entry.strong)
    page.put(entry.row, 0, entry.label, CellStyle("label", strong=entry.strong))
    page.fit(entry.row, (entry.label, LABEL))
    for col, cell in enumerate(comparison.row(entry), start=FIRST):
        page.live((entry.row, col), cell.text, cell.value, look, cell.link)
