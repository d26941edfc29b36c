"""The sheet 抵销: every transfer inside the parent, as both sides state it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.excel_formulas.calculated import difference_formula, sum_formula
from xltool.identity import SETTLED
from xltool.layout.printed_parts import fill_in
from xltool.schedules.page import AMOUNT, FIRST_ROW, LABEL, ORDINAL, CellStyle, Figure, table_page
from xltool.schedules.worksheet import ELIMINATED_AMOUNT
from xltool.values.decimals import add_values, negated

if TYPE_CHECKING:
    from xltool.consolidation.eliminations import TransferPair, TransferSide
    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.schedules.page import SchedulePage
    from xltool.schedules.worksheet import ConsolidationWorksheet

COLUMNS = {
    "序号": 6, "事项": 26, "付出单位": 22, "收到单位": 22, "付出方列示": 14, "收到方列示": 14,
    "差额": 12, "抵销金额": 14, "结果": 22,
}  # fmt: skip
WIDTHS = tuple(COLUMNS.values())
PAID, RECEIVED, DIFFERENCE, RESULT = 4, 5, 6, 8
"""Columns; what is eliminated stands between them, in ``ELIMINATED_AMOUNT``."""
NOTE = (
    "注：付出单位和收到单位同属本部门、两边列示相等的，从部门数的收入和支出中同时扣除，只扣一次；"
    "部门以外的往来不抵销。"
)
DONE, KEPT = "已抵销", "两边不一致，未抵销"


def eliminations_page(worksheet: ConsolidationWorksheet) -> SchedulePage:
    """Return the page with the pairs; what is eliminated follows from what both sides state."""
    parent, pairs = worksheet.parent, worksheet.eliminations.pairs
    page = table_page(parent, SETTLED, ("内部往来抵销表", _measure(parent)), COLUMNS)
    names = _names(parent)
    for pair in pairs:
        _put_pair(page, parent, pair, names)
    row = FIRST_ROW + len(pairs)
    page.put(row, 0, NOTE, CellStyle("note"), width=len(COLUMNS))
    page.fit_row(row, (NOTE, sum(WIDTHS)))
    return page


def _measure(parent: EntityPlan) -> str:
    """Return the unit of measure of the register in which transfers are stated."""
    pack, extents = parent.values.pack, parent.submission.extents
    forms = [pack.form_of(transfer.table) for transfer in pack.transfers]
    measures = {fill_in(f.template.measure, extents[f.id]) for f in forms if f.id in extents}
    return "、".join(sorted(measures))


def _names(parent: EntityPlan) -> dict[str, str]:
    """Return the short name of each entity, by code."""
    sizes = (size for plan in parent.walk() for size in plan.submission.extents.values())
    entities = (section.entity for size in sizes for section in size.sections)
    return {entity.code: entity.short for entity in entities}


def _put_pair(
    page: SchedulePage, parent: EntityPlan, pair: TransferPair, names: dict[str, str]
) -> None:
    row = FIRST_ROW + pair.number
    page.put(row, 0, pair.number + 1, ORDINAL)
    page.put(row, 1, pair.transfer.zh)
    for col, code in ((2, pair.payer), (3, pair.receiver)):
        page.put(row, col, f"{code} {names.get(code, '')}".strip())
    page.put_figure(row, PAID, _stated(parent, pair.paid), AMOUNT)
    page.put_figure(row, RECEIVED, _stated(parent, pair.received), AMOUNT)
    paid, received, difference = (address(row, col) for col in (PAID, RECEIVED, DIFFERENCE))
    value = add_values((pair.paid.amount, negated(pair.received.amount)))
    formula = difference_formula(paid, received)
    page.put_figure(row, DIFFERENCE, Figure(value, formula), AMOUNT)
    formula = f"=IF(ISNUMBER({difference}),IF({difference}=0,SUM({paid}),0),0)"
    page.put_figure(row, ELIMINATED_AMOUNT, Figure(pair.eliminated, formula), AMOUNT)
    formula = f'=IF(ISNUMBER({difference}),IF({difference}=0,"{DONE}","{KEPT}"),"{KEPT}")'
    page.put_figure(row, RESULT, Figure(DONE if pair.matches else KEPT, formula), LABEL)
    page.fit_row(row, (pair.transfer.zh, WIDTHS[1]), (KEPT, WIDTHS[RESULT]))


def _stated(parent: EntityPlan, side: TransferSide) -> Figure:
    """Return what one side states: the sum of its cells, where all stand in the workbook."""
    children = {child.code: child for child in parent.children}
    references = [children[place.child].reference(place.key) for place in side.places]
    if not references:
        return Figure()
    linked = all(references)
    formula = sum_formula(references) if linked else ""
    return Figure(side.amount, formula, references[0] if linked else "")
