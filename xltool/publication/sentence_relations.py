"""What the figures of sentences tell of the cells behind them, as linear relations."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from xltool.expressions.children_sum import ChildrenSum
from xltool.expressions.nodes import walk_expression
from xltool.model.lookup import EvaluationPoint
from xltool.publication.content import SpanKind, TextBlock
from xltool.publication.linear_relations import LinearRelation, linear_terms
from xltool.text import Bilingual
from xltool.values.decimal_text import PLAIN_NUMERAL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.model.disclosure import Disclosure
    from xltool.model.submission import Key
    from xltool.publication.content import Block, Span

_ONE, _HUNDRED = Fraction(1), Fraction(100)


def sentence_relations(
    values: SubmissionValues, disclosure: Disclosure, blocks: Iterable[Block]
) -> Iterator[LinearRelation]:
    """Yield a relation for each figure, change and share that sentences print.

    A figure is the sum of the cells behind it, a change this year's less last year's, a share a
    hundredth of its per cent of the whole; what is rounded counts as exact.
    """
    for block in blocks:
        if isinstance(block, TextBlock):
            for span in block.spans:
                for terms in _terms(values, disclosure, span):
                    yield LinearRelation(_name(block, span), terms)


def _terms(
    values: SubmissionValues, disclosure: Disclosure, span: Span
) -> Iterator[Mapping[Key, Fraction]]:
    if span.kind is SpanKind.FIGURE and span.keys:
        yield _figure_terms(values, disclosure, span.source, span.keys)
    elif span.kind is SpanKind.CHANGE and span.keys:
        half = len(span.keys) // 2
        this, last = span.keys[:half], span.keys[half:]
        yield {**dict.fromkeys(this, _ONE), **dict.fromkeys(last, -_ONE)}
    elif span.kind is SpanKind.SHARE and span.keys:
        share = span.text.removesuffix("%")
        if PLAIN_NUMERAL.fullmatch(share):
            size = Fraction(Decimal(share)) / _HUNDRED
            part = _part_count(values, disclosure, span)
            terms = dict.fromkeys(span.keys[:part], _ONE)
            for key in span.keys[part:]:
                terms[key] = terms.get(key, Fraction(0)) - size
            yield terms


def _figure_terms(
    values: SubmissionValues, disclosure: Disclosure, source: str, keys: tuple[Key, ...]
) -> Mapping[Key, Fraction]:
    """Return the coefficients of a named figure by its expression; else each cell counts once."""
    expression = disclosure.figures.get(source)
    if expression is not None:
        point = EvaluationPoint(None, values.submission.entity.code)
        for terms, given in linear_terms(expression, values, point):
            if not given and terms.keys() == set(keys):
                return terms
        if any(isinstance(node, ChildrenSum) for node in walk_expression(expression)):
            return dict.fromkeys(_numbered_on(values, keys), _ONE)
    return dict.fromkeys(keys, _ONE)


def _numbered_on(values: SubmissionValues, keys: tuple[Key, ...]) -> Iterator[Key]:
    """Yield the department's cells that repeat those of entities, which number their own rows."""
    rows = {
        (table, record.entity, record.of[1]): record.row
        for table in {key.table for key in keys}
        for record in values.records(table)
        if record.of is not None
    }
    return (key._replace(row=rows.get(key[:3], key.row)) for key in keys)


def _part_count(values: SubmissionValues, disclosure: Disclosure, span: Span) -> int:
    """Return how many of the cells behind a share are those of its part: they come first."""
    expression = disclosure.figures.get(span.source)
    if expression is None:
        return 1
    point = EvaluationPoint(None, values.submission.entity.code)
    return len(values.precedents(expression, point))


def _name(block: TextBlock, span: Span) -> Bilingual:
    return Bilingual(
        f"公开文本第{block.line}行 {span.source}", f"line {block.line} of the text, {span.source}"
    )
