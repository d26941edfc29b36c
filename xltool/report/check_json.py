"""The findings of a check as one JSON document; its schema is ``docs/check.schema.json``.

It is written by hand file by file, so that a large batch is never in memory as a whole; single
parts are written by ``as_json_text``.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from xltool.kinds import RuleStatus
from xltool.messages.render import render
from xltool.model.entries import answered_findings, folded, open_findings
from xltool.model.rule_tally import count_statuses
from xltool.report.explained import outcome_groups
from xltool.report.summary import count_rules, counts, listed
from xltool.visible import as_json_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from xltool.kinds import Category
    from xltool.model.explanations import Explained
    from xltool.model.findings import Finding, Resubmission, Return
    from xltool.model.rule_tally import RuleTally


SCHEMA = 2
"""The version of the document: a later one has more in it, and nothing else."""


def as_json(returns: Collection[Return], language: str, between: Sequence[Finding] = ()) -> str:
    """Return the check as one JSON document."""
    return "".join(json_pieces(returns, language, between))


def json_pieces(
    returns: Collection[Return],
    language: str,
    between: Sequence[Finding] = (),
    categories: Collection[Category] = (),
) -> Iterator[str]:
    """Yield the document of ``as_json`` in pieces, one for each file.

    Only findings of ``categories`` are listed, if any are named; the summary counts all.
    """
    before = f'{{\n "schema": {SCHEMA},\n "files": ['
    for item in returns:
        yield f"{before}\n  {_indented(_file(item, language, categories), 2)}"
        before = ","
    yield "\n ]" if returns else f"{before}]"
    found = _findings(listed(between, categories), language)
    yield f',\n "findings": {_indented(found, 1)}'
    yield f',\n "rules": {_indented(_counted(count_rules(returns)), 1)}'
    yield f',\n "summary": {_indented(counts(returns, between), 1)}\n}}\n'


def _indented(value: object, spaces: int) -> str:
    return as_json_text(value).replace("\n", "\n" + " " * spaces)


def _file(item: Return, language: str, categories: Collection[Category]) -> dict[str, object]:
    submission = item.submission
    origin = submission.origin if submission else None
    return {
        "path": item.path,
        "sha256": origin.sha256 if origin else None,
        "entity": submission.entity.code if submission else None,
        "period": submission.period if submission else None,
        "verdict": item.verdict.value,
        "forms": {form: state.value for form, state in item.forms.items()},
        "rules": {
            **_counted(count_statuses(item.tallies)),
            "by_rule": [_rule(tally, language) for tally in item.tallies],
        },
        "findings": _findings(listed(item.findings, categories), language),
        "resubmission": _resubmission(item.resubmission, language) if item.resubmission else None,
    }


def _counted(statuses: Mapping[RuleStatus, int]) -> dict[str, int]:
    """Return how many rules were judged, and of each status."""
    judged = statuses[RuleStatus.HELD] + statuses[RuleStatus.BROKEN]
    return {"judged": judged} | {status.value: count for status, count in statuses.items()}


def _rule(tally: RuleTally, language: str) -> dict[str, object]:
    return {
        "rule": tally.rule, "form": tally.form,
        "states": tally.en if language == "en" else tally.zh, "status": tally.status.value,
        "held": tally.held, "broken": tally.broken, "undecided": tally.undecided,
    }  # fmt: skip


def _findings(findings: Sequence[Finding], language: str) -> list[dict[str, object]]:
    """Return every finding; those that are counted as one, and related ones, by their places."""
    places = {finding.name: place for place, finding in reversed(list(enumerate(findings)))}
    numbers = {id(finding): place for place, finding in enumerate(findings)}
    found = [
        {**_finding(each, language), "lead": places.get(each.lead), "counted_with": None}
        for each in findings
    ]
    for entry in chain(folded(open_findings(findings)), folded(answered_findings(findings))):
        first = numbers[id(entry.finding)]
        found[first]["cells"] = list(entry.cells)
        for other in entry.others:
            found[numbers[id(other)]]["counted_with"] = first
    return found


def _resubmission(item: Resubmission, language: str) -> dict[str, object]:
    before = item.before
    found = {name: _findings(findings, language) for name, findings in outcome_groups(item)}
    return {"file": before.name, "sha256": before.sha256, "received": before.at, **found}


def _finding(finding: Finding, language: str) -> dict[str, object]:
    text, hint = render(finding, language)
    return {
        "rule": finding.rule, "severity": finding.severity.value,
        "category": finding.category.value, "entity": finding.entity,
        "form": finding.form, "workbook": finding.workbook, "sheet": finding.sheet,
        "cell": finding.cell,
        "cells": list(finding.cells), "label": finding.label.in_language(language),
        "column": finding.column,
        "value": finding.value, "expected": finding.expected, "message": text, "hint": hint,
    } | _explained(finding.explained)  # fmt: skip


def _explained(explained: Explained | None) -> dict[str, object]:
    """Return what was said of a finding, and what the officer made of it; nothing for others."""
    if explained is None:
        return {}
    words = explained.reply.words if explained.reply else ""
    return {"answer": explained.text, "decision": explained.decision, "reply": words}
