"""Where a form stands in a returned sheet, when it does not stand where the layout says.

Rows and columns are found again by what is printed on them. A place is certain when every way
to match the printed texts in order agrees on it; nothing is read from a place that is not.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from xltool.identity import MARK
from xltool.layout import Cell, Layout, Role
from xltool.model import Placement

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.model import Older
    from xltool.numbers import Raw

Grid = Sequence[Sequence["Raw"]]
ANCHORS = frozenset({Role.HEAD, Role.LABEL, Role.FIELD, Role.NUMBER, Role.CARD})
SOFT = frozenset({Role.TITLE, Role.SUBTITLE, Role.MEASURE})
"""Printed texts that say nothing of where cells are, but must not be changed."""
BAND = 100
"""How many rows a form can be shifted and still be found."""


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


@dataclass(frozen=True)
class _Sheet:
    """What is printed by the layout, and what stands in the file."""

    plan: Layout
    grid: Grid
    older: Older
    anchors: Mapping[int, Sequence[Cell]]
    heights: Mapping[tuple[int, int], int]

    @cached_property
    def known(self) -> frozenset[str]:
        """Every text that the form prints."""
        return frozenset(self.expected(cell) for cell in self.plan.cells if cell.text)

    def expected(self, cell: Cell) -> str:
        text = cell.text.partition("{project}")[0] if cell.role is Role.CARD else cell.text
        return squeezed(self.older.printed.get(text, text))

    def found(self, row: int, col: int) -> str:
        if 0 <= row < len(self.grid) and 0 <= col < len(self.grid[row]):
            return squeezed(shown(self.grid[row][col]))
        return ""

    def matches(self, cell: Cell, row: int, col: int) -> bool:
        found, expected = self.found(row, col), self.expected(cell)
        return found.startswith(expected) if cell.role is Role.CARD else found == expected

    def holds(
        self, above: int, below: int, placed: Mapping[int, int], cols: Mapping[int, int]
    ) -> bool:
        """Whether a merged label still spans its rows, with nothing but blank rows put after."""
        low, high = placed[above], placed[below]
        for cell in self.anchors[above]:
            spans = self.heights.get((low, cols.get(cell.col, cell.col)), 1)
            if cell.height == spans > 1:
                after = range(low + spans, high)
                filled = sum(any(self.found(row, col) for col in cols.values()) for row in after)
                return low + spans <= high and filled <= below - above - spans
        return False

    def moved_above(self, first: int, shift: int) -> bool:
        """Whether title or subtitle, above the row ``first``, moved by ``shift`` like it."""
        cells = [cell for cell in self.plan.cells if cell.row < first and cell.text]
        return bool(shift) and any(self.matches(c, c.row + shift, c.col) for c in cells)

    @cached_property
    def notes(self) -> frozenset[str]:
        """What is printed below the form, and what stands for nothing."""
        texts = (cell.text for cell in self.plan.cells if cell.role is Role.NOTE)
        return frozenset({"", *map(squeezed, texts)})

    def row_matches(self, row: int, found: int, cols: Mapping[int, int]) -> bool:
        """Whether everything printed in ``row`` stands in the file's row ``found``."""
        return all(
            cell.col not in cols or self.matches(cell, found, cols[cell.col])
            for cell in self.anchors[row]
        )

    def stands(self, cell: Cell) -> bool:
        """Whether ``cell`` is where the layout says; a card's title may be uncalculated."""
        uncalculated = cell.role is Role.CARD and not self.found(cell.row, cell.col)
        return uncalculated or self.matches(cell, cell.row, cell.col)

    def edited(self, cell: Cell, row: int, col: int) -> bool:
        """Whether a text that no other cell of the form prints stands in place of ``cell``."""
        found = self.found(row, col)
        return self.matches(cell, row, col) or not (found in self.known or found.startswith(MARK))


def shown(raw: Raw) -> str:
    """Return a raw cell as the text a person sees."""
    return str(int(raw)) if isinstance(raw, float) and raw.is_integer() else str(raw or "")


def squeezed(text: str) -> str:
    """Return ``text`` without spacing and width: clients fold both."""
    return "".join(unicodedata.normalize("NFKC", text).split())


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
    anchors: dict[int, list[Cell]] = {}
    for cell in plan.cells:
        if cell.role in ANCHORS and cell.text:
            anchors.setdefault(cell.row, []).append(cell)
    sheet = _Sheet(plan, grid, older, anchors, {})
    if all(sheet.stands(cell) for row in anchors.values() for cell in row):
        return Located(Placement(name), tuple(_edited(sheet, Placement(name))))
    return _search(replace(sheet, heights=merges()), name)


def _search(sheet: _Sheet, name: str) -> Located | Lost:
    cols = _columns(sheet)
    rows = _rows(sheet, cols.found) if cols else None
    if cols is None or rows is None:
        return _first_difference(sheet)
    place = Placement(
        name,
        {old: new for old, new in rows.found.items() if old != new},
        {old: new for old, new in cols.found.items() if old != new},
        frozenset(rows.lost),
        frozenset(cols.lost),
    )
    return Located(place, tuple(_edited(sheet, place)), tuple(_foreign(sheet, place)))


