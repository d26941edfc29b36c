"""The rows of a cover: what is said of an entity stands in two pairs of columns side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.model.forms import Pack

HEAD_ROWS = 4
"""The rows of the title, above what is said of the entity."""
_NAME_AND_CODE = 2


def first_row_below(pack: Pack) -> int:
    """Return the first row, counted from 0, below what a cover says of its entity."""
    pairs = _NAME_AND_CODE + len(pack.texts.cover)
    return HEAD_ROWS + (pairs + 1) // 2 + 1


def answer_place(pack: Pack) -> tuple[int, int]:
    """Return row and column, from 0, of the answer whether the first form has data.

    The answers of the other forms stand below it, on a cover that asks.
    """
    return first_row_below(pack) + 3, 3
