"""A document that people are handed: pages of lines and tables, whatever format it is written in.

Who makes one says what each column holds; how that looks is the same in every format.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from xltool.documents.styled_text import AnyText
from xltool.text import Bilingual


class ContentKind(StrEnum):
    """What a column of a document holds; amounts have two decimal places or more, rates are in %.

    Times are in the zone of this machine.
    """

    TEXT = "text"
    CODE = "code"
    AMOUNT = "amount"
    COUNT = "count"
    RATE = "rate"
    TIME = "time"

    @property
    def numeric(self) -> bool:
        """Whether the column's content stands flush right."""
        return self in _NUMERIC


_NUMERIC = frozenset({ContentKind.AMOUNT, ContentKind.COUNT, ContentKind.RATE})
Content: TypeAlias = AnyText | Decimal | int | datetime | None
"""What a cell holds: None is nothing, a text in a column of numbers what stands for an unknown."""
SIGNATURES = (
    Bilingual("经办人", "Prepared by"), Bilingual("负责人", "Approved by"),
    Bilingual("盖章", "Seal"), Bilingual("日期", "Date"),
)  # fmt: skip
"""What is filled in by hand below a document."""


@dataclass(frozen=True, slots=True)
class DocumentColumn:
    """A column: its heading, what it holds, and its width on paper, in characters.

    A column that ``wraps`` gets the room that the others leave.
    """

    title: str
    kind: ContentKind = ContentKind.TEXT
    width: float = 12.0
    wraps: bool = False


@dataclass(frozen=True, slots=True)
class DocumentTable:
    """A table; each row has a cell for each column. ``strong`` are rows of totals, from 0."""

    columns: tuple[DocumentColumn, ...]
    rows: tuple[tuple[Content, ...], ...]
    title: str = ""
    strong: frozenset[int] = frozenset()

    def without_blank_columns(self, *kept: int) -> DocumentTable:
        """Return the table without columns in which nothing stands, but for ``kept``."""
        shown = [
            at
            for at in range(len(self.columns))
            if at in kept or any(row[at] not in {None, ""} for row in self.rows)
        ]
        rows = tuple(tuple(row[at] for at in shown) for row in self.rows)
        columns = tuple(self.columns[at] for at in shown)
        return DocumentTable(columns, rows, self.title, self.strong)


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """What begins on a page of its own, in a workbook a sheet ``name``.

    ``lines`` stand above the tables, ``after`` below. ``signed`` asks for signature and seal;
    ``issuer`` is who sends it, which stands below at the right, with its date.
    """

    name: str
    title: str
    lines: tuple[AnyText, ...] = ()
    tables: tuple[DocumentTable, ...] = ()
    after: tuple[AnyText, ...] = ()
    signed: bool = True
    issuer: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """A document in ``language``; ``made`` is when, in the zone of this machine.

    ``wide`` documents print across the page.
    """

    title: str
    language: str
    made: datetime
    pages: tuple[DocumentPage, ...]
    wide: bool = False
