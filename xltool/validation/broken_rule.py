"""A broken rule as a finding: where, what is there, what should be there, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.expressions.nodes import Compare
from xltool.kinds import Severity
from xltool.model.findings import Finding
from xltool.validation.sentence import Sentence
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.evaluation.results import RuleOutcome
    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.model.submission import Key
    from xltool.validation.cell_places import CellPlaces

NOWHERE = Finding("", Severity.INFO)
RELATIONS = {"==": "", "!=": "≠ ", "<=": "≤ ", ">=": "≥ ", "<": "< ", ">": "> "}


def finding_of(sites: CellPlaces, book: SubmissionValues, judgement: RuleOutcome) -> Finding:
    """Return the finding of a rule that is broken at one place."""
    rule, keys = judgement.rule, judgement.keys
    lead = sites.at(judgement.primary) if judgement.primary else NOWHERE
    located = dict(_located(sites, keys, lead.sheet))
    names = tuple(located[key] for key in keys if key in located)
    chinese, english = Sentence(book, judgement, located).said()
    value = book.get(judgement.primary) if judgement.primary else None
    return Finding(
        rule.id, judgement.severity, "rule.broken", lead.entity, lead.form, lead.sheet, lead.cell,
        names, lead.label, lead.column,
        value="" if value is None else decimal_text(value), expected=_expected(judgement),
        params={
            "zh": rule.zh, "en": rule.en,
            "said_zh": chinese, "fix_zh": rule.fix[0] or f"请核对 {'、'.join(names)}。",
            "said_en": english, "fix_en": rule.fix[1] or f"Check {', '.join(names)}.",
        },
    )  # fmt: skip


def _located(sites: CellPlaces, keys: tuple[Key, ...], sheet: str) -> Iterator[tuple[Key, str]]:
    """Name the cells that a rule looks at; those of other sheets with their sheet."""
    for key in keys:
        there, cell = sites.where(key)
        if cell:
            yield key, cell if there == sheet else f"{there}!{cell}"


def _expected(judgement: RuleOutcome) -> str:
    test = judgement.rule.test
    if judgement.left is None or judgement.right is None or not isinstance(test, Compare):
        return ""
    should = judgement.left if test.sign == "==" else judgement.right
    return f"{RELATIONS[test.sign]}{decimal_text(should)}"
