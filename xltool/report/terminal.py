"""Findings as a report: whose file, which cell, what is wrong there, and what to do.

On a terminal a table for each file; everywhere else each finding is one line, grouped by file and
form. A warning or note that repeats names its other cells once; what a finding probably causes
stands below it.
"""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from xltool.documents.styled_text import StyledText, TextStyle
from xltool.kinds import SEVERITY_WORDS, Severity, Verdict
from xltool.messages.render import item_of, render
from xltool.model.entries import answered_findings, by_sheet, open_findings
from xltool.report.explained import ANSWERED, answered_texts, declined_text, resubmission_lines
from xltool.report.summary import listed, rules_text, verdict_text
from xltool.report.text_table import (
    TextTable,
    count_columns,
    pad,
    plain_text,
)
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from xltool.kinds import Category
    from xltool.model.entries import Entry
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
    Verdict.UNTOUCHED: TextStyle.ERROR,
    Verdict.REJECTED: TextStyle.ERROR,
}
_BAR = " ｜ "
_BELOW = "└ "
"""What stands before a finding that the one above it probably causes."""
WIDEST_PLACE = 24
"""Columns of a terminal; longer addresses do not push the texts of the other lines aside."""


def as_table(returns: Iterable[Return], language: str, between: Sequence[Finding] = ()) -> str:
    """Return the findings as plain text, grouped by file and form, a line each."""
    return "".join(plain_text(findings_page(returns, language, between)))


def findings_page(
    returns: Iterable[Return],
    language: str,
    between: Sequence[Finding] = (),
    categories: Collection[Category] = (),
) -> Iterator[TextTable]:
    """Yield a table for each return, and one for what is wrong between the files.

    Only findings of ``categories`` are listed, if any are named.
    """
    for item in returns:
        found = listed(item.findings, categories)
        sheets = by_sheet(open_findings(found))
        answered = list(answered_texts(answered_findings(found), language))
        rows = chain(_rows(sheets, language), _answered_rows(answered, language))
        told = chain(
            _lines(_headings(item, language), sheets, language),
            _answered_lines(answered, language),
            (f"  {line}" for line in _since(item, language)),
        )
        yield TextTable(_head(language), rows, told, _title(item, language), prose=(2,))
    if found := listed(between, categories):
        name, sheets = _BETWEEN[language == "en"], by_sheet(found)
        title = StyledText(name, TextStyle.HEADING)
        lines = _lines([name], sheets, language)
        yield TextTable(_head(language), _rows(sheets, language), lines, title, prose=(2,))


def _head(language: str) -> tuple[str, ...]:
    return _HEAD[language == "en"]


def _headings(item: Return, language: str) -> Iterator[str]:
    """Yield the file with its verdict, and what became of the rules."""
    who = f"  {_reporter(item)}" if item.submission else ""
    yield f"{item.path}{who}  — {verdict_text(item, language)}"
    if rules := rules_text(item, language):
        yield f"  {rules}"


def _title(item: Return, language: str) -> Cell:
    """Return the heading on a terminal: who first, the file below."""
    style, verdict = VERDICT_STYLES[item.verdict], verdict_text(item, language)
    if item.submission is None:
        return StyledText(f"{item.path} — {verdict}", style)
    who = StyledText(f"{_reporter(item)} — {verdict}", style)
    rules = rules_text(item, language)
    return who, str(item.path), *([rules] if rules else ()), *_since(item, language)


def _since(item: Return, language: str) -> Iterator[str]:
    if item.resubmission:
        yield from resubmission_lines(item.resubmission, language)


def _answered_lines(answered: Sequence[tuple[str, str, str]], language: str) -> Iterator[str]:
    if answered:
        yield f"  {ANSWERED.in_language(language)}"
        yield from (f"    {place}  [{rule}] {text}" for place, rule, text in answered)


def _answered_rows(
    answered: Sequence[tuple[str, str, str]], language: str
) -> Iterator[tuple[Cell, Cell, Cell]]:
    if answered:
        yield StyledText(ANSWERED.in_language(language), TextStyle.HEADING), "", ""
        for place, rule, text in answered:
            yield place, StyledText(rule, TextStyle.NOTE), text


def _reporter(item: Return) -> str:
    assert item.submission is not None
    entity = item.submission.entity
    return f"{entity.code} {entity.short} {item.submission.period}"


def _lines(
    headings: Iterable[str], sheets: Mapping[str, Sequence[Entry]], language: str
) -> Iterator[str]:
    yield from headings
    for sheet, group in sheets.items():
        if sheet:
            yield f"  {sheet}"
        places = [visible(entry.finding.cell) for entry in group]
        width = min(max(map(count_columns, places)), WIDEST_PLACE)
        for entry in group:
            place = f"{pad(visible(entry.finding.cell), width)}  " if width else ""
            yield f"    {place}{_line(entry, language)}"
            indent = " " * (width + 2 if width else 0)
            for related in entry.related:
                yield f"    {indent}{_BELOW}{_related(related, language)}"


def _line(entry: Entry, language: str) -> str:
    finding = entry.finding
    space = " " if language == "en" else ""
    texts = *render(finding, language), other_cells(entry.others, language)
    problem = space.join(text for text in texts if text)
    said = declined_text(finding, language)
    tail = [text for text in (item_of(finding, language), finding.value, said) if text]
    return _BAR.join((f"[{_mark(finding, language)}] {problem}", *tail))


def _mark(finding: Finding, language: str) -> str:
    return f"{SEVERITY_WORDS[finding.severity].in_language(language)} {finding.rule}"


def _related(entry: Entry, language: str) -> str:
    """Return in one line what another finding probably causes."""
    finding = entry.finding
    space = " " if language == "en" else ""
    texts = render(finding, language)[0], other_cells(entry.others, language)
    problem = space.join(text for text in texts if text)
    return f"{finding.location}  [{_mark(finding, language)}] {problem}"


def _rows(
    sheets: Mapping[str, Sequence[Entry]], language: str
) -> Iterator[tuple[Cell, Cell, Cell]]:
    for sheet, group in sheets.items():
        if sheet or len(sheets) > 1:
            yield StyledText(sheet or _FILE[language == "en"], TextStyle.HEADING), "", ""
        for entry in group:
            yield _row(entry, language)


def _row(entry: Entry, language: str) -> tuple[Cell, Cell, Cell]:
    finding = entry.finding
    colon = ": " if language == "en" else "："
    what = colon.join(text for text in (item_of(finding, language), finding.value) if text)
    problem, action = render(finding, language)
    others = other_cells(entry.others, language)
    texts: list[str | StyledText] = [what] if what and what != finding.cell else []
    texts.append(problem)
    if action:
        texts.append(StyledText(f"→ {action}", TextStyle.ACTION))
    if others:
        texts.append(others)
    if said := declined_text(finding, language):
        texts.append(said)
    texts += [f"{_BELOW}{_related(related, language)}" for related in entry.related]
    mark = StyledText(_mark(finding, language), SEVERITY_STYLES[finding.severity])
    return finding.cell, mark, tuple(texts)


def other_cells(others: Sequence[Finding], language: str) -> str:
    """Return where else the same was found, in words; empty when nowhere."""
    if not others:
        return ""
    cells = tuple(dict.fromkeys(finding.cell for finding in others if finding.cell))
    count = len(cells) or len(others)
    if language == "en":
        return f"({count} more: {', '.join(cells)})"
    return f"（另有 {count} 处：{'、'.join(cells)}）"
