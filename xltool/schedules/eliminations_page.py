"""The sheet 抵销: every transfer inside the parent, as both sides state it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.excel_formulas.calculated import difference_formula, sum_formula
from xltool.identity import SETTLED
from xltool.schedules.page import AMOUNT, LABEL, ORDINAL, CellStyle, SchedulePage
from xltool.schedules.worksheet import FIRST_PAIR, TAKEN
from xltool.values.decimals import add_values, negated

if TYPE_CHECKING:
    from xltool.consolidation.eliminations import TransferPair, TransferSide
    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.model.submission import Value
    from xltool.schedules.worksheet import ConsolidationWorksheet

WIDTHS = (6, 26, 22, 22, 14, 14, 12, 14, 22)
TITLES = (
    "序号", "事项", "付出单位", "收到单位", "付出方列示", "收到方列示", "差额", "抵销金额", "结果",
)  # fmt: skip
PAID, RECEIVED, GAP, RESULT = 4, 5, 6, 8
"""Columns; what is taken out stands between them in ``TAKEN``."""
NOTE = (
    "注：付出单位和收到单位同属本部门、两边列示相等的，从部门数的收入和支出中同时扣除，只扣一次；"
    "部门以外的往来不抵销。"
)
DONE, KEPT = "已抵销", "两边不一致，未抵销"


def eliminations_page(comparison: ConsolidationWorksheet) -> SchedulePage:
    """Put the pairs; what they take out follows from what both sides state."""
    part, pairs = comparison.part, comparison.settlement.pairs
    page = SchedulePage(part.prefix + SETTLED, WIDTHS, heads=(1, FIRST_PAIR - 1))
    entity = part.submission.entity
    page.heading("内部往来抵销表", f"汇总单位：{entity.code}{entity.short}", "单位：万元")
    page.columns(FIRST_PAIR - 1, TITLES)
    names = _names(part)
    for pair in pairs:
        _pair(page, part, pair, names)
    row = FIRST_PAIR + len(pairs)
    page.merged(row, 0, len(TITLES), NOTE, CellStyle("note"))
    page.fit(row, (NOTE, sum(WIDTHS)))
    return page


def _names(part: EntityPlan) -> dict[str, str]:
    extents = (extent for inner in part.walk() for extent in inner.submission.extents.values())
    entities = (section.entity for extent in extents for section in extent.sections)
    return {entity.code: entity.short for entity in entities}


def _pair(page: SchedulePage, part: EntityPlan, pair: TransferPair, names: dict[str, str]) -> None:
    row = FIRST_PAIR + pair.number
    page.put(row, 0, pair.number + 1, ORDINAL)
    page.put(row, 1, pair.transfer.zh)
    for col, code in ((2, pair.payer), (3, pair.receiver)):
        page.put(row, col, f"{code} {names.get(code, '')}".strip())
    _side(page, (row, PAID), part, pair.paid)
    _side(page, (row, RECEIVED), part, pair.received)
    first, second, gap = (address(row, col) for col in (PAID, RECEIVED, GAP))
    page.live((row, GAP), difference_formula(first, second), _gap(pair), AMOUNT)
    taken = f"=IF(ISNUMBER({gap}),IF({gap}=0,SUM({first}),0),0)"
    page.live((row, TAKEN), taken, pair.eliminated, AMOUNT)
    told = f'=IF(ISNUMBER({gap}),IF({gap}=0,"{DONE}","{KEPT}"),"{KEPT}")'
    page.live((row, RESULT), told, DONE if pair.matches else KEPT, LABEL)
    page.fit(row, (pair.transfer.zh, WIDTHS[1]), (KEPT, WIDTHS[RESULT]))


def _side(page: SchedulePage, place: tuple[int, int], part: EntityPlan, side: TransferSide) -> None:
    """Put what one side states: the sum of its cells, where they stand in the workbook."""
    children = {child.code: child for child in part.children}
    references = [children[at.child].reference(at.key) for at in side.places]
    value = side.amount if references else None
    text = sum_formula(references) if references and all(references) else ""
    page.live(place, text, value, AMOUNT, references[0] if text else "")


def _gap(pair: TransferPair) -> Value | None:
    return add_values((pair.paid.amount, negated(pair.received.amount)))
