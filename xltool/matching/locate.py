"""Where a form stands in a returned sheet, when it does not stand where the layout says.

Rows and columns are found again by what is printed on them. A place is certain when every way
to explain the sheet, that is not much dearer than the cheapest one, agrees on it; nothing is read
from a place that is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.layout.cells import FormCell, Role
from xltool.matching.axis_search import find_columns, find_rows
from xltool.matching.observed_sheet import SOFT
from xltool.model.submission import Placement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.matching.observed_sheet import ObservedSheet


@dataclass(frozen=True, slots=True)
class Edited:
    """A printed text that was changed where it stands: the layout's cell and what is there."""

    cell: FormCell
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

    cell: FormCell
    expected: str
    found: str


def locate(page: ObservedSheet, name: str) -> Located | Lost:
    """Find the form in the sheet called ``name``, by what is printed.

    Returns ``Lost`` when rows or columns have no certain place.
    """
    if page.in_place():
        return Located(Placement(name), tuple(_edited(page, Placement(name))))
    place = _search(page, name)
    if place is None:
        cell = page.first_difference()
        return Lost(cell, page.expected(cell), page.found(cell.row, cell.col))
    return Located(place, tuple(_edited(page, place)), tuple(_foreign(page, place)))


def _search(page: ObservedSheet, name: str) -> Placement | None:
    across = find_columns(page)
    down = find_rows(page, across.found) if across else None
    if across is None or down is None:
        return None
    return Placement(
        name,
        {old: new for old, new in down.found.items() if old != new},
        {old: new for old, new in across.found.items() if old != new},
        down.lost,
        across.lost,
    )


def _edited(page: ObservedSheet, place: Placement) -> Iterator[Edited]:
    named = page.plan.extent.entity.name != page.plan.extent.entity.code
    soft = SOFT if named else frozenset({Role.TITLE})
    texts = [cell for cell in page.plan.cells if cell.role in soft and cell.text]
    for cell in (*texts, *(cell for cells in page.anchors.values() for cell in cells)):
        row, col = place.at(cell.row, cell.col)
        unseen = cell.role is Role.CARD or not place.has(cell.row, cell.col)
        if not unseen and not page.matches(cell, row, col):
            yield Edited(cell, page.found(row, col))


def _foreign(page: ObservedSheet, place: Placement) -> Iterator[int]:
    """Yield rows of the file inside the form that no row of the layout stands on."""
    kept = (row for row in range(page.plan.rows) if row not in place.lost_rows)
    taken = {place.rows.get(row, row) for row in kept}
    cols = [place.cols.get(col, col) for col in range(len(page.plan.widths))]
    for row in _span(taken):
        if row not in taken and not {page.found(row, col) for col in cols} <= page.notes:
            yield row


def _span(taken: Iterable[int]) -> range:
    ordered = sorted(taken)
    return range(ordered[0], ordered[-1] + 1) if ordered else range(0)
