"""What all reports share: words for severities and verdicts, the order of findings, the counts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.kinds import Severity, Verdict
from xltool.model.findings import most_severe_first

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from xltool.model.findings import Finding, Return


SEPARATE = 3
"""How often a warning or note of one rule is told in full on a sheet."""


def by_sheet(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return the findings by sheet, those of the file first, errors first in each."""
    found: dict[str, list[Finding]] = {"": []}
    for finding in findings:
        found.setdefault(finding.sheet, []).append(finding)
    return {sheet: most_severe_first(group) for sheet, group in found.items() if group}


@dataclass(frozen=True, slots=True)
class FoldedFinding:
    """One finding told in full, and the others of its rule on the sheet that are told with it."""

    finding: Finding
    others: tuple[Finding, ...] = ()


def folded(findings: Iterable[Finding]) -> list[FoldedFinding]:
    """Return the findings of one sheet; what is no error and repeats often is told once."""
    groups: dict[tuple[str, str, Severity], list[Finding]] = {}
    for finding in findings:
        states = finding.params.get("zh", finding.message)
        groups.setdefault((finding.rule, states, finding.severity), []).append(finding)
    told = []
    for (_, _, severity), group in groups.items():
        if severity is Severity.ERROR or len(group) <= SEPARATE:
            told += [FoldedFinding(finding) for finding in group]
        else:
            told.append(FoldedFinding(group[0], tuple(group[1:])))
    return told


def counts(returns: Collection[Return], between: Sequence[Finding]) -> dict[str, int]:
    """Return how many files there are, how many of each verdict and findings of each severity."""
    counted = Counter(finding.severity.value for finding in between)
    for item in returns:
        counted[item.verdict.value] += 1
        counted.update(finding.severity.value for finding in item.findings)
    names = [*Verdict, *Severity]
    return {"files": len(returns)} | {name.value: counted[name.value] for name in names}


def _many(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def closing(returns: Collection[Return], between: Sequence[Finding], language: str) -> str:
    """Return the closing line: how many files, with which verdicts and findings."""
    found = counts(returns, between)
    if language == "en":
        need = "needs" if found["needs-fix"] == 1 else "need"
        return (
            f"{_many(found['files'], 'file')}: {found['accepted']} accepted, "
            f"{found['needs-fix']} {need} fixing, {found['rejected']} rejected; "
            f"{_many(found['error'], 'error')}, {_many(found['warning'], 'warning')}, "
            f"{_many(found['info'], 'note')}."
        )
    return (
        f"共 {found['files']} 个文件：可以接受 {found['accepted']}，"
        f"需要修改 {found['needs-fix']}，不予读取 {found['rejected']}；"
        f"错误 {found['error']} 条，提醒 {found['warning']} 条，提示 {found['info']} 条。"
    )
