"""Long lists as a workbook of one sheet, written row by row: numbers are numbers, texts texts."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import TYPE_CHECKING

import xlsxwriter

from xltool.csv_text import Number
from xltool.errors import XltoolError
from xltool.files import replacing
from xltool.writing.fit_check import is_held
from xltool.writing.print_setup import set_up_page
from xltool.writing.styles import BODY_FONT, HEAD_FILL, HEAD_FONT, Styles

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xltool.writing.cell_writer import Place, WorksheetWriter

MOST_ROWS = 1_048_576
"""Rows of a sheet, in Excel."""
LONGEST_TEXT = 32_767
"""Characters of a cell, in Excel."""
WIDTH = 14.0


def write_list(
    target: Path, name: str, titles: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """Write rows below their titles to ``target``, replacing it whole.

    A ``Number`` becomes a number, unless Excel does not hold it exactly: then it stays a text.
    Raises ``XltoolError`` for more rows, or a longer text, than a sheet holds, ``OSError`` when
    the file cannot be written.
    """
    package = io.BytesIO()
    workbook = xlsxwriter.Workbook(package, {"constant_memory": True})
    workbook.formats[0].set_font_name(BODY_FONT)
    workbook.formats[0].set_font_size(11)
    styles = Styles(workbook)
    sheet = workbook.add_worksheet(name)
    # Typed in later, codes stay texts, too.
    sheet.set_column(0, len(titles) - 1, WIDTH, styles.get(num_format="@"))
    set_up_page(sheet, (0, 0))
    sheet.fit_to_pages(1, 0)
    sheet.freeze_panes(1, 0)
    head = styles.get(font_name=HEAD_FONT, bg_color=HEAD_FILL, align="center", border=1)
    sheet.write_row(0, 0, titles, head)
    try:
        _write_rows(target, sheet, styles, rows)
    finally:
        workbook.close()  # which deletes the temporary file that holds the rows
    with replacing(target) as file:
        file.write(package.getbuffer())


def _write_rows(
    target: Path, sheet: WorksheetWriter, styles: Styles, rows: Iterable[Sequence[str]]
) -> None:
    count = width = 0
    for count, row in enumerate(rows, start=1):
        if count >= MOST_ROWS:
            raise _refusal(target, f"超过 {MOST_ROWS:,} 行", f"more than {MOST_ROWS:,} rows")
        width = len(row)
        for col, text in enumerate(row):
            _write_cell(target, sheet, styles, (count, col), text)
    if count:
        sheet.autofilter(0, 0, count, width - 1)


def _write_cell(
    target: Path, sheet: WorksheetWriter, styles: Styles, place: Place, text: str
) -> None:
    if len(text) > LONGEST_TEXT:
        raise _refusal(target, "有一格文字太长", "a text is too long for a cell")
    number = Decimal(text) if isinstance(text, Number) else None
    if number is not None and is_held(number):
        sheet.write_number(*place, float(number), styles.get(num_format=_number_format(text)))
    elif text:
        sheet.write_string(*place, text, styles.get(num_format="@"))


def _number_format(text: str) -> str:
    """Return the number format that shows a canonical number with separators, and exactly."""
    places = len(text.partition(".")[2])
    return "#,##0" + ("." + "0" * places if places else "")


def _refusal(target: Path, chinese: str, english: str) -> XltoolError:
    return XltoolError(
        f"{target}: {chinese}，Excel 放不下，请改用 .csv 或 --format parquet · "
        f"{english}: use .csv or --format parquet"
    )
