"""Where a rule applies: in the rows of a table, in the columns of a line, or once.

It follows from what the rule's terms name, once for each rule.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from xltool.model import Shape
from xltool.rules.rule import Scope, calculated_columns, calculated_lines, column_of
from xltool.rules.terms import (
    CARD,
    Alike,
    AllMasked,
    Blank,
    Col,
    Count,
    Found,
    Line,
    Multiplies,
    Parts,
    Quoted,
    Repeats,
    Same,
    Target,
    Total,
    Unique,
    Within,
    walk,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.model import Form, Table
    from xltool.rules.rule import Rule
    from xltool.rules.terms import Term

UNDRAWN = (Found, Target, Alike, Multiplies, Quoted, Repeats, Within, AllMasked)
"""Terms that take texts apart, or look names up as people write them."""


@dataclass(frozen=True, slots=True)
class Application:
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
    ) -> Iterator[Scope]:
        """Yield every place; ``rows`` are the (entity, row) of a register or of cards."""
        if self.table is None:
            places = self.columns or ("",)
            yield from (Scope(form, owner, self.line, column) for column in places)
        elif self.table.shape is Shape.STATEMENT:
            yield from (Scope(form, owner, code) for code in self.lines)
        else:
            yield from (Scope(form, entity, row) for entity, row in rows)


@cache
def application(form: Form | None, rule: Rule) -> Application:
    """Return where ``rule`` applies in ``form``; without a form it applies once."""
    if form is None:
        return Application()
    table = _table(form, rule)
    if table is not None:
        lines = tuple(_lines(form, rule)) if table.shape is Shape.STATEMENT else ()
        group = _group(rule)
        return Application(table, lines, needed=_needed(form, rule, group), group=group)
    codes = [term.code for term in rule.terms() if isinstance(term, (Line, Parts))]
    if codes:
        return Application(line=codes[0], columns=tuple(_columns(form, codes)))
    return Application()


def _table(form: Form, rule: Rule) -> Table | None:
    """The rows on the cards as soon as one of their columns is named, else the cards."""
    if any(isinstance(term, Count) for term in rule.terms()):
        return form.table
    named = {column_of(form, t.column)[0].id for t in _subjects(rule) if isinstance(t, Col)}
    return next((table for table in reversed(form.tables) if table.id in named), None)


def _subjects(rule: Rule) -> Iterator[Term]:
    for root in (rule.test, rule.where):
        if root is not None:
            yield from walk(root)


def _group(rule: Rule) -> tuple[str, ...]:
    """Return the columns whose values make the groups that a rule judges once."""
    for term in walk(rule.test):
        if isinstance(term, Same):
            return term.per
        if isinstance(term, Unique):
            return (*term.per, term.column)
        if isinstance(term, Total) and term.per:
            return (term.per,)
    return (rule.once,) if rule.once else ()


def _needed(form: Form, rule: Rule, group: tuple[str, ...]) -> tuple[str, ...]:
    """Return all texts that a rule looks at, and the numbers that may not be blank.

    What is only asked whether it is blank is not needed.
    """
    found: dict[str, None] = {}
    for root in (rule.test, rule.where):
        for name in _filled(root) if root is not None else ():
            _, column = column_of(form, name)
            if (not column.kind.numeric or not column.nullable) and not column.printed:
                found.setdefault(name)
    found |= dict.fromkeys(name for name in group if name != CARD)
    return tuple(found)


def _filled(root: Term) -> Iterator[str]:
    if isinstance(root, Col):
        yield root.column
    if not isinstance(root, (Blank, Count)):
        for operand in root.operands():
            yield from _filled(operand)


def _lines(form: Form, rule: Rule) -> Iterator[str]:
    """Yield the entered lines on which every column that a rule names applies."""
    names = {term.column for term in _subjects(rule) if isinstance(term, Col)}
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
    if not column_of(form, column)[1].kind.numeric:
        return ()
    rules, ordered = dict(calculated_lines(form.rules)), dict[str, "Rule"]()
    while rules:
        ready = [code for code, rule in rules.items() if not rules.keys() & _rests_on(form, rule)]
        ordered |= {code: rules.pop(code) for code in ready or list(rules)}
    return tuple(ordered.items())


def _rests_on(form: Form, rule: Rule) -> set[str]:
    terms = list(walk(rule.test.operands()[1]))
    wholes = {term.code for term in terms if isinstance(term, Parts)}
    below = {line.code for line in form.table.lines if line.parent in wholes}
    return below | {term.code for term in terms if isinstance(term, Line)}


def drawable(form: Form | None, rule: Rule) -> bool:
    """Say whether Excel can show the rule; what it cannot says why in ``python_only``."""
    if any(isinstance(term, UNDRAWN) for term in rule.terms()):
        return False
    table = application(form, rule).table
    across = [term for term in rule.terms() if isinstance(term, (Same, Unique))]
    cards = table is not None and table.shape is Shape.CARDS
    return not cards or all(CARD in term.per for term in across)
