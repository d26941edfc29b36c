"""The sheet 抵销: every transfer inside the parent, as both sides state it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.evaluation.evaluate import MASK
from xltool.evaluation.formula import added, difference
from xltool.layout import address
from xltool.writing.comparison import SETTLED
from xltool.writing.page import MONEY, Page, like

if TYPE_CHECKING:
    from xlsxwriter import Workbook

    from xltool.consolidation.plans import Part
    from xltool.consolidation.settle import Pair, Place, Side
    from xltool.model import Value
    from xltool.writing.comparison import Comparison
    from xltool.writing.styles import Styles

SHEET = "抵销"
TITLES = (
    "序号", "事项", "付出单位", "收到单位", "付出方列示", "收到方列示", "差额", "抵销金额", "结果",
)  # fmt: skip
NOTE = (
    "注：付出单位和收到单位同属本部门、两边列示相等的，从部门数的收入和支出中同时扣除，只扣一次；"
    "部门以外的往来不抵销。"
)
DONE, KEPT = "已抵销", "两边不一致，未抵销"
LOOK = like("number", num_format=MONEY)


def draw_settlement(workbook: Workbook, styles: Styles, comparison: Comparison) -> None:
    """Draw the pairs; what they take out follows from what both sides state."""
    part = comparison.part
    page = Page(workbook, styles, part.prefix + SHEET, (6, 26, 22, 22, 14, 14, 12, 14, 22))
    entity = part.submission.entity
    page.heading("内部往来抵销表", f"汇总单位：{entity.code}{entity.short}", "单位：万元")
    page.heads(SETTLED - 1, TITLES)
    names = _names(part)
    for number, pair in enumerate(comparison.settlement.pairs):
        _pair(page, part, number, pair, names)
    row = SETTLED + len(comparison.settlement.pairs)
    page.merged(row, 0, 1, len(TITLES), NOTE, "note")
    page.fit(row, [(NOTE, sum(page.widths))])
    page.finish((1, SETTLED - 1))


def _names(part: Part) -> dict[str, str]:
    names: dict[str, str] = {}
    for inner in part.walk():
        for extent in inner.submission.extents.values():
            names |= {section.entity.code: section.entity.short for section in extent.sections}
    return names


def _pair(page: Page, part: Part, number: int, pair: Pair, names: dict[str, str]) -> None:
    row = SETTLED + number
    page.put(row, 0, number + 1, like("code", num_format="0"))
    page.put(row, 1, pair.transfer.zh, "label")
    for col, code in ((2, pair.payer), (3, pair.receiver)):
        page.put(row, col, f"{code} {names.get(code, '')}".strip(), "label")
    for col, side in ((4, pair.paid), (5, pair.received)):
        _side(page, row, col, part, side)
    gap = _gap(pair)
    first, second, between = (address(row, col) for col in (4, 5, 6))
    page.formula(row, 6, difference(first, second), gap, LOOK)
    taken = f"=IF(ISNUMBER({between}),IF({between}=0,SUM({first}),0),0)"
    page.formula(row, 7, taken, pair.eliminated, LOOK)
    told = f'=IF(ISNUMBER({between}),IF({between}=0,"{DONE}","{KEPT}"),"{KEPT}")'
    page.formula(row, 8, told, DONE if pair.matches else KEPT, "label")
    page.fit(row, [(pair.transfer.zh, 26.0)])


def _side(page: Page, row: int, col: int, part: Part, side: Side) -> None:
    references = [_reference(part, place) for place in side.places]
    if references:
        value: Value = MASK if side.amount is None else side.amount
        page.formula(row, col, added(references), value, LOOK, references[0])
    else:
        page.put(row, col, None, LOOK)


def _reference(part: Part, place: Place) -> str:
    child = next(child for child in part.children if child.code == place.child)
    return child.reference(place.key)


def _gap(pair: Pair) -> Value:
    sides = pair.paid.amount, pair.received.amount
    numbers = [side for side in sides if isinstance(side, Decimal)]
    return numbers[0] - numbers[1] if len(numbers) == len(sides) else MASK
