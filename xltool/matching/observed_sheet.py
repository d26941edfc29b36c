"""A sheet of the file beside the layout of the form that should be on it, text by text.

Texts are compared without spacing and width, since programs that people use change both. That a
sheet is exactly as it was written is found out faster by ``ExpectedSheet``.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.excel_formulas.check_cells import FORMER_TEXTS, TITLE
from xltool.identity import MARK
from xltool.layout.cells import NOTES, FormCell, Role, SheetLayout
from xltool.spreadsheets.raw_sheet import area_corners, cell_position
from xltool.text import squeezed

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping, Sequence

    from xltool.model.forms import OlderVersion
    from xltool.model.templates import Template
    from xltool.spreadsheets.raw_sheet import RawSheet
    from xltool.values.cell_values import Raw

ANCHORS = frozenset({Role.HEAD, Role.LABEL, Role.FIELD, Role.NUMBER, Role.CODE, Role.CARD})
"""Printed texts by which rows and columns are found."""
CAPTIONS = frozenset({Role.TITLE, Role.SUBTITLE, Role.MEASURE})
"""Printed texts by which nothing is found, but which must not be changed."""
MAX_SHIFT = 100
"""How many rows or columns a form can be shifted; farther away it is not found."""


def shown_text(raw: Raw) -> str:
    """Return a raw cell as the text a person sees; empty when it is blank."""
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    return str(raw).upper() if isinstance(raw, bool) else str(raw or "")


def squeezed_print(text: str, template: Template) -> str:
    """Return a printed text as ``squeezed``, without the note that the form has no data."""
    return squeezed(text).removesuffix(squeezed(template.nil_suffix))


@dataclass(frozen=True)
class ObservedSheet:
    """A form's layout and a sheet of the file, as far as the form can be shifted.

    ``older`` is the pack's version that the file was written by. All texts are ``squeezed``.
    """

    layout: SheetLayout
    sheet: RawSheet
    older: OlderVersion

    @cached_property
    def texts(self) -> Mapping[tuple[int, int], str]:
        """The texts of the sheet by row and column, but for those that repeat a label.

        Where somebody unmerged a heading and filled it into each cell, only the first one counts.
        """
        repeats = self.repeats
        return {place: text for place, text in self._all_texts.items() if place not in repeats}

    @cached_property
    def repeats(self) -> frozenset[tuple[int, int]]:
        """Where the text of a label over several cells stands again in a cell that it spans.

        Of a text that the form itself prints so close to itself none is known to be a repeat.
        """
        spans = dict[str, set[tuple[int, int]]]()
        printed = dict[str, list[tuple[int, int]]]()
        for cell in self.cells_of(ANCHORS | CAPTIONS):
            text = self.expected_text(cell) if cell.role is not Role.CARD else ""
            if text:
                spans.setdefault(text, set()).add((cell.height, cell.width))
                printed.setdefault(text, []).append((cell.row, cell.col))
        wide = {text: max(sizes) for text, sizes in spans.items() if sizes != {(1, 1)}}
        wanted = {
            text: size
            for text, size in wide.items()
            if len(spans[text]) == 1 and not _within(printed[text], *size)
        }
        found = dict[str, list[tuple[int, int]]]()
        for place, text in self._all_texts.items():
            if text in wanted:
                found.setdefault(text, []).append(place)
        return frozenset(
            place for text, places in found.items() for place in _within(places, *wanted[text])
        )

    @cached_property
    def _all_texts(self) -> Mapping[tuple[int, int], str]:
        rows, cols = self.layout.rows + 2 * MAX_SHIFT, len(self.layout.widths) + MAX_SHIFT
        template = self.layout.form.template
        placed = ((cell_position(at), raw) for at, raw in self.sheet.values.items())
        return {
            (row, col): squeezed_print(shown_text(raw), template)
            for (row, col), raw in placed
            if row < rows and col < cols
        }

    @cached_property
    def height(self) -> int:
        """The number of rows down to the last one with content."""
        return max((row + 1 for row, _ in self.texts), default=0)

    @cached_property
    def width(self) -> int:
        """The number of columns up to the last one with content."""
        return max((col + 1 for _, col in self.texts), default=0)

    @cached_property
    def merged_heights(self) -> Mapping[tuple[int, int], int]:
        """How many rows each merged area spans, by its first row and column."""
        found = {}
        for text in self.sheet.merges:
            with suppress(ValueError):
                top, left, bottom, _ = area_corners(text)
                found[top, left] = bottom - top + 1
        return found

    @cached_property
    def anchors(self) -> Mapping[int, Sequence[FormCell]]:
        """The printed cells of each row of the layout by which rows and columns are found."""
        found: dict[int, list[FormCell]] = {}
        for cell in self.cells_of(ANCHORS):
            if cell.text:
                found.setdefault(cell.row, []).append(cell)
        return found

    def cells_of(self, roles: Container[Role]) -> Iterator[FormCell]:
        """Yield the layout's cells that have one of ``roles``."""
        return (cell for cell in self.layout.cells if cell.role in roles)

    @cached_property
    def printed_texts(self) -> frozenset[str]:
        """Every text that the form prints, but for the numbers of columns."""
        texts = (cell for cell in self.layout.cells if cell.text and cell.role is not Role.INDEX)
        return frozenset(map(self.expected_text, texts))

    def is_check_title(self, text: str) -> bool:
        """Whether a text is a heading of the check columns beside the form; a column may follow."""
        return text.startswith(self._check_titles)

    @cached_property
    def _check_titles(self) -> tuple[str, ...]:
        rules = (name for rule in self.layout.form.rules for name in (rule.id, rule.zh))
        return tuple(map(squeezed, (TITLE, *FORMER_TEXTS, *rules)))

    @cached_property
    def card_titles(self) -> tuple[str, ...]:
        """How the titles of cards begin, such as ``2、``; the project's name follows."""
        return tuple(map(self.expected_text, self.cells_of({Role.CARD})))

    @cached_property
    def blank_titles(self) -> frozenset[str]:
        """The titles of cards without the name of a project, and the empty text."""
        cards = (cell.text.replace("{project}", "") for cell in self.cells_of({Role.CARD}))
        return frozenset({"", *map(squeezed, cards)})

    @cached_property
    def movable_texts(self) -> frozenset[str]:
        """Texts that may stand between the rows of a form without saying where these are."""
        return self._texts_of(CAPTIONS | NOTES)

    @cached_property
    def note_texts(self) -> frozenset[str]:
        """The notes below the form, and the empty text."""
        return self._texts_of(NOTES)

    def _texts_of(self, roles: Container[Role]) -> frozenset[str]:
        return frozenset({"", *(squeezed(cell.text) for cell in self.cells_of(roles))})

    @cached_property
    def entered_rows(self) -> frozenset[int]:
        """The rows of the layout with cells to fill in."""
        return frozenset(cell.row for cell in self.layout.cells if cell.entered)

    @cached_property
    def entered_cols(self) -> frozenset[int]:
        """The columns of the layout with cells to fill in."""
        return frozenset(cell.col for cell in self.layout.cells if cell.entered)

    def expected_text(self, cell: FormCell) -> str:
        """Return the text of a printed cell; of a card's title only how it begins."""
        return squeezed(cell.expected_text(self.older))

    def text_at(self, row: int, col: int) -> str:
        """Return the text in a cell of the file; empty when it is blank."""
        return self.texts.get((row, col), "")

    def shows(self, cell: FormCell, row: int, col: int) -> bool:
        """Whether the text of a printed cell stands in a cell of the file."""
        found, expected = self.text_at(row, col), self.expected_text(cell)
        if cell.role is Role.SUBTITLE and not found:
            # It is a formula over the answer on the cover; its result may be missing.
            return address(row, col) in self.sheet.formulas
        return found.startswith(expected) if cell.role is Role.CARD else found == expected

    def is_in_place(self, cell: FormCell) -> bool:
        """Whether a printed cell is where the layout has it.

        A card's title is a formula over the project's name; its result may be missing.
        """
        uncalculated = cell.role is Role.CARD and not self.text_at(cell.row, cell.col)
        return uncalculated or self.shows(cell, cell.row, cell.col)

    def is_of_form(self, text: str) -> bool:
        """Whether the form prints a text somewhere, so that it may have moved."""
        return text in self.printed_texts or text.startswith((MARK, *self.card_titles))

    def first_difference(self) -> tuple[FormCell, str, str] | None:
        """Return the first printed cell that is not where the layout has it.

        With the text that should stand there, and the one that does. Beside a label that spans
        several rows, no text of the form may stand on the others: there nothing should stand. None
        if all is in place.
        """
        anchors = [cell for row in sorted(self.anchors) for cell in self.anchors[row]]
        for cell in anchors:
            if not self.is_in_place(cell):
                return cell, self.expected_text(cell), self.text_at(cell.row, cell.col)
        for cell in anchors:
            for row in range(cell.row + 1, cell.row + cell.height):
                text = self.text_at(row, cell.col)
                if text and self.is_of_form(text):
                    return replace(cell, row=row, height=1), "", text
        return None


def _within(places: Iterable[tuple[int, int]], height: int, width: int) -> set[tuple[int, int]]:
    """Return the places that are right of or below another one, in an area that begins there."""
    found = set[tuple[int, int]]()
    wanted = sorted(places)
    known = set(wanted)
    for row, col in wanted:
        if (row, col) not in found:
            area = {(r, c) for r in range(row, row + height) for c in range(col, col + width)}
            found |= area & known - {(row, col)}
    return found
