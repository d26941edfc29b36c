"""A sum over the entities below a parent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.masking import throughout_if_masked
from xltool.evaluation.operation import (
    Operations,
    all_precedents,
    numeric_values,
    operations,
    undetermined,
)
from xltool.evaluation.rowsets import WholeSubmission
from xltool.expressions.children_sum import ChildrenSum
from xltool.layout.printed_parts import is_parent
from xltool.model.lookup import EvaluationPoint
from xltool.values.decimal_text import MASK
from xltool.values.decimals import add_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.evaluation.name_context import NameContext
    from xltool.evaluation.operation import Numbers, Precedents, Undetermined
    from xltool.evaluation.rowsets import ValueSource
    from xltool.model.submission import Key, Value


@operations(ChildrenSum)
class ChildrenSumOperations(Operations[ChildrenSum]):
    """Added once in a submission; ``**`` where an entity's is, or the entities are not there.

    An entity without others below it is the only one that counts: in its own submission.
    """

    def values(self) -> Numbers:
        """Return the sum, the same at every position."""
        node, context = self.node, self.context
        return lambda points, at: (
            [points.source.kept(node, lambda _, source: _sum(node, context, source))] * len(at)
        )

    def undetermined(self) -> Undetermined:
        """Return all positions, or none."""
        return throughout_if_masked(numeric_values(self.node, self.context))

    def precedents(self) -> Precedents:
        """Return the cells that are read in the submissions of those that count."""
        node, context = self.node, self.context

        def read(source: ValueSource, _: EvaluationPoint) -> Iterable[Key]:
            for leaf in _counted(node, source):
                point = EvaluationPoint(None, leaf.submission.entity.code)
                yield from all_precedents((node.of,), context)(leaf, point)

        return read


def _counted(node: ChildrenSum, source: ValueSource) -> Sequence[ValueSource]:
    return [
        leaf
        for leaf in source.leaves()
        if not node.nature or leaf.submission.entity.nature in node.nature
    ]


def _sum(node: ChildrenSum, context: NameContext, source: ValueSource) -> Value | None:
    submission = source.submission
    if not submission.children and any(map(is_parent, submission.extents.values())):
        return MASK  # read as it stands, without those below it
    values, hidden = numeric_values(node.of, context), undetermined(node.of, context)
    found: list[Value | None] = []
    for leaf in _counted(node, source):
        points = WholeSubmission(leaf, None)
        found.append(MASK if hidden(points, (0,)) else values(points, (0,))[0])
    return add_values(found)
