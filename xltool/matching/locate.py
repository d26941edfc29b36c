"""Where a form stands in a sheet of the file, whether or not it is where the layout has it.

Rows and columns are found again by what is printed on them, with certainty or not at all, as
``alignment`` defines it: nothing is read from a place that is not certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.layout.cells import FormCell, Role
from xltool.matching.axis_search import find_columns, find_rows
from xltool.matching.observed_sheet import CAPTIONS
from xltool.model.submission import Placement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.matching.observed_sheet import ObservedSheet


@dataclass(frozen=True, slots=True)
class Edited:
    """A printed text that was changed where it stands: the layout's cell and the text found."""

    cell: FormCell
    found: str


@dataclass(frozen=True, slots=True)
class Located:
    """A form, found: its place, printed texts that were changed, inserted rows with content.

    ``repeats`` are the rows and columns of the file where the text of a label stands again.
    """

    place: Placement
    edited: tuple[Edited, ...] = ()
    foreign: tuple[int, ...] = ()
    repeats: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Lost:
    """A form that cannot be read with certainty: the first printed cell that differs."""

    cell: FormCell
    expected: str
    found: str


def locate(observed: ObservedSheet, name: str) -> Located | Lost:
    """Find the form in the sheet called ``name``, by what is printed.

    Returns ``Lost`` when rows or columns have no certain place.
    """
    difference, repeats = observed.first_difference(), tuple(sorted(observed.repeats))
    if difference is None:
        return Located(Placement(name), tuple(_edited(observed, Placement(name))), (), repeats)
    place = _search(observed, name)
    if place is None:
        return Lost(*difference)
    edited, foreign = _edited(observed, place), _foreign_rows(observed, place)
    return Located(place, tuple(edited), tuple(foreign), repeats)


def _search(observed: ObservedSheet, name: str) -> Placement | None:
    across = find_columns(observed)
    down = find_rows(observed, across.found) if across else None
    if across is None or down is None:
        return None
    rows, cols = (
        {old: new for old, new in axis.found.items() if old != new} for axis in (down, across)
    )
    return Placement(name, rows, cols, down.lost, across.lost)


def _edited(observed: ObservedSheet, place: Placement) -> Iterator[Edited]:
    entity = observed.layout.extent.entity
    # Without the entity's name, which may be lost with _meta, captions that print it would differ.
    roles = CAPTIONS if entity.name != entity.code else {Role.TITLE}
    captions = [cell for cell in observed.cells_of({*roles, Role.INDEX}) if cell.text]
    for cell in (*captions, *(cell for cells in observed.anchors.values() for cell in cells)):
        row, col = place.at(cell.row, cell.col)
        is_there = cell.role is not Role.CARD and place.has(cell.row, cell.col)
        if is_there and not observed.shows(cell, row, col):
            yield Edited(cell, observed.text_at(row, col))


def _foreign_rows(observed: ObservedSheet, place: Placement) -> Iterator[int]:
    """Yield rows with content inside the form that no row of the layout stands on."""
    kept = (row for row in range(observed.layout.rows) if row not in place.lost_rows)
    taken = {place.rows.get(row, row) for row in kept}
    cols = [place.cols.get(col, col) for col in range(len(observed.layout.widths))]
    for row in range(min(taken, default=0), max(taken, default=-1) + 1):
        texts = {observed.text_at(row, col) for col in cols}
        if row not in taken and not texts <= observed.note_texts:
            yield row
