"""Where a form stands in a returned sheet, when it does not stand where the layout says.

Rows and columns are found again by what is printed on them. A place is certain when every way
to explain the sheet, that is not much dearer than the cheapest one, agrees on it; nothing is read
from a place that is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.layout import Cell, Layout, Role
from xltool.model import Placement
from xltool.reading.axes import columns, rows
from xltool.reading.printed import SOFT, Grid, Sheet

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from xltool.model import Older


@dataclass(frozen=True, slots=True)
class Edited:
    """A printed text that was changed where it stands: the layout's cell and what is there."""

    cell: Cell
    found: str


@dataclass(frozen=True, slots=True)
class Located:
    """A form, found: its place, the printed texts that were changed, and foreign rows."""

    place: Placement
    edited: tuple[Edited, ...] = ()
    foreign: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Lost:
    """A form that cannot be read with certainty: the first printed cell that differs."""

    cell: Cell
    expected: str
    found: str


def locate(
    plan: Layout,
    grid: Grid,
    older: Older,
    name: str,
    merges: Callable[[], Mapping[tuple[int, int], int]],
) -> Located | Lost:
    """Find the form of ``plan`` in ``grid``, the sheet called ``name``.

    ``merges`` gives the rows that each merged cell spans, asked for only when the form is not
    where the layout says. Returns ``Lost`` when rows or columns have no certain place.
    """
    sheet = Sheet(plan, grid, older, {})
    if sheet.in_place():
        return Located(Placement(name), tuple(_edited(sheet, Placement(name))))
    sheet = Sheet(plan, grid, older, merges())
    place = _search(sheet, name)
    if place is None:
        cell = sheet.first_difference()
        return Lost(cell, sheet.expected(cell), sheet.found(cell.row, cell.col))
    return Located(place, tuple(_edited(sheet, place)), tuple(_foreign(sheet, place)))


def _search(sheet: Sheet, name: str) -> Placement | None:
    across = columns(sheet)
    down = rows(sheet, across.found) if across else None
    if across is None or down is None:
        return None
    return Placement(
        name,
        {old: new for old, new in down.found.items() if old != new},
        {old: new for old, new in across.found.items() if old != new},
        down.lost,
        across.lost,
    )


def _edited(sheet: Sheet, place: Placement) -> Iterator[Edited]:
    named = sheet.plan.extent.entity.name != sheet.plan.extent.entity.code
    soft = SOFT if named else frozenset({Role.TITLE})
    texts = [cell for cell in sheet.plan.cells if cell.role in soft and cell.text]
    for cell in (*texts, *(cell for cells in sheet.anchors.values() for cell in cells)):
        row, col = place.at(cell.row, cell.col)
        unseen = cell.role is Role.CARD or not place.has(cell.row, cell.col)
        if not unseen and not sheet.matches(cell, row, col):
            yield Edited(cell, sheet.found(row, col))


def _foreign(sheet: Sheet, place: Placement) -> Iterator[int]:
    """Yield rows of the file inside the form that no row of the layout stands on."""
    kept = (row for row in range(sheet.plan.rows) if row not in place.lost_rows)
    taken = {place.rows.get(row, row) for row in kept}
    cols = [place.cols.get(col, col) for col in range(len(sheet.plan.widths))]
    for row in _span(taken):
        if row not in taken and not {sheet.found(row, col) for col in cols} <= sheet.notes:
            yield row


def _span(taken: Iterable[int]) -> range:
    ordered = sorted(taken)
    return range(ordered[0], ordered[-1] + 1) if ordered else range(0)
