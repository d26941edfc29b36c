"""What proves a parent's figures: every rule at its own level, live over its forms.

Each transfer is compared with its other side (R38), each total with the children's figures (R39),
and amounts that are shown rounded with the sum of what is shown (R37).
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
from xltool.excel_formulas.arithmetic import comparison_formula, draw, rounded
from xltool.expressions.nodes import Compare, walk_expression
from xltool.identity import SETTLED
from xltool.kinds import Severity
from xltool.schedules.broken_below import place_of
from xltool.schedules.eliminations_page import PAID, RECEIVED
from xltool.schedules.page import FIRST_ROW, MONEY, Figure
from xltool.schedules.worksheet import FIRST_CHILD
from xltool.values.cell_values import places_of
from xltool.values.decimal_text import MASK, decimal_text, half_up
from xltool.values.decimals import (
    NO_NUMBER,
    ZERO,
    add_values,
    compare_values,
    negated,
    zero_if_blank,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Value
    from xltool.schedules.broken_below import JudgedBelow
    from xltool.schedules.worksheet import ConsolidationWorksheet
    from xltool.schedules.worksheet_lines import WorksheetLine, WorksheetSection

MOST_ARGUMENTS = 200
"""Arguments of one function; Excel takes 255. Longer sums are split."""
LONGEST = 8000
"""Characters of a formula; Excel takes 8,192. A longer side is drawn as its value."""


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One rule at one place: both sides, how they must relate, by what margin, and whether.

    ``text`` is the rule in words, ``where`` the cells that it is about. ``below`` are the names of
    those below the parent that break it: of many in several cells, for a formula has its limits.
    """

    rule: str
    text: str
    left: Figure
    sign: str
    right: Figure
    where: str
    margin: Decimal = Decimal(0)
    severity: Severity = Severity.ERROR
    below: tuple[Figure, ...] = ()

    @property
    def difference(self) -> Decimal | None:
        """Left less right; None when one of them is not known."""
        difference = add_values((self.left.value, negated(self.right.value)))
        return difference if isinstance(difference, Decimal) else None

    @property
    def state(self) -> RuleState:
        """Whether it holds."""
        if self.difference is None:
            return RuleState.UNDECIDABLE
        holds = compare_values(self.sign, self.difference, ZERO, self.margin)
        return RuleState.OK if holds else RuleState.BAD


def reconciliations(worksheet: ConsolidationWorksheet) -> Iterator[Reconciliation]:
    """Yield every reconciliation of a parent: those of its rules in order, then the others."""
    parent = worksheet.parent
    for outcome in rule_outcomes(parent.values):
        test, point = outcome.rule.test, outcome.point
        context = name_context(parent.values.pack, point.form)
        if isinstance(test, Compare) and not is_text(test.left, context):
            below = worksheet.judged_below.get(place_of(outcome.rule, point), ())
            yield _rule_at_its_place(parent, outcome, test, below)
    yield from _transfers(worksheet)
    for section in worksheet.sections:
        for line in section.lines:
            yield from _total_against_children(worksheet, section, line)
            yield from _rounded_sum(worksheet, section, line)


def _rule_at_its_place(
    parent: EntityPlan, outcome: RuleOutcome, test: Compare, below: Sequence[JudgedBelow]
) -> Reconciliation:
    rule, point = outcome.rule, outcome.point
    left, right = (_side(parent, side, point) for side in (test.left, test.right))
    places = (parent.cell(key) for key in outcome.keys[:3])
    where = "、".join(f"{layout.sheet}!{cell.address}" for layout, cell in filter(None, places))
    margin = parent.values.amount(rule.within, point).value
    names = tuple(_names_below(_name_where_broken(rule, test, each) for each in below))
    return Reconciliation(
        rule.id, rule.zh, left, test.sign, right, where, margin, outcome.severity, names
    )


def _name_where_broken(rule: Rule, test: Compare, judged: JudgedBelow) -> Figure:
    """Return the name of an entity if it breaks a rule, else an empty text; live over its sheets.

    A side that is not known gives an error value: nobody says that the rule is broken.
    """
    plan, point, is_broken = judged
    name = f"{plan.short} "
    figures = [_side(plan, side, point) for side in test.operands()] if plan.layouts else []
    if not any(figure.link for figure in figures):
        return Figure(name if is_broken else "")
    left, right = (figure.formula.removeprefix("=") for figure in figures)
    margin = decimal_text(plan.values.amount(rule.within, point).value)
    holds = comparison_formula(rounded(f"{left}-({right})"), test.sign, margin)
    quoted = name.replace('"', '""')
    return Figure(name if is_broken else "", f'IF(IFERROR({holds},TRUE()),"","{quoted}")')


def _names_below(names: Iterable[Figure]) -> Iterator[Figure]:
    """Yield names joined, as many to a cell as its formula can have."""
    texts, parts, length = list[str](), list[str](), 0
    for name in names:
        constant = f'"{name.value}"' if name.value else ""
        part = name.formula or constant
        if parts and length + len(part) > LONGEST:
            yield Figure("".join(texts).strip(), f"=TRIM({'&'.join(parts)})")
            texts, parts, length = [], [], 0
        if part:
            texts.append(str(name.value))
            parts.append(part)
            length += len(part) + 1
    if parts:
        yield Figure("".join(texts).strip(), f"=TRIM({'&'.join(parts)})")


