"""The versions of an entity's workbook as a document: what was sent, received and decided when."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from xltool.campaign.folder import CODES, LINES, ROWS
from xltool.documents.content_text import local_time, titled
from xltool.documents.document import (
    ContentKind,
    Document,
    DocumentColumn,
    DocumentPage,
    DocumentTable,
)
from xltool.documents.styled_text import StyledText
from xltool.kinds import VERDICT_WORDS, Verdict
from xltool.report.terminal import VERDICT_STYLES
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.campaign.receipts import LedgerEvent
    from xltool.documents.document import Content
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity

_EVENTS = {
    "sent": Bilingual("下发", "sent"),
    "received": Bilingual("收到", "received"),
    "reissued": Bilingual("退回", "sent back"),
    "corrected": Bilingual("更正采用", "chosen as a correction"),
    "decided": Bilingual("采用", "chosen"),
    "sealed": Bilingual("封存", "sealed"),
    "reopened": Bilingual("解除封存", "reopened"),
    "listed": Bilingual("清单", "list"),
}
_LISTS = {
    CODES: Bilingual("增补代码", "added codes"),
    ROWS: Bilingual("明细表行数", "rows of registers"),
    LINES: Bilingual("科目表的科目", "lines of code trees"),
}
_MOST_LINES = 3
"""Rows of a list that its event shows; ``--format json`` has all of them."""
_SHORT = 12
"""Digits of a hash, enough to name a version; ``receipt`` shows it whole."""
_TITLE = Bilingual("报送经过", "history")
_NAME = Bilingual("经过", "History")
_NOTHING = Bilingual("没有下发或收到过。", "Nothing was sent or received.")
_NOTE = Bilingual(
    "SHA-256 是文件校验码的前 12 位，可以用在 xltool diff 里。",
    "The SHA-256 is the first 12 digits of a file's fingerprint: xltool diff takes them.",
)
_COLUMNS = (
    (Bilingual("时间", "time"), ContentKind.TIME, 17.0),
    (Bilingual("事件", "event"), ContentKind.TEXT, 10.0),
    (Bilingual("SHA-256", "SHA-256"), ContentKind.TEXT, 15.0),
    (Bilingual("编号", "serial"), ContentKind.CODE, 11.0),
    (Bilingual("文件", "file"), ContentKind.TEXT, 32.0),
    (Bilingual("审核结论", "verdict"), ContentKind.TEXT, 16.0),
    (Bilingual("备注", "note"), ContentKind.TEXT, 28.0),
)
_WRAPPED = (4, 6)
_ALWAYS = (0, 1, 2, 4)


def history_document(
    campaign: Campaign, entity: Entity, events: Sequence[LedgerEvent], language: str
) -> Document:
    """Return what was sent to an entity, received from it and decided, a row for each event."""
    title = titled(campaign.title, _TITLE, language)
    who = f"{entity.code} {entity.name}"
    line = f"Entity: {who}" if language == "en" else f"单位：{who}"
    columns = tuple(
        DocumentColumn(name.in_language(language), kind, width, wraps=at in _WRAPPED)
        for at, (name, kind, width) in enumerate(_COLUMNS)
    )
    rows = tuple(_row(event, language) for event in events)
    tables = (DocumentTable(columns, rows).without_blank_columns(*_ALWAYS),) if rows else ()
    after = ((_NOTE if rows else _NOTHING).in_language(language),)
    page = DocumentPage(_NAME.in_language(language), title, (line,), tables, after)
    return Document(title, language, datetime.now().astimezone(), (page,), wide=True)


def _row(event: LedgerEvent, language: str) -> tuple[Content, ...]:
    is_list = event.what == "listed"
    return (
        local_time(event.at),
        _EVENTS[event.what].in_language(language),
        event.sha256[:_SHORT],
        event.serial,
        _LISTS[event.file].in_language(language) if is_list else event.file,
        _verdict(event, language),
        _list_text(event, language) if is_list else _aside_text(event, language),
    )


def _verdict(event: LedgerEvent, language: str) -> Content:
    if not event.verdict:
        return ""
    verdict = Verdict(event.verdict)
    text = VERDICT_WORDS[verdict].in_language(language)
    if event.errors:
        text += f" {event.errors} errors" if language == "en" else f" {event.errors} 处"
    return StyledText(text, VERDICT_STYLES[verdict])


def _list_text(event: LedgerEvent, language: str) -> str:
    english = language == "en"
    shown = ("; " if english else "；").join(event.lines[:_MOST_LINES])
    count = len(event.lines)
    if count > _MOST_LINES:
        shown += f" … {count} in all" if english else f"等 {count} 行"
    return shown or ("none" if english else "没有")


def _aside_text(event: LedgerEvent, language: str) -> str:
    if event.counts:
        return ""
    return "set aside" if language == "en" else "不采用"
