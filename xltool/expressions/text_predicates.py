"""Predicates about what a text says: its numbers and years, and whether it is complete."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.expressions.nodes import Expression, Predicate, Setting, UnaryPredicate
from xltool.expressions.references import NAMES_AS_WRITTEN, TAKES_APART, ColumnRef


class ProductsRight(UnaryPredicate):
    """Whether where a text multiplies, as ``157*7000元=109.9``, the product is right."""

    __slots__ = ()
    not_in_excel = TAKES_APART


@dataclass(frozen=True, slots=True, eq=False)
class _StatesValue(Predicate):
    not_in_excel = TAKES_APART

    text: Expression
    name: Expression
    value: Expression

    def operands(self) -> tuple[Expression, ...]:
        """Return text, name and value."""
        return self.text, self.name, self.value


class RepeatsValue(_StatesValue):
    """Whether a text about all indicators of a card gives each its own number, or none."""

    __slots__ = ()


class DescribesValue(_StatesValue):
    """Whether a text about one indicator gives its number, or none in its unit."""

    __slots__ = ()


class IsComplete(UnaryPredicate):
    """Whether a text is complete: pairs of brackets, the last sentence, the numbers of items."""

    __slots__ = ()
    not_in_excel = TAKES_APART


class IsOfPeriod(UnaryPredicate):
    """Whether a text speaks of no other year than the one at hand, or of that one, too."""

    __slots__ = ()
    not_in_excel = TAKES_APART


@dataclass(frozen=True, slots=True, eq=False)
class NamesNoOther(Predicate):
    """Whether a text does not hold the name that another row has in the column of ``name``."""

    not_in_excel = NAMES_AS_WRITTEN

    text: Expression
    name: ColumnRef
    drop: tuple[str | Setting, ...] = ()

    def operands(self) -> tuple[Expression, ...]:
        """Return text and name."""
        return self.text, self.name


@dataclass(frozen=True, slots=True, eq=False)
class SaysSomething(UnaryPredicate):
    """Whether a text has a sentence with a number, or one that ends in none of ``endings``."""

    not_in_excel = TAKES_APART

    endings: tuple[str | Setting, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class HasEnding(UnaryPredicate):
    """Whether a name carries one of the endings that systems add."""

    not_in_excel = NAMES_AS_WRITTEN

    endings: tuple[str | Setting, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class QuotesAmount(Predicate):
    """Whether the amounts a text quotes agree with a number, one of them or their sum.

    ``after`` takes only amounts that follow one of these words. True when none is quoted.
    """

    not_in_excel = TAKES_APART

    text: Expression
    number: Expression
    after: tuple[str, ...] = ()

    def operands(self) -> tuple[Expression, ...]:
        """Return text and number."""
        return self.text, self.number


@dataclass(frozen=True, slots=True, eq=False)
class ExplainsChange(Predicate):
    """Whether the rises and falls that a text quotes in the form's scale come to a change.

    One of them is the change, or their sum; what exceeds it needs an offset. ``rises`` and
    ``falls`` are the words for either. True when none is quoted.
    """

    not_in_excel = TAKES_APART

    text: Expression
    change: Expression
    rises: tuple[str, ...]
    falls: tuple[str, ...]

    def operands(self) -> tuple[Expression, ...]:
        """Return text and change."""
        return self.text, self.change


class ComparesWithLastYear(UnaryPredicate):
    """Whether every year that a text compares with is the one before the budget's."""

    __slots__ = ()
    not_in_excel = TAKES_APART


@dataclass(frozen=True, slots=True, eq=False)
class AmountsInWan(Predicate):
    """Whether a text gives no amount of money in 元, rates for each of many aside.

    With ``numbers``, only none of those. In a form that is counted in 元 none in 万元.
    """

    not_in_excel = TAKES_APART

    text: Expression
    numbers: tuple[Expression, ...] = ()

    def operands(self) -> tuple[Expression, ...]:
        """Return text and numbers."""
        return self.text, *self.numbers
