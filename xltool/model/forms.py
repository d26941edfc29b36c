"""What a pack describes: entities, columns, tables, forms and the pack itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.model.row_ids import place_on_card

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from xltool.expressions.rule import Rule
    from xltool.expressions.transfers import AdjustmentRegister, Transfer
    from xltool.kinds import ColumnKind, Shape


LABEL = "label"
ROW_NUMBER = "no"
"""What a column block names, instead of a column, to print a line's label or a row's number."""
TOTAL = "total"
"""The row id of the calculated total of an entity in a register: 合　计 or 公安局小计."""
CURRENT = "current"
PRIOR = "prior"
"""The columns of a statement for this year's figure and last year's."""


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
class FormLine:
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
    lines: tuple[FormLine, ...]
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

    def under(self, parent: str) -> tuple[FormLine, ...]:
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
    kind: ColumnKind
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
    lines: tuple[FormLine, ...] = ()
    codes: str = ""

    def column(self, name: str) -> Column:
        """Return the column ``name``; raise ``KeyError`` when there is none."""
        for column in self.columns:
            if column.id == name:
                return column
        raise KeyError(name)

    def line(self, code: str) -> FormLine:
        """Return the line ``code``; raise ``KeyError`` when there is none."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)


@dataclass(frozen=True, slots=True)
class ColumnBlock:
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
class RowGroup:
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
    bands: tuple[ColumnBlock, ...]
    subtitle: str = ""
    measure: str = ""
    notes: tuple[str, ...] = ()
    rows: int = 0
    spare: int = 0
    total: Mapping[str, str] = field(default_factory=dict)
    subtotal: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, float] = field(default_factory=dict)
    groups: tuple[RowGroup, ...] = ()
    row_height: float = 22.0
    parent: bool = False
    charts: tuple[str, ...] = ()

    @property
    def beside(self) -> tuple[str, ...]:
        """The value printed beside each row of a card, in order."""
        return tuple(group.value for group in self.groups for _ in range(group.rows))

    def group_of(self, row: str) -> str:
        """Return the value printed beside ``row`` of a card, given as ``card/number``."""
        return self.beside[place_on_card(row)]


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
class OlderVersion:
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
    older: tuple[OlderVersion, ...] = ()
    transfers: tuple[Transfer, ...] = ()
    adjusting: AdjustmentRegister | None = None
    settings: Mapping[str, object] = field(default_factory=dict)
    homes: Mapping[str, Form] = field(init=False)

    def __post_init__(self) -> None:
        """Index the forms by table."""
        homes = {table.id: form for form in self.forms for table in form.tables}
        object.__setattr__(self, "homes", homes)

    def reads(self, version: str) -> OlderVersion | None:
        """Return how a version's workbooks are read; None when they are not."""
        if version == self.version:
            return OlderVersion(version)
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
