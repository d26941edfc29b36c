"""What a place of a published table must hold: a number, a text, stars, nothing, or a heading."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import TYPE_CHECKING

from xltool.kinds import ColumnKind
from xltool.values.cell_values import places_of
from xltool.values.decimal_text import half_up
from xltool.writing.styles import SHOWN_PLACES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from xltool.model.forms import Column, FormLine


class CellKind(StrEnum):
    """What a cell must hold; ``printed``: headings, row numbers, what stands for none."""

    NUMBER = "numbers"
    TEXT = "texts"
    MASKED = "masked"
    BLANK = "blank"
    PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class ExpectedCell:
    """What a place of a table must hold; a number with so many ``places``.

    ``is_further`` is whether another place of the same merged cell was before it.
    """

    kind: CellKind
    text: str = ""
    number: Decimal | None = None
    places: int = 0
    is_further: bool = False


BLANK_CELL = ExpectedCell(CellKind.BLANK)


def number_cell(value: Decimal, column: Column, line: FormLine | None = None) -> ExpectedCell:
    """Return a number with the places that a form shows of it."""
    own = line.places if line is not None and column.kind is ColumnKind.NUMBER else None
    places = min(places_of(column, own), SHOWN_PLACES)
    return ExpectedCell(CellKind.NUMBER, number=half_up(value, places), places=places)


def printed_cell(text: str) -> ExpectedCell:
    """Return what is printed whatever was filled in."""
    return ExpectedCell(CellKind.PRINTED, text)


def merged_cells(cell: ExpectedCell, width: int) -> Iterator[ExpectedCell]:
    """Yield a cell for each of the places that it is merged over."""
    further = ExpectedCell(cell.kind, cell.text, cell.number, cell.places, is_further=True)
    return chain([cell], [further] * (width - 1))
