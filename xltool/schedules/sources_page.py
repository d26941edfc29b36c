"""The sheet 来源: which file every child's figures came from, what was overridden and explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.identity import SOURCES
from xltool.schedules.page import (
    CODE,
    COUNT,
    FIRST_ROW,
    LABEL,
    ORDINAL,
    SMALL,
    CellStyle,
    table_page,
)

if TYPE_CHECKING:
    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.model.submission import SourceExplanation
    from xltool.schedules.page import SchedulePage
    from xltool.schedules.worksheet import ConsolidationWorksheet

COLUMNS = {
    "序号": 5, "单位代码": 10, "单位名称": 24, "报送文件": 32, "文件校验值（SHA-256）": 34,
    "收到时间": 12, "表样版本": 8, "序列号": 10, "数据个数": 8, "强制接受的问题": 34,
}  # fmt: skip
WIDTHS = tuple(COLUMNS.values())
NAME, FILE, DIGEST, FACTS, FORCED = 2, 3, 4, 8, 9
NONE = "——"
TEXT, REPLY = 4, 5
"""Where an explanation and the reply to it stand, below the files."""
_DECISIONS = {"accepted": "采纳", "declined": "不采纳", "undecided": "待答复"}


def sources_page(worksheet: ConsolidationWorksheet) -> SchedulePage:
    """Return the page with a row for each child, and what was overridden at the parent's level."""
    parent = worksheet.parent
    page = table_page(parent, SOURCES, ("数据来源表", ""), COLUMNS)
    for number, child in enumerate(parent.children):
        _put_child(page, FIRST_ROW + number, number + 1, child)
    row = _put_forced(page, FIRST_ROW + len(parent.children), parent.submission.forced)
    _put_explanations(page, row, parent)
    return page


def _put_child(page: SchedulePage, row: int, number: int, child: EntityPlan) -> None:
    receipt, entity = child.submission.receipt, child.submission.entity
    consolidated = f"由 {len(child.children)} 个所属单位汇总" if child.children else NONE
    file, texts = consolidated, (NONE,) * 4
    forced = dict.fromkeys([*(receipt.forced if receipt else ()), *child.submission.forced])
    if receipt:
        file = receipt.source
        texts = receipt.sha256, receipt.received or NONE, receipt.version, receipt.serial
    page.put(row, 0, number, ORDINAL)
    page.put(row, 1, entity.code, CODE, child.first_cell)
    page.put(row, NAME, entity.name, LABEL)
    page.put(row, FILE, file, LABEL)
    for col, text in enumerate(texts, start=DIGEST):
        page.put(row, col, text, SMALL)
    page.put(row, FACTS, receipt.facts if receipt else None, COUNT)
    page.put(row, FORCED, "\n".join(forced) or "无", SMALL)
    wrapped = {NAME: entity.name, FILE: file, DIGEST: texts[0], FORCED: "\n".join(forced)}
    page.fit_row(row, *((text, WIDTHS[col]) for col, text in wrapped.items()))


def _put_explanations(page: SchedulePage, row: int, parent: EntityPlan) -> None:
    """Put what the children said of their warnings, from ``row`` + 1 on."""
    said = [
        (child, each)
        for child in parent.children
        for each in (child.submission.receipt.explanations if child.submission.receipt else ())
    ]
    if said:
        page.put(row + 1, 0, "各单位对提醒的说明", CellStyle("section"), width=len(COLUMNS))
    for number, (child, each) in enumerate(said, start=1):
        _put_explanation(page, row + 1 + number, number, child, each)


def _put_explanation(
    page: SchedulePage, row: int, number: int, child: EntityPlan, said: SourceExplanation
) -> None:
    """Put a row: whose, where, what was said, and what the officer replied."""
    entity, forms = child.submission.entity, child.values.pack.forms
    sheet = next((form.template.sheet for form in forms if form.id == said.form), "")
    decision = _DECISIONS.get(said.decision, said.decision)
    reply = f"{decision}：{said.reply}" if said.reply else decision
    place = " ".join(filter(None, (sheet, said.place, said.rule)))
    page.put(row, 0, number, ORDINAL)
    page.put(row, 1, entity.code, CODE)
    for col, text in ((NAME, entity.name), (FILE, place), (TEXT, said.text)):
        page.put(row, col, text, LABEL)
    page.put(row, REPLY, reply, LABEL, width=len(COLUMNS) - REPLY)
    page.fit_row(
        row, (place, WIDTHS[FILE]), (said.text, WIDTHS[TEXT]), (reply, sum(WIDTHS[REPLY:]))
    )


def _put_forced(page: SchedulePage, row: int, forced: tuple[str, ...]) -> int:
    """Put everything that was overridden to consolidate the parent, from ``row`` + 1 on.

    Return the row after it.
    """
    width = len(COLUMNS)
    if forced:
        page.put(row + 1, 0, "强制汇总：以下问题未解决", CellStyle("section"), width=width)
    for number, text in enumerate(forced, start=1):
        page.put(row + 1 + number, 0, f"{number}. {text}", CellStyle("bad"), width=width)
        page.fit_row(row + 1 + number, (text, sum(WIDTHS)))
    return row + 1 + len(forced) if forced else row
