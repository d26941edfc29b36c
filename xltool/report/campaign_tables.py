"""The campaign's listings as text: board, receipts, history, changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from xltool.campaign.status_board import ReportingState
from xltool.kinds import SEVERITY_WORDS, VERDICT_WORDS, Severity, Verdict
from xltool.messages.render import render
from xltool.report.text_columns import aligned
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.campaign.changes import CellChange
    from xltool.campaign.prior_year import LargeChange
    from xltool.campaign.receipts import LedgerEvent, ReceiptLine
    from xltool.campaign.reissue import ReissuedWorkbook
    from xltool.campaign.status_board import EntityStatus, StatusBoard
    from xltool.model.campaign import Campaign

STATES = {
    ReportingState.OWES: ("未报", "owes"),
    ReportingState.RETURNED: ("已报未审", "returned, not checked"),
    ReportingState.ERRORS: ("有错误", "has errors"),
    ReportingState.UNDECIDED: ("待定", "undecided"),
    ReportingState.ACCEPTED: ("已接受", "accepted"),
}
_EVENTS = {
    "sent": ("下发", "sent"),
    "received": ("收到", "received"),
    "reissued": ("退回", "sent back"),
    "decided": ("采用", "chosen"),
}
MINUTES = len("2020-11-30 16:00")
"""As much of a time as the board shows."""
_SHORT = 12
"""Digits of a hash in a table; ``receipt`` prints it whole."""


def _local(at: str) -> str:
    """Return a time of the ledger, which is in UTC, as the clock on the wall shows it."""
    return datetime.fromisoformat(at).astimezone().isoformat(" ") if at else ""


def board_table(board: StatusBoard, language: str) -> str:
    """Return the board: title and deadline, a line per entity, strangers, and the counts."""
    english = language == "en"
    lines = [visible(f"{board.title}  {board.period}{_deadline(board, english=english)}")]
    lines.append(aligned(_standing(item, english=english) for item in board.standings).rstrip("\n"))
    if board.strangers:
        head = "Nobody's: " if english else "不属于任何填报单位："
        lines.append(visible(head + (", " if english else "、").join(board.strangers)))
    counted = (", " if english else "，").join(
        f"{words[english]} {board.count(state)}" for state, words in STATES.items()
    )
    total = len(board.standings)
    lines.append(f"{total} entities: {counted}." if english else f"共 {total} 个单位：{counted}。")
    return "\n".join(lines) + "\n"


def _deadline(board: StatusBoard, *, english: bool) -> str:
    if not board.deadline:
        return ""
    late = (" (past)" if english else "（已过）") if board.overdue else ""
    return ("  due " if english else "  截止 ") + board.deadline + late


def _standing(item: EntityStatus, *, english: bool) -> tuple[str, ...]:
    state = STATES[item.state][english]
    found = (
        f"{state} {item.errors}" if item.state is ReportingState.ERRORS and item.errors else state
    )
    files = (", " if english else "、").join(item.files)
    return item.entity.code, item.entity.short, found, _local(item.at)[:MINUTES], files


def receipt_table(campaign: Campaign, receipts: Sequence[ReceiptLine], language: str) -> str:
    """Return the receipts as text that can be sent to whoever reported."""
    english = language == "en"
    title = f"{campaign.title}  {'Receipt' if english else '收件回执'}\n"
    if not receipts:
        return title + ("Nothing was received.\n" if english else "没有收到报表。\n")
    return title + "".join(_receipt(item, english=english) for item in receipts)


def _receipt(item: ReceiptLine, *, english: bool) -> str:
    names = (
        ("received", "from", "file", "SHA-256", "verdict")
        if english
        else ("收到时间", "单位", "文件", "SHA-256", "审核结论")
    )
    verdict = VERDICT_WORDS[Verdict(item.verdict)][english]
    values = (
        _local(item.at),
        f"{item.entity} {item.name}".strip(),
        item.file,
        item.sha256,
        verdict,
    )
    colon = ": " if english else "："
    return "\n" + "".join(
        f"{name}{colon}{visible(value)}\n" for name, value in zip(names, values, strict=True)
    )


def copies_table(copies: Sequence[ReissuedWorkbook], language: str) -> str:
    """Return what was written for whom, and which returns got nothing and why."""
    english = language == "en"
    written = [copy for copy in copies if copy.path]
    count, left = len(written), [copy for copy in copies if not copy.path]
    head = f"Reissued {count}:\n" if english else f"已写出退改工作簿 {count} 份：\n"
    text = head + aligned(_copy(copy, language) for copy in written) if written else ""
    if left:
        text += f"Not reissued {len(left)}:\n" if english else f"没有写出的 {len(left)} 份：\n"
        text += "".join(f"  {visible(_refused(copy, language))}\n" for copy in left)
    return text.rstrip("\n")


def _copy(copy: ReissuedWorkbook, language: str) -> tuple[str, ...]:
    entity, review = copy.entity, copy.review
    assert entity is not None
    assert review is not None
    counts = [
        f"{SEVERITY_WORDS[each].in_language(language)} {review.count(each)}" for each in Severity
    ]
    return f"  {entity.code}", entity.short, str(copy.path), *counts


def _refused(copy: ReissuedWorkbook, language: str) -> str:
    said = render(copy.why, language) if copy.why else ("", "")
    return f"{copy.source}{': ' if language == 'en' else '：'}{' '.join(said).strip()}"


def history_table(events: Sequence[LedgerEvent], language: str) -> str:
    """Return the versions of one entity, a line each."""
    english = language == "en"
    if not events:
        return "Nothing was sent or received.\n" if english else "没有下发或收到过。\n"
    return aligned(_event(event, english=english) for event in events)


def _event(event: LedgerEvent, *, english: bool) -> tuple[str, ...]:
    verdict = VERDICT_WORDS[Verdict(event.verdict)][english] if event.verdict else ""
    errors = (
        (f" {event.errors} errors" if english else f" {event.errors} 处") if event.errors else ""
    )
    aside = "" if event.counts else ("set aside" if english else "不采用")
    what = _EVENTS[event.what][english]
    return (
        _local(event.at),
        what,
        event.sha256[:_SHORT],
        event.serial,
        event.file,
        verdict + errors,
        aside,
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


def changes_table(changes: Sequence[ChangeEntry], language: str) -> str:
    """Return what changed, grouped by sheet: cell, line, column, before and after."""
    english = language == "en"
    if not changes:
        return "Nothing changed.\n" if english else "没有变化。\n"
    nothing = "blank" if english else "空白"
    text, sheets = "", dict.fromkeys(change.sheet for change in changes)
    for sheet in sheets:
        rows = [
            (
                "  " + item.cell,
                item.label,
                item.column,
                item.before or nothing,
                "→",
                item.after or nothing,
            )
            for item in changes
            if item.sheet == sheet
        ]
        text += f"{visible(sheet)}\n{aligned(rows)}"
    count = len(changes)
    return text + (f"{count} cells changed.\n" if english else f"共 {count} 处变化。\n")


def large_table(changes: Sequence[LargeChange], language: str) -> str:
    """Return the large changes against last year, and where a reason is missing."""
    english = language == "en"
    if not changes:
        return "No large changes.\n" if english else "没有增减较大的项目。\n"
    missing = sum(not item.reason for item in changes)
    count = len(changes)
    return aligned(_large(item, english=english) for item in changes) + (
        f"{count} large changes, {missing} without a reason.\n"
        if english
        else f"增减较大 {count} 处，其中 {missing} 处没有写明原因。\n"
    )


def _large(item: LargeChange, *, english: bool) -> tuple[str, ...]:
    asked = "please give the reason" if english else "请写明原因"
    percent = f"{item.percent}%" if item.percent else ("new" if english else "上年为零")
    place = f"{item.sheet}!{item.cell}"
    amounts = (item.prior, "→", item.current, item.change, percent)
    return item.entity, place, item.label, *amounts, item.reason or asked
