"""What all reports share: words for severities and verdicts, the order of findings, the counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.model import Finding, Return, Severity, Verdict
from xltool.words import line_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.campaign.folder import Campaign
    from xltool.model import Pack


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check has found: the returns, what is wrong between them, and against what."""

    returns: Sequence[Return]
    between: Sequence[Finding]
    pack: Pack
    campaign: Campaign | None


_WORDS = {
    Severity.ERROR: ("错误", "error"),
    Severity.WARNING: ("提醒", "warning"),
    Severity.INFO: ("提示", "info"),
    Verdict.ACCEPTED: ("可以接受", "accepted"),
    Verdict.NEEDS_FIX: ("需要修改", "needs fixing"),
    Verdict.REJECTED: ("不予读取", "rejected"),
}
_ORDER = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}


def say(word: Severity | Verdict, language: str) -> str:
    """Return a severity or verdict in words."""
    return _WORDS[word][language == "en"]


def by_weight(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings with errors first; among equals their order stays."""
    return sorted(findings, key=lambda finding: _ORDER[finding.severity])


def by_sheet(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return the findings by sheet, those of the file first, errors first in each."""
    found: dict[str, list[Finding]] = {"": []}
    for finding in findings:
        found.setdefault(finding.sheet, []).append(finding)
    return {sheet: by_weight(group) for sheet, group in found.items() if group}


def item_of(finding: Finding, language: str) -> str:
    """Return what a finding is about: the labels of its line and column."""
    label = line_name(finding.label, language)
    return " ".join(part for part in (label, finding.column) if part)


def value_of(finding: Finding) -> str:
    """Return what stands in a finding's cell."""
    return finding.value


def counts(returns: Sequence[Return], between: Sequence[Finding]) -> dict[str, int]:
    """Return how many files there are, how many of each verdict and findings of each severity."""
    verdicts = Counter(item.verdict.value for item in returns)
    findings = [finding for item in returns for finding in item.findings]
    severities = Counter(finding.severity.value for finding in (*findings, *between))
    names = [*Verdict, *Severity]
    counted = verdicts + severities
    return {"files": len(returns)} | {name.value: counted[name.value] for name in names}


def closing(returns: Sequence[Return], between: Sequence[Finding], language: str) -> str:
    """Return the closing line: how many files, with which verdicts and findings."""
    found = counts(returns, between)
    if language == "en":
        return (
            f"{found['files']} files: {found['accepted']} accepted, "
            f"{found['needs-fix']} need fixing, {found['rejected']} rejected; "
            f"{found['error']} errors, {found['warning']} warnings, {found['info']} notes."
        )
    return (
        f"共 {found['files']} 个文件：可以接受 {found['accepted']}，"
        f"需要修改 {found['needs-fix']}，不予读取 {found['rejected']}；"
        f"错误 {found['error']} 条，提醒 {found['warning']} 条，提示 {found['info']} 条。"
    )
