"""Rules → findings of one return, where it was read: no table of the batch is needed for them.

A rule is not judged that looks at a cell which is known to be wrong. What the columns' checks find
comes later, from the whole batch: where it adds to those cells, ``validate`` judges once more.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.a1 import child_prefix
from xltool.evaluation.evaluate_rules import evaluate_rules
from xltool.evaluation.submission_values import SubmissionValues
from xltool.expressions.predicates import AllFilled
from xltool.kinds import Severity
from xltool.layout.printed_parts import is_parent
from xltool.model.findings import Finding, Return, RuleFindings
from xltool.model.lookup import calculating_rule
from xltool.validation.broken_rule import finding_of
from xltool.validation.cell_places import CellPlaces
from xltool.validation.unmatched_transfers import unmatched_transfers
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.expressions.rule import Rule
    from xltool.model.forms import Pack
    from xltool.model.submission import Key, Submission, Value


@dataclass(frozen=True)
class JudgedSubmission:
    """One submission inside a return; ``doubted`` texts were found to be wrong already."""

    sites: CellPlaces
    doubted: set[Key] = field(default_factory=set)

    @property
    def submission(self) -> Submission:
        """What was read."""
        return self.sites.submission

    def typed(self, form: str) -> bool:
        """Whether a form's values were typed here, not carried from others who were checked."""
        extent = self.submission.extents.get(form)
        return extent is None or not is_parent(extent)

    def ruled(self) -> RuleFindings:
        """Judge every rule; the values that are worked out for it are much, and not kept."""
        pack, submission = self.sites.pack, self.submission
        book = SubmissionValues(pack, submission, self.doubted)
        found = (*_broken(self, book), *_stored(self, book), *unmatched_transfers(pack, submission))
        return RuleFindings(frozenset(self.doubted), found)


def with_rule_findings(pack: Pack, item: Return) -> Return:
    """Return a return with what the rules say of each of its submissions."""
    return replace(item, rulings=tuple(part.ruled() for part in judged_submissions(pack, item)))


def check_parents(pack: Pack, submission: Submission) -> Iterator[Finding]:
    """Yield the findings of every parent in ``submission`` that was not itself handed in."""
    for part in _parts(pack, submission):
        if part.submission.children and part.submission.origin is None:
            yield from _broken(part, SubmissionValues(pack, part.submission))
            yield from unmatched_transfers(pack, part.submission)


def judged_submissions(pack: Pack, item: Return) -> Sequence[JudgedSubmission]:
    """Return the submissions of a return; a cell that was reported when it was read is doubted."""
    found = list(_parts(pack, item.submission)) if item.submission else []
    wrong = [f for f in item.findings if f.severity is Severity.ERROR and f.cell and f.form]
    for part in found:
        for finding in wrong:
            read = finding.form in part.submission.extents and part.typed(finding.form)
            if read and part.submission.entity.code == finding.entity:
                key = part.sites.key_at(finding.form, finding.cell)
                part.doubted.update(() if key is None else (key,))
    return found


def _parts(pack: Pack, submission: Submission) -> Iterator[JudgedSubmission]:
    for part in submission.parts():
        prefix = "" if part is submission else child_prefix(part.entity.code)
        yield JudgedSubmission(CellPlaces(pack, part, prefix))


def _broken(part: JudgedSubmission, book: SubmissionValues) -> Iterator[Finding]:
    """What is not filled in at all was found by the checks of the columns."""
    for ruling in evaluate_rules(book, besides=(AllFilled,)):
        for judgement in ruling.broken():
            yield finding_of(part.sites, book, judgement)


def _stored(part: JudgedSubmission, book: SubmissionValues) -> Iterator[Finding]:
    """Compare constants that stand where formulas should with what they should be."""
    for key, value in part.submission.stored.items():
        expected = book.get(key)
        rule = calculating_rule(part.sites.pack.form_of(key.table), key)
        at = part.sites.at(key)
        if expected == value:
            finding = replace(at, rule="XL-131", message="XL-131", severity=Severity.WARNING)
        elif rule is None:
            finding = replace(at, rule="R39", message="R39", severity=Severity.ERROR)
        else:
            finding = _miscalculated(at, rule, value, expected)
        yield replace(
            finding,
            value=decimal_text(value),
            expected="" if expected is None else decimal_text(expected),
        )


def _miscalculated(at: Finding, rule: Rule, value: Value, expected: Value | None) -> Finding:
    difference = ""
    if isinstance(value, Decimal) and isinstance(expected, Decimal):
        difference = decimal_text(value - expected)
    return replace(
        at, rule=rule.id, message="rule.calculated" if difference else "rule.overwritten",
        severity=rule.severity,
        params={"zh": rule.zh, "en": rule.en, "difference": difference},
    )  # fmt: skip
