"""Whether a text is masked; whether a row is as a whole, or not at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations, text_values
from xltool.evaluation.positions import NO_POSITIONS, without
from xltool.expressions.predicates import AllOrNoneMasked, IsMasked
from xltool.values.decimal_text import is_masked

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.evaluation.operation import Selector, Undetermined
    from xltool.evaluation.rowsets import RowSet


@operations(IsMasked)
class IsMaskedOperations(Operations[IsMasked]):
    """Known everywhere: whoever looks at a masked cell sees that it is."""

    def selector(self) -> Selector:
        """Return where the text is masked."""
        texts = text_values(self.node.of, self.context)
        return lambda points, at: [
            position
            for position, text in zip(at, texts(points, at), strict=True)
            if is_masked(text)
        ]

    def undetermined(self) -> Undetermined:
        """Return no position."""
        return lambda _, __: NO_POSITIONS


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
