"""Where check cells 校验 stand: beside the form, outside what is printed.

Each row of a form has one cell with all that is wrong in it, a line for each problem, and next to
it how many problems stand above. They are fed by hidden cells to their right: one that checks what
is typed in the row, one for each rule, and the figures that were given and may not be changed.
What concerns several forms is checked on the sheet 检查.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import xltool.excel_formulas.drawings  # noqa: F401 - registers what draws each kind of node
from xltool.excel_formulas.drawing import drawing_of
from xltool.expressions.nodes import Compare, walk_expression
from xltool.expressions.predicates import AllFilled
from xltool.expressions.references import CARD
from xltool.kinds import SEVERITY_WORDS, Severity, Shape
from xltool.layout.printed_parts import is_parent
from xltool.model.applicability import applicability
from xltool.model.faults import faults_of
from xltool.model.forms import TOTAL
from xltool.model.lookup import EvaluationPoint, applies_to_entity
from xltool.model.row_ids import place_on_card

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.applicability import Applicability
    from xltool.model.forms import Entity, Pack

Cell = TypeVar("Cell")

TITLE = "校　　验"
FORMER_TEXTS = ("整表校验", "结果", "通过", "无法判断")
"""How texts begin that check cells showed in workbooks of former editions."""
GAP = 1
"""Blank columns between the form and its checks."""
ENTRY_COLUMNS = 6
"""Columns for what checks the entries of a row: rows that are checked alike share one."""


@dataclass(frozen=True, slots=True)
class RuleCell:
    """A rule at one point: the cell that its message names, and the column of its check cell."""

    rule: Rule
    point: EvaluationPoint
    named: FormCell
    col: int

    @property
    def row(self) -> int:
        """The sheet row of the check cell: that of the cell it names."""
        return self.named.row


@dataclass(frozen=True, slots=True)
class CheckArea:
    """The checks beside one form: columns counted from 0, from ``first`` to before ``end``.

    ``top`` is the row of their titles, ``bottom`` the last row of the form. ``rules`` are the
    cells of rules that apply to the entity.
    """

    first: int
    end: int
    top: int
    bottom: int
    rules: tuple[RuleCell, ...]

    @property
    def text_col(self) -> int:
        """The column with all that is wrong in a row."""
        return self.first

    @property
    def count_col(self) -> int:
        """The column with the number of problems from the top down to a row."""
        return self.first + 1

    @property
    def entry_col(self) -> int:
        """The first of the columns that check what is typed in a row."""
        return self.first + 2

    def given_col(self, col: int) -> int:
        """Return the column with the given values of a column of the form."""
        return self.first + 2 + ENTRY_COLUMNS + col


def rules_in_excel(rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield the rules that Excel shows.

    Not those that only note something, nor those that ask for entries: the entry's own check does.
    """
    return (
        rule
        for rule in rules
        if not rule.calculates
        and not rule.python_only
        and rule.severity is not Severity.INFO
        and not isinstance(rule.test, AllFilled)
    )


def check_area(layout: SheetLayout) -> CheckArea:
    """Place the checks of a form; a parent's figures were checked where they were typed.

    A rule that is not for entities of this nature keeps its column free.
    """
    first, top = len(layout.widths) + GAP, title_row(layout)
    col = first + 2 + ENTRY_COLUMNS + len(layout.widths)
    found: list[RuleCell] = []
    for rule in rules_in_excel(layout.form.rules) if not is_parent(layout.extent) else ():
        use, used, width = applicability(layout.form, rule), dict[int, int](), 0
        for point in _points(layout, use):
            with faults_of(rule, layout.form):
                named = named_cell(layout, rule, point)
            # A rule that compares the rows of a card has a column for each row, so that the
            # formulas of one column are equal in relative form.
            offset = place_on_card(point.row) if CARD in use.group else used.get(named.row, 0)
            if applies_to_entity(rule, layout.extent.entity):
                found.append(RuleCell(rule, point, named, col + offset))
            used[named.row] = used.get(named.row, 0) + 1
            width = max(width, offset + 1)
        col += width
    return CheckArea(first, col, top, layout.rows - 1, tuple(found))


def title_row(layout: SheetLayout) -> int:
    """Return the sheet row in which the titles of checks stand."""
    return layout.heads[1] if layout.heads else 0


def named_cell(layout: SheetLayout, rule: Rule, point: EvaluationPoint) -> FormCell:
    """Return the cell of a form that the message of a broken rule names.

    A rule that reads none of the form names its first.
    """
    named = lead_cell(rule, lambda node: drawing_of(node).named_cells(layout, point))
    return first_cell(layout) if named is None else named


def lead_cell(rule: Rule, cells_of: Callable[[Expression], Sequence[Cell]]) -> Cell | None:
    """Return the cell that a message about a broken rule names; ``cells_of`` a node are those read.

    In an equation the right side when it is one cell, for totals stand there; else the first cell
    that is read, as in a finding. None when none is.
    """

    def cells(root: Expression) -> list[Cell]:
        return [cell for node in walk_expression(root) for cell in cells_of(node)]

    test = rule.test
    if isinstance(test, Compare) and test.sign == "==":
        right = cells(test.right)
        if len(right) == 1:
            return right[0]
    roots = [test] if rule.where is None else [test, rule.where]
    return next((cell for root in roots for cell in cells(root)), None)


def first_cell(layout: SheetLayout) -> FormCell:
    """Return the first cell of a form that somebody fills in; else its first with a value."""
    cells = layout.slots.values()
    return next((cell for cell in cells if cell.entered), next(iter(cells)))


def _points(layout: SheetLayout, use: Applicability) -> Iterator[EvaluationPoint]:
    """Yield where a rule applies on a form: not at lines of a tree that are not printed."""
    owner, statement = layout.extent.entity.code, layout.form.shape is Shape.STATEMENT
    if use.table is None:
        yield from use.points(layout.form, owner, ())
        return
    table = use.table.id
    keys = (key for key in layout.slots if key.table == table and (statement or key.row != TOTAL))
    rows = dict.fromkeys((key.entity, key.row) for key in keys)
    points = use.points(layout.form, owner, rows)
    yield from (point for point in points if (point.entity, point.row) in rows)


def rules_between_forms(pack: Pack, owner: Entity) -> list[tuple[Rule, EvaluationPoint]]:
    """Return the rules between forms, which the sheet 检查 holds."""
    rules = (rule for rule in rules_in_excel(pack.cross) if applies_to_entity(rule, owner))
    return [(rule, EvaluationPoint(None, owner.code)) for rule in rules]


def is_check_text(layout: SheetLayout, text: str) -> bool:
    """Whether a text beside the form is one that check cells show, in this edition or before."""
    words = (f"{word.zh} " for word in SEVERITY_WORDS.values())
    if text.startswith((*FORMER_TEXTS, *words)) or text == TITLE:
        return True
    return any(text.startswith((rule.id, rule.zh)) for rule in layout.form.rules)