def _side(parent: EntityPlan, node: Expression, point: EvaluationPoint) -> Figure:
    """Return one side of a rule; ``**`` as a constant when none of the cells here shows why."""
    amount = parent.values.amount(node, point)
    value: Value = MASK if amount.unknown else amount.value
    keys = parent.values.precedents(node, point)
    precedents = [parent.reference(key) for key in keys]
    link = next(filter(None, precedents), "")
    shows = all(precedents) and any(isinstance(parent.values.get(k), NO_NUMBER) for k in keys)
    if value == MASK and not shows:
        return Figure(value, f'="{MASK}"', link)
    return Figure(value, _formula(parent, node, point, precedents, value), link)


def _formula(
    parent: EntityPlan,
    node: Expression,
    point: EvaluationPoint,
    precedents: Sequence[str],
    value: Value,
) -> str:
    """Return the formula of one side, guarded as calculated cells are; blank counts as zero.

    Rows are those that the rule selects now. Where some have no sheet, and where no sum of cells
    gives the side, it is drawn as its value.
    """
    constant = f'="{value}"' if isinstance(value, str) else f"={value}"
    if any(each.not_in_excel or each.calculates_alone for each in walk_expression(node)):
        return constant
    body = rounded(_draw(parent, node, point))
    counted = "".join(f"-COUNT({','.join(group)})" for group in _argument_groups(precedents))
    blank = "".join(f"-COUNTBLANK({reference})" for reference in precedents)
    guarded = (
        f'=IF({len(precedents)}{counted}{blank},"{MASK}",{body})' if precedents else f"={body}"
    )
    return guarded if all(precedents) and len(guarded) <= LONGEST else constant


def _argument_groups(references: Sequence[str]) -> Iterator[Sequence[str]]:
    """Yield the references in groups of as many as one function takes."""
    for start in range(0, len(references), MOST_ARGUMENTS):
        yield references[start : start + MOST_ARGUMENTS]


def _draw(parent: EntityPlan, side: Expression, point: EvaluationPoint) -> str:
    """Draw a side from the cells that stand on sheets."""

    def operand(node: Expression) -> str:
        references = [parent.reference(key) for key in parent.values.own_precedents(node, point)]
        sums = [f"SUM({','.join(group)})" for group in _argument_groups(references)]
        return f"({'+'.join(sums)})" if len(sums) > 1 else next(iter(sums), "0")

    return draw(side, operand)


def _transfers(worksheet: ConsolidationWorksheet) -> Iterator[Reconciliation]:
    """Yield both sides of each transfer, as the sheet 抵销 has them."""
    sheet = worksheet.parent.prefix + SETTLED
    for pair in worksheet.eliminations.pairs:
        row = FIRST_ROW + pair.number
        paid = _linked_figure(on_sheet(sheet, address(row, PAID)), pair.paid.amount)
        received = _linked_figure(on_sheet(sheet, address(row, RECEIVED)), pair.received.amount)
        text = f"{pair.transfer.zh}：{pair.payer} 与 {pair.receiver} 两边一致"
        yield Reconciliation(pair.transfer.id, text, paid, "==", received, SETTLED)


def _total_against_children(
    worksheet: ConsolidationWorksheet, section: WorksheetSection, line: WorksheetLine
) -> Iterator[Reconciliation]:
    """Yield a total that the parent's form calculates, against the sum of the children's."""
    parent, reference = worksheet.parent, worksheet.parent.reference(line.key)
    if line.strong and reference:
        added = worksheet.total_reference(line.key)
        text = f"{section.title}　{line.label}＝各单位合计＋抵销＋调整"
        left = _linked_figure(reference, parent.values.get(line.key))
        right = _linked_figure(added, worksheet.total(line).value)
        yield Reconciliation("R39", text, left, "==", right, _place_text(added))


def _rounded_sum(
    worksheet: ConsolidationWorksheet, section: WorksheetSection, line: WorksheetLine
) -> Iterator[Reconciliation]:
    """Yield what is shown with fewer places than it has, against the sum of what is shown."""
    own = worksheet.parent.cell(line.key)
    places = places_of(line.column, own[1].places) if own else MONEY
    children, exact = worksheet.shown_children, worksheet.children_sum(line).value
    if places <= MONEY or not children or not isinstance(exact, Decimal):
        return
    values = [worksheet.child_figure(line, child).value for child in children]
    total = zero_if_blank(
        add_values(half_up(value, MONEY) for value in values if isinstance(value, Decimal))
    )
    cells = [worksheet.reference(line.row, FIRST_CHILD + n) for n in range(len(children) + 1)]
    rounded = [f"ROUND(SUM({cell}),{MONEY})" for cell in cells]
    formula = f"={'+'.join(rounded[:-1])}"
    left = Figure(total, formula if len(formula) <= LONGEST else f"={total}")
    right = Figure(half_up(exact, MONEY), f"={rounded[-1]}", cells[-1])
    text = f"{section.title}　{line.label}：各单位列示数之和与合计的列示数，相差属于尾差"
    yield Reconciliation(
        "R37", text, left, "==", right, _place_text(cells[-1]), severity=Severity.INFO,
    )  # fmt: skip


def _place_text(reference: str) -> str:
    """Return a reference as people read it, without quotation marks."""
    return "!".join(split_reference(reference))


def _linked_figure(reference: str, value: Value | None) -> Figure:
    """Return a figure taken from where it stands, blank as zero and text as it is."""
    formula = f'=IF({reference}="",0,{reference})'
    return Figure(Decimal(0) if value is None else value, formula, reference)
