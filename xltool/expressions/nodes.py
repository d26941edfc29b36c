"""The nodes that operators build: arithmetic, comparison, and, or, not."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

    Operand: TypeAlias = "Expression | Decimal | int | float | str"
    Setting_: TypeAlias = "str | float | tuple[str, ...]"


class Expression:
    """Anything that has a value; operators build larger terms."""

    __slots__ = ()

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
        """Refuse ``and``, ``or`` and chained comparisons: a term has no truth of its own."""
        msg = "a term has no truth value: use &, | and ~, and write one comparison per rule"
        raise TypeError(msg)

    def operands(self) -> tuple[Expression, ...]:
        """Return the terms right below this one."""
        return ()


class Predicate(Expression):
    """A term that is true or false; ``&``, ``|`` and ``~`` build larger ones."""

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

    value: Decimal | str


@dataclass(frozen=True, slots=True, eq=False)
class Setting(Expression):
    """A value that the pack's configuration gives; ``bound`` puts it in."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic(Expression):
    """Two terms under ``+``, ``-`` or ``*``."""

    sign: str
    left: Expression
    right: Expression

    def operands(self) -> tuple[Expression, ...]:
        """Return both sides."""
        return self.left, self.right


@dataclass(frozen=True, slots=True, eq=False)
class Compare(Predicate):
    """A statement that two terms stand in ``==``, ``!=``, ``<=``, ``>=``, ``<`` or ``>``."""

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
    """A statement that a text is one of several."""

    __slots__ = ()


class StartsWith(_TextPredicate):
    """A statement that a text begins with one of several."""

    __slots__ = ()


class EndsWith(_TextPredicate):
    """A statement that a text ends with one of several."""

    __slots__ = ()


class Contains(_TextPredicate):
    """A statement that a text holds one of several."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class UnaryPredicate(Predicate):
    """A statement about one operand."""

    of: Expression

    def operands(self) -> tuple[Expression, ...]:
        """Return what is looked at."""
        return (self.of,)


class IsBlank(UnaryPredicate):
    """A statement that a cell is blank."""

    __slots__ = ()


class Not(UnaryPredicate):
    """The contrary of a statement."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class _BinaryPredicate(Predicate):
    left: Predicate
    right: Predicate

    def operands(self) -> tuple[Expression, ...]:
        """Return both statements."""
        return self.left, self.right


class And(_BinaryPredicate):
    """Two statements that hold together."""

    __slots__ = ()


class Or(_BinaryPredicate):
    """Two statements of which one holds."""

    __slots__ = ()


def as_expression(value: Operand) -> Expression:
    """Return ``value`` as a term; a float is taken as the decimal it prints as."""
    if isinstance(value, Expression):
        return value
    return Constant(value if isinstance(value, str) else Decimal(str(value)))


def walk_expression(root: Expression) -> Iterator[Expression]:
    """Yield ``root`` and every term below it."""
    yield root
    for operand in root.operands():
        yield from walk_expression(operand)
