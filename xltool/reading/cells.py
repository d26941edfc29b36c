"""What stands in a cell of an .xlsx: its type and format make a value of the text in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.reading.formats import Look, iso_moment, seen
from xltool.reading.refusals import require
from xltool.reading.sheet import Fault

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.numbers import Raw

Take = Callable[[str], "Raw"]
"""Makes a value of the text in a cell; ValueError or KeyError when it is none of that type."""

_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_FIGURES = "0123456789+-.eE"
_TRUTHS = {"1": True, "true": True, "0": False, "false": False}


@dataclass(frozen=True, slots=True)
class Terms:
    """What the cells of a workbook refer to: shared texts by number, and formats by number."""

    texts: Mapping[str, str]
    looks: Mapping[str, Look]
    since_1904: bool = False

    def take(self, kind: str, style: str) -> Take:
        """Return what makes a value of the text in cells of a type and format."""
        if kind != "n":
            return _TAKES.get(kind) or self._shared(kind)
        as_ = self.looks.get(style, Look.NUMBER)
        if as_ is Look.NUMBER:
            return number
        return lambda text: seen(number(text), as_, since_1904=self.since_1904)

    def _shared(self, kind: str) -> Take:
        require(kind == "s")
        return self.texts.__getitem__


def number(text: str) -> float:
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
    "e": Fault,
    "d": iso_moment,
}
