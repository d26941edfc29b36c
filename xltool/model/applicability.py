"""Where a rule applies: in the rows of a table, in the columns of a line, or once.

It follows from what the rule's terms name, once for each rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from xltool.expressions.nodes import IsBlank, walk_expression
from xltool.expressions.predicates import (
    AllOrNoneMasked,
    PartWithinWhole,
    ProductsRight,
    QuotesAmount,
    RepeatsValue,
    SameInGroup,
    SpelledAlike,
    UniqueInGroup,
)
from xltool.expressions.references import (
    CARD,
    ColumnRef,
    ColumnTotal,
    IndicatorPart,
    LineRef,
    Lookup,
    RowCount,
    SumOfParts,
)
from xltool.kinds import Shape
from xltool.model.lookup import EvaluationPoint, calculated_columns, calculated_lines, find_column

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form, Table

UNDRAWN = (
    Lookup,
    IndicatorPart,
    SpelledAlike,
    ProductsRight,
    QuotesAmount,
    RepeatsValue,
    PartWithinWhole,
    AllOrNoneMasked,
)
"""Terms that take texts apart, or look names up as people write them."""


@dataclass(frozen=True, slots=True)
class Applicability:
    """Where a rule applies in its form.

    In each row of ``table``, of a statement in the rows ``lines``; or else in each of
    ``columns``, of the line ``line``; or else once. A row is judged when its columns ``needed``
    are filled; rows that share the values of ``group`` are judged together.
    """

    table: Table | None = None
    lines: tuple[str, ...] = ()
    line: str = ""
    columns: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()
    group: tuple[str, ...] = ()

    def scopes(
        self, form: Form | None, owner: str, rows: Iterable[tuple[str, str]]
    ) -> Iterator[EvaluationPoint]:
        """Yield every place; ``rows`` are the (entity, row) of a register or of cards."""
        if self.table is None:
            places = self.columns or ("",)
            yield from (EvaluationPoint(form, owner, self.line, column) for column in places)
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
        return Applicability(table, lines, needed=_needed(form, rule, group), group=group)
    codes = [term.code for term in rule.terms() if isinstance(term, (LineRef, SumOfParts))]
    if codes:
        return Applicability(line=codes[0], columns=tuple(_columns(form, codes)))
    return Applicability()


def _table(form: Form, rule: Rule) -> Table | None:
    """The rows on the cards as soon as one of their columns is named, else the cards."""
    if any(isinstance(term, RowCount) for term in rule.terms()):
        return form.table
    named = {find_column(form, t.column)[0].id for t in _subjects(rule) if isinstance(t, ColumnRef)}
    return next((table for table in reversed(form.tables) if table.id in named), None)


def _subjects(rule: Rule) -> Iterator[Expression]:
    for root in (rule.test, rule.where):
        if root is not None:
            yield from walk_expression(root)


def _group(rule: Rule) -> tuple[str, ...]:
    """Return the columns whose values make the groups that a rule judges once."""
    for term in walk_expression(rule.test):
        if isinstance(term, SameInGroup):
            return term.per
        if isinstance(term, UniqueInGroup):
            return (*term.per, term.column)
        if isinstance(term, ColumnTotal) and term.per:
            return (term.per,)
    return (rule.once,) if rule.once else ()


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
    if isinstance(root, ColumnRef):
        yield root.column
    if not isinstance(root, (IsBlank, RowCount)):
        for operand in root.operands():
            yield from _filled(operand)


def _lines(form: Form, rule: Rule) -> Iterator[str]:
    """Yield the entered lines on which every column that a rule names applies."""
    names = {term.column for term in _subjects(rule) if isinstance(term, ColumnRef)}
    for line in form.table.lines:
        entered = line.code not in calculated_lines(form.rules)
        if (line.code in rule.lines or (not rule.lines and entered)) and not names & line.na:
            yield line.code


def _columns(form: Form, codes: Iterable[str]) -> Iterator[str]:
    """Yield the entered columns that add, and apply to every line named."""
    for column in form.table.columns:
        barred = any(
            column.id in line.na for line in form.table.lines for code in codes if line.code == code
        )
        if column.adds and column.id not in calculated_columns(form.rules) and not barred:
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
    terms = list(walk_expression(rule.test.operands()[1]))
    wholes = {term.code for term in terms if isinstance(term, SumOfParts)}
    below = {line.code for line in form.table.lines if line.parent in wholes}
    return below | {term.code for term in terms if isinstance(term, LineRef)}


def drawable(form: Form | None, rule: Rule) -> bool:
    """Say whether Excel can show the rule; what it cannot says why in ``python_only``."""
    if any(isinstance(term, UNDRAWN) for term in rule.terms()):
        return False
    table = applicability(form, rule).table
    across = [term for term in rule.terms() if isinstance(term, (SameInGroup, UniqueInGroup))]
    cards = table is not None and table.shape is Shape.CARDS
    return not cards or all(CARD in term.per for term in across)
