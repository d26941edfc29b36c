"""What a publication holds before it is a file: sentences of spans, and tables of cells.

A span knows where its text came from, so that what is printed can be held against its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from xltool.layout.cells import Role
    from xltool.model.submission import Key
    from xltool.wordfile.blocks import CellAlign


class SpanKind(StrEnum):
    """Where the words of a span come from: the text file, figures, or a person."""

    PRINTED = "printed"
    NAME = "name"
    FIGURE = "figure"
    CHANGE = "change"
    SHARE = "share"
    SLOT = "slot"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a sentence: its text, where it is from, and the cells behind it.

    ``source`` is the field of the text file that printed it, as
    ``three_public.total.current``; empty for words that stand there. ``keys`` are those of the
    department's submission, in which the rows of all entities are numbered on.
    """

    text: str
    kind: SpanKind = SpanKind.PRINTED
    source: str = ""
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class TextBlock:
    """A paragraph, or a heading of ``level`` 1 to 3 (0: a paragraph, -1: the document's title).

    ``line`` is the line of the text file where it begins, counted from 1; 0 when it has none.
    """

    spans: tuple[Span, ...]
    level: int = 0
    line: int = 0

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True)
class PrintedCell:
    """One cell of a published table, merged over ``height`` × ``width`` cells.

    ``text`` is what stands there, ``align`` where in the cell. ``key`` is the cell behind it,
    which a decision may keep out: then it is ``withheld``. Where a number is printed its text is a
    numeral, with the separators and decimal places of the form: ``1,621.00``.
    """

    row: int
    col: int
    text: str
    role: Role
    height: int = 1
    width: int = 1
    key: Key | None = None
    withheld: bool = False
    is_number: bool = False
    strong: bool = False
    align: CellAlign = "left"


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table as it is published: one form, or one card of it.

    ``name`` is that of its sheet in the public workbook: tables of the same name, the cards of a
    form, share one. ``title`` stands above it; ``above`` are the texts between title and headings,
    left and right (whose it is, and the measure or the date), ``notes`` those below. ``widths`` are
    characters, by column, ``heads`` how many rows at the top are headings: none of a card, whose
    fields stand above its headings.
    """

    form: str
    name: str
    title: str
    above: tuple[str, ...]
    cells: tuple[PrintedCell, ...]
    widths: tuple[float, ...]
    heads: int
    notes: tuple[str, ...] = ()
    landscape: bool = False
    line: int = 0

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return max(cell.row + cell.height for cell in self.cells)


Block: TypeAlias = TextBlock | PrintedTable
