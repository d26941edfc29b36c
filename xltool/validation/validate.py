"""Submissions → findings: one pandera pass per table for the whole batch, then the rules."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.consolidation.plans import child_prefix
from xltool.evaluation.evaluate import Book
from xltool.evaluation.judge import rulings
from xltool.layout import is_parent
from xltool.model import Finding, Key, Pack, Return, Severity, Submission, Value
from xltool.numbers import plain
from xltool.rules.rule import calculating
from xltool.rules.terms import Filled
from xltool.validation.broken import finding_of
from xltool.validation.columns import Row, failures
from xltool.validation.sites import Sites
from xltool.validation.unsettled import unsettled

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from xltool.rules.rule import Rule


@dataclass(frozen=True)
class _Part:
    """One submission inside a return; ``doubted`` texts were found to be wrong already."""

    sites: Sites
    found: list[Finding] = field(default_factory=list)
    doubted: set[Key] = field(default_factory=set)

    @property
    def submission(self) -> Submission:
        return self.sites.submission

    def typed(self, form: str) -> bool:
        """Whether a form's values were typed here, not carried from others who were checked."""
        extent = self.submission.extents.get(form)
        return extent is None or not is_parent(extent)

    @cached_property
    def book(self) -> Book:
        return Book(self.sites.pack, self.submission, self.doubted)


def validate(pack: Pack, returns: Collection[Return]) -> list[Return]:
    """Return the returns with every finding of their submissions added, in form order."""
    parts = [list(_parts(pack, item.submission)) for item in returns]
    for item, group in zip(returns, parts, strict=True):
        _doubt_unread(item, group)
    _check_columns(pack, [part for group in parts for part in group])
    for group in parts:
        for part in group:
            part.found.extend(_check_rules(part))
            part.found.extend(_check_stored(part))
            part.found.extend(unsettled(pack, part.submission))
    return [
        replace(item, findings=(*item.findings, *_unrepeated(item.findings, group)))
        for item, group in zip(returns, parts, strict=True)
    ]


def check_parents(pack: Pack, submission: Submission) -> Iterator[Finding]:
    """Yield the findings of every parent in ``submission`` that was not itself handed in."""
    for part in _parts(pack, submission):
        if part.submission.children and part.submission.origin is None:
            yield from _check_rules(part)
            yield from unsettled(pack, part.submission)


def _parts(pack: Pack, submission: Submission | None) -> Iterator[_Part]:
    if submission is not None:
        for part in submission.parts():
            prefix = "" if part is submission else child_prefix(part)
            yield _Part(Sites(pack, part, prefix))


def _doubt_unread(item: Return, parts: Sequence[_Part]) -> None:
    """Let no rule go by a cell that was reported when it was read."""
    wrong = [f for f in item.findings if f.severity is Severity.ERROR and f.cell and f.form]
    for part in parts:
        for finding in wrong:
            read = finding.form in part.submission.extents and part.typed(finding.form)
            if read and part.submission.entity.code == finding.entity:
                key = part.sites.key_at(finding.form, finding.cell)
                part.doubted.update(() if key is None else (key,))


def _check_columns(pack: Pack, parts: Sequence[_Part]) -> None:
    for form, table in pack.tables():
        of = {id(part.sites): part for part in parts if part.typed(form.id)}
        rows = [
            Row(part.sites, record)
            for part in of.values()
            for record in part.submission.tables.get(table.id, ())
        ]
        for failed in failures(pack, table, rows):
            part = of[id(failed.row.sites)]
            part.found.append(failed.finding)
            if failed.doubted:
                part.doubted.add(failed.key)


def _unrepeated(read: Iterable[Finding], parts: Iterable[_Part]) -> Iterator[Finding]:
    """Drop column findings on cells whose text could not be read: those are reported."""
    unread = {
        (finding.sheet, finding.cell)
        for finding in read
        if finding.severity is Severity.ERROR and finding.cell
    }
    for finding in (finding for part in parts for finding in part.found):
        if not finding.message.startswith("XL-14") or (finding.sheet, finding.cell) not in unread:
            yield finding


def _check_rules(part: _Part) -> Iterator[Finding]:
    """What is not filled in at all was found by the checks of the columns."""
    for ruling in rulings(part.book):
        if isinstance(ruling.rule.test, Filled):
            continue
        for judgement in ruling.broken():
            yield finding_of(part.sites, part.book, judgement)


def _check_stored(part: _Part) -> Iterator[Finding]:
    """Compare constants that stand where formulas should with what they should be."""
    for key, value in part.submission.stored.items():
        expected = part.book.get(key)
        rule = calculating(part.sites.pack.form_of(key.table), key)
        at = part.sites.at(key)
        if expected == value:
            finding = replace(at, rule="XL-131", message="XL-131", severity=Severity.WARNING)
        elif rule is None:
            finding = replace(at, rule="R39", message="R39", severity=Severity.ERROR)
        else:
            finding = _miscalculated(at, rule, value, expected)
        yield replace(
            finding, value=plain(value), expected="" if expected is None else plain(expected)
        )


def _miscalculated(at: Finding, rule: Rule, value: Value, expected: Value | None) -> Finding:
    difference = ""
    if isinstance(value, Decimal) and isinstance(expected, Decimal):
        difference = plain(value - expected)
    return replace(
        at, rule=rule.id, message="rule.calculated" if difference else "rule.overwritten",
        severity=rule.severity,
        params={"zh": rule.zh, "en": rule.en, "difference": difference},
    )  # fmt: skip
