"""The reports of a campaign: versions, changes, copies to send back."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from xltool.campaign.folder import CODES, ROWS
from xltool.documents.content_text import local_time
from xltool.documents.styled_text import AnyText, StyledText, TextStyle
from xltool.kinds import SEVERITY_WORDS, VERDICT_WORDS, Severity, Verdict
from xltool.messages.render import render
from xltool.report.terminal import SEVERITY_STYLES, VERDICT_STYLES
from xltool.report.text_table import TextTable, align, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.campaign.changes import CellChange
    from xltool.campaign.receipts import LedgerEvent
    from xltool.campaign.reissue import ReissuedWorkbook
    from xltool.report.text_table import Block

_EVENTS = {
    "sent": ("下发", "sent"),
    "received": ("收到", "received"),
    "reissued": ("退回", "sent back"),
    "decided": ("采用", "chosen"),
    "sealed": ("封存", "sealed"),
    "reopened": ("解除封存", "reopened"),
    "listed": ("清单", "list"),
}
_LISTS = {CODES: ("增补代码", "added codes"), ROWS: ("明细表行数", "rows of registers")}
_MOST_LINES = 3
"""Rows of a list that its event shows; ``--format json`` has all of them."""
MINUTES = len("2020-11-30 16:00")
"""As much of a time as a terminal shows."""
_SHORT = 12
"""Digits of a hash in a table; ``receipt`` prints it whole."""
_COPIES_HEAD = ("单位代码", "单位", "退回修改的工作簿"), ("code", "entity", "marked workbook")
_REFUSED_HEAD = ("文件", "原因"), ("file", "reason")
_HISTORY_HEAD = (
    ("时间", "事件", "SHA-256", "编号", "文件", "审核结论", "备注"),
    ("time", "event", "SHA-256", "serial", "file", "verdict", "note"),
)
_CHANGES_HEAD = (
    ("单元格", "行", "栏次", "原为", "现为"),
    ("cell", "line", "column", "before", "after"),
)


def _local_time(at: str) -> str:
    """Return a time of the ledger, which is in UTC, in the time zone of this machine."""
    time = local_time(at)
    return time.isoformat(" ") if time else ""


def copies_page(copies: Sequence[ReissuedWorkbook], language: str) -> Iterator[Block]:
    """Yield what was written for whom, how many need nothing, and what was refused and why."""
    english = language == "en"
    written = [copy for copy in copies if copy.path]
    if written:
        count = len(written)
        yield f"Reissued {count}:" if english else f"已写出退回修改的工作簿 {count} 份："
        yield _copies(written, language)
    fine = sum(not copy.path and not copy.why for copy in copies)
    if fine:
        yield (
            f"Nothing to mend in {fine}: not written; --all writes all."
            if english
            else f"可以接受、不必退回修改的 {fine} 份，没有写出；都要写的，加 --all。"
        )
    left = [copy for copy in copies if copy.why]
    if left:
        count = len(left)
        yield f"Not reissued {count}:" if english else f"没有写出的 {count} 份："
        rows = [(str(copy.source), _refusal(copy, language)) for copy in left]
        colon = ": " if english else "："
        lines = [f"  {source}{colon}{why}" for source, why in rows]
        yield TextTable(_REFUSED_HEAD[english], rows, lines, prose=(0, 1))


def _copies(written: Sequence[ReissuedWorkbook], language: str) -> TextTable:
    words = [SEVERITY_WORDS[severity].in_language(language) for severity in Severity]
    rows = [_copy(copy) for copy in written]
    plain = align(
        (
            f"  {row[0]}",
            *row[1:3],
            *(f"{word} {text_of(count)}" for word, count in zip(words, row[3:], strict=True)),
        )
        for row in rows
    )
    head = (*_COPIES_HEAD[language == "en"], *words)
    return TextTable(head, rows, plain, numeric=(3, 4, 5), prose=(2,))


def _copy(copy: ReissuedWorkbook) -> tuple[AnyText, ...]:
    entity, corrections = copy.entity, copy.review
    assert entity is not None
    assert corrections is not None
    counts = (_count(corrections.count(severity), severity) for severity in Severity)
    return entity.code, entity.short, str(copy.path), *counts


def _count(count: int, severity: Severity) -> AnyText:
    return StyledText(str(count), SEVERITY_STYLES[severity]) if count else "0"


def _refusal(copy: ReissuedWorkbook, language: str) -> str:
    return " ".join(render(copy.why, language)).strip() if copy.why else ""


def history_page(events: Sequence[LedgerEvent], language: str) -> Iterator[Block]:
    """Yield the versions of one entity, a row each."""
    english = language == "en"
    if not events:
        yield "Nothing was sent or received." if english else "没有下发或收到过。"
        return
    rows = [_event(event, english=english) for event in events]
    short = [(row[0][:MINUTES], *row[1:]) for row in rows]
    # Only what was in force makes a note long.
    prose = (4, 5, 6) if any(event.what == "listed" for event in events) else (4, 5)
    yield TextTable(_HISTORY_HEAD[english], short, align(rows), prose=prose)


def _event(event: LedgerEvent, *, english: bool) -> tuple[str, *tuple[AnyText, ...]]:
    verdict: AnyText = ""
    if event.verdict:
        text = VERDICT_WORDS[Verdict(event.verdict)][english]
        if event.errors:
            text += f" {event.errors} errors" if english else f" {event.errors} 处"
        verdict = StyledText(text, VERDICT_STYLES[Verdict(event.verdict)])
    return (
        _local_time(event.at),
        _EVENTS[event.what][english],
        event.sha256[:_SHORT],
        event.serial,
        _LISTS[event.file][english] if event.what == "listed" else event.file,
        verdict,
        _note(event, english=english),
    )


def _note(event: LedgerEvent, *, english: bool) -> str:
    if event.what == "listed":
        shown = ("; " if english else "；").join(event.lines[:_MOST_LINES])
        count = len(event.lines)
        if count > _MOST_LINES:
            shown += f" … {count} in all" if english else f"等 {count} 行"
        return shown or ("none" if english else "没有")
    return "" if event.counts else ("set aside" if english else "不采用")


@dataclass(frozen=True, slots=True)
class ChangeEntry:
    """A cell that differs, its line named in the language of the report."""

    entity: str
    form: str
    sheet: str
    label: str
    column: str
    before: str
    after: str
    cell: str


def change_entry(change: CellChange, language: str) -> ChangeEntry:
    """Return a change as it is listed."""
    return ChangeEntry(
        change.entity, change.form, change.sheet, change.label.in_language(language),
        change.column, change.before, change.after, change.cell,
    )  # fmt: skip


def changes_page(changes: Sequence[ChangeEntry], language: str) -> Iterator[Block]:
    """Yield what changed, a table for each sheet: cell, line, column, before and after."""
    english = language == "en"
    if not changes:
        yield "Nothing changed." if english else "没有变化。"
        return
    for sheet in dict.fromkeys(change.sheet for change in changes):
        rows = [_change(item, english=english) for item in changes if item.sheet == sheet]
        plain = align((f"  {row[0]}", *row[1:4], "→", row[4]) for row in rows)
        title = StyledText(sheet, TextStyle.HEADING)
        lines = chain([sheet], plain)
        head = _CHANGES_HEAD[english]
        yield TextTable(head, rows, lines, title, prose=(1, 3, 4))
    count = len(changes)
    yield f"{count} cells changed." if english else f"共 {count} 处变化。"


def _change(item: ChangeEntry, *, english: bool) -> tuple[str, ...]:
    blank = "blank" if english else "空白"
    return item.cell, item.label, item.column, item.before or blank, item.after or blank
