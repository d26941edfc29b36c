"""The sheet 校核: every rule at a parent's own level, both sides, the difference and the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.a1 import address, area, on_sheet
from xltool.evaluation.results import RuleState
from xltool.excel_formulas.arithmetic import comparison_formula
from xltool.identity import PROOFS
from xltool.kinds import Severity
from xltool.schedules.page import (
    AMOUNT,
    CODE,
    FIRST_ROW,
    ORDINAL,
    SMALL,
    CellStyle,
    Figure,
    RedFlag,
    table_page,
)
from xltool.schedules.reconciliation import Reconciliation, reconciliations
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.schedules.page import SchedulePage
    from xltool.schedules.worksheet import ConsolidationWorksheet

COLUMNS = {
    "序号": 6, "规则": 8, "审核关系": 66, "左边": 16, "关系": 6, "右边": 16, "差额": 14, "结果": 14,
    "位置": 30,
}  # fmt: skip
RULE, TEXT, LEFT, SIGN, RIGHT, DIFFERENCE, RESULT, WHERE = range(1, len(COLUMNS))
SIGNS = {"==": "＝", "<=": "≤", ">=": "≥", "<": "＜", ">": "＞", "!=": "≠"}
RESULTS = {RuleState.OK: "相符", RuleState.UNDECIDABLE: "不能判断"}
BROKEN = {Severity.ERROR: "不符", Severity.WARNING: "提醒：请核实", Severity.INFO: "提示"}


def reconciliation_page(worksheet: ConsolidationWorksheet) -> SchedulePage:
    """Return the page with a row for each reconciliation and its live result; 不符 turns red."""
    page = table_page(worksheet.parent, PROOFS, ("校核表", "不符的必须查明更正"), COLUMNS)
    for row, item in enumerate(reconciliations(worksheet), start=FIRST_ROW):
        _put_row(page, row, item)
    page.flags.append(RedFlag(RESULT, FIRST_ROW, page.rows - 1, BROKEN[Severity.ERROR]))
    return page


def reconciliation_summary(worksheets: Iterable[ConsolidationWorksheet]) -> Figure:
    """Return a text with how many reconciliations all parents have and how many of them fail.

    ``审核关系 66 条，不符 0，提醒 1``, as a formula that counts on the sheets 校核.
    """
    results, areas = list[str](), list[str]()
    for each in worksheets:
        own = [_result(item) for item in reconciliations(each)]
        rows = area(FIRST_ROW, RESULT, FIRST_ROW + len(own) - 1, RESULT)
        areas += [on_sheet(each.parent.prefix + PROOFS, rows)] if own else []
        results += own
    value = f"审核关系 {len(results)} 条"
    formula = f'="{value}'
    for name, severity in (("不符", Severity.ERROR), ("提醒", Severity.WARNING)):
        broken = BROKEN[severity]
        count = "+".join(f'SUMPRODUCT(({each}="{broken}")*1)' for each in areas) or "0"
        formula += f'，{name} "&{count}&"'
        value += f"，{name} {results.count(broken)}"
    return Figure(value, f'{formula}"')


def _put_row(page: SchedulePage, row: int, item: Reconciliation) -> None:
    page.put(row, 0, row - FIRST_ROW + 1, ORDINAL)
    page.put(row, RULE, item.rule, CODE)
    page.put(row, TEXT, item.text)
    page.put_figure(row, LEFT, item.left, AMOUNT)
    page.put(row, SIGN, SIGNS[item.sign], CODE)
    page.put_figure(row, RIGHT, item.right, AMOUNT)
    left, right, difference = (address(row, col) for col in (LEFT, RIGHT, DIFFERENCE))
    known = f"COUNT({left},{right})=2"
    formula = f'=IF({known},ROUND({left}-{right},6),"")'
    page.put_figure(row, DIFFERENCE, Figure(item.difference, formula), AMOUNT)
    holds = comparison_formula(difference, item.sign, decimal_text(item.margin))
    ok, unknown = (RESULTS[state] for state in (RuleState.OK, RuleState.UNDECIDABLE))
    formula = f'=IF({known},IF({holds},"{ok}","{BROKEN[item.severity]}"),"{unknown}")'
    page.put_figure(row, RESULT, Figure(_result(item), formula), CellStyle("result"))
    page.put(row, WHERE, item.where, SMALL)
    # The places are printed smaller: more characters fit into the width.
    text_width, where_width = COLUMNS["审核关系"], COLUMNS["位置"] * 1.3
    page.fit_row(row, (item.text, text_width), (item.where, where_width))


def _result(item: Reconciliation) -> str:
    return RESULTS.get(item.state, BROKEN[item.severity])
