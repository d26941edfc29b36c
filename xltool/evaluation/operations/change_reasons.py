"""Reasons of changes: what they quote, what they compare with, in which unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, numeric_values, operations, text_values
from xltool.evaluation.positions import without
from xltool.expressions.change_reasons import compared_years, explains_change, quoted_amounts
from xltool.expressions.text_predicates import AmountsInWan, ComparesWithLastYear, ExplainsChange
from xltool.values.decimals import zero_if_blank

if TYPE_CHECKING:
    from decimal import Decimal

    from xltool.evaluation.operation import Selector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet


@operations(ExplainsChange)
class ExplainsChangeOperations(Operations[ExplainsChange]):
    """A blank change is none."""

    def selector(self) -> Selector:
        """Return where the amounts that the text quotes come to the change."""
        node = self.node
        texts = text_values(node.text, self.context)
        changes = numeric_values(node.change, self.context)
        scale = self.context.scale

        def explaining(points: PointSet, at: Positions) -> Positions:
            rows = zip(at, texts(points, at), changes(points, at), strict=True)
            return [
                position
                for position, text, change in rows
                if explains_change(text, zero_if_blank(change), node.rises, node.falls, scale)
            ]

        return explaining


@operations(ComparesWithLastYear)
class ComparesWithLastYearOperations(Operations[ComparesWithLastYear]):
    """A period is a year."""

    def selector(self) -> Selector:
        """Return where the text compares with no other year than the last."""
        texts = text_values(self.node.of, self.context)

        def comparing(points: PointSet, at: Positions) -> Positions:
            last = {int(points.source.submission.period) - 1}
            pairs = zip(at, texts(points, at), strict=True)
            return [position for position, text in pairs if compared_years(text) <= last]

        return comparing


@operations(AmountsInWan)
class AmountsInWanOperations(Operations[AmountsInWan]):
    """Zero and blank are no number that a text could give in the wrong unit."""

    def selector(self) -> Selector:
        """Return where the text gives no such amount in a unit that the form does not count in."""
        scale = self.context.scale
        texts = text_values(self.node.text, self.context)
        numbers = [numeric_values(number, self.context) for number in self.node.numbers]

        def in_wan(points: PointSet, at: Positions) -> Positions:
            columns = [map(zero_if_blank, values(points, at)) for values in numbers]
            rows = list(zip(*columns, strict=True)) or [()] * len(at)
            each = zip(at, texts(points, at), rows, strict=True)
            return without(
                at, [position for position, text, row in each if _in_other_unit(text, row, scale)]
            )

        return in_wan


def _in_other_unit(text: str, numbers: tuple[Decimal, ...], scale: str) -> bool:
    others = {each.amount for each in quoted_amounts(text) if each.unit != scale}
    return bool(others & {abs(number) for number in numbers if number} if numbers else others)
