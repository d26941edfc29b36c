"""The sheet 目录: every sheet of a consolidated workbook, with a link to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.a1 import on_sheet
from xltool.consolidation.workbook_scope import MOST_ENTITIES, MOST_ROWS
from xltool.identity import CONTENTS
from xltool.schedules.page import CODE, ORDINAL, CellStyle, SchedulePage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.consolidation.workbook_plan import EntityPlan

    Told = Mapping[str, Sequence[tuple[str, str, str]]]
    """The explaining sheets of each parent by its code: their kinds, names, and what they say."""

FIRST_ROW = 4
ELSEWHERE = (
    f"所属单位较多：本工作簿最多列示 {MOST_ENTITIES} 个单位的报表，"
    f"登记表和卡片最多 {MOST_ROWS} 行。"
    "没有“查看”的单位，原数见同处的“明细”文件夹和其报送的文件，文件名和校验值见“来源”。"
)


def contents_page(whole: EntityPlan, annexes: Told) -> SchedulePage:
    """Put the contents: the workbook's own sheets, then everybody below, with a link to each."""
    kinds = _kinds(whole, annexes)
    page = SchedulePage(CONTENTS, (6, 12, 34, *(11.0 for _ in kinds)), heads=(1, 2))
    entity, width = whole.submission.entity, len(page.widths)
    page.heading("目　　录", f"{entity.code}{entity.short}", f"{whole.submission.period}年度")
    row = FIRST_ROW - 1
    page.merged(row, 0, width, "汇总报表和说明", CellStyle("section"))
    for number, (sheet, said) in enumerate(_own(whole, annexes), start=1):
        row += 1
        page.put(row, 0, number, ORDINAL)
        page.merged(row, 1, 2, sheet, CellStyle("link"), on_sheet(sheet, "A1"))
        page.merged(row, 3, width - 3, said, CellStyle("label"))
    row += 2
    page.columns(row, ("序号", "单位代码", "单位名称", *kinds))
    for number, (depth, inner) in enumerate(_below(whole, 0), start=1):
        row += 1
        page.put(row, 0, number, ORDINAL)
        page.put(row, 1, inner.code, CODE)
        page.put(row, 2, inner.submission.entity.name, CellStyle("label", indent=depth))
        _views(page, row, kinds, _sheets(inner, annexes))
        page.fit(row, (inner.submission.entity.name, page.widths[2] - 2 * depth))
    if any(not part.plans for part in whole.walk()):
        page.merged(row + 1, 0, width, ELSEWHERE, CellStyle("note"))
        page.fit(row + 1, (ELSEWHERE, sum(page.widths)))
    return page


def _own(part: EntityPlan, annexes: Told) -> Iterator[tuple[str, str]]:
    for plan in part.plans.values():
        yield plan.sheet, plan.form.template.title.replace("{no}、{project}", "项目")
    yield from ((name, says) for _, name, says in annexes[part.code])


def _sheets(part: EntityPlan, annexes: Told) -> Mapping[str, str]:
    """Return the sheets of an entity by what they are."""
    forms = {plan.form.template.sheet: plan.sheet for plan in part.plans.values()}
    return forms | {kind: name for kind, name, _ in annexes.get(part.code, ())}


def _kinds(whole: EntityPlan, annexes: Told) -> Sequence[str]:
    """Return what sheets there are of those below, each kind once: a column for each."""
    own = dict.fromkeys(plan.form.template.sheet for plan in whole.plans.values())
    below = [_sheets(inner, annexes) for _, inner in _below(whole, 0)]
    explained = (kind for code in annexes for kind, _, _ in annexes[code])
    found = {kind for sheets in below for kind in sheets}
    return [kind for kind in dict.fromkeys([*own, *explained]) if kind in own or kind in found]


def _views(page: SchedulePage, row: int, kinds: Sequence[str], sheets: Mapping[str, str]) -> None:
    for col, kind in enumerate(kinds, start=3):
        sheet = sheets.get(kind)
        if sheet:
            page.put(row, col, "查看", CellStyle("view"), on_sheet(sheet, "A1"))
        else:
            page.put(row, col, "——", CODE)


def _below(part: EntityPlan, depth: int) -> Iterator[tuple[int, EntityPlan]]:
    for child in part.children:
        yield depth, child
        yield from _below(child, depth + 1)
