"""Whether texts give the numbers that the indicators have as targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations, text_values
from xltool.evaluation.positions import without
from xltool.evaluation.rowsets import RowSet
from xltool.expressions.stated_numbers import (
    find_contradictions,
    find_other_number,
    find_stated_numbers,
)
from xltool.expressions.text_predicates import DescribesValue, RepeatsValue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.evaluation.operation import Selector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import ValueSource
    from xltool.model.lookup import EvaluationPoint


class _StatedValues(Operations[RepeatsValue | DescribesValue]):
    """Looks for contradictions in all rows at once."""

    def _contradictions(self, rows: RowSet) -> Mapping[int, str]:
        """Return the clause with another number, for each row that it contradicts."""

        def find(*_: object) -> Mapping[int, str]:
            each = (text_values(node, self.context) for node in self.node.operands())
            text, name, value = (texts(rows, rows.everywhere) for texts in each)
            return dict(self._find(rows, text, name, value))

        return rows.source.kept(self.node, find)

    def _find(
        self, rows: RowSet, texts: Sequence[str], names: Sequence[str], values: Sequence[str]
    ) -> Iterator[tuple[int, str]]:
        raise NotImplementedError

    def selector(self) -> Selector:
        """Return the rows whose number no text contradicts."""

        def agreeing(rows: RowSet, at: Positions) -> Positions:
            return without(at, self._contradictions(rows))

        return agreeing

    def detail(self, source: ValueSource, point: EvaluationPoint) -> str:
        """Return the clause with the other number."""
        rows, row = source.at(point)
        assert isinstance(rows, RowSet)
        return self._contradictions(rows).get(row, "")


@operations(RepeatsValue)
class RepeatsValueOperations(_StatedValues):
    """Compares all indicators of a card at once: each number in the text goes to the nearest."""

    def _find(
        self, rows: RowSet, texts: Sequence[str], names: Sequence[str], values: Sequence[str]
    ) -> Iterator[tuple[int, str]]:
        for card in rows.on_card.values():
            text = texts[card[0]]
            if find_stated_numbers(text):
                found = find_contradictions(text, [(names[row], values[row]) for row in card])
                yield from ((card[place], number.written) for place, number in found.items())


@operations(DescribesValue)
class DescribesValueOperations(_StatedValues):
    """Compares each indicator with its own description."""

    def _find(
        self, rows: RowSet, texts: Sequence[str], names: Sequence[str], values: Sequence[str]
    ) -> Iterator[tuple[int, str]]:
        for row in rows.everywhere:
            if find_stated_numbers(texts[row]):
                other = find_other_number(texts[row], names[row], values[row])
                if other:
                    yield row, other
