"""What an entity submits: keys, records, how large its forms are, where it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from xltool.model.forms import Entity


class Deleted(Enum):
    """What stands for the value of a cell that is no longer in the file: unknown, not blank."""

    DELETED = "deleted"


DELETED: Final = Deleted.DELETED
Value = Decimal | str | Deleted


Values = Mapping[str, Value]


class Key(NamedTuple):
    """Where a fact stands inside its submission."""

    table: str
    entity: str
    row: str
    column: str


class PickleByFields:
    """A value that goes from process to process by the thousand, pickled by its fields.

    A frozen class's own way takes twice as long.
    """

    __slots__ = ()

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        """Return what makes it again."""
        fields: tuple[str, ...] = self.__slots__
        return type(self), tuple([getattr(self, name) for name in fields])


@dataclass(frozen=True, slots=True)
class Record(PickleByFields):
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
    """The rows or cards that one entity has in a form."""

    entity: Entity
    count: int = 0


@dataclass(frozen=True, slots=True)
class FormSize:
    """How large one form instance is: whose it is, which period, how many rows of whom."""

    entity: Entity
    period: str
    sections: tuple[EntityRows, ...]


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
class SourceReceipt:
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
    tables: Tables
    extents: Mapping[str, FormSize]
    origin: Origin | None = None
    children: tuple[Submission, ...] = ()
    stored: Mapping[Key, Value] = field(default_factory=dict)
    places: Mapping[str, Placement] = field(default_factory=dict)
    receipt: SourceReceipt | None = None
    forced: tuple[str, ...] = ()

    def parts(self) -> Iterator[Submission]:
        """Yield this submission and every one below it, parents first."""
        yield self
        for child in self.children:
            yield from child.parts()

    def values(self) -> Iterator[tuple[Key, Value]]:
        """Yield every entered value with its key, in printed order."""
        return keyed_values(self.tables)

    def with_values(self, change: Callable[[Value], Value]) -> Submission:
        """Return the submission with each entered value changed."""
        tables = {
            table: tuple(
                replace(record, values={name: change(v) for name, v in record.values.items()})
                for record in records
            )
            for table, records in self.tables.items()
        }
        return replace(self, tables=tables)
