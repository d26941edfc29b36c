"""Numbers and texts that a rule states itself."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations
from xltool.expressions.nodes import Constant
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from xltool.evaluation.operation import Numbers, Texts
    from xltool.evaluation.rowsets import ValueSource
    from xltool.model.lookup import EvaluationPoint


@operations(Constant)
class ConstantOperations(Operations[Constant]):
    """The same value at every position."""

    def values(self) -> Numbers:
        """Return the value, as often as it is asked for."""
        value = self.node.value
        return lambda _, at: [value] * len(at)

    def texts(self) -> Texts:
        """Return the value as a text, as often as it is asked for."""
        text = str(self.node.value)
        return lambda _, at: [text] * len(at)

    def describe(self, source: ValueSource, point: EvaluationPoint, language: str) -> str:  # noqa: ARG002
        """Return a number as it is, a text in quotes."""
        value = self.node.value
        return decimal_text(value) if isinstance(value, Decimal) else f"“{value}”"
