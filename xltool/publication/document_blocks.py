"""What is published → a document: sentences, headings, and tables with what stands around them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.layout.cells import Role
from xltool.publication.content import PrintedTable, TextBlock
from xltool.wordfile.blocks import Heading, Paragraph, TableCell, WordTable

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.publication.content import Block
    from xltool.wordfile.blocks import Block as WordBlock

_TITLE, _BODY = -1, 0
"""Levels of a ``TextBlock`` that is no heading: the document's title, and running text."""
_CARD_LEVEL = 3
_BETWEEN = "　　　　"
"""What stands between the texts on the left and on the right above a table."""
_STRONG = frozenset({Role.HEAD, Role.FIELD})


def document_blocks(blocks: Sequence[Block]) -> tuple[WordBlock, ...]:
    """Return the blocks of a document, in order.

    A table of its own has its title in the middle; the title of a card is a heading, for readers
    go from card to card.
    """
    return tuple(each for block in blocks for each in _blocks(block))


def lines_around(table: PrintedTable) -> tuple[str, ...]:
    """Return the paragraphs that a document has around a table: above it, then its notes."""
    return (table.title, *_line_above(table), *table.notes)


def _blocks(block: Block) -> Iterator[WordBlock]:
    if isinstance(block, TextBlock):
        yield _text(block)
        return
    if block.heads:
        yield Paragraph(block.title, "center")
    else:
        yield Heading(block.title, _CARD_LEVEL)
    for line in _line_above(block):
        yield Paragraph(line, "right")
    yield word_table(block)
    for note in block.notes:
        yield Paragraph(note, "note")


def _text(block: TextBlock) -> WordBlock:
    if block.level == _BODY:
        return Paragraph(block.text)
    return Heading(block.text, 0 if block.level == _TITLE else block.level)


def _line_above(table: PrintedTable) -> tuple[str, ...]:
    line = _BETWEEN.join(text for text in table.above if text)
    return (line,) if line else ()


def word_table(table: PrintedTable) -> WordTable:
    """Return a table as a document has it: cells merged as on the form."""
    cells = tuple(
        TableCell(
            cell.row, cell.col, cell.text, cell.height, cell.width, cell.align,
            strong=cell.strong, head=cell.role in _STRONG,
        )
        for cell in table.cells
    )  # fmt: skip
    return WordTable(cells, table.widths, table.heads, landscape=table.landscape)
