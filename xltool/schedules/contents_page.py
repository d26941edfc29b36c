"""The sheet 目录: every sheet of a consolidated workbook, with a link to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.a1 import on_sheet
from xltool.consolidation.workbook_scope import MOST_ENTITIES, MOST_ROWS
from xltool.identity import CONTENTS
from xltool.schedules.page import CODE, FIRST_ROW, ORDINAL, CellStyle, SchedulePage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.consolidation.workbook_plan import EntityPlan

    Schedules = Mapping[str, Sequence[tuple[str, str, str]]]
    """The schedules of each parent by its code: their kinds, the names of their sheets, texts."""

ELSEWHERE = (
    f"所属单位较多：本工作簿最多列示 {MOST_ENTITIES} 个单位的报表，"
    f"登记表和卡片最多 {MOST_ROWS} 行。"
    "没有“查看”的单位，原数见同处的“明细”文件夹和其报送的文件，文件名和校验值见“来源”。"
)


def contents_page(whole: EntityPlan, schedules: Schedules) -> SchedulePage:
    """Return the contents: the workbook's own sheets, then everybody below, a link to each."""
    kinds = _columns(whole, schedules)
    page = SchedulePage(CONTENTS, (6, 12, 34, *(11.0 for _ in kinds)), heads=(1, 2))
    width = len(page.widths)
    page.put_title("目　　录", whole.heading, f"{whole.submission.period}年度")
    row = FIRST_ROW - 1
    page.put(row, 0, "汇总报表和说明", CellStyle("section"), width=width)
    for number, (sheet, text) in enumerate(_own_sheets(whole, schedules), start=1):
        row += 1
        page.put(row, 0, number, ORDINAL)
        page.put(row, 1, sheet, CellStyle("link"), on_sheet(sheet, "A1"), width=2)
        page.put(row, 3, text, CellStyle("label"), width=width - 3)
    row += 2
    page.put_headings(row, ("序号", "单位代码", "单位名称", *kinds))
    for number, (depth, plan) in enumerate(_plans_below(whole, 0), start=1):
        row += 1
        page.put(row, 0, number, ORDINAL)
        page.put(row, 1, plan.code, CODE)
        page.put(row, 2, plan.submission.entity.name, CellStyle("label", indent=depth))
        _put_links(page, row, kinds, _sheets(plan, schedules))
        page.fit_row(row, (plan.submission.entity.name, page.widths[2] - 2 * depth))
    if any(not plan.layouts for plan in whole.walk()):
        page.put(row + 1, 0, ELSEWHERE, CellStyle("note"), width=width)
        page.fit_row(row + 1, (ELSEWHERE, sum(page.widths)))
    return page


def _own_sheets(plan: EntityPlan, schedules: Schedules) -> Iterator[tuple[str, str]]:
    """Yield the workbook's own sheets, each with a text that describes it."""
    for layout in plan.layouts.values():
        yield layout.sheet, layout.form.template.title.replace("{no}、{project}", "项目")
    yield from ((name, text) for _, name, text in schedules[plan.code])


def _sheets(plan: EntityPlan, schedules: Schedules) -> Mapping[str, str]:
    """Return the sheets of an entity by their kind: the form's sheet name, or the schedule's."""
    forms = {layout.form.template.sheet: layout.sheet for layout in plan.layouts.values()}
    return forms | {kind: name for kind, name, _ in schedules.get(plan.code, ())}


def _columns(whole: EntityPlan, schedules: Schedules) -> Sequence[str]:
    """Return the kinds of sheets that have a column: the workbook's own, and those found below."""
    own = dict.fromkeys(layout.form.template.sheet for layout in whole.layouts.values())
    below = [_sheets(plan, schedules) for _, plan in _plans_below(whole, 0)]
    explained = (kind for code in schedules for kind, _, _ in schedules[code])
    found = {kind for sheets in below for kind in sheets}
    return [kind for kind in dict.fromkeys([*own, *explained]) if kind in own or kind in found]


def _put_links(
    page: SchedulePage, row: int, kinds: Sequence[str], sheets: Mapping[str, str]
) -> None:
    for col, kind in enumerate(kinds, start=3):
        sheet = sheets.get(kind)
        if sheet:
            page.put(row, col, "查看", CellStyle("view"), on_sheet(sheet, "A1"))
        else:
            page.put(row, col, "——", CODE)


def _plans_below(plan: EntityPlan, depth: int) -> Iterator[tuple[int, EntityPlan]]:
    """Yield everybody below an entity, parents first, with how deep each stands."""
    for child in plan.children:
        yield depth, child
        yield from _plans_below(child, depth + 1)
