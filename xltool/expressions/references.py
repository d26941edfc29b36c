"""Nodes that read cells: columns, lines, single cells, totals, look-ups."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.expressions.nodes import Expression, Predicate, Setting

CARD = "#card"
"""The group of all rows on one card, where a column could be named."""


@dataclass(frozen=True, slots=True, eq=False)
class ColumnRef(Expression):
    """The value of a column in the row at hand."""

    column: str


@dataclass(frozen=True, slots=True, eq=False)
class LineRef(Expression):
    """A line of a statement, or the total of a register, in the column at hand."""

    code: str


@dataclass(frozen=True, slots=True, eq=False)
class SumOfParts(Expression):
    """The sum of the lines below a line, in the column at hand; of a register's rows."""

    code: str


@dataclass(frozen=True, slots=True, eq=False)
class CellRef(Expression):
    """One cell of a statement."""

    form: str
    line: str
    column: str


@dataclass(frozen=True, slots=True, eq=False)
class ColumnTotal(Expression):
    """The sum of a register's column; with ``per``, over the rows that share its value there.

    ``where`` selects the rows that count.
    """

    table: str
    column: str
    per: str = ""
    where: Predicate | None = None

    def __call__(self, *, per: str = "", where: Predicate | None = None) -> ColumnTotal:
        """Return this total, taken per value of the column ``per``, of the rows ``where``."""
        return ColumnTotal(self.table, self.column, per, where)


@dataclass(frozen=True, slots=True, eq=False)
class RowCount(Expression):
    """How many rows of the card at hand are ``where``; masked rows count, too."""

    where: Predicate


@dataclass(frozen=True, slots=True, eq=False)
class Lookup(Expression):
    """The value in ``column`` of the first row of ``table`` whose ``key`` names the same.

    Names are compared as people write them: without spacing and width, and without the endings
    ``drop`` that systems add. Blank when there is no such row.
    """

    of: Expression
    table: str
    key: str
    column: str
    drop: tuple[str | Setting, ...] = ()

    def operands(self) -> tuple[Expression, ...]:
        """Return what is looked for."""
        return (self.of,)


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorPart(Expression):
    """A part of an indicator's value 指标值: its ``amount``, ``sign``, ``unit`` or ``shape``."""

    of: Expression
    part: str

    def operands(self) -> tuple[Expression, ...]:
        """Return the text that is taken apart."""
        return (self.of,)


@dataclass(frozen=True, slots=True, eq=False)
class Percentage(Expression):
    """A part as a percentage of a whole, half up at 2 places; 不可比 when the whole is zero."""

    part: Expression
    whole: Expression

    def operands(self) -> tuple[Expression, ...]:
        """Return part and whole."""
        return self.part, self.whole
