"""The values of a submission: what was typed, and what its rules make of it.

Blank adds as nothing; a sum of blanks is blank. One masked or unreadable addend masks the sum,
and a rule over a masked cell is undecidable: it is not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from xltool.evaluation.name_context import name_context
from xltool.evaluation.numeric import numeric_values
from xltool.evaluation.positions import without
from xltool.evaluation.precedents import all_precedents, own_precedents
from xltool.evaluation.predicates import selector
from xltool.evaluation.rowsets import ColumnSet, PointValue, RowSet, WholeSubmission
from xltool.evaluation.undetermined import calculated_values, undetermined
from xltool.expressions.free_text import same_name
from xltool.kinds import Shape
from xltool.model.forms import TOTAL
from xltool.model.lookup import EvaluationPoint, calculating_rule, find_column
from xltool.model.row_ids import is_on_card
from xltool.values.decimals import zero_if_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet, ValueSource
    from xltool.expressions.nodes import Expression, Predicate
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Column, Pack
    from xltool.model.submission import Key, Record, Submission, Value

T = TypeVar("T")
Part = TypeVar("Part", bound="Expression")


class SubmissionValues:
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
        self._rows: dict[str, RowSet] = {}
        self._totals: dict[Key, Value | None] = {}
        self._kept: dict[int, Any] = {}
        self._named: dict[tuple[str, str, tuple[str, ...]], Mapping[str, int]] = {}

    def records(self, table: str) -> Sequence[Record]:
        """Return the records of ``table`` in printed order."""
        return self.submission.tables.get(table, ())

    def submitted(self, table: str) -> bool:
        """Whether the form that holds ``table`` was submitted."""
        return self._forms[table].id in self.submission.extents

    def rows(self, table: str) -> RowSet:
        """Return the rows of ``table``: its records, or the lines of a statement."""
        if table not in self._rows:
            self._rows[table] = self._read(table)
        return self._rows[table]

    def _read(self, table: str) -> RowSet:
        form, records = self._forms[table], self.records(table)
        of = next(each for each in form.tables if each.id == table)
        if of.shape is not Shape.STATEMENT:
            return RowSet(self, form, of, [(r.entity, r.row) for r in records], records)
        owner = self.submission.entity.code
        typed = {record.row: record for record in records if record.entity == owner}
        ids = [(owner, line.code) for line in of.lines]
        return RowSet(self, form, of, ids, [typed.get(line.code) for line in of.lines])

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
            rule, columns = calculating_rule(form, key), ColumnSet(self, form, key.entity)
            at = columns.names.index(key.column)
            self._totals[key] = self.calculated(rule, columns, [at])[0] if rule else None
        return self._totals[key]

    def calculated(self, rule: Rule, places: PointSet, at: Positions) -> Sequence[Value | None]:
        """Return what a rule calculates at each position; ``**`` where that cannot be known."""
        return calculated_values(rule, name_context(self.pack, places.form))(places, at)

    def calculation(self, key: Key) -> Expression | None:
        """Return the term that calculates ``key``, or None when it is entered."""
        rule = calculating_rule(self._forms[key.table], key)
        return rule.test.operands()[1] if rule else None

    def column(self, table: str, column: str) -> Column:
        """Return a column of a table."""
        return find_column(self._forms[table], column)[1]

    def kept(self, term: Part, make: Callable[[Part, ValueSource], T]) -> T:
        """Return what ``make`` gives for a term that is the same everywhere; make it once."""
        if id(term) not in self._kept:
            self._kept[id(term)] = make(term, self)
        found: T = self._kept[id(term)]
        return found

    def selection(self, where: Predicate, rows: RowSet) -> tuple[Positions, AbstractSet[int]]:
        """Return the rows of which ``where`` is true, and those of which that is not known."""

        def select_all(where: Predicate, _: ValueSource) -> tuple[Positions, AbstractSet[int]]:
            home = name_context(self.pack, rows.form)
            unsure = undetermined(where, home)(rows, rows.everywhere)
            return selector(where, home)(rows, without(rows.everywhere, unsure)), unsure

        return self.kept(where, select_all)

    def named(self, table: str, column: str, drop: tuple[str, ...]) -> Mapping[str, int]:
        """Return the first row of each name in a column, as people write names."""
        at = table, column, drop
        if at not in self._named:
            names = (same_name(text, drop) for text in self.rows(table).texts(column))
            found = [(name, row) for row, name in enumerate(names) if name]
            self._named[at] = dict(reversed(found))
        return self._named[at]

    def at(self, scope: EvaluationPoint) -> tuple[PointSet, int]:
        """Return the place that ``scope`` names, among all of its kind."""
        form = scope.form
        if form is None or not (scope.row or scope.column):
            return WholeSubmission(self, form), 0
        if scope.column:
            columns = ColumnSet(self, form, scope.entity, scope.row)
            return columns, columns.names.index(scope.column)
        table = form.tables[-1] if is_on_card(scope.row) else form.table
        rows = self.rows(table.id)
        return rows, rows.index[scope.entity, scope.row]

    def scope(self, key: Key) -> EvaluationPoint:
        """Return where the calculation of ``key`` is looked at."""
        return EvaluationPoint(self._forms[key.table], key.entity, key.row, key.column)

    def amount(self, term: Expression, scope: EvaluationPoint) -> PointValue:
        """Return the value of ``term`` at ``scope``."""
        places, at = self.at(scope)
        home = name_context(self.pack, scope.form)
        if at in undetermined(term, home)(places, [at]):
            return PointValue(blank=False, unknown=True)
        value = numeric_values(term, home)(places, [at])[0]
        return PointValue(zero_if_blank(value), value is None)

    def leaves(self, term: Expression, scope: EvaluationPoint) -> list[Key]:
        """Return the cells that ``term`` and all below it read at ``scope``, in printed order."""
        return list(
            dict.fromkeys(all_precedents(term, name_context(self.pack, scope.form))(self, scope))
        )

    def keys(self, term: Expression, scope: EvaluationPoint) -> list[Key]:
        """Return the cells that ``term`` itself reads at ``scope``."""
        return list(own_precedents(term, name_context(self.pack, scope.form))(self, scope))
