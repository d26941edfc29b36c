"""The sheet 问题清单 of a reissued workbook: every finding, with a link to its cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.a1 import on_sheet
from xltool.identity import REVIEW_SHEET
from xltool.kinds import SEVERITY_WORDS
from xltool.schedules.page import CODE, LABEL, ORDINAL, CellStyle, SchedulePage
from xltool.writing.corrections import COLOURS, shortened

if TYPE_CHECKING:
    from xltool.model.forms import Entity
    from xltool.writing.corrections import CorrectionEntry, Corrections

COLUMNS = {
    "序号": 5, "轻重": 6, "规则": 9, "位置": 16, "项目": 20, "填写的值": 13, "问题": 44,
    "怎么改": 34, "原文件中的位置": 13,
}  # fmt: skip
WIDTHS = tuple(COLUMNS.values())
HEAD_ROW = 4
"""The row of the headings, below the guide."""
LONGEST = 1000
"""Characters of one text in the list; what was typed stands whole in its own cell."""
GUIDE = (
    "这是按现行表样重新下发的工作簿，您填写的内容都在原处。有颜色的单元格有问题（红：错误，黄：提醒，"
    "蓝：提示），鼠标移到上面可看批注。请在本工作簿中改好后报回；批注、颜色和本表不必删除，"
    "在批注或本表中写的话不会被读取。"
)
_NUMERALS = "一二三"


def corrections_page(review: Corrections, entity: Entity) -> SchedulePage:
    """Return the list: what is to be corrected, what was not carried over, what is correct now."""
    page = SchedulePage(REVIEW_SHEET, WIDTHS, heads=(1, HEAD_ROW))
    left = f"填报单位：{entity.code}{entity.name}"
    page.put_title("审核问题清单", left, f"审核的文件：{shortened(review.source, 100)}")
    page.put(HEAD_ROW - 1, 0, GUIDE, CellStyle("note"), width=len(WIDTHS))
    page.fit_row(HEAD_ROW - 1, (GUIDE, sum(WIDTHS)))
    page.put_headings(HEAD_ROW, COLUMNS)
    row, number = HEAD_ROW + 1, 0
    sections = (
        ("请修改或核对", review.problems),
        ("没有带到本工作簿的内容，如有数据请填入表内", review.left),
        ("已替您恢复，一般不必处理", review.healed),
    )
    filled = [(title, entries) for title, entries in sections if entries]
    for numeral, (title, entries) in zip(_NUMERALS, filled, strict=False):
        heading = f"{numeral}、{title}（{len(entries)} 条）"
        page.put(row, 0, heading, CellStyle("section"), width=len(WIDTHS))
        for offset, entry in enumerate(entries, start=1):
            _put_entry(page, row + offset, number + offset, entry)
        row, number = row + 1 + len(entries), number + len(entries)
    if not number:
        page.put(row, 0, "没有发现问题。", LABEL, width=len(WIDTHS))
    return page


def _put_entry(page: SchedulePage, row: int, number: int, entry: CorrectionEntry) -> None:
    severity = CellStyle("code", fill=COLOURS[entry.severity])
    page.put(row, 0, number, ORDINAL)
    page.put(row, 1, SEVERITY_WORDS[entry.severity].zh, severity)
    page.put(row, 2, entry.rule, CODE)
    place, link = _place(entry)
    page.put(row, 3, place, CellStyle("link") if link else LABEL, link)
    texts = (entry.item, _quoted(entry.value), entry.said, entry.hint, entry.was)
    shown = [(shortened(text, LONGEST), col) for col, text in enumerate(texts, start=4)]
    for text, col in shown:
        page.put(row, col, text, LABEL)
    page.fit_row(row, (place, WIDTHS[3]), *((text, WIDTHS[col]) for text, col in shown))


def _place(entry: CorrectionEntry) -> tuple[str, str]:
    """Return the place to show, and the reference it links to: a sheet's top without a cell."""
    if not entry.sheet:
        return "整个文件", ""
    place = f"{entry.sheet}!{entry.cell}" if entry.cell else entry.sheet
    return place, on_sheet(entry.sheet, entry.cell or "A1")


def _quoted(value: str) -> str:
    """Return what was typed in quotes, so that it is never taken for a printed identity line."""
    return f"“{value}”" if value else ""
