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
"""Warnings or notes of one rule on a sheet that are listed one by one; more become one entry."""


def by_sheet(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Return the findings by sheet, first those of the whole file (``""``); errors come first."""
    sheets: dict[str, list[Finding]] = {"": []}
    for finding in findings:
        sheets.setdefault(finding.sheet, []).append(finding)
    return {sheet: most_severe_first(group) for sheet, group in sheets.items() if group}


@dataclass(frozen=True, slots=True)
class FoldedFinding:
    """One finding that is listed in full, and the others of its rule that are counted with it."""

    finding: Finding
    others: tuple[Finding, ...] = ()


def folded(findings: Iterable[Finding]) -> list[FoldedFinding]:
    """Fold the findings of one sheet: warnings and notes that repeat often become one entry.

    Errors never do. Findings repeat when rule, severity and the rule's sentence are the same.
    """
    groups: dict[tuple[str, str, Severity], list[Finding]] = {}
    for finding in findings:
        sentence = finding.params.get("zh", finding.message)
        groups.setdefault((finding.rule, sentence, finding.severity), []).append(finding)
    entries = []
    for (_, _, severity), group in groups.items():
        if severity is Severity.ERROR or len(group) <= SEPARATE:
            entries += [FoldedFinding(finding) for finding in group]
        else:
            entries.append(FoldedFinding(group[0], tuple(group[1:])))
    return entries


def counts(returns: Collection[Return], between: Sequence[Finding]) -> dict[str, int]:
    """Return how many files there are, how many of each verdict and findings of each severity.

    ``{"files": 3, "accepted": 1, "needs-fix": 2, "rejected": 0, "error": 4, …}``
    """
    counted = Counter(finding.severity.value for finding in between)
    for item in returns:
        counted[item.verdict.value] += 1
        counted.update(finding.severity.value for finding in item.findings)
    names = [*Verdict, *Severity]
    return {"files": len(returns)} | {name.value: counted[name.value] for name in names}


def _counted(count: int, noun: str) -> str:
    """Return a count with its English noun: ``1 file``, ``2 files``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def closing(returns: Collection[Return], between: Sequence[Finding], language: str) -> str:
    """Return the closing line: how many files, with which verdicts and findings."""
    totals = counts(returns, between)
    if language == "en":
        need = "needs" if totals["needs-fix"] == 1 else "need"
        return (
            f"{_counted(totals['files'], 'file')}: {totals['accepted']} accepted, "
            f"{totals['needs-fix']} {need} fixing, {totals['rejected']} rejected; "
            f"{_counted(totals['error'], 'error')}, {_counted(totals['warning'], 'warning')}, "
            f"{_counted(totals['info'], 'note')}."
        )
    return (
        f"共 {totals['files']} 个文件：可以接受 {totals['accepted']}，"
        f"需要修改 {totals['needs-fix']}，不予读取 {totals['rejected']}；"
        f"错误 {totals['error']} 条，提醒 {totals['warning']} 条，提示 {totals['info']} 条。"
    )
