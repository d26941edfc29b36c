"""Products and amounts in free texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, numeric_values, operations, text_values
from xltool.evaluation.positions import without
from xltool.evaluation.text_selection import select_by_text
from xltool.expressions.free_text import (
    find_amounts,
    find_wrong_products,
    matches_quoted,
)
from xltool.expressions.text_predicates import ProductsRight, QuotesAmount
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
        after, scale = self.node.after, self.context.scale
        texts = text_values(self.node.text, self.context)
        numbers = numeric_values(self.node.number, self.context)

        def agreeing(points: PointSet, at: Positions) -> Positions:
            quoted = (find_amounts(text, after, scale) for text in texts(points, at))
            rows = zip(at, quoted, numbers(points, at), strict=True)
            return without(at, [
                position
                for position, amounts, number in rows
                if amounts and not matches_quoted(amounts, zero_if_blank(number))
            ])  # fmt: skip

        return agreeing
