"""Tables of a document: the width of the text shared among columns, merged cells, heading rows.

Sections are those of ECMA-376 Part 1, 17.4.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.wordfile.docx_markup import run
from xltool.wordfile.docx_styles import KEPT_TEXT, TABLE_TEXT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.wordfile.blocks import TableCell, WordTable

SMALLEST = 7.5
"""Points: letters of a wide table become smaller, but never than size 6 (六号)."""
_MARGIN = 57  # twentieths of a point left and right of a cell's text
_BORDERS = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
    for side in ("top", "left", "bottom", "right", "insideH", "insideV")
)
_MARGINS = f'<w:left w:w="{_MARGIN}" w:type="dxa"/><w:right w:w="{_MARGIN}" w:type="dxa"/>'


def table_markup(table: WordTable, width: int, size: float) -> str:
    """Return a table (17.4.37) as wide as the text, ``width`` twentieths of a point.

    ``size`` is that of a table's letters in points; they are made smaller where columns of the
    widths asked for would not fit.
    """
    widths = column_widths(table.widths, width)
    letters = letters_that_fit(table.widths, width, size)
    covered = covering_cells(table)
    rows = max((row for row, _ in covered), default=-1) + 1
    heads = heading_rows(table)
    grid = "".join(f'<w:gridCol w:w="{each}"/>' for each in widths)
    smaller = "" if letters == size else f'<w:sz w:val="{round(letters * 2)}"/>'
    styles = [TABLE_TEXT] * rows
    if not table.heads:  # a card stands on one page, if it fits
        styles[:-1] = [KEPT_TEXT] * (rows - 1)
    body = "".join(
        _row(row, [covered.get((row, col)) for col in range(len(widths))], widths,
             (style, smaller), head=row < heads)
        for row, style in enumerate(styles)
    )  # fmt: skip
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{_BORDERS}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        f"<w:tblCellMar>{_MARGINS}</w:tblCellMar></w:tblPr>"
        f"<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def covering_cells(table: WordTable) -> Mapping[tuple[int, int], TableCell]:
    """Return the cell that covers each place; ValueError where two do, or one is off the table."""
    found: dict[tuple[int, int], TableCell] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.height):
            for col in range(cell.col, cell.col + cell.width):
                if (row, col) in found or not 0 <= col < len(table.widths) or row < 0:
                    raise ValueError(row, col)
                found[row, col] = cell
    return found


def heading_rows(table: WordTable) -> int:
    """Return how many rows are repeated: no cell of them goes on below the last."""
    heads = table.heads
    while (
        lowest := max((c.row + c.height for c in table.cells if c.row < heads), default=0)
    ) > heads:
        heads = lowest
    return heads


def column_widths(wanted: Sequence[float], width: int) -> list[int]:
    """Return the width of each column so that they share ``width`` as they ask for it, exactly."""
    whole = sum(wanted)
    edges = [round(width * sum(wanted[:count]) / whole) for count in range(len(wanted) + 1)]
    return [right - left for left, right in pairwise(edges)]


def letters_that_fit(wanted: Sequence[float], width: int, size: float) -> float:
    """Return the size of letters, in halves of a point, at which columns hold what they ask for.

    A character of a column's width is half as wide as it is high.
    """
    room = width - 2 * _MARGIN * len(wanted)
    fitting = int(room / 20 / (sum(wanted) / 2) * 2) / 2 if sum(wanted) else size
    return min(size, max(fitting, SMALLEST))


def _row(
    row: int,
    cells: Sequence[TableCell | None],
    widths: Sequence[int],
    look: tuple[str, str],
    *,
    head: bool,
) -> str:
    """Return a row (17.4.78), in one piece on a page; a ``head`` is repeated on each page.

    ``look`` is the style of its paragraphs, and the size of letters if they are smaller.
    """
    repeated = "<w:tblHeader/>" if head else ""
    pieces, col = [], 0
    while col < len(cells):
        cell = cells[col]
        span = cell.width if cell else 1
        pieces.append(_cell(row, cell, sum(widths[col : col + span]), look))
        col += span
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(pieces)}</w:tr>"


def _cell(row: int, cell: TableCell | None, width: int, look: tuple[str, str]) -> str:
    """Return a cell (17.4.65); of one that covers several rows, what stands in this row of it."""
    style, smaller = look
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    if cell is None:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{_paragraph(style, 'left', '')}</w:tc>"
    first = row == cell.row
    if cell.width > 1:
        properties += f'<w:gridSpan w:val="{cell.width}"/>'
    if cell.height > 1:
        properties += '<w:vMerge w:val="restart"/>' if first else "<w:vMerge/>"
    letters = ("<w:b/>" if cell.strong or cell.head else "") + smaller
    text = _paragraph(style, cell.align, run(cell.text if first else "", letters))
    return f'<w:tc><w:tcPr>{properties}<w:vAlign w:val="center"/></w:tcPr>{text}</w:tc>'


def _paragraph(style: str, align: str, content: str) -> str:
    properties = f'<w:pStyle w:val="{style}"/><w:jc w:val="{align}"/>'
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"
