"""The total of a register's column: of all rows, of those that a predicate selects, per group."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from xltool.evaluation.masking import throughout_if_masked, where_masked
from xltool.evaluation.operation import Operations, numeric_values, operations
from xltool.evaluation.rowsets import RowSet
from xltool.expressions.references import ColumnTotal
from xltool.model.forms import TOTAL
from xltool.model.submission import Key
from xltool.values.decimal_text import MASK
from xltool.values.decimals import add_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.evaluation.operation import Numbers, Precedents, Undetermined, Values
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import ValueSource
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Value

    Group: TypeAlias = "tuple[str, Value | None]"
    """A row's owner, and its value in the column that the total is taken per."""


@operations(ColumnTotal)
class ColumnTotalOperations(Operations[ColumnTotal]):
    """Adds once in a submission, then looks up each row's group.

    The total is ``**`` when a row that counts is masked, when it is not known whether a row counts,
    and when the register was not submitted.
    """

    def values(self) -> Numbers:
        """Return the total, for each row that of its group when it is taken per group."""
        node = self.node
        if not node.per:
            return lambda points, at: [points.source.kept(node, _total)] * len(at)

        def per_group(rows: RowSet, at: Positions) -> Values:
            if not rows.source.submitted(node.table):
                return [MASK] * len(at)
            totals = rows.source.kept(node, _totals_per_group)
            return [totals.get(group) for group in _groups(node, rows, at)]

        return per_group

    def undetermined(self) -> Undetermined:
        """Return where the total is no number."""
        values = numeric_values(self.node, self.context)
        return where_masked(values) if self.node.per else throughout_if_masked(values)

    def precedents(self) -> Precedents:
        """Return the cell of the register's own total, or else the cells that are added."""
        node = self.node
        if not node.per and node.where is None:
            return lambda source, _: (_key(node, source),)

        def added(source: ValueSource, point: EvaluationPoint) -> Iterable[Key]:
            rows, counted = source.rows(node.table), _selected(node, source)
            if node.per:
                here, at = source.at(point)
                assert isinstance(here, RowSet)
                (group,) = _groups(node, here, [at])
                pairs = zip(counted, _groups(node, rows, counted), strict=True)
                counted = [row for row, other in pairs if other == group]
            return [rows.key(row, node.column) for row in counted]

        return added


def _key(node: ColumnTotal, source: ValueSource) -> Key:
    return Key(node.table, source.submission.entity.code, TOTAL, node.column)


def _total(node: ColumnTotal, source: ValueSource) -> Value | None:
    if not source.submitted(node.table):
        return MASK
    if node.where is None:
        return source.get(_key(node, source))
    return add_values(_counted(node, source).values())


def _totals_per_group(node: ColumnTotal, source: ValueSource) -> Mapping[Group, Value | None]:
    counted = _counted(node, source)
    found: dict[Group, list[Value | None]] = {}
    groups = _groups(node, source.rows(node.table), tuple(counted))
    for group, value in zip(groups, counted.values(), strict=True):
        found.setdefault(group, []).append(value)
    return {group: add_values(values) for group, values in found.items()}


def _counted(node: ColumnTotal, source: ValueSource) -> Mapping[int, Value | None]:
    """Return the values that count, by row; ``**`` where it is not known whether a row counts."""
    rows = source.rows(node.table)
    values = rows.column(node.column)
    found: dict[int, Value | None] = {row: values[row] for row in _selected(node, source)}
    unsure = () if node.where is None else source.selection(node.where, rows)[1]
    return found | dict.fromkeys(unsure, MASK)


def _selected(node: ColumnTotal, source: ValueSource) -> Positions:
    """Return the rows of the register that count."""
    rows = source.rows(node.table)
    return rows.everywhere if node.where is None else source.selection(node.where, rows)[0]


def _groups(node: ColumnTotal, rows: RowSet, at: Positions) -> list[Group]:
    """Return the group of the row at each position."""
    values = rows.column(node.per)
    return [(rows.ids[row][0], values[row]) for row in at]
