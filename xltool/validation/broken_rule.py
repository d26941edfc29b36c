"""A broken rule as a finding: where, what is there, what should be there, and what to do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.expressions.nodes import Compare
from xltool.expressions.predicates import HasData
from xltool.kinds import Severity
from xltool.model.findings import RULE_BROKEN, Finding
from xltool.text import Bilingual, same_in_both
from xltool.validation.sentence import Sentence
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.evaluation.results import RuleOutcome
    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.model.submission import Key
    from xltool.validation.cell_places import CellPlaces
    from xltool.validation.finding_identity import FindingIdentity

NOWHERE = Finding("", Severity.INFO)


def finding_of(places: CellPlaces, identity: FindingIdentity, outcome: RuleOutcome) -> Finding:
    """Return the finding of a rule that is broken at one place, with what it is about."""
    rule, keys, values = outcome.rule, outcome.keys, identity.values
    answered = isinstance(rule.test, HasData)
    outcome = _at_a_cell(places, outcome)
    lead = _lead(places, outcome)
    addresses = dict(_addresses(places, keys, lead.sheet))
    cells = tuple(addresses[key] for key in keys if key in addresses)
    if answered and lead.cell:
        cells = (lead.cell, *cells)
    sentence = Sentence(values, outcome, addresses)
    said, fix = sentence.text(), sentence.filled(Bilingual(*rule.fix))
    value = values.get(outcome.primary) if outcome.primary and not answered else None
    subject, state = identity.of_rule(outcome, lead)
    return Finding(
        rule.id, outcome.severity, RULE_BROKEN, lead.entity, lead.form, lead.sheet, lead.cell,
        cells, lead.label, lead.column,
        value="" if value is None else decimal_text(value),
        expected=_expected(values, outcome, sentence), category=rule.category,
        params={
            "zh": rule.zh, "en": rule.en,
            "said_zh": said.zh, "fix_zh": fix.zh or f"请核对 {'、'.join(cells)}。",
            "said_en": said.en, "fix_en": fix.en or f"Check {', '.join(cells)}.",
        },
        subject=subject, state=state,
    )  # fmt: skip


def _at_a_cell(places: CellPlaces, outcome: RuleOutcome) -> RuleOutcome:
    """Return the outcome with a cell to point at: a code tree does not print every line."""
    primary = outcome.primary
    if primary is None or primary not in outcome.keys or places.slot(primary):
        return outcome
    return replace(outcome, primary=next(filter(places.slot, outcome.keys), primary))


def _lead(places: CellPlaces, outcome: RuleOutcome) -> Finding:
    """Return where a finding stands: that a form has no data is answered on the cover."""
    if isinstance(outcome.rule.test, HasData):
        return places.answer(outcome.rule.test.form)
    return places.at(outcome.primary) if outcome.primary else NOWHERE


def _addresses(
    places: CellPlaces, keys: tuple[Key, ...], finding_sheet: str
) -> Iterator[tuple[Key, str]]:
    """Yield keys with their addresses: ``B7``, or ``政府采购!B7`` on other sheets."""
    for key in keys:
        sheet, cell = places.where(key)
        if cell:
            yield key, cell if sheet == finding_sheet else f"{sheet}!{cell}"


def _expected(values: SubmissionValues, outcome: RuleOutcome, sentence: Sentence) -> str:
    """Return what somebody would type where the finding points; empty when that does not follow.

    It follows from an equation of which one side is that cell, and is its other side.
    """
    rule, test = outcome.rule, outcome.rule.test
    if rule.expects:
        return sentence.filled(same_in_both(rule.expects)).zh
    if outcome.left is None or outcome.right is None or not isinstance(test, Compare):
        return ""
    sides = ((test.right, outcome.left), (test.left, outcome.right))
    alone = [outcome.primary]
    fitting = (
        decimal_text(other) for side, other in sides
        if values.precedents(side, outcome.point) == alone
    )  # fmt: skip
    return next(fitting, "") if test.sign == "==" else ""
