"""A document as lines and tables of text: on a terminal, in a pipe, in a text file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.documents.content_text import content_text, made_text, signature_text
from xltool.documents.styled_text import StyledText, TextStyle, text_alone
from xltool.report.text_table import TextTable, align, count_columns, plain_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from xltool.documents.document import Content, Document, DocumentPage, DocumentTable
    from xltool.documents.styled_text import AnyText
    from xltool.report.text_table import Block

WIDEST = 120
"""Columns of text; where the lines of a table would be wider, its longer texts get their own."""


def document_blocks(document: Document) -> Iterator[Block]:
    """Yield what a terminal shows of a document: all but what is for signing it."""
    for page in document.pages:
        yield StyledText(page.title, TextStyle.HEADING)
        yield from page.lines
        for table in page.tables:
            yield _text_table(table)
        yield from page.after


def document_file(document: Document) -> Iterator[str]:
    """Yield the lines of a text file: with headings, signatures, blank lines between parts."""
    for number, page in enumerate(document.pages):
        yield from plain_text(["", ""] if number else [])
        yield from plain_text(_file_blocks(document, page))


def _file_blocks(document: Document, page: DocumentPage) -> Iterator[Block]:
    yield page.title
    yield from page.lines
    for table in page.tables:
        yield ""
        yield _text_table(table)
    yield from _spaced(page.after)
    yield from _spaced(page.issuer)
    if page.signed:
        yield from _spaced((signature_text(document.language),))
    yield from _spaced((made_text(document),))


def _spaced(lines: Iterable[AnyText]) -> Iterator[AnyText]:
    """Yield lines below a blank one, if there are any."""
    for number, line in enumerate(lines):
        yield from [] if number else [""]
        yield line


def _text_table(table: DocumentTable) -> TextTable:
    head = tuple(column.title for column in table.columns)
    prose = tuple(at for at, column in enumerate(table.columns) if column.wraps)
    numeric = tuple(at for at, column in enumerate(table.columns) if column.kind.numeric)
    rows = [_texts(table, row) for row in table.rows]
    lines = list(align([head, *rows], numeric))
    if prose and max(map(count_columns, lines)) > WIDEST:
        lines = list(_records(head, rows, prose))
    titled = [table.title, *lines] if table.title else lines
    return TextTable(head, rows, titled, table.title, numeric, prose)


def _records(
    head: Sequence[str], rows: Sequence[Sequence[AnyText]], prose: Collection[int]
) -> Iterator[str]:
    """Yield each row as a line of its short texts, numbered, and a line for each longer one."""
    short = [at for at in range(len(head)) if at not in prose]
    starts = align(
        [[f"{number}.", *(row[at] for at in short)] for number, row in enumerate(rows, 1)]
    )
    for start, row in zip(starts, rows, strict=True):
        yield start
        yield from (f"    {head[at]}  {text_alone(row[at])}" for at in prose if text_alone(row[at]))


def _texts(table: DocumentTable, row: Iterable[Content]) -> tuple[AnyText, ...]:
    return tuple(
        content if isinstance(content, StyledText) else content_text(content, column.kind)
        for content, column in zip(row, table.columns, strict=True)
    )
