"""The texts that are withheld, to be searched for, and those that are public all the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.publication.content import SpanKind, TextBlock
from xltool.publication.decision_findings import STARS
from xltool.publication.document_blocks import lines_around
from xltool.publication.search import Secret

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.publication.content import Block, PrintedTable
    from xltool.publication.withholding import Withholding


def withheld_secrets(withholding: Withholding) -> tuple[tuple[int, Secret], ...]:
    """Return each withheld text with the row of its decision: names, and what cards hold.

    A text of several lines is searched for line by line. What was entered with asterisks is not
    known, and numbers are not searched for: they stand behind every other number, too.
    """
    found = (
        (cell.row, Secret(line.strip(), cell.is_name))
        for cell in withholding.cells()
        if isinstance(cell.value, str)
        for line in cell.value.splitlines()
        if line.strip() and not STARS.search(line)
    )
    return tuple(dict.fromkeys(found))


def public_texts(tables: Iterable[PrintedTable], blocks: Iterable[Block] = ()) -> tuple[str, ...]:
    """Return the texts that are public: public cells of tables, what stands around them, sentences.

    What a person wrote is not among them: a withheld text in it is one that leaked. Names of
    entities and figures are.
    """
    return tuple(dict.fromkeys([*_of_tables(tables), *_of_sentences(blocks)]))


def texts_in_order(blocks: Iterable[Block]) -> list[str]:
    """Return every text of a document as it follows the one before: cells row by row."""
    found = list[str]()
    for block in blocks:
        if isinstance(block, TextBlock):
            found.append(block.text)
            continue
        cells = sorted(block.cells, key=lambda cell: (cell.row, cell.col))
        found += [*lines_around(block), *(cell.text for cell in cells)]
    return found


def _of_tables(tables: Iterable[PrintedTable]) -> Iterator[str]:
    for table in tables:
        yield from lines_around(table)
        yield from (cell.text for cell in table.cells if cell.text)


def _of_sentences(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, TextBlock):
            yield from (span.text for span in block.spans if span.kind is not SpanKind.SLOT)
