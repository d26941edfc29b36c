"""What a cell of a document reads as: numbers with separators, times of this machine."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.documents.document import SIGNATURES, ContentKind
from xltool.documents.styled_text import text_alone

if TYPE_CHECKING:
    from xltool.documents.document import Content, Document
    from xltool.text import Bilingual

AMOUNT_PLACES = 2
"""Decimal places that an amount has at least; one that has more shows them all."""
_LINE = "＿＿＿＿＿＿"


def content_text(content: Content, kind: ContentKind) -> str:
    """Return what a cell shows: ``1,234.50``, ``12.50%``, ``2020-11-30 16:15``; text as it is."""
    if isinstance(content, datetime):
        return content.strftime("%Y-%m-%d %H:%M")
    if isinstance(content, Decimal):
        return _number_text(content, kind)
    return f"{content:,}" if isinstance(content, int) else text_alone(content or "")


def _number_text(number: Decimal, kind: ContentKind) -> str:
    if kind is ContentKind.AMOUNT:
        return f"{number:,.{amount_places(number)}f}"
    return f"{number:,.2f}%" if kind is ContentKind.RATE else f"{number:,f}"


def amount_places(amount: Decimal) -> int:
    """Return how many decimal places an amount shows."""
    exponent = amount.normalize().as_tuple().exponent
    return max(AMOUNT_PLACES, -exponent if isinstance(exponent, int) else 0)


def local_time(at: str) -> datetime | None:
    """Return a time of the ledger, which is in UTC, in the zone of this machine; None of none."""
    return datetime.fromisoformat(at).astimezone() if at else None


def zone_text(time: datetime) -> str:
    """Return the zone of a time: ``UTC+08:00``."""
    return f"UTC{time.isoformat()[-len('+08:00') :]}"


def day_text(day: date, language: str) -> str:
    """Return a day as letters name it: ``2020年11月30日``, in English ``2020-11-30``."""
    return f"{day:%Y-%m-%d}" if language == "en" else f"{day.year}年{day.month}月{day.day}日"


def titled(name: str, what: Bilingual, language: str) -> str:
    """Return the title of a document: of which campaign, and what it is."""
    return f"{name}: {what.en}" if language == "en" else f"{name}{what.zh}"


def made_text(document: Document) -> str:
    """Return the line that says when a document was made, and in which zone its times are."""
    time, zone = content_text(document.made, ContentKind.TIME), zone_text(document.made)
    if document.language == "en":
        return f"Made {time} (all times {zone})"
    return f"生成时间：{time}（时间均为 {zone}）"


def signature_text(language: str) -> str:
    """Return the line that is filled in by hand, with room for it."""
    if language == "en":
        return "   ".join(f"{label.en}: ____________" for label in SIGNATURES)
    return "　".join(f"{label.zh}：{_LINE}" for label in SIGNATURES)
