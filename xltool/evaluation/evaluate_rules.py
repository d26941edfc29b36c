"""Which rules hold in a submission: each rule at all its points at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING

from xltool.evaluation.name_context import name_context
from xltool.evaluation.operation import operations_of, selector, undetermined
from xltool.evaluation.positions import NO_POSITIONS, partition, without
from xltool.evaluation.results import RuleOutcome, RuleResult
from xltool.evaluation.row_groups import group_rows
from xltool.evaluation.rowsets import ColumnSet, RowSet, WholeSubmission
from xltool.kinds import Shape
from xltool.layout.printed_parts import is_parent
from xltool.model.applicability import Applicability, applicability
from xltool.model.faults import faults_of
from xltool.model.lookup import applies_to_entity

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.name_context import NameContext
    from xltool.evaluation.operation import GroupRows, GroupSelector, Selector, Undetermined
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet
    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.expressions.nodes import Predicate
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Form
    from xltool.model.submission import Submission


def rule_outcomes(values: SubmissionValues) -> Iterator[RuleOutcome]:
    """Yield the outcome of every asserting rule of the pack wherever it applies."""
    return chain.from_iterable(result.outcomes() for result in evaluate_rules(values))


def evaluate_rules(
    values: SubmissionValues, besides: tuple[type[Predicate], ...] = (), *, rows: bool = True
) -> Iterator[RuleResult]:
    """Yield the result of every asserting rule of the pack, in the order of forms and rules.

    Rules whose test is of a class in ``besides`` are left out, without ``rows`` all rules about
    rows. These are evaluated where the rows were typed: not again in a parent that carries them.
    """
    submission = values.submission
    for form in (*values.forms, None):
        if form is not None and form.id not in submission.extents:
            continue
        carried = not rows or (form is not None and _carried(submission, form))
        for prepared in _prepared_rules(name_context(values.pack, form)):
            left_out = (carried and prepared.use.table) or isinstance(prepared.rule.test, besides)
            if applies_to_entity(prepared.rule, submission.entity) and not left_out:
                with faults_of(prepared.rule, form):
                    result = _evaluate(values, prepared)
                yield result


def _carried(submission: Submission, form: Form) -> bool:
    """Whether the rows of a form were typed further down; a parent's own form never is."""
    below = bool(submission.children) and not form.template.parent
    return below or is_parent(submission.extents[form.id])


@dataclass(frozen=True, slots=True)
class _PreparedRule:
    """A rule made ready to be evaluated in any submission.

    It has either ``test``, for points one by one, or ``groups``, for rows that are compared.
    ``tables`` are those that a rule between forms names.
    """

    rule: Rule
    form: Form | None
    use: Applicability
    where: Selector | None
    where_unknown: Undetermined
    test: Selector | None
    test_unknown: Undetermined
    groups: GroupSelector | None
    tables: frozenset[str]


@cache
def _prepared_rules(context: NameContext) -> tuple[_PreparedRule, ...]:
    rules = context.form.rules if context.form else context.pack.cross
    found = []
    for rule in rules:
        if not rule.calculates:
            with faults_of(rule, context.form):
                found.append(_prepared(rule, context))
    return tuple(found)


def _prepared(rule: Rule, context: NameContext) -> _PreparedRule:
    operations = operations_of(rule.test, context)
    groups = operations.group_selector()
    test = None if rule.exact else operations.tolerant_selector(rule.within)
    unknown = [undetermined(rule.test, context)]
    if test is not None:
        unknown.append(undetermined(rule.within, context))
    elif groups is None:
        test = selector(rule.test, context)
    return _PreparedRule(
        rule, context.form, applicability(context.form, rule),
        selector(rule.where, context) if rule.where is not None else None,
        undetermined(rule.where, context) if rule.where is not None else _nowhere,
        test,
        unknown[0] if len(unknown) == 1 else lambda p, at: unknown[0](p, at) | unknown[1](p, at),
        groups,
        _named_tables(rule) if context.form is None else frozenset(),
    )  # fmt: skip


def _named_tables(rule: Rule) -> frozenset[str]:
    """Return the tables of other forms that a rule names."""
    names = (name for node in rule.nodes() for name in node.names())
    return frozenset(name.table for name in names if name.table)


def _nowhere(_: object, __: Positions) -> AbstractSet[int]:
    return NO_POSITIONS


def _evaluate(values: SubmissionValues, prepared: _PreparedRule) -> RuleResult:
    rule, points, at = prepared.rule, *_points(values, prepared.form, prepared.use)
    # A parent's own forms stand in a workbook without those that the rule is about.
    absent = prepared.tables and not any(map(values.submitted, prepared.tables))
    if not at or absent:
        return RuleResult(rule, points)
    groups: GroupRows = {}
    if prepared.use.group:
        assert isinstance(points, RowSet)
        at, groups = group_rows(points, prepared.use.group, at, folded=prepared.use.folded)
    hidden: Positions = ()
    if prepared.where is not None:
        # A predicate is asked only where it is determined: elsewhere it would be anything.
        at, hidden = partition(at, prepared.where_unknown(points, at))
        at = prepared.where(points, at)
        if not at:
            return RuleResult(rule, points, undecidable=hidden, group_rows=groups)
    if prepared.groups is not None:
        ok, bad, unknown = prepared.groups(points, at, groups)
    else:
        assert prepared.test is not None
        known, unknown = partition(at, prepared.test_unknown(points, at))
        ok = prepared.test(points, known)
        bad = without(known, ok) if len(ok) < len(known) else ()
    return RuleResult(rule, points, ok, bad, (*hidden, *unknown), groups)


def _points(
    values: SubmissionValues, form: Form | None, use: Applicability
) -> tuple[PointSet, Positions]:
    """Return the points of a rule, and the positions at which what it needs is filled in.

    That something required is blank is a finding of its own, by the checks of the columns.
    """
    if use.table is not None:
        rows = values.rows(use.table.id)
        filled = rows.filled(use.needed)
        if use.table.shape is Shape.STATEMENT:
            return rows, rows.lines(use.lines, filled)
        return rows, filled
    if form is not None and use.columns:
        columns = ColumnSet(values, form, values.submission.entity.code, use.line)
        return columns, [columns.names.index(name) for name in use.columns]
    return WholeSubmission(values, form), (0,)
