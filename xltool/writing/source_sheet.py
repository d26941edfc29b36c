"""The sheet 来源: which file every child's figures came from, and what was overridden."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.writing.page import COUNT, Page, like

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from xltool.consolidation.plans import Part
    from xltool.writing.styles import Styles

SHEET = "来源"
FIRST_ROW = 4
WIDTHS = (5, 10, 24, 32, 34, 12, 8, 10, 8, 34)
TITLES = (
    "序号", "单位代码", "单位名称", "报送文件", "文件校验值（SHA-256）", "收到时间", "表样版本",
    "序列号", "数据个数", "强制接受的问题",
)  # fmt: skip
NONE = "——"


def draw_sources(workbook: Workbook, styles: Styles, part: Part) -> None:
    """Draw one row for each entity below the parent, and what was overridden at its own level."""
    page = Page(workbook, styles, part.prefix + SHEET, WIDTHS)
    entity = part.submission.entity
    page.heading("数据来源表", f"汇总单位：{entity.code}{entity.short}", "")
    page.heads(FIRST_ROW - 1, TITLES)
    row = FIRST_ROW
    for child in part.children:
        _row(page, row, row - FIRST_ROW + 1, child)
        row += 1
    _forced(page, row, part)
    page.finish((1, FIRST_ROW - 1))


def place(part: Part, child: str) -> str:
    """Return the address of a child's row."""
    number = [inner.code for inner in part.children].index(child)
    return f"'{part.prefix}{SHEET}'!A{FIRST_ROW + number + 1}"


def _row(page: Page, row: int, number: int, child: Part) -> None:
    receipt, entity = child.submission.receipt, child.submission.entity
    first = next(iter(child.plans.values()), None)
    link = f"'{first.sheet}'!A1" if first else ""
    page.put(row, 0, number, like("code", num_format="0"))
    page.put(row, 1, entity.code, "code", link)
    page.put(row, 2, entity.name, "label")
    made = f"由 {len(child.children)} 个所属单位汇总" if child.children else NONE
    file = receipt.source if receipt else made
    forced = _told(child)
    page.put(row, 3, file, like("label", num_format="@"))
    texts = (
        (receipt.sha256, receipt.received or NONE, receipt.version, receipt.serial)
        if receipt
        else (NONE, NONE, NONE, NONE)
    )
    for col, text in enumerate(texts, start=4):
        page.put(row, col, text, "small")
    page.put(row, 8, receipt.facts if receipt else None, like("number", num_format=COUNT))
    page.put(row, 9, forced or "无", "small")
    page.fit(row, [(file, WIDTHS[3]), (forced, WIDTHS[9]), ("x" * 64, WIDTHS[4])])


def _told(child: Part) -> str:
    receipt = child.submission.receipt
    told = [*(receipt.forced if receipt else ()), *child.submission.forced]
    return "\n".join(dict.fromkeys(told))


def _forced(page: Page, row: int, part: Part) -> None:
    """Tell everything that was overridden to consolidate this parent."""
    if not part.submission.forced:
        return
    page.merged(row + 1, 0, 1, len(WIDTHS), "强制汇总：以下问题未解决", "section")
    for number, text in enumerate(part.submission.forced, start=1):
        at = row + 1 + number
        page.merged(at, 0, 1, len(WIDTHS), f"{number}. {text}", "bad")
        page.fit(at, [(text, sum(WIDTHS))])
