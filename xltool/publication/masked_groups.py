"""Tables of a document against themselves: subtotals, their rows, and what is masked in them.

Rows belong to a subtotal, a row that ends with 小计, above them or below. A subtotal that is
printed beside masked rows gives their sum away; one without any must be the sum of its rows.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xltool.text import squeezed
from xltool.values.decimal_text import decimal_text, is_masked

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.wordfile.document_content import ReadTable

_SUBTOTAL: Final = re.compile(r"\D*小计|\D*小计[:：]?")
_TOTAL: Final = re.compile(r"[总合]计|合计数")
_NUMBER: Final = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_MASK: Final = re.compile(r"[*＊]{2,}")


@dataclass(frozen=True, slots=True)
class SubtotalRows:
    """The rows of a subtotal in one column: its ``line`` and ``name``, and what stands there.

    ``masked`` counts rows that are masked, ``numbers`` are those of the others; ``stated`` is the
    subtotal as it is printed.
    """

    line: int
    name: str
    stated: Decimal
    numbers: tuple[Decimal, ...]
    masked: int

    @property
    def total(self) -> Decimal:
        """What the rows that are shown add up to."""
        return sum(self.numbers, Decimal())

    @property
    def gives_away(self) -> bool:
        """Whether the sum of masked rows follows from what is printed."""
        return self.masked > 0

    @property
    def is_wrong(self) -> bool:
        """Whether the subtotal is another than the sum of its rows, none of which is masked."""
        return not self.masked and bool(self.numbers) and self.total != self.stated

    @property
    def terms(self) -> str:
        """The rows as a sum."""
        return " + ".join(map(decimal_text, self.numbers))


def row_groups(table: ReadTable) -> Iterator[SubtotalRows]:
    """Yield the subtotals of a table and, of its total, the subtotals as rows; column by column.

    A column is looked at where a subtotal has a number.
    """
    grid = [[squeezed(text) for text in row] for row in table.grid()]
    marks = [_mark(row) for row in grid]
    subtotals = [at for at, (kind, _) in enumerate(marks) if kind == "subtotal"]
    if not subtotals:
        return
    first_line = next((at for at, (kind, _) in enumerate(marks) if kind == "row"), 0)
    above = min(subtotals) <= first_line or _begins_with_summary(marks)
    for col in range(table.cols):
        for at, rows in _groups(marks, subtotals, above=above):
            if group := _group(table, grid, at, rows, col, marks[at][1]):
                yield group
        for at in (at for at, (kind, _) in enumerate(marks) if kind == "total"):
            if group := _group(table, grid, at, subtotals, col, marks[at][1]):
                yield group


def _mark(row: Sequence[str]) -> tuple[str, str]:
    """Return what a row is, subtotal, total, row or head, and its name."""
    for text in row:
        if _TOTAL.fullmatch(text):
            return "total", text
        if _SUBTOTAL.fullmatch(text) and text:
            return "subtotal", text
    has_values = any(_NUMBER.fullmatch(text) or _MASK.fullmatch(text) for text in row)
    return ("row" if has_values else "head"), ""


def _begins_with_summary(marks: Sequence[tuple[str, str]]) -> bool:
    kinds = [kind for kind, _ in marks if kind != "head"]
    return bool(kinds) and kinds[0] != "row"


def _groups(
    marks: Sequence[tuple[str, str]], subtotals: Sequence[int], *, above: bool
) -> Iterator[tuple[int, list[int]]]:
    """Yield each subtotal with the rows up to the next one, or from the one before."""
    lines = [at for at, (kind, _) in enumerate(marks) if kind == "row"]
    bounds = [*subtotals, len(marks)] if above else [-1, *subtotals]
    for number, at in enumerate(subtotals):
        first, last = (at, bounds[number + 1]) if above else (bounds[number], at)
        yield at, [line for line in lines if first < line < last]


def _group(
    table: ReadTable,
    grid: Sequence[Sequence[str]],
    at: int,
    rows: Sequence[int],
    col: int,
    name: str,
) -> SubtotalRows | None:
    """Return the rows of a summary in a column; None where it has no number there."""
    stated = _number(grid[at][col])
    texts = [grid[row][col] for row in rows]
    masked = sum(1 for text in texts if is_masked(text))
    numbers = tuple(number for text in texts if (number := _number(text)) is not None)
    if stated is None or not (masked or numbers):
        return None
    return SubtotalRows(table.line_of(at), name, stated, numbers, masked)


def _number(text: str) -> Decimal | None:
    return Decimal(text.replace(",", "")) if _NUMBER.fullmatch(text) else None
