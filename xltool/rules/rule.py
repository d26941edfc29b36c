"""What a pack states: rules that assert and rules that calculate."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from xltool.model import TOTAL, Severity, Shape
from xltool.rules.terms import Col, Compare, Const, Line, Term, Test, bound, walk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model import Column, Entity, Form, Key, Table
    from xltool.rules.terms import Setting_

NOTHING = Const(Decimal(0))
NAMED = frozenset({
    "left", "right", "there", "limit", "difference", "gap", "count", "cells", "stand", "shown",
    "counted", "others", "elsewhere", "here", "line", "options", "near", "states",
})  # fmt: skip
"""What the sentence of a finding can name besides columns; ``validation.sentence`` knows how."""
_SETTING = re.compile(r"\{setting\.(\w+)\}")


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One statement that must hold, or that calculates 审核公式.

    ``test`` is stated wherever ``where`` is true; in a calculated rule its left side is the
    target, a locked formula, and its right side the value. ``within`` is the tolerance; a
    difference up to ``rounding`` is only told. ``lines`` limits a rule about rows to those lines
    of a statement; ``once`` tells it only once for rows that hold the same in that column;
    ``nature`` limits any rule to entities of that nature. ``shows`` names further cells
    that a finding lists. ``says`` is what a finding says, where the usual sentence does not do: it
    can name what is in ``NAMED`` and the columns of the row. ``fix`` says what to do, ``source``
    cites the regulation, ``right`` and ``wrong`` give an example. ``python_only`` says why Excel
    cannot show it while somebody types.
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
    once: str = ""
    nature: tuple[str, ...] = ()
    shows: Term | None = None
    says: tuple[str, str] = ("", "")
    fix: tuple[str, str] = ("", "")
    right: str = ""
    wrong: str = ""
    python_only: str = ""

    @property
    def exact(self) -> bool:
        """Whether the rule allows no tolerance."""
        return isinstance(self.within, Const) and self.within.value == 0

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
            says=(_set(self.says[0], settings), _set(self.says[1], settings)),
        )


def _set(text: str, settings: Mapping[str, Setting_]) -> str:
    """Put settings into a sentence: ``{setting.catch_all_amount}``."""
    return _SETTING.sub(lambda match: str(settings[match[1]]), text)


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


def concerns(rule: Rule, entity: Entity) -> bool:
    """Whether a rule is for entities of this nature."""
    return not rule.nature or entity.nature in rule.nature


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
    fixed = form.shape is Shape.STATEMENT or key.row == TOTAL
    return _calculating(form, key.row if fixed else "", key.column)


@cache
def _calculating(form: Form, row: str, name: str) -> Rule | None:
    columns, lines = calculated_columns(form.rules), calculated_lines(form.rules)
    if form.shape is Shape.REGISTER and row == TOTAL:
        return lines.get(TOTAL)
    if name in columns:
        return columns[name]
    summed = form.shape is Shape.STATEMENT and form.table.column(name).kind.numeric
    return lines.get(row) if summed else None


@cache
def column_of(form: Form, name: str) -> tuple[Table, Column]:
    """Return the table of a form that has the column ``name``, and the column.

    Raise ``KeyError`` when no table has it.
    """
    for table in form.tables:
        for column in table.columns:
            if column.id == name:
                return table, column
    raise KeyError(name)
