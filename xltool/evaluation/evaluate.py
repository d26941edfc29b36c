"""The values of a submission: what was typed, and what its rules make of it.

Blank adds as nothing; a sum of blanks is blank. One masked or unreadable addend masks the sum,
and a rule over a masked cell is undecidable: it is not judged.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar

from xltool.evaluation.exact import DIGITS, MASK, NOT_COMPARABLE, RATE_PLACES, amount
from xltool.evaluation.home import home_of
from xltool.evaluation.leaves import leaves, own
from xltool.evaluation.places import Columns, Once, Rows, without
from xltool.evaluation.truth import select
from xltool.evaluation.unknown import calculated, unknown
from xltool.evaluation.values import numbers
from xltool.model import TOTAL, Shape
from xltool.rules.rule import Scope, calculating, column_of
from xltool.rules.texts import same_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.places import Places, Positions
    from xltool.model import Column, Key, Pack, Record, Submission, Value
    from xltool.rules.rule import Rule
    from xltool.rules.terms import Term, Test

T = TypeVar("T")
Part = TypeVar("Part", bound="Term")

__all__ = ["DIGITS", "MASK", "NOT_COMPARABLE", "RATE_PLACES", "Amount", "Book"]


@dataclass(frozen=True, slots=True)
class Amount:
    """A value with what it rests on."""

    value: Decimal = Decimal(0)
    blank: bool = True
    unknown: bool = False


class Book:
    """The values of one submission, entered and calculated, by key and by column.

    ``doubted`` texts are known to be wrong: no rule is judged that looks at one.
    """

    def __init__(
        self, pack: Pack, submission: Submission, doubted: AbstractSet[Key] = frozenset()
    ) -> None:
        """Keep the submission; all else is found when it is asked for, and kept."""
        self.pack = pack
        self.submission = submission
        self.doubted = doubted
        self._forms = {table.id: form for form, table in pack.tables()}
        self._rows: dict[str, Rows] = {}
        self._totals: dict[Key, Value | None] = {}
        self._kept: dict[int, Any] = {}
        self._named: dict[tuple[str, str, tuple[str, ...]], Mapping[str, int]] = {}

    def records(self, table: str) -> Sequence[Record]:
        """Return the records of ``table`` in printed order."""
        return self.submission.tables.get(table, ())

    def submitted(self, table: str) -> bool:
        """Whether the form that holds ``table`` was submitted."""
        return self._forms[table].id in self.submission.extents

    def rows(self, table: str) -> Rows:
        """Return the rows of ``table``: its records, or the lines of a statement."""
        if table not in self._rows:
            self._rows[table] = self._read(table)
        return self._rows[table]

    def _read(self, table: str) -> Rows:
        form, records = self._forms[table], self.records(table)
        of = next(each for each in form.tables if each.id == table)
        if of.shape is not Shape.STATEMENT:
            return Rows(self, form, of, [(r.entity, r.row) for r in records], records)
        owner = self.submission.entity.code
        typed = {record.row: record for record in records if record.entity == owner}
        ids = [(owner, line.code) for line in of.lines]
        return Rows(self, form, of, ids, [typed.get(line.code) for line in of.lines])

    def has(self, key: Key) -> bool:
        """Whether the record that holds ``key`` exists."""
        rows = self.rows(key.table)
        at = rows.index.get((key.entity, key.row))
        return at is not None and rows.records[at] is not None

    def entered(self, key: Key) -> Value | None:
        """Return what was typed at ``key``; None is blank."""
        return None if self.calculation(key) is not None else self.get(key)

    def get(self, key: Key) -> Value | None:
        """Return the value at ``key``, calculated where the form calculates it."""
        table, entity, row, column = key
        if row == TOTAL and self._forms[table].shape is Shape.REGISTER:
            return self._total(key)
        rows = self.rows(table)
        at = rows.index.get((entity, row))
        return None if at is None else rows.column(column)[at]

    def _total(self, key: Key) -> Value | None:
        """Return the total of a register's column, where the form calculates one."""
        if key not in self._totals:
            form = self._forms[key.table]
            rule, columns = calculating(form, key), Columns(self, form, key.entity)
            at = columns.names.index(key.column)
            self._totals[key] = self.calculated(rule, columns, [at])[0] if rule else None
        return self._totals[key]

    def calculated(self, rule: Rule, places: Places, at: Positions) -> Sequence[Value | None]:
        """Return what a rule calculates at each position; ``**`` where that cannot be known."""
        return calculated(rule, home_of(self.pack, places.form))(places, at)

    def calculation(self, key: Key) -> Term | None:
        """Return the term that calculates ``key``, or None when it is entered."""
        rule = calculating(self._forms[key.table], key)
        return rule.test.operands()[1] if rule else None

    def column(self, table: str, column: str) -> Column:
        """Return a column of a table."""
        return column_of(self._forms[table], column)[1]

    def kept(self, term: Part, make: Callable[[Part, Book], T]) -> T:
        """Return what ``make`` gives for a term that is the same everywhere; make it once."""
        if id(term) not in self._kept:
            self._kept[id(term)] = make(term, self)
        found: T = self._kept[id(term)]
        return found

    def selection(self, where: Test, rows: Rows) -> tuple[Positions, AbstractSet[int]]:
        """Return the rows of which ``where`` is true, and those of which that is not known."""

        def select_all(where: Test, _: Book) -> tuple[Positions, AbstractSet[int]]:
            home = home_of(self.pack, rows.form)
            unsure = unknown(where, home)(rows, rows.everywhere)
            return select(where, home)(rows, without(rows.everywhere, unsure)), unsure

        return self.kept(where, select_all)

    def named(self, table: str, column: str, drop: tuple[str, ...]) -> Mapping[str, int]:
        """Return the first row of each name in a column, as people write names."""
        at = table, column, drop
        if at not in self._named:
            names = (same_name(text, drop) for text in self.rows(table).texts(column))
            found = [(name, row) for row, name in enumerate(names) if name]
            self._named[at] = dict(reversed(found))
        return self._named[at]

    def at(self, scope: Scope) -> tuple[Places, int]:
        """Return the place that ``scope`` names, among all of its kind."""
        form = scope.form
        if form is None or not (scope.row or scope.column):
            return Once(self, form), 0
        if scope.column:
            columns = Columns(self, form, scope.entity, scope.row)
            return columns, columns.names.index(scope.column)
        table = form.tables[-1] if "/" in scope.row else form.table
        rows = self.rows(table.id)
        return rows, rows.index[scope.entity, scope.row]

    def scope(self, key: Key) -> Scope:
        """Return where the calculation of ``key`` is looked at."""
        return Scope(self._forms[key.table], key.entity, key.row, key.column)

    def amount(self, term: Term, scope: Scope) -> Amount:
        """Return the value of ``term`` at ``scope``."""
        places, at = self.at(scope)
        home = home_of(self.pack, scope.form)
        if at in unknown(term, home)(places, [at]):
            return Amount(blank=False, unknown=True)
        value = numbers(term, home)(places, [at])[0]
        return Amount(amount(value), value is None)

    def leaves(self, term: Term, scope: Scope) -> list[Key]:
        """Return the cells that ``term`` and all below it read at ``scope``, in printed order."""
        return list(dict.fromkeys(leaves(term, home_of(self.pack, scope.form))(self, scope)))

    def keys(self, term: Term, scope: Scope) -> list[Key]:
        """Return the cells that ``term`` itself reads at ``scope``."""
        return list(own(term, home_of(self.pack, scope.form))(self, scope))
