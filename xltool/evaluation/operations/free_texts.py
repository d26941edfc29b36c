"""Products, amounts and indicators' values in free texts."""

from __future__ import annotations

from itertools import compress
from operator import contains
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, numeric_values, operations, text_values
from xltool.evaluation.positions import without
from xltool.evaluation.text_selection import select_by_text
from xltool.expressions.free_text import (
    find_amounts,
    find_numbers_after,
    find_wrong_products,
    matches_quoted,
)
from xltool.expressions.indicator_values import parse_indicator
from xltool.expressions.predicates import ProductsRight, QuotesAmount, RepeatsValue
from xltool.values.decimals import zero_if_blank

if TYPE_CHECKING:
    from xltool.evaluation.operation import Selector
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet


@operations(ProductsRight)
class ProductsRightOperations(Operations[ProductsRight]):
    """A text without a product has no wrong one."""

    def selector(self) -> Selector:
        """Return where every product in the text is right."""
        return select_by_text(
            self.node.of, self.context, lambda text: not find_wrong_products(text)
        )


@operations(QuotesAmount)
class QuotesAmountOperations(Operations[QuotesAmount]):
    """A text that quotes no amount agrees with every number."""

    def selector(self) -> Selector:
        """Return where the amounts that the text quotes agree with the number."""
        after = self.node.after
        texts = text_values(self.node.text, self.context)
        numbers = numeric_values(self.node.number, self.context)

        def agreeing(points: PointSet, at: Positions) -> Positions:
            quoted = (find_amounts(text, after) for text in texts(points, at))
            rows = zip(at, quoted, numbers(points, at), strict=True)
            return without(at, [
                position
                for position, amounts, number in rows
                if amounts and not matches_quoted(amounts, zero_if_blank(number))
            ])  # fmt: skip

        return agreeing


@operations(RepeatsValue)
class RepeatsValueOperations(Operations[RepeatsValue]):
    """True of a text that does not mention the indicator, or gives no number for it."""

    def selector(self) -> Selector:
        """Return where the text gives the indicator's own number, or none."""
        text, name, value = (text_values(node, self.context) for node in self.node.operands())

        def repeating(points: PointSet, at: Positions) -> Positions:
            texts, names = text(points, at), name(points, at)
            rows = zip(at, texts, names, value(points, at), strict=True)
            suspect = compress(rows, map(contains, texts, names))
            return without(at, [position for position, *row in suspect if not _repeats(*row)])

        return repeating


def _repeats(text: str, name: str, value: str) -> bool:
    numbers = find_numbers_after(text, name) if name else []
    if not numbers:
        return True
    amount = parse_indicator(value).amount
    return amount is None or amount in numbers
