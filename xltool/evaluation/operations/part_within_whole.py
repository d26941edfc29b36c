"""Whether the target of a part is at most that of its whole on the same card."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, all_precedents, operations, text_values
from xltool.evaluation.positions import without
from xltool.evaluation.rowsets import RowSet
from xltool.expressions.part_of_whole import PartWords
from xltool.expressions.predicates import PartWithinWhole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.evaluation.operation import Precedents, Selector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import ValueSource
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key


@operations(PartWithinWhole)
class PartWithinWholeOperations(Operations[PartWithinWhole]):
    """The whole of a part is found by its name: 及时办结率 is a part of 办结率."""

    @cached_property
    def _words(self) -> PartWords:
        node = self.node
        lists = (node.narrower, node.fewer, node.grades, node.among)
        return PartWords(*(tuple(map(str, words)) for words in lists))

    def _too_large(self, rows: RowSet) -> Mapping[int, int]:
        """Return the row of the whole by that of each part with a larger target."""
        return rows.source.kept(self.node, lambda *_: self._find_too_large(rows))

    def _find_too_large(self, rows: RowSet) -> Mapping[int, int]:
        names, values = (
            text_values(node, self.context)(rows, rows.everywhere) for node in self.node.operands()
        )
        found: dict[int, int] = {}
        for card in rows.on_card.values():
            large = self._words.find_too_large([(names[row], values[row]) for row in card])
            found |= {card[part]: card[whole] for part, whole in large.items()}
        return found

    def selector(self) -> Selector:
        """Return the rows that are no part, have no whole, or are at most that."""

        def within(rows: RowSet, at: Positions) -> Positions:
            return without(at, self._too_large(rows))

        return within

    def _whole(self, source: ValueSource, point: EvaluationPoint) -> tuple[RowSet, int, list[int]]:
        """Return the rows, that of the part, and that of its whole if its target is smaller."""
        rows, here = source.at(point)
        assert isinstance(rows, RowSet)
        whole = self._too_large(rows).get(here)
        return rows, here, [] if whole is None else [whole]

    def detail(self, source: ValueSource, point: EvaluationPoint) -> str:
        """Return name and value of the whole."""
        rows, _, whole = self._whole(source, point)
        texts = (text_values(node, self.context)(rows, whole) for node in self.node.operands())
        return " ".join(text for found in texts for text in found)

    def precedents(self) -> Precedents:
        """Return name and value of the part and of its whole."""
        read = all_precedents(self.node.operands(), self.context)

        def both(source: ValueSource, point: EvaluationPoint) -> Iterable[Key]:
            rows, here, whole = self._whole(source, point)
            there = [here, *whole] if whole else []
            return [key for row in there for key in read(source, rows.point(row))]

        return both
