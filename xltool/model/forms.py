"""What a pack describes: entities, columns, tables, forms and the pack itself."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, TypeAlias

from xltool.model.pack_texts import PackTexts
from xltool.text import of_year

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from xltool.expressions.rule import Rule
    from xltool.expressions.transfers import AdjustmentRegister, Transfer
    from xltool.kinds import ColumnKind, Shape
    from xltool.model.disclosure import Disclosure
    from xltool.model.templates import Template

    AddedCodes: TypeAlias = "Mapping[str, tuple[FormLine, ...]]"
    """Lines that are added to code lists, by the ids of these."""


LABEL, CODE, ROW_NUMBER = "label", "code", "no"
"""What a column block names, instead of a column, to print a line's label, its code, a number."""
TOTAL = "total"
"""The row id of the calculated total of an entity in a register: 合　计 or 公安局小计."""
KEPT_FORMS = 256
"""How many forms with their year are kept: they are laid out again and again."""


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity that fills in a workbook 填报单位: ``312002``, its name and its short name.

    ``parent`` is the code of the entity above, or empty. ``nature``, ``rank`` and ``funding`` are
    printed on the cover; rules may be for entities of one nature only.
    """

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

    ``parent`` is the code of the entry above; ``adds`` is whether it counts in the sum of that
    one. ``na`` are ids of columns that do not apply to it and print ``——``; ``places`` overrides
    the decimal places of a column (vehicles are whole: 0). ``shown`` is what is printed as its
    code, if that is another one; empty for nothing.
    """

    code: str
    label: str
    parent: str = ""
    adds: bool = True
    na: frozenset[str] = frozenset()
    places: int | None = None
    prefix: str = ""
    shown: str | None = None

    @property
    def printed_code(self) -> str:
        """The code as the form prints it; a total has none."""
        if self.shown is not None:
            return self.shown
        return "" if self.code == TOTAL else self.code

    @property
    def printed(self) -> str:
        """The label as the form prints it, with 其中： or 一、 before it."""
        return self.prefix + self.label


@dataclass(frozen=True)
class CodeList:
    """A code list of the pack, in the order of its file; ``edition`` is empty if it has none."""

    id: str
    lines: tuple[FormLine, ...]
    edition: str = ""

    @cached_property
    def codes(self) -> frozenset[str]:
        """Every valid code."""
        return frozenset(line.code for line in self.lines)

    @cached_property
    def parents(self) -> frozenset[str]:
        """Every code with entries below it."""
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
    """The recipe of one column 栏次; packs make it by ``money``, ``code`` and the like.

    ``checks`` maps names of pandera's checks to their arguments (``{"ge": 0}``); ``extra`` holds
    ready pandera checks. ``adds`` is whether children add up to the parent; the id of a column
    means: once for each value of that column (预算资金 stands on each line of a project and counts
    once). ``codes`` names a code list; with ``under``, valid are the codes below the value of
    that column, with ``lowest`` those without codes below; an ``open`` list only suggests.
    ``printed`` columns are filled by the template. ``last`` names the column of this year of which
    this one has last year's figures.
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
    lowest: bool = False
    printed: bool = False
    last: str = ""
    places: int | None = None
    checks: Mapping[str, object] = field(default_factory=dict)
    extra: tuple[object, ...] = ()
    ids: Mapping[str, str] = field(default_factory=dict)
    prompt: str = ""

    def in_period(self, period: str) -> Column:
        """Return the column with the year in its title."""
        return replace(self, title=of_year(self.title, period)) if "{" in self.title else self


@dataclass(frozen=True, slots=True)
class Table:
    """One typed table of a form: its columns and, in a statement, its lines.

    ``codes`` names the code list that the lines are taken from. The lines of a ``tree`` are those
    of a classification that somebody uses; the rows ``open_rows`` among them hold a code each, and
    its codes have ``code_lengths``, one for each level. A ``part`` has those lines of the code list
    only that its template prints.
    """

    id: str
    shape: Shape
    columns: tuple[Column, ...]
    lines: tuple[FormLine, ...] = ()
    codes: str = ""
    tree: bool = False
    part: bool = False
    open_rows: tuple[str, ...] = ()
    code_lengths: tuple[int, ...] = ()

    def column(self, name: str) -> Column:
        """Return the column ``name``; raise ``KeyError`` when there is none."""
        for column in self.columns:
            if column.id == name:
                return column
        raise KeyError(name)

    @property
    def years(self) -> Mapping[str, str]:
        """The columns with this year's figures, each with the one that has last year's."""
        return {column.last: column.id for column in self.columns if column.last}

    def line(self, code: str) -> FormLine:
        """Return the line ``code``; raise ``KeyError`` when there is none."""
        for line in self.lines:
            if line.code == code:
                return line
        raise KeyError(code)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """One official form 报表: its tables and rules, and how it is printed.

    ``taken_from`` is the shipped pack with its files; empty when they are the pack's own.
    """

    id: str
    shape: Shape
    tables: tuple[Table, ...]
    rules: tuple[Rule, ...]
    template: Template
    taken_from: str = ""

    @property
    def schema_file(self) -> str:
        """The file with its tables and rules, as problems of the pack name it."""
        return self._place(f"schemas/{self.id}.py")

    @property
    def template_file(self) -> str:
        """The file that says how it is printed, as problems of the pack name it."""
        return self._place(f"templates/{self.id}.toml")

    def _place(self, file: str) -> str:
        return f"{self.taken_from}:{file}" if self.taken_from else file

    def in_period(self, period: str) -> Form:
        """Return the form with the year in its title, headings and columns; itself without any."""
        return _form_in_period(self, period)

    @property
    def table(self) -> Table:
        """The main table, which carries the form's own id."""
        return self.tables[0]


