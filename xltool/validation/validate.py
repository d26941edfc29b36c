"""Returns → findings: one pandera pass per table for all of them, and what the rules say."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.validation.column_checks import CheckedRecord, failures
from xltool.validation.rule_findings import JudgedSubmission, judged_submissions

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from xltool.model.findings import Finding, Return, RuleFindings
    from xltool.model.forms import Pack

    Group = tuple[JudgedSubmission, list[Finding]]
    """One submission inside a return, and what was found in it."""


def validate(pack: Pack, returns: Collection[Return]) -> list[Return]:
    """Return the returns with every finding of their submissions added, in form order.

    What the rules said when a return was ``judged`` is taken, if no cell is doubted since then.
    """
    groups: list[list[Group]] = [
        [(part, []) for part in judged_submissions(pack, item)] for item in returns
    ]
    _check_columns(pack, [each for group in groups for each in group])
    return [_whole(item, group) for item, group in zip(returns, groups, strict=True)]


def _whole(item: Return, group: Sequence[Group]) -> Return:
    before = item.rulings or (None,) * len(group)
    for (part, found), ruled in zip(group, before, strict=True):
        found.extend(_rules(part, ruled))
    added = (finding for _, found in group for finding in found)
    return replace(item, findings=(*item.findings, *_unrepeated(item.findings, added)), rulings=())


def _rules(part: JudgedSubmission, before: RuleFindings | None) -> Sequence[Finding]:
    if before is not None and before.doubted == part.doubted:
        return before.findings
    return part.ruled().findings


def _check_columns(pack: Pack, groups: Sequence[Group]) -> None:
    for form, table in pack.tables():
        of = {part.sites: (part, found) for part, found in groups if part.typed(form.id)}
        rows = [
            CheckedRecord(part.sites, record)
            for part, _ in of.values()
            for record in part.submission.tables.get(table.id, ())
        ]
        for failed in failures(pack, table, rows):
            part, found = of[failed.row.sites]
            found.append(failed.finding)
            if failed.doubted:
                part.doubted.add(failed.key)


def _unrepeated(read: Iterable[Finding], added: Iterable[Finding]) -> Iterator[Finding]:
    """Drop column findings on cells whose text could not be read: those are reported."""
    unread = {
        (finding.sheet, finding.cell)
        for finding in read
        if finding.severity is Severity.ERROR and finding.cell
    }
    for finding in added:
        if not finding.message.startswith("XL-14") or (finding.sheet, finding.cell) not in unread:
            yield finding
