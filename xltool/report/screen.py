"""A report on a terminal: rich tables that wrap to its width, severities in colour.

Texts go to rich as ``Text``, never as markup, and after ``visible``: what somebody typed into a
workbook can neither colour the screen nor move the cursor.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING, Any

from rich.box import Box
from rich.cells import cell_len
from rich.console import Console, Group
from rich.containers import Lines
from rich.table import Table
from rich.text import Text

from xltool.documents.styled_text import StyledText, TextStyle
from xltool.report.text_table import TextTable
from xltool.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.report.text_table import Block, Cell

STYLES = {
    TextStyle.HEADING: "bold",
    TextStyle.ERROR: "bold red",
    TextStyle.WARNING: "yellow",
    TextStyle.NOTE: "cyan",
    TextStyle.GOOD: "green",
    TextStyle.ACTION: "green",
}
RULE_BELOW_HEAD = Box("    \n    \n -  \n    \n    \n    \n    \n    \n", ascii=True)
"""One row of hyphens below the head. Lines of box drawing are two columns wide on some Chinese
consoles, where they would break the layout."""
WIDEST_SHORT = 24
"""Columns of a terminal; a short text that is longer is wrapped as well."""
NARROWEST_PROSE = 10
"""Columns of a terminal. Where prose would have less, each row becomes a record: a line for each
of its cells, named by the head."""
GAP = 2
TRAILING = re.compile(" +$", re.MULTILINE)
"""Spaces that rich fills the last column with."""
CLOSING = "，。、；：！？）】》”’,.;:!?)"
"""What no line begins with."""
OPENING = "（【《“‘("
"""What no line ends with."""
EMOJI_VARIANT = "\ufe0f"
"""It has no width, but may make the sign before it wider."""


def screen_text(page: Iterable[Block], columns: int, *, colour: bool) -> Iterator[str]:
    """Yield a report, block by block, for a terminal of so many columns."""
    console = Console(
        file=StringIO(),
        width=columns,
        height=1,  # with a width alone rich would take 80 columns on a dumb terminal
        color_system="standard" if colour else None,  # without one rich writes no escapes at all
        force_terminal=True,
        legacy_windows=False,
        no_color=False,
    )
    for block in page:
        with console.capture() as capture:
            if isinstance(block, TextTable):
                _print_table(console, block)
            else:
                console.print(Group(_rich_text(block)))
        yield TRAILING.sub("", capture.get())


def _print_table(console: Console, block: TextTable) -> None:
    if block.title:
        title = block.title if isinstance(block.title, tuple) else (block.title,)
        console.print(Group(*map(_rich_text, title)))
    head = [_rich_text(StyledText(name, TextStyle.HEADING)) for name in block.head]
    rows = [[_rich_text(cell) for cell in row] for row in block.rows]
    if not rows:
        return
    if _room_for_prose(console.width, block, [head, *rows]) < NARROWEST_PROSE:
        _print_records(console, head, rows)
        return
    table = Table(box=RULE_BELOW_HEAD, padding=(0, 1, 0, 0), header_style="")
    table.show_edge = table.pad_edge = False
    for number, name in enumerate(head):
        prose = number in block.prose
        table.add_column(
            name,
            justify="right" if number in block.numeric else "left",
            no_wrap=not prose,  # by this rich knows which columns to make narrower
            max_width=None if prose else WIDEST_SHORT,
        )
    for row in rows:
        table.add_row(*row)
    console.print(table)
    console.print()


def _room_for_prose(width: int, block: TextTable, rows: list[list[Text]]) -> int:
    """Return how many columns of a terminal each column of prose has beside the short texts."""
    needed = [
        min(max(cell_len(line) for text in column for line in text.plain.split("\n")), WIDEST_SHORT)
        for column in zip(*rows, strict=True)
    ]
    short = sum(size for number, size in enumerate(needed) if number not in block.prose)
    return (width - short - GAP * (len(needed) - 1)) // max(len(block.prose), 1)


def _print_records(console: Console, head: list[Text], rows: list[list[Text]]) -> None:
    for row in rows:
        record = Table.grid(padding=(0, GAP, 0, 0), pad_edge=False)
        record.add_column()
        record.add_column()
        for name, cell in zip(head, row, strict=True):
            if cell.plain:
                record.add_row(name, cell)
        console.print(record)
        console.print()


def _rich_text(cell: Cell) -> Text:
    text = WrappedText()
    for part in cell if isinstance(cell, tuple) else (cell,):
        if text.plain:
            text.append("\n")
        if isinstance(part, StyledText):
            text.append(visible(part.text), STYLES[part.style])
        else:
            text.append(visible(part))
    return text


class WrappedText(Text):
    """Text broken into lines as Chinese is.

    rich breaks at spaces, of which Chinese has none, and cuts what is longer at any character:
    figures in the middle, and so that a line begins with a comma.
    """

    def wrap(self, console: Console, width: int, **options: Any) -> Lines:  # noqa: ANN401 - rich's own
        """Return the lines, none wider than ``width``; rich aligns them by ``options``."""
        lines = Lines()
        for line in self.split(allow_blank=True):
            for part in line.divide(find_breaks(line.plain, width)):
                part.rstrip()
                lines.extend(part.wrap(console, width, **options))
        return lines


def find_breaks(text: str, width: int) -> list[int]:
    """Return where the lines after the first begin, when a line has ``width`` columns.

    A line ends after as much as fits, or before that: not inside a word or a figure, unless it is
    longer than a line, and not between a sign and what it opens or closes. Spaces at the end of a
    line need no room.
    """

    def fits(cut: int, at: int) -> bool:
        return _may_break(text[cut - 1], text[cut]) and (
            sum(map(_columns, text[cut : at + 1])) <= width
        )

    breaks, start, used = [], 0, 0
    for at, char in enumerate(text):
        used += _columns(char)
        if used > width and at > start and not char.isspace():
            start = next((cut for cut in range(at, start, -1) if fits(cut, at)), at)
            breaks.append(start)
            used = sum(map(_columns, text[start : at + 1]))
    return breaks


def _columns(char: str) -> int:
    return 1 if char == EMOJI_VARIANT else cell_len(char)


def _may_break(before: str, after: str) -> bool:
    if after.isspace() or after in CLOSING or before in OPENING or not cell_len(after):
        return False
    return not (_in_word(before) and _in_word(after))


def _in_word(char: str) -> bool:
    return char.isascii() and not char.isspace()
