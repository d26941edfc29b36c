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
"""What stands before the expected value, by the sign of the comparison."""


def finding_of(places: CellPlaces, values: SubmissionValues, outcome: RuleOutcome) -> Finding:
    """Return the finding of a rule that is broken at one place."""
    rule, keys = outcome.rule, outcome.keys
    lead = places.at(outcome.primary) if outcome.primary else NOWHERE
    addresses = dict(_addresses(places, keys, lead.sheet))
    cells = tuple(addresses[key] for key in keys if key in addresses)
    sentence = Sentence(values, outcome, addresses).text()
    value = values.get(outcome.primary) if outcome.primary else None
    return Finding(
        rule.id, outcome.severity, "rule.broken", lead.entity, lead.form, lead.sheet, lead.cell,
        cells, lead.label, lead.column,
        value="" if value is None else decimal_text(value), expected=_expected(outcome),
        params={
            "zh": rule.zh, "en": rule.en,
            "said_zh": sentence.zh, "fix_zh": rule.fix[0] or f"请核对 {'、'.join(cells)}。",
            "said_en": sentence.en, "fix_en": rule.fix[1] or f"Check {', '.join(cells)}.",
        },
    )  # fmt: skip


def _addresses(
    places: CellPlaces, keys: tuple[Key, ...], finding_sheet: str
) -> Iterator[tuple[Key, str]]:
    """Yield keys with their addresses: ``B7``, or ``政府采购!B7`` on other sheets."""
    for key in keys:
        sheet, cell = places.where(key)
        if cell:
            yield key, cell if sheet == finding_sheet else f"{sheet}!{cell}"


def _expected(outcome: RuleOutcome) -> str:
    """Return the value that should be there, such as ``≤ 20``; empty when none is compared.

    Of an equation that is the left side: the finding points at the right one.
    """
    test = outcome.rule.test
    if outcome.left is None or outcome.right is None or not isinstance(test, Compare):
        return ""
    expected = outcome.left if test.sign == "==" else outcome.right
    return f"{RELATIONS[test.sign]}{decimal_text(expected)}"
