"""The language of rules: terms that operators build, and the rule that holds one.

A term is only built here. ``evaluate`` computes it over decimals, ``formula`` draws it in Excel.
``col`` speaks of each row, ``line`` and ``parts`` of a line in every entered numeric column,
``cell`` of one cell of a statement, ``total`` of a register's rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NoReturn, TypeAlias

from xltool.model import TOTAL, Severity, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.model import Form, Key

    Operand: TypeAlias = "Term | Decimal | int | float"


class Term:
    """Anything that has a value; operators build larger terms."""

    __slots__ = ()

    def __add__(self, other: Operand) -> Term:
        """Build a sum."""
        return Binary("+", self, term(other))

    def __radd__(self, other: Operand) -> Term:
        """Build a sum."""
        return Binary("+", term(other), self)

    def __sub__(self, other: Operand) -> Term:
        """Build a difference."""
        return Binary("-", self, term(other))

    def __rsub__(self, other: Operand) -> Term:
        """Build a difference."""
        return Binary("-", term(other), self)

    def __mul__(self, other: Operand) -> Term:
        """Build a product."""
        return Binary("*", self, term(other))

    def __rmul__(self, other: Operand) -> Term:
        """Build a product."""
        return Binary("*", term(other), self)

    def __eq__(self, other: Operand) -> Compare:  # type: ignore[override]
        """State that both sides are equal."""
        return Compare("==", self, term(other))

    def __le__(self, other: Operand) -> Compare:
        """State that this side is at most the other."""
        return Compare("<=", self, term(other))

    def __ge__(self, other: Operand) -> Compare:
        """State that this side is at least the other."""
        return Compare(">=", self, term(other))

    __hash__ = object.__hash__

    def __bool__(self) -> NoReturn:
        """Refuse ``and``, ``or`` and chained comparisons: a term has no truth of its own."""
        msg = "a term has no truth value: write one comparison per rule"
        raise TypeError(msg)

    def operands(self) -> tuple[Term, ...]:
        """Return the terms right below this one."""
        return ()


@dataclass(frozen=True, slots=True, eq=False)
class Const(Term):
    """A number."""

    value: Decimal


@dataclass(frozen=True, slots=True, eq=False)
class Col(Term):
    """The value of a column in the row at hand."""

    column: str


@dataclass(frozen=True, slots=True, eq=False)
class Line(Term):
    """A line of a statement, or the total of a register, in the column at hand."""

    code: str


@dataclass(frozen=True, slots=True, eq=False)
class Parts(Term):
    """The sum of the lines below a line, in the column at hand; of a register's rows."""

    code: str


@dataclass(frozen=True, slots=True, eq=False)
class Cell(Term):
    """One cell of a statement."""

    form: str
    line: str
    column: str


@dataclass(frozen=True, slots=True, eq=False)
class Total(Term):
    """The sum of a register's column; with ``per``, over the rows that share its value there."""

    table: str
    column: str
    per: str = ""

    def __call__(self, *, per: str) -> Total:
        """Return this total, taken per value of the column ``per``."""
        return Total(self.table, self.column, per)


@dataclass(frozen=True, slots=True, eq=False)
class Binary(Term):
    """Two terms under ``+``, ``-`` or ``*``."""

    sign: str
    left: Term
    right: Term

    def operands(self) -> tuple[Term, ...]:
        """Return both sides."""
        return self.left, self.right


@dataclass(frozen=True, slots=True, eq=False)
class Percent(Term):
    """A part as a percentage of a whole, half up at 2 places; 不可比 when the whole is zero."""

    part: Term
    whole: Term

    def operands(self) -> tuple[Term, ...]:
        """Return part and whole."""
        return self.part, self.whole


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Term):
    """A statement that two terms stand in ``==``, ``<=`` or ``>=``."""

    sign: str
    left: Term
    right: Term

    def operands(self) -> tuple[Term, ...]:
        """Return both sides."""
        return self.left, self.right


@dataclass(frozen=True, slots=True, eq=False)
class Same(Term):
    """A statement that a column is the same on all rows that share the value of ``per``."""

    column: str
    per: str

    def operands(self) -> tuple[Term, ...]:
        """Return the column that must agree."""
        return (Col(self.column),)


def term(value: Operand) -> Term:
    """Return ``value`` as a term; a float is taken as the decimal it prints as."""
    return value if isinstance(value, Term) else Const(Decimal(str(value)))


def walk(root: Term) -> Iterator[Term]:
    """Yield ``root`` and every term below it."""
    yield root
    for operand in root.operands():
        yield from walk(operand)


class _Columns:
    def __getattr__(self, name: str) -> Col:
        return Col(name)


class _Lines:
    def __getattr__(self, name: str) -> Line:
        return Line(name)


@dataclass(frozen=True, slots=True)
class _Path:
    names: tuple[str, ...] = ()


class _Cells(_Path):
    def __getattr__(self, name: str) -> _CellLine:
        return _CellLine((name,))


class _CellLine(_Path):
    def __getattr__(self, name: str) -> _CellColumn:
        return _CellColumn((*self.names, name))


class _CellColumn(_Path):
    def __getattr__(self, name: str) -> Cell:
        form, line_code = self.names
        return Cell(form, line_code, name)


class _Totals:
    def __getattr__(self, name: str) -> _TotalColumn:
        return _TotalColumn((name,))


class _TotalColumn(_Path):
    def __getattr__(self, name: str) -> Total:
        return Total(self.names[0], name)


col = _Columns()
line = _Lines()
cell = _Cells()
total = _Totals()


def parts(whole: Line) -> Parts:
    """Return the sum of the lines below ``whole`` that count in it."""
    return Parts(whole.code)


def same(column: Col, *, per: str) -> Same:
    """State that ``column`` is the same on all rows that share the value of ``per``."""
    return Same(column.column, per)


def percent(part: Term, *, of: Term) -> Percent:
    """Return ``part`` as a percentage of ``of``, half up at two places."""
    return Percent(part, of)


@dataclass(frozen=True, slots=True, eq=False)
class Rule:
    """One statement that must hold, or that calculates 审核公式.

    ``test`` compares; in a calculated rule its left side is the target, a locked formula, and
    its right side the value. ``within`` is the tolerance. ``source`` cites the regulation.
    """

    id: str
    test: Compare | Same
    zh: str
    en: str
    severity: Severity = Severity.ERROR
    within: Term = Const(Decimal(0))
    calculates: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Transfer:
    """Money that one entity pays another: an outlay of one and an income of the other 内部往来.

    ``paid`` and ``received`` are cells of statements; the register ``table`` breaks them down by
    counterparty in the columns ``paid_column`` and ``received_column``. Between entities of one
    parent both sides are taken out of the parent's figures.
    """

    id: str
    paid: Cell
    received: Cell
    table: str
    counterparty: str
    paid_column: str
    received_column: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Adjusting:
    """The register in which a parent adjusts its own figures: which cell, and by how much."""

    table: str
    item: str
    amount: str


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
