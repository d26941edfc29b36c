"""What it costs that a row of the form stands at a row of the file, judged by the form's labels.

``align`` finds the rows by these costs. The rows to find are those of the layout that print a label
or have cells to fill in, in the columns that were found before. What keeps figures from being read
at a wrong row: a label never counts as edited to a text that the form prints elsewhere, a row that
prints none may stand only where no label does, and rows under one merged label must keep their
distance from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from math import inf
from typing import TYPE_CHECKING

from xltool.identity import MARK
from xltool.layout.cells import Role
from xltool.matching.alignment import AGAINST, BLANK, EDITED, FILLED, PRINTED
from xltool.matching.observed_sheet import MAX_SHIFT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.layout.cells import FormCell
    from xltool.matching.observed_sheet import ObservedSheet

MARGIN, MARGIN_PAIRS = 12, 40_000
"""How much farther than its unmistakable rows a row may have moved; less, but at least 2, where
rows times margin would come to more than ``MARGIN_PAIRS``."""


@dataclass(frozen=True)
class RowCosts:
    """Costs of finding rows; ``cols`` maps the columns of the layout to those of the file.

    Methods call a row of the layout ``row``, and a row of the file ``j``.
    """

    observed: ObservedSheet
    cols: Mapping[int, int]

    @cached_property
    def labels(self) -> Mapping[int, Sequence[FormCell]]:
        """The labels of each row that prints any; only those in columns that were found."""
        anchors = self.observed.anchors.items()
        return {row: [cell for cell in cells if cell.col in self.cols] for row, cells in anchors}

    @cached_property
    def expected(self) -> list[int]:
        """The rows to find, in ascending order."""
        labelled = {row for row, cells in self.labels.items() if cells}
        return sorted(labelled | self.observed.entered_rows)

    @property
    def has_row_without_labels(self) -> bool:
        """Whether a row with cells to fill in lost all its labels with their columns."""
        return any(not self.labels.get(row, True) for row in self.observed.entered_rows)

    @cached_property
    def rows(self) -> range:
        """The rows of the file to compare, with some blank ones below the last with content."""
        rows = self.observed.layout.rows
        return range(min(max(self.observed.height, rows) + MARGIN, rows + MAX_SHIFT))

    @cached_property
    def label_texts(self) -> Mapping[int, frozenset[str]]:
        """Every label that the form prints, by column; titles of cards are no labels here."""
        found: dict[int, set[str]] = {}
        for cells in self.labels.values():
            for cell in cells:
                if cell.role is not Role.CARD:
                    found.setdefault(cell.col, set()).add(self.observed.expected_text(cell))
        return {col: frozenset(texts) for col, texts in found.items()}

    @cached_property
    def distinctive_texts(self) -> frozenset[str]:
        """Every label that cannot be a figure: it is the form's in whatever column it stands."""
        texts = frozenset[str]().union(*self.label_texts.values())
        return frozenset(text for text in texts if not text.isdigit())

    @cached_property
    def texts(self) -> list[dict[int, str]]:
        """The texts of each row of the file in the columns of labels, by the layout's column."""
        text_at = self.observed.text_at
        return [{c: text_at(j, self.cols[c]) for c in self.label_texts} for j in self.rows]

    @cached_property
    def all_texts(self) -> list[set[str]]:
        """The texts of each row of the file in all columns of the form."""
        cols = list(self.cols.values())
        return [{self.observed.text_at(j, col) for col in cols} for j in self.rows]

    @cached_property
    def prints(self) -> list[bool]:
        """Whether a row of the file holds a label in its column, or a card's title."""
        return [
            any(
                text in self.label_texts[col] or text in self.distinctive_texts
                for col, text in texts.items()
            )
            or self.is_card_title(texts.get(0, ""))
            for texts in self.texts
        ]

    def is_card_title(self, text: str) -> bool:
        """Whether a text begins like the title of a card of this form."""
        titles = self.observed.card_titles
        return bool(titles) and text.startswith(titles)

    @cached_property
    def titles(self) -> frozenset[str]:
        """The title of the form; of cards, that of each."""
        return frozenset(map(self.observed.expected_text, self.observed.cells_of({Role.TITLE})))

    @property
    def beside(self) -> list[int]:
        """What it costs that a row of the file stands above or below the form."""
        return [PRINTED if prints else 0 for prints in self.prints]

    @property
    def came_in(self) -> list[int]:
        """What it costs that a row of the file was inserted between rows of the form."""
        return list(map(self._insertion_cost, self.rows))

    def _insertion_cost(self, j: int) -> int:
        texts = self.all_texts[j]
        # What stands above a form, and what is not in the file at all, was not inserted into it.
        is_top = any(text in self.titles or text.startswith(MARK) for text in texts)
        if self.prints[j] or j >= self.observed.height or is_top:
            return PRINTED
        if not any(texts):
            return BLANK
        # A subtitle or a note may have moved in between.
        return 0 if texts <= self.observed.movable_texts else FILLED

    def position_matters(self, row: int, places: frozenset[int | None]) -> bool:
        """Whether a figure could be read wrongly if a row had another of ``places``.

        It cannot if all the row's cells to fill in are blank in every place, on no card that names
        a project.
        """
        cols = [
            self.cols[cell.col]
            for cell in self.observed.layout.cells
            if cell.row == row and cell.entered and cell.col in self.cols
        ]
        return any(
            any(self.observed.text_at(j, col) for col in cols) or self.is_on_named_card(j)
            for j in places
            if j is not None
        )

    def has_lost_spanning_label(self, found: Mapping[int, int]) -> bool:
        """Whether a row is in ``found`` whose label over several rows is not, as it must be."""
        return any(
            row in found
            and label.row not in found
            and self.position_matters(row, frozenset({found[row]}))
            for row, label in self.spanning_labels.items()
        )

    def is_on_named_card(self, j: int) -> bool:
        """Whether the title of the card that a row of the file is on names a project."""
        last = min(j, len(self.rows) - 1)
        above = (self.texts[i].get(0, "") for i in range(last, -1, -1))
        return next(filter(self.is_card_title, above), "") not in self.observed.blank_titles

    @property
    def reach(self) -> tuple[int, int]:
        """How far rows may have moved, lowest and highest shift.

        Labels that stand once in the layout and once in the file cannot be mistaken; other rows
        moved little farther than those. This keeps the tables of ``align`` small.
        """
        expected, found = dict[tuple[int, str], list[int]](), dict[tuple[int, str], list[int]]()
        for row, cells in self.labels.items():
            for cell in cells:
                key = cell.col, self.observed.expected_text(cell)
                expected.setdefault(key, []).append(row)
        for j, texts in enumerate(self.texts):
            for col, text in texts.items():
                found.setdefault((col, self.without_project(text)), []).append(j)
        moved = [
            found[key][0] - rows[0]
            for key, rows in expected.items()
            if len(rows) == len(found.get(key, ())) == 1
        ]
        if not moved:
            return -MAX_SHIFT, MAX_SHIFT
        margin = min(MARGIN, max(MARGIN_PAIRS // len(self.expected), 2))
        return max(min(moved) - margin, -MAX_SHIFT), min(max(moved) + margin, MAX_SHIFT)

    def without_project(self, text: str) -> str:
        """Return how a card's title begins; any other text whole."""
        return next((title for title in self.observed.card_titles if text.startswith(title)), text)

    def kept(self, index: int, j: int) -> float:
        """Return what it costs that the row ``expected[index]`` stands at ``j``."""
        row = self.expected[index]
        labels, cost = self.labels.get(row), 0
        if not labels:
            return self.cost_without_label(row, j)
        # A label of another row stands here.
        if not self.labels_found[j] <= {(c.col, self.observed.expected_text(c)) for c in labels}:
            return inf
        for label in labels:
            if self.observed.shows(label, j, self.cols[label.col]):
                continue
            text = self.observed.text_at(j, self.cols[label.col])
            if label.role is Role.CARD and not text and j < self.observed.height:
                # A program that does not calculate leaves the title's formula without a result.
                cost += 1
            elif self.observed.is_of_form(text) or not (text or self.may_be_blanked(row, j)):
                return inf
            else:
                cost += EDITED
        return cost

    @cached_property
    def labels_found(self) -> list[frozenset[tuple[int, str]]]:
        """The labels of the form on each row of the file, as column and text."""
        return [
            frozenset((col, text) for col, text in texts.items() if text in self.label_texts[col])
            for texts in self.texts
        ]

    def may_be_blanked(self, row: int, j: int) -> bool:
        """Whether a label can have been blanked: not on a blank row, nor beside unlabelled ones."""
        beside = {row - 1, row + 1} & self.observed.entered_rows
        return any(self.all_texts[j]) and all(self.labels.get(other) for other in beside)

    def cost_without_label(self, row: int, j: int) -> float:
        """Return what it costs that a row without a label of its own stands at ``j``."""
        label = self.spanning_labels.get(row)
        if self.prints[j]:
            return inf
        if label is None:
            return 0
        text, distance = self.texts[j].get(label.col, ""), row - label.row
        if self.observed.is_of_form(text):
            return inf
        if j >= self.observed.height:
            return 0 if self.is_below_label(label, j, distance) else inf
        above = next((i for i in range(j - 1, max(j - MAX_SHIFT, -1), -1) if self.prints[i]), None)
        contradicted = above is not None and self.is_merged(label, above) and j - above != distance
        return (EDITED if text else 0) + (AGAINST if contradicted else 0)

    def is_below_label(self, label: FormCell, j: int, distance: int) -> bool:
        """Whether the nearest text above ``j`` may be a label, edited or not, so far above it."""
        texts = (self.texts[i].get(label.col, "") for i in range(j - 1, -1, -1))
        steps, text = next(((n, text) for n, text in enumerate(texts, 1) if text), (0, ""))
        may_be_label = text == self.observed.expected_text(label) or not self.observed.is_of_form(
            text
        )
        return may_be_label and steps == distance

    def is_merged(self, label: FormCell, j: int) -> bool:
        """Whether a label stands at ``j``, merged over as many rows as it should, none labelled."""
        height = self.observed.merged_heights.get((j, self.cols[label.col]))
        stands = self.texts[j].get(label.col) == self.observed.expected_text(label)
        return stands and height == label.height and not any(self.prints[j + 1 : j + height])

    @cached_property
    def spanning_labels(self) -> Mapping[int, FormCell]:
        """The label over several rows that each of them but the first is under."""
        return {
            row: cell
            for cells in self.labels.values()
            for cell in cells
            if cell.role is Role.LABEL
            for row in range(cell.row + 1, cell.row + cell.height)
        }
