"""The sheet 目录: every sheet of a consolidated workbook, with a link to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.writing.page import LINK_COLOUR, Page, like

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xlsxwriter import Workbook

    from xltool.consolidation.plans import Part
    from xltool.writing.styles import Styles

SHEET = "目录"
FIRST_ROW = 4
SAID = {
    "分单位对照": "各单位数、抵销、调整、部门数、上年数和增减额，逐行列示",
    "项目预算": "每个项目的预算资金，只计一次",
    "抵销": "部门内部上下级往来，两边同时扣除",
    "校核": "部门一级的每条审核关系，两边数值和差额",
    "来源": "每个单位的报送文件、校验值和收到时间",
    "图表": "收支构成、本年与上年、各单位所占比重",
}
LINK = like("label", font_color=LINK_COLOUR, underline=1)
VIEW = like("code", font_color=LINK_COLOUR, underline=1)


def draw_contents(
    workbook: Workbook, styles: Styles, part: Part, annexes: Mapping[str, Sequence[str]]
) -> None:
    """Draw the contents; ``annexes`` names the explaining sheets of each parent by its code."""
    forms = [plan.form for plan in part.plans.values()]
    page = Page(workbook, styles, SHEET, (6, 12, 30, *(11.0 for _ in forms), 40))
    entity = part.submission.entity
    page.heading("目　　录", f"{entity.code}{entity.short}", f"{part.submission.period}年度")
    row = FIRST_ROW - 1
    page.merged(row, 0, 1, len(page.widths), "汇总报表和说明", "section")
    for number, (sheet, said) in enumerate(_own(part, annexes), start=1):
        row += 1
        page.put(row, 0, number, like("code", num_format="0"))
        page.merged(row, 1, 1, 2, "", "label")
        page.put(row, 1, sheet, LINK, f"'{sheet}'!A1")
        page.merged(row, 3, 1, len(page.widths) - 3, said, "label")
    _entities(page, row + 2, part, annexes)
    page.finish((1, 2))


def _own(part: Part, annexes: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    for plan in part.plans.values():
        yield plan.sheet, plan.form.template.title.replace("{no}、{project}", "项目")
    for name in annexes.get(part.code, ()):
        yield name, SAID.get(name, "")


def _entities(page: Page, row: int, part: Part, annexes: Mapping[str, Sequence[str]]) -> None:
    """Draw who stands below, one row each, indented by level, with a link to each form."""
    forms = [plan.form for plan in part.plans.values()]
    titles = ["序号", "单位代码", "单位名称", *(form.template.sheet for form in forms), "说明表"]
    page.heads(row, titles)
    for number, (depth, inner) in enumerate(_below(part, 0), start=1):
        at = row + number
        page.put(at, 0, number, like("code", num_format="0"))
        page.put(at, 1, inner.code, "code")
        page.put(at, 2, inner.submission.entity.name, like("label", indent=depth))
        for offset, form in enumerate(forms):
            plan = inner.plans.get(form.id)
            there = f"'{plan.sheet}'!A1" if plan else ""
            page.put(at, 3 + offset, "查看" if plan else "——", VIEW if plan else "code", there)
        page.put(at, 3 + len(forms), "、".join(annexes.get(inner.code, ())), "small")


def _below(part: Part, depth: int) -> Iterator[tuple[int, Part]]:
    for child in part.children:
        yield depth, child
        yield from _below(child, depth + 1)
