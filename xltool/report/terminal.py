"""Findings → text for a terminal: the place first, then what is wrong, the item and its value.

On a terminal the table is wrapped to its width and severities are coloured; everywhere else each
finding is one line; a warning or note that repeats often names its other cells at the end of
that line. Cell text is data: control characters are made visible, markup means nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.kinds import SEVERITY_WORDS, VERDICT_WORDS, Severity
from xltool.messages.render import item_of, render
from xltool.model.findings import most_severe_first
from xltool.report.summary import FoldedFinding, by_sheet, folded
from xltool.report.text_columns import beside, padded, width, wrapped
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from xltool.model.findings import Finding, Return

_BETWEEN = ("各文件之间", "Between the files")
_FILE = ("整个文件", "The file")
_COLOURS = {Severity.ERROR: "1;31", Severity.WARNING: "33", Severity.INFO: "36"}
BOLD = "1"
_BAR = " ｜ "
WIDEST_PLACE = 24
INDENT = 4
GAPS = 6
"""Columns before the place, and between the four columns."""
NARROWEST = 60
"""Columns; below that a wrapped table is no longer readable."""


def as_table(returns: Iterable[Return], language: str, between: Sequence[Finding] = ()) -> str:
    """Return the findings as plain text, grouped by file and form, a line each."""
    return "".join(
        f"{heading}\n" + "".join(_group(sheet, group, language) for sheet, group in groups)
        for heading, groups in _parts(returns, language, between)
    )


def _parts(
    returns: Iterable[Return], language: str, between: Sequence[Finding]
) -> Iterator[tuple[str, list[tuple[str, list[Finding]]]]]:
    for item in returns:
        yield _heading(item, language), list(by_sheet(item.findings).items())
    if between:
        yield _BETWEEN[language == "en"], [("", most_severe_first(between))]


def _heading(item: Return, language: str) -> str:
    who = ""
    if item.submission:
        entity = item.submission.entity
        who = f"  {entity.code} {entity.short} {item.submission.period}"
    return visible(f"{item.path}{who}  — {VERDICT_WORDS[item.verdict].in_language(language)}")


def _group(sheet: str, findings: Sequence[Finding], language: str) -> str:
    head = f"  {visible(sheet)}\n" if sheet else ""
    column = min(max(width(visible(finding.cell)) for finding in findings), WIDEST_PLACE)
    return head + "".join(f"    {_line(told, column, language)}\n" for told in folded(findings))


def _line(told: FoldedFinding, column: int, language: str) -> str:
    finding = told.finding
    place = f"{padded(visible(finding.cell), column)}  " if column else ""
    tail = [part for part in (item_of(finding, language), finding.value) if part]
    mark = f"[{SEVERITY_WORDS[finding.severity].in_language(language)} {finding.rule}]"
    return place + visible(_BAR.join((f"{mark} {_said(told, language)}", *tail)))


def _said(told: FoldedFinding, language: str) -> str:
    """Return what is told, what to do, and where the same stands besides."""
    space = " " if language == "en" else ""
    parts = [*render(told.finding, language), _elsewhere(told.others, language)]
    return space.join(part for part in parts if part)


def _elsewhere(others: Sequence[Finding], language: str) -> str:
    if not others:
        return ""
    count, cells = len(others), [finding.cell for finding in others if finding.cell]
    if language == "en":
        return f"({count} more: {', '.join(cells)})"
    return f"（另有 {count} 处：{'、'.join(cells)}）"


def as_screen(
    returns: Iterable[Return],
    language: str,
    between: Sequence[Finding],
    columns: int,
    *,
    colour: bool,
) -> str:
    """Return the findings for a screen of ``columns``: wrapped, and in colour if wanted."""
    lines = []
    for heading, groups in _parts(returns, language, between):
        lines += [_styled(line, BOLD, colour=colour) for line in wrapped(heading, columns)]
        for sheet, group in groups:
            lines.append(f"  {visible(sheet) or _FILE[language == 'en']}")
            lines += _rows(group, language, max(columns, NARROWEST), colour=colour)
    return "".join(f"{line}\n" for line in lines)


def _rows(
    findings: Sequence[Finding], language: str, columns: int, *, colour: bool
) -> Iterator[str]:
    place = min(max(width(visible(finding.cell)) for finding in findings), WIDEST_PLACE)
    rest = columns - INDENT - place - GAPS
    sizes = (place, rest * 3 // 5, rest // 4, rest - rest * 3 // 5 - rest // 4)
    for told in folded(findings):
        finding = told.finding
        mark = f"[{SEVERITY_WORDS[finding.severity].in_language(language)} {finding.rule}]"
        texts = (
            finding.cell,
            f"{mark} {_said(told, language)}",
            item_of(finding, language),
            finding.value,
        )
        first, *more = beside([visible(text) for text in texts], sizes)
        yield " " * INDENT + first.replace(
            mark, _styled(mark, _COLOURS[finding.severity], colour=colour), 1
        )
        yield from (" " * INDENT + line for line in more)


def _styled(text: str, style: str, *, colour: bool) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if colour else text
