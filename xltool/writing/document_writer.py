"""Documents drawn as workbooks: a sheet for each page, ready to print on A4."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import chain
from typing import TYPE_CHECKING, Any

import xlsxwriter

from xltool.documents.content_text import (
    amount_places,
    content_text,
    made_text,
    signature_text,
)
from xltool.documents.document import ContentKind
from xltool.documents.styled_text import StyledText, TextStyle, text_alone
from xltool.files import replacing
from xltool.visible import visible
from xltool.writing.cell_writer import WorksheetWriter
from xltool.writing.fit_check import is_held
from xltool.writing.print_setup import A4, MARGINS
from xltool.writing.styles import (
    BODY_FONT,
    BOX,
    HEAD_FILL,
    HEAD_FONT,
    INDENT,
    INDENT_WIDTH,
    NOTE_FONT,
    STRONG_FILL,
    TITLE_FONT,
    Styles,
    text_height,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from xltool.documents.document import Content, Document, DocumentPage, DocumentTable
    from xltool.documents.styled_text import AnyText

FOOTERS = {"zh": "&C&9第 &P 页，共 &N 页", "en": "&C&9Page &P of &N"}
LONGEST_NAME = 31
"""Characters of a sheet's name, in Excel."""
LONGEST_TEXT = 32_767
"""Characters that a cell holds, in Excel."""
MANY_ROWS = 20
"""A table with more rows gets buttons to filter by."""
TITLE_HEIGHT = 34.0
WIDEST = {False: 84.0, True: 145.0}
"""Widths of an A4 page, upright and across, that still prints large enough to read."""
SINGLE = 66.0
"""Width of a page without a table, printed as it is."""
NARROWEST = 10.0
"""Width that a column has at least that wraps."""
_NO_NAME = re.compile(r"[\[\]:*?/\\]")
_BOLD = {TextStyle.ERROR, TextStyle.WARNING, TextStyle.HEADING}
_ALIGNED = {ContentKind.CODE: "center", ContentKind.TIME: "center"}


def write_document(target: Path, document: Document) -> None:
    """Write a document to ``target``, replacing it whole.

    Texts are never formulas; numbers are numbers, but for those that Excel does not hold exactly,
    which are texts. Raises ``OSError`` when the file cannot be written.
    """
    package = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        package, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.formats[0].set_font_name(BODY_FONT)
    workbook.formats[0].set_font_size(11)
    workbook.set_properties({"title": document.title})
    styles, names = Styles(workbook), _sheet_names(document)
    for name, page in zip(names, document.pages, strict=True):
        sheet = workbook.add_worksheet(name, WorksheetWriter)
        _PageWriter(sheet, styles, document, page).draw()
    workbook.close()
    with replacing(target) as file:
        file.write(package.getbuffer())


def _sheet_names(document: Document) -> list[str]:
    """Return names that Excel takes, each only once, in whatever case."""
    found: dict[str, str] = {}
    for page in document.pages:
        plain = _NO_NAME.sub(" ", visible(page.name)).strip("' ") or "1"
        name, number = plain[:LONGEST_NAME], 1
        while name.casefold() in found:
            number += 1
            end = f" ({number})"
            name = plain[: LONGEST_NAME - len(end)] + end
        found[name.casefold()] = name
    return list(found.values())


def _shared_widths(tables: Sequence[DocumentTable], widest: float) -> list[float]:
    """Return the widths of a page's columns, those that wrap made narrower until all are readable.

    The last column of a table with fewer columns goes to the end of the page: it needs no width.
    """
    count = max((len(table.columns) for table in tables), default=1)
    widths, wraps = [0.0] * count, [True] * count
    for table in tables:
        shared = table.columns if len(table.columns) == count else table.columns[:-1]
        for at, column in enumerate(shared):
            widths[at] = max(widths[at], column.width)
            wraps[at] = wraps[at] and column.wraps
    if not tables:
        return [SINGLE]
    wrapped = sum(width for width, wrap in zip(widths, wraps, strict=True) if wrap)
    share = min(1.0, (widest - sum(widths) + wrapped) / wrapped) if wrapped else 1.0
    return [
        max(width * share, min(width, NARROWEST)) if wrap else width
        for width, wrap in zip(widths, wraps, strict=True)
    ]


