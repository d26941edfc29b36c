"""Where the columns and rows of a form are now: columns by their headings, then rows by labels."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import dropwhile, pairwise, takewhile
from math import inf
from typing import TYPE_CHECKING

from xltool.layout.cells import Role
from xltool.matching.alignment import (
    BLANK,
    EDITED,
    FILLED,
    PRINTED,
    SLACK,
    Alignment,
    EditCosts,
    align,
)
from xltool.matching.label_rows import RowCosts
from xltool.matching.observed_sheet import MAX_SHIFT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xltool.layout.cells import FormCell
    from xltool.matching.observed_sheet import ObservedSheet

SHIFTS_TRIED = 8
"""In how many places the heading rows are looked for; a form farther down the list is not found."""


@dataclass(frozen=True, slots=True)
class AxisMatch:
    """Rows or columns, found: the layout's positions to the file's, and those that were deleted."""

    found: Mapping[int, int]
    lost: frozenset[int]


def find_columns(observed: ObservedSheet) -> AxisMatch | None:
    """Find the columns by their headings; None when the headings leave a doubt."""
    headings = _lowest_headings(observed)
    cols = [cell.col for cell in headings]
    aligned = [
        (alignment, costs)
        for shift in _likely_shifts(observed, headings)
        for costs in [_heading_costs(observed, headings, shift)]
        if (alignment := align(cols, costs, -MAX_SHIFT, MAX_SHIFT))
    ]
    if not aligned:
        return None
    best, costs = min(aligned, key=lambda each: each[0].cost)
    # Headings that fit nearly as well in other rows, with other columns, leave a doubt.
    if any(a.cost <= best.cost + SLACK and a.places != best.places for a, _ in aligned):
        return None
    return _certain_match(cols, best, costs, lambda col, _: col in observed.entered_cols)


def _lowest_headings(observed: ObservedSheet) -> list[FormCell]:
    """Return the lowest heading of each column of the first block, from left to right."""
    before_heads = dropwhile(lambda cell: cell.role is not Role.HEAD, observed.layout.cells)
    heads = takewhile(lambda cell: cell.role is Role.HEAD, before_heads)
    lowest = {cell.col: cell for cell in heads if cell.width == 1}
    return [lowest[col] for col in sorted(lowest)]


def _likely_shifts(observed: ObservedSheet, headings: Sequence[FormCell]) -> list[int]:
    """Return by how many rows headings may have moved, those with most texts in place first."""
    scores = {}
    rows = {cell.row for cell in headings}
    for shift in range(-min(rows), min(observed.height, MAX_SHIFT)):
        texts = {row: _row_texts(observed, row + shift) for row in rows}
        if score := sum(observed.expected_text(cell) in texts[cell.row] for cell in headings):
            scores[shift] = score
    return sorted(scores, key=lambda shift: (-scores[shift], abs(shift)))[:SHIFTS_TRIED]


def _row_texts(observed: ObservedSheet, row: int) -> set[str]:
    width = observed.width if row < observed.height else 0
    return {observed.text_at(row, col) for col in range(width)}


def _heading_costs(observed: ObservedSheet, headings: Sequence[FormCell], shift: int) -> EditCosts:
    """Return what it costs to find headings in columns, if they moved down ``shift`` rows."""
    rows = sorted({cell.row + shift for cell in headings})
    cols = range(observed.width)
    expected = {observed.expected_text(cell) for cell in headings}
    texts = [{observed.text_at(row, j) for row in rows} for j in cols]
    blank = [
        not any(observed.text_at(row, j) for row in range(rows[0], observed.height)) for j in cols
    ]
    prints = [any(text and observed.is_of_form(text) for text in found) for found in texts]
    # The columns of checks beside the form have their headings there or above. Those that count
    # have a number in its place, which no heading is.
    above = [[observed.text_at(row, j) for row in range(rows[-1] + 1)] for j in cols]
    checks = [
        any(observed.is_check_title(text) or text.isdecimal() for text in found) for found in above
    ]

    def kept(index: int, j: int) -> float:
        cell = headings[index]
        row = cell.row + shift
        if observed.shows(cell, row, j):
            return 0
        is_taken = not expected.isdisjoint(texts[j]) or observed.is_of_form(
            observed.text_at(row, j)
        )
        return inf if blank[j] or checks[j] or is_taken else EDITED

    came_in = [
        PRINTED if is_printed or is_check else BLANK if is_blank else FILLED
        for is_printed, is_check, is_blank in zip(prints, checks, blank, strict=True)
    ]
    return EditCosts(kept, came_in, [PRINTED if is_printed else 0 for is_printed in prints])


def find_rows(observed: ObservedSheet, cols: Mapping[int, int]) -> AxisMatch | None:
    """Find the rows by their labels, in the columns found before; None when there is a doubt."""
    rows = RowCosts(observed, cols)
    if rows.has_row_without_labels:
        return None
    costs = EditCosts(rows.kept, rows.came_in, rows.beside)
    alignment = align(rows.expected, costs, *rows.reach)
    if alignment is None:
        return None
    match = _certain_match(rows.expected, alignment, costs, rows.position_matters)
    if match is None or rows.has_lost_spanning_label(match.found):
        return None
    return _with_other_rows(observed, match)


def _certain_match(
    expected: Sequence[int],
    alignment: Alignment,
    costs: EditCosts,
    position_matters: Callable[[int, frozenset[int | None]], bool],
) -> AxisMatch | None:
    """Return the cheapest alignment as a match; None unless every position that matters is certain.

    Two neighbours that were both edited leave a doubt, too, and so does a text of the form on a
    line that is none of its own: something moved.
    """
    for position, places in zip(expected, alignment.options, strict=True):
        if len(places) > 1 and position_matters(position, places):
            return None
    edited = [j is not None and costs.kept(i, j) >= EDITED for i, j in enumerate(alignment.places)]
    if any(one and other for one, other in pairwise(edited)):
        return None
    found = {p: j for p, j in zip(expected, alignment.places, strict=True) if j is not None}
    if not found:
        return None
    # Above or below a form that is complete and unedited, a text of the form is a copy.
    is_intact = len(found) == len(expected) and not any(edited)
    taken, first, last = set(found.values()), min(found.values()), max(found.values())
    foreign = (j for j, cost in enumerate(costs.beside) if cost and j not in taken)
    if any(not is_intact or first < j < last for j in foreign):
        return None
    return AxisMatch(found, frozenset(expected) - set(found))


def _with_other_rows(observed: ObservedSheet, match: AxisMatch) -> AxisMatch:
    """Add the rows without labels and cells to fill in: they stand as far from those above."""
    found, lost = dict(match.found), set(match.lost)
    for row in range(observed.layout.rows):
        if row in found or row in lost:
            continue
        if row - 1 in lost and _is_card_title(observed, row - 1):
            lost.add(row)
            continue
        above = max((other for other in match.found if other < row), default=None)
        near = min(match.found) if above is None else above
        shift = match.found[near] - near
        # The title above a form may have stayed when rows were inserted below it.
        if above is not None or _title_moved(observed, near, shift):
            found[row] = max(row + shift, 0)
    return AxisMatch(found, frozenset(lost))


def _is_card_title(observed: ObservedSheet, row: int) -> bool:
    return any(cell.role is Role.CARD for cell in observed.anchors.get(row, ()))


def _title_moved(observed: ObservedSheet, first: int, shift: int) -> bool:
    """Whether title or subtitle, above the row ``first``, moved by ``shift`` like it."""
    cells = [cell for cell in observed.layout.cells if cell.row < first and cell.text]
    return bool(shift) and any(observed.shows(c, c.row + shift, c.col) for c in cells)
