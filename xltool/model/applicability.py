"""Where a rule applies: in the rows of a table, in the columns of a line, or once.

It follows from the traits of the rule's nodes (see ``expressions.nodes``) and is worked out once
for each rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from xltool.expressions.nodes import walk_expression
from xltool.expressions.predicates import is_as_written
from xltool.expressions.references import CARD
from xltool.kinds import Shape
from xltool.model.lookup import EvaluationPoint, calculated_columns, calculated_lines, find_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form, Table


@dataclass(frozen=True, slots=True)
class Applicability:
    """Where a rule applies in its form.

    In each row of ``table``, of a statement in the rows ``lines``; or else in each of
    ``columns``, of the line ``line``; or else once. A row is judged when its columns ``needed``
    are filled; rows that share the values of ``group`` are judged together, or with ``folded``
    those that share what these mean.
    """

    table: Table | None = None
    lines: tuple[str, ...] = ()
    line: str = ""
    columns: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    folded: bool = False

    def points(
        self, form: Form | None, owner: str, rows: Iterable[tuple[str, str]]
    ) -> Iterator[EvaluationPoint]:
        """Yield every point; ``rows`` are the (entity, row) of a register or of cards."""
        if self.table is None:
            columns = self.columns or ("",)
            yield from (EvaluationPoint(form, owner, self.line, column) for column in columns)
        elif self.table.shape is Shape.STATEMENT:
            yield from (EvaluationPoint(form, owner, code) for code in self.lines)
        else:
            yield from (EvaluationPoint(form, entity, row) for entity, row in rows)


@cache
def applicability(form: Form | None, rule: Rule) -> Applicability:
    """Return where ``rule`` applies in ``form``; without a form it applies once."""
    if form is None:
        return Applicability()
    table = _table(form, rule)
    if table is not None:
        lines = tuple(_lines(form, rule)) if table.shape is Shape.STATEMENT else ()
        group = _group(rule)
        needed, folded = _needed(form, rule, group), not is_as_written(rule.test)
        return Applicability(table, lines, needed=needed, group=group, folded=folded)
    codes = [code for node in rule.nodes() for code in node.column_lines()]
    if codes:
        return Applicability(line=codes[0], columns=tuple(_columns(form, codes)))
    return Applicability()


def _table(form: Form, rule: Rule) -> Table | None:
    """Return the table in whose rows a rule applies, if it is about rows.

    Of a form with cards it is the rows on the cards as soon as one of their columns is named.
    """
    if any(node.once_per_card for node in rule.nodes()):
        return form.table
    named = {find_column(form, name)[0].id for name in _columns_named(rule)}
    return next((table for table in reversed(form.tables) if table.id in named), None)


def _columns_named(rule: Rule) -> Iterator[str]:
    """Yield the columns of the row at hand that decide where a rule applies.

    Those of ``test`` and ``where``, not of the tolerance or of what a finding lists besides.
    """
    for root in (rule.test, rule.where):
        for node in () if root is None else walk_expression(root):
            yield from node.row_columns()


def _group(rule: Rule) -> tuple[str, ...]:
    """Return the columns whose values make the groups that a rule judges once."""
    groups = (node.group_columns() for node in walk_expression(rule.test))
    return next(filter(None, groups), (rule.once,) if rule.once else ())


def _needed(form: Form, rule: Rule, group: tuple[str, ...]) -> tuple[str, ...]:
    """Return all texts that a rule looks at, and the numbers that may not be blank.

    What is only asked whether it is blank is not needed.
    """
    found: dict[str, None] = {}
    for root in (rule.test, rule.where):
        for name in _filled(root) if root is not None else ():
            _, column = find_column(form, name)
            if (not column.kind.numeric or not column.nullable) and not column.printed:
                found.setdefault(name)
    found |= dict.fromkeys(name for name in group if name != CARD)
    return tuple(found)


def _filled(root: Expression) -> Iterator[str]:
    yield from root.row_columns()
    for operand in root.operands() if root.needs_filled else ():
        yield from _filled(operand)


def _lines(form: Form, rule: Rule) -> Iterator[str]:
    """Yield the entered lines on which every column that a rule names applies.

    A rule that looks at a text applies to calculated lines, too: what a total is explained by is
    typed beside it. Of a code tree only lines with a row of their own are entered.
    """
    names = set(_columns_named(rule))
    columns = (find_column(form, name)[1] for name in names)
    looks_at_text = any(not column.kind.numeric and not column.printed for column in columns)
    rows = frozenset(form.template.tree_rows) if form.table.tree else frozenset()
    for line in form.table.lines:
        if rows and line.code not in rows:
            continue
        entered = looks_at_text or line.code not in calculated_lines(form.rules)
        if (line.code in rule.lines or (not rule.lines and entered)) and not names & line.na:
            yield line.code


def _columns(form: Form, codes: Iterable[str]) -> Iterator[str]:
    """Yield the entered columns that add, and apply to every line named."""
    named = set(codes)
    barred = {name for line in form.table.lines if line.code in named for name in line.na}
    for column in form.table.columns:
        calculated = column.id in calculated_columns(form.rules)
        if column.adds and not calculated and column.id not in barred:
            yield column.id


@cache
def column_names(form: Form) -> tuple[str, ...]:
    """Return the columns of a form's main table."""
    return tuple(column.id for column in form.table.columns)


