"""What a pack states of figures as linear relations: calculations, ``==`` rules, sums, products.

A relation holds the cells with their coefficients; what they come to is of no account, for it is
known wherever the relation is.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise, product
from typing import TYPE_CHECKING, TypeAlias

from xltool.evaluation.name_context import name_context
from xltool.evaluation.operation import is_text, own_precedents, selector, undetermined
from xltool.expressions.free_text import normalize_name
from xltool.expressions.nodes import Arithmetic, Compare, Constant
from xltool.expressions.references import (
    CellRef,
    ColumnRef,
    ColumnTotal,
    GroupTotal,
    LineRef,
    Percentage,
    SameLine,
    SumOfParts,
)
from xltool.expressions.rounding import InWan
from xltool.kinds import Shape
from xltool.model.applicability import applicability
from xltool.model.forms import TOTAL
from xltool.model.lookup import applies_to_entity, calculating_rule
from xltool.model.submission import Key
from xltool.text import Bilingual
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Column, Form
    from xltool.model.lookup import EvaluationPoint

    Terms: TypeAlias = "dict[Key, Fraction]"
    Linear: TypeAlias = "tuple[Terms, frozenset[Key]]"
    """Cells with coefficients, and the cells that must be known for it: factors of products."""

_READS = (CellRef, ColumnRef, ColumnTotal, GroupTotal, LineRef, SameLine, SumOfParts)
"""Nodes that come to the sum of the cells that they read."""
_WAN, _HUNDRED = Fraction(1, 10_000), Fraction(100)


@dataclass(frozen=True, slots=True)
class LinearRelation:
    """A sum of cells, each with its coefficient, that comes to a known number.

    ``name`` is what states it, in the words of a rule or of a text; no value stands in it. It is
    of use to whoever knows the cells ``given``, which are in its coefficients: a product is linear
    where one factor is known, a percentage where it is, or what it is calculated of.
    """

    name: Bilingual
    terms: Mapping[Key, Fraction]
    given: frozenset[Key] = frozenset()


def form_relations(values: SubmissionValues, form: Form) -> Iterator[LinearRelation]:
    """Yield what a form states of its own figures in a submission.

    What is rounded, percentages and what a tolerance is for, counts as exact: whoever knows it up
    to rounding knows it.
    """
    if form.id not in values.submission.extents:
        return
    for key in _calculated_keys(values, form):
        rule = calculating_rule(form, key)
        if rule is not None:
            yield from _calculation(values, rule, key)
    for rule in form.rules:
        if not rule.calculates:
            yield from _equation(values, form, rule)
    yield from _repeated_amounts(values, form)


def cross_relations(values: SubmissionValues) -> Iterator[LinearRelation]:
    """Yield what the rules between forms state of the figures of a submission."""
    for rule in values.pack.cross:
        yield from _equation(values, None, rule)


def sums_over_units(values: SubmissionValues, form: Form) -> Iterator[LinearRelation]:
    """Yield for each entered figure of a parent's statement that it adds those of its entities."""
    code, children = values.submission.entity.code, values.submission.children
    if form.shape is not Shape.STATEMENT or not children:
        return
    units = [child.entity.code for child in children if form.id in child.extents]
    name = Bilingual("合计等于各单位之和", "the sum of its entities")
    for line in form.table.lines:
        for column in form.table.columns:
            whole = Key(form.id, code, line.code, column.id)
            if column.adds is True and calculating_rule(form, whole) is None:
                terms = {whole._replace(entity=unit): Fraction(-1) for unit in units}
                yield LinearRelation(name, {whole: Fraction(1), **terms})


def linear_terms(
    node: Expression, values: SubmissionValues, point: EvaluationPoint
) -> list[Linear]:
    """Return the cells that an expression adds, with coefficients; none where it is not linear.

    Constants are left out. Of a product there are two ways, each with the other factor known.
    """
    match node:
        case Constant():
            return [] if node.is_text else [({}, frozenset())]
        case InWan():
            found = linear_terms(node.of, values, point)
            return [(_scaled(terms, _WAN), given) for terms, given in found]
        case Arithmetic():
            return list(_combined(node, values, point))
    if not isinstance(node, _READS):
        return []
    context = name_context(values.pack, point.form)
    if is_text(node, context):
        return []
    read = own_precedents(node, context)(values, point)
    return [(dict.fromkeys(read, Fraction(1)), frozenset())]


def _combined(
    node: Arithmetic, values: SubmissionValues, point: EvaluationPoint
) -> Iterator[Linear]:
    lefts, rights = (linear_terms(each, values, point) for each in node.operands())
    for (left, given), (right, others) in product(lefts, rights):
        if node.sign != "*":
            terms = _sum(left, right, Fraction(1 if node.sign == "+" else -1))
            yield terms, given | others
            continue
        for factor, keys, other in ((node.left, left, right), (node.right, right, left)):
            size = values.amount(factor, point)
            if not size.unknown and (other or not keys):
                yield _scaled(other, Fraction(size.value)), given | others | keys.keys()


def _sum(left: Terms, right: Terms, sign: Fraction) -> Terms:
    found = dict(left)
    for key, size in right.items():
        found[key] = found.get(key, Fraction(0)) + sign * size
    return {key: size for key, size in found.items() if size}


