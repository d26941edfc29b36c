"""What stands in a cell of an .xlsx: its type and format make a value of the text in it.

In ``<c t="…" s="…">`` (ECMA-376 Part 1 §18.3.1.4) the first is the type (§18.18.11), a number where
there is none; the second is the format, which makes a date or a percentage of a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.spreadsheets.number_formats import NumberFormat, displayed_value, iso_moment
from xltool.spreadsheets.raw_sheet import CellError
from xltool.spreadsheets.refusals import require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.values.cell_values import Raw

Converter = Callable[[str], "Raw"]
"""Makes a value of the text in a cell; ValueError or KeyError when it is none of that type."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NUMERIC = "0123456789+-.eE"
_TRUTHS = {"1": True, "true": True, "0": False, "false": False}


@dataclass(frozen=True, slots=True)
class XlsxCellReader:
    """What the cells of a workbook refer to: shared texts and number formats, by number as written.

    ``number_formats`` leaves out the formats that show a plain number.
    """

    texts: Mapping[str, str]
    number_formats: Mapping[str, NumberFormat]
    since_1904: bool = False

    def converter(self, kind: str, style: str) -> Converter:
        """Return what makes a value of the text in cells of a type and format.

        ValueError when the standard has no such type.
        """
        if kind == "s":
            return self.texts.__getitem__
        if kind != "n":
            require(kind in _CONVERTERS)
            return _CONVERTERS[kind]
        number_format = self.number_formats.get(style, NumberFormat.NUMBER)
        if number_format is NumberFormat.NUMBER:
            return parse_number
        since_1904 = self.since_1904
        return lambda text: displayed_value(
            parse_number(text), number_format, since_1904=since_1904
        )


def parse_number(text: str) -> float:
    """Return the number that a cell stores; too large a one is infinite; ValueError if none.

    ``float`` takes more than numbers: "nan", "1_000" and digits of other scripts.
    """
    if text.strip(_NUMERIC):
        raise ValueError
    return float(text)


def unescape(text: str) -> str:
    """Return a text as it is shown: "_x000A_" stands for the character of that number.

    So characters are written that XML does not hold (ECMA-376 Part 1 §22.9.2.19). Where one of
    those is half a character, the text stays as it is written.
    """
    if "_x" not in text:
        return text
    found = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    try:
        return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return text


_CONVERTERS: Mapping[str, Converter] = {
    "str": unescape,
    "inlineStr": unescape,
    "b": _TRUTHS.__getitem__,
    "e": CellError,
    "d": iso_moment,
}
