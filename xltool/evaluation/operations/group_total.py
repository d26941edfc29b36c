"""The total of a column that repeats in each row of a group, as a project's budget does."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.masking import throughout_if_masked
from xltool.evaluation.operation import Operations, numeric_values, operations
from xltool.expressions.free_text import normalize_name
from xltool.expressions.references import GroupTotal
from xltool.values.decimal_text import MASK
from xltool.values.decimals import add_values

if TYPE_CHECKING:
    from xltool.evaluation.operation import Numbers, Precedents, Undetermined
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import ValueSource
    from xltool.model.submission import Value


@operations(GroupTotal)
class GroupTotalOperations(Operations[GroupTotal]):
    """Adds the first row of each group, once in a submission.

    The total is ``**`` when one of these is masked, when the name of a group cannot be read, which
    may be that of another, and when the register was not submitted.
    """

    def values(self) -> Numbers:
        """Return the total at each position."""
        node = self.node
        return lambda points, at: [points.source.kept(node, _total)] * len(at)

    def undetermined(self) -> Undetermined:
        """Return where the total is no number."""
        return throughout_if_masked(numeric_values(self.node, self.context))

    def precedents(self) -> Precedents:
        """Return the cells that are added."""
        node = self.node
        return lambda source, _: [
            source.rows(node.table).key(row, node.column) for row in _first_rows(node, source)
        ]


def _total(node: GroupTotal, source: ValueSource) -> Value | None:
    rows = source.rows(node.table)
    if not source.submitted(node.table) or rows.unknown(node.per):
        return MASK
    values = rows.column(node.column)
    return add_values(values[row] for row in _first_rows(node, source))


def _first_rows(node: GroupTotal, source: ValueSource) -> Positions:
    """Return the first row of each group; rows of several entities are in no group together."""
    rows, drop = source.rows(node.table), tuple(map(str, node.drop))
    names = (normalize_name(text, drop) for text in rows.texts(node.per))
    groups = [(owner, name) for (owner, _), name in zip(rows.ids, names, strict=True)]
    first = {group: at for at, group in reversed(list(enumerate(groups)))}
    return sorted(first.values())
