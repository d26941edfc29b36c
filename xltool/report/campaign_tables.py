"""The reports of a campaign: board, receipts, versions, changes, copies to send back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING

from xltool.campaign.status_board import ReportingState
from xltool.kinds import FORM_STATE_MARKS, SEVERITY_WORDS, VERDICT_WORDS, Severity, Verdict
from xltool.messages.render import render
from xltool.report.terminal import SEVERITY_STYLES, VERDICT_STYLES
from xltool.report.text_table import AnyText, StyledText, TextStyle, TextTable, align, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.campaign.changes import CellChange
    from xltool.campaign.prior_year import LargeChange
    from xltool.campaign.receipts import LedgerEvent, ReceiptLine
    from xltool.campaign.reissue import ReissuedWorkbook
    from xltool.campaign.status_board import EntityStatus, StatusBoard
    from xltool.model.campaign import Campaign
    from xltool.report.text_table import Block

STATES = {
    ReportingState.OWES: ("未报", "owes"),
    ReportingState.RETURNED: ("已报未审", "returned, not checked"),
    ReportingState.UNTOUCHED: ("没有填写", "not filled in"),
    ReportingState.ERRORS: ("有错误", "has errors"),
    ReportingState.UNDECIDED: ("待定", "undecided"),
    ReportingState.ACCEPTED: ("已接受", "accepted"),
}
_STATE_STYLES = {
    ReportingState.OWES: TextStyle.WARNING,
    ReportingState.RETURNED: TextStyle.NOTE,
    ReportingState.UNTOUCHED: TextStyle.ERROR,
    ReportingState.ERRORS: TextStyle.ERROR,
    ReportingState.UNDECIDED: TextStyle.WARNING,
    ReportingState.ACCEPTED: TextStyle.GOOD,
}
_EVENTS = {
    "sent": ("下发", "sent"),
    "received": ("收到", "received"),
    "reissued": ("退回", "sent back"),
    "decided": ("采用", "chosen"),
    "sealed": ("封存", "sealed"),
    "reopened": ("解除封存", "reopened"),
}
MINUTES = len("2020-11-30 16:00")
"""As much of a time as the board shows."""
_SHORT = 12
"""Digits of a hash in a table; ``receipt`` prints it whole."""
_BOARD_HEAD = (
    ("单位代码", "单位", "状态", "各表", "收到时间", "文件"),
    ("code", "entity", "state", "forms", "received", "files"),
)
_FORMS = 3
"""The column of the board with the states of the forms."""
_LEGEND = (
    "各表依次：✓ 已填，无 无数据，空 没有填。",
    "Forms in order: ✓ filled in, 无 stated to have no data, 空 empty.",
)
_RECEIPT_NAMES = (
    ("收到时间", "单位", "文件", "SHA-256", "审核结论"),
    ("received", "from", "file", "SHA-256", "verdict"),
)
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
_LARGE_HEAD = (
    ("单位", "项目", "上年", "本年", "增减", "原因"),
    ("entity", "line", "last year", "this year", "change", "reason"),
)


def _local_time(at: str) -> str:
    """Return a time of the ledger, which is in UTC, in the time zone of this machine."""
    return datetime.fromisoformat(at).astimezone().isoformat(" ") if at else ""


def board_page(board: StatusBoard, language: str) -> Iterator[Block]:
    """Yield the board: title and deadline, a row per entity, files of nobody, and the counts."""
    english = language == "en"
    title = f"{board.title}  {board.period}{_deadline(board, english=english)}"
    yield StyledText(title, TextStyle.HEADING)
    head: tuple[str, ...] = _BOARD_HEAD[english]
    rows = [_standing(item, english=english) for item in board.standings]
    has_forms = any(item.forms for item in board.standings)
    if not has_forms:  # nothing was checked yet, or by a version that kept no states
        head = (*head[:_FORMS], *head[_FORMS + 1 :])
        rows = [(*row[:_FORMS], *row[_FORMS + 1 :]) for row in rows]
    yield TextTable(head, rows, prose=(len(head) - 1,))
    if has_forms:
        yield _LEGEND[english]
    if board.strangers:
        text = "Nobody's: " if english else "不属于任何填报单位："
        names = (", " if english else "、").join(board.strangers)
        yield StyledText(text + names, TextStyle.WARNING)
    counted = (", " if english else "，").join(
        f"{words[english]} {board.count(state)}"
        for state, words in STATES.items()
        if board.count(state) or state is not ReportingState.UNTOUCHED
    )
    total = len(board.standings)
    yield f"{total} entities: {counted}." if english else f"共 {total} 个单位：{counted}。"


def _deadline(board: StatusBoard, *, english: bool) -> str:
    if not board.deadline:
        return ""
    late = (" (past)" if english else "（已过）") if board.overdue else ""
    return ("  due " if english else "  截止 ") + board.deadline + late


def _standing(item: EntityStatus, *, english: bool) -> tuple[AnyText, ...]:
    state = STATES[item.state][english]
    if item.state is ReportingState.ERRORS and item.errors:
        state += f" {item.errors}"
    files = (", " if english else "、").join(item.files)
    styled = StyledText(state, _STATE_STYLES[item.state])
    forms = "".join(FORM_STATE_MARKS[state] for state in item.forms.values())
    at = _local_time(item.at)[:MINUTES]
    return item.entity.code, item.entity.short, styled, forms, at, files


def receipt_page(
    campaign: Campaign, receipts: Sequence[ReceiptLine], language: str
) -> Iterator[Block]:
    """Yield the receipts, each as a table of its own that can be sent to whoever reported."""
    english = language == "en"
    title = f"{campaign.title}  {'Receipt' if english else '收件回执'}"
    yield StyledText(title, TextStyle.HEADING)
    if not receipts:
        yield "Nothing was received." if english else "没有收到报表。"
    for item in receipts:
        yield _receipt(item, english=english)


def _receipt(item: ReceiptLine, *, english: bool) -> TextTable:
    """Return a receipt as pairs of name and value; the first pair is the head of the table."""
    names, verdict = _RECEIPT_NAMES[english], Verdict(item.verdict)
    text = VERDICT_WORDS[verdict][english]
    values = _local_time(item.at), f"{item.entity} {item.name}".strip(), item.file, item.sha256
    colon = ": " if english else "："
    lines = [
        "",
        *(f"{name}{colon}{value}" for name, value in zip(names, (*values, text), strict=True)),
    ]
    cells: tuple[AnyText, ...] = (*values, StyledText(text, VERDICT_STYLES[verdict]))
    rows = list(zip(names, cells, strict=True))
    return TextTable((names[0], values[0]), rows[1:], lines, prose=(1,))


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
    yield TextTable(_HISTORY_HEAD[english], short, align(rows), prose=(4, 5))


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
        event.file,
        verdict,
        "" if event.counts else ("set aside" if english else "不采用"),
    )


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


def large_page(changes: Sequence[LargeChange], language: str) -> Iterator[Block]:
    """Yield the large changes against last year, and where a reason is missing."""
    english = language == "en"
    if not changes:
        yield "No large changes." if english else "没有增减较大的项目。"
        return
    rows = [_large(item, english=english) for item in changes]
    stacked = [(row[0], (row[2], row[1]), *row[3:5], row[5:7], row[7]) for row in rows]
    plain = align((*row[:4], "→", *row[4:]) for row in rows)
    head = _LARGE_HEAD[english]
    yield TextTable(head, stacked, plain, numeric=(2, 3, 4), prose=(1, 5))
    missing = sum(not item.reason for item in changes)
    count = len(changes)
    yield (
        f"{count} large changes, {missing} without a reason."
        if english
        else f"增减较大 {count} 处，其中 {missing} 处没有写明原因。"
    )


def _large(item: LargeChange, *, english: bool) -> tuple[AnyText, ...]:
    missing = StyledText("please give the reason" if english else "请写明原因", TextStyle.WARNING)
    percent = f"{item.percent}%" if item.percent else ("new" if english else "上年为零")
    place, amounts = f"{item.sheet}!{item.cell}", (item.prior, item.current, item.change)
    return item.entity, place, item.label, *amounts, percent, item.reason or missing
