"""What stands in a cell of an .xlsx: its type and format make a value of the text in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.spreadsheets.number_formats import NumberFormat, iso_moment, seen_value
from xltool.spreadsheets.raw_sheet import CellError
from xltool.spreadsheets.refusals import require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.values.cell_values import Raw

Take = Callable[[str], "Raw"]
"""Makes a value of the text in a cell; ValueError or KeyError when it is none of that type."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_FIGURES = "0123456789+-.eE"
_TRUTHS = {"1": True, "true": True, "0": False, "false": False}


@dataclass(frozen=True, slots=True)
class XlsxCellReader:
    """What the cells of a workbook refer to: shared texts by number, and formats by number."""

    texts: Mapping[str, str]
    looks: Mapping[str, NumberFormat]
    since_1904: bool = False

    def take(self, kind: str, style: str) -> Take:
        """Return what makes a value of the text in cells of a type and format."""
        if kind != "n":
            return _TAKES.get(kind) or self._shared(kind)
        as_ = self.looks.get(style, NumberFormat.NUMBER)
        if as_ is NumberFormat.NUMBER:
            return cell_number
        return lambda text: seen_value(cell_number(text), as_, since_1904=self.since_1904)

    def _shared(self, kind: str) -> Take:
        require(kind == "s")
        return self.texts.__getitem__


def cell_number(text: str) -> float:
    """Return the number that a cell stores; of digits without end it is infinite."""
    if text.strip(_FIGURES):
        raise ValueError
    return float(text)


def unescaped(text: str) -> str:
    """Return a text as it is shown: ``_x000A_`` stands for the character of that number.

    Where one of those is half a character, the text stays as it is written.
    """
    if "_x" not in text:
        return text
    found = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    try:
        return found.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        return text


def _truth(text: str) -> bool:
    return _TRUTHS[text]


_TAKES: Mapping[str, Take] = {
    "str": unescaped,
    "inlineStr": unescaped,
    "b": _truth,
    "e": CellError,
    "d": iso_moment,
}
