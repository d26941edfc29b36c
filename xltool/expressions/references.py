"""Nodes that read cells: columns, lines, single cells, totals, look-ups."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.expressions.nodes import Expression, Name, Predicate, Setting

CARD = "#card"
"""The group of all rows on one card, where a column could be named."""

TAKES_APART = "it takes a text apart"
NAMES_AS_WRITTEN = "it compares names as people write them"
TEXT_PARTS = frozenset({
    "sign", "written", "unit", "shape", "dimension", "scale", "meaning", "percent",
    "stem", "bracket", "scale_in_name", "key", "kind", "bare", "folded",
})  # fmt: skip
"""The parts of an indicator that are texts; the others are numbers."""


@dataclass(frozen=True, slots=True, eq=False)
class ColumnRef(Expression):
    """The value of a column in the row at hand."""

    calculable = True

    column: str

    def row_columns(self) -> tuple[str, ...]:
        """Return the column."""
        return (self.column,)

    def names(self) -> tuple[Name, ...]:
        """Return the column."""
        return (Name(column=self.column),)


@dataclass(frozen=True, slots=True, eq=False)
class LineRef(Expression):
    """A line of a statement, or the total of a register, in the column at hand."""

    calculable = True

    code: str

    def column_lines(self) -> tuple[str, ...]:
        """Return the line."""
        return (self.code,)

    def names(self) -> tuple[Name, ...]:
        """Return the line."""
        return (Name(line=self.code),)


@dataclass(frozen=True, slots=True, eq=False)
class SumOfParts(Expression):
    """The sum of the lines below a line, in the column at hand; of a register's rows."""

    calculable = True
    adds_parts = True

    code: str

    def column_lines(self) -> tuple[str, ...]:
        """Return the line whose parts are added."""
        return (self.code,)

    def names(self) -> tuple[Name, ...]:
        """Return the line whose parts are added."""
        return (Name(line=self.code),)


@dataclass(frozen=True, slots=True, eq=False)
class ExtremePart(Expression):
    """Of all lines below the line at hand, the largest value in a column, or the smallest."""

    not_in_excel = "which lines stand below differs from line to line"

    column: str
    largest: bool

    def row_columns(self) -> tuple[str, ...]:
        """Return the column."""
        return (self.column,)

    def names(self) -> tuple[Name, ...]:
        """Return the column."""
        return (Name(column=self.column),)


@dataclass(frozen=True, slots=True, eq=False)
class CellRef(Expression):
    """One cell of a statement."""

    form: str
    line: str
    column: str

    def names(self) -> tuple[Name, ...]:
        """Return line and column."""
        return Name(self.form, line=self.line), Name(self.form, self.column)


@dataclass(frozen=True, slots=True, eq=False)
class SameLine(Expression):
    """The value of another statement in the line whose code is that of the line at hand."""

    not_in_excel = "the line stands in another row of that form"

    form: str
    column: str

    def names(self) -> tuple[Name, ...]:
        """Return the other form's column."""
        return (Name(self.form, self.column),)


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

    def group_columns(self) -> tuple[str, ...]:
        """Return the column that the total is taken per."""
        return (self.per,) if self.per else ()

    def selections(self) -> tuple[tuple[str, Predicate], ...]:
        """Return what selects the rows of the register."""
        return () if self.where is None else ((self.table, self.where),)

    def names(self) -> tuple[Name, ...]:
        """Return the column, and the one that the total is taken per."""
        return tuple(Name(self.table, name) for name in (self.column, self.per) if name)


@dataclass(frozen=True, slots=True, eq=False)
class GroupTotal(Expression):
    """The sum of a register's column that repeats in each row of a group: once for each group.

    The rows of a group share the name ``per``, as people write names, without the endings ``drop``
    that systems add; the first has the figure that counts.
    """

    not_in_excel = "each group is to be added once"

    table: str
    column: str
    per: str
    drop: tuple[str | Setting, ...] = ()

    def names(self) -> tuple[Name, ...]:
        """Return the column, and the one whose values make the groups."""
        return Name(self.table, self.column), Name(self.table, self.per)


@dataclass(frozen=True, slots=True, eq=False)
class RowCount(Expression):
    """How many rows of the card at hand are ``where``; masked rows count, too."""

    once_per_card = True

    where: Predicate

    def selections(self) -> tuple[tuple[str, Predicate], ...]:
        """Return what selects the rows of the card."""
        return (("", self.where),)


@dataclass(frozen=True, slots=True, eq=False)
class Lookup(Expression):
    """The value in ``column`` of the first row of ``table`` whose ``key`` names the same.

    Names are compared as people write them: without spacing and width, and without the endings
    ``drop`` that systems add. Blank when there is no such row.
    """

    not_in_excel = NAMES_AS_WRITTEN

    of: Expression
    table: str
    key: str
    column: str
    drop: tuple[str | Setting, ...] = ()

    def operands(self) -> tuple[Expression, ...]:
        """Return what is looked for."""
        return (self.of,)

    def names(self) -> tuple[Name, ...]:
        """Return the column of names, and the one that is wanted."""
        return Name(self.table, self.key), Name(self.table, self.column)


@dataclass(frozen=True, slots=True, eq=False)
class IndicatorPart(Expression):
    """A part of an indicator's value 指标值: its ``amount``, ``sign``, ``unit`` or ``shape``."""

    not_in_excel = TAKES_APART

    of: Expression
    part: str

    @property
    def is_text(self) -> bool:
        """Whether the part is a text."""
        return self.part in TEXT_PARTS

    def operands(self) -> tuple[Expression, ...]:
        """Return the text that is taken apart."""
        return (self.of,)


@dataclass(frozen=True, slots=True, eq=False)
class Percentage(Expression):
    """A part as a percentage of a whole, half up at 2 places; 不可比 when the whole is zero."""

    calculates_alone = True

    part: Expression
    whole: Expression

    def operands(self) -> tuple[Expression, ...]:
        """Return part and whole."""
        return self.part, self.whole
