"""A submission: the entered values of an entity, the sizes of its forms, and its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.model.coverage import Coverage
    from xltool.model.forms import Entity


class Deleted(Enum):
    """The value of a cell that is no longer in the file: unknown, while a blank cell means nil."""

    DELETED = "deleted"


DELETED: Final = Deleted.DELETED
Value = Decimal | str | Deleted
"""A text in a numeric column is masked (``**``) or could not be read as a number."""
Values = Mapping[str, Value]
"""The values of one row, by column id."""


class Key(NamedTuple):
    """The place of a fact in its submission: ``("procurement", "312002", "3", "amount")``."""

    table: str
    entity: str
    row: str
    column: str


class PickleByFields:
    """Pickles a frozen dataclass by its fields: values go between processes by the thousand.

    The default way of a frozen dataclass with slots takes twice as long.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """Return the class and its arguments."""
        fields: tuple[str, ...] = self.__slots__
        return type(self), tuple([getattr(self, name) for name in fields])


@dataclass(frozen=True, slots=True)
class Record(PickleByFields):
    """One row of a table: its entity's code, its row id and the entered values, blanks left out.

    ``of`` is the entity and row id of the child's record that this record of a parent repeats.
    """

    entity: str
    row: str
    values: Values
    of: tuple[str, str] | None = None

    def get(self, column: str) -> Value | None:
        """Return the value in ``column``; None is blank."""
        return self.values.get(column)


Tables = Mapping[str, tuple[Record, ...]]
"""The records of each table, in printed order."""


def keyed_values(tables: Tables) -> Iterator[tuple[Key, Value]]:
    """Yield every entered value with its key, in printed order."""
    for table, records in tables.items():
        for record in records:
            for column, value in record.values.items():
                yield Key(table, record.entity, record.row, column), value


@dataclass(frozen=True, slots=True)
class EntityRows:
    """The rows or cards that one entity has in a form.

    With ``nil`` a parent's register prints that the entity has none.
    """

    entity: Entity
    count: int = 0
    nil: bool = False


@dataclass(frozen=True, slots=True)
class TreeLines:
    """The lines of a code tree: ``codes`` are printed, with those above them, in the list's order.

    ``added`` is what was chosen in each open row, blank where nothing valid was.
    """

    codes: tuple[str, ...]
    added: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FormSize:
    """The size of a form for one entity and period: how many rows it has of which entities.

    A department's register has a section for each entity below it, a single entity's has one. A
    code tree has ``lines``; without them it has those that its template starts with.
    """

    entity: Entity
    period: str
    sections: tuple[EntityRows, ...]
    lines: TreeLines | None = None


@dataclass(frozen=True, slots=True)
class Placement:
    """Where the cells of a layout stand in a returned file; all numbers are counted from 0.

    ``rows`` and ``cols`` map numbers of the layout to those of the file where they differ;
    ``lost_rows`` and ``lost_cols`` of the layout are not in the file.
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
    """The file that a submission was read from: ``source`` is its path as it was given.

    ``version`` is that of the forms in it, ``serial`` the number of the copy that was sent out.
    """

    source: str
    sha256: str
    version: str
    serial: str


class SourceExplanation(NamedTuple):
    """What an entity said of a warning: of which rule, in which form, at which line and column.

    ``form`` is its id, ``place`` as people call it; ``decision`` is ``accepted``, ``declined`` or
    ``undecided``, ``reply`` what the officer said.
    """

    rule: str
    form: str
    place: str
    text: str
    decision: str
    reply: str


@dataclass(frozen=True, slots=True)
class SourceReceipt:
    """The file that a child's facts were read from 来源, as a parent's workbook carries it.

    ``source`` is its name without folders, ``received`` when it came, as text, ``facts`` how many
    values were typed in it, ``forced`` the texts of errors that were overridden; ``places`` are
    those of the forms that did not stand as laid out, ``explanations`` what was said of warnings.
    All else is as in ``Origin``.
    """

    source: str
    sha256: str
    version: str
    serial: str
    received: str = ""
    facts: int = 0
    forced: tuple[str, ...] = ()
    places: Mapping[str, Placement] = field(default_factory=dict)
    explanations: tuple[SourceExplanation, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """The facts of one entity and period 报送: entered values by table, in printed order.

    ``extents`` are the sizes of the submitted forms, by form id: a form without one was not
    submitted. ``stored`` are constants found where a formula should stand, ``places`` the
    placements of the forms in the file, by form id. The ``children`` of a parent may have children;
    each has the ``receipt`` of its file. ``forced`` are the errors that were overridden to
    consolidate it, as texts. ``nil`` are the ids of forms that are stated to have no data 无数据;
    ``nil_cells`` are sheet and address of the cells that state it, by form id, in a file that asks;
    ``with_data`` are the forms that these state to have data 有. ``fixed`` are the keys of cells
    that were sent out locked: nobody types there. ``coverage`` is how many of those below it a
    parent is made of; None when it is all of them.
    """

    entity: Entity
    period: str
    tables: Tables
    extents: Mapping[str, FormSize]
    origin: Origin | None = None
    children: tuple[Submission, ...] = ()
    stored: Mapping[Key, Value] = field(default_factory=dict)
    places: Mapping[str, Placement] = field(default_factory=dict)
    receipt: SourceReceipt | None = None
    forced: tuple[str, ...] = ()
    nil: frozenset[str] = frozenset()
    nil_cells: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    with_data: frozenset[str] = frozenset()
    fixed: frozenset[Key] = frozenset()
    coverage: Coverage | None = None

    def parts(self) -> Iterator[Submission]:
        """Yield this submission and every one below it, parents first."""
        yield self
        for child in self.children:
            yield from child.parts()

    def is_nil(self, form: str) -> bool:
        """Whether a form is stated to have no data, by the entity or by everybody below it."""
        below = self.children
        return form in self.nil or (bool(below) and all(child.is_nil(form) for child in below))

    def values(self) -> Iterator[tuple[Key, Value]]:
        """Yield every entered value with its key, in printed order."""
        return keyed_values(self.tables)

    def with_values(self, change: Callable[[Value], Value]) -> Submission:
        """Return the submission with ``change`` applied to each entered value."""
        tables = {
            table: tuple(
                replace(record, values={name: change(v) for name, v in record.values.items()})
                for record in records
            )
            for table, records in self.tables.items()
        }
        return replace(self, tables=tables)
