"""The public workbook: cover, contents, a sheet for each table, notes. Values, and nothing else.

It holds no formula, list, check, comment or name of ours (Excel keeps headings that repeat as a
name of its own), no hidden or empty sheet, and no properties; so the same tables give the same
bytes. Data cells are not merged up and down: a program that reads aloud meets each row whole.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import xlsxwriter

from xltool.a1 import address, quote_sheet
from xltool.writing.bare_package import without_properties
from xltool.writing.cell_writer import WorksheetWriter
from xltool.writing.fit_check import is_held
from xltool.writing.print_setup import (
    A4,
    FOOTER,
    HEIGHT,
    MARGINS,
    UPRIGHT_HEIGHT,
    UPRIGHT_WIDTH,
    WIDTH,
    break_pages,
    is_long,
)
from xltool.writing.row_heights import TALLEST_ROW
from xltool.writing.styles import (
    BODY_FONT,
    BOX,
    HEAD_FONT,
    INDENT,
    INDENT_WIDTH,
    LINK_COLOUR,
    NOTE_FONT,
    TITLE_FONT,
    Styles,
    text_height,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

COVER, CONTENTS, NOTES_SHEET = "封面", "目录", "注"
"""The sheets besides those of the tables."""
NUMBER_HEAD, TABLE_HEAD = "序号", "表名"
ABOVE_TABLE = 2
"""Rows above a table: its title, then whose it is and the measure."""
_CONTENTS_WIDTHS, _NOTES_WIDTH = (8.0, 78.0), 68.0
_TITLE_HEIGHT, _LINE_HEIGHT, _ROW_HEIGHT = 34.0, 20.0, 21.0


@dataclass(frozen=True, slots=True)
class PublicCell:
    """A cell of a public table; where ``is_number`` its text is a numeral such as ``1,621.00``."""

    row: int
    col: int
    text: str
    height: int = 1
    width: int = 1
    align: str = "left"
    is_number: bool = False
    strong: bool = False
    head: bool = False


@dataclass(frozen=True, slots=True)
class PublicTable:
    """A table: ``above`` are the texts on the left and on the right between title and headings.

    ``widths`` of its columns are in characters, ``heads`` the rows of headings at its top.
    """

    title: str
    above: tuple[str, ...]
    cells: tuple[PublicCell, ...]
    widths: tuple[float, ...]
    heads: int
    notes: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many rows it has, without what stands above and below."""
        return max(cell.row + cell.height for cell in self.cells)


