"""The language of rules: terms that operators build.

A term is only built here. ``evaluate`` and ``judge`` compute it over decimals, ``formula`` and
``checks`` draw it in Excel, ``phrase`` says it in words. ``language`` gives packs their words for
building terms, ``rules`` holds what states them.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from decimal import Decimal
from typing import TYPE_CHECKING, NoReturn, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Operand: TypeAlias = "Term | Decimal | int | float | str"
    Setting_: TypeAlias = "str | float | tuple[str, ...]"

CARD = "#card"
"""The group of all rows on one card, where a column could be named."""


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

    def __ne__(self, other: Operand) -> Compare:  # type: ignore[override]
        """State that both sides differ."""
        return Compare("!=", self, term(other))

    def __le__(self, other: Operand) -> Compare:
        """State that this side is at most the other."""
        return Compare("<=", self, term(other))

    def __ge__(self, other: Operand) -> Compare:
        """State that this side is at least the other."""
        return Compare(">=", self, term(other))

    def __lt__(self, other: Operand) -> Compare:
        """State that this side is less than the other."""
        return Compare("<", self, term(other))

    def __gt__(self, other: Operand) -> Compare:
        """State that this side is more than the other."""
        return Compare(">", self, term(other))

    def isin(self, *values: str | Setting) -> Test:
        """State that this text is one of ``values``."""
        return In(self, values)

    def startswith(self, *starts: str | Setting) -> Test:
        """State that this text begins with one of ``starts``: a code and all those below it."""
        return Starts(self, starts)

    def endswith(self, *ends: str | Setting) -> Test:
        """State that this text ends with one of ``ends``."""
        return Ends(self, ends)

    def contains(self, *words: str | Setting) -> Test:
        """State that this text holds one of ``words``."""
        return Contains(self, words)

    __hash__ = object.__hash__

    def __bool__(self) -> NoReturn:
        """Refuse ``and``, ``or`` and chained comparisons: a term has no truth of its own."""
        msg = "a term has no truth value: use &, | and ~, and write one comparison per rule"
        raise TypeError(msg)

    def operands(self) -> tuple[Term, ...]:
        """Return the terms right below this one."""
        return ()


class Test(Term):
    """A term that is true or false; ``&``, ``|`` and ``~`` build larger ones."""

    __slots__ = ()

    def __and__(self, other: Test) -> Test:
        """State both."""
        return Both(self, other)

    def __or__(self, other: Test) -> Test:
        """State one of both, or both."""
        return Either(self, other)

    def __invert__(self) -> Test:
        """State the contrary."""
        return Not(self)


@dataclass(frozen=True, slots=True, eq=False)
class Const(Term):
    """A number or a text."""

    value: Decimal | str


@dataclass(frozen=True, slots=True, eq=False)
class Setting(Term):
    """A value that the pack's configuration gives; ``bound`` puts it in."""

    name: str


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
    """The sum of a register's column; with ``per``, over the rows that share its value there.

    ``where`` selects the rows that count.
    """

    table: str
    column: str
    per: str = ""
    where: Test | None = None

    def __call__(self, *, per: str = "", where: Test | None = None) -> Total:
        """Return this total, taken per value of the column ``per``, of the rows ``where``."""
        return Total(self.table, self.column, per, where)


@dataclass(frozen=True, slots=True, eq=False)
class Count(Term):
    """How many rows of the card at hand are ``where``; masked rows count, too."""

    where: Test


@dataclass(frozen=True, slots=True, eq=False)
class Found(Term):
    """The value in ``column`` of the first row of ``table`` whose ``key`` names the same.

    Names are compared as people write them: without spacing and width, and without the endings
    ``drop`` that systems add. Blank when there is no such row.
    """

    of: Term
    table: str
    key: str
    column: str
    drop: tuple[str | Setting, ...] = ()

    def operands(self) -> tuple[Term, ...]:
        """Return what is looked for."""
        return (self.of,)


@dataclass(frozen=True, slots=True, eq=False)
class Target(Term):
    """A part of an indicator's value 指标值: its ``amount``, ``sign``, ``unit`` or ``shape``."""

    of: Term
    part: str

    def operands(self) -> tuple[Term, ...]:
        """Return the text that is taken apart."""
        return (self.of,)


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
class Compare(Test):
    """A statement that two terms stand in ``==``, ``!=``, ``<=``, ``>=``, ``<`` or ``>``."""

    sign: str
    left: Term
    right: Term

    def operands(self) -> tuple[Term, ...]:
        """Return both sides."""
        return self.left, self.right


@dataclass(frozen=True, slots=True, eq=False)
class _OfTexts(Test):
    of: Term
    texts: tuple[str | Setting, ...]

    def operands(self) -> tuple[Term, ...]:
        """Return the text that is looked at."""
        return (self.of,)


class In(_OfTexts):
    """A statement that a text is one of several."""

    __slots__ = ()


class Starts(_OfTexts):
    """A statement that a text begins with one of several."""

    __slots__ = ()


class Ends(_OfTexts):
    """A statement that a text ends with one of several."""

    __slots__ = ()


