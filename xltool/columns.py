"""Text in columns, for listings that people read: Chinese counts double."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


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
