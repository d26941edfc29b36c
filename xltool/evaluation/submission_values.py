"""The values of a submission: what was typed, and what its rules calculate from it.

Blank adds as nothing; a sum of blanks is blank. One masked or unreadable addend masks the sum,
and a rule over a masked cell is undecidable: it is not judged.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import xltool.evaluation.operations  # noqa: F401 - registers what evaluates each kind of node
from xltool.errors import XltoolError
from xltool.evaluation.name_context import name_context
from xltool.evaluation.operation import (
    all_precedents,
    numeric_values,
    operations_of,
    own_precedents,
    selector,
    undetermined,
)
from xltool.evaluation.positions import without
from xltool.evaluation.rowsets import ColumnSet, PointValue, RowSet, WholeSubmission
from xltool.expressions.free_text import normalize_name
from xltool.kinds import Shape
from xltool.model.faults import rule_error
from xltool.model.forms import TOTAL
from xltool.model.lookup import EvaluationPoint, calculating_rule, find_column
from xltool.model.row_ids import is_on_card
from xltool.model.tree_lines import form_of_size
from xltool.values.decimal_text import MASK
from xltool.values.decimals import zero_if_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.name_context import NameContext
    from xltool.evaluation.operation import Numbers, Values
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet, ValueSource
    from xltool.expressions.nodes import Expression, Predicate
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Column, Form, Pack
    from xltool.model.submission import Key, Record, Submission, Value

T = TypeVar("T")
Part = TypeVar("Part", bound="Expression")


class SubmissionValues:
    """The values of one submission, entered and calculated, by key and by column.

    ``forms`` are those of the pack, with the lines that they have in the submission. Everything is
    worked out when it is asked for, and kept. ``suspect`` texts are reported as wrong
    already: no rule is judged that looks at one.
    """

    def __init__(
        self, pack: Pack, submission: Submission, suspect: AbstractSet[Key] = frozenset()
    ) -> None:
        """Take the pack and the submission."""
        self.pack = pack
        self.submission = submission
        self.suspect = suspect
        sizes = submission.extents
        self.forms = tuple(form_of_size(form, sizes.get(form.id)) for form in pack.forms)
        self._forms = {table.id: form for form in self.forms for table in form.tables}
        self._rows: dict[str, RowSet] = {}
        self._totals: dict[Key, Value | None] = {}
        self._kept: dict[Expression, Any] = {}
        self._selected: dict[tuple[Predicate, str], tuple[Positions, AbstractSet[int]]] = {}
        self._named: dict[tuple[str, str, tuple[str, ...]], Mapping[str, int]] = {}
        self._leaves: tuple[SubmissionValues, ...] | None = None

    def leaves(self) -> tuple[SubmissionValues, ...]:
        """Return the values of the reporting entities below, or these where there is none."""
        if not self.submission.children:
            return (self,)
        if self._leaves is None:
            below = (part for part in self.submission.parts() if not part.children)
            self._leaves = tuple(SubmissionValues(self.pack, each) for each in below)
        return self._leaves

    def records(self, table: str) -> Sequence[Record]:
        """Return the records of ``table`` in printed order."""
        return self.submission.tables.get(table, ())

    @property
    def reported(self) -> tuple[Form, ...]:
        """The forms that reporting entities fill in, with the lines that they have here."""
        return tuple(form for form in self.forms if not form.template.parent)

    def form_of(self, table: str) -> Form:
        """Return the form that holds ``table``, with the lines that it has in the submission."""
        return self._forms[table]

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

    def calculated(self, rule: Rule, points: PointSet, at: Positions) -> Sequence[Value | None]:
        """Return what a rule calculates at each position; ``**`` where that cannot be known."""
        try:
            return _calculated_values(rule, name_context(self.pack, points.form))(points, at)
        except (XltoolError, MemoryError):
            raise
        except Exception as error:
            raise rule_error(rule, points.form, error) from error

    def calculation(self, key: Key) -> Expression | None:
        """Return the expression that calculates ``key``, or None when it is entered."""
        rule = calculating_rule(self._forms[key.table], key)
        return rule.test.operands()[1] if rule else None

    def column(self, table: str, column: str) -> Column:
        """Return a column of a table."""
        return find_column(self._forms[table], column)[1]

    def kept(self, node: Part, make: Callable[[Part, ValueSource], T]) -> T:
        """Return what ``make`` gives for a node that comes to the same everywhere; make it once."""
        if node not in self._kept:
            self._kept[node] = make(node, self)
        found: T = self._kept[node]
        return found

    def selection(self, where: Predicate, rows: RowSet) -> tuple[Positions, AbstractSet[int]]:
        """Return the rows of which ``where`` is true, and those of which that is not known."""
        at = where, rows.table.id
        if at not in self._selected:
            context = name_context(self.pack, rows.form)
            unsure = undetermined(where, context)(rows, rows.everywhere)
            known = selector(where, context)(rows, without(rows.everywhere, unsure))
            self._selected[at] = known, unsure
        return self._selected[at]

    def named(self, table: str, column: str, drop: tuple[str, ...]) -> Mapping[str, int]:
        """Return the first row of each name in a column, as people write names."""
        at = table, column, drop
        if at not in self._named:
            names = (normalize_name(text, drop) for text in self.rows(table).texts(column))
            found = [(name, row) for row, name in enumerate(names) if name]
            self._named[at] = dict(reversed(found))
        return self._named[at]

    def at(self, point: EvaluationPoint) -> tuple[PointSet, int]:
        """Return the point set that holds ``point``, and its position there."""
        form = point.form
        if form is None or not (point.row or point.column):
            return WholeSubmission(self, form), 0
        if point.column:
            columns = ColumnSet(self, form, point.entity, point.row)
            return columns, columns.names.index(point.column)
        table = form.tables[-1] if is_on_card(point.row) else form.table
        rows = self.rows(table.id)
        return rows, rows.index[point.entity, point.row]

    def point_of(self, key: Key) -> EvaluationPoint:
        """Return the point from which ``key`` is calculated."""
        return EvaluationPoint(self._forms[key.table], key.entity, key.row, key.column)

    def amount(self, node: Expression, point: EvaluationPoint) -> PointValue:
        """Return the number that ``node`` comes to at ``point``."""
        points, at = self.at(point)
        context = name_context(self.pack, point.form)
        if at in undetermined(node, context)(points, [at]):
            return PointValue(blank=False, unknown=True)
        value = numeric_values(node, context)(points, [at])[0]
        return PointValue(zero_if_blank(value), value is None)

    def precedents(self, node: Expression, point: EvaluationPoint) -> list[Key]:
        """Return the cells that ``node`` and all below it read at ``point``, in printed order."""
        context = name_context(self.pack, point.form)
        return list(dict.fromkeys(all_precedents((node,), context)(self, point)))

    def own_precedents(self, node: Expression, point: EvaluationPoint) -> list[Key]:
        """Return the cells that ``node`` itself reads at ``point``."""
        return list(own_precedents(node, name_context(self.pack, point.form))(self, point))


@cache
def _calculated_values(rule: Rule, context: NameContext) -> Numbers:
    """Return the function that gives what a rule calculates; ``**`` where that cannot be known."""
    node = rule.test.operands()[1]
    values, hidden_at = numeric_values(node, context), undetermined(node, context)
    if operations_of(node, context).masks_itself:
        return values

    def masked(points: PointSet, at: Positions) -> Values:
        hidden = hidden_at(points, at)
        if not hidden:
            return values(points, at)
        known_at = [position for position in at if position not in hidden]
        known = dict(zip(known_at, values(points, known_at), strict=True))
        return [known.get(position, MASK) for position in at]

    return masked
