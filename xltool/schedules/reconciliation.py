"""What proves a parent's figures: every rule at its own level, live over its forms.

Each transfer is held against its other side (R38), each total against the children's figures
(R39), and amounts that are shown rounded against the sum of what is shown (R37).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.a1 import address, on_sheet, split_reference
from xltool.evaluation.evaluate_rules import rule_outcomes
from xltool.evaluation.name_context import name_context
from xltool.evaluation.operation import is_text
from xltool.evaluation.results import RuleOutcome, RuleState
from xltool.excel_formulas.arithmetic import draw, rounded
from xltool.expressions.nodes import Compare
from xltool.identity import SETTLED
from xltool.kinds import Severity
from xltool.schedules.eliminations_page import PAID, RECEIVED
from xltool.schedules.page import MONEY
from xltool.schedules.worksheet import FIRST, FIRST_PAIR
from xltool.values.cell_values import places_of
from xltool.values.decimal_text import MASK, half_up
from xltool.values.decimals import ZERO, add_values, compare_values, negated, zero_if_blank

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.expressions.nodes import Expression
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Value
    from xltool.schedules.worksheet import ConsolidationWorksheet
    from xltool.schedules.worksheet_lines import WorksheetLine, WorksheetSection

MOST_ARGUMENTS = 200
LONGEST = 8000
"""Characters of a formula that Excel takes; a longer side is drawn as its value."""


@dataclass(frozen=True, slots=True)
class ReconciliationSide:
    """One side of a rule: its formula, what it gives, and where it leads."""

    text: str
    value: Value
    link: str = ""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One rule at one place: both sides, how they must relate, by what margin, and whether."""

    rule: str
    says: str
    left: ReconciliationSide
    sign: str
    right: ReconciliationSide
    where: str
    margin: Decimal = Decimal(0)
    severity: Severity = Severity.ERROR

    @property
    def gap(self) -> Decimal | None:
        """Left less right; None when one of them is not known."""
        gap = add_values((self.left.value, negated(self.right.value)))
        return gap if isinstance(gap, Decimal) else None

    @property
    def state(self) -> RuleState:
        """Whether it holds."""
        if self.gap is None:
            return RuleState.UNDECIDABLE
        holds = compare_values(self.sign, self.gap, ZERO, self.margin)
        return RuleState.OK if holds else RuleState.BAD


def reconciliations(comparison: ConsolidationWorksheet) -> Iterator[Reconciliation]:
    """Yield every proof of a parent, in the order of the rules."""
    part = comparison.part
    for judgement in rule_outcomes(part.book):
        test, scope = judgement.rule.test, judgement.point
        context = name_context(part.book.pack, scope.form)
        if isinstance(test, Compare) and not is_text(test.left, context):
            yield _judged(part, judgement, test)
    yield from _settled(comparison)
    for section in comparison.sections:
        for entry in section.entries:
            yield from _crossed(comparison, section, entry)
            yield from _rounded(comparison, section, entry)


def _judged(part: EntityPlan, judgement: RuleOutcome, test: Compare) -> Reconciliation:
    rule, scope = judgement.rule, judgement.point
    left, right = (_side(part, side, scope) for side in (test.left, test.right))
    places = (part.cell(key) for key in judgement.keys[:3])
    where = "、".join(f"{plan.sheet}!{cell.address}" for plan, cell in filter(None, places))
    margin = part.book.amount(rule.within, scope).value
    return Reconciliation(
        rule.id, rule.zh, left, test.sign, right, where, margin, judgement.severity
    )


def _side(part: EntityPlan, term: Expression, scope: EvaluationPoint) -> ReconciliationSide:
    amount = part.book.amount(term, scope)
    value: Value = MASK if amount.unknown else amount.value
    leaves = [part.reference(key) for key in part.book.precedents(term, scope)]
    link = next(filter(None, leaves), "")
    if value == MASK and (not leaves or not all(leaves)):
        return ReconciliationSide(f'="{MASK}"', value, link)
    return ReconciliationSide(_formula(part, term, scope, leaves, value), value, link)


