"""The nodes that operators build: arithmetic, comparison, and, or, not.

``Expression`` and ``Predicate`` are the base classes of all nodes, here and in the files beside
this one. What lint and ``model.applicability`` must know of a node are class attributes and
methods of ``Expression``, called its traits; both name no node class.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, NamedTuple, NoReturn, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    Operand: TypeAlias = "Expression | Decimal | int | float | str"
    Setting_: TypeAlias = "str | float | tuple[str, ...]"


class Name(NamedTuple):
    """A column or a line that a pack must have: in ``table``, or else in the form at hand."""

    table: str = ""
    column: str = ""
    line: str = ""


class Expression:
    """Anything that has a value; operators build larger expressions.

    Nodes compare by ``==`` into a new node and hash by identity: they can be keys.
    """

    __slots__ = ()

    # Traits ----------------------------------------------------------------------------------

    needs_filled: ClassVar[bool] = True
    """Whether a rule is judged only in rows where the columns below this node are filled in."""
    once_per_card: ClassVar[bool] = False
    """Whether a rule that holds this node is about a card, not about each of its rows."""
    compares_rows: ClassVar[bool] = False
    """Whether the rows of a group are compared with each other, so that a group is judged once."""
    adds_parts: ClassVar[bool] = False
    """Whether the lines below ``column_lines`` are read, not these lines themselves."""
    calculable: ClassVar[bool] = False
    """Whether a calculated cell may be made of this node."""
    calculates_alone: ClassVar[bool] = False
    """Whether this node may be all of a calculated cell, though no part of a larger expression."""
    stands_in: ClassVar[bool] = False
    """Whether another node takes its place when the pack is loaded: nothing evaluates this one."""
    not_in_excel: ClassVar[str] = ""
    """Why no check cell can show this node; empty when it has a drawing."""

    @property
    def is_text(self) -> bool:
        """Whether the value is a text, as far as that follows from the node alone."""
        return False

    def operands(self) -> tuple[Expression, ...]:
        """Return the nodes right below this one."""
        return ()

    def row_columns(self) -> tuple[str, ...]:
        """Return the columns that this node itself reads in the row at hand."""
        return ()

    def column_lines(self) -> tuple[str, ...]:
        """Return the lines that this node itself names in the column at hand."""
        return ()

    def group_columns(self) -> tuple[str, ...]:
        """Return the columns whose values make the groups in which rows are judged together."""
        return ()

    def selections(self) -> tuple[tuple[str, Predicate], ...]:
        """Return the predicates that select rows, each with its table; "" is the form at hand."""
        return ()

    def names(self) -> tuple[Name, ...]:
        """Return what this node itself names, in the order in which it is looked up."""
        return ()

    # Operators -------------------------------------------------------------------------------

    def __add__(self, other: Operand) -> Expression:
        """Build a sum."""
        return Arithmetic("+", self, as_expression(other))

    def __radd__(self, other: Operand) -> Expression:
        """Build a sum."""
        return Arithmetic("+", as_expression(other), self)

    def __sub__(self, other: Operand) -> Expression:
        """Build a difference."""
        return Arithmetic("-", self, as_expression(other))

    def __rsub__(self, other: Operand) -> Expression:
        """Build a difference."""
        return Arithmetic("-", as_expression(other), self)

    def __mul__(self, other: Operand) -> Expression:
        """Build a product."""
        return Arithmetic("*", self, as_expression(other))

    def __rmul__(self, other: Operand) -> Expression:
        """Build a product."""
        return Arithmetic("*", as_expression(other), self)

    def __eq__(self, other: Operand) -> Compare:  # type: ignore[override]
        """State that both sides are equal."""
        return Compare("==", self, as_expression(other))

    def __ne__(self, other: Operand) -> Compare:  # type: ignore[override]
        """State that both sides differ."""
        return Compare("!=", self, as_expression(other))

    def __le__(self, other: Operand) -> Compare:
        """State that this side is at most the other."""
        return Compare("<=", self, as_expression(other))

    def __ge__(self, other: Operand) -> Compare:
        """State that this side is at least the other."""
        return Compare(">=", self, as_expression(other))

    def __lt__(self, other: Operand) -> Compare:
        """State that this side is less than the other."""
        return Compare("<", self, as_expression(other))

    def __gt__(self, other: Operand) -> Compare:
        """State that this side is more than the other."""
        return Compare(">", self, as_expression(other))

    def isin(self, *values: str | Setting) -> Predicate:
        """State that this text is one of ``values``."""
        return OneOf(self, values)

    def startswith(self, *starts: str | Setting) -> Predicate:
        """State that this text begins with one of ``starts``: a code and all those below it."""
        return StartsWith(self, starts)

    def endswith(self, *ends: str | Setting) -> Predicate:
        """State that this text ends with one of ``ends``."""
        return EndsWith(self, ends)

    def contains(self, *words: str | Setting) -> Predicate:
        """State that this text holds one of ``words``."""
        return Contains(self, words)

    __hash__ = object.__hash__

    def __bool__(self) -> NoReturn:
        """Refuse ``and``, ``or`` and chained comparisons: before a submission nothing is true."""
        msg = "a term has no truth value: use &, | and ~, and write one comparison per rule"
        raise TypeError(msg)


class Predicate(Expression):
    """An expression that is true or false; ``&``, ``|`` and ``~`` build larger ones."""

    __slots__ = ()

    def __and__(self, other: Predicate) -> Predicate:
        """State both."""
        return And(self, other)

    def __or__(self, other: Predicate) -> Predicate:
        """State one of both, or both."""
        return Or(self, other)

    def __invert__(self) -> Predicate:
        """State the contrary."""
        return Not(self)


@dataclass(frozen=True, slots=True, eq=False)
class Constant(Expression):
    """A number or a text."""

    calculable = True

    value: Decimal | str

    @property
    def is_text(self) -> bool:
        """Whether the value is a text."""
        return isinstance(self.value, str)


@dataclass(frozen=True, slots=True, eq=False)
class Setting(Expression):
    """A value of the pack's configuration; ``Rule.bound`` puts a constant in its place."""

    stands_in = True

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic(Expression):
    """Two numbers under ``+``, ``-`` or ``*``."""

    calculable = True

    sign: str
    left: Expression
    right: Expression

    def operands(self) -> tuple[Expression, ...]:
        """Return both sides."""
        return self.left, self.right


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Predicate):
    """Whether two values stand in ``==``, ``!=``, ``<=``, ``>=``, ``<`` or ``>``."""

    sign: str
    left: Expression
    right: Expression

    def operands(self) -> tuple[Expression, ...]:
        """Return both sides."""
        return self.left, self.right