@cache
def line_places(form: Form, codes: tuple[str, ...]) -> tuple[int, ...]:
    """Return which lines of a statement some are, counted from 0."""
    places = {line.code: place for place, line in enumerate(form.table.lines)}
    return tuple(sorted(places[code] for code in codes))


@cache
def line_order(form: Form, column: str) -> tuple[tuple[str, Rule], ...]:
    """Return the lines that are calculated in a column, each after those that it rests on."""
    if not find_column(form, column)[1].kind.numeric:
        return ()
    rules, ordered = dict(calculated_lines(form.rules)), dict[str, "Rule"]()
    while rules:
        ready = [code for code, rule in rules.items() if not rules.keys() & _rests_on(form, rule)]
        ordered |= {code: rules.pop(code) for code in ready or list(rules)}
    return tuple(ordered.items())


def _rests_on(form: Form, rule: Rule) -> set[str]:
    nodes = walk_expression(rule.test.operands()[1])
    return {code for node in nodes for code in lines_read(form, node)}


def lines_read(form: Form, node: Expression) -> Iterator[str]:
    """Yield the lines of a statement that a node itself reads in the column at hand."""
    for code in node.column_lines():
        yield from _lines_below(form).get(code, ()) if node.adds_parts else (code,)


@cache
def _lines_below(form: Form) -> Mapping[str, list[str]]:
    """Return the lines right below each line."""
    found: dict[str, list[str]] = {}
    for line in form.table.lines:
        found.setdefault(line.parent, []).append(line.code)
    return found


def drawable(form: Form | None, rule: Rule) -> bool:
    """Say whether a check cell can show the rule: all of its nodes, and the groups it compares.

    Whether a node has a drawing is one of its traits; ``tests/test_nodes.py`` holds both together.
    A check cell compares texts to the letter, and rows within one area, which the rows of all cards
    of a form are not.
    """
    if any(node.not_in_excel or not is_as_written(node) for node in _all_nodes(rule)):
        return False
    table = applicability(form, rule).table
    if table is None or table.shape is not Shape.CARDS:
        return True
    return all(CARD in node.group_columns() for node in rule.nodes() if node.compares_rows)


def _all_nodes(rule: Rule) -> Iterator[Expression]:
    """Yield what decides whether a rule is broken, with what selects the rows that it counts."""
    for node in rule.deciding_nodes():
        yield node
        for _, where in node.selections():
            yield from walk_expression(where)
