"""Whether the target of a part is at most that of its whole on the same card."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, all_precedents, operations, text_values
from xltool.evaluation.positions import without
from xltool.evaluation.rowsets import RowSet
from xltool.expressions.free_text import normalize_name
from xltool.expressions.indicator_values import parse_indicator
from xltool.expressions.predicates import PartWithinWhole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.evaluation.operation import Precedents, Selector, Texts
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import ValueSource
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key


@operations(PartWithinWhole)
class PartWithinWholeOperations(Operations[PartWithinWhole]):
    """A part and its whole are known by the endings of their names: 优秀率 and 合格率."""

    @cached_property
    def _pairs(self) -> Sequence[tuple[str, str]]:
        """The endings of part and whole, as in ``优秀率<合格率``."""
        return [
            (part, whole) for part, _, whole in (str(p).partition("<") for p in self.node.pairs)
        ]

    @cached_property
    def _name(self) -> Texts:
        return text_values(self.node.name, self.context)

    @cached_property
    def _value(self) -> Texts:
        return text_values(self.node.value, self.context)

    def selector(self) -> Selector:
        """Return the rows that are no part, have no whole, or are at most that."""
        ends, name = tuple(part for part, _ in self._pairs), self._name

        def within(rows: RowSet, at: Positions) -> Positions:
            parts = [
                row for row, text in zip(at, name(rows, at), strict=True) if text.endswith(ends)
            ]
            return without(at, [row for row in parts if not self._fits(rows, row)])

        return within

    def _fits(self, rows: RowSet, row: int) -> bool:
        whole = self._find_whole(rows, row)
        if whole is None:
            return True
        part, most = (parse_indicator(text).amount for text in self._value(rows, [row, whole]))
        return part is None or most is None or part <= most

    def _find_whole(self, rows: RowSet, row: int) -> int | None:
        """Return the row of a part's whole: on the same card, and counted in the same unit."""
        on_card = rows.on_card[rows.cards[row]]
        names = dict(zip(on_card, self._name(rows, on_card), strict=True))
        targets = dict(zip(on_card, map(parse_indicator, self._value(rows, on_card)), strict=True))
        wanted = {
            normalize_name(names[row].removesuffix(part) + whole)
            for part, whole in self._pairs
            if names[row].endswith(part)
        }
        wholes = (
            p
            for p in on_card
            if normalize_name(names[p]) in wanted and targets[p].amount is not None
        )
        return next((p for p in wholes if targets[p].unit == targets[row].unit), None)

    def precedents(self) -> Precedents:
        """Return name and value of the part and of its whole."""
        each = [all_precedents(node, self.context) for node in self.node.operands()]

        def both(source: ValueSource, point: EvaluationPoint) -> Iterable[Key]:
            rows, here = source.at(point)
            assert isinstance(rows, RowSet)
            whole = self._find_whole(rows, here)
            there = () if whole is None else (here, whole)
            return [key for row in there for of in each for key in of(source, rows.point(row))]

        return both
