"""What became of each rule of the pack, for the report to say so.

Rules that share id and title are one remark, and so one tally. A reading process sends numbers
alone: which rule they are of follows from their order.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from xltool.model.lookup import applies_to_entity
from xltool.model.rule_tally import RuleTally
from xltool.validation.form_states import unread_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.results import RuleResult
    from xltool.expressions.rule import Rule
    from xltool.model.findings import RuleCounts
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

    Tallied = Mapping[RuleTally, tuple[Rule, ...]]
    """Every tally, of nothing yet, with its rules."""


@cache
def _tallied(pack: Pack) -> Tallied:
    """Return the rules that assert by their tallies, in the order of forms and rules."""
    found: dict[tuple[str, str, str], list[Rule]] = {}
    for form, rule in pack.rules():
        if not rule.calculates:
            found.setdefault((rule.id, form.id if form else "", rule.zh), []).append(rule)
    return {RuleTally(*name, rules[0].en): tuple(rules) for name, rules in found.items()}


def rule_counts(
    pack: Pack, submission: Submission, results: Iterable[RuleResult]
) -> tuple[RuleCounts, ...]:
    """Return the counts of every tally; rules of a form that was not read are undecided once."""
    by_rule = {result.rule: result for result in results}
    unread = unread_forms(pack, submission)
    found: list[RuleCounts] = []
    for tally, rules in _tallied(pack).items():
        held = broken = undecided = 0
        for rule in rules:
            result = by_rule.get(rule)
            if result is not None:
                held += len(result.ok)
                broken += len(result.bad)
                undecided += len(result.undecidable)
            elif tally.form in unread:
                undecided += applies_to_entity(rule, submission.entity)
        found.append((held, broken, undecided))
    return tuple(found)


def rule_tallies(
    pack: Pack, parts: Iterable[tuple[Sequence[RuleCounts], AbstractSet[str]]]
) -> tuple[RuleTally, ...]:
    """Return the tallies of a file; none without parts.

    Each of its submissions gives its counts and its nil forms: what these require does not apply.
    """
    each = [
        [
            (count[0], 0, 0) if tally.form in nil else count
            for tally, count in zip(_tallied(pack), counts, strict=True)
        ]
        for counts, nil in parts
    ]
    return tuple(
        RuleTally(tally.rule, tally.form, tally.zh, tally.en, *map(sum, zip(*counts, strict=True)))
        for tally, *counts in (zip(_tallied(pack), *each, strict=True) if each else ())
    )
