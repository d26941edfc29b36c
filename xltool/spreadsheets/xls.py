"""An .xls workbook [MS-XLS]: refused with a password or macros, then its sheets.

Most cells are a record each, whose fields [MS-XLS] 2.4 describes. References of formulas are not
taken apart: links to other workbooks go unseen here.
"""

from __future__ import annotations

import codecs
import struct
from typing import TYPE_CHECKING

from xltool.a1 import address, area
from xltool.errors import RefusedError
from xltool.spreadsheets.number_formats import NumberFormat, displayed_value, parse_format
from xltool.spreadsheets.ole2 import refuse_as_damaged
from xltool.spreadsheets.raw_sheet import CellError, RawSheet
from xltool.spreadsheets.refusals import require
from xltool.spreadsheets.xls_records import RecordType, XlsString, XlsStrings, record_run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.spreadsheets.limits import CellBudget
    from xltool.spreadsheets.xls_records import XlsRecord
    from xltool.values.cell_values import Raw

_MACROS, _WORKSHEET = 1, 0  # types of sheets (BoundSheet8, 2.4.28)
_BIFF8 = 0x0600
_LAST_COLUMN = 0xFF
_TEXT, _TRUTH, _ERROR = 0, 1, 2  # types of a formula's result (FormulaValue, 2.5.133)
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_CELLS = frozenset({
    RecordType.FORMULA, RecordType.BOOLERR, RecordType.NUMBER, RecordType.RK,
    RecordType.LABELSST, RecordType.LABEL, RecordType.RSTRING,
})  # fmt: skip
"""Records of one cell each: row, column and format come first."""


def refuse_locked(stream: bytes) -> None:
    """Refuse a password (XL-103) and macro sheets (XL-104); XL-102 if records do not end.

    A workbook with a FilePass record (2.4.117) is encrypted, and so is what follows that record.
    """
    with refuse_as_damaged():
        for record in record_run(stream, 0, len(stream)):
            if record.kind == RecordType.FILEPASS:
                raise RefusedError(rule="XL-103")
            if record.kind == RecordType.BOUNDSHEET and record.body[5] == _MACROS:
                raise RefusedError(rule="XL-104", member="workbook")


def read_sheets(stream: bytes, cell_budget: CellBudget) -> Mapping[str, RawSheet]:
    """Read every worksheet: name → sheet, in the order of their tabs.

    Raises XL-102 (ole2), XL-105 (duplicate: two sheets of one name), XL-106 (cells).
    """
    found: dict[str, RawSheet] = {}
    with refuse_as_damaged():
        workbook = _XlsWorkbook(stream)
        starts = sorted({start for _, start in workbook.sheets})
        require(len(starts) == len(workbook.sheets))
        ends = dict(zip(starts, [*starts[1:], len(stream)], strict=True))
        for name, start in workbook.sheets:
            if name in found:
                raise RefusedError(rule="XL-105", why="duplicate", member=name)
            reader = _XlsSheetReader(workbook, cell_budget)
            for record in record_run(stream, start, ends[start]):
                reader.read(record)
            found[name] = reader.sheet
    return found


