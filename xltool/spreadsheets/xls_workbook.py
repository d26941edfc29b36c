"""What the sheets of an .xls workbook [MS-XLS] share: texts, number formats, fonts, names."""

from __future__ import annotations

import codecs
import struct
from typing import TYPE_CHECKING

from xltool.spreadsheets.number_formats import parse_format
from xltool.spreadsheets.pictures import holds_result
from xltool.spreadsheets.raw_sheet import HIDDEN, VERY_HIDDEN
from xltool.spreadsheets.xls_records import RecordType, XlsString, XlsStrings, record_run, word

if TYPE_CHECKING:
    from xltool.spreadsheets.xls_records import XlsRecord
    from xltool.values.cell_values import Raw

_WORKSHEET = 0  # a type of sheet (BoundSheet8, 2.4.28)
_STATES = ("", HIDDEN, VERY_HIDDEN, "")
_STRUCK_OUT = 0x08  # a flag of Font (2.4.122)
_NO_FONT = 4  # the number that no font has (2.5.129 FontIndex)
_BIFF8 = 0x0600


class XlsWorkbook:
    """What the sheets of a workbook share; ``sheets`` are name and place of each worksheet."""

    def __init__(self, stream: bytes) -> None:
        """Read the records of the workbook itself."""
        self.sheets: list[tuple[str, int]] = []
        self.states = dict[str, str]()
        self.string, self.texts = XlsString(unicode=False, codec="cp1252"), list[str]()
        self._fonts, self._style_fonts, self._runs = list[bool](), list[int](), list[bytes]()
        self._since_1904 = False
        self._codes: dict[int, str] = {}
        self._formats: list[int] = []
        for record in record_run(stream, 0, len(stream)):
            self._read(record)
        used = {
            number: parse_format(str(number), self._codes.get(number), since_1904=self._since_1904)
            for number in set(self._formats)
        }
        self._number_formats = {
            style: used[number]
            for style, number in enumerate(self._formats)
            if not used[number].is_plain
        }
        # Fonts are counted from 0, and 4 is left out.
        numbers = (n + (n >= _NO_FONT) for n, is_struck in enumerate(self._fonts) if is_struck)
        self._struck_fonts = frozenset(numbers)
        fonts = enumerate(self._style_fonts)
        self.struck_styles = {style for style, font in fonts if font in self._struck_fonts}
        texts = enumerate(zip(self.texts, self._runs, strict=True))
        self.struck_texts = {n for n, (text, runs) in texts if runs and self._is_struck(text, runs)}
        self.has_pictures = holds_result(self.texts)

    def _is_struck(self, text: str, runs: bytes) -> bool:
        """Whether a part of a text that shows anything is struck out by its own font."""
        if not self._struck_fonts:
            return False
        starts = [*struct.iter_unpack("<HH", runs)]
        ends = [*(start for start, _ in starts[1:]), len(text)]
        return any(
            font in self._struck_fonts and not (text[start:end] or " ").isspace()
            for (start, font), end in zip(starts, ends, strict=True)
        )

    def value(self, number: float, style: int) -> Raw:
        """Return a number as the format of its cell shows it."""
        number_format = self._number_formats.get(style)
        return number_format.show(number) if number_format else number

    def text(self, text: str, style: int) -> Raw:
        """Return a text as the format of its cell shows it."""
        number_format = self._number_formats.get(style)
        return number_format.show_text(text) if number_format else text

    def _read(self, record: XlsRecord) -> None:
        body = record.body
        match record.kind:
            case RecordType.BOF:
                self.string = self.string._replace(unicode=word(body, 0) == _BIFF8)
            case RecordType.CODEPAGE:
                self.string = self.string._replace(codec=_codec(word(body, 0)))
            case RecordType.DATEMODE:
                self._since_1904 = word(body, 0) == 1
            case RecordType.FORMAT:
                size = 2 if self.string.unicode else 1
                self._codes[word(body, 0)] = self.string.read(record.bodies, 2, size, cut=True)
            case RecordType.FONT:
                self._fonts.append(bool(word(body, 2) & _STRUCK_OUT))
            case RecordType.XF:
                self._style_fonts.append(word(body, 0))
                self._formats.append(word(body, 2))
            case RecordType.SST:
                shared = list(XlsStrings(record.bodies, 8).shared_texts())
                self.texts, self._runs = [text for text, _ in shared], [runs for _, runs in shared]
            case RecordType.BOUNDSHEET if body[5] == _WORKSHEET:
                name = self.string.read(record.bodies, 6, 1)
                self.sheets.append((name, struct.unpack_from("<L", body)[0]))
                self.states[name] = _STATES[body[4] & 3]


def _codec(page: int) -> str:
    try:
        return codecs.lookup(f"cp{page}").name
    except LookupError:
        return "cp1252"
