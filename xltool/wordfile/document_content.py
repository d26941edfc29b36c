"""What a document says, whatever its format: paragraphs and tables in order, and what it hides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


@dataclass(frozen=True, slots=True)
class TextLine:
    """A paragraph; ``line`` counts from 1.

    In a text file it is the file's line, elsewhere paragraphs and rows of tables count one each.
    ``level`` is 0 to 3 for the title and headings, where the format tells them, and None for text.
    """

    line: int
    text: str
    level: int | None = None


@dataclass(frozen=True, slots=True)
class ReadCell:
    """A cell of a table that was read, merged over ``height`` × ``width`` places from 0 on."""

    row: int
    col: int
    text: str
    height: int = 1
    width: int = 1


@dataclass(frozen=True, slots=True)
class ReadTable:
    """A table: ``line`` is that of its first row, each row counts one. ``name`` is a sheet's.

    ``lines`` are the lines of the rows, where they do not count one each.
    """

    line: int
    cells: tuple[ReadCell, ...]
    rows: int
    cols: int
    name: str = ""
    lines: tuple[int, ...] = ()

    def line_of(self, row: int) -> int:
        """Return the line of a row."""
        return self.lines[row] if self.lines else self.line + row

    def grid(self) -> list[list[str]]:
        """Return the texts by row and column; of a merged cell it stands in its first place."""
        found = [[""] * self.cols for _ in range(self.rows)]
        for cell in self.cells:
            found[cell.row][cell.col] = cell.text
        return found

    def covering(self) -> Mapping[tuple[int, int], ReadCell]:
        """Return the cell that covers each place."""
        return {
            (row, col): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.height)
            for col in range(cell.col, cell.col + cell.width)
        }


@dataclass(frozen=True, slots=True)
class HiddenText:
    """A text that is in the file and not on the page: in which part, as what.

    ``what`` is one of field, bookmark, comment, deleted, vanish, white, tiny, alternative,
    property, customxml, unreferenced, embedded, control, variable, attribute, drawing, ruby, sheet,
    row, column, name, other. ``line`` is the paragraph or row where it stands; 0 outside of them.
    """

    part: str
    what: str
    text: str
    line: int = 0


ReadItem = TextLine | ReadTable


@dataclass(frozen=True, slots=True)
class DocumentContent:
    """What was read of a document.

    ``kind`` is docx, txt, html, pdf, xlsx, xls or ods, ``sha256`` that of its bytes. ``running``
    are the texts at head and foot of pages.
    """

    kind: str
    sha256: str
    items: tuple[ReadItem, ...]
    hidden: tuple[HiddenText, ...] = ()
    running: tuple[str, ...] = ()

    def lines(self) -> Iterator[TextLine]:
        """Yield the paragraphs outside of tables."""
        return (item for item in self.items if isinstance(item, TextLine))

    def tables(self) -> Iterator[ReadTable]:
        """Yield the tables."""
        return (item for item in self.items if isinstance(item, ReadTable))
