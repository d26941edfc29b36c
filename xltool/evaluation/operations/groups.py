"""Rows of a group compared with each other: all hold the same, or no two do."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations
from xltool.evaluation.positions import without
from xltool.evaluation.rowsets import RowSet
from xltool.expressions.predicates import SameInGroup, UniqueInGroup

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.evaluation.operation import FindingCells, GroupRows, GroupSelector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet
    from xltool.model.submission import Value


@operations(UniqueInGroup)
class UniqueInGroupOperations(Operations[UniqueInGroup | SameInGroup]):
    """No two rows are in a group: the value is one of those that make it."""

    def group_selector(self) -> GroupSelector:
        """Return the function that judges groups, each by the position of its first row.

        A group in which a row's value is not known is undetermined as a whole.
        """
        column = self.node.column

        def compare(
            rows: RowSet, at: Positions, groups: GroupRows
        ) -> tuple[Positions, Positions, Positions]:
            values, hidden = rows.column(column), rows.unknown(column)
            unknown = [p for p in at if hidden and not hidden.isdisjoint(groups.get(p, (p,)))]
            known = without(at, unknown)
            several = (first for first in known if first in groups)
            broken = [p for p in several if self.is_broken([values[row] for row in groups[p]])]
            return without(known, broken), broken, unknown

        return compare

    def is_broken(self, values: Sequence[Value | None]) -> bool:  # noqa: ARG002
        """Whether the values of the several rows of a group break the rule: here any do."""
        return True

    def finding_cells(self, points: PointSet, group: Positions) -> FindingCells:
        """Return the second of the rows that hold the same: it repeats the first."""
        assert isinstance(points, RowSet)
        keys = tuple(points.key(row, self.node.column) for row in group)
        return keys[min(1, len(keys) - 1)], keys


@operations(SameInGroup)
class SameInGroupOperations(UniqueInGroupOperations):
    """All rows of a group hold the same; blanks hold nothing."""

    def is_broken(self, values: Sequence[Value | None]) -> bool:
        """Whether two values of a group differ."""
        return len(set(values) - {None}) > 1

    def finding_cells(self, points: PointSet, group: Positions) -> FindingCells:
        """Return the first row that differs from most."""
        assert isinstance(points, RowSet)
        name = self.node.column
        keys, values = tuple(points.key(row, name) for row in group), points.column(name)
        filled = {row: values[row] for row in group if values[row] is not None}
        usual = Counter(filled.values()).most_common(1)[0][0] if filled else None
        odd = (points.key(row, name) for row, value in filled.items() if value != usual)
        return next(odd, keys[0]), keys
