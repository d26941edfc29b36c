"""What a pack states: rules that assert and rules that calculate, and where each applies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from xltool.model import TOTAL, Severity, Shape
from xltool.rules.terms import (
    CARD,
    AllMasked,
    Blank,
    Col,
    Compare,
    Const,
    Count,
    Found,
    Line,
    Parts,
    Quoted,
    Repeats,
    Same,
    Target,
    Term,
    Test,
    Total,
    Unique,
    Within,
    bound,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.model import Form, Key, Table
    from xltool.rules.terms import Setting_

UNDRAWN = (Found, Target, Quoted, Repeats, Within, AllMasked)
"""Terms that take texts apart, or look names up as people write them."""


NOTHING = Const(Decimal(0))


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One statement that must hold, or that calculates 审核公式.

    ``test`` is stated wherever ``where`` is true; in a calculated rule its left side is the
    target, a locked formula, and its right side the value. ``within`` is the tolerance; a
    difference up to ``rounding`` is only told. ``lines`` limits a rule about rows to those lines
    of a statement, ``nature`` any rule to entities of that nature. ``shows`` names further cells
    that a finding lists. ``source`` cites the regulation, ``fix`` says what to do, ``right`` and
    ``wrong`` give an example. ``python_only`` says why Excel cannot show it while somebody types.
    """

    id: str
    test: Test
    zh: str
    en: str
    severity: Severity = Severity.ERROR
    within: Term = NOTHING
    calculates: bool = False
    source: str = ""
    where: Test | None = None
    rounding: Term = NOTHING
    lines: tuple[str, ...] = ()
    nature: tuple[str, ...] = ()
    shows: Term | None = None
    fix: tuple[str, str] = ("", "")
    right: str = ""
    wrong: str = ""
    python_only: str = ""

    def terms(self) -> list[Term]:
        """Return every term of the statement, of what limits it last."""
        roots = [
            self.test,
            self.within,
            self.rounding,
            *(term for term in (self.where, self.shows) if term is not None),
        ]
        return [term for root in roots for term in walk(root)]

    def bound(self, settings: Mapping[str, Setting_]) -> Rule:
        """Return the rule with the pack's settings put in; ``KeyError`` for an unknown one."""
        return replace(
            self,
            test=_stated(self.test, settings),
            within=bound(self.within, settings),
            rounding=bound(self.rounding, settings),
            where=_stated(self.where, settings) if self.where is not None else None,
            shows=bound(self.shows, settings) if self.shows is not None else None,
        )


def _stated(test: Test, settings: Mapping[str, Setting_]) -> Test:
    stated = bound(test, settings)
    assert isinstance(stated, Test)
    return stated


@dataclass(frozen=True, slots=True)
class Scope:
    """Where a term is looked at: a form, the row of an entity, and a column."""

    form: Form | None
    entity: str
    row: str = ""
    column: str = ""


@cache
def calculated_columns(rules: tuple[Rule, ...]) -> Mapping[str, Rule]:
    """Return the rule that calculates each calculated column, by column id."""
    return {
        rule.test.left.column: rule
        for rule in rules
        if rule.calculates and isinstance(rule.test, Compare) and isinstance(rule.test.left, Col)
    }


@cache
def calculated_lines(rules: tuple[Rule, ...]) -> Mapping[str, Rule]:
    """Return the rule that calculates each calculated line, by line code."""
    return {
        rule.test.left.code: rule
        for rule in rules
        if rule.calculates and isinstance(rule.test, Compare) and isinstance(rule.test.left, Line)
    }


def calculating(form: Form, key: Key) -> Rule | None:
    """Return the rule that calculates ``key``, or None when it is entered.

    A column's rule wins over a line's; the total of a register adds in every column.
    """
    columns, lines = calculated_columns(form.rules), calculated_lines(form.rules)
    if form.shape is Shape.REGISTER and key.row == TOTAL:
        return lines.get(TOTAL)
    if key.column in columns:
        return columns[key.column]
    summed = form.shape is Shape.STATEMENT and form.table.column(key.column).kind.numeric
    return lines.get(key.row) if summed else None


