"""The sheet 校核: every rule at a parent's own level, both sides, the difference and the result."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.a1 import address, on_sheet
from xltool.evaluation.results import RuleState
from xltool.excel_formulas.arithmetic import comparison_formula
from xltool.identity import PROOFS
from xltool.kinds import Severity
from xltool.schedules.page import AMOUNT, CODE, ORDINAL, SMALL, CellStyle, RedFlag, SchedulePage
from xltool.schedules.reconciliation import Reconciliation, reconciliations
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.schedules.worksheet import ConsolidationWorksheet

FIRST_ROW = 4
TITLES = ("序号", "规则", "审核关系", "左边", "关系", "右边", "差额", "结果", "位置")
WIDTHS = (6, 8, 66, 16, 6, 16, 14, 14, 30)
SAYS, LEFT, SIGN, RIGHT, GAP, RESULT, WHERE = range(2, 9)
SIGNS = {"==": "＝", "<=": "≤", ">=": "≥", "<": "＜", ">": "＞", "!=": "≠"}
RESULTS = {RuleState.OK: "相符", RuleState.UNDECIDABLE: "不能判断"}
BROKEN = {Severity.ERROR: "不符", Severity.WARNING: "提醒：请核实", Severity.INFO: "提示"}


def reconciliation_page(comparison: ConsolidationWorksheet) -> SchedulePage:
    """Put a row for each proof, with its live result; what is wrong turns red."""
    part = comparison.part
    page = SchedulePage(part.prefix + PROOFS, WIDTHS, heads=(1, FIRST_ROW - 1))
    entity = part.submission.entity
    page.heading("校核表", f"汇总单位：{entity.code}{entity.short}", "不符的必须查明更正")
    page.columns(FIRST_ROW - 1, TITLES)
    for row, proof in enumerate(reconciliations(comparison), start=FIRST_ROW):
        _put(page, row, proof)
    page.alarms.append(RedFlag(RESULT, FIRST_ROW, page.rows - 1, BROKEN[Severity.ERROR]))
    return page


def summary(compared: Iterable[ConsolidationWorksheet]) -> tuple[str, str]:
    """Say how many proofs all parents have and how many fail: a formula, and what it says now."""
    results, areas = list[str](), list[str]()
    for each in compared:
        own = [_result(proof) for proof in reconciliations(each)]
        first, last = (address(row, RESULT) for row in (FIRST_ROW, FIRST_ROW + len(own) - 1))
        areas += [on_sheet(each.part.prefix + PROOFS, f"{first}:{last}")] if own else []
        results += own
    begins = f"审核关系 {len(results)} 条"
    text, said = f'="{begins}', begins
    for name, severity in (("不符", Severity.ERROR), ("提醒", Severity.WARNING)):
        broken = BROKEN[severity]
        counted = "+".join(f'SUMPRODUCT(({area}="{broken}")*1)' for area in areas) or "0"
        text += f'，{name} "&{counted}&"'
        said += f"，{name} {results.count(broken)}"
    return f'{text}"', said


def _put(page: SchedulePage, row: int, proof: Reconciliation) -> None:
    page.put(row, 0, row - FIRST_ROW + 1, ORDINAL)
    page.put(row, 1, proof.rule, CODE)
    page.put(row, SAYS, proof.says)
    page.live((row, LEFT), proof.left.text, proof.left.value, AMOUNT, proof.left.link)
    page.put(row, SIGN, SIGNS[proof.sign], CODE)
    page.live((row, RIGHT), proof.right.text, proof.right.value, AMOUNT, proof.right.link)
    left, right, gap = (address(row, col) for col in (LEFT, RIGHT, GAP))
    known = f"COUNT({left},{right})=2"
    page.live((row, GAP), f'=IF({known},ROUND({left}-{right},6),"")', proof.gap, AMOUNT)
    holds = comparison_formula(gap, proof.sign, decimal_text(proof.margin))
    ok, unknown = (RESULTS[state] for state in (RuleState.OK, RuleState.UNDECIDABLE))
    bad = BROKEN[proof.severity]
    text = f'=IF({known},IF({holds},"{ok}","{bad}"),"{unknown}")'
    page.live((row, RESULT), text, _result(proof), CellStyle("result"))
    page.put(row, WHERE, proof.where, SMALL)
    page.fit(row, (proof.says, WIDTHS[SAYS]), (proof.where, WIDTHS[WHERE] * 1.3))


def _result(proof: Reconciliation) -> str:
    return RESULTS.get(proof.state, BROKEN[proof.severity])
