"""Text in columns, for listings that people read: Chinese counts double."""

from __future__ import annotations

import unicodedata
from itertools import zip_longest
from typing import TYPE_CHECKING

from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


CLOSING = "，。、；：！？）】》”’,.;:!?)"
"""What no line begins with."""


def width(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes: Chinese counts double."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def padded(text: str, columns: int) -> str:
    """Return ``text`` filled with spaces to ``columns`` of a terminal."""
    return text + " " * (columns - width(text))


def aligned(rows: Iterable[Sequence[str]]) -> str:
    """Return the rows as lines whose columns stand below each other."""
    shown = [[visible(cell) for cell in row] for row in rows]
    widths = [max(map(width, column)) for column in zip(*shown, strict=True)]
    lines = (
        "  ".join(padded(cell, size) for cell, size in zip(row, widths, strict=True)).rstrip()
        for row in shown
    )
    return "".join(f"{line}\n" for line in lines)


def wrapped(text: str, columns: int) -> list[str]:
    """Return ``text`` in lines of at most ``columns``, broken as Chinese and English are."""
    lines, rest = [], text
    while width(rest) > columns:
        at = _break(rest, columns)
        lines.append(rest[:at].rstrip())
        rest = rest[at:].lstrip()
    return [*lines, rest]


def _break(text: str, columns: int) -> int:
    """Return where the first line ends: not inside a word, nor before a closing sign."""
    most, used = 0, 0
    while used + width(text[most]) <= columns:
        used += width(text[most])
        most += 1
    for at in range(most, most // 2, -1):
        if text[at] not in CLOSING and not (_latin(text[at - 1]) and _latin(text[at])):
            return at
    return max(most, 1)


def _latin(char: str) -> bool:
    return char.isascii() and not char.isspace()


def beside(texts: Sequence[str], sizes: Sequence[int]) -> list[str]:
    """Return texts as columns of these sizes, side by side with two spaces between."""
    columns = [wrapped(text, size) for text, size in zip(texts, sizes, strict=True)]
    return [
        "  ".join(padded(line, size) for line, size in zip(row, sizes, strict=True)).rstrip()
        for row in zip_longest(*columns, fillvalue="")
    ]
