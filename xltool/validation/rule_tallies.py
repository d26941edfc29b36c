"""What became of each rule of the pack in one submission, for the report to say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.model.lookup import applies_to_entity
from xltool.model.rule_tally import RuleTally
from xltool.validation.form_states import unread_forms

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.evaluation.results import RuleResult
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission


def rule_tallies(
    pack: Pack, submission: Submission, results: Iterable[RuleResult]
) -> Iterator[RuleTally]:
    """Yield the tally of every rule that asserts; of a form that was not read, undecided once."""
    by_rule = {result.rule: result for result in results}
    unread = unread_forms(pack, submission)
    for form, rule in pack.rules():
        if rule.calculates:
            continue
        name, result = form.id if form else "", by_rule.get(rule)
        if result is not None:
            counts = len(result.ok), len(result.bad), len(result.undecidable)
        else:
            counts = 0, 0, int(name in unread and applies_to_entity(rule, submission.entity))
        yield RuleTally(rule.id, name, rule.zh, rule.en, *counts)