def _word(body: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", body, at)[0])


class _XlsWorkbook:
    """What the sheets of a workbook share; ``sheets`` are name and place of each worksheet."""

    def __init__(self, stream: bytes) -> None:
        """Read the records of the workbook itself."""
        self.sheets: list[tuple[str, int]] = []
        self.string, self.texts = XlsString(unicode=False, codec="cp1252"), list[str]()
        self._since_1904 = False
        self._codes: dict[int, str] = {}
        self._formats: list[int] = []
        for record in record_run(stream, 0, len(stream)):
            self._read(record)
        self._number_formats = {
            style: parse_format(str(number), self._codes.get(number))
            for style, number in enumerate(self._formats)
        }

    def value(self, number: float, style: int) -> Raw:
        """Return a number as the format of its cell shows it."""
        number_format = self._number_formats.get(style, NumberFormat.NUMBER)
        return displayed_value(number, number_format, since_1904=self._since_1904)

    def _read(self, record: XlsRecord) -> None:
        body = record.body
        match record.kind:
            case RecordType.BOF:
                self.string = self.string._replace(unicode=_word(body, 0) == _BIFF8)
            case RecordType.CODEPAGE:
                self.string = self.string._replace(codec=_codec(_word(body, 0)))
            case RecordType.DATEMODE:
                self._since_1904 = _word(body, 0) == 1
            case RecordType.FORMAT:
                size = 2 if self.string.unicode else 1
                self._codes[_word(body, 0)] = self.string.read(record.bodies, 2, size)
            case RecordType.XF:
                self._formats.append(_word(body, 2))
            case RecordType.SST:
                self.texts = list(XlsStrings(record.bodies, 8).shared_texts())
            case RecordType.BOUNDSHEET if body[5] == _WORKSHEET:
                name = self.string.read(record.bodies, 6, 1)
                self.sheets.append((name, struct.unpack_from("<L", body)[0]))


def _codec(page: int) -> str:
    try:
        return codecs.lookup(f"cp{page}").name
    except LookupError:
        return "cp1252"


class _XlsSheetReader:
    """A worksheet while its records are read."""

    def __init__(self, workbook: _XlsWorkbook, cell_budget: CellBudget) -> None:
        """Begin before the first record."""
        self.sheet = RawSheet()
        self._workbook, self._cell_budget = workbook, cell_budget
        self._awaiting_text = ""  # the address of a formula whose text is in a record to come

    def read(self, record: XlsRecord) -> None:
        """Read one record."""
        kind, body = record.kind, record.body
        if kind in _CELLS:
            row, col, style = struct.unpack_from("<HHH", body)
            self._add(row, col, self._value(record, style))
            if kind == RecordType.FORMULA:
                self.sheet.formulas.add(address(row, col))
        elif kind == RecordType.STRING and self._awaiting_text:
            self._set(self._awaiting_text, self._workbook.string.read(record.bodies, 0))
            self._awaiting_text = ""
        elif kind == RecordType.MULRK:
            row, col = struct.unpack_from("<HH", body)
            for at, (style, rk) in enumerate(struct.iter_unpack("<HL", body[4:-2])):
                self._add(row, col + at, self._workbook.value(_rk_number(rk), style))
        elif kind in {RecordType.BLANK, RecordType.MULBLANK}:
            self._cell_budget.add(max((len(body) - 4) // 2 - (kind == RecordType.MULBLANK), 1))
        else:
            self._mark(kind, body)

    def _add(self, row: int, col: int, value: Raw) -> None:
        """Count a cell and keep its value."""
        self._cell_budget.add(1)
        self._set(address(row, col), value)

    def _set(self, at: str, value: Raw) -> None:
        if value not in {None, ""}:
            self.sheet.values[at] = value

    def _value(self, record: XlsRecord, style: int) -> Raw:
        workbook, body = self._workbook, record.body
        match record.kind:
            case RecordType.NUMBER:
                return workbook.value(struct.unpack_from("<d", body, 6)[0], style)
            case RecordType.RK:
                return workbook.value(_rk_number(struct.unpack_from("<L", body, 6)[0]), style)
            case RecordType.LABELSST:
                return workbook.texts[int.from_bytes(body[6:10], "little")]
            case RecordType.BOOLERR:
                return _error(body[6]) if body[7] else bool(body[6])
            case RecordType.FORMULA:
                return self._result(body, style)
            case _:
                return workbook.string.read(record.bodies, 6)

    def _result(self, body: bytes, style: int) -> Raw:
        """Return the stored result of a formula (2.5.133); a text comes in a record of its own."""
        if body[12:14] != b"\xff\xff":
            return self._workbook.value(struct.unpack_from("<d", body, 6)[0], style)
        if body[6] == _TEXT:
            self._awaiting_text = address(*struct.unpack_from("<HH", body))
        return _error(body[8]) if body[6] == _ERROR else body[8] != 0 if body[6] == _TRUTH else None

    def _mark(self, kind: int, body: bytes) -> None:
        """Read what was done to the sheet besides filling it in."""
        sheet = self.sheet
        match kind:
            case RecordType.PROTECT:
                sheet.protected = _word(body, 0) != 0
            case RecordType.ROW if body[12] & 0x20:  # its height is zero: hidden
                sheet.hidden_rows.add(_word(body, 0))
            case RecordType.COLINFO if body[8] & 1:  # hidden
                last = min(_word(body, 2), _LAST_COLUMN)
                sheet.hidden_cols.update(range(_word(body, 0), last + 1))
            case RecordType.NOTE:
                sheet.comments.add(address(*struct.unpack_from("<HH", body)))
            case RecordType.MERGED:
                for top, bottom, left, right in struct.iter_unpack("<4H", body[2:]):
                    sheet.merges.append(area(top, left, bottom, right))


def _rk_number(rk: int) -> float:
    """Return the number that 4 bytes stand for ([MS-XLS] RkNumber).

    The lower two bits say whether it is a hundredth, and whether the others are an integer or the
    upper half of a double.
    """
    if rk & 2:
        number = float((rk - (1 << 32) if rk >> 31 else rk) >> 2)
    else:
        number = struct.unpack("<d", bytes(4) + struct.pack("<L", rk & ~3))[0]
    return number / 100 if rk & 1 else number


def _error(code: int) -> CellError:
    return CellError(_ERRORS.get(code, f"Err:{code}"))
