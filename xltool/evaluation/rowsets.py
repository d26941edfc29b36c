"""The rows of a table, the columns of a line, or a submission as a whole: many points at once.

Rules are evaluated a column at a time, so what they are evaluated over is a point set: it knows
how many points it has, the values of its columns, and where these are unknown. Each is worked out
when it is first asked for and kept, for the many rules that look at the same columns.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Protocol, TypeAlias, TypeVar

from xltool.evaluation.positions import NO_POSITIONS, Positions
from xltool.expressions.indicator_values import parts_of_indicators
from xltool.kinds import Shape
from xltool.model.applicability import column_names, line_order, line_places
from xltool.model.forms import TOTAL
from xltool.model.lookup import EvaluationPoint, calculated_column, find_column
from xltool.model.row_ids import card_of, place_on_card
from xltool.model.submission import DELETED, Key
from xltool.values.decimal_text import decimal_text, is_masked
from xltool.values.decimals import NO_NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.expressions.nodes import Expression, Predicate
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form, Pack, Table
    from xltool.model.submission import Record, Submission, Value


T = TypeVar("T")
Part = TypeVar("Part", bound="Expression")
STARS = "*＊"


def values_at(values: Sequence[T], at: Positions) -> Sequence[T]:
    """Return the values at some positions: the sequence itself when these are all."""
    return values if len(at) == len(values) else list(map(values.__getitem__, at))


@dataclass(frozen=True, slots=True)
class PointValue:
    """A number at one point: zero when it is blank, and when it cannot be known."""

    value: Decimal = Decimal(0)
    blank: bool = True
    unknown: bool = False


class ValueSource(Protocol):
    """What row sets and expressions ask of a submission's values."""

    pack: Pack
    submission: Submission
    suspect: AbstractSet[Key]
    """Texts that are reported as wrong already."""

    def leaves(self) -> Sequence[ValueSource]:
        """Return the values of the reporting entities below, or these where there is none."""

    def form_of(self, table: str) -> Form:
        """Return the form that holds ``table``, with the lines that it has in the submission."""

    def submitted(self, table: str) -> bool:
        """Whether the form that holds ``table`` was submitted."""

    def rows(self, table: str) -> RowSet:
        """Return the rows of ``table``."""

    def get(self, key: Key) -> Value | None:
        """Return the value at ``key``, calculated where the form calculates it."""

    def calculated(self, rule: Rule, points: PointSet, at: Positions) -> Sequence[Value | None]:
        """Return what a rule calculates at each position."""

    def kept(self, node: Part, make: Callable[[Part, ValueSource], T]) -> T:
        """Return what ``make`` gives for a node that comes to the same everywhere; make it once."""

    def selection(self, where: Predicate, rows: RowSet) -> tuple[Positions, AbstractSet[int]]:
        """Return the rows of which ``where`` is true, and those of which that is not known."""

    def named(self, table: str, column: str, drop: tuple[str, ...]) -> Mapping[str, int]:
        """Return the first row of each name in a column, as people write names."""

    def at(self, point: EvaluationPoint) -> tuple[PointSet, int]:
        """Return the point set that holds ``point``, and its position there."""

    def amount(self, node: Expression, point: EvaluationPoint) -> PointValue:
        """Return the number that ``node`` comes to at ``point``."""

    def precedents(self, node: Expression, point: EvaluationPoint) -> list[Key]:
        """Return the cells that ``node`` and all below it read at ``point``."""


class RowSet:
    """The rows of one table of a submission; of a statement one for each line."""

    def __init__(
        self,
        source: ValueSource,
        form: Form,
        table: Table,
        ids: Sequence[tuple[str, str]],
        records: Sequence[Record | None],
    ) -> None:
        """Take the (entity, row) of every row, and its record if it has one."""
        self.source = source
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

    def point(self, position: int) -> EvaluationPoint:
        """Return the evaluation point (form, entity, row, column) at a position."""
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
        if rule := calculated_column(self.form, name):
            return self.source.calculated(rule, self, self.everywhere)
        if self.table.shape is Shape.STATEMENT:
            return list(self.cells(name).values())
        return self._typed(name)

    def _typed(self, name: str) -> Sequence[Value | None]:
        return [None if record is None else record.values.get(name) for record in self.records]

    def cells(self, name: str) -> Mapping[str, Value | None]:
        """Return a column of a statement by line."""
        if name not in self._cells:
            codes = (code for _, code in self.ids)
            if calculated_column(self.form, name):
                return dict(zip(codes, self.column(name), strict=True))
            found = self._cells[name] = dict(zip(codes, self._typed(name), strict=True))
            columns = ColumnSet(self.source, self.form, self.ids[0][0])
            at = [columns.names.index(name)]
            for code, rule in line_order(self.form, name):  # each rests only on those before it
                found[code] = self.source.calculated(rule, columns, at)[0]
        return self._cells[name]

    @cached_property
    def _above(self) -> RowSet:
        """The cards that the rows are on."""
        return self.source.rows(self.form.id)

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
        """Return where a column, or one of several, is unknown.

        A number is unknown when a text stands in its place: ``**``, or what could not be read. A
        text is unknown when it is masked or deleted, or reported as wrong already: one more
        finding that rests on it would be about the same mistake. A column of the card that is
        unknown is unknown in all rows of that card.
        """
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
        # Most texts repeat from row to row: whether one is masked is asked once for each text.
        odd = {
            value
            for value in set(values)
            if value is DELETED
            or (isinstance(value, str) and value[0] in STARS and is_masked(value))
        }
        hidden = (at for at, value in enumerate(values) if value in odd) if odd else ()
        return frozenset((*hidden, *self._suspect(name)))

    def _suspect(self, name: str) -> Iterator[int]:
        for key in self.source.suspect:
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
        """Return the positions of some lines of a statement, of those ``among``."""
        lines = line_places(self.form, codes)
        return lines if len(among) == len(self.ids) else [row for row in among if row in lines]


class ColumnSet:
    """The columns of one form, where its lines are looked at column by column."""

    def __init__(self, source: ValueSource, form: Form, owner: str, line: str = "") -> None:
        """Take whose the columns are; ``line`` is that of the evaluation points."""
        self.source = source
        self.form = form
        self.owner = owner
        self.line = line
        self.names = column_names(form)

    def point(self, position: int) -> EvaluationPoint:
        """Return the evaluation point (form, entity, row, column) at a position."""
        return EvaluationPoint(self.form, self.owner, self.line, self.names[position])

    def key(self, position: int, line: str) -> Key:
        """Return the cell of a line."""
        return Key(self.form.id, self.owner, line, self.names[position])

    def cells(self, position: int) -> Mapping[str, Value | None]:
        """Return the values of a statement's lines; of a register its total."""
        if self.form.shape is Shape.STATEMENT:
            return self.source.rows(self.form.id).cells(self.names[position])
        return {TOTAL: self.source.get(self.key(position, TOTAL))}


class WholeSubmission:
    """A submission as a whole."""

    def __init__(self, source: ValueSource, form: Form | None) -> None:
        """Take the form that a rule belongs to, if any."""
        self.source = source
        self.form = form

    def point(self, _: int) -> EvaluationPoint:
        """Return the evaluation point, which names no row and no column."""
        return EvaluationPoint(self.form, self.source.submission.entity.code)


PointSet: TypeAlias = RowSet | ColumnSet | WholeSubmission
