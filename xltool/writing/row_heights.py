"""How tall the rows of a form are: as tall as the texts that stand in them need."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.layout.cells import FormCell, Role, SheetLayout
from xltool.writing.styles import text_height

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.writing.content import PlaceholderNames, WorkbookContent

TALLEST_ROW = 409.0
"""Points; Excel's own limit."""
ID_ROW, ROW, TITLE_ROW = 12.0, 20.0, 32.0


@dataclass(frozen=True)
class RowHeights:
    """The heights of one form's rows; ``words`` tells which printed texts hold a name."""

    plan: SheetLayout
    words: PlaceholderNames

    @cached_property
    def projects(self) -> Mapping[int, FormCell]:
        """The cell of the project that each card is about, the first after its title, by row."""
        found: dict[int, FormCell] = {}
        for cell in reversed(self.plan.cells):
            if cell.role is Role.FACT:
                last = cell
            elif cell.role is Role.CARD:
                found[cell.row] = last
        return found

    @cached_property
    def least(self) -> list[float]:
        """The heights that all workbooks of this layout have, whatever is filled in."""
        heights = [ID_ROW, *(ROW for _ in range(1, self.plan.rows))]
        for row, height in self.plan.heights.items():
            heights[row] = height
        for cell in self.plan.cells:
            if cell.height == 1 and not self._differs(cell):
                heights[cell.row] = max(heights[cell.row], self._printed(cell, cell.text))
        return heights

    @cached_property
    def differing(self) -> Mapping[int, list[FormCell]]:
        """The cells whose text is another in another workbook, by row."""
        found: dict[int, list[FormCell]] = {}
        for cell in self.plan.cells:
            if cell.height == 1 and self._differs(cell):
                found.setdefault(cell.row, []).append(cell)
        return found

    def of(self, row: int, now: WorkbookContent) -> float:
        """Return the height of a row, in points, with what stands in it."""
        texts = (self._height(cell, now) for cell in self.differing.get(row, ()))
        return min(max(self.least[row], *texts, 0.0), TALLEST_ROW)

    def _differs(self, cell: FormCell) -> bool:
        if cell.key is not None:
            return cell.column is not None and not cell.column.kind.numeric
        return cell.role is Role.CARD or self.words.has(cell.text)

    def _height(self, cell: FormCell, now: WorkbookContent) -> float:
        if cell.key is not None:
            return self._printed(cell, str(now.get(cell.key) or ""))
        if cell.role is Role.CARD:
            name = self.projects[cell.row].key
            assert name is not None
            text = f"{cell.text}{now.get(name) or ''}"
            return text_height(text, self._width(cell) * 0.68, 22.0)
        return self._printed(cell, now.words.with_names(cell.text))

    def _printed(self, cell: FormCell, text: str) -> float:
        if cell.role is Role.TITLE:
            return TITLE_ROW
        return text_height(text, self._width(cell)) if text and cell.role is not Role.ID else 0.0

    def _width(self, cell: FormCell) -> float:
        return sum(self.plan.widths[cell.col : cell.col + cell.width])
