"""A document as one HTML page that needs no network, to read on a screen and to print on A4."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.documents.content_text import content_text, made_text
from xltool.documents.document import SIGNATURES
from xltool.documents.styled_text import StyledText, text_alone
from xltool.report.html_elements import Markup, joined, tag
from xltool.report.html_frame import asset, html_frame

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from xltool.documents.document import (
        Content,
        Document,
        DocumentColumn,
        DocumentPage,
        DocumentTable,
    )
    from xltool.documents.styled_text import AnyText

_NUMBERED = {
    "zh": '"第 " counter(page) " 页，共 " counter(pages) " 页"',
    "en": '"Page " counter(page) " of " counter(pages)',
}


def document_page(document: Document) -> str:
    """Return a document as HTML: each of its pages begins a new sheet of paper."""
    body = joined(_article(document, page) for page in document.pages)
    tables = [table for page in document.pages for table in page.tables]
    style = asset("document.css") + _paper(document) + "".join(map(_widths, _shapes(tables)))
    return html_frame(document.title, document.language, style, tag("main", body))


def _paper(document: Document) -> str:
    """Return the style of the paper: its direction, and numbers at its foot."""
    direction = "landscape" if document.wide else "portrait"
    width = 297 if document.wide else 210
    return (
        f"@page {{ size: A4 {direction}; margin: 16mm 15mm 18mm; "
        f"@bottom-center {{ content: {_NUMBERED[document.language]}; font-size: 9pt; }} }}\n"
        f"@media screen {{ article {{ max-width: {width}mm; }} }}\n"
    )


def _shapes(tables: Iterable[DocumentTable]) -> list[tuple[float, ...]]:
    """Return the widths of columns that tables have, each only once."""
    return list(dict.fromkeys(_shape(table) for table in tables))


def _shape(table: DocumentTable) -> tuple[float, ...]:
    return tuple(column.width for column in table.columns)


def _class_of(shape: Iterable[float]) -> str:
    return "t" + "-".join(f"{width:g}".replace(".", "_") for width in shape)


def _widths(shape: Sequence[float]) -> str:
    """Return the style of such columns: the page's policy allows none on an element."""
    name, whole = _class_of(shape), sum(shape)
    return "".join(
        f".{name} col:nth-child({at}) {{ width: {100 * width / whole:.2f}%; }}\n"
        for at, width in enumerate(shape, start=1)
    )


def _article(document: Document, page: DocumentPage) -> Markup:
    signed = [_signature(document.language)] if page.signed else []
    return tag(
        "article",
        tag("h1", page.title),
        *_lines(page.lines, "before"),
        *(_table(table) for table in page.tables),
        *_lines(page.after, "after"),
        *_lines(page.issuer, "issuer"),
        *signed,
        tag("p", made_text(document), class_="made"),
    )


def _lines(lines: Sequence[AnyText], place: str) -> list[Markup]:
    if not lines:
        return []
    return [tag("div", *(tag("p", _marked(line)) for line in lines), class_=place)]


def _marked(text: AnyText) -> str:
    """Return a text with what it is as its class: a page in black and white shows it bold."""
    if isinstance(text, StyledText):
        return tag("span", text.text, class_=text.style.name.lower())
    return text


def _table(table: DocumentTable) -> Markup:
    columns = (tag("col") for _ in table.columns)
    head = tag("tr", *(_head(column) for column in table.columns))
    rows = [
        _row(table, row, strong=number in table.strong) for number, row in enumerate(table.rows)
    ]
    title = [tag("caption", table.title)] if table.title else []
    parts = tag("colgroup", *columns), tag("thead", head), tag("tbody", *rows)
    return tag("table", *title, *parts, class_=_class_of(_shape(table)))


def _head(column: DocumentColumn) -> Markup:
    return tag("th", column.title, scope="col", class_=column.kind.value)


def _row(table: DocumentTable, row: Sequence[Content], *, strong: bool) -> Markup:
    cells = (
        tag("td", _cell(content, column), class_=_class_of_cell(column))
        for content, column in zip(row, table.columns, strict=True)
    )
    return tag("tr", *cells, class_="total" if strong else None)


def _class_of_cell(column: DocumentColumn) -> str:
    """Return what a cell holds; a short text is not broken where its words are not."""
    return (
        column.kind.value if column.wraps or column.kind.numeric else f"{column.kind.value} short"
    )


def _cell(content: Content, column: DocumentColumn) -> str:
    if isinstance(content, StyledText):
        return _marked(content)
    return text_alone(content_text(content, column.kind))


def _signature(language: str) -> Markup:
    """Return the line that is filled in by hand, each with room to write."""
    fields = (tag("span", label.in_language(language)) for label in SIGNATURES)
    return tag("p", *fields, class_="signature")
