"""What changed between two returns as a document: each typed cell, before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from xltool.documents.document import Document, DocumentColumn, DocumentPage, DocumentTable
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.campaign.changes import CellChange

_TITLE = Bilingual("报表变化", "Changes of a return")
_NAME = Bilingual("变化", "Changes")
_BLANK = Bilingual("空白", "blank")
_NONE = Bilingual("没有变化。", "Nothing changed.")
_COLUMNS = (
    (Bilingual("单元格", "cell"), 9.0),
    (Bilingual("行", "line"), 30.0),
    (Bilingual("栏次", "column"), 18.0),
    (Bilingual("原为", "before"), 30.0),
    (Bilingual("现为", "after"), 30.0),
)
_WRAPPED = (1, 3, 4)


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


def difference_document(
    whose: str, files: tuple[str, str], changes: Sequence[ChangeEntry], language: str
) -> Document:
    """Return what changed from the first to the second of ``files``, a table for each sheet.

    ``whose`` are entity and year.
    """
    title = _TITLE.in_language(language)
    lines = (whose, " → ".join(files))
    columns = tuple(
        DocumentColumn(name.in_language(language), width=width, wraps=at in _WRAPPED)
        for at, (name, width) in enumerate(_COLUMNS)
    )
    tables = tuple(
        DocumentTable(
            columns, tuple(_row(each, language) for each in changes if each.sheet == sheet), sheet
        )
        for sheet in dict.fromkeys(change.sheet for change in changes)
    )
    name = _NAME.in_language(language)
    page = DocumentPage(name, title, lines, tables, (_count_text(len(changes), language),))
    return Document(title, language, datetime.now().astimezone(), (page,), wide=True)


def _row(item: ChangeEntry, language: str) -> tuple[str, ...]:
    blank = _BLANK.in_language(language)
    return item.cell, item.label, item.column, item.before or blank, item.after or blank


def _count_text(count: int, language: str) -> str:
    if not count:
        return _NONE.in_language(language)
    return f"{count} cells changed." if language == "en" else f"共 {count} 处变化。"
