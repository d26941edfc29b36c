"""Predicates that functions of the language build."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.expressions.nodes import Expression, IsBlank, Name, Predicate, Setting, UnaryPredicate
from xltool.expressions.references import CARD, NAMES_AS_WRITTEN, TAKES_APART, ColumnRef


class IsInteger(UnaryPredicate):
    """Whether a number has no decimals."""

    __slots__ = ()


class InCodeList(UnaryPredicate):
    """Whether a code is in the code list of its column."""

    __slots__ = ()


class IsLeafCode(UnaryPredicate):
    """Whether nothing stands below a code in the code list of its column."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class CodeHasLabel(Predicate):
    """Whether a text is the label of a code in the code list of the code's column."""

    code: Expression
    label: Expression

    def operands(self) -> tuple[Expression, ...]:
        """Return code and label."""
        return self.code, self.label


@dataclass(frozen=True, slots=True, eq=False)
class SameInGroup(Predicate):
    """Whether a column is the same on all rows that share the values of ``per``."""

    compares_rows = True

    column: str
    per: tuple[str, ...]

    def operands(self) -> tuple[Expression, ...]:
        """Return the column that must agree."""
        return (ColumnRef(self.column),)

    def group_columns(self) -> tuple[str, ...]:
        """Return the columns whose values the rows share."""
        return self.per

    def names(self) -> tuple[Name, ...]:
        """Return the columns whose values the rows share."""
        return tuple(Name(column=name) for name in self.per if name != CARD)


@dataclass(frozen=True, slots=True, eq=False)
class UniqueInGroup(Predicate):
    """Whether no two rows that share the values of ``per`` hold the same here."""

    compares_rows = True

    column: str
    per: tuple[str, ...]

    def operands(self) -> tuple[Expression, ...]:
        """Return the column that must differ."""
        return (ColumnRef(self.column),)

    def group_columns(self) -> tuple[str, ...]:
        """Return the columns whose values the rows share, and the one that must differ."""
        return (*self.per, self.column)

    def names(self) -> tuple[Name, ...]:
        """Return the columns whose values the rows share."""
        return tuple(Name(column=name) for name in self.per if name != CARD)


@dataclass(frozen=True, slots=True, eq=False)
class SpelledAlike(Predicate):
    """Whether rows which mean the same name write it the same."""

    not_in_excel = NAMES_AS_WRITTEN

    column: str
    drop: tuple[str | Setting, ...] = ()

    def operands(self) -> tuple[Expression, ...]:
        """Return the column of names."""
        return (ColumnRef(self.column),)


class ProductsRight(UnaryPredicate):
    """Whether where a text multiplies, as ``157*7000元=109.9``, the product is right."""

    __slots__ = ()
    not_in_excel = TAKES_APART


@dataclass(frozen=True, slots=True, eq=False)
class RepeatsValue(Predicate):
    """Whether where a text speaks of an indicator by name, it gives the same number."""

    not_in_excel = TAKES_APART

    text: Expression
    name: Expression
    value: Expression

    def operands(self) -> tuple[Expression, ...]:
        """Return text, name and value."""
        return self.text, self.name, self.value


@dataclass(frozen=True, slots=True, eq=False)
class PartWithinWhole(Predicate):
    """Whether a part's target is at most that of its whole on the same card.

    ``pairs`` names part and whole as the endings of indicators' names: ``优秀率<合格率``.
    """

    not_in_excel = TAKES_APART

    name: Expression
    value: Expression
    pairs: tuple[str | Setting, ...]

    def operands(self) -> tuple[Expression, ...]:
        """Return name and value."""
        return self.name, self.value


@dataclass(frozen=True, slots=True, eq=False)
class AllFilled(Predicate):
    """Whether all columns of a row are filled in, as their tables demand."""

    columns: tuple[str, ...]

    def operands(self) -> tuple[Expression, ...]:
        """Return the columns, asked only whether they are blank."""
        return tuple(IsBlank(ColumnRef(column)) for column in self.columns)


@dataclass(frozen=True, slots=True, eq=False)
class AllOrNoneMasked(Predicate):
    """Whether of a row's filled texts all are masked, or none is."""

    not_in_excel = "masks take many forms"

    columns: tuple[str, ...]

    def operands(self) -> tuple[Expression, ...]:
        """Return the columns, asked only whether they are blank."""
        return tuple(IsBlank(ColumnRef(column)) for column in self.columns)


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
