"""The nouns of xltool: frozen values that every other room passes on.

A value is ``Decimal`` in a numeric column and ``str`` elsewhere. Text that stands in a numeric
column is what the clerk typed there: masked (``**``) or unreadable. Blank is the absence of a
value, never zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from xltool.rules.between import Adjusting, Transfer
    from xltool.rules.rule import Rule

Value = Decimal | str
Values = Mapping[str, Value]

GONE = ""
"""The value of a cell that was deleted from the form: not blank, but unknown."""

LABEL = "label"
NUMBER = "no"
"""What a band names where a line's label or a row's number stands, not a column."""

TOTAL = "total"
"""The row of a register that holds an entity's own total: 合　计 or 公安局小计."""


class Kind(StrEnum):
    """What a column holds."""

    MONEY = "money"
    NUMBER = "number"
    RATE = "rate"
    CODE = "code"
    TEXT = "text"
    DATE = "date"

    @property
    def numeric(self) -> bool:
        """Whether values are decimals."""
        return self in _NUMERIC


_NUMERIC = frozenset({Kind.MONEY, Kind.NUMBER, Kind.RATE})


class Shape(StrEnum):
    """The three kinds of form."""

    STATEMENT = "statement"
    REGISTER = "register"
    CARDS = "cards"


class Severity(StrEnum):
    """How much a finding weighs: an error keeps a return from being accepted."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """What becomes of a returned file."""

    ACCEPTED = "accepted"
    NEEDS_FIX = "needs-fix"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Entity:
    """Who fills a workbook 填报单位; ``parent`` is the code of the entity above, or empty."""

    code: str
    name: str
    short: str
    parent: str = ""
    nature: str = ""
    rank: str = ""
    funding: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a code list: a line of a statement 行次, a catalogue code, a measure.

    ``adds`` says whether it counts in its parent's sum; ``na`` names columns that do not apply
    to it and print ``——``; ``places`` overrides a column's decimal places (辆 are whole).
    """

    code: str
    label: str
    parent: str = ""
    adds: bool = True
    na: frozenset[str] = frozenset()
    places: int | None = None
    prefix: str = ""

    @property
    def printed(self) -> str:
        """The label as the form prints it, with 其中： or 一、 before it."""
        return self.prefix + self.label


@dataclass(frozen=True)
class CodeList:
    """A code list of the pack, in file order, with its edition when it has one."""

    id: str
    lines: tuple[Line, ...]
    edition: str = ""

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every valid code."""
        return frozenset(line.code for line in self.lines)

    @cached_property
    def parents(self) -> frozenset[str]:
        """Every code that others stand below."""
        return frozenset(line.parent for line in self.lines)

    @cached_property
    def names(self) -> frozenset[tuple[str, str]]:
        """Every code with its label."""
        return frozenset((line.code, line.label) for line in self.lines)

    def under(self, parent: str) -> tuple[Line, ...]:
        """Return the entries right below ``parent``."""
        return tuple(line for line in self.lines if line.parent == parent)


@dataclass(frozen=True, slots=True)
class Column:
    """The recipe of one column 栏次.

    ``checks`` maps pandera check names to their argument; ``extra`` holds ready pandera checks.
    ``adds`` is True, False, or the column that names what the value adds once per (预算资金
    stands on each line of a project and counts once). ``codes`` names a code list; with
    ``under``, the valid codes are those below the value of that column. ``printed`` columns
    are filled by the template and are not typed by anybody. ``open`` lists are suggestions.
    ``ids`` gives the finding of a check a rule id of its own (``{"nullable": "P1"}``).
    """

    id: str
    title: str
    kind: Kind
    nullable: bool = True
    adds: bool | str = False
    codes: str = ""
    under: str = ""
    open: bool = False
    printed: bool = False
    places: int | None = None
    checks: Mapping[str, object] = field(default_factory=dict)
    extra: tuple[object, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)
    prompt: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One typed table of a form: its columns and, in a statement, its lines."""

    id: str
    shape: Shape
    columns: tuple[Column, ...]
    lines: tuple[Line, ...] = ()
    codes: str = ""

    def column(self, name: str) -> Column:
        """Return the column ``name``; raise ``KeyError`` when there is none."""
        for column in self.columns:
            if column.id == name:
                return column
        raise KeyError(name)

    def line(self, code: str) -> Line:
        """Return the line ``code``; raise ``KeyError`` when there is none."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Band:
    """Adjacent columns under one optional heading, with their own lines in a statement.

    ``columns`` maps column ids to widths in characters. ``below`` starts a new block under the
    bands before it.
    """

    columns: Mapping[str, float]
    title: str = ""
    lines: tuple[str, ...] = ()
    label: str = "项　　目"
    below: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Adjacent rows of a card that share one printed value, such as 产出指标 ×4."""

    value: str
    rows: int