@dataclass(frozen=True, slots=True)
class _Axis:
    """One axis, found: the layout's positions to the file's, and those that are gone."""

    found: Mapping[int, int]
    lost: Sequence[int]


def _columns(sheet: _Sheet) -> _Axis | None:
    """Find the columns by their headings, wherever the heading rows are now."""
    leaves = _leaves(sheet.plan)
    found = (_columns_at(sheet, leaves, shift) for shift in _shifts(sheet, leaves))
    return min((axis for axis in found if axis), key=lambda axis: len(axis.lost), default=None)


def _leaves(plan: Layout) -> list[Cell]:
    """Return the lowest heading of each column of the first block, from left to right."""
    heads = [cell for cell in plan.cells if cell.role is Role.HEAD and cell.width == 1]
    first: dict[int, Cell] = {}
    for cell in heads:
        first.setdefault(cell.col, cell)
    return [first[col] for col in sorted(first)]


def _shifts(sheet: _Sheet, leaves: Sequence[Cell]) -> list[int]:
    """Return how far heading rows may have moved, the likeliest first."""
    scores = {}
    top = min(cell.row for cell in leaves)
    for shift in range(-top, min(len(sheet.grid), BAND)):
        row_texts = {
            row: {sheet.found(row + shift, col) for col in range(_width(sheet.grid, row + shift))}
            for row in {cell.row for cell in leaves}
        }
        score = sum(sheet.expected(cell) in row_texts[cell.row] for cell in leaves)
        if score:
            scores[shift] = score
    return sorted(scores, key=lambda shift: (-scores[shift], abs(shift)))[:3]


def _width(grid: Grid, row: int) -> int:
    return len(grid[row]) if 0 <= row < len(grid) else 0


def _columns_at(sheet: _Sheet, leaves: Sequence[Cell], shift: int) -> _Axis | None:
    width = max((_width(sheet.grid, cell.row + shift) for cell in leaves), default=0)
    heads = {cell.col: cell for cell in leaves}
    found = _align(
        list(heads),
        width,
        lambda col, j: sheet.matches(heads[col], heads[col].row + shift, j),
    )
    bottom = max(cell.row for cell in leaves) + shift
    return _completed(
        list(heads),
        found,
        lambda col, j: sheet.edited(heads[col], heads[col].row + shift, j),
        lambda j: not any(sheet.found(row, j) for row in range(bottom - 1, len(sheet.grid))),
    )


def _rows(sheet: _Sheet, cols: Mapping[int, int]) -> _Axis | None:
    """Find the rows by their labels, in the columns found before."""
    labelled = sorted(sheet.anchors)
    if any(all(cell.col not in cols for cell in sheet.anchors[row]) for row in labelled):
        return None

    whole = _whole_cards(sheet, cols)
    taken = set(whole.values())

    def matches(row: int, j: int) -> bool:
        if row in whole or j in taken:
            return whole.get(row) == j
        return sheet.row_matches(row, j, cols)

    def edited(row: int, j: int) -> bool:
        cells = [cell for cell in sheet.anchors[row] if cell.col in cols]
        return all(sheet.edited(cell, j, cols[cell.col]) for cell in cells)

    found = _align(labelled, len(sheet.grid), matches)
    needed = [row for row in labelled if row in found or not _is_title(sheet, row)]
    spread = list(cols.values())
    axis = _completed(
        needed, found, edited, lambda j: {sheet.found(j, c) for c in spread} <= sheet.notes
    )
    return _with_unlabelled(sheet, axis, cols) if axis else None


def _whole_cards(sheet: _Sheet, cols: Mapping[int, int]) -> dict[int, int]:
    """Place the cards that stand complete under their numbered title."""
    titles = [row for row in sheet.anchors if _is_title(sheet, row)]
    found: dict[int, int] = {}
    for title, end in pairwise([*titles, sheet.plan.rows]):
        at = [j for j in range(len(sheet.grid)) if sheet.row_matches(title, j, cols)]
        rows = [row for row in sheet.anchors if title <= row < end]
        moved = at[0] - title if len(at) == 1 else 0
        if len(at) == 1 and all(sheet.row_matches(row, row + moved, cols) for row in rows):
            found |= {row: row + moved for row in rows}
    return found


def _is_title(sheet: _Sheet, row: int) -> bool:
    return all(cell.role is Role.CARD for cell in sheet.anchors[row])


def _first_difference(sheet: _Sheet) -> Lost:
    """Point at the first printed cell that does not stand where the layout says."""
    cells = (cell for row in sorted(sheet.anchors) for cell in sheet.anchors[row])
    cell = next(cell for cell in cells if not sheet.stands(cell))
    return Lost(cell, sheet.expected(cell), sheet.found(cell.row, cell.col))