class Contains(_OfTexts):
    """A statement that a text holds one of several."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class _OfOne(Test):
    of: Term

    def operands(self) -> tuple[Term, ...]:
        """Return what is looked at."""
        return (self.of,)


class Blank(_OfOne):
    """A statement that a cell is blank."""

    __slots__ = ()


class Whole(_OfOne):
    """A statement that a number has no decimals."""

    __slots__ = ()


class Listed(_OfOne):
    """A statement that a code is in the code list of its column."""

    __slots__ = ()


class Leaf(_OfOne):
    """A statement that nothing stands below a code in the code list of its column."""

    __slots__ = ()


class Not(_OfOne):
    """The contrary of a statement."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Named(Test):
    """A statement that a text is the label of a code in the code list of the code's column."""

    code: Term
    label: Term

    def operands(self) -> tuple[Term, ...]:
        """Return code and label."""
        return self.code, self.label


@dataclass(frozen=True, slots=True, eq=False)
class _OfTwo(Test):
    left: Test
    right: Test

    def operands(self) -> tuple[Term, ...]:
        """Return both statements."""
        return self.left, self.right


class Both(_OfTwo):
    """Two statements that hold together."""

    __slots__ = ()


class Either(_OfTwo):
    """Two statements of which one holds."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Same(Test):
    """A statement that a column is the same on all rows that share the values of ``per``."""

    column: str
    per: tuple[str, ...]

    def operands(self) -> tuple[Term, ...]:
        """Return the column that must agree."""
        return (Col(self.column),)


@dataclass(frozen=True, slots=True, eq=False)
class Unique(Test):
    """A statement that no two rows that share the values of ``per`` hold the same here."""

    column: str
    per: tuple[str, ...]

    def operands(self) -> tuple[Term, ...]:
        """Return the column that must differ."""
        return (Col(self.column),)


@dataclass(frozen=True, slots=True, eq=False)
class Alike(Test):
    """A statement that rows which mean the same name write it the same."""

    column: str
    drop: tuple[str | Setting, ...] = ()

    def operands(self) -> tuple[Term, ...]:
        """Return the column of names."""
        return (Col(self.column),)


class Multiplies(_OfOne):
    """A statement that where a text multiplies, as ``157*7000元=109.9``, the product is right."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, eq=False)
class Repeats(Test):
    """A statement that where a text speaks of an indicator by name, it gives the same number."""

    text: Term
    name: Term
    value: Term

    def operands(self) -> tuple[Term, ...]:
        """Return text, name and value."""
        return self.text, self.name, self.value


@dataclass(frozen=True, slots=True, eq=False)
class Within(Test):
    """A statement that a part's target is at most that of its whole on the same card.

    ``pairs`` names part and whole as the endings of indicators' names: ``优秀率<合格率``.
    """

    name: Term
    value: Term
    pairs: tuple[str | Setting, ...]

    def operands(self) -> tuple[Term, ...]:
        """Return name and value."""
        return self.name, self.value


@dataclass(frozen=True, slots=True, eq=False)
class Filled(Test):
    """A statement that all columns of a row are filled in, as their tables demand."""

    columns: tuple[str, ...]

    def operands(self) -> tuple[Term, ...]:
        """Return the columns, asked only whether they are blank."""
        return tuple(Blank(Col(column)) for column in self.columns)


@dataclass(frozen=True, slots=True, eq=False)
class AllMasked(Test):
    """A statement that of a row's filled texts all are masked, or none is."""

    columns: tuple[str, ...]

    def operands(self) -> tuple[Term, ...]:
        """Return the columns, asked only whether they are blank."""
        return tuple(Blank(Col(column)) for column in self.columns)


@dataclass(frozen=True, slots=True, eq=False)
class Quoted(Test):
    """A statement that the amounts a text quotes agree with a number, one of them or their sum.

    ``after`` takes only amounts that follow one of these words. True when none is quoted.
    """

    text: Term
    number: Term
    after: tuple[str, ...] = ()

    def operands(self) -> tuple[Term, ...]:
        """Return text and number."""
        return self.text, self.number


def term(value: Operand) -> Term:
    """Return ``value`` as a term; a float is taken as the decimal it prints as."""
    if isinstance(value, Term):
        return value
    return Const(value if isinstance(value, str) else Decimal(str(value)))


def walk(root: Term) -> Iterator[Term]:
    """Yield ``root`` and every term below it."""
    yield root
    for operand in root.operands():
        yield from walk(operand)


def bound(root: Term, settings: Mapping[str, Setting_]) -> Term:
    """Return the term with each setting put in; raise ``KeyError`` for an unknown one."""
    if isinstance(root, Setting):
        value = settings[root.name]
        return term(value) if not isinstance(value, tuple) else Const(" ".join(value))
    changed: dict[str, object] = {}
    for field in fields(root):  # type: ignore[arg-type]
        value = getattr(root, field.name)
        if isinstance(value, Term):
            changed[field.name] = bound(value, settings)
        elif isinstance(value, tuple):
            changed[field.name] = tuple(_spread(value, settings))
    return replace(root, **changed) if changed else root  # type: ignore[type-var]


def _spread(values: tuple[str | Setting, ...], settings: Mapping[str, Setting_]) -> Iterator[str]:
    for value in values:
        if isinstance(value, Setting):
            given = settings[value.name]
            yield from given if isinstance(given, tuple) else (str(given),)
        else:
            yield value
