"""Rules → findings of one return, in the process that read it: no other return is needed.

A rule that looks at a cell known to be wrong (``suspect``) is not judged. The column checks come
later, for the whole batch: where they find more such cells, ``validate`` judges once more.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING

from xltool.a1 import child_prefix
from xltool.evaluation.evaluate_rules import evaluate_rules
from xltool.evaluation.submission_values import SubmissionValues
from xltool.expressions.predicates import AllFilled
from xltool.kinds import Severity
from xltool.layout.printed_parts import is_parent
from xltool.model.faults import faults_of
from xltool.model.findings import Finding, Return, RuleFindings
from xltool.model.lookup import calculating_rule
from xltool.validation.broken_rule import finding_of
from xltool.validation.cell_places import CellPlaces
from xltool.validation.entered_figures import entered_figures
from xltool.validation.finding_identity import FindingIdentity, needs_identity
from xltool.validation.rule_tallies import rule_counts
from xltool.validation.unmatched_transfers import unmatched_transfers
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.evaluation.results import RuleOutcome, RuleResult
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Pack
    from xltool.model.submission import Key, Submission, Value


@dataclass(frozen=True)
class JudgedSubmission:
    """One submission inside a return; ``suspect`` cells were found to be wrong already."""

    places: CellPlaces
    suspect: set[Key] = field(default_factory=set)

    @property
    def submission(self) -> Submission:
        """The submission itself."""
        return self.places.submission

    def is_entered(self, form: str) -> bool:
        """Whether a form was filled in here, not carried from children, who are checked too."""
        size = self.submission.extents.get(form)
        return size is None or not is_parent(size)

    def has_on_sheet(self, finding: Finding) -> bool:
        """Whether a finding is about a form that was filled in here, and a cell of its sheet."""
        form = finding.form
        is_here = form in self.submission.extents and self.is_entered(form)
        return is_here and self.places.place(form).sheet == finding.sheet

    def identified(self, findings: Iterable[Finding]) -> Iterator[Finding]:
        """Yield findings with what they are about, where the rules have not said so yet."""
        identity = FindingIdentity(SubmissionValues(self.places.pack, self.submission))
        for finding in findings:
            if needs_identity(finding):
                is_here = bool(finding.cell) and self.has_on_sheet(finding)
                key = self.places.key_at(finding.form, finding.cell) if is_here else None
                yield identity.of_cell(finding, key)
            else:
                yield finding

    def judge(self) -> RuleFindings:
        """Return what all rules find; the values calculated for it take much memory: not kept."""
        pack, submission = self.places.pack, self.submission
        values = SubmissionValues(pack, submission, self.suspect)
        results = list(evaluate_rules(values))
        outcomes = list(_broken_outcomes(self, results))
        findings = (
            *_identified(self, values, outcomes),
            *_constants(self, values),
            *unmatched_transfers(pack, submission),
        )
        keys = chain(submission.stored, *(outcome.keys for outcome in outcomes))
        return RuleFindings(
            frozenset(self.suspect),
            findings,
            rule_counts(pack, submission, results),
            entered_figures(self.places, values, keys),
        )


def with_rule_findings(pack: Pack, item: Return) -> Return:
    """Return a return with what the rules find in each of its submissions, as ``rulings``."""
    return replace(item, rulings=tuple(part.judge() for part in judged_submissions(pack, item)))


def check_parents(pack: Pack, submission: Submission) -> Iterator[Finding]:
    """Yield the findings of every parent in ``submission`` that was not itself handed in."""
    for part in _parts(pack, submission):
        if part.submission.children and part.submission.origin is None:
            values = SubmissionValues(pack, part.submission)
            yield from _identified(part, values, _broken_outcomes(part, evaluate_rules(values)))
            yield from unmatched_transfers(pack, part.submission)


def judged_submissions(pack: Pack, item: Return) -> Sequence[JudgedSubmission]:
    """Return the submissions of a return; cells that reading found to be wrong are suspect."""
    parts = list(_parts(pack, item.submission)) if item.submission else []
    errors = [f for f in item.findings if f.severity is Severity.ERROR and f.cell and f.form]
    for part in parts:
        for error in errors:
            is_own = part.submission.entity.code == error.entity
            if is_own and part.has_on_sheet(error):
                key = part.places.key_at(error.form, error.cell)
                # What is calculated is calculated again, whatever is wrong with its cell.
                if key is not None and not _is_calculated(part, key):
                    part.suspect.add(key)
    return parts


def _is_calculated(part: JudgedSubmission, key: Key) -> bool:
    slot = part.places.slot(key)
    return slot is not None and slot.calculated


def _parts(pack: Pack, submission: Submission) -> Iterator[JudgedSubmission]:
    for part in submission.parts():
        prefix = "" if part is submission else child_prefix(part.entity.code)
        yield JudgedSubmission(CellPlaces(pack, part, prefix))


def _broken_outcomes(
    part: JudgedSubmission, results: Iterable[RuleResult]
) -> Iterator[RuleOutcome]:
    """Yield the outcome wherever a rule is broken.

    ``AllFilled`` rules are only counted: the column checks report each blank cell already. Of a
    parent, what one below it breaks is skipped: the finding is made there, and what the parent's
    sums differ by is less where another has something left.
    """
    broken = [each for each in results if each.bad and not isinstance(each.rule.test, AllFilled)]
    below = _broken_below(part) if broken and part.submission.children else set()
    for result in broken:
        if result.rule not in below:
            with faults_of(result.rule, result.points.form):
                outcomes = list(result.broken())
            yield from outcomes


def _identified(
    part: JudgedSubmission, values: SubmissionValues, outcomes: Iterable[RuleOutcome]
) -> Iterator[Finding]:
    """Yield the findings of broken rules, each with what it is about."""
    identity = FindingIdentity(values)
    for outcome in outcomes:
        with faults_of(outcome.rule, outcome.point.form):
            finding = finding_of(part.places, identity, outcome)
        yield finding


def _broken_below(part: JudgedSubmission) -> set[Rule]:
    """Return the rules that a submission below a parent breaks."""
    _, *below = part.submission.parts()
    values = (SubmissionValues(part.places.pack, each) for each in below)
    return {result.rule for each in values for result in evaluate_rules(each) if result.bad}


def _constants(part: JudgedSubmission, values: SubmissionValues) -> Iterator[Finding]:
    """Yield a finding for each constant where a formula should stand, right or wrong.

    A wrong one is reported under the rule that calculates the cell; one that no rule calculates
    stands in a parent's form, where a formula should carry the children's values.
    """
    for key, value in part.submission.stored.items():
        expected = values.get(key)
        rule = calculating_rule(values.form_of(key.table), key)
        at = part.places.at(key)
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
        params={"zh": rule.zh, "en": rule.en, "difference": difference}, category=rule.category,
    )  # fmt: skip
