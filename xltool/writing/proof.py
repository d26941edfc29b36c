"""The sheet 校核: every rule at a parent's own level, both sides, the difference and the result.

Live formulas over the parent's forms; a total is also held against the children's figures.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.evaluation.evaluate import MASK
from xltool.evaluation.formula import added
from xltool.evaluation.judge import Judgement, State, judge
from xltool.layout import address
from xltool.model import Severity
from xltool.rules.terms import Binary, Compare, Const, Term
from xltool.writing.comparison import SETTLED, Cells, Comparison
from xltool.writing.comparison import SHEET as COMPARED
from xltool.writing.page import MONEY, Page, like

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xlsxwriter import Workbook

    from xltool.consolidation.plans import Part
    from xltool.model import Key, Value
    from xltool.rules.rule import Scope
    from xltool.writing.styles import Styles

SHEET = "校核"
FIRST_ROW = 4
TITLES = ("序号", "规则", "审核关系", "左边", "关系", "右边", "差额", "结果", "位置")
WIDTHS = (6, 8, 62, 16, 6, 16, 14, 12, 30)
SIGNS = {"==": "＝", "<=": "≤", ">=": "≥", "<": "＜", ">": "＞", "!=": "≠"}
HOLDS = {
    "==": "ABS({gap})<={margin}", "<=": "{gap}<={margin}", ">=": "-{gap}<={margin}",
    "<": "{gap}<0", ">": "{gap}>0", "!=": "{gap}<>0",
}  # fmt: skip
MOST_ARGUMENTS = 200
LONGEST = 8000
RESULTS = {State.OK: "相符", State.UNDECIDABLE: "不能判断"}
BROKEN = {Severity.ERROR: "不符", Severity.WARNING: "提醒：请核实", Severity.INFO: "提示"}
CROSS = "部门数等于各单位合计加抵销、调整（纵横合计一致）"


@dataclass(frozen=True, slots=True)
class _Side:
    """One side of a rule: its formula, what it gives, and where it leads."""

    text: str
    value: Value
    link: str = ""


@dataclass(frozen=True, slots=True)
class _Proof:
    """One row of the sheet."""

    rule: str
    says: str
    left: _Side
    sign: str
    right: _Side
    margin: str
    state: State
    where: str
    severity: Severity = Severity.ERROR

    @property
    def result(self) -> str:
        """What the row says."""
        return RESULTS.get(self.state) or BROKEN[self.severity]


def draw_proofs(workbook: Workbook, styles: Styles, comparison: Comparison) -> None:
    """Draw every rule of the parent's level with its live result."""
    part = comparison.part
    page = Page(workbook, styles, part.prefix + SHEET, WIDTHS)
    entity = part.submission.entity
    page.heading("校核表", f"汇总单位：{entity.code}{entity.short}", "不符的必须查明更正")
    page.heads(FIRST_ROW - 1, TITLES)
    row = FIRST_ROW
    for row, proof in enumerate(_proofs(comparison), start=FIRST_ROW):
        _draw(page, row, proof)
    bad = styles.get(font_color="#FFFFFF", bg_color="#C00000", bold=True)
    area = f"H{FIRST_ROW + 1}:H{row + 1}"
    rule = {"type": "cell", "criteria": "==", "value": f'"{BROKEN[Severity.ERROR]}"', "format": bad}
    page.tab.conditional_format(area, rule)
    page.finish((1, FIRST_ROW - 1))


def _proofs(comparison: Comparison) -> Iterator[_Proof]:
    part = comparison.part
    for judgement in judge(part.book):
        test = judgement.rule.test
        if isinstance(test, Compare) and judgement.left is not None:
            yield _judged(part, judgement, test)
    yield from _settled(comparison)
    yield from _crossed(comparison)


def _judged(part: Part, judgement: Judgement, test: Compare) -> _Proof:
    scope = judgement.scope
    left, right = (_side(part, side, scope) for side in (test.left, test.right))
    margin = part.book.amount(judgement.rule.within, scope).value
    state = State.UNDECIDABLE
    if isinstance(left.value, Decimal) and isinstance(right.value, Decimal):
        state = State.OK if _holds(test.sign, left.value - right.value, margin) else State.BAD
    return _Proof(
        judgement.rule.id, judgement.rule.zh, left, test.sign, right, str(margin), state,
        _where(part, judgement.keys), judgement.severity,
    )  # fmt: skip


def _holds(sign: str, gap: Decimal, margin: Decimal) -> bool:
    match sign:
        case "==":
            return abs(gap) <= margin
        case "<=":
            return gap <= margin
        case ">=":
            return -gap <= margin
        case "<":
            return gap < 0
        case ">":
            return gap > 0
    return gap != 0


def _side(part: Part, term: Term, scope: Scope) -> _Side:
    amount = part.book.amount(term, scope)
    there = _first(part, part.book.leaves(term, scope))
    value: Value = MASK if amount.unknown else amount.value
    return _Side(_formula(part, term, scope, value), value, there)


def _where(part: Part, keys: tuple[Key, ...]) -> str:
    places = (part.cell(key) for key in keys[:3])
    return "、".join(f"{plan.sheet}!{cell.address}" for plan, cell in filter(None, places))


