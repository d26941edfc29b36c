"""A1 addresses of cells and areas."""

from __future__ import annotations

from functools import cache


@cache
def column_letters(col: int) -> str:
    """Return the letters of a column counted from 0."""
    name = ""
    rest = col + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(65 + letter) + name
    return name


def address(row: int, col: int) -> str:
    """Return the Excel address of a cell counted from 0."""
    return f"{column_letters(col)}{row + 1}"