@lru_cache(KEPT_FORMS)
def _form_in_period(form: Form, period: str) -> Form:
    tables = tuple(
        replace(table, columns=tuple(column.in_period(period) for column in table.columns))
        for table in form.tables
    )
    template = form.template.in_period(period)
    same = (tables, template) == (form.tables, form.template)
    return form if same else replace(form, tables=tables, template=template)


@dataclass(frozen=True, slots=True)
class OlderVersion:
    """An older version of the forms whose workbooks are still read.

    ``printed`` maps today's printed texts (sheet names, titles, labels) to the older ones;
    ``absent`` are the forms, columns and lines that it did not have, each by its id, behind that
    of its form: "transfers", "procurement.disclosure".
    """

    version: str
    printed: Mapping[str, str] = field(default_factory=dict)
    absent: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """A report pack 报表包: forms in order, code lists by id, and the rules between forms.

    ``folder`` is where it was loaded from, so that a child process can load it again. ``help`` are
    the steps of the guide for those who fill in a workbook, ``answers`` explanations of warnings to
    choose from. ``key_figures`` are the parent's figures on its cover, as ``table.line.column``.
    ``open_lists`` are the code lists that a campaign may add to, with what people call them,
    ``added`` what it added; ``codes`` hold that, too. ``texts`` are words that no form holds.
    ``disclosure`` is what it says of a publication, None when it makes none.
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
    answers: tuple[str, ...] = ()
    key_figures: tuple[str, ...] = ()
    open_lists: Mapping[str, str] = field(default_factory=dict)
    added: AddedCodes = field(default_factory=dict)
    texts: PackTexts = field(default_factory=PackTexts)
    disclosure: Disclosure | None = None
    forms_by_table: Mapping[str, Form] = field(init=False)

    def __post_init__(self) -> None:
        """Index the forms by the ids of their tables."""
        index = {table.id: form for form, table in self.tables()}
        object.__setattr__(self, "forms_by_table", index)

    def reads(self, version: str) -> OlderVersion | None:
        """Return how workbooks of a version differ from today's; None when they are not read."""
        if version == self.version:
            return OlderVersion(version)
        return next((older for older in self.older if older.version == version), None)

    @property
    def reported(self) -> tuple[Form, ...]:
        """The forms that reporting entities fill in; parents have others."""
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
        """Return the form that has ``table``; raise ``KeyError`` when there is none."""
        return self.forms_by_table[table]

    def rules(self) -> Iterator[tuple[Form | None, Rule]]:
        """Yield every rule with its form; rules between forms come last, with None."""
        for form in self.forms:
            for rule in form.rules:
                yield form, rule
        for rule in self.cross:
            yield None, rule