def _scaled(terms: Terms, size: Fraction) -> Terms:
    return {key: each * size for key, each in terms.items()} if size else {}


def _calculated_keys(values: SubmissionValues, form: Form) -> Iterator[Key]:
    """Yield every calculated cell of a form: of lines and rows, and the totals of a register."""
    code, table = values.submission.entity.code, form.table
    numeric = [column for column in table.columns if column.kind.numeric]
    if form.shape is Shape.STATEMENT:
        rows = [(code, line.code) for line in table.lines]
    else:
        rows = [(record.entity, record.row) for record in values.records(table.id)]
    if form.shape is Shape.REGISTER:
        sections = values.submission.extents[form.id].sections
        owners = dict.fromkeys([code, *(each.entity.code for each in sections if each.count)])
        rows += [(owner, TOTAL) for owner in owners]
    for owner, row in rows:
        for column in numeric:
            if row != TOTAL or form.shape is not Shape.REGISTER or column.adds is True:
                yield Key(table.id, owner, row, column.id)


def _calculation(values: SubmissionValues, rule: Rule, key: Key) -> Iterator[LinearRelation]:
    node, point = rule.test.operands()[1], values.point_of(key)
    if isinstance(node, Percentage):
        yield from _percentage(node, values, rule, key)
        return
    for right, given in linear_terms(node, values, point):
        terms = _sum({key: Fraction(1)}, right, Fraction(-1))
        yield LinearRelation(_name(rule), terms, given)


def _percentage(
    node: Percentage, values: SubmissionValues, rule: Rule, key: Key
) -> Iterator[LinearRelation]:
    """Yield both ways of a percentage: 100 × part = rate × whole, and the rate that follows."""
    point, rate = values.point_of(key), values.get(key)
    parts, wholes = (linear_terms(each, values, point) for each in node.operands())
    for (part, given), (whole, others) in product(parts, wholes):
        known = given | others
        if isinstance(rate, Decimal):
            terms = _sum(_scaled(part, _HUNDRED), whole, -Fraction(rate))
            yield LinearRelation(_name(rule), terms, known | {key})
        yield LinearRelation(_name(rule), {key: Fraction(1)}, known | part.keys() | whole.keys())


def _equation(values: SubmissionValues, form: Form | None, rule: Rule) -> Iterator[LinearRelation]:
    """Yield a relation wherever two figures must be equal, and are."""
    test = rule.test
    if not isinstance(test, Compare) or test.sign != "==":
        return
    if not applies_to_entity(rule, values.submission.entity):
        return
    owner = values.submission.entity.code
    use = applicability(form, rule)
    rows = values.rows(use.table.id).ids if use.table is not None else ()
    for point in use.points(form, owner, rows):
        if not _applies(values, rule, point):
            continue
        lefts, rights = (linear_terms(each, values, point) for each in test.operands())
        if lefts and rights and _holds(values, rule, test, point):
            for (left, given), (right, others) in product(lefts, rights):
                terms = _sum(left, right, Fraction(-1))
                yield LinearRelation(_name(rule), terms, given | others)


def _applies(values: SubmissionValues, rule: Rule, point: EvaluationPoint) -> bool:
    """Whether a rule applies at a point; where that is not known, it may."""
    if rule.where is None:
        return True
    points, at = values.at(point)
    context = name_context(values.pack, point.form)
    if at in undetermined(rule.where, context)(points, [at]):
        return True
    return bool(selector(rule.where, context)(points, [at]))


def _holds(values: SubmissionValues, rule: Rule, test: Compare, point: EvaluationPoint) -> bool:
    """Whether both sides are equal, up to the tolerance of the rule; an unknown side may be."""
    left, right = values.amount(test.left, point), values.amount(test.right, point)
    if left.unknown or right.unknown:
        return True
    margin = values.amount(rule.within, point).value + values.amount(rule.rounding, point).value
    return abs(left.value - right.value) <= margin


def _repeated_amounts(values: SubmissionValues, form: Form) -> Iterator[LinearRelation]:
    """Yield that a figure is the same in each row of a group, as a project's budget is."""
    for column in form.table.columns:
        if isinstance(column.adds, str):
            for rows in _groups(values, form, column, column.adds):
                for first, second in pairwise(rows):
                    same = values.get(first) == values.get(second)
                    if same and values.get(first) is not None:
                        name = Bilingual(f"各行{column.title}相同", f"{column.title} repeats")
                        yield LinearRelation(name, {first: Fraction(1), second: Fraction(-1)})


def _groups(values: SubmissionValues, form: Form, column: Column, per: str) -> list[list[Key]]:
    found: dict[tuple[str, str], list[Key]] = {}
    for record in values.records(form.table.id):
        name = record.get(per)
        if name is not None:
            group = record.entity, normalize_name(decimal_text(name))
            key = Key(form.table.id, record.entity, record.row, column.id)
            found.setdefault(group, []).append(key)
    return list(found.values())


def _name(rule: Rule) -> Bilingual:
    return Bilingual(f"{rule.id} {rule.zh}", f"{rule.id} {rule.en}")
