"""Large changes against last year as a document, with their reasons."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from xltool.documents.content_text import titled
from xltool.documents.document import (
    ContentKind,
    Document,
    DocumentColumn,
    DocumentPage,
    DocumentTable,
)
from xltool.documents.styled_text import StyledText, TextStyle
from xltool.text import Bilingual
from xltool.values.decimal_text import exact_decimal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from xltool.campaign.prior_year import LargeChange
    from xltool.documents.document import Content
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack

_TITLE = Bilingual("比上年增减较大的项目", "Large changes since last year")
_NAME = Bilingual("增减", "Changes")
_COLUMNS = (
    (Bilingual("单位", "entity"), ContentKind.TEXT, 16.0),
    (Bilingual("位置", "cell"), ContentKind.TEXT, 15.0),
    (Bilingual("项目", "line"), ContentKind.TEXT, 24.0),
    (Bilingual("上年", "last year"), ContentKind.AMOUNT, 14.0),
    (Bilingual("本年", "this year"), ContentKind.AMOUNT, 14.0),
    (Bilingual("增减", "change"), ContentKind.AMOUNT, 14.0),
    (Bilingual("增减%", "change %"), ContentKind.RATE, 11.0),
    (Bilingual("原因", "reason"), ContentKind.TEXT, 36.0),
)
_WRAPPED = (2, 7)
_NOTHING_YET = Bilingual(
    "还没有已接受的报表，没有可以比较的数。", "No return is accepted yet: nothing to compare."
)
_NONE = Bilingual("没有增减较大的项目。", "No large changes.")
_MISSING = Bilingual("请写明原因", "please give the reason")
_FROM_NIL = Bilingual("上年为零", "new")


def change_document(
    campaign: Campaign,
    pack: Pack,
    changes: Sequence[LargeChange],
    above: Decimal,
    returns: int,
    language: str,
) -> Document:
    """Return the changes above so many percent, in amounts, and where a reason is missing.

    ``returns`` are how many accepted returns were looked at.
    """
    measures = dict.fromkeys(pack.form(item.form).template.measure for item in changes)
    title = titled(campaign.title, _TITLE, language)
    columns = tuple(
        DocumentColumn(name.in_language(language), kind, width, wraps=at in _WRAPPED)
        for at, (name, kind, width) in enumerate(_COLUMNS)
    )
    names = {entity.code: entity.short for entity in campaign.entities}
    rows = tuple(_row(item, names, language) for item in changes)
    tables = (DocumentTable(columns, rows),) if rows else ()
    lines = (_range_text(above, returns, language), *measures)
    page = DocumentPage(
        _NAME.in_language(language), title, lines, tables, (_counts(changes, returns, language),)
    )
    return Document(title, language, datetime.now().astimezone(), (page,), wide=True)


def _range_text(above: Decimal, returns: int, language: str) -> str:
    if language == "en":
        return f"Accepted returns only ({returns}); changes of more than {above.normalize():f}%."
    return f"只列已接受的报表（{returns} 个单位）中增减超过 {above.normalize():f}% 的行。"


def _row(item: LargeChange, names: Mapping[str, str], language: str) -> tuple[Content, ...]:
    amounts = (exact_decimal(text) for text in (item.prior, item.current, item.change))
    percent = exact_decimal(item.percent) if item.percent else _FROM_NIL.in_language(language)
    who = f"{item.entity} {names.get(item.entity, '')}".strip()
    missing = StyledText(_MISSING.in_language(language), TextStyle.WARNING)
    place = f"{item.sheet}!{item.cell}"
    return who, place, item.label, *amounts, percent, item.reason or missing


def _counts(changes: Sequence[LargeChange], returns: int, language: str) -> str:
    if not returns:
        return _NOTHING_YET.in_language(language)
    if not changes:
        return _NONE.in_language(language)
    count, missing = len(changes), sum(not item.reason for item in changes)
    if language == "en":
        return f"{count} large changes, {missing} without a reason."
    return f"增减较大 {count} 处，其中 {missing} 处没有写明原因。"
