"""A report as lines and tables of text, and its plain form for files and pipes.

A report is made once and written by one of two writers. ``plain_text`` here gives the lines that
programs and files get; ``screen`` lays the same tables out for a terminal, by rich. The plain form
is not made by rich: it takes a tenth of a second to import, for two spaces between columns.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.documents.styled_text import AnyText, text_alone
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence


Cell = AnyText | tuple[AnyText, ...]
"""One text, or several below each other."""


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of a report.

    ``title`` and ``head`` are shown on a terminal only. ``numeric`` are the columns, counted from
    0, that stand flush right there; ``prose`` those that are wrapped before any other is.
    ``lines`` is the plain form; None aligns ``rows``. ``rows`` and ``lines`` may be generators:
    only one of them is ever used.
    """

    head: tuple[str, ...]
    rows: Iterable[Sequence[Cell]]
    lines: Iterable[str] | None = None
    title: Cell = ()
    numeric: tuple[int, ...] = ()
    prose: tuple[int, ...] = ()


Block = AnyText | TextTable
"""A part of a report: a line of text, or a table."""


def plain_text(page: Iterable[Block]) -> Iterator[str]:
    """Yield a report line by line, each with its line end; what nobody sees is written out."""
    for block in page:
        if not isinstance(block, TextTable):
            yield f"{visible(text_of(block))}\n"
            continue
        for line in align(block.rows, block.numeric) if block.lines is None else block.lines:
            yield f"{visible(line)}\n"


def text_of(cell: Cell) -> str:
    """Return the text of a cell without its style."""
    if isinstance(cell, tuple):
        return " ".join(map(text_of, cell))
    return text_alone(cell)


def align(rows: Iterable[Sequence[Cell]], numeric: Collection[int] = ()) -> Iterator[str]:
    """Yield the rows as lines, columns below each other with two spaces between.

    Columns that are ``numeric``, counted from 0, stand flush right.
    """
    texts = [[visible(text_of(cell)) for cell in row] for row in rows]
    widths = [max(map(count_columns, column)) for column in zip(*texts, strict=True)]
    for row in texts:
        cells = (
            " " * (width - count_columns(text)) + text if at in numeric else pad(text, width)
            for at, (text, width) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join(cells).rstrip()


def pad(text: str, width: int) -> str:
    """Return ``text`` filled with spaces to ``width`` columns of a terminal."""
    return text + " " * (width - count_columns(text))


def count_columns(text: str) -> int:
    """Return how many columns of a terminal ``text`` takes: Chinese counts double."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)
