"""Expressions in words, with the values they have: ``数量 3 × 单价 26.50 = 79.50``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.cell_texts import FEW, describe_cell, two_places
from xltool.evaluation.name_context import name_context
from xltool.evaluation.operation import operations_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from xltool.evaluation.rowsets import ValueSource
    from xltool.expressions.nodes import Expression
    from xltool.model.lookup import EvaluationPoint


def describe_side(
    source: ValueSource, node: Expression, point: EvaluationPoint, language: str
) -> str:
    """Return a side of a comparison in words and, where it is worked out, what it comes to.

    One cell is given with its value, so the result would only repeat it.
    """
    operations = operations_of(node, name_context(source.pack, point.form))
    text = operations.describe(source, point, language)
    if len(source.precedents(node, point)) > 1 or operations.shows_result:
        return f"{text} = {two_places(source.amount(node, point).value)}"
    return text


def describe_cells(
    source: ValueSource, nodes: Iterable[Expression], point: EvaluationPoint, language: str
) -> str:
    """Return every cell that nodes read, with its value; of many only the first few."""
    keys = list(dict.fromkeys(key for node in nodes for key in source.precedents(node, point)))
    gap, rest = ("、", " 等") if language == "zh" else (", ", " and others")
    text = gap.join(describe_cell(source, key, point, language) for key in keys[:FEW])
    return text + (rest if len(keys) > FEW else "")
