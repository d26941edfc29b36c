"""Whether a row is masked as a whole, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations
from xltool.evaluation.positions import without
from xltool.expressions.predicates import AllOrNoneMasked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.evaluation.operation import Selector
    from xltool.evaluation.rowsets import RowSet


@operations(AllOrNoneMasked)
class AllOrNoneMaskedOperations(Operations[AllOrNoneMasked]):
    """Blank cells are neither masked nor open."""

    def selector(self) -> Selector:
        """Return the rows of whose filled columns all are masked, or none is."""
        names = self.node.columns

        def uneven(rows: RowSet) -> Iterator[int]:
            sides = [(rows.column(name), rows.unknown(name)) for name in names]
            for row in rows.unknown(*names):
                if any(values[row] is not None and row not in hidden for values, hidden in sides):
                    yield row

        return lambda rows, at: without(at, set(uneven(rows)))