@dataclass
class _PageWriter:
    """Draws one page from the top; ``row`` is the next row that is free."""

    sheet: WorksheetWriter
    styles: Styles
    document: Document
    page: DocumentPage
    row: int = 0

    def __post_init__(self) -> None:
        """Work out the widths of the columns, which all tables of the page share."""
        self.widths = _shared_widths(self.page.tables, WIDEST[self.document.wide])

    def draw(self) -> None:
        """Draw title, lines, tables, what stands below them, and set up the paper."""
        for col, width in enumerate(self.widths):
            self.sheet.set_column(col, col, width)
        title = self.styles.get(font_name=TITLE_FONT, font_size=18, align="center", text_wrap=True)
        self._draw_line(self.page.title, title, TITLE_HEIGHT)
        for line in self.page.lines:
            self._draw_line(line, self._line_style(line))
        heads = [self._draw_table(table) for table in self.page.tables]
        self._draw_end()
        self._set_up_paper(heads)

    def _draw_line(self, text: AnyText, style: Any, height: float = 0.0) -> None:  # noqa: ANN401 - xlsxwriter has no types
        """Draw a text over the whole width, as high as it needs."""
        said, last = _cell_text(text_alone(text)), len(self.widths) - 1
        if last:
            self.sheet.merge_range(self.row, 0, self.row, last, "", style)
        self.sheet.write_string(self.row, 0, said, style)
        size = 1.7 if height else 1.0  # of the title's letters, against those of the body
        needed = text_height(said, sum(self.widths) / size, 24.0 if height else 15.0)
        self.sheet.set_row(self.row, max(height, needed))
        self.row += 1

    def _line_style(self, line: AnyText) -> Any:  # noqa: ANN401 - xlsxwriter has no types
        bold = isinstance(line, StyledText) and line.style in _BOLD
        return self.styles.get(text_wrap=True, align="left", bold=bold)

    def _draw_table(self, table: DocumentTable) -> int:
        """Draw a table; return the row of its headings."""
        if table.title:
            self._draw_line(table.title, self.styles.get(font_name=HEAD_FONT, align="left"), 24.0)
        head, last = self.row, len(self.widths) - 1
        style = self.styles.get(
            **BOX, font_name=HEAD_FONT, align="center", text_wrap=True, bg_color=HEAD_FILL
        )
        heights = [24.0]
        for col, column in enumerate(table.columns):
            self._put(col, column.title, style, table)
            title = _cell_text(text_alone(column.title))
            heights.append(text_height(title, self._width(col, table)))
        self.sheet.set_row(head, max(heights))
        self.row += 1
        for number, row in enumerate(table.rows):
            self._draw_row(table, row, strong=number in table.strong)
        if len(self.page.tables) == 1 and len(table.rows) > MANY_ROWS:
            self.sheet.autofilter(head, 0, self.row - 1, last)
        return head

    def _draw_row(self, table: DocumentTable, row: Sequence[Content], *, strong: bool) -> None:
        heights = [18.0]
        for col, (content, column) in enumerate(zip(row, table.columns, strict=True)):
            style = self.styles.get(**_properties(content, column.kind, strong=strong))
            self._put(col, content, style, table)
            if not isinstance(content, Decimal | int):
                text = content_text(content, column.kind)
                heights.append(text_height(text, self._width(col, table) - INDENT_WIDTH))
        self.sheet.set_row(self.row, min(max(heights), 409.0))
        self.row += 1

    def _width(self, col: int, table: DocumentTable) -> float:
        """Return the width of a cell: the last of a narrow table goes to the end of the page."""
        last = col == len(table.columns) - 1
        return sum(self.widths[col:]) if last else self.widths[col]

    def _put(self, col: int, content: Content, style: Any, table: DocumentTable) -> None:  # noqa: ANN401 - xlsxwriter has no types
        if col == len(table.columns) - 1 and col < len(self.widths) - 1:
            self.sheet.merge_range(self.row, col, self.row, len(self.widths) - 1, "", style)
        match content:
            case None | "":
                self.sheet.write_blank(self.row, col, None, style)
            case datetime():
                # Excel knows no zones: the time of this machine, as the page's last line says.
                self.sheet.write_datetime(self.row, col, content.replace(tzinfo=None), style)
            case Decimal() | int():
                self._put_number(col, Decimal(content), style, table.columns[col].kind)
            case _:
                self.sheet.write_string(self.row, col, _cell_text(text_alone(content)), style)

    def _put_number(self, col: int, number: Decimal, style: Any, kind: ContentKind) -> None:  # noqa: ANN401 - xlsxwriter has no types
        stored = number / 100 if kind is ContentKind.RATE else number
        if is_held(stored):
            self.sheet.write_number(self.row, col, float(stored), style)
        else:
            self.sheet.write_string(self.row, col, content_text(number, kind), style)

    def _draw_end(self) -> None:
        note = self.styles.get(font_name=NOTE_FONT, font_size=10, text_wrap=True, align="left")
        right = self.styles.get(align="right")
        for line in self._spaced(self.page.after):
            self._draw_line(line, self._line_style(line))
        for line in self._spaced(self.page.issuer):
            self._draw_line(line, right)
        signed = [signature_text(self.document.language)] if self.page.signed else []
        for line in self._spaced(signed):
            self._draw_line(line, self.styles.get(align="left"), 26.0)
        self._draw_line(made_text(self.document), note)

    def _spaced(self, lines: Sequence[AnyText]) -> Iterator[AnyText]:
        """Yield lines below a blank one, if there are any."""
        return chain([""] if lines else [], lines)

    def _set_up_paper(self, heads: Sequence[int]) -> None:
        sheet = self.sheet
        sheet.set_paper(A4)
        if self.document.wide:
            sheet.set_landscape()
        sheet.set_margins(**MARGINS)
        sheet.center_horizontally()
        sheet.set_footer(FOOTERS[self.document.language], {"scale_with_doc": False})
        sheet.fit_to_pages(1, 0)
        sheet.hide_gridlines(2)
        sheet.print_area(0, 0, self.row - 1, len(self.widths) - 1)
        if len(heads) == 1:
            sheet.repeat_rows(heads[0])
            sheet.freeze_panes(heads[0] + 1, 0)


