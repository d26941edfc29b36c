"""What all reports share: which findings are listed, the counts, and the closing line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from xltool.kinds import RULE_STATUS_WORDS, VERDICT_WORDS, RuleStatus, Severity, Verdict
from xltool.model.entries import answered_findings, count_entries, open_findings
from xltool.model.rule_tally import count_statuses

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from xltool.kinds import Category
    from xltool.model.findings import Finding, Return


def listed(findings: Iterable[Finding], categories: Collection[Category]) -> list[Finding]:
    """Return the findings of some categories; of all when none is named."""
    return [each for each in findings if not categories or each.category in categories]


def counts(returns: Iterable[Return], between: Sequence[Finding]) -> dict[str, int]:
    """Return how many files there are, how many of each verdict and entries of each severity.

    Explained warnings are counted apart, as ``answered``.
    ``{"files": 3, "accepted": 1, "needs-fix": 2, "untouched": 0, "rejected": 0, "error": 4, …}``
    """
    counted = Counter({"files": 0})
    severities = count_entries(between)
    for item in returns:
        counted.update(("files", item.verdict.value))
        severities.update(count_entries(open_findings(item.findings)))
        counted["answered"] += len(answered_findings(item.findings))
    return {
        "files": counted["files"],
        **{verdict.value: counted[verdict.value] for verdict in Verdict},
        **{severity.value: severities[severity] for severity in Severity},
        "answered": counted["answered"],
    }


def count_rules(returns: Iterable[Return]) -> Mapping[RuleStatus, int]:
    """Return how many rules of each status there are in all files; of each file all are counted."""
    counted = Counter[RuleStatus]()
    for item in returns:
        counted.update(count_statuses(item.tallies))
    return {status: counted[status] for status in RuleStatus}


def rules_text(item: Return, language: str) -> str:
    """Return how many rules were judged and what they came to; empty when none was judged."""
    if not item.tallies:
        return ""
    counted = count_statuses(item.tallies)
    words = {
        status: f"{RULE_STATUS_WORDS[status].in_language(language)} {count}"
        for status, count in counted.items()
    }
    held, broken, undecided, other = (words[status] for status in RuleStatus)
    judged = counted[RuleStatus.HELD] + counted[RuleStatus.BROKEN]
    if language == "en":
        return (
            f"{len(item.tallies)} rules: judged {judged} ({held}, {broken}), {undecided}, {other}."
        )
    return (
        f"规则 {len(item.tallies)} 条：已判断 {judged}（{held}，{broken}），{undecided}，{other}。"
    )


def verdict_text(item: Return, language: str) -> str:
    """Return the verdict, and how many rules could not be judged, where there are any."""
    verdict = VERDICT_WORDS[item.verdict].in_language(language)
    if not item.undecided:
        return verdict
    if language == "en":
        return f"{verdict}; {_counted(item.undecided, 'rule')} could not be judged"
    return f"{verdict}，无法判断 {item.undecided} 条规则"


def _counted(count: int, noun: str) -> str:
    """Return a count with its English noun: ``1 file``, ``2 files``."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def closing(returns: Collection[Return], between: Sequence[Finding], language: str) -> str:
    """Return the closing line: how many files, with which verdicts and findings.

    Files that nobody filled in, and rules that could not be judged, are counted where there are
    any.
    """
    totals = counts(returns, between)
    untouched, answered = totals["untouched"], totals["answered"]
    undecided = sum(item.undecided for item in returns)
    if language == "en":
        need = "needs" if totals["needs-fix"] == 1 else "need"
        unjudged = f"; {_counted(undecided, 'rule')} could not be judged" if undecided else ""
        return (
            f"{_counted(totals['files'], 'file')}: {totals['accepted']} accepted, "
            f"{totals['needs-fix']} {need} fixing, "
            f"{f'{untouched} not filled in, ' if untouched else ''}{totals['rejected']} rejected; "
            f"{_counted(totals['error'], 'error')}, {_counted(totals['warning'], 'warning')}, "
            f"{_counted(totals['info'], 'note')}"
            f"{f'; {answered} explained' if answered else ''}{unjudged}."
        )
    return (
        f"共 {totals['files']} 个文件：可以接受 {totals['accepted']}，"
        f"需要修改 {totals['needs-fix']}，"
        f"{f'没有填写 {untouched}，' if untouched else ''}不予读取 {totals['rejected']}；"
        f"错误 {totals['error']} 条，提醒 {totals['warning']} 条，提示 {totals['info']} 条"
        f"{f'；已说明 {answered} 条' if answered else ''}"
        f"{f'；无法判断 {undecided} 条规则' if undecided else ''}。"
    )
