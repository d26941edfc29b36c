"""Where the tables of an official sheet stand: titles above, headings, lines, notes below."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.text import Bilingual, squeezed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.draft.source_sheet import SourceSheet

INDEX_WORD = "栏次"
LEAST_TEXTS = 3
"""Texts side by side that make a row of headings where a sheet has no borders."""
NOTE_MARKS = re.compile(r"注[:：]|注\d|备注|说明[:：]|填表说明|填报说明|审核")
DASHES = frozenset({"——", "—", "--", "-", "－", "×", "/"})
"""What is printed where a column does not apply to a line."""


SEVERAL_FORMS = Bilingual("一张工作表里有几张表", "several forms share a sheet")
NO_LINES = Bilingual("标题下没有行", "no lines below the headings")
NO_TABLE = Bilingual("没有表格，或是文字表、卡片", "no table: a text form or cards")
FIELDS_ABOVE = Bilingual(
    "标题上方另有填写的格，是卡片或登记表",
    "cells to fill in stand above the headings: cards, or a form of fields",
)


class LeftOutError(Exception):
    """A sheet cannot be drafted; ``why``, for the list at the end."""

    def __init__(self, why: Bilingual) -> None:
        """Keep the reason."""
        super().__init__(why.en)
        self.why = why


@dataclass(frozen=True, slots=True)
class SheetTable:
    """A table on a sheet, by rows: headings, the row that numbers columns, lines.

    ``numbers`` is that row, None when there is none; ``end`` is the row after the last line.
    """

    head: int
    numbers: int | None
    body: int
    end: int

    @property
    def heads(self) -> range:
        """The rows of headings."""
        return range(self.head, self.body - (self.numbers is not None))

    @property
    def lines(self) -> range:
        """The rows of lines."""
        return range(self.body, self.end)


def sheet_tables(sheet: SourceSheet) -> tuple[SheetTable, ...]:
    """Return the tables of a sheet, from the top; raise ``LeftOutError`` when there are none."""
    found: list[SheetTable] = []
    head = _first_head(sheet)
    end = _end(sheet, head)
    while True:
        after = _after_heads(sheet, head)
        numbers = after if after < end and is_numbering(sheet, after) else None
        body = after + (numbers is not None)
        below = next((row for row in range(body + 1, end) if found_head(sheet, row, head)), end)
        if body >= below:
            raise LeftOutError(NO_LINES)
        found.append(SheetTable(head, numbers, body, below))
        if below == end:
            break
        head = below
    _require_alone(sheet, end)
    return tuple(found)


def notes_below(sheet: SourceSheet, end: int) -> Iterator[tuple[int, str]]:
    """Yield row and text of what stands below a table; a formula as it is."""
    for row in range(end, sheet.printed.bottom + 1):
        if text := "　".join(sheet.texts(row)):
            yield row, text


def found_head(sheet: SourceSheet, row: int, first: int) -> bool:
    """Whether headings begin again in a row: a title over all columns, or those of the first."""
    left, right = sheet.printed.left, sheet.printed.right
    if left < right and sheet.area(row, left).width == right - left + 1:
        return sheet.is_bordered(row) and bool(sheet.cell(row, left).printed)
    heads = [squeezed(sheet.cell(first, col).printed) for col in sheet.columns]
    return all(heads) and heads == [squeezed(sheet.cell(row, col).printed) for col in sheet.columns]


def is_numbering(sheet: SourceSheet, row: int) -> bool:
    """Whether a row numbers the columns: 栏次, 1, 2, 3=1+2 …, at least two of them."""
    texts = [squeezed(text) for text in sheet.texts(row)]
    numbers = [match[1] for text in texts if (match := _NUMBERED.fullmatch(text))]
    words = {text for text in texts if not _NUMBERED.fullmatch(text)}
    least = 1 if words == {INDEX_WORD} else 2
    wanted = [str(at) for at in range(1, len(numbers) + 1)]
    return len(words) <= 1 and len(numbers) >= least and numbers == wanted


def _first_head(sheet: SourceSheet) -> int:
    """Return the first row of headings; raise ``LeftOutError`` when there is none."""
    bordered = [row for row in sheet.rows if sheet.is_bordered(row)]
    for row in sheet.rows:
        if _is_head(sheet, row, has_borders=bool(bordered)):
            above = [each for each in bordered if each < row]
            if above:
                raise LeftOutError(FIELDS_ABOVE)
            return row
    raise LeftOutError(NO_TABLE)


def _is_head(sheet: SourceSheet, row: int, *, has_borders: bool) -> bool:
    cells = [sheet.cell(row, col) for col in sheet.columns]
    texts = [text for text in sheet.texts(row) if not text.startswith("=")]
    if any(cell.is_number or cell.formula for cell in cells) or not texts:
        return False
    if has_borders and not sheet.is_bordered(row):
        return False
    is_full = all(cell.printed for cell in cells)
    return (has_borders and is_full) or len(texts) >= LEAST_TEXTS


def _after_heads(sheet: SourceSheet, head: int) -> int:
    """Return the row below the headings: merged cells say how deep these are."""
    row, last = head, head
    while row <= last:
        for col in sheet.columns:
            area = sheet.area(row, col)
            last = max(last, area.bottom)
            if area.width > 1 and area.bottom == row and _has_texts_below(sheet, row, col):
                last = max(last, row + 1)
        row += 1
    return last + 1


def _has_texts_below(sheet: SourceSheet, row: int, col: int) -> bool:
    """Whether each column below a merged heading has one of its own."""
    area = sheet.area(row, col)
    below = [sheet.cell(row + 1, each) for each in range(area.left, area.right + 1)]
    return row < sheet.printed.bottom and all(cell.printed and not cell.is_number for cell in below)


def _end(sheet: SourceSheet, head: int) -> int:
    """Return the row after the last line: where borders end, or without any, at a blank or note."""
    has_borders = sheet.is_bordered(head)
    for row in range(head + 1, sheet.printed.bottom + 1):
        texts = sheet.texts(row)
        is_note = bool(texts) and bool(NOTE_MARKS.match(squeezed(texts[0])))
        if has_borders and not any(sheet.has_border(row, col) for col in sheet.columns):
            return row
        if not texts and not has_borders:
            return row
        if is_note and (len(texts) == 1 and (not has_borders or _is_wide(sheet, row))):
            return row
    return sheet.printed.bottom + 1


def _is_wide(sheet: SourceSheet, row: int) -> bool:
    return sheet.area(row, sheet.printed.left).width == len(sheet.columns)


def _require_alone(sheet: SourceSheet, end: int) -> None:
    """Raise ``LeftOutError`` where a table of other columns stands below."""
    below = range(end, sheet.printed.bottom + 1)
    if any(sheet.is_bordered(row) and len(sheet.texts(row)) > 1 for row in below):
        raise LeftOutError(SEVERAL_FORMS)


def headings(sheet: SourceSheet, table: SheetTable, col: int) -> Sequence[str]:
    """Return the headings above a column, from the top; a merged one once."""
    areas = dict.fromkeys(sheet.area(row, col) for row in table.heads)
    return [text for area in areas if (text := sheet.cell(area.top, area.left).printed)]


_NUMBERED = re.compile(r"(\d{1,3})(?:栏)?(?:[=＝].*)?")