@dataclass(frozen=True, slots=True)
class Template:
    """How a form is printed. Refers to columns and codes by id only.

    A ``parent`` form is filled in by an entity that consolidates, and by nobody else. ``charts``
    names the lines whose parts, this year and last, are drawn.
    """

    sheet: str
    title: str
    bands: tuple[Band, ...]
    subtitle: str = ""
    measure: str = ""
    notes: tuple[str, ...] = ()
    rows: int = 0
    spare: int = 0
    total: Mapping[str, str] = field(default_factory=dict)
    subtotal: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, float] = field(default_factory=dict)
    groups: tuple[Group, ...] = ()
    row_height: float = 22.0
    parent: bool = False
    charts: tuple[str, ...] = ()

    @property
    def beside(self) -> tuple[str, ...]:
        """The value printed beside each row of a card, in order."""
        return tuple(group.value for group in self.groups for _ in range(group.rows))

    def group_of(self, row: str) -> str:
        """Return the value printed beside ``row`` of a card, given as ``card/number``."""
        return self.beside[int(row.partition("/")[2]) - 1]


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One official table 报表: what it holds (tables, rules) and how it is printed."""

    id: str
    shape: Shape
    tables: tuple[Table, ...]
    rules: tuple[Rule, ...]
    template: Template

    @property
    def table(self) -> Table:
        """The main table, which carries the form's own id."""
        return self.tables[0]