def _completed(
    wanted: Sequence[int],
    found: Mapping[int, int],
    edited: Callable[[int, int], bool],
    blank: Callable[[int], bool],
) -> _Axis | None:
    """Place what did not match: changed in place, or gone.

    A single position whose neighbours keep their distance was changed where it stands, if the text
    there is a new one. Between neighbours that now touch it was deleted, and so it was where
    nothing stands in its place. Else nothing is certain.
    """
    placed, gone = dict(found), []
    for index, position in enumerate(wanted):
        if position in found:
            continue
        before = max((other for other in found if other < position), default=None)
        after = min((other for other in found if other > position), default=None)
        near = after if before is None else before
        if near is None:
            return None
        touching = before is not None and after is not None and found[after] - found[before] == 1
        there = found[near] + position - near
        kept = before is None or after is None or found[after] - found[before] == after - before
        if touching or (kept and blank(there)):
            gone.append(position)
        elif kept and edited(position, there) and _is_single(wanted, index, found):
            placed[position] = there
        else:
            return None
    return _Axis(placed, gone)


def _is_single(wanted: Sequence[int], index: int, found: Mapping[int, int]) -> bool:
    around = (*wanted[max(index - 1, 0) : index], *wanted[index + 1 : index + 2])
    return all(other in found for other in around)


def _with_unlabelled(sheet: _Sheet, axis: _Axis, cols: Mapping[int, int]) -> _Axis | None:
    """Place the rows without a label of their own.

    They keep their distance to the labels on both sides, or stand beside one merged label that
    still spans as many rows.
    """
    placed, gone = dict(axis.found), list(axis.lost)
    last = sheet.plan.rows
    for row in range(last):
        if row in placed or row in gone:
            continue
        above = max((other for other in axis.found if other < row), default=None)
        below = min((other for other in axis.found if other > row), default=None)
        near = below if above is None else above
        if near is None:
            continue
        if above is None and not sheet.moved_above(near, placed[near] - near):
            continue
        if above is not None and below is not None:
            moved = placed[below] - placed[above] != below - above
            entered = any(cell.entered for cell in sheet.plan.cells if cell.row == row)
            if moved and entered and not sheet.holds(above, below, placed, cols):
                return None
        placed[row] = max(placed[near] + row - near, 0)
    return _Axis(placed, gone)


def _align(
    expected: Sequence[int], actual: int, matches: Callable[[int, int], bool]
) -> dict[int, int]:
    """Match as many expected positions as possible in order; keep those all ways agree on."""
    size = len(expected)
    table = [[False] * actual for _ in range(size)]
    for i, position in enumerate(expected):
        for j in range(max(0, position - BAND), min(actual, position + BAND + 1)):
            table[i][j] = matches(position, j)
    first = _trace(table, actual)
    backwards = [row[::-1] for row in reversed(table)]
    last = {size - 1 - i: actual - 1 - j for i, j in _trace(backwards, actual).items()}
    return {expected[i]: j for i, j in first.items() if last.get(i) == j}


def _trace(table: Sequence[Sequence[bool]], actual: int) -> dict[int, int]:
    """Return the longest common alignment that takes each position as early as it can."""
    expected = len(table)
    best = [[0] * (actual + 1) for _ in range(expected + 1)]
    for i in range(expected - 1, -1, -1):
        row, below, here = table[i], best[i + 1], best[i]
        for j in range(actual - 1, -1, -1):
            here[j] = 1 + below[j + 1] if row[j] else max(below[j], here[j + 1])
    pairs, i, j = dict[int, int](), 0, 0
    while i < expected and j < actual:
        if table[i][j] and best[i][j] == 1 + best[i + 1][j + 1]:
            pairs[i] = j
            i, j = i + 1, j + 1
        elif best[i + 1][j] == best[i][j]:
            i += 1
        else:
            j += 1
    return pairs


def _edited(sheet: _Sheet, place: Placement) -> Iterator[Edited]:
    named = sheet.plan.extent.entity.name != sheet.plan.extent.entity.code
    soft = SOFT if named else frozenset({Role.TITLE})
    texts = [cell for cell in sheet.plan.cells if cell.role in soft and cell.text]
    for cell in (*texts, *(cell for cells in sheet.anchors.values() for cell in cells)):
        row, col = place.at(cell.row, cell.col)
        unseen = cell.role is Role.CARD or not place.has(cell.row, cell.col)
        if not unseen and not sheet.matches(cell, row, col):
            yield Edited(cell, sheet.found(row, col))


def _foreign(sheet: _Sheet, place: Placement) -> Iterator[int]:
    """Yield rows of the file inside the form that no row of the layout stands on."""
    kept = (row for row in range(sheet.plan.rows) if row not in place.lost_rows)
    taken = {place.rows.get(row, row) for row in kept}
    used = _span(taken)
    cols = [place.cols.get(col, col) for col in range(len(sheet.plan.widths))]
    for row in used:
        if row not in taken and not {sheet.found(row, col) for col in cols} <= sheet.notes:
            yield row


def _span(rows: Iterable[int]) -> range:
    ordered = sorted(rows)
    return range(ordered[0], ordered[-1] + 1) if ordered else range(0)
