"""A broken rule as a finding: where, what is there, what should be there, and what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.messages import LANGUAGES
from xltool.model import Finding, Severity
from xltool.numbers import plain
from xltool.rules.terms import Compare
from xltool.validation.sentence import Sentence, addresses

if TYPE_CHECKING:
    from xltool.evaluation.evaluate import Book
    from xltool.evaluation.judge import Judgement
    from xltool.validation.sites import Sites

RELATIONS = {"==": "", "!=": "≠ ", "<=": "≤ ", ">=": "≥ ", "<": "< ", ">": "> "}


def finding_of(sites: Sites, book: Book, judgement: Judgement) -> Finding:
    """Return the finding of a rule that is broken at one place."""
    rule = judgement.rule
    lead = sites.at(judgement.lead) if judgement.lead else Finding("", Severity.INFO)
    names = tuple(addresses(sites, judgement.keys, lead.sheet))
    params: dict[str, str] = {"zh": rule.zh, "en": rule.en}
    for position, language in enumerate(LANGUAGES):
        params[f"said_{language}"] = Sentence(sites, book, judgement, language).said()
        params[f"fix_{language}"] = rule.fix[position] or (
            f"请核对 {'、'.join(names)}。", f"Check {', '.join(names)}."
        )[position]  # fmt: skip
    value = book.get(judgement.lead) if judgement.lead else None
    return replace(
        lead, rule=rule.id, message="rule.broken", severity=judgement.severity, cells=names,
        value="" if value is None else plain(value), expected=_expected(judgement), params=params,
    )  # fmt: skip


def _expected(judgement: Judgement) -> str:
    test = judgement.rule.test
    if judgement.left is None or judgement.right is None or not isinstance(test, Compare):
        return ""
    should = judgement.left if test.sign == "==" else judgement.right
    return f"{RELATIONS[test.sign]}{plain(should)}"