@dataclass(frozen=True, slots=True)
class Older:
    """An older version whose workbooks are still read: how it printed what is printed now.

    ``printed`` maps today's printed texts (sheet names, titles, labels) to the older ones;
    ``absent`` names the ``form``, ``form.column`` and ``form.line`` that it did not have.
    """

    version: str
    printed: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """A report pack 报表包: forms in order, code lists, and the rules between forms.

    ``folder`` is where it was loaded from, so that a reading child can load it again.
    """

    folder: Path
    id: str
    version: str
    title: str
    forms: tuple[Form, ...]
    codes: Mapping[str, CodeList]
    cross: tuple[Rule, ...] = ()
    help: tuple[str, ...] = ()
    older: tuple[Older, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    adjusting: Adjusting | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    homes: Mapping[str, Form] = field(init=False)

    def __post_init__(self) -> None:
        """Index the forms by table."""
        homes = {table.id: form for form in self.forms for table in form.tables}
        object.__setattr__(self, "homes", homes)

    def reads(self, version: str) -> Older | None:
        """Return how a version's workbooks are read; None when they are not."""
        if version == self.version:
            return Older(version)
        return next((older for older in self.older if older.version == version), None)

    @property
    def reported(self) -> tuple[Form, ...]:
        """The forms that reporting entities fill in; a parent has others."""
        return tuple(form for form in self.forms if not form.template.parent)

    def form(self, name: str) -> Form:
        """Return the form ``name``; raise ``KeyError`` when there is none."""
        for form in self.forms:
            if form.id == name:
                return form
        raise KeyError(name)

    def tables(self) -> Iterator[tuple[Form, Table]]:
        """Yield every table with its form, in printed order."""
        for form in self.forms:
            for table in form.tables:
                yield form, table

    def form_of(self, table: str) -> Form:
        """Return the form that holds ``table``; raise ``KeyError`` when there is none."""
        return self.homes[table]

    def rules(self) -> Iterator[tuple[Form | None, Rule]]:
        """Yield every rule with its form; rules between forms come last, with None."""
        for form in self.forms:
            for rule in form.rules:
                yield form, rule
        for rule in self.cross:
            yield None, rule


class Key(NamedTuple):
    """Where a fact stands inside its submission."""

    table: str
    entity: str
    row: str
    column: str


class Many:
    """A value that goes from process to process by the thousand, pickled by its fields.

    A frozen class's own way takes twice as long.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """Return what makes it again."""
        fields: tuple[str, ...] = self.__slots__
        return type(self), tuple([getattr(self, name) for name in fields])


@dataclass(frozen=True, slots=True)
class Record(Many):
    """One row of a table: its owner, its row id and the entered values, blanks left out.

    ``row`` is the line code in a statement, the number in a register, ``card/number`` in the
    rows of a card. ``of`` is the (entity, row) of the child's record that a parent carries.
    """

    entity: str
    row: str
    values: Values
    of: tuple[str, str] | None = None

    def get(self, column: str) -> Value | None:
        """Return the value in ``column``; None is blank."""
        return self.values.get(column)


@dataclass(frozen=True, slots=True)
class Section:
    """The rows or cards that one entity has in a form."""

    entity: Entity
    count: int = 0


@dataclass(frozen=True, slots=True)
class Extent:
    """How large one form instance is: whose it is, which period, how many rows of whom."""

    entity: Entity
    period: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a form stands in a returned file, as against its layout, counted from 0.

    ``rows`` and ``cols`` map the layout's to the file's; what is not in them stands in place.
    ``lost`` rows and columns of the layout are not in the file.
    """

    sheet: str
    rows: Mapping[int, int] = field(default_factory=dict)
    cols: Mapping[int, int] = field(default_factory=dict)
    lost_rows: frozenset[int] = frozenset()
    lost_cols: frozenset[int] = frozenset()

    def at(self, row: int, col: int) -> tuple[int, int]:
        """Return where the layout's cell stands in the file."""
        return self.rows.get(row, row), self.cols.get(col, col)

    def has(self, row: int, col: int) -> bool:
        """Whether the layout's cell is in the file at all."""
        return row not in self.lost_rows and col not in self.lost_cols


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that a submission came from."""

    source: str
    sha256: str
    version: str
    serial: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was handed in 来源: the file that a child's facts were read from.

    ``source`` is its name without folders, ``received`` when it came, as text, ``facts`` how many
    values were entered in it, ``forced`` the findings that were overridden, in words. ``places``
    says where its forms stood when they did not stand where the layout says.
    """

    source: str
    sha256: str
    version: str
    serial: str
    received: str = ""
    facts: int = 0
    forced: tuple[str, ...] = ()
    places: Mapping[str, Placement] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Submission:
    """The facts of one entity and period 报送: entered values by table, in printed order.

    ``extents`` says how large each submitted form is: a form that is missing here was not
    submitted. ``stored`` holds constants found where a formula should stand, ``places`` where
    each form stands in the file that was read. A parent's ``children`` may have children of
    their own; ``receipt`` says what each was handed in as, ``forced`` what was overridden to
    consolidate it.
    """

    entity: Entity
    period: str
    tables: Mapping[str, tuple[Record, ...]]
    extents: Mapping[str, Extent]
    origin: Origin | None = None
    children: tuple[Submission, ...] = ()
    stored: Mapping[Key, Value] = field(default_factory=dict)
    places: Mapping[str, Placement] = field(default_factory=dict)
    receipt: Receipt | None = None
    forced: tuple[str, ...] = ()

    def parts(self) -> Iterator[Submission]:
        """Yield this submission and every one below it, parents first."""
        yield self
        for child in self.children:
            yield from child.parts()


@dataclass(frozen=True, slots=True)
class Finding(Many):
    """What is wrong 问题, where, what was expected.

    ``message`` is the key of its text in the catalogue, ``params`` fill the text's blanks.
    """

    rule: str
    severity: Severity
    message: str = ""
    entity: str = ""
    form: str = ""
    sheet: str = ""
    cell: str = ""
    cells: tuple[str, ...] = ()
    label: str = ""
    column: str = ""
    value: str = ""
    expected: str = ""
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Ruled:
    """What the rules found in one submission when those cells were ``doubted``."""

    doubted: frozenset[Key]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Return:
    """A returned file: what was read from it, if anything, and what was found.

    ``rulings`` are what the rules say of each of its submissions, if they were judged already;
    they are not among the ``findings`` yet.
    """

    path: str
    submission: Submission | None
    findings: tuple[Finding, ...] = ()
    rulings: tuple[Ruled, ...] = ()

    @property
    def verdict(self) -> Verdict:
        """Rejected when nothing could be read, needs-fix with an error, else accepted."""
        if self.submission is None:
            return Verdict.REJECTED
        if any(finding.severity is Severity.ERROR for finding in self.findings):
            return Verdict.NEEDS_FIX
        return Verdict.ACCEPTED
