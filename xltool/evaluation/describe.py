"""Expressions in words, with the values they have: ``数量 3 × 单价 26.50 = 79.50``."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from xltool.evaluation.cell_texts import FEW, describe_cell, two_places
from xltool.evaluation.name_context import name_context
from xltool.evaluation.operation import operations_of, selector, undetermined
from xltool.expressions.nodes import And, Compare, OneOf, Predicate, walk_expression
from xltool.expressions.references import RowCount
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.evaluation.rowsets import ValueSource
    from xltool.expressions.nodes import Expression
    from xltool.model.lookup import EvaluationPoint

    _Count = tuple[str, Expression, Expression]
    """What is counted, the count, and how many there should be."""


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


def counts_too_small(
    source: ValueSource, roots: Iterable[Expression], point: EvaluationPoint
) -> Iterator[tuple[str, str, str]]:
    """Yield the counts of rows that break a rule: of what, how many there are, and should be.

    ``roots`` are predicates; of one that joins several each is looked at by itself. What is counted
    is named by the text that selects it, such as 数量指标.
    """
    context, (points, at) = name_context(source.pack, point.form), source.at(point)
    for test, counts in [part for root in roots for part in _parts(root)]:
        if not counts or at in undetermined(test, context)(points, [at]):
            continue
        if not selector(test, context)(points, [at]):
            for kind, *sides in counts:
                there, asked = (source.amount(side, point).value for side in sides)
                yield kind, decimal_text(there), decimal_text(asked)


@cache
def _parts(root: Expression) -> tuple[tuple[Predicate, tuple[_Count, ...]], ...]:
    """Return the predicates that a predicate joins, each with the counts that it compares."""
    if isinstance(root, And):
        return _parts(root.left) + _parts(root.right)
    assert isinstance(root, Predicate)
    counts = (
        (_kind(node.left), node.left, node.right)
        for node in walk_expression(root)
        if isinstance(node, Compare) and isinstance(node.left, RowCount)
    )
    return ((root, tuple(counts)),)


def _kind(count: RowCount) -> str:
    named = (node for node in walk_expression(count.where) if isinstance(node, OneOf))
    return next((str(node.texts[0]) for node in named), "")
