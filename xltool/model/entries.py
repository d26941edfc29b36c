"""Findings as they are listed and counted: one entry may stand for several findings.

A reader is told once what is the same everywhere. This is decided here and nowhere else, so that
every report and the ledger count alike.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from xltool.kinds import Severity
from xltool.model.findings import RULE_BROKEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.model.findings import Finding

SEPARATE = 3
"""What xltool itself advises says something else of each cell: only more of it than this fold."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A finding that is listed in full, and ``others`` of its rule that are counted with it.

    ``related`` are entries of which this one is the probable cause; they are counted, too.
    """

    finding: Finding
    others: tuple[Finding, ...] = ()
    related: tuple[Entry, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings that the entry stands for."""
        return (self.finding, *self.others)

    @property
    def cells(self) -> tuple[str, ...]:
        """Every cell that takes part, of all the findings."""
        return tuple(dict.fromkeys(cell for each in self.findings for cell in each.cells))


def open_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that somebody has to look at: all but explained warnings."""
    return [finding for finding in findings if not finding.is_answered]


def answered_findings(findings: Iterable[Finding]) -> list[Finding]:
    """Return the warnings that the sender has explained, and nobody declined."""
    return [finding for finding in findings if finding.is_answered]


def folded(findings: Iterable[Finding]) -> list[Entry]:
    """Return the entries, each where its first finding stands; none is below its cause.

    An error is always an entry of its own. Warnings and notes of one rule on one sheet are one.
    """
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        groups.setdefault(_kind(finding, number), []).append(finding)
    return [entry for group in groups.values() for entry in _entries(group)]


def _kind(finding: Finding, number: int) -> object:
    """Return what findings of one entry have in common."""
    if finding.severity is Severity.ERROR:
        return number
    sentence = finding.params.get("zh", finding.message)
    place = finding.workbook, finding.entity, finding.sheet
    return finding.severity, finding.rule, sentence, place


def _entries(group: Sequence[Finding]) -> Iterable[Entry]:
    """Return one entry for findings that repeat; the first that no other causes is listed."""
    if len(group) <= SEPARATE and group[0].message != RULE_BROKEN:
        return [Entry(finding) for finding in group]
    first = next((each for each in group if not each.lead), group[0])
    return [Entry(first, tuple(each for each in group if each is not first))]


def entries(findings: Iterable[Finding]) -> list[Entry]:
    """Return the entries, each that has one cause below it; what causes several stands alone."""
    every = folded(findings)
    owners = {each.name: entry for entry in reversed(every) for each in reversed(entry.findings)}
    causes = [_cause(entry, owners) for entry in every]
    led = {id(entry) for entry, cause in zip(every, causes, strict=True) if cause}
    below: dict[int, list[Entry]] = {}
    top = []
    for entry, cause in zip(every, causes, strict=True):
        if cause is None or id(cause) in led:
            top.append(entry)
        else:
            below.setdefault(id(cause), []).append(entry)
    return [replace(entry, related=tuple(below.get(id(entry), ()))) for entry in top]


def _cause(entry: Entry, owners: Mapping[str, Entry]) -> Entry | None:
    """Return the other entry that causes all findings of an entry; None if there is none."""
    found = [owners.get(each.lead) for each in entry.findings]
    cause = found[0]
    return cause if cause is not entry and all(each is cause for each in found) else None


def by_sheet(findings: Iterable[Finding]) -> dict[str, list[Entry]]:
    """Return the entries by sheet, first those of the whole file (``""``); errors come first.

    Between files a sheet is named with its workbook: ``312-公安局-汇总-2020.xlsx 固定资产``.
    """
    sheets: dict[str, list[Entry]] = {"": []}
    for entry in entries(findings):
        sheet = f"{entry.finding.workbook} {entry.finding.sheet}".strip()
        sheets.setdefault(sheet, []).append(entry)
    return {sheet: by_severity(group) for sheet, group in sheets.items() if group}


def by_severity(found: Iterable[Entry]) -> list[Entry]:
    """Sort entries by severity, errors first; those of the same severity keep their order."""
    return sorted(found, key=lambda entry: entry.finding.severity.rank)


def count_entries(findings: Iterable[Finding]) -> Counter[Severity]:
    """Return how many entries there are of each severity."""
    return Counter(entry.finding.severity for entry in folded(findings))
