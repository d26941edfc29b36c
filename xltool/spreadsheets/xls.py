"""An .xls workbook: passwords and macros at the gate, then its sheets.

References of formulas are not taken apart: links to other workbooks go unseen here.
"""

from __future__ import annotations

import codecs
import struct
from typing import TYPE_CHECKING

from xltool.a1 import address, area
from xltool.errors import RefusedError
from xltool.spreadsheets.number_formats import NumberFormat, parse_format, seen_value
from xltool.spreadsheets.ole2 import sound
from xltool.spreadsheets.raw_sheet import CellError, RawSheet
from xltool.spreadsheets.refusals import require
from xltool.spreadsheets.xls_records import RecordType, XlsString, XlsStrings, record_run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.spreadsheets.limits import CellBudget
    from xltool.spreadsheets.xls_records import XlsRecord
    from xltool.values.cell_values import Raw

_MACROS, _WORKSHEET = 1, 0
_BIFF8 = 0x0600
_LAST_COLUMN = 0xFF
_TEXT, _TRUTH, _ERROR = 0, 1, 2
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip


def refuse_locked(book: bytes) -> None:
    """Refuse a password (XL-103) and macro sheets (XL-104); XL-102 if records do not end."""
    with sound():
        for record in record_run(book, 0, len(book)):
            if record.kind == RecordType.FILEPASS:
                raise RefusedError(rule="XL-103")
            if record.kind == RecordType.BOUNDSHEET and record.body[5] == _MACROS:
                raise RefusedError(rule="XL-104", member="workbook")


def sheets(book: bytes, tally: CellBudget) -> Mapping[str, RawSheet]:
    """Scan every worksheet: name → sheet, in the order of their tabs.

    Raises XL-102 (ole2), XL-105 (duplicate: two sheets of one name), XL-106 (cells).
    """
    found: dict[str, RawSheet] = {}
    with sound():
        shared = _Shared(book)
        starts = sorted({start for _, start in shared.sheets})
        require(len(starts) == len(shared.sheets))
        ends = dict(zip(starts, [*starts[1:], len(book)], strict=True))
        for name, start in shared.sheets:
            if name in found:
                raise RefusedError(rule="XL-105", why="duplicate", member=name)
            reader = _Reader(shared, tally)
            for record in record_run(book, start, ends[start]):
                reader.take(record)
            found[name] = reader.sheet
    return found


def _word(body: bytes, at: int) -> int:
    return int(struct.unpack_from("<H", body, at)[0])


class _Shared:
    """What the sheets of a workbook share; ``sheets`` are name and place of each worksheet."""

    def __init__(self, book: bytes) -> None:
        """Read the records of the workbook itself."""
        self.sheets: list[tuple[str, int]] = []
        self.text, self.texts = XlsString(wide=False, codec="cp1252"), list[str]()
        self._since_1904 = False
        self._codes: dict[int, str] = {}
        self._formats: list[int] = []
        for record in record_run(book, 0, len(book)):
            self._take(record.kind, record.body, record)
        self._looks = {
            style: parse_format(str(number), self._codes.get(number))
            for style, number in enumerate(self._formats)
        }

    def value(self, number: float, style: int) -> Raw:
        """Return a number as the format of its cell shows it."""
        as_ = self._looks.get(style, NumberFormat.NUMBER)
        return seen_value(number, as_, since_1904=self._since_1904)

    def _take(self, kind: int, body: bytes, record: XlsRecord) -> None:
        match kind:
            case RecordType.BOF:
                self.text = self.text._replace(wide=_word(body, 0) == _BIFF8)
            case RecordType.CODEPAGE:
                self.text = self.text._replace(codec=_codec(_word(body, 0)))
            case RecordType.DATEMODE:
                self._since_1904 = _word(body, 0) == 1
            case RecordType.FORMAT:
                size = 2 if self.text.wide else 1
                self._codes[_word(body, 0)] = self.text.read(record.bodies, 2, size)
            case RecordType.XF:
                self._formats.append(_word(body, 2))
            case RecordType.SST:
                self.texts = list(XlsStrings(record.bodies, 8).all())
            case RecordType.BOUNDSHEET if body[5] == _WORKSHEET:
                name = self.text.read(record.bodies, 6, 1)
                self.sheets.append((name, struct.unpack_from("<L", body)[0]))


def _codec(page: int) -> str:
    try:
        return codecs.lookup(f"cp{page}").name
    except LookupError:
        return "cp1252"


