"""The sheet 目录: every sheet of a consolidated workbook, with a link to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.annexes.page import CODE, ORDINAL, SMALL, Look, Page
from xltool.consolidation.detail import MOST_ENTITIES
from xltool.identity import CONTENTS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.consolidation.plans import Part

    Told = Mapping[str, Sequence[tuple[str, str]]]
    """The explaining sheets of each parent by its code: their names, and what is said of them."""

FIRST_ROW = 4
ELSEWHERE = (
    f"所属单位较多：本工作簿最多列示 {MOST_ENTITIES} 个单位的报表。没有“查看”的单位，"
    "原数见其报送的文件，文件名和校验值见“来源”。"
)


def contents_page(whole: Part, annexes: Told) -> Page:
    """Put the contents: the workbook's own sheets, then everybody below, with a link to each."""
    forms = [plan.form for plan in whole.plans.values()]
    page = Page(CONTENTS, (6, 12, 30, *(11.0 for _ in forms), 40), heads=(1, 2))
    entity, width = whole.submission.entity, len(page.widths)
    page.heading("目　　录", f"{entity.code}{entity.short}", f"{whole.submission.period}年度")
    row = FIRST_ROW - 1
    page.merged(row, 0, width, "汇总报表和说明", Look("section"))
    for number, (sheet, said) in enumerate(_own(whole, annexes), start=1):
        row += 1
        page.put(row, 0, number, ORDINAL)
        page.merged(row, 1, 2, sheet, Look("link"), f"'{sheet}'!A1")
        page.merged(row, 3, width - 3, said, Look("label"))
    row = _entities(page, row + 2, whole, annexes)
    if any(not part.plans for part in whole.walk()):
        page.merged(row, 0, width, ELSEWHERE, Look("note"))
        page.fit(row, (ELSEWHERE, sum(page.widths)))
    return page


def _own(part: Part, annexes: Told) -> Iterator[tuple[str, str]]:
    for plan in part.plans.values():
        yield plan.sheet, plan.form.template.title.replace("{no}、{project}", "项目")
    yield from annexes[part.code]


def _entities(page: Page, row: int, whole: Part, annexes: Told) -> int:
    """Put who stands below, one row each, indented by level, with a link to each form."""
    forms = [plan.form for plan in whole.plans.values()]
    titles = ("序号", "单位代码", "单位名称", *(form.template.sheet for form in forms), "说明表")
    page.columns(row, titles)
    for number, (depth, inner) in enumerate(_below(whole, 0), start=1):
        row += 1
        page.put(row, 0, number, ORDINAL)
        page.put(row, 1, inner.code, CODE)
        page.put(row, 2, inner.submission.entity.name, Look("label", indent=depth))
        for offset, form in enumerate(forms):
            plan = inner.plans.get(form.id)
            there = f"'{plan.sheet}'!A1" if plan else ""
            page.put(row, 3 + offset, "查看" if plan else "——", Look("view"), there)
        names = "、".join(name for name, _ in annexes.get(inner.code, ()))
        page.put(row, 3 + len(forms), names, SMALL)
        page.fit(row, (inner.submission.entity.name, page.widths[2] - 2 * depth))
    return row + 1


def _below(part: Part, depth: int) -> Iterator[tuple[int, Part]]:
    for child in part.children:
        yield depth, child
        yield from _below(child, depth + 1)
