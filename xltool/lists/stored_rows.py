"""The rows of texts of a list file, whatever program saved it: a workbook, or CSV in any encoding.

What Excel offers for saving a list is taken: ``.xlsx``, ``.xls``, ``.ods``, and text that is
separated by commas, semicolons or tabs, in UTF-8 with or without a mark, UTF-16 or GB18030 (of
which GBK is a part). What a file is, its content says.
"""

from __future__ import annotations

import codecs
import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.csv_text import original
from xltool.errors import ListError, RefusedError, reason

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from xltool.spreadsheets.raw_sheet import RawSheet
    from xltool.values.cell_values import Raw

WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""What the content of a workbook begins with: a zip, or an OLE2 file."""
SEPARATORS = ",;\t"
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class StoredRows:
    """The rows of one sheet, or of one way to separate a text: their cells, by row number from 1.

    ``sheet`` is the name of the sheet; empty for text.
    """

    rows: Mapping[int, Sequence[str]]
    sheet: str = ""


def stored_rows(path: Path) -> list[StoredRows]:
    """Return the rows of each visible sheet, or of the text for each of ``SEPARATORS``.

    Raises ``ListError`` that names the file when it cannot be read.
    """
    data = _read(path)
    if data.startswith(WORKBOOKS):
        return list(_sheets(path))
    text = decoded_text(path, data)
    return [StoredRows(dict(_csv_rows(path, text, separator))) for separator in SEPARATORS]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        msg = f"{path}: 找不到文件，请核对名称和位置 · no such file: check name and place"
        raise ListError(msg) from error
    except OSError as error:
        raise ListError(reason(error)) from error


def decoded_text(path: Path, data: bytes) -> str:
    """Return a text in the first encoding that fits; ``ListError`` names the file if none does."""
    marked = [codec for mark, codec in _MARKS if data.startswith(mark)]
    # Without its mark, UTF-16 shows itself by the zeros that are one half of each comma.
    halves = ["utf-16-le" if data[1::2].count(0) > data[::2].count(0) else "utf-16-be"]
    for codec in marked or (halves if b"\0" in data else ["utf-8", "gb18030"]):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    msg = (
        f"{path}: 不是表格文件，也不是文本，请用 Excel 另存为 .xlsx 或 CSV · "
        "neither a workbook nor text: save it from Excel as .xlsx or CSV"
    )
    raise ListError(msg)


def _csv_rows(path: Path, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a text by the number of the line that each begins in."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    number = 1
    try:
        for row in reader:
            yield number, [original(cell) for cell in row]
            number = reader.line_num + 1
    except csv.Error as error:
        msg = (
            f"{path}:{number}: 这一行无法读取，请用 Excel 另存为 .xlsx · "
            "this line cannot be read: save the list from Excel as .xlsx"
        )
        raise ListError(msg) from error


def _sheets(path: Path) -> Iterator[StoredRows]:
    # Most lists are text: only a workbook needs its readers.
    from xltool.spreadsheets.intake import admit  # noqa: PLC0415
    from xltool.spreadsheets.workbook import sheets  # noqa: PLC0415

    try:
        found = sheets(admit(path))
    except RefusedError as error:
        msg = (
            f"{path}: 这个工作簿不能读取（{error.rule}），请用 Excel 另存为 .xlsx · "
            f"this workbook cannot be read ({error.rule}): save it from Excel as .xlsx"
        )
        raise ListError(msg) from error
    for name, sheet in found.items():
        if not sheet.state:
            yield StoredRows(_sheet_rows(path, name, sheet), name)


def _sheet_rows(path: Path, name: str, sheet: RawSheet) -> dict[int, list[str]]:
    from xltool.spreadsheets.raw_sheet import CellError, cell_position  # noqa: PLC0415

    rows: dict[int, dict[int, str]] = {}
    for at, raw in sheet.values.items():
        if isinstance(raw, CellError):
            msg = f"{path}: {name}!{at}: 是错误值 {raw}，请更正 · is an error value: correct it"
            raise ListError(msg)
        row, col = cell_position(at)
        rows.setdefault(row + 1, {})[col] = _cell_text(raw)
    if sheet.uncached:
        at = min(sheet.uncached, key=cell_position)
        msg = (
            f"{path}: {name}!{at}: 公式没有结果，请用 Excel 打开后保存 · "
            "a formula has no result: open the file in Excel and save it"
        )
        raise ListError(msg)
    return {
        number: [cells.get(col, "") for col in range(max(cells) + 1)]
        for number, cells in sorted(rows.items())
    }


def _cell_text(raw: Raw) -> str:
    from xltool.values.shown_cell import ShownCell  # noqa: PLC0415
    from xltool.values.stored_values import text_of  # noqa: PLC0415

    if raw is None or isinstance(raw, str | ShownCell):
        return str(raw or "")
    return text_of(raw)
