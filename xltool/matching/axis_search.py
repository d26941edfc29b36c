"""Where the rows and columns of a form are now, each found by what is printed on it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
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
from xltool.matching.label_rows import Labels
from xltool.matching.observed_sheet import BAND

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from xltool.layout.cells import FormCell
    from xltool.matching.observed_sheet import ObservedSheet

HEADINGS = 8
"""How many places of the heading rows are tried."""


@dataclass(frozen=True, slots=True)
class AxisMatch:
    """One axis, found: the layout's positions to the file's, and those that are gone."""

    found: Mapping[int, int]
    lost: frozenset[int]


def find_columns(page: ObservedSheet) -> AxisMatch | None:
    """Find the columns by their headings; None when the headings leave a doubt."""
    leaves = _leaves(page)
    solved = [
        (aligned.cost, shift, aligned, change)
        for shift in _shifts(page, leaves)
        for aligned, change in [_columns_at(page, leaves, shift)]
        if aligned
    ]
    if not solved:
        return None
    best, _, first, _ = min(solved, key=lambda item: item[0])
    wanted = [cell.col for cell in leaves]
    if any(cost <= best + SLACK and other.places != first.places for cost, _, other, _ in solved):
        return None
    change = next(change for _, _, aligned, change in solved if aligned is first)
    return _settled(wanted, first, change, lambda col, _: col in page.entered_cols)


def _leaves(page: ObservedSheet) -> list[FormCell]:
    """Return the lowest heading of each column of the first block, from left to right."""
    first: dict[int, FormCell] = {}
    for cell in page.plan.cells:
        if cell.role is Role.HEAD and cell.width == 1:
            first.setdefault(cell.col, cell)
    return [first[col] for col in sorted(first)]


def _shifts(page: ObservedSheet, leaves: Sequence[FormCell]) -> list[int]:
    """Return how far heading rows may have moved, the likeliest first."""
    scores = {}
    rows = {cell.row for cell in leaves}
    for shift in range(-min(rows), min(page.height, BAND)):
        texts = {row: _texts(page, row + shift) for row in rows}
        if score := sum(page.expected(cell) in texts[cell.row] for cell in leaves):
            scores[shift] = score
    return sorted(scores, key=lambda shift: (-scores[shift], abs(shift)))[:HEADINGS]


def _texts(page: ObservedSheet, row: int) -> set[str]:
    return {page.found(row, col) for col in range(_width(page, row))}


def _width(page: ObservedSheet, row: int) -> int:
    return page.width if 0 <= row < page.height else 0


def _columns_at(
    page: ObservedSheet, leaves: Sequence[FormCell], shift: int
) -> tuple[Alignment | None, EditCosts]:
    """Hold the headings against the file's, were they ``shift`` rows farther down."""
    rows = sorted({cell.row + shift for cell in leaves})
    width = max(_width(page, row) for row in rows)
    printed = {page.expected(cell) for cell in leaves}
    blank = [not any(page.found(r, j) for r in range(rows[0], page.height)) for j in range(width)]
    texts = [[page.found(row, j) for row in rows] for j in range(width)]
    prints = [not printed.isdisjoint(found) for found in texts]
    ours = [any(text and page.ours(text) for text in found) for found in texts]
    checks = [_heads_checks(page, rows[-1], j) for j in range(width)]

    def kept(index: int, j: int) -> float:
        cell = leaves[index]
        if page.matches(cell, cell.row + shift, j):
            return 0
        taken = blank[j] or prints[j] or page.ours(page.found(cell.row + shift, j))
        return inf if taken or checks[j] else EDITED

    came_in = [
        PRINTED if o or c else BLANK if b else FILLED
        for o, c, b in zip(ours, checks, blank, strict=True)
    ]
    change = EditCosts(kept, came_in, [PRINTED if o else 0 for o in ours])
    return align([cell.col for cell in leaves], change, -BAND, BAND), change


def _heads_checks(page: ObservedSheet, last: int, col: int) -> bool:
    """Whether a column of the file, down to its heading, belongs to the checks beside the form."""
    return any(page.found(row, col) in page.checks for row in range(last + 1))


def find_rows(page: ObservedSheet, cols: Mapping[int, int]) -> AxisMatch | None:
    """Find the rows by their labels, in the columns found before; None when there is a doubt."""
    labels = Labels(page, cols)
    if labels.nameless:
        return None
    wanted, change = labels.wanted, EditCosts(labels.kept, labels.came_in, labels.beside)
    aligned = align(wanted, change, *labels.reach)
    if aligned is None:
        return None
    axis = _settled(wanted, aligned, change, labels.matter)
    if axis is None or labels.bereft(axis.found):
        return None
    return _with_loose(page, axis)


def _settled(
    wanted: Sequence[int],
    aligned: Alignment,
    change: EditCosts,
    matters: Callable[[int, frozenset[int | None]], bool],
) -> AxisMatch | None:
    """Return the places if every one that matters is certain.

    Two neighbours that were both rewritten leave a doubt, and so does a text of the form on a
    line that is none of its own: something moved.
    """
    for position, places in zip(wanted, aligned.options, strict=True):
        if len(places) > 1 and matters(position, places):
            return None
    rewritten = [
        j is not None and change.kept(i, j) >= EDITED for i, j in enumerate(aligned.places)
    ]
    if any(one and two for one, two in pairwise(rewritten)):
        return None
    found = {p: j for p, j in zip(wanted, aligned.places, strict=True) if j is not None}
    if not found:
        return None
    taken, first, last = set(found.values()), min(found.values()), max(found.values())
    strange = [j for j, cost in enumerate(change.beside) if cost and j not in taken]
    whole = len(found) == len(wanted) and not any(rewritten)
    if any(not whole or first < j < last for j in strange):
        return None
    return AxisMatch(found, frozenset(wanted) - set(found))


def _with_loose(page: ObservedSheet, axis: AxisMatch) -> AxisMatch:
    """Place the rows that nobody types in and that say nothing: they go with those above."""
    placed, gone = dict(axis.found), set(axis.lost)
    for row in range(page.plan.rows):
        if row in placed or row in gone:
            continue
        if _is_subtitle(page, row) and row - 1 in gone:
            gone.add(row)
            continue
        above = max((other for other in axis.found if other < row), default=None)
        near = min(axis.found) if above is None else above
        shift = axis.found[near] - near
        if above is not None or _moved_above(page, near, shift):
            placed[row] = max(row + shift, 0)
    return AxisMatch(placed, frozenset(gone))


def _is_subtitle(page: ObservedSheet, row: int) -> bool:
    """Whether a row stands below a card's title."""
    return any(cell.role is Role.CARD for cell in page.anchors.get(row - 1, ()))


def _moved_above(page: ObservedSheet, first: int, shift: int) -> bool:
    """Whether title or subtitle, above the row ``first``, moved by ``shift`` like it."""
    cells = [cell for cell in page.plan.cells if cell.row < first and cell.text]
    return bool(shift) and any(page.matches(c, c.row + shift, c.col) for c in cells)
