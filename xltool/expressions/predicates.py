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
    """Whether a column is the same on all rows that share the values of ``per``.

    With ``folded``, rows share what names in ``per`` mean, however they are written. ``part`` is
    what is compared of an indicator's value.
    """

    compares_rows = True

    column: str
    per: tuple[str, ...]
    part: str = ""
    folded: bool = False

    @property
    def as_written(self) -> bool:
        """Whether texts are compared to the letter."""
        return not self.folded and not self.part

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
    """Whether no two rows that share the values of ``per`` hold the same here.

    With ``folded``, texts are the same when they mean the same, however they are written.
    """

    compares_rows = True

    column: str
    per: tuple[str, ...]
    folded: bool = False

    @property
    def as_written(self) -> bool:
        """Whether texts are compared to the letter."""
        return not self.folded

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


@dataclass(frozen=True, slots=True, eq=False)
class NamedOnce(Predicate):
    """Whether no row above means the same name."""

    not_in_excel = NAMES_AS_WRITTEN

    column: str
    drop: tuple[str | Setting, ...] = ()

    def operands(self) -> tuple[Expression, ...]:
        """Return the column of names."""
        return (ColumnRef(self.column),)


@dataclass(frozen=True, slots=True, eq=False)
class PartWithinWhole(Predicate):
    """Whether a part's target is at most that of its whole on the same card.

    A part has the name of its whole and one of the words ``narrower`` besides; or a word of
    ``grades`` where the whole has one that stands further back in the same list: 优秀 before 合格.
    Words of ``fewer`` make a part of amounts only: a rate of 重大案件 has a base of its own. What
    begins with a word of ``among`` is a part of the row above.
    """

    not_in_excel = TAKES_APART

    name: Expression
    value: Expression
    narrower: tuple[str | Setting, ...] = ()
    fewer: tuple[str | Setting, ...] = ()
    grades: tuple[str | Setting, ...] = ()
    among: tuple[str | Setting, ...] = ()

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


class IsMasked(UnaryPredicate):
    """Whether a text is masked, ``**``: known where all else about it is not."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class AllOrNoneMasked(Predicate):
    """Whether of a row's filled texts all are masked, or none is."""

    not_in_excel = "masks take many forms"

    columns: tuple[str, ...]

    def operands(self) -> tuple[Expression, ...]:
        """Return the columns, asked only whether they are blank."""
        return tuple(IsBlank(ColumnRef(column)) for column in self.columns)


@dataclass(frozen=True, slots=True, eq=False)
class AnyRow(Predicate):
    """Whether a table has a row that is ``where``: among all rows, or on the card at hand.

    ``column`` is what a finding quotes of such rows.
    """

    not_in_excel = "it quotes the rows that it finds"

    table: str
    column: str
    where: Predicate

    def selections(self) -> tuple[tuple[str, Predicate], ...]:
        """Return what selects the rows of the table."""
        return ((self.table, self.where),)

    def names(self) -> tuple[Name, ...]:
        """Return the column."""
        return (Name(self.table, self.column),)


@dataclass(frozen=True, slots=True, eq=False)
class HasData(Predicate):
    """Whether a form is not stated to have no data 无数据.

    A finding stands at that answer. A parent states nothing of its own.
    """

    not_in_excel = "the answer stands on the cover"

    form: str

    def names(self) -> tuple[Name, ...]:
        """Return the form."""
        return (Name(self.form),)


def is_as_written(node: Expression) -> bool:
    """Whether a node compares texts to the letter, as a check cell does."""
    return not isinstance(node, (SameInGroup, UniqueInGroup)) or node.as_written