class _Reader:
    """A worksheet while its records are read; ``last`` is a formula whose text comes next."""

    def __init__(self, shared: _Shared, tally: CellBudget) -> None:
        """Begin before the first record."""
        self.sheet = RawSheet()
        self._shared, self._tally = shared, tally
        self._last = ""

    def take(self, record: XlsRecord) -> None:
        """Take a record."""
        kind, body = record.kind, record.body
        if kind in _CELLS:
            row, col, style = struct.unpack_from("<HHH", body)
            self._put(row, col, self._value(record, style))
            if kind == RecordType.FORMULA:
                self.sheet.formulas.add(address(row, col))
        elif kind == RecordType.STRING and self._last:
            self._set(self._last, self._shared.text.read(record.bodies, 0))
            self._last = ""
        elif kind == RecordType.MULRK:
            row, col = struct.unpack_from("<HH", body)
            for at, (style, packed) in enumerate(struct.iter_unpack("<HL", body[4:-2])):
                self._put(row, col + at, self._shared.value(_unpacked(packed), style))
        elif kind in {RecordType.BLANK, RecordType.MULBLANK}:
            self._tally.add(max((len(body) - 4) // 2 - (kind == RecordType.MULBLANK), 1))
        else:
            self._mark(kind, body)

    def _put(self, row: int, col: int, value: Raw) -> None:
        """Count a cell and put down what it holds."""
        self._tally.add(1)
        self._set(address(row, col), value)

    def _set(self, at: str, value: Raw) -> None:
        if value not in {None, ""}:
            self.sheet.values[at] = value

    def _value(self, record: XlsRecord, style: int) -> Raw:
        shared, body = self._shared, record.body
        match record.kind:
            case RecordType.NUMBER:
                return shared.value(struct.unpack_from("<d", body, 6)[0], style)
            case RecordType.RK:
                return shared.value(_unpacked(struct.unpack_from("<L", body, 6)[0]), style)
            case RecordType.LABELSST:
                return shared.texts[int.from_bytes(body[6:10], "little")]
            case RecordType.BOOLERR:
                return _error(body[6]) if body[7] else bool(body[6])
            case RecordType.FORMULA:
                return self._result(body, style)
            case _:
                return shared.text.read(record.bodies, 6)

    def _result(self, body: bytes, style: int) -> Raw:
        """Return the stored result of a formula; its text comes in a record of its own."""
        if body[12:14] != b"\xff\xff":
            return self._shared.value(struct.unpack_from("<d", body, 6)[0], style)
        if body[6] == _TEXT:
            self._last = address(*struct.unpack_from("<HH", body))
            return None
        return (
            _error(body[8]) if body[6] == _ERROR else bool(body[8]) if body[6] == _TRUTH else None
        )

    def _mark(self, kind: int, body: bytes) -> None:
        """Take what was done to the sheet besides filling it in."""
        sheet = self.sheet
        match kind:
            case RecordType.PROTECT:
                sheet.protected = _word(body, 0) != 0
            case RecordType.ROW if body[12] & 0x20:
                sheet.hidden_rows.add(_word(body, 0))
            case RecordType.COLINFO if body[8] & 1:
                sheet.hidden_cols.update(
                    range(_word(body, 0), min(_word(body, 2), _LAST_COLUMN) + 1)
                )
            case RecordType.NOTE:
                sheet.comments.add(address(*struct.unpack_from("<HH", body)))
            case RecordType.MERGED:
                for top, bottom, left, right in struct.iter_unpack("<4H", body[2:]):
                    sheet.merges.append(area(top, left, bottom, right))


_CELLS = frozenset(
    {
        RecordType.FORMULA,
        RecordType.BOOLERR,
        RecordType.NUMBER,
        RecordType.RK,
        RecordType.LABELSST,
        RecordType.LABEL,
        RecordType.RSTRING,
    }
)


def _unpacked(packed: int) -> float:
    """Return the number that 4 bytes stand for: an integer, half a double, a hundredth of one."""
    if packed & 2:
        number = float((packed - (1 << 32) if packed >> 31 else packed) >> 2)
    else:
        number = struct.unpack("<d", bytes(4) + struct.pack("<L", packed & ~3))[0]
    return number / 100 if packed & 1 else number


def _error(code: int) -> CellError:
    return CellError(_ERRORS.get(code, f"Err:{code}"))
