"""Where a rule of a parent's level is judged for those below it, and who of them breaks it.

A sum nets one entity's excess against another's unused rest, a finding does not: it is made where
the rule is broken. So what holds for the sum is not right yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xltool.evaluation.evaluate_rules import evaluate_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.expressions.rule import Rule
    from xltool.model.lookup import EvaluationPoint

    RulePlace = tuple[Rule, str, str]
    """A rule with the line and the column that it is about; both are empty between forms."""


class JudgedBelow(NamedTuple):
    """A rule that could be judged for an entity below a parent."""

    plan: EntityPlan
    point: EvaluationPoint
    is_broken: bool


def place_of(rule: Rule, point: EvaluationPoint) -> RulePlace:
    """Return the place that a rule has in common for a parent and those below it."""
    return rule, point.row, point.column


def judged_below(parent: EntityPlan) -> Mapping[RulePlace, Sequence[JudgedBelow]]:
    """Judge the rules for everybody below a parent, at any depth; those about rows are left out."""
    found: dict[RulePlace, list[JudgedBelow]] = {}
    _, *below = parent.walk()
    for plan in below:
        for result in evaluate_rules(plan.values, rows=False):
            for position in sorted((*result.ok, *result.bad)):
                point = result.points.point(position)
                judged = JudgedBelow(plan, point, position in result.bad)
                found.setdefault(place_of(result.rule, point), []).append(judged)
    return found
