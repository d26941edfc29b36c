"""Where check cells 校验 stand: beside the form, outside what is printed.

For each row there is one cell that shows all that is wrong in it, fed by a cell for each rule in
columns that stay folded. Rules about a column or the whole form stand in a list. Rules between
forms stand on the cover.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.a1 import address, column_letters
from xltool.kinds import SEVERITY_WORDS
from xltool.layout.printed_parts import is_parent
from xltool.model.applicability import Applicability, applicability
from xltool.model.forms import TOTAL
from xltool.model.lookup import EvaluationPoint, applies_to_entity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.expressions.rule import Rule
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Entity, Pack

TITLE = "校　　验"
LISTED = ("整表校验", "结果")
PASSED = "通过"
UNDECIDED = "无法判断"
GAP = 1
"""Blank columns between the form and its checks."""


@dataclass(frozen=True, slots=True)
class CheckCell:
    """A rule at one point, and the cell that shows it, counted from 0."""

    rule: Rule
    point: EvaluationPoint
    row: int
    col: int


@dataclass(frozen=True, slots=True)
class CheckArea:
    """The checks of one sheet.

    ``sums`` are the rows that have a cell which shows all that is wrong in them, in the column
    ``first``; the folded columns of single rules are ``folded``. ``listed`` stand in the two
    columns from ``list_col``.
    """

    first: int
    folded: tuple[int, int]
    list_col: int
    rows: tuple[CheckCell, ...]
    listed: tuple[CheckCell, ...]

    @property
    def sums(self) -> Mapping[int, tuple[int, int]]:
        """The first and last folded column in use, by sheet row."""
        found: dict[int, tuple[int, int]] = {}
        for check in self.rows:
            low, high = found.get(check.row, (check.col, check.col))
            found[check.row] = min(low, check.col), max(high, check.col)
        return found

    def all(self) -> tuple[CheckCell, ...]:
        """Return every check."""
        return self.rows + self.listed


def rules_in_excel(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield the rules that Excel shows."""
    return (rule for rule in rules if not rule.calculates and not rule.python_only)


def check_area(plan: SheetLayout, *, of_all: bool = False) -> CheckArea:
    """Place the checks of a sheet; a parent's rows were checked where they were typed.

    A rule that is not for entities of this nature keeps its place free; ``of_all`` gives it, for
    those who do not know the nature.
    """
    first = len(plan.widths) + GAP
    rows, listed, col = [], [], first + 3
    for rule in rules_in_excel(plan.form.rules):
        use = applicability(plan.form, rule)
        if use.table is None:
            owner = plan.extent.entity.code
            listed += [(rule, point) for point in use.points(plan.form, owner, ())]
        elif not is_parent(plan.extent):
            used: dict[int, int] = {}
            for point, row in _points(plan, use, use.table.id):
                if of_all or applies_to_entity(rule, plan.extent.entity):
                    rows.append(CheckCell(rule, point, row, col + used.get(row, 0)))
                used[row] = used.get(row, 0) + 1
            col += max(used.values(), default=0)
    top = title_row(plan) + 1
    checks = [
        CheckCell(rule, point, top + index, first + 2)
        for index, (rule, point) in enumerate(listed)
        if of_all or applies_to_entity(rule, plan.extent.entity)
    ]
    return CheckArea(first, (first + 3, col - 1), first + 1, tuple(rows), tuple(checks))


def title_row(plan: SheetLayout) -> int:
    """Return the sheet row in which the titles of checks stand."""
    return plan.heads[1] if plan.heads else 0


def title_address(plan: SheetLayout, check: CheckCell) -> str:
    """Return the cell that prints a check's title: above it, or beside it in the list."""
    if applicability(plan.form, check.rule).table is None:
        return address(check.row, check.col - 1)
    return f"{column_letters(check.col)}${title_row(plan) + 1}"


def _points(
    plan: SheetLayout, use: Applicability, table: str
) -> Iterator[tuple[EvaluationPoint, int]]:
    """Yield where a rule about rows applies, with the sheet row of each."""
    at: dict[tuple[str, str], int] = {}
    for key, cell in plan.slots.items():
        if key.table == table and key.row != TOTAL:
            at.setdefault((key.entity, key.row), cell.row)
    for point in use.points(plan.form, plan.extent.entity.code, at):
        yield point, at[point.entity, point.row]


def rules_between_forms(pack: Pack, owner: Entity) -> list[tuple[Rule, EvaluationPoint]]:
    """Return the rules between forms, which the cover shows."""
    rules = (rule for rule in rules_in_excel(pack.cross) if applies_to_entity(rule, owner))
    return [(rule, EvaluationPoint(None, owner.code)) for rule in rules]


def is_check_text(plan: SheetLayout, text: str) -> bool:
    """Whether a text beside the form is one that check cells show."""
    if text.startswith((PASSED, UNDECIDED, *(f"{word.zh} " for word in SEVERITY_WORDS.values()))):
        return True
    rules = rules_in_excel(plan.form.rules)
    return text in {TITLE, *LISTED} or any(text.startswith(rule.id) for rule in rules)
