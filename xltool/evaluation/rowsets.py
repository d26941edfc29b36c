"""The rows of a table, the columns of a line, or a submission as a whole: many points at once."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from xltool.evaluation.positions import NO_POSITIONS, Positions
from xltool.expressions.indicator_values import parts_of_indicators
from xltool.expressions.references import CARD
from xltool.kinds import Shape
from xltool.model.applicability import column_names, line_order, line_places
from xltool.model.forms import TOTAL
from xltool.model.lookup import EvaluationPoint, calculated_columns, find_column
from xltool.model.row_ids import card_of, place_on_card
from xltool.model.submission import DELETED, Key
from xltool.values.decimal_text import decimal_text, is_masked
from xltool.values.decimals import NO_NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.expressions.nodes import Expression, Predicate
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form, Pack, Table
    from xltool.model.submission import Record, Submission, Value


T = TypeVar("T")
Part = TypeVar("Part", bound="Expression")
STARS = "*＊"


@dataclass(frozen=True, slots=True)
class PointValue:
    """A value with what it rests on."""

    value: Decimal = Decimal(0)
    blank: bool = True
    unknown: bool = False


class ValueSource(Protocol):
    """What row sets and expressions ask of a submission's values."""

    pack: Pack
    submission: Submission
    doubted: AbstractSet[Key]

    def submitted(self, table: str) -> bool:
        """Whether the form that holds ``table`` was submitted."""

    def rows(self, table: str) -> RowSet:
        """Return the rows of ``table``."""

    def get(self, key: Key) -> Value | None:
        """Return the value at ``key``, calculated where the form calculates it."""

    def calculated(self, rule: Rule, places: PointSet, at: Positions) -> Sequence[Value | None]:
        """Return what a rule calculates at each position."""

    def kept(self, term: Part, make: Callable[[Part, ValueSource], T]) -> T:
        """Return what ``make`` gives for an expression that is the same everywhere."""

    def selection(self, where: Predicate, rows: RowSet) -> tuple[Positions, AbstractSet[int]]:
        """Return the rows of which ``where`` is true, and those of which that is not known."""

    def named(self, table: str, column: str, drop: tuple[str, ...]) -> Mapping[str, int]:
        """Return the first row of each name in a column."""

    def at(self, scope: EvaluationPoint) -> tuple[PointSet, int]:
        """Return the row set that holds ``scope``, and its position there."""

    def amount(self, term: Expression, scope: EvaluationPoint) -> PointValue:
        """Return the value of ``term`` at ``scope``."""

    def leaves(self, term: Expression, scope: EvaluationPoint) -> list[Key]:
        """Return the cells that ``term`` and all below it read at ``scope``."""


