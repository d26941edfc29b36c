"""Receipts as a document: for each entity a page, that can be signed and given to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

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

    from xltool.campaign.receipts import ReceiptLine
    from xltool.documents.document import Content
    from xltool.model.campaign import Campaign

_TITLE = Bilingual("收件回执", "Receipt")
_COLUMNS = (
    (Bilingual("收到时间", "received"), ContentKind.TIME, 17.0),
    (Bilingual("文件", "file"), ContentKind.TEXT, 26.0),
    (Bilingual("SHA-256", "SHA-256"), ContentKind.TEXT, 34.0),
    (Bilingual("审核结论", "verdict"), ContentKind.TEXT, 12.0),
    (Bilingual("错误", "errors"), ContentKind.COUNT, 7.0),
    (Bilingual("逾期", "late"), ContentKind.TEXT, 12.0),
)
_ALWAYS = (0, 1, 2, 3)
_NOBODY = Bilingual("没有认出单位的文件", "files of no known entity")
_NOTHING = Bilingual("没有收到报表。", "Nothing was received.")
_NOTE = Bilingual(
    "SHA-256 是文件的校验码：校验码相同，就是同一份内容。",
    "The SHA-256 is a file's fingerprint: the same fingerprint is the same content.",
)


def receipt_document(
    campaign: Campaign,
    receipts: Sequence[ReceiptLine],
    language: str,
    made: datetime | None = None,
) -> Document:
    """Return the receipts, a page for each entity; for files of none known, one more."""
    title = titled(campaign.title, _TITLE, language)
    codes = dict.fromkeys(item.entity for item in receipts)
    pages = [
        _page(campaign, [item for item in receipts if item.entity == code], language, title)
        for code in codes
    ]
    if not pages:
        lines = (_NOTHING.in_language(language),)
        pages = [DocumentPage(_TITLE.in_language(language), title, lines, signed=False)]
    made = made or datetime.now().astimezone()
    return Document(title, language, made, tuple(pages))


def _page(
    campaign: Campaign, receipts: Sequence[ReceiptLine], language: str, title: str
) -> DocumentPage:
    first = receipts[0]
    who = f"{first.entity} {first.name}".strip() or _NOBODY.in_language(language)
    columns = tuple(
        DocumentColumn(name.in_language(language), kind, width, wraps=at in {1, 2})
        for at, (name, kind, width) in enumerate(_COLUMNS)
    )
    rows = tuple(_row(item, campaign.deadline, language) for item in receipts)
    table = DocumentTable(columns, rows).without_blank_columns(*_ALWAYS)
    line = f"From: {who}" if language == "en" else f"报送单位：{who}"
    if campaign.deadline:
        due = campaign.deadline
        line += f"; due {due}" if language == "en" else f"　截止日期：{due}"
    after = (_NOTE.in_language(language),)
    return DocumentPage(first.entity or who, title, (line,), (table,), after)


def _row(item: ReceiptLine, deadline: str, language: str) -> tuple[Content, ...]:
    verdict, at = Verdict(item.verdict), local_time(item.at)
    text = StyledText(VERDICT_WORDS[verdict].in_language(language), VERDICT_STYLES[verdict])
    days = (at.date() - date.fromisoformat(deadline)).days if at and deadline else 0
    late = ""
    if days > 0:
        late = f"{days} d late" if language == "en" else f"逾期 {days} 天"
    return at, item.file, item.sha256, text, item.errors or None, late
