"""Which rule calculates a cell, and which table has a column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from xltool.expressions.nodes import Compare
from xltool.expressions.references import ColumnRef, LineRef
from xltool.kinds import ColumnKind, Shape
from xltool.model.forms import TOTAL

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.expressions.rule import Rule
    from xltool.model.forms import CodeList, Column, Entity, Form, Table
    from xltool.model.submission import Key


@dataclass(frozen=True, slots=True)
class EvaluationPoint:
    """Where an expression is evaluated: a form, the row of an entity, a column; "" for none.

    A rule about rows has a ``row`` and no ``column``, also in the lines of a statement. A rule
    about lines has a ``column`` and the ``row`` of its first line. Any other has neither.
    """

    form: Form | None
    entity: str
    row: str = ""
    column: str = ""


def applies_to_entity(rule: Rule, entity: Entity) -> bool:
    """Whether a rule is for entities of this nature."""
    return not rule.nature or entity.nature in rule.nature


@cache
def calculated_columns(rules: tuple[Rule, ...]) -> Mapping[str, Rule]:
    """Return the rule that calculates each calculated column, by column id."""
    return {
        rule.test.left.column: rule
        for rule in rules
        if rule.calculates
        and isinstance(rule.test, Compare)
        and isinstance(rule.test.left, ColumnRef)
    }


@cache
def calculated_lines(rules: tuple[Rule, ...]) -> Mapping[str, Rule]:
    """Return the rule that calculates each calculated line, by line code."""
    return {
        rule.test.left.code: rule
        for rule in rules
        if rule.calculates
        and isinstance(rule.test, Compare)
        and isinstance(rule.test.left, LineRef)
    }


@cache
def total_lines(rules: tuple[Rule, ...]) -> frozenset[str]:
    """Return the codes of the lines that are sums of others, calculated or typed."""
    return frozenset(
        rule.test.left.code
        for rule in rules
        if (rule.calculates or rule.typed)
        and isinstance(rule.test, Compare)
        and isinstance(rule.test.left, LineRef)
    )


@cache
def calculated_column(form: Form, name: str) -> Rule | None:
    """Return the rule that calculates a column, or None when it is entered."""
    return calculated_columns(form.rules).get(name)


def calculating_rule(form: Form, key: Key) -> Rule | None:
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
def find_column(form: Form, name: str) -> tuple[Table, Column]:
    """Return the table of a form that has the column ``name``, and the column.

    Raise ``KeyError`` when no table has it.
    """
    for table in form.tables:
        for column in table.columns:
            if column.id == name:
                return table, column
    raise KeyError(name)


def entries_of(codes: CodeList, column: Column) -> tuple[str, ...]:
    """Return what ``column`` may hold of its code list: in a column of texts labels, else codes.

    Below another column's code, only codes with one above them.
    """
    lines = (line for line in codes.lines if line.parent or not column.under)
    named = (line.label if column.kind is ColumnKind.TEXT else line.code for line in lines)
    return tuple(dict.fromkeys(named))
