"""A part of an indicator's name or value: its amount, its sign, its unit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations, operations_of, text_values
from xltool.evaluation.rowsets import values_at
from xltool.expressions.indicator_values import parse_indicator
from xltool.expressions.references import ColumnRef, IndicatorPart

if TYPE_CHECKING:
    from xltool.evaluation.operation import Numbers, Texts
    from xltool.evaluation.rowsets import ValueSource
    from xltool.model.lookup import EvaluationPoint


@operations(IndicatorPart)
class IndicatorPartOperations(Operations[IndicatorPart]):
    """Texts are taken apart once for each column and part, and kept by the row set."""

    def values(self) -> Numbers:
        """Return the amount, or the amount in 万元; None for a value that has none.

        Of any text the ``length`` can be asked.
        """
        of = text_values(self.node.of, self.context)
        if self.node.part == "length":
            return lambda points, at: [Decimal(len(text)) for text in of(points, at)]
        if self.node.part == "wan":
            return lambda points, at: [parse_indicator(text).wan for text in of(points, at)]
        return lambda points, at: [parse_indicator(text).amount for text in of(points, at)]

    def texts(self) -> Texts:
        """Return the part as a text."""
        of, part = self.node.of, self.node.part
        if isinstance(of, ColumnRef):
            name = of.column
            return lambda rows, at: values_at(rows.texts(name, part), at)
        return super().texts()

    def describe(self, source: ValueSource, point: EvaluationPoint, language: str) -> str:
        """Return the cell whose text is taken apart, whole."""
        return operations_of(self.node.of, self.context).describe(source, point, language)