def _first(part: Part, keys: list[Key]) -> str:
    return next((there for key in keys if (there := part.reference(key))), "")


def _formula(part: Part, term: Term, scope: Scope, value: Value) -> str:
    """Draw one side; text below it shows as such, blank counts as nothing.

    Rows are those that the rule selects now. What is too long for Excel is drawn as its value.
    """
    references = [part.reference(key) for key in part.book.leaves(term, scope)]
    if value == MASK and (not references or not all(references)):
        return f'="{MASK}"'
    body = f"ROUND({_expression(part, term, scope)},6)"
    groups = [",".join(group) for group in _grouped(references)]
    counted = "".join(f"-COUNT({group})" for group in groups)
    blank = "".join(f"-COUNTBLANK({reference})" for reference in references)
    guarded = f'=IF({len(references)}{counted}{blank},"{MASK}",{body})'
    text = guarded if references else f"={body}"
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return text if len(text) <= LONGEST else f"={shown}"


def _grouped(references: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield as many as a function takes."""
    for start in range(0, len(references), MOST_ARGUMENTS):
        yield references[start : start + MOST_ARGUMENTS]


def _expression(part: Part, term: Term, scope: Scope) -> str:
    match term:
        case Const(value=value):
            return str(value)
        case Binary(sign=sign, left=left, right=right):
            first, second = (_expression(part, side, scope) for side in (left, right))
            return f"({first}){sign}({second})"
        case _:
            references = [part.reference(key) for key in part.book.keys(term, scope)]
            sums = [f"SUM({','.join(group)})" for group in _grouped(references)]
            return "+".join(sums) or "0"


def _settled(comparison: Comparison) -> Iterator[_Proof]:
    """Both sides of each transfer, as the sheet 抵销 has them."""
    sheet = f"'{comparison.part.prefix}抵销'!"
    for number, pair in enumerate(comparison.settlement.pairs):
        sides = []
        for col, side in ((4, pair.paid), (5, pair.received)):
            there = sheet + address(SETTLED + number, col)
            value = MASK if side.amount is None else side.amount
            sides.append(_Side(added([there]).replace(',"")', ",0)"), value, there))
        unknown = MASK in (sides[0].value, sides[1].value)
        state = State.OK if pair.matches else State.BAD
        yield _Proof(
            pair.transfer.id, f"{pair.transfer.zh}：{pair.payer} 与 {pair.receiver} 两边一致",
            sides[0], "==", sides[1], "0", State.UNDECIDABLE if unknown else state, "抵销",
        )  # fmt: skip


def _crossed(comparison: Comparison) -> Iterator[_Proof]:
    """Each total that the parent's form calculates, against the sum of the children's."""
    part, cells = comparison.part, Cells(comparison)
    for section in comparison.sections:
        for entry in section.entries:
            own = part.cell(entry.key)
            if not entry.strong or own is None:
                continue
            there = comparison.total(entry.key)
            left = _crossing(part.reference(entry.key), part.book.get(entry.key))
            right = _crossing(there, cells.total(entry).value)
            says = f"{section.title}　{entry.label}：{CROSS}"
            where = f"{part.prefix}{COMPARED}!{there.partition('!')[2]}"
            yield _Proof("R39", says, left, "==", right, "0", _state(left, right), where)


def _crossing(there: str, value: Value | None) -> _Side:
    return _Side(
        added([there]).replace(',"")', ",0)"), Decimal(0) if value is None else value, there
    )


def _state(left: _Side, right: _Side) -> State:
    if isinstance(left.value, str) or isinstance(right.value, str):
        return State.UNDECIDABLE
    return State.OK if left.value == right.value else State.BAD


def _draw(page: Page, row: int, proof: _Proof) -> None:
    number = like("number", num_format=MONEY)
    page.put(row, 0, row - FIRST_ROW + 1, like("code", num_format="0"))
    page.put(row, 1, proof.rule, "code")
    page.put(row, 2, proof.says, "label")
    page.formula(row, 3, proof.left.text, proof.left.value, number, proof.left.link)
    page.put(row, 4, SIGNS[proof.sign], "code")
    page.formula(row, 5, proof.right.text, proof.right.value, number, proof.right.link)
    left, right, gap = (address(row, col) for col in (3, 5, 6))
    known = f"COUNT({left},{right})=2"
    page.formula(row, 6, f'=IF({known},ROUND({left}-{right},6),"")', _gap(proof), number)
    holds = HOLDS[proof.sign].format(gap=gap, margin=proof.margin)
    ok, unknown = (RESULTS[state] for state in (State.OK, State.UNDECIDABLE))
    bad = BROKEN[proof.severity]
    text = f'=IF({known},IF({holds},"{ok}","{bad}"),"{unknown}")'
    page.formula(row, 7, text, proof.result, like("label", align="center"))
    page.put(row, 8, proof.where, "small")
    page.fit(row, [(proof.says, WIDTHS[2]), (proof.where, WIDTHS[8] * 1.3)])


def _gap(proof: _Proof) -> Value | None:
    left, right = proof.left.value, proof.right.value
    return left - right if isinstance(left, Decimal) and isinstance(right, Decimal) else None
