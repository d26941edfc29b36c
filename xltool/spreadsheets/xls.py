"""An .xls workbook [MS-XLS]: refused with a password or macros, then its sheets.

Most cells are a record each, whose fields [MS-XLS] 2.4 describes. References of formulas are not
taken apart: links to other workbooks go unseen here.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from xltool.a1 import address, area
from xltool.errors import RefusedError
from xltool.spreadsheets.active_content import refused_as_active
from xltool.spreadsheets.ole2 import refuse_as_damaged
from xltool.spreadsheets.pictures import mark_pictures
from xltool.spreadsheets.raw_sheet import CellError, RawSheet
from xltool.spreadsheets.refusals import beyond_bounds, require
from xltool.spreadsheets.xls_records import RecordType, record_run, word
from xltool.spreadsheets.xls_workbook import XlsWorkbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.spreadsheets.limits import CellBudget
    from xltool.spreadsheets.xls_records import XlsRecord
    from xltool.values.cell_values import Raw

_MACROS = 1  # a type of sheet (BoundSheet8, 2.4.28)
_LAST_COLUMN = 0xFF
_ACTIVE: Mapping[int, str] = {
    RecordType.REALTIME: "dde", RecordType.DCONN: "connection", RecordType.QSI: "connection",
    RecordType.DBQUERY: "connection",
}  # fmt: skip
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


def is_encrypted(stream: bytes) -> bool:
    """Whether a workbook has a FilePass record (2.4.117): what follows it is encrypted."""
    with refuse_as_damaged():
        records = record_run(stream, 0, len(stream))
        return any(record.kind == RecordType.FILEPASS for record in records)


def refuse_locked(stream: bytes) -> None:
    """Refuse a password (XL-103), macro sheets (XL-104) and active content (XL-189).

    XL-102 if records do not end.
    """
    with refuse_as_damaged():
        for record in record_run(stream, 0, len(stream)):
            _refuse_active(record)
            if record.kind == RecordType.FILEPASS:
                raise RefusedError(rule="XL-103")
            if record.kind == RecordType.BOUNDSHEET and record.body[5] == _MACROS:
                raise RefusedError(rule="XL-104", member="workbook")


def _refuse_active(record: XlsRecord) -> None:
    """Refuse records of connections, real-time data and links to other programs (XL-189)."""
    if what := _ACTIVE.get(record.kind):
        raise refused_as_active(what, f"{record.kind:#06x}")
    body = record.body
    # The path of a link to another program is its name, this character and a topic (2.5.277); of
    # one to a sheet it may be the first, after length and count, or flag.
    if record.kind == RecordType.SUPBOOK and b"\3" in body[4:].replace(b"\0", b"")[2:]:
        raise refused_as_active(what="dde", member="SupBook")
    if record.kind == RecordType.EXTERNSHEET and _is_old_link(body):
        raise refused_as_active(what="dde", member="ExternSheet")


def _is_old_link(body: bytes) -> bool:
    """Whether an ExternSheet record of Excel 5 names another program; later ones hold no text."""
    return bool(body) and len(body) == body[0] + 2 and b"\3" in body[2:]


def read_sheets(stream: bytes, cell_budget: CellBudget) -> Mapping[str, RawSheet]:
    """Read every worksheet: name → sheet, in the order of their tabs.

    Raises XL-102 (ole2), XL-105 (duplicate: two sheets of one name, two cells of one address;
    bounds), XL-106 (cells), XL-189 (active content).
    """
    found: dict[str, RawSheet] = {}
    names = set[str]()
    with refuse_as_damaged():
        workbook = XlsWorkbook(stream)
        starts = sorted({start for _, start in workbook.sheets})
        require(len(starts) == len(workbook.sheets))
        ends = dict(zip(starts, [*starts[1:], len(stream)], strict=True))
        for name, start in workbook.sheets:
            if name.casefold() in names:
                raise RefusedError(rule="XL-105", why="duplicate", member=name)
            names.add(name.casefold())
            reader = _XlsSheetReader(name, workbook, cell_budget)
            for record in record_run(stream, start, ends[start]):
                reader.read(record)
            found[name] = reader.close(workbook.states[name])
    return found


class _XlsSheetReader:
    """A worksheet while its records are read."""

    def __init__(self, name: str, workbook: XlsWorkbook, cell_budget: CellBudget) -> None:
        """Begin before the first record."""
        self.sheet, self._name = RawSheet(), name
        self._seen = set[tuple[int, int]]()
        self._workbook, self._cell_budget = workbook, cell_budget
        # The address and style of a formula whose text is in a record to come.
        self._awaiting_text: tuple[str, int] | None = None

    def close(self, state: str) -> RawSheet:
        """Return the sheet, with what its workbook says of it."""
        self.sheet.state = state
        self.sheet.struck &= self.sheet.values.keys()
        if self._workbook.has_pictures or self.sheet.formulas:
            mark_pictures(self.sheet)
        return self.sheet

    def read(self, record: XlsRecord) -> None:
        """Read one record."""
        kind, body = record.kind, record.body
        _refuse_active(record)
        if kind in _CELLS:
            row, col, style = struct.unpack_from("<HHH", body)
            self._claim(row, col)
            self._add(row, col, self._value(record, style))
            self._mark_struck(record, address(row, col), style)
            if kind == RecordType.FORMULA:
                self.sheet.formulas.add(address(row, col))
        elif kind == RecordType.STRING and self._awaiting_text:
            place, of_formula = self._awaiting_text
            text = self._workbook.string.read(record.bodies, 0)
            self._set(place, self._workbook.text(text, of_formula))
            self._awaiting_text = None
        elif kind == RecordType.MULRK:
            row, col = struct.unpack_from("<HH", body)
            for at, (style, rk) in enumerate(struct.iter_unpack("<HL", body[4:-2])):
                self._claim(row, col + at)
                self._add(row, col + at, self._workbook.value(_rk_number(rk), style))
                self._mark_struck(record, address(row, col + at), style)
        elif kind in {RecordType.BLANK, RecordType.MULBLANK}:
            count = max((len(body) - 4) // 2 - (kind == RecordType.MULBLANK), 1)
            self._cell_budget.add(count)
            row, col = struct.unpack_from("<HH", body)
            self._claim(row, col, count)
        else:
            self._mark(kind, body)

    def _claim(self, row: int, col: int, count: int = 1) -> None:
        """Refuse cells beyond the last column, and a second cell of one address (XL-105).

        Of two some programs show the first, others the last.
        """
        if col + count > _LAST_COLUMN + 1:
            raise beyond_bounds(member=f"{self._name} {address(row, col)}")
        places = {(row, at) for at in range(col, col + count)}
        if not self._seen.isdisjoint(places):
            raise RefusedError(
                rule="XL-105", why="duplicate", member=f"{self._name} {address(row, col)}"
            )
        self._seen |= places

    def _add(self, row: int, col: int, value: Raw) -> None:
        """Count a cell and keep its value."""
        self._cell_budget.add(1)
        self._set(address(row, col), value)

    def _mark_struck(self, record: XlsRecord, at: str, style: int) -> None:
        workbook, body = self._workbook, record.body
        is_struck = style in workbook.struck_styles
        if workbook.struck_texts and record.kind == RecordType.LABELSST:
            is_struck |= int.from_bytes(body[6:10], "little") in workbook.struck_texts
        if is_struck:
            self.sheet.struck.add(at)

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
                return workbook.text(workbook.texts[int.from_bytes(body[6:10], "little")], style)
            case RecordType.BOOLERR:
                return _error(body[6]) if body[7] else bool(body[6])
            case RecordType.FORMULA:
                return self._result(body, style)
            case _:
                return workbook.text(workbook.string.read(record.bodies, 6), style)

    def _result(self, body: bytes, style: int) -> Raw:
        """Return the stored result of a formula (2.5.133); a text comes in a record of its own."""
        if body[12:14] != b"\xff\xff":
            return self._workbook.value(struct.unpack_from("<d", body, 6)[0], style)
        if body[6] == _TEXT:
            self._awaiting_text = address(*struct.unpack_from("<HH", body)), style
        return _error(body[8]) if body[6] == _ERROR else body[8] != 0 if body[6] == _TRUTH else None

    def _mark(self, kind: int, body: bytes) -> None:
        """Read what was done to the sheet besides filling it in."""
        sheet = self.sheet
        match kind:
            case RecordType.PROTECT:
                sheet.protected = word(body, 0) != 0
            case RecordType.ROW if body[12] & 0x20:  # its height is zero: hidden
                sheet.hidden_rows.add(word(body, 0))
            case RecordType.COLINFO if body[8] & 1:  # hidden
                last = min(word(body, 2), _LAST_COLUMN)
                sheet.hidden_cols.update(range(word(body, 0), last + 1))
            case RecordType.FILTERMODE:
                sheet.filtered = True
            case RecordType.NOTE:
                sheet.comments.add(address(*struct.unpack_from("<HH", body)))
            case RecordType.MERGED:
                areas = body[2 : 2 + 8 * word(body, 0)]
                for top, bottom, left, right in struct.iter_unpack("<4H", areas):
                    if top > bottom or not left <= right <= _LAST_COLUMN:
                        raise beyond_bounds(member=f"{self._name} {area(top, left, bottom, right)}")
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
