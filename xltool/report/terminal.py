"""Findings → text for a terminal: the place first, then what is wrong, the item and its value.

On a terminal the table is wrapped to its width and severities are coloured; everywhere else each
finding is one line. Cell text is data: control characters are made visible, markup means nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.messages import item_of, render
from xltool.model import Finding, Return, Severity
from xltool.report.columns import beside, padded, width, wrapped
from xltool.report.report import by_sheet, by_weight, say
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

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
        yield _BETWEEN[language == "en"], [("", by_weight(between))]


def _heading(item: Return, language: str) -> str:
    who = ""
    if item.submission:
        entity = item.submission.entity
        who = f"  {entity.code} {entity.short} {item.submission.period}"
    return visible(f"{item.path}{who}  — {say(item.verdict, language)}")


def _group(sheet: str, findings: Sequence[Finding], language: str) -> str:
    head = f"  {visible(sheet)}\n" if sheet else ""
    column = min(max(width(visible(finding.cell)) for finding in findings), WIDEST_PLACE)
    return head + "".join(f"    {_line(finding, column, language)}\n" for finding in findings)


def _line(finding: Finding, column: int, language: str) -> str:
    place = f"{padded(visible(finding.cell), column)}  " if column else ""
    tail = [part for part in (item_of(finding, language), finding.value) if part]
    mark = f"[{say(finding.severity, language)} {finding.rule}]"
    return place + visible(_BAR.join((f"{mark} {_said(finding, language)}", *tail)))


def _said(finding: Finding, language: str) -> str:
    text, hint = render(finding, language)
    return f"{text}{' ' if hint and language == 'en' else ''}{hint}"


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
    for finding in findings:
        mark = f"[{say(finding.severity, language)} {finding.rule}]"
        texts = (
            finding.cell,
            f"{mark} {_said(finding, language)}",
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