def _properties(content: Content, kind: ContentKind, *, strong: bool) -> dict[str, object]:
    """Return how a cell looks: a number by its kind, a text wrapped."""
    found: dict[str, object] = dict(BOX)
    if isinstance(content, StyledText):
        found["bold"] = content.style in _BOLD
    if strong:
        found |= {"bold": True, "bg_color": STRONG_FILL}
    if isinstance(content, datetime):
        return found | {"num_format": "yyyy-mm-dd hh:mm", "align": "center"}
    if isinstance(content, Decimal | int):
        return found | {
            "num_format": _number_format(Decimal(content), kind),
            "align": "right",
            "indent": INDENT,
        }
    align = "right" if kind.numeric else _ALIGNED.get(kind, "left")
    indent = {} if align == "center" else {"indent": INDENT}
    return found | {"num_format": "@", "text_wrap": True, "align": align} | indent


def _number_format(number: Decimal, kind: ContentKind) -> str:
    """Return the number format that shows what ``content_text`` does."""
    if kind is ContentKind.AMOUNT:
        return "#,##0." + "0" * amount_places(number)
    return "#,##0.00%" if kind is ContentKind.RATE else "#,##0"


def _cell_text(text: str) -> str:
    """Return a text as a cell holds it: what is not seen written out, line ends kept."""
    lines = "\n".join(map(visible, text.splitlines()))
    return lines if len(lines) <= LONGEST_TEXT else lines[: LONGEST_TEXT - 1] + "…"
