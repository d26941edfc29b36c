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
        column, part = self.node.column, self.part
        # To the letter, masked names are as good as others; what they mean is not known.
        shared = () if self.node.as_written else self.node.names()
        unknown_in = tuple(dict.fromkeys((column, *(name.column for name in shared))))

        def compare(
            rows: RowSet, at: Positions, groups: GroupRows
        ) -> tuple[Positions, Positions, Positions]:
            hidden = rows.unknown(*unknown_in)
            values = rows.texts(column, part) if part else rows.column(column)
            unknown = [
                p for p in (at if hidden else ())
                if p in hidden or (p in groups and not hidden.isdisjoint(groups[p]))
            ]  # fmt: skip
            known = without(at, unknown)
            several = [first for first in known if first in groups]
            broken = [p for p in several if self.is_broken([values[row] for row in groups[p]])]
            return without(known, broken), broken, unknown

        return compare

    @property
    def part(self) -> str:
        """What is compared of an indicator's value; empty for all of it."""
        return ""

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

    @property
    def part(self) -> str:
        """What is compared of an indicator's value; empty for all of it."""
        assert isinstance(self.node, SameInGroup)
        return self.node.part

    def is_broken(self, values: Sequence[Value | None]) -> bool:
        """Whether two values of a group differ."""
        return len(set(values) - {None, ""}) > 1

    def finding_cells(self, points: PointSet, group: Positions) -> FindingCells:
        """Return the first row that differs from most."""
        assert isinstance(points, RowSet)
        name = self.node.column
        values = points.texts(name, self.part) if self.part else points.column(name)
        filled = {row: values[row] for row in group if values[row] not in {None, ""}}
        named = filled if self.part and filled else group  # what has no such part takes no part
        keys = tuple(points.key(row, name) for row in named)
        usual = Counter(filled.values()).most_common(1)[0][0] if filled else None
        odd = (points.key(row, name) for row, value in filled.items() if value != usual)
        return next(odd, keys[0]), keys