class RowSet:
    """The rows of one table of a submission; of a statement one for each line."""

    def __init__(
        self,
        book: ValueSource,
        form: Form,
        table: Table,
        ids: Sequence[tuple[str, str]],
        records: Sequence[Record | None],
    ) -> None:
        """Take the (entity, row) of every row, and its record if it has one."""
        self.book = book
        self.form = form
        self.table = table
        self.ids = ids
        self.records = records
        self._columns: dict[str, Sequence[Value | None]] = {}
        self._cells: dict[str, dict[str, Value | None]] = {}
        self._texts: dict[tuple[str, str], Sequence[str]] = {}
        self._unknown: dict[tuple[str, ...], frozenset[int]] = {}
        self._filled: dict[tuple[str, ...], Positions] = {}

    @cached_property
    def index(self) -> Mapping[tuple[str, str], int]:
        """The position of each row."""
        return {row: position for position, row in enumerate(self.ids)}

    @cached_property
    def cards(self) -> Sequence[tuple[str, str]]:
        """The card that each row is on, as entity and number."""
        return [(entity, card_of(row)) for entity, row in self.ids]

    @cached_property
    def owned(self) -> Mapping[str, Positions]:
        """The positions of the rows of each entity."""
        found: dict[str, list[int]] = {}
        for position, (owner, _) in enumerate(self.ids):
            found.setdefault(owner, []).append(position)
        return found

    @cached_property
    def on_card(self) -> Mapping[tuple[str, str], Positions]:
        """The positions of the rows on each card."""
        found: dict[tuple[str, str], list[int]] = {}
        for position, card in enumerate(self.cards):
            found.setdefault(card, []).append(position)
        return found

    @cached_property
    def everywhere(self) -> Positions:
        """All positions."""
        return range(len(self.ids))

    def scope(self, position: int) -> EvaluationPoint:
        """Return the place in words."""
        return EvaluationPoint(self.form, *self.ids[position])

    def key(self, position: int, column: str) -> Key:
        """Return the cell of a column, that of the card when it is the card's."""
        table, _ = find_column(self.form, column)
        entity, row = self.ids[position]
        return Key(table.id, entity, row if table is self.table else card_of(row), column)

    def column(self, name: str) -> Sequence[Value | None]:
        """Return the values of a column, calculated where the form calculates it."""
        if name not in self._columns:
            self._columns[name] = self._find(name)
        return self._columns[name]

    def _find(self, name: str) -> Sequence[Value | None]:
        table, column = find_column(self.form, name)
        if table is not self.table:
            heads, values = self._heads, self._above.column(name)
            return [None if head is None else values[head] for head in heads]
        if column.printed:
            beside = self.form.template.beside
            return [beside[place_on_card(row)] for _, row in self.ids]
        if rule := calculated_columns(self.form.rules).get(name):
            return self.book.calculated(rule, self, self.everywhere)
        if self.table.shape is Shape.STATEMENT:
            return list(self.cells(name).values())
        return self._typed(name)

    def _typed(self, name: str) -> Sequence[Value | None]:
        return [None if record is None else record.values.get(name) for record in self.records]

    def cells(self, name: str) -> Mapping[str, Value | None]:
        """Return a column of a statement by line."""
        if name not in self._cells:
            codes = (code for _, code in self.ids)
            if name in calculated_columns(self.form.rules):
                return dict(zip(codes, self.column(name), strict=True))
            found = self._cells[name] = dict(zip(codes, self._typed(name), strict=True))
            columns = ColumnSet(self.book, self.form, self.ids[0][0])
            at = [columns.names.index(name)]
            for code, rule in line_order(self.form, name):  # each rests on those before it
                found[code] = self.book.calculated(rule, columns, at)[0]
        return self._cells[name]

    @cached_property
    def _above(self) -> RowSet:
        """The cards that the rows are on."""
        return self.book.rows(self.form.id)

    @cached_property
    def _heads(self) -> Sequence[int | None]:
        index = self._above.index
        return [index.get(card) for card in self.cards]

    def texts(self, name: str, part: str = "") -> Sequence[str]:
        """Return a column as texts, or a ``part`` of them; blank is empty."""
        at = name, part
        if at not in self._texts:
            self._texts[at] = (
                parts_of_indicators(self.texts(name), part) if part else self._written(name)
            )
        return self._texts[at]

    def _written(self, name: str) -> Sequence[str]:
        values = self.column(name)
        if find_column(self.form, name)[1].kind.numeric:
            return ["" if value is None else decimal_text(value) for value in values]
        return ["" if value is None or value is DELETED else str(value) for value in values]

    def unknown(self, *names: str) -> frozenset[int]:
        """Return where nothing is known of a column: masked, unreadable, gone, or doubted."""
        if names not in self._unknown:
            each = map(self.unknown, names) if len(names) > 1 else map(self._find_unknown, names)
            self._unknown[names] = NO_POSITIONS.union(*each)
        return self._unknown[names]

    def _find_unknown(self, name: str) -> frozenset[int]:
        table, column = find_column(self.form, name)
        if table is not self.table:
            above = self._above.unknown(name)
            return frozenset(at for at, head in enumerate(self._heads) if head in above)
        values = self.column(name)
        if column.kind.numeric:
            return frozenset(at for at, value in enumerate(values) if isinstance(value, NO_NUMBER))
        odd = {
            value
            for value in set(values)
            if value is DELETED
            or (isinstance(value, str) and value[0] in STARS and is_masked(value))
        }
        hidden = (at for at, value in enumerate(values) if value in odd) if odd else ()
        return frozenset((*hidden, *self._doubted(name)))

    def _doubted(self, name: str) -> Iterator[int]:
        for key in self.book.doubted:
            if (key.table, key.column) == (self.table.id, name):
                yield self.index[key.entity, key.row]

    def filled(self, names: tuple[str, ...]) -> Positions:
        """Return where none of the columns is blank."""
        if not names:
            return self.everywhere
        if names not in self._filled:
            values, before = self.column(names[-1]), self.filled(names[:-1])
            self._filled[names] = [at for at in before if values[at] is not None]
        return self._filled[names]

    def lines(self, codes: tuple[str, ...], among: Positions) -> Positions:
        """Return the positions of some lines of a statement, those ``among`` others."""
        places = line_places(self.form, codes)
        return places if len(among) == len(self.ids) else [p for p in among if p in places]

    def groups(
        self, names: Sequence[str], among: Positions
    ) -> tuple[Positions, Mapping[int, Positions]]:
        """Return the first of the rows that share an owner and the values of columns.

        Where several do, it maps to them all.
        """
        each = self._together(names)
        keys = [each[at] for at in among]
        first = dict(zip(reversed(keys), reversed(among), strict=True))
        if len(first) == len(among):
            return among, {}
        found: dict[int, list[int]] = {}
        for at, key in zip(among, keys, strict=True):
            found.setdefault(first[key], []).append(at)
        return list(found), {at: rows for at, rows in found.items() if len(rows) > 1}

    def _together(self, names: Sequence[str]) -> Sequence[Hashable]:
        """Return what the rows of a group have in common."""
        sides: list[Sequence[Hashable]] = [
            self.cards if name == CARD else self.column(name) for name in names
        ]
        owners = [owner for owner, _ in self.ids]
        if CARD not in names and len(set(owners)) > 1:
            sides.append(owners)
        return sides[0] if len(sides) == 1 else list(zip(*sides, strict=True))


class ColumnSet:
    """The columns of one form, where its lines are looked at column by column."""

    def __init__(self, book: ValueSource, form: Form, owner: str, line: str = "") -> None:
        """Take whose the line is; ``line`` names the place in words."""
        self.book = book
        self.form = form
        self.owner = owner
        self.line = line
        self.names = column_names(form)

    def scope(self, position: int) -> EvaluationPoint:
        """Return the place in words."""
        return EvaluationPoint(self.form, self.owner, self.line, self.names[position])

    def key(self, position: int, line: str) -> Key:
        """Return the cell of a line."""
        return Key(self.form.id, self.owner, line, self.names[position])

    def cells(self, position: int) -> Mapping[str, Value | None]:
        """Return the values of a statement's lines; of a register its total."""
        if self.form.shape is Shape.STATEMENT:
            return self.book.rows(self.form.id).cells(self.names[position])
        return {TOTAL: self.book.get(self.key(position, TOTAL))}


class WholeSubmission:
    """A submission as a whole."""

    def __init__(self, book: ValueSource, form: Form | None) -> None:
        """Take the form that a rule belongs to, if any."""
        self.book = book
        self.form = form

    def scope(self, _: int) -> EvaluationPoint:
        """Return the place in words."""
        return EvaluationPoint(self.form, self.book.submission.entity.code)


PointSet: TypeAlias = RowSet | ColumnSet | WholeSubmission