def table_of(form: Form, column: str) -> Table:
    """Return the table of a form that has ``column``; raise ``KeyError`` when none has."""
    for table in form.tables:
        if any(candidate.id == column for candidate in table.columns):
            return table
    raise KeyError(column)


def row_table(form: Form | None, rule: Rule) -> Table | None:
    """Return the table whose rows a rule is about, or None when it is not about rows.

    Of a card form these are the rows on the cards as soon as one of their columns is named.
    """
    if form is None:
        return None
    tables = {table_of(form, term.column).id for term in _subjects(rule) if isinstance(term, Col)}
    if any(isinstance(term, Count) for term in rule.terms()):
        return form.table
    return next((table for table in reversed(form.tables) if table.id in tables), None)


def _subjects(rule: Rule) -> Iterator[Term]:
    for root in (rule.test, rule.where):
        if root is not None:
            yield from walk(root)


def group_of(rule: Rule) -> tuple[str, ...]:
    """Return the columns whose values make the groups that a rule judges once, or nothing."""
    for term in walk(rule.test):
        if isinstance(term, Same):
            return term.per
        if isinstance(term, Unique):
            return (*term.per, term.column)
        if isinstance(term, Total) and term.per:
            return (term.per,)
    return ()


def needed(form: Form, rule: Rule) -> list[Col]:
    """Return the columns that must be filled before a rule can be judged in a row.

    These are all texts it looks at, but for those asked whether they are blank, and the numbers
    that may not be blank.
    """
    found: dict[str, Col] = {}
    for root in (rule.test, rule.where):
        for col in _filled(root) if root is not None else ():
            column = table_of(form, col.column).column(col.column)
            if (not column.kind.numeric or not column.nullable) and not column.printed:
                found.setdefault(col.column, col)
    for name in group_of(rule):
        if name != CARD:
            found.setdefault(name, Col(name))
    return list(found.values())


def _filled(root: Term) -> Iterator[Col]:
    if isinstance(root, Col):
        yield root
    if not isinstance(root, (Blank, Count)):
        for operand in root.operands():
            yield from _filled(operand)


def scopes(
    form: Form | None, rule: Rule, owner: str, rows: Iterable[tuple[str, str]]
) -> Iterator[Scope]:
    """Yield where a rule applies: each of ``rows``, or each column, or once for ``owner``.

    ``rows`` are the (entity, row) of ``row_table``; those of a statement are its lines.
    """
    table = row_table(form, rule)
    whole = [term.code for term in rule.terms() if isinstance(term, (Line, Parts))]
    if form is None or (table is None and not whole):
        yield Scope(form, owner)
    elif table is None:
        for column in form.table.columns:
            barred = any(column.id in form.table.line(code).na for code in whole)
            if column.adds and column.id not in calculated_columns(form.rules) and not barred:
                yield Scope(form, owner, whole[0], column.id)
    elif table.shape is Shape.STATEMENT:
        for code in _lines(form, rule):
            yield Scope(form, owner, code)
    else:
        for entity, row in rows:
            yield Scope(form, entity, row)


def _lines(form: Form, rule: Rule) -> Iterator[str]:
    """Yield the entered lines on which every column that a rule names applies."""
    names = {term.column for term in _subjects(rule) if isinstance(term, Col)}
    for line in form.table.lines:
        entered = line.code not in calculated_lines(form.rules)
        if (line.code in rule.lines or (not rule.lines and entered)) and not names & line.na:
            yield line.code


def drawable(form: Form | None, rule: Rule) -> bool:
    """Say whether Excel can show the rule; what it cannot says why in ``python_only``."""
    if any(isinstance(term, UNDRAWN) for term in rule.terms()):
        return False
    table = row_table(form, rule)
    across = [term for term in rule.terms() if isinstance(term, (Same, Unique))]
    cards = table is not None and table.shape is Shape.CARDS
    return not cards or all(CARD in term.per for term in across)
