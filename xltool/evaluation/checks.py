"""Where check cells 校验 stand: beside the form, outside what is printed.

For each row one cell that says what is wrong in it, fed by a cell for each rule in columns
that stay folded away; for what concerns a column or the whole form a list. Rules between forms
stand on the cover.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.layout import Layout, address, column_name, is_parent
from xltool.model import TOTAL, Severity
from xltool.rules.applies import Application, application
from xltool.rules.rule import Rule, Scope, concerns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.model import Entity, Pack

TITLE = "校　　验"
LISTED = ("整表校验", "结果")
PASSED = "通过"
UNDECIDED = "无法判断"
WORDS = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.INFO: "提示"}
"""How a check cell begins that says what is wrong."""
GAP = 1
"""Blank columns between the form and its checks."""


@dataclass(frozen=True, slots=True)
class Check:
    """A rule at one place, and the cell that shows it, counted from 0."""

    rule: Rule
    scope: Scope
    row: int
    col: int


@dataclass(frozen=True, slots=True)
class Area:
    """The checks of one sheet.

    ``sums`` are the rows that have a cell which says all that is wrong in them, in the column
    ``first``; the folded columns of single rules are ``folded``. ``listed`` stand in the two
    columns from ``list_col``.
    """

    first: int
    folded: tuple[int, int]
    list_col: int
    rows: tuple[Check, ...]
    listed: tuple[Check, ...]

    @property
    def sums(self) -> Mapping[int, tuple[int, int]]:
        """The first and last folded column in use, by sheet row."""
        found: dict[int, tuple[int, int]] = {}
        for check in self.rows:
            low, high = found.get(check.row, (check.col, check.col))
            found[check.row] = min(low, check.col), max(high, check.col)
        return found

    def all(self) -> tuple[Check, ...]:
        """Return every check."""
        return self.rows + self.listed


def shown(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield the rules that Excel shows."""
    return (rule for rule in rules if not rule.calculates and not rule.python_only)


def area(plan: Layout, *, of_all: bool = False) -> Area:
    """Place the checks of a sheet; a parent's rows were checked where they were typed.

    A rule that is not for entities of this nature keeps its place free; ``of_all`` gives it, for
    those who do not know the nature.
    """
    first = len(plan.widths) + GAP
    rows, listed, col = [], [], first + 3
    for rule in shown(plan.form.rules):
        use = application(plan.form, rule)
        if use.table is None:
            owner = plan.extent.entity.code
            listed += [(rule, scope) for scope in use.scopes(plan.form, owner, ())]
        elif not is_parent(plan.extent):
            used: dict[int, int] = {}
            for scope, row in _places(plan, use, use.table.id):
                if of_all or concerns(rule, plan.extent.entity):
                    rows.append(Check(rule, scope, row, col + used.get(row, 0)))
                used[row] = used.get(row, 0) + 1
            col += max(used.values(), default=0)
    top = head_row(plan) + 1
    checks = [
        Check(rule, scope, top + index, first + 2)
        for index, (rule, scope) in enumerate(listed)
        if of_all or concerns(rule, plan.extent.entity)
    ]
    return Area(first, (first + 3, col - 1), first + 1, tuple(rows), tuple(checks))


def head_row(plan: Layout) -> int:
    """Return the sheet row in which the titles of checks stand."""
    return plan.heads[1] if plan.heads else 0


def head(plan: Layout, check: Check) -> str:
    """Return the cell that prints a check's title: above it, or beside it in the list."""
    if application(plan.form, check.rule).table is None:
        return address(check.row, check.col - 1)
    return f"{column_name(check.col)}${head_row(plan) + 1}"


def _places(plan: Layout, use: Application, table: str) -> Iterator[tuple[Scope, int]]:
    """Yield where a rule about rows applies, with the sheet row of each."""
    at: dict[tuple[str, str], int] = {}
    for key, cell in plan.slots.items():
        if key.table == table and key.row != TOTAL:
            at.setdefault((key.entity, key.row), cell.row)
    for scope in use.scopes(plan.form, plan.extent.entity.code, at):
        yield scope, at[scope.entity, scope.row]


def between(pack: Pack, owner: Entity) -> list[tuple[Rule, Scope]]:
    """Return the rules between forms, which the cover shows."""
    rules = (rule for rule in shown(pack.cross) if concerns(rule, owner))
    return [(rule, Scope(None, owner.code)) for rule in rules]


def says(plan: Layout, text: str) -> bool:
    """Whether a text beside the form is one that check cells show."""
    if text.startswith((PASSED, UNDECIDED, *(f"{word} " for word in WORDS.values()))):
        return True
    rules = shown(plan.form.rules)
    return text in {TITLE, *LISTED} or any(text.startswith(rule.id) for rule in rules)
