"""A return held against the last one of its entity: what was asked, and what was done about it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from xltool.batch.explained import with_explanations
from xltool.kinds import Severity
from xltool.model.findings import Finding, Resubmission
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.model.explanations import Explanations
    from xltool.model.findings import EarlierReturn, Return


UNUSABLE = frozenset({"XL-191", "XL-192"})
"""Rules about explanations that were not taken: something was typed all the same."""


@dataclass(frozen=True, slots=True)
class EarlierReturns:
    """What a campaign knows of earlier returns, by entity.

    ``explanations`` are those of warnings, ``returns`` the ones that could be read, oldest first.
    """

    explanations: Mapping[str, Explanations] = field(default_factory=dict)
    returns: Mapping[str, Sequence[EarlierReturn]] = field(default_factory=dict)

    def with_history(self, item: Return, *, required: bool) -> Return:
        """Return a return with what was said of its warnings, and held against the last one."""
        if item.submission is None:
            return item
        entity = item.submission.entity.code
        returns = self.returns.get(entity, ())
        known = self.explanations.get(entity, {})
        hashes = [each.sha256 for each in returns]
        is_new = item.sha256 not in hashes
        item = with_explanations(item, known, is_new=is_new, required=required)
        item = replace(item, content=content_of(item))
        # by its place, not by the time: two may come in one second
        before = returns if is_new else returns[: hashes.index(item.sha256)]
        # before findings had subjects, no digest of the content was kept either
        return _compared(item, before[-1]) if before and before[-1].content else item


NO_EARLIER_RETURNS = EarlierReturns()


def _compared(item: Return, before: EarlierReturn) -> Return:
    """Return a return held against the one ``before``, with a note if nothing was changed."""
    tried = any(finding.rule in UNUSABLE for finding in item.findings)
    is_unchanged = before.content == item.content and not tried
    notes = [_unchanged(item, before)] if is_unchanged else []
    asked = {finding.subject: finding for finding in before.findings if _is_asked(finding)}
    found = {finding.subject: finding for finding in item.findings if _is_asked(finding)}
    still = [finding for subject, finding in found.items() if subject in asked]
    resubmission = Resubmission(
        before,
        tuple(finding for subject, finding in asked.items() if subject not in found),
        tuple(finding for finding in still if finding.is_answered),
        tuple(finding for finding in still if not finding.is_answered),
        tuple(finding for subject, finding in found.items() if subject not in asked),
    )
    return replace(item, findings=(*item.findings, *notes), resubmission=resubmission)


def _is_asked(finding: Finding) -> bool:
    return bool(finding.subject) and finding.severity is not Severity.INFO


def _unchanged(item: Return, before: EarlierReturn) -> Finding:
    assert item.submission is not None
    params = {"name": before.name, "at": before.at.partition("T")[0]}
    entity = item.submission.entity.code
    return Finding("XL-194", Severity.INFO, "XL-194", entity=entity, params=params)


def content_of(item: Return) -> str:
    """Return a digest of all that somebody typed into a return: values, nil forms, explanations.

    Empty when it could not be read.
    """
    if item.submission is None:
        return ""
    digest = sha256()
    for part in item.submission.parts():
        for line in sorted((*key, decimal_text(value)) for key, value in part.values()):
            digest.update(repr(line).encode("utf-8", "backslashreplace"))
        digest.update(repr(sorted(part.nil)).encode())
    said = sorted((each.subject, each.state, each.text) for each in item.explanations)
    digest.update(repr(said).encode("utf-8", "backslashreplace"))
    return digest.hexdigest()