@dataclass(frozen=True, slots=True, eq=False)
class _TextPredicate(Predicate):
    of: Expression
    texts: tuple[str | Setting, ...]

    def operands(self) -> tuple[Expression, ...]:
        """Return the text that is looked at."""
        return (self.of,)


class OneOf(_TextPredicate):
    """Whether a text is one of several."""

    __slots__ = ()


class StartsWith(_TextPredicate):
    """Whether a text begins with one of several."""

    __slots__ = ()


class EndsWith(_TextPredicate):
    """Whether a text ends with one of several."""

    __slots__ = ()


class Contains(_TextPredicate):
    """Whether a text holds one of several."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class UnaryPredicate(Predicate):
    """A predicate about one operand."""

    of: Expression

    def operands(self) -> tuple[Expression, ...]:
        """Return what is looked at."""
        return (self.of,)


class IsBlank(UnaryPredicate):
    """Whether a cell is blank."""

    __slots__ = ()
    needs_filled = False


class Not(UnaryPredicate):
    """The contrary of a predicate."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class _BinaryPredicate(Predicate):
    left: Predicate
    right: Predicate

    def operands(self) -> tuple[Expression, ...]:
        """Return both predicates."""
        return self.left, self.right


class And(_BinaryPredicate):
    """Whether two predicates are both true."""

    __slots__ = ()


class Or(_BinaryPredicate):
    """Whether one of two predicates is true, or both."""

    __slots__ = ()


def as_expression(value: Operand) -> Expression:
    """Return ``value`` as a node; a float is taken as the decimal it prints as: 0.1 as ``0.1``."""
    if isinstance(value, Expression):
        return value
    return Constant(value if isinstance(value, str) else Decimal(str(value)))


def walk_expression(root: Expression) -> Iterator[Expression]:
    """Yield ``root`` and every node below it, operands after what they are operands of."""
    yield root
    for operand in root.operands():
        yield from walk_expression(operand)