@dataclass(frozen=True, slots=True)
class PublicSheet:
    """A sheet of one table, or of several that each begin a page."""

    name: str
    tables: tuple[PublicTable, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class PublicWorkbook:
    """The whole workbook: title and lines of its cover, its sheets, its notes."""

    title: str
    lines: tuple[str, ...]
    sheets: tuple[PublicSheet, ...]
    notes: tuple[str, ...]


def public_workbook_bytes(book: PublicWorkbook, banner: str = "") -> bytes:
    """Return the workbook as an .xlsx; ``banner`` stands on the cover and heads every page."""
    package = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        package, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    workbook.formats[0].set_font_name(BODY_FONT)
    workbook.formats[0].set_font_size(11)
    writer = _WorkbookWriter(workbook, Styles(workbook), book, banner)
    writer.draw()
    workbook.close()
    return without_properties(package.getvalue())


@dataclass(frozen=True, slots=True)
class _WorkbookWriter:
    """Draws one sheet after the other."""

    workbook: Any  # xlsxwriter has no types
    styles: Styles
    book: PublicWorkbook
    banner: str

    def draw(self) -> None:
        self._draw_cover()
        self._draw_contents()
        for sheet in self.book.sheets:
            _TablesWriter(
                self._sheet(sheet.name, landscape=sheet.landscape), self.styles, sheet
            ).draw()
        if self.book.notes:
            self._draw_notes()

    def _sheet(self, name: str, *, landscape: bool = False) -> WorksheetWriter:
        sheet: WorksheetWriter = self.workbook.add_worksheet(name, WorksheetWriter)
        sheet.set_paper(A4)
        if landscape:
            sheet.set_landscape()
        sheet.set_margins(**MARGINS)
        sheet.center_horizontally()
        if self.banner:
            sheet.set_header(f'&C&12&"-,Bold"{self.banner.replace("&", "&&")}')
        sheet.set_footer(FOOTER, {"scale_with_doc": False})
        sheet.hide_gridlines(2)
        return sheet

    def _draw_cover(self) -> None:
        sheet = self._sheet(COVER)
        sheet.set_column(0, 0, _NOTES_WIDTH)
        title = self.styles.get(font_name=TITLE_FONT, font_size=26, align="center", text_wrap=True)
        line = self.styles.get(font_size=16, align="center", text_wrap=True)
        banner = (self.banner,) if self.banner else ()
        sheet.set_row(0, 150)
        sheet.write_string(0, 0, self.book.title, title)
        for row, text in enumerate((*self.book.lines, *banner), start=1):
            sheet.set_row(row, 40)
            sheet.write_string(row, 0, text, line)
        sheet.fit_to_pages(1, 1)

    def _draw_contents(self) -> None:
        sheet = self._sheet(CONTENTS)
        for col, width in enumerate(_CONTENTS_WIDTHS):
            sheet.set_column(col, col, width)
        _draw_title(sheet, self.styles, 0, CONTENTS, len(_CONTENTS_WIDTHS))
        head = self.styles.get(**BOX, font_name=HEAD_FONT, align="center")
        for col, text in enumerate((NUMBER_HEAD, TABLE_HEAD)):
            sheet.write_string(1, col, text, head)
        number = self.styles.get(**BOX, align="center")
        link = self.styles.get(**BOX, font_color=LINK_COLOUR, underline=1, text_wrap=True)
        places = [(each.name, *place) for each in self.book.sheets for place in _starts(each)]
        for row, (name, title, start) in enumerate(places, start=2):
            sheet.write_number(row, 0, row - 1, number)
            sheet.write_url(row, 1, _link(name, start), link, string=title)
            sheet.set_row(row, max(_LINE_HEIGHT, text_height(title, _CONTENTS_WIDTHS[1])))
        sheet.repeat_rows(1)
        sheet.freeze_panes(2, 0)
        sheet.fit_to_pages(1, 0)

    def _draw_notes(self) -> None:
        sheet = self._sheet(NOTES_SHEET)
        sheet.set_column(0, 0, _NOTES_WIDTH)
        title = self.styles.get(font_name=TITLE_FONT, font_size=18, align="center")
        sheet.write_string(0, 0, NOTES_SHEET, title)
        sheet.set_row(0, _TITLE_HEIGHT)
        style = self.styles.get(font_size=12, text_wrap=True)
        for row, note in enumerate(self.book.notes, start=1):
            sheet.set_row(row, text_height(note, _NOTES_WIDTH, 18.0))
            sheet.write_string(row, 0, note, style)
        sheet.fit_to_pages(1, 0)


def _starts(sheet: PublicSheet) -> list[tuple[str, int]]:
    """Return the title of each table of a sheet, and the row in which it stands."""
    rows = (ABOVE_TABLE + table.rows + len(table.notes) for table in sheet.tables)
    starts = accumulate(rows, initial=0)
    return [(table.title, start) for table, start in zip(sheet.tables, starts, strict=False)]


def _link(sheet: str, row: int) -> str:
    return f"internal:{quote_sheet(sheet)}!{address(row, 0)}"


def _draw_title(sheet: WorksheetWriter, styles: Styles, row: int, text: str, width: int) -> None:
    """Draw a title in the middle of the columns, which stay apart."""
    style = styles.get(font_name=TITLE_FONT, font_size=18, align="center_across")
    sheet.write_string(row, 0, text, style)
    for col in range(1, width):
        sheet.write_blank(row, col, None, style)
    sheet.set_row(row, _TITLE_HEIGHT)


@dataclass(frozen=True, slots=True)
class _TablesWriter:
    """Draws the tables of one sheet, one below the other."""

    sheet: WorksheetWriter
    styles: Styles
    public: PublicSheet

    def draw(self) -> None:
        tables = self.public.tables
        for col, width in enumerate(tables[0].widths):
            self.sheet.set_column(col, col, width)
        heights = [0.0] * (sum(ABOVE_TABLE + each.rows + len(each.notes) for each in tables))
        starts = [start for _, start in _starts(self.public)]
        for table, start in zip(tables, starts, strict=True):
            self._draw_table(table, start, heights)
        for row, height in enumerate(heights):
            self.sheet.set_row(row, height)
        self._set_up_pages(starts, heights)

    def _set_up_pages(self, starts: Sequence[int], heights: Sequence[float]) -> None:
        across = self.public.landscape
        page = (WIDTH, HEIGHT) if across else (UPRIGHT_WIDTH, UPRIGHT_HEIGHT)
        if len(starts) > 1:
            widths = self.public.tables[0].widths
            break_pages(self.sheet, widths, heights, (*starts, len(heights)), page)
            return
        heads = self.public.tables[0].heads
        if heads:
            self.sheet.freeze_panes(ABOVE_TABLE + heads, 0)
            if is_long(heights, page[1]):
                self.sheet.repeat_rows(ABOVE_TABLE, ABOVE_TABLE + heads - 1)
        self.sheet.fit_to_pages(1, 0)

    def _draw_table(self, table: PublicTable, start: int, heights: list[float]) -> None:
        last = len(table.widths) - 1
        _draw_title(self.sheet, self.styles, start, table.title, last + 1)
        heights[start] = _TITLE_HEIGHT
        for col, align, text in zip((0, last), ("left", "right"), table.above, strict=False):
            self.sheet.write_string(start + 1, col, text, self.styles.get(align=align))
        heights[start + 1] = _LINE_HEIGHT
        top = start + ABOVE_TABLE
        for cell in table.cells:
            self._draw_cell(cell, top)
            if cell.height == 1:
                width = sum(table.widths[cell.col : cell.col + cell.width]) - INDENT_WIDTH
                needed = 0.0 if cell.is_number else text_height(cell.text, width)
                at = top + cell.row
                heights[at] = min(max(heights[at], needed, _ROW_HEIGHT), TALLEST_ROW)
        note = self.styles.get(font_name=NOTE_FONT, font_size=10, text_wrap=True, align="left")
        for row, text in enumerate(table.notes, start=top + table.rows):
            self.sheet.merge_range(row, 0, row, last, "", note)
            self.sheet.write_string(row, 0, text, note)
            heights[row] = text_height(text, sum(table.widths))

    def _draw_cell(self, cell: PublicCell, top: int) -> None:
        row, col = top + cell.row, cell.col
        number = _number(cell)
        style = self.styles.get(**_properties(cell, number))
        if cell.height > 1 or cell.width > 1:
            last = row + cell.height - 1, col + cell.width - 1
            self.sheet.merge_range(row, col, *last, "", style)
        if number is not None:
            self.sheet.write_number(row, col, float(number), style)
        elif cell.text:
            self.sheet.write_string(row, col, cell.text, style)
        else:
            self.sheet.write_blank(row, col, None, style)


def _number(cell: PublicCell) -> Decimal | None:
    """Return the number that a cell holds; one that Excel does not hold exactly stays a text."""
    if not cell.is_number:
        return None
    number = Decimal(cell.text.replace(",", ""))
    return number if is_held(number) else None


def _properties(cell: PublicCell, number: Decimal | None) -> dict[str, object]:
    """Return how a cell looks; a number shows the places that its text has."""
    found: dict[str, object] = {**BOX, "align": cell.align, "bold": cell.strong}
    if cell.head:
        return found | {"font_name": HEAD_FONT, "text_wrap": True}
    if number is None:
        indent = {} if cell.align == "center" else {"indent": INDENT}
        return found | {"num_format": "@", "text_wrap": True} | indent
    places = len(cell.text.partition(".")[2])
    thousands = "#,##0" if cell.align == "right" else "0"
    return found | {
        "num_format": thousands + ("." + "0" * places if places else ""),
        "shrink": True,
    }
