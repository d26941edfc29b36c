"""What stands in a cell of an .xlsx: its type and format make a value of the text in it.

In ``<c t="…" s="…">`` (ECMA-376 Part 1 §18.3.1.4) the first is the type (§18.18.11), a number where
there is none; the second is the format, by which a person sees a date, a percentage or a text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.spreadsheets.moments import iso_moment
from xltool.spreadsheets.raw_sheet import CellError
from xltool.spreadsheets.refusals import require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.spreadsheets.number_formats import NumberFormat
    from xltool.values.cell_values import Raw

Converter = Callable[[str], "Raw"]
"""Makes a value of the text in a cell; ValueError or KeyError when it is none of that type."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_NUMERIC = "0123456789+-.eE"
_FORMATTED = frozenset({"s", "str", "inlineStr", "d"})
_MOMENTS = (dt.datetime, dt.time, dt.timedelta)
_TRUTHS = {"1": True, "true": True, "0": False, "false": False}


@dataclass(frozen=True, slots=True)
class XlsxCellReader:
    """What the cells of a workbook refer to: shared texts and number formats, by number as written.

    ``number_formats`` leaves out the formats by which a cell shows what it stores.
    ``struck_styles`` and ``struck_texts`` are struck out; ``pictures`` are the rich values that
    show one.
    """

    texts: Mapping[str, str]
    number_formats: Mapping[str, NumberFormat]
    struck_styles: frozenset[str] = frozenset()
    struck_texts: frozenset[str] = frozenset()
    pictures: frozenset[str] = frozenset()

    def converter(self, kind: str, style: str) -> Converter:
        """Return what makes a value of the text in cells of a type and format.

        ValueError when the standard has no such type.
        """
        number_format = self.number_formats.get(style)
        if kind == "n":
            if number_format is None or number_format.shows_stored:
                return parse_number
            show = number_format.show
            return lambda text: show(parse_number(text))
        require(kind == "s" or kind in _CONVERTERS)
        convert = self.texts.__getitem__ if kind == "s" else _CONVERTERS[kind]
        if number_format is None or kind not in _FORMATTED:
            return convert
        return _formatted(convert, number_format)


def _formatted(convert: Converter, number_format: NumberFormat) -> Converter:
    """Return a converter whose texts and dates are as the format shows them."""

    def show(text: str) -> Raw:
        value = convert(text)
        if isinstance(value, str):
            return number_format.show_text(value)
        return number_format.show_moment(value) if isinstance(value, _MOMENTS) else value

    return show


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
