"""Findings as a report: whose file, which cell, what is wrong there, and what to do.

On a terminal a table for each file; everywhere else each finding is one line, grouped by file and
form. A warning or note that repeats often names its other cells once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import SEVERITY_WORDS, VERDICT_WORDS, Severity, Verdict
from xltool.messages.render import item_of, render
from xltool.model.findings import most_severe_first
from xltool.report.summary import FoldedFinding, by_sheet, folded
from xltool.report.text_table import (
    StyledText,
    TextStyle,
    TextTable,
    count_columns,
    pad,
    plain_text,
)
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from xltool.model.findings import Finding, Return
    from xltool.report.text_table import Cell

_HEAD = (("单元格", "级别", "问题和改法"), ("cell", "severity", "what is wrong, what to do"))
_BETWEEN = ("各文件之间", "Between the files")
_FILE = ("整个文件", "The file")
SEVERITY_STYLES = {
    Severity.ERROR: TextStyle.ERROR,
    Severity.WARNING: TextStyle.WARNING,
    Severity.INFO: TextStyle.NOTE,
}
VERDICT_STYLES = {
    Verdict.ACCEPTED: TextStyle.GOOD,
    Verdict.NEEDS_FIX: TextStyle.ERROR,
    Verdict.REJECTED: TextStyle.ERROR,
}
_BAR = " ｜ "
WIDEST_PLACE = 24
"""Columns of a terminal; longer addresses do not push the texts of the other lines aside."""


def as_table(returns: Iterable[Return], language: str, between: Sequence[Finding] = ()) -> str:
    """Return the findings as plain text, grouped by file and form, a line each."""
    return "".join(plain_text(findings_page(returns, language, between)))


def findings_page(
    returns: Iterable[Return], language: str, between: Sequence[Finding] = ()
) -> Iterator[TextTable]:
    """Yield a table for each return, and one for what is wrong between the files."""
    for item in returns:
        sheets = by_sheet(item.findings)
        lines = _lines(_heading(item, language), sheets, language)
        yield TextTable(
            _head(language), _rows(sheets, language), lines, _title(item, language), prose=(2,)
        )
    if between:
        name, sheets = _BETWEEN[language == "en"], {"": most_severe_first(between)}
        title = StyledText(name, TextStyle.HEADING)
        lines = _lines(name, sheets, language)
        yield TextTable(_head(language), _rows(sheets, language), lines, title, prose=(2,))


def _head(language: str) -> tuple[str, ...]:
    return _HEAD[language == "en"]


def _heading(item: Return, language: str) -> str:
    who = f"  {_reporter(item)}" if item.submission else ""
    return f"{item.path}{who}  — {VERDICT_WORDS[item.verdict].in_language(language)}"


def _title(item: Return, language: str) -> Cell:
    """Return the heading on a terminal: who first, the file below."""
    style, verdict = VERDICT_STYLES[item.verdict], VERDICT_WORDS[item.verdict].in_language(language)
    if item.submission is None:
        return StyledText(f"{item.path} — {verdict}", style)
    return StyledText(f"{_reporter(item)} — {verdict}", style), str(item.path)


def _reporter(item: Return) -> str:
    assert item.submission is not None
    entity = item.submission.entity
    return f"{entity.code} {entity.short} {item.submission.period}"


def _lines(heading: str, sheets: Mapping[str, Sequence[Finding]], language: str) -> Iterator[str]:
    yield heading
    for sheet, findings in sheets.items():
        if sheet:
            yield f"  {sheet}"
        places = [visible(finding.cell) for finding in findings]
        width = min(max(map(count_columns, places)), WIDEST_PLACE)
        for group in folded(findings):
            yield f"    {_line(group, width, language)}"


def _line(group: FoldedFinding, width: int, language: str) -> str:
    finding = group.finding
    place = f"{pad(visible(finding.cell), width)}  " if width else ""
    mark = f"[{SEVERITY_WORDS[finding.severity].in_language(language)} {finding.rule}]"
    space = " " if language == "en" else ""
    texts = *render(finding, language), _other_cells(group.others, language)
    problem = space.join(text for text in texts if text)
    tail = [text for text in (item_of(finding, language), finding.value) if text]
    return place + _BAR.join((f"{mark} {problem}", *tail))


def _rows(
    sheets: Mapping[str, Sequence[Finding]], language: str
) -> Iterator[tuple[Cell, Cell, Cell]]:
    for sheet, findings in sheets.items():
        if sheet or len(sheets) > 1:
            yield StyledText(sheet or _FILE[language == "en"], TextStyle.HEADING), "", ""
        for group in folded(findings):
            yield _row(group, language)


def _row(group: FoldedFinding, language: str) -> tuple[Cell, Cell, Cell]:
    finding = group.finding
    severity = f"{SEVERITY_WORDS[finding.severity].in_language(language)} {finding.rule}"
    colon = ": " if language == "en" else "："
    what = colon.join(text for text in (item_of(finding, language), finding.value) if text)
    problem, action = render(finding, language)
    others = _other_cells(group.others, language)
    texts: list[str | StyledText] = [what] if what and what != finding.cell else []
    texts.append(problem)
    if action:
        texts.append(StyledText(f"→ {action}", TextStyle.ACTION))
    if others:
        texts.append(others)
    mark = StyledText(severity, SEVERITY_STYLES[finding.severity])
    return finding.cell, mark, tuple(texts)


def _other_cells(others: Sequence[Finding], language: str) -> str:
    """Return where else the same was found, in words; empty when nowhere."""
    if not others:
        return ""
    count, cells = len(others), [finding.cell for finding in others if finding.cell]
    if language == "en":
        return f"({count} more: {', '.join(cells)})"
    return f"（另有 {count} 处：{'、'.join(cells)}）"
