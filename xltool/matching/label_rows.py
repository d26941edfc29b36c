"""The rows of a form that are labelled or typed in, beside those of the file."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

from xltool.identity import MARK
from xltool.layout.cells import Role
from xltool.matching.alignment import AGAINST, BLANK, EDITED, FILLED, PRINTED
from xltool.matching.observed_sheet import BAND

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.layout.cells import FormCell
    from xltool.matching.observed_sheet import ObservedSheet

ROOM, LESS = 12, 40_000
"""How much farther than its unmistakable rows a row may have moved: less in a long form."""


@dataclass(frozen=True)
class Labels:
    """What it costs to find a row of the form at a row of the file, in the columns found before."""

    page: ObservedSheet
    cols: Mapping[int, int]

    @cached_property
    def cells(self) -> Mapping[int, Sequence[FormCell]]:
        """The labels of each row in the columns that are there."""
        anchors = self.page.anchors.items()
        return {row: [cell for cell in cells if cell.col in self.cols] for row, cells in anchors}

    @cached_property
    def wanted(self) -> list[int]:
        """The rows to find."""
        labelled = {row for row, cells in self.cells.items() if cells}
        return sorted(labelled | self.page.entered_rows)

    @property
    def nameless(self) -> bool:
        """Whether a row that is typed in lost all its labels with their columns."""
        typed = self.page.entered_rows.intersection(self.cells)
        return any(not self.cells[row] for row in typed)

    @cached_property
    def size(self) -> int:
        """How many rows of the file there are to compare, some blank ones at the end too."""
        rows = self.page.plan.rows
        return min(max(self.page.height, rows) + ROOM, rows + BAND)

    @cached_property
    def printed(self) -> Mapping[int, frozenset[str]]:
        """Every label that the form prints in each column."""
        found: dict[int, set[str]] = {}
        for cells in self.cells.values():
            for cell in cells:
                if cell.role is not Role.CARD:
                    found.setdefault(cell.col, set()).add(self.page.expected(cell))
        return {col: frozenset(texts) for col, texts in found.items()}

    @cached_property
    def words(self) -> frozenset[str]:
        """Every label that cannot be a figure: it is the form's wherever it stands."""
        texts = frozenset[str]().union(*self.printed.values())
        return frozenset(text for text in texts if not text.isdigit())

    @cached_property
    def texts(self) -> list[dict[int, str]]:
        """What stands in the columns of labels, row by row."""
        found = self.page.found
        return [{c: found(j, self.cols[c]) for c in self.printed} for j in range(self.size)]

    @cached_property
    def blank(self) -> list[bool]:
        """Whether a row of the file holds nothing in the form's columns."""
        spread = list(self.cols.values())
        return [not any(self.page.found(j, c) for c in spread) for j in range(self.size)]

    @cached_property
    def prints(self) -> list[bool]:
        """Whether a row of the file holds a label of the form, in its column."""
        return [
            any(text in self.printed[col] or text in self.words for col, text in texts.items())
            or texts.get(0, "").startswith(self.page.titles or "\n")
            for texts in self.texts
        ]

    @cached_property
    def tops(self) -> list[bool]:
        """Whether a row of the file holds what stands above a form: its title or id line."""
        titles = {self.page.expected(c) for c in self.page.plan.cells if c.role is Role.TITLE}
        texts = [[self.page.found(j, c) for c in self.cols.values()] for j in range(self.size)]
        return [any(t in titles or t.startswith(MARK) for t in row) for row in texts]

    @property
    def beside(self) -> list[int]:
        """What it costs that a row of the file stands above or below the form."""
        return [PRINTED if prints else 0 for prints in self.prints]

    @property
    def came_in(self) -> list[int]:
        """What it costs that a row of the file came in."""
        spread = list(self.cols.values())
        loose = [
            {self.page.found(j, c) for c in spread} <= self.page.loose for j in range(self.size)
        ]
        stored = self.page.height
        rows = enumerate(zip(self.prints, self.blank, loose, strict=True))
        return [
            PRINTED
            if prints or j >= stored or self.tops[j]
            else BLANK
            if blank
            else 0
            if loose
            else FILLED
            for j, (prints, blank, loose) in rows
        ]

    def matter(self, row: int, places: frozenset[int | None]) -> bool:
        """Whether it matters which of some places a row has: not if nobody typed in any of them."""
        cols = [
            self.cols[cell.col]
            for cell in self.page.plan.cells
            if cell.row == row and cell.entered and cell.col in self.cols
        ]
        there = [j for j in places if j is not None]
        return any(self.page.found(j, col) for j in there for col in cols) or any(
            self.named(j) for j in there
        )

    def bereft(self, found: Mapping[int, int]) -> bool:
        """Whether a row is found whose label is gone: nothing says that it was under that one."""
        return any(
            row in found and label.row not in found and self.matter(row, frozenset({found[row]}))
            for row, label in self.spanning.items()
        )

    def named(self, j: int) -> bool:
        """Whether the title of the card that a row of the file belongs to names a project."""
        above = (self.texts[i].get(0, "") for i in range(min(j, self.size - 1), -1, -1))
        title = next((text for text in above if text.startswith(self.page.titles or "\n")), "")
        return title not in self.page.nameless

    @property
    def reach(self) -> tuple[int, int]:
        """How far rows may have moved: little farther than those that cannot be mistaken."""
        wanted, there = dict[tuple[int, str], list[int]](), dict[tuple[int, str], list[int]]()
        for row, cells in self.cells.items():
            for cell in cells:
                wanted.setdefault((cell.col, self.page.expected(cell)), []).append(row)
        for j, texts in enumerate(self.texts):
            for col, text in texts.items():
                there.setdefault((col, self.beginning(text)), []).append(j)
        moved = [
            there[key][0] - found[0]
            for key, found in wanted.items()
            if len(found) == len(there.get(key, ())) == 1
        ]
        if not moved:
            return -BAND, BAND
        room = min(ROOM, max(LESS // len(self.wanted), 2))
        return max(min(moved) - room, -BAND), min(max(moved) + room, BAND)

    def beginning(self, text: str) -> str:
        """Return how a card's title begins, or another text whole."""
        return next((title for title in self.page.titles if text.startswith(title)), text)

    def kept(self, index: int, j: int) -> float:
        """Return what it costs that a row stands at row ``j`` of the file."""
        row = self.wanted[index]
        if not self.cells.get(row):
            return self.unlabelled(row, j)
        cells, cost = self.cells[row], 0
        if not self.standing[j] <= {(cell.col, self.page.expected(cell)) for cell in cells}:
            return inf
        for cell in cells:
            if not self.page.matches(cell, j, self.cols[cell.col]):
                found = self.page.found(j, self.cols[cell.col])
                if cell.role is Role.CARD and not found and j < self.page.height:
                    cost += 1
                elif self.page.ours(found) or not (found or self.may_be_blank(row, j)):
                    return inf
                else:
                    cost += EDITED
        return cost

    @cached_property
    def standing(self) -> list[frozenset[tuple[int, str]]]:
        """The labels of the form that stand on a row of the file, in their columns."""
        return [
            frozenset((col, text) for col, text in texts.items() if text in self.printed[col])
            for texts in self.texts
        ]

    def may_be_blank(self, row: int, j: int) -> bool:
        """Whether a label can have been blanked: not on a blank row, nor beside unlabelled ones."""
        beside = {row - 1, row + 1} & self.page.entered_rows
        return not self.blank[j] and all(self.cells.get(other) for other in beside)

    def unlabelled(self, row: int, j: int) -> float:
        """Return what it costs that a row without a label of its own stands at row ``j``."""
        label = self.spanning.get(row)
        if self.prints[j]:
            return inf
        if label is None:
            return 0
        text = self.texts[j].get(label.col, "")
        if self.page.ours(text):
            return inf
        edited = EDITED if text else 0
        if j >= self.page.height:
            return 0 if self.follows(label, j, row - label.row) else inf
        above = next((i for i in range(j - 1, max(j - BAND, -1), -1) if self.prints[i]), None)
        merged = above is not None and self.spans(label, above)
        return edited + (AGAINST if merged and j - (above or 0) != row - label.row else 0)

    def follows(self, label: FormCell, j: int, distance: int) -> bool:
        """Whether the nearest text above a row may be a label's, edited or not, so far above."""
        texts = (self.texts[i].get(label.col, "") for i in range(j - 1, -1, -1))
        steps, text = next(((n, text) for n, text in enumerate(texts, 1) if text), (0, ""))
        mine = text == self.page.expected(label) or not self.page.ours(text)
        return mine and steps == distance

    def spans(self, label: FormCell, j: int) -> bool:
        """Whether a label stands on a row of the file, over as many rows as it should."""
        height = self.page.heights.get((j, self.cols[label.col]))
        stands = self.texts[j].get(label.col) == self.page.expected(label)
        return stands and height == label.height and not any(self.prints[j + 1 : j + height])

    @cached_property
    def spanning(self) -> Mapping[int, FormCell]:
        """The label that spans each row but its first."""
        return {
            row: cell
            for cells in self.cells.values()
            for cell in cells
            if cell.role is Role.LABEL
            for row in range(cell.row + 1, cell.row + cell.height)
        }
