"""What the layout prints on a sheet, and what stands in the file instead."""

from __future__ import annotations

import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.excel_formulas.check_cells import LISTED, TITLE
from xltool.identity import MARK
from xltool.layout.cells import FormCell, Role, SheetLayout
from xltool.spreadsheets.raw_sheet import area_corners, cell_position

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.model.forms import OlderVersion
    from xltool.spreadsheets.raw_sheet import RawSheet
    from xltool.values.cell_values import Raw

ANCHORS = frozenset({Role.HEAD, Role.LABEL, Role.FIELD, Role.NUMBER, Role.CARD})
"""Printed texts that say where cells are."""
SOFT = frozenset({Role.TITLE, Role.SUBTITLE, Role.MEASURE})
"""Printed texts that say nothing of where cells are, but must not be changed."""
BAND = 100
"""How many rows or columns a form can be shifted and still be found."""


def shown_text(raw: Raw) -> str:
    """Return a raw cell as the text a person sees."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).upper() if isinstance(raw, bool) else str(raw or "")


def squeezed(text: str) -> str:
    """Return ``text`` without spacing and width: clients fold both."""
    return "".join(unicodedata.normalize("NFKC", text).split())


@dataclass(frozen=True)
class ObservedSheet:
    """A form's layout beside a sheet of the file, as far as a form can be shifted."""

    plan: SheetLayout
    sheet: RawSheet
    older: OlderVersion

    @cached_property
    def texts(self) -> Mapping[tuple[int, int], str]:
        """What stands in the sheet, by row and column."""
        rows, cols = self.plan.rows + 2 * BAND, len(self.plan.widths) + BAND
        placed = ((cell_position(at), raw) for at, raw in self.sheet.values.items())
        return {
            (row, col): squeezed(shown_text(raw))
            for (row, col), raw in placed
            if row < rows and col < cols
        }

    @cached_property
    def height(self) -> int:
        """How many rows hold something, down to the last of them."""
        return max((row + 1 for row, _ in self.texts), default=0)

    @cached_property
    def width(self) -> int:
        """How many columns hold something, to the rightmost of them."""
        return max((col + 1 for _, col in self.texts), default=0)

    @cached_property
    def heights(self) -> Mapping[tuple[int, int], int]:
        """How many rows each merged area spans, by its first row and column."""
        found = {}
        for text in self.sheet.merges:
            with suppress(ValueError):
                top, left, bottom, _ = area_corners(text)
                found[top, left] = bottom - top + 1
        return found

    @cached_property
    def anchors(self) -> Mapping[int, Sequence[FormCell]]:
        """The printed texts of each row that say where it is."""
        found: dict[int, list[FormCell]] = {}
        for cell in self.plan.cells:
            if cell.role in ANCHORS and cell.text:
                found.setdefault(cell.row, []).append(cell)
        return found

    @cached_property
    def known(self) -> frozenset[str]:
        """Every text that the form prints."""
        return frozenset(self.expected(cell) for cell in self.plan.cells if cell.text)

    @cached_property
    def checks(self) -> frozenset[str]:
        """What heads the columns of checks beside the form."""
        ids = (rule.id for rule in self.plan.form.rules)
        return frozenset(map(squeezed, (TITLE, *LISTED, *ids)))

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """How the titles of cards begin: ``2、``."""
        cards = (cell for cell in self.plan.cells if cell.role is Role.CARD)
        return tuple(self.expected(cell) for cell in cards)

    @cached_property
    def nameless(self) -> frozenset[str]:
        """The titles of cards that name no project, and none at all."""
        cards = (cell.text for cell in self.plan.cells if cell.role is Role.CARD)
        return frozenset({"", *(squeezed(text.replace("{project}", "")) for text in cards)})

    @cached_property
    def loose(self) -> frozenset[str]:
        """What may stand between the rows of a form, and says nothing of where they are."""
        roles = {*SOFT, Role.NOTE}
        texts = (cell.text for cell in self.plan.cells if cell.role in roles)
        return frozenset({"", *map(squeezed, texts)})

    @cached_property
    def notes(self) -> frozenset[str]:
        """What is printed below the form, and what stands for nothing."""
        texts = (cell.text for cell in self.plan.cells if cell.role is Role.NOTE)
        return frozenset({"", *map(squeezed, texts)})

    @cached_property
    def entered_rows(self) -> frozenset[int]:
        """The rows that somebody types in."""
        return frozenset(cell.row for cell in self.plan.cells if cell.entered)

    @cached_property
    def entered_cols(self) -> frozenset[int]:
        """The columns that somebody types in."""
        return frozenset(cell.col for cell in self.plan.cells if cell.entered)

    def expected(self, cell: FormCell) -> str:
        """Return the text of a printed cell; of a card's title only how it begins."""
        return squeezed(cell.expected_text(self.older))

    def found(self, row: int, col: int) -> str:
        """Return the text that stands in a cell of the file."""
        return self.texts.get((row, col), "")

    def matches(self, cell: FormCell, row: int, col: int) -> bool:
        """Whether a printed cell stands in a cell of the file."""
        found, expected = self.found(row, col), self.expected(cell)
        return found.startswith(expected) if cell.role is Role.CARD else found == expected

    def stands(self, cell: FormCell) -> bool:
        """Whether ``cell`` is where the layout says; a card's title may be uncalculated."""
        uncalculated = cell.role is Role.CARD and not self.found(cell.row, cell.col)
        return uncalculated or self.matches(cell, cell.row, cell.col)

    def in_place(self) -> bool:
        """Whether everything that says where cells are stands where the layout says.

        Beside a label that spans several rows, no text of the form may stand on the others.
        """
        anchors = [cell for cells in self.anchors.values() for cell in cells]
        spanned = (
            self.found(row, cell.col)
            for cell in anchors
            for row in range(cell.row + 1, cell.row + cell.height)
        )
        return all(map(self.stands, anchors)) and not any(
            text and self.ours(text) for text in spanned
        )

    def ours(self, text: str) -> bool:
        """Whether a text is one that the form prints somewhere, so that it may have moved."""
        return text in self.known or text.startswith((MARK, *self.titles))

    def first_difference(self) -> FormCell:
        """Return the first printed cell that does not stand where the layout says."""
        cells = [cell for row in sorted(self.anchors) for cell in self.anchors[row]]
        return next((cell for cell in cells if not self.stands(cell)), cells[0])
