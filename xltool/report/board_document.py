"""The status of a campaign as a document: who owes, what is wrong, who is late."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from xltool.campaign.status_board import ReportingState
from xltool.documents.content_text import local_time, titled
from xltool.documents.document import (
    ContentKind,
    Document,
    DocumentColumn,
    DocumentPage,
    DocumentTable,
)
from xltool.documents.styled_text import StyledText, TextStyle
from xltool.kinds import FORM_STATE_MARKS
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.campaign.status_board import EntityStatus, PublicationDue, StatusBoard
    from xltool.documents.document import Content
    from xltool.documents.styled_text import AnyText

STATES = {
    ReportingState.OWES: Bilingual("未报", "owes"),
    ReportingState.RETURNED: Bilingual("已报未审", "returned, not checked"),
    ReportingState.UNTOUCHED: Bilingual("没有填写", "not filled in"),
    ReportingState.ERRORS: Bilingual("有错误", "has errors"),
    ReportingState.UNDECIDED: Bilingual("待定", "undecided"),
    ReportingState.ACCEPTED: Bilingual("已接受", "accepted"),
}
_STYLES = {
    ReportingState.OWES: TextStyle.WARNING,
    ReportingState.RETURNED: TextStyle.NOTE,
    ReportingState.UNTOUCHED: TextStyle.ERROR,
    ReportingState.ERRORS: TextStyle.ERROR,
    ReportingState.UNDECIDED: TextStyle.WARNING,
    ReportingState.ACCEPTED: TextStyle.GOOD,
}
_COLUMNS = (
    (Bilingual("单位代码", "code"), ContentKind.CODE, 11.0),
    (Bilingual("单位", "entity"), ContentKind.TEXT, 18.0),
    (Bilingual("状态", "state"), ContentKind.TEXT, 13.0),
    (Bilingual("逾期", "late"), ContentKind.TEXT, 12.0),
    (Bilingual("各表", "forms"), ContentKind.TEXT, 14.0),
    (Bilingual("错误", "errors"), ContentKind.COUNT, 8.0),
    (Bilingual("提醒", "warnings"), ContentKind.COUNT, 8.0),
    (Bilingual("收到时间", "received"), ContentKind.TIME, 17.0),
    (Bilingual("文件", "files"), ContentKind.TEXT, 34.0),
)
_KEPT = (0, 1, 2)
"""Columns that the board always has; in the others something may stand, or nothing."""
_TITLE = Bilingual("报送情况", "status of the returns")
_LEGEND = Bilingual(
    "各表依次：✓ 已填，无 无数据，空 没有填。",
    "Forms in order: ✓ filled in, 无 stated to have no data, 空 empty.",
)

_OWN = Bilingual("汇总单位自己的：", "Of those who consolidate: ")
_UNKNOWN = Bilingual("还没有审核，不知道是哪个单位的：", "Not checked yet, so not known whose: ")
_NEW = _STYLES[ReportingState.RETURNED]


def board_document(board: StatusBoard, language: str, made: datetime | None = None) -> Document:
    """Return the board: title and deadline, a row per entity, files of nobody, and the counts."""
    title = titled(board.title, _TITLE, language)
    columns = tuple(
        DocumentColumn(name.in_language(language), kind, width, wraps=at == len(_COLUMNS) - 1)
        for at, (name, kind, width) in enumerate(_COLUMNS)
    )
    rows = tuple(_row(item, language) for item in board.standings)
    table = DocumentTable(columns, rows).without_blank_columns(*_KEPT)
    page = DocumentPage(
        _TITLE.zh if language != "en" else "Status", title, tuple(_above(board, language)),
        (table,), tuple(_after(board, language)),
    )  # fmt: skip
    made = made or datetime.now().astimezone()
    return Document(title, language, made, (page,), wide=True)


def deadline_text(board: StatusBoard, language: str) -> str:
    """Return the line that says for which year, by when, and whether that is past."""
    if language == "en":
        late = " (past)" if board.overdue else ""
        return f"Budget year {board.period}" + (
            f"; due {board.deadline}{late}" if board.deadline else ""
        )
    late = "（已过）" if board.overdue else ""
    return f"年度：{board.period}" + (
        f"　截止日期：{board.deadline}{late}" if board.deadline else ""
    )


def _above(board: StatusBoard, language: str) -> Iterator[AnyText]:
    yield deadline_text(board, language)
    if due := board.publication:
        late = due.days_left < 0 and not due.is_final
        text = publication_text(due, language)
        yield StyledText(text, TextStyle.ERROR) if late else text


def publication_text(due: PublicationDue, language: str) -> str:
    """Return by when the budget must be published, and how many days are left or over."""
    days = abs(due.days_left)
    if due.is_final:
        left = Bilingual("公开稿已定", "the final edition is made")
    elif due.days_left < 0:
        left = Bilingual(f"已超过 {days} 天", f"{days} {_days(days)} overdue")
    elif due.days_left:
        left = Bilingual(f"还有 {days} 天", f"{days} {_days(days)} left")
    else:
        left = Bilingual("今天是最后一天", "today is the last day")
    if language == "en":
        return f"Approved {due.approved}; to be published by {due.due} ({left.en})"
    return f"批复日期：{due.approved}　应在 {due.due} 前公开（{left.zh}）"


def _days(count: int) -> str:
    return "day" if count == 1 else "days"


def _row(item: EntityStatus, language: str) -> tuple[Content, ...]:
    state = StyledText(STATES[item.state].in_language(language), _STYLES[item.state])
    forms = "".join(FORM_STATE_MARKS[state] for state in item.forms.values())
    counts = (item.errors, item.warnings) if item.at else (None, None)
    files = _named(item.files, language)
    return (
        item.entity.code, item.entity.short, state, late_text(item, language), forms, *counts,
        local_time(item.at), files,
    )  # fmt: skip


def late_text(item: EntityStatus, language: str) -> str:
    """Return by how many days a return was late, or still is; empty when it was in time."""
    if not item.late:
        return ""
    if language == "en":
        return f"{item.late} {_days(item.late)} late"
    return f"逾期 {item.late} 天"


def _after(board: StatusBoard, language: str) -> Iterator[AnyText]:
    if any(item.forms for item in board.standings):
        yield _LEGEND.in_language(language)
    if board.unknown:
        yield StyledText(_UNKNOWN.in_language(language) + _named(board.unknown, language), _NEW)
    for parent in board.parents:
        yield _own_text(parent, language)
    if board.strangers:
        text = "Nobody's: " if language == "en" else "不属于任何填报单位："
        yield StyledText(text + _named(board.strangers, language), TextStyle.WARNING)
    yield counts_text(board, language)


def _own_text(parent: EntityStatus, language: str) -> AnyText:
    """Return the files of a parent's own, and their state unless they are accepted."""
    text = _OWN.in_language(language) + _named(parent.files, language)
    if parent.state is ReportingState.ACCEPTED:
        return text
    state = STATES[parent.state].in_language(language)
    more = f" ({state})" if language == "en" else f"（{state}）"
    return StyledText(text + more, _STYLES[parent.state])


def _named(files: Iterable[str], language: str) -> str:
    return (", " if language == "en" else "、").join(files)


def counts_text(board: StatusBoard, language: str) -> str:
    """Return how many entities there are, and how many of each state."""
    counted = (", " if language == "en" else "，").join(
        f"{words.in_language(language)} {board.count(state)}"
        for state, words in STATES.items()
        if board.count(state) or state is not ReportingState.UNTOUCHED
    )
    total = len(board.standings)
    return (
        f"{total} entities: {counted}." if language == "en" else f"共 {total} 个单位：{counted}。"
    )
