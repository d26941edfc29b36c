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
    "序号": 6, "规则": 8, "审核关系": 66, "左边": 16, "关系": 6, "右边": 16, "差额": 14, "结果": 18,
    "位置": 26,
}  # fmt: skip
RULE, TEXT, LEFT, SIGN, RIGHT, DIFFERENCE, RESULT, WHERE = range(1, len(COLUMNS))
SIGNS = {"==": "＝", "<=": "≤", ">=": "≥", "<": "＜", ">": "＞", "!=": "≠"}
RESULTS = {RuleState.OK: "相符", RuleState.UNDECIDABLE: "不能判断"}
BELOW = ("不符的单位", 20)
"""The heading and the width of a column with the names of those below that break a rule."""
BROKEN = {Severity.ERROR: "不符", Severity.WARNING: "提醒：请核实", Severity.INFO: "提示"}


def reconciliation_page(worksheet: ConsolidationWorksheet) -> SchedulePage:
    """Return the page with a row for each reconciliation and its live result; 不符 turns red.

    A rule that holds for the sum but not for all below it does not agree: they are named.
    """
    items = list(reconciliations(worksheet))
    title, width = BELOW
    below = {
        title + "（续）" * n: width
        for n in range(max((len(each.below) for each in items), default=0))
    }
    page = table_page(
        worksheet.parent, PROOFS, ("校核表", "不符的必须查明更正"), {**COLUMNS, **below}
    )
    for row, item in enumerate(items, start=FIRST_ROW):
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
        counts = (f'SUMPRODUCT((RIGHT({each},{len(broken)})="{broken}")*1)' for each in areas)
        formula += f'，{name} "&{"+".join(counts) or "0"}&"'
        value += f"，{name} {sum(result.endswith(broken) for result in results)}"
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
    names = "&".join(address(row, len(COLUMNS) + number) for number in range(len(item.below)))
    agrees = f'IF({names}="","{ok}","{_broken_below(item)}")' if names else f'"{ok}"'
    formula = f'=IF({known},IF({holds},{agrees},"{BROKEN[item.severity]}"),"{unknown}")'
    page.put_figure(row, RESULT, Figure(_result(item), formula), CellStyle("result"))
    page.put(row, WHERE, item.where, SMALL)
    for number, col in enumerate(range(len(COLUMNS), len(page.widths))):
        below = item.below[number] if number < len(item.below) else Figure()
        page.put_figure(row, col, below, SMALL)
    # The places are printed smaller: more characters fit into the width.
    text_width, where_width = COLUMNS["审核关系"], COLUMNS["位置"] * 1.3
    broken = ((str(below.value), BELOW[1] * 1.3) for below in item.below)
    page.fit_row(row, (item.text, text_width), (item.where, where_width), *broken)


def _result(item: Reconciliation) -> str:
    if item.state is RuleState.OK and any(below.value for below in item.below):
        return _broken_below(item)
    return RESULTS.get(item.state, BROKEN[item.severity])


def _broken_below(item: Reconciliation) -> str:
    """Return the result of what holds for the sum and not for all below."""
    return f"单位{BROKEN[item.severity]}"
