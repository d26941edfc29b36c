"""Findings → text for a terminal: the place first, then what is wrong, the item and its value.

On a terminal the table is wrapped to its width and severities are coloured; everywhere else each
finding is one line. Cell text is data: control characters are made visible, markup means nothing.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from xltool.columns import padded, width
from xltool.messages import render
from xltool.model import Finding, Return, Severity
from xltool.report import by_sheet, by_weight, item_of, say, value_of
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console

_BETWEEN = ("各文件之间", "Between the files")
_FILE = ("整个文件", "The file")
_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.INFO: "cyan"}
_BAR = " ｜ "
WIDEST_PLACE = 24
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
    tail = [part for part in (item_of(finding), value_of(finding)) if part]
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
    """Return the findings for a terminal of ``columns``: wrapped, and in colour if wanted."""
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it

    target = io.StringIO()
    console = Console(
        file=target, width=max(columns, NARROWEST), force_terminal=colour,
        no_color=not colour, highlight=False, markup=False, emoji=False, legacy_windows=False,
        color_system="standard" if colour else None,
    )  # fmt: skip
    for heading, groups in _parts(returns, language, between):
        console.print(heading, style="bold")
        for sheet, group in groups:
            _print_group(console, sheet, group, language)
    return target.getvalue()


def _print_group(console: Console, sheet: str, findings: Sequence[Finding], language: str) -> None:
    from rich.table import Table  # noqa: PLC0415 - only a terminal needs it
    from rich.text import Text  # noqa: PLC0415 - same

    title = visible(sheet) or _FILE[language == "en"]
    table = Table(box=None, padding=(0, 1), show_header=False, expand=True, pad_edge=False)
    for ratio in (1, 5, 2, 2):
        table.add_column(ratio=ratio, overflow="fold")
    for finding in findings:
        mark = Text(
            f"{say(finding.severity, language)} {finding.rule} ", _COLOURS[finding.severity]
        )
        said = Text(visible(_said(finding, language)))
        texts = (Text(f"  {visible(finding.cell)}"), mark + said)
        table.add_row(*texts, Text(visible(item_of(finding))), Text(visible(value_of(finding))))
    console.print(f"  {title}", style="underline")
    console.print(table)