def _formula(
    part: EntityPlan, term: Expression, scope: EvaluationPoint, leaves: Sequence[str], value: Value
) -> str:
    """Draw one side; text below it shows as such, blank counts as nothing.

    Rows are those that the rule selects now. Where some have no sheet it is drawn as its value.
    """
    body = rounded(_draw(part, term, scope))
    counted = "".join(f"-COUNT({','.join(group)})" for group in _grouped(leaves))
    blank = "".join(f"-COUNTBLANK({reference})" for reference in leaves)
    text = f'=IF({len(leaves)}{counted}{blank},"{MASK}",{body})' if leaves else f"={body}"
    if all(leaves) and len(text) <= LONGEST:
        return text
    return f'="{value}"' if isinstance(value, str) else f"={value}"


def _grouped(references: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield as many as a function takes."""
    for start in range(0, len(references), MOST_ARGUMENTS):
        yield references[start : start + MOST_ARGUMENTS]


def _draw(part: EntityPlan, side: Expression, point: EvaluationPoint) -> str:
    """Draw a side from the cells that stand on sheets."""

    def operand(node: Expression) -> str:
        references = [part.reference(key) for key in part.book.own_precedents(node, point)]
        sums = [f"SUM({','.join(group)})" for group in _grouped(references)]
        return f"({'+'.join(sums)})" if len(sums) > 1 else next(iter(sums), "0")

    return draw(side, operand)


def _settled(comparison: ConsolidationWorksheet) -> Iterator[Reconciliation]:
    """Yield both sides of each transfer, as the sheet 抵销 has them."""
    sheet = comparison.part.prefix + SETTLED
    for pair in comparison.settlement.pairs:
        row = FIRST_PAIR + pair.number
        paid = _same(on_sheet(sheet, address(row, PAID)), pair.paid.amount)
        received = _same(on_sheet(sheet, address(row, RECEIVED)), pair.received.amount)
        says = f"{pair.transfer.zh}：{pair.payer} 与 {pair.receiver} 两边一致"
        yield Reconciliation(pair.transfer.id, says, paid, "==", received, SETTLED)


def _crossed(
    comparison: ConsolidationWorksheet, section: WorksheetSection, entry: WorksheetLine
) -> Iterator[Reconciliation]:
    """Yield a total that the parent's form calculates, against the sum of the children's."""
    part, own = comparison.part, comparison.part.reference(entry.key)
    if entry.strong and own:
        there = comparison.place(entry.key)
        says = f"{section.title}　{entry.label}＝各单位合计＋抵销＋调整"
        left = _same(own, part.book.get(entry.key))
        yield Reconciliation(
            "R39", says, left, "==", _same(there, comparison.total(entry).value), _place_text(there)
        )


def _rounded(
    comparison: ConsolidationWorksheet, section: WorksheetSection, entry: WorksheetLine
) -> Iterator[Reconciliation]:
    """Yield what is shown with fewer places than it has, against the sum of what is shown."""
    own = comparison.part.cell(entry.key)
    places = places_of(entry.column, own[1].places) if own else MONEY
    count, shown = len(comparison.shown), comparison.units(entry).value
    if places <= MONEY or not count or not isinstance(shown, Decimal):
        return
    parts = [comparison.child(entry, child).value for child in comparison.shown]
    total = zero_if_blank(
        add_values(half_up(value, MONEY) for value in parts if isinstance(value, Decimal))
    )
    cells = [comparison.cell_reference(entry.row, FIRST + n) for n in range(count + 1)]
    each = [f"ROUND(SUM({cell}),{MONEY})" for cell in cells]
    added = f"={'+'.join(each[:-1])}"
    left = ReconciliationSide(added if len(added) <= LONGEST else f"={total}", total)
    right = ReconciliationSide(f"={each[-1]}", half_up(shown, MONEY), cells[-1])
    says = f"{section.title}　{entry.label}：各单位列示数之和与合计的列示数，相差属于尾差"
    yield Reconciliation(
        "R37", says, left, "==", right, _place_text(cells[-1]), severity=Severity.INFO,
    )  # fmt: skip


def _place_text(reference: str) -> str:
    """Return a reference as people read it, without quotation marks."""
    return "!".join(split_reference(reference))


def _same(there: str, value: Value | None) -> ReconciliationSide:
    """Take a figure from where it stands, blank as zero and text as it is."""
    text = f'=IF({there}="",0,{there})'
    return ReconciliationSide(text, Decimal(0) if value is None else value, there)
