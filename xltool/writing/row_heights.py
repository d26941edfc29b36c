"""How tall the rows of a form are: as tall as the texts that stand in them need.

Excel never fits a row to merged cells, so the heights are written. What all workbooks of one layout
have in common is worked out once; then come the texts that differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.layout.cells import FormCell, Role, SheetLayout
from xltool.writing.styles import INDENT_WIDTH, is_indented, text_height

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.writing.content import PlaceholderNames, WorkbookContent

TALLEST_ROW = 409.0
"""Points; Excel's own limit. A longer text is cut off in print, not in the cell."""
ID_ROW, ROW, TITLE_ROW = 20.0, 20.0, 32.0
"""Points of the id line, of a row without wrapped text, and of the title."""


@dataclass(frozen=True)
class RowHeights:
    """The heights of one form's rows; ``words`` has the placeholders that printed texts hold."""

    layout: SheetLayout
    words: PlaceholderNames

    @cached_property
    def projects(self) -> Mapping[int, FormCell]:
        """The cell with the project's name of each card, by the row of the card's title.

        It is the first value after the title.
        """
        found: dict[int, FormCell] = {}
        for cell in reversed(self.layout.cells):
            if cell.role is Role.FACT:
                following = cell
            elif cell.role is Role.CARD:
                found[cell.row] = following
        return found

    @cached_property
    def least(self) -> list[float]:
        """The heights that all workbooks of this layout have, whatever is filled in."""
        heights = [ID_ROW, *(ROW for _ in range(1, self.layout.rows))]
        for row, height in self.layout.heights.items():
            heights[row] = height
        for cell in self.layout.cells:
            if cell.height == 1 and not self._differs(cell):
                heights[cell.row] = max(heights[cell.row], self._text_height(cell, cell.text))
        return heights

    @cached_property
    def differing(self) -> Mapping[int, list[FormCell]]:
        """The cells whose text differs between workbooks, by row."""
        found: dict[int, list[FormCell]] = {}
        for cell in self.layout.cells:
            if cell.height == 1 and self._differs(cell):
                found.setdefault(cell.row, []).append(cell)
        return found

    def of(self, row: int, content: WorkbookContent) -> float:
        """Return the height of a row, in points, with what stands in it."""
        texts = (self._height(cell, content) for cell in self.differing.get(row, ()))
        return min(max(self.least[row], *texts, 0.0), TALLEST_ROW)

    def _differs(self, cell: FormCell) -> bool:
        """Whether a cell's text is typed or holds a name; numbers never wrap."""
        if cell.key is not None:
            return cell.column is not None and not cell.column.kind.numeric
        return cell.role is Role.CARD or self.words.has(cell.text)

    def _height(self, cell: FormCell, content: WorkbookContent) -> float:
        if cell.key is not None:
            return self._text_height(cell, str(content.get(cell.key) or ""))
        if cell.role is Role.CARD:
            project = self.projects[cell.row].key
            assert project is not None
            text = f"{cell.text}{content.get(project) or ''}"
            # Card titles are set in 16 points: 22 for a line, and 0.68 times as many characters.
            return text_height(text, self._width(cell) * 0.68, 22.0)
        return self._text_height(cell, content.words.with_names(cell.text))

    def _text_height(self, cell: FormCell, text: str) -> float:
        if cell.role is Role.TITLE:
            return TITLE_ROW
        if cell.role is Role.SUBTITLE:
            text += (
                self.layout.form.template.nil_suffix
            )  # it may come while somebody fills in the cover
        return text_height(text, self._width(cell)) if text and cell.role is not Role.ID else 0.0

    def _width(self, cell: FormCell) -> float:
        whole = sum(self.layout.widths[cell.col : cell.col + cell.width])
        kind = cell.column.kind if cell.column else None
        return whole - INDENT_WIDTH if is_indented(cell.role, kind) else whole
