"""The sheet 来源: which file every child's figures came from, and what was overridden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.identity import SOURCES
from xltool.schedules.page import CODE, COUNT, LABEL, ORDINAL, SMALL, CellStyle, SchedulePage

if TYPE_CHECKING:
    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.schedules.worksheet import ConsolidationWorksheet

FIRST_ROW = 4
WIDTHS = (5, 10, 24, 32, 34, 12, 8, 10, 8, 34)
TITLES = (
    "序号", "单位代码", "单位名称", "报送文件", "文件校验值（SHA-256）", "收到时间", "表样版本",
    "序列号", "数据个数", "强制接受的问题",
)  # fmt: skip
FILE, DIGEST, FACTS, FORCED = 3, 4, 8, 9
NONE = "——"


def sources_page(comparison: ConsolidationWorksheet) -> SchedulePage:
    """Put one row for each entity below the parent, and what was overridden at its own level."""
    part = comparison.part
    page = SchedulePage(part.prefix + SOURCES, WIDTHS, heads=(1, FIRST_ROW - 1))
    entity = part.submission.entity
    page.heading("数据来源表", f"汇总单位：{entity.code}{entity.short}", "")
    page.columns(FIRST_ROW - 1, TITLES)
    for number, child in enumerate(part.children):
        _row(page, FIRST_ROW + number, number + 1, child)
    _forced(page, FIRST_ROW + len(part.children), part.submission.forced)
    return page


def _row(page: SchedulePage, row: int, number: int, child: EntityPlan) -> None:
    receipt, entity = child.submission.receipt, child.submission.entity
    made = f"由 {len(child.children)} 个所属单位汇总" if child.children else NONE
    file, forced = receipt.source if receipt else made, _told(child)
    page.put(row, 0, number, ORDINAL)
    page.put(row, 1, entity.code, CODE, child.home)
    page.put(row, 2, entity.name, LABEL)
    page.put(row, FILE, file, LABEL)
    texts = (NONE,) * 4
    if receipt:
        texts = receipt.sha256, receipt.received or NONE, receipt.version, receipt.serial
    for col, text in enumerate(texts, start=DIGEST):
        page.put(row, col, text, SMALL)
    page.put(row, FACTS, receipt.facts if receipt else None, COUNT)
    page.put(row, FORCED, forced or "无", SMALL)
    wrapped = {2: entity.name, FILE: file, DIGEST: texts[0], FORCED: forced}
    page.fit(row, *((text, WIDTHS[col]) for col, text in wrapped.items()))


def _told(child: EntityPlan) -> str:
    receipt = child.submission.receipt
    told = [*(receipt.forced if receipt else ()), *child.submission.forced]
    return "\n".join(dict.fromkeys(told))


def _forced(page: SchedulePage, row: int, told: tuple[str, ...]) -> None:
    """Tell everything that was overridden to consolidate this parent."""
    if told:
        page.merged(row + 1, 0, len(WIDTHS), "强制汇总：以下问题未解决", CellStyle("section"))
    for number, text in enumerate(told, start=1):
        page.merged(row + 1 + number, 0, len(WIDTHS), f"{number}. {text}", CellStyle("bad"))
        page.fit(row + 1 + number, (text, sum(WIDTHS)))
