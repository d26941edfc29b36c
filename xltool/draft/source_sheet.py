"""A sheet of an official workbook as a draft sees it: cells, merged areas, sizes, paper.

Rows and columns count from 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Area(NamedTuple):
    """Adjacent cells, the last row and column included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def width(self) -> int:
        """How many columns it has."""
        return self.right - self.left + 1


@dataclass(frozen=True, slots=True)
class SourceCell:
    """What stands in a cell: a printed text, a number as text, or a formula that begins with =."""

    text: str = ""
    is_number: bool = False
    has_border: bool = False
    number_format: str = "General"

    @property
    def formula(self) -> str:
        """The formula; empty when there is none."""
        return self.text if self.text.startswith("=") and not self.is_number else ""

    @property
    def printed(self) -> str:
        """The text that the form prints here; empty for numbers and formulas."""
        return "" if self.is_number or self.formula else self.text


@dataclass(frozen=True, slots=True)
class Validation:
    """What Excel accepts in a cell while somebody types.

    ``choices`` are those of a dropdown, None when there is none; an ``open`` one only suggests.
    ``least`` is the smallest number, ``longest`` the most characters.
    """

    choices: tuple[str, ...] | None = None
    open: bool = False
    least: str = ""
    longest: int | None = None
    prompt: str = ""


NO_CELL, NO_VALIDATION = SourceCell(), Validation()


@dataclass(frozen=True, slots=True)
class SourceSheet:
    """One visible sheet, within what it prints.

    ``code_names`` are codes with their names, of the list in which formulas of the sheet look up.
    ``widths`` are characters, by column; ``heights`` points, of rows that have one of their own.
    """

    name: str
    printed: Area
    cells: Mapping[tuple[int, int], SourceCell]
    merged: Mapping[tuple[int, int], Area]
    validations: Mapping[tuple[int, int], Validation]
    widths: Mapping[int, float]
    heights: Mapping[int, float]
    portrait: bool = False
    fits_page: bool = False
    code_names: tuple[tuple[str, str], ...] = ()

    @property
    def rows(self) -> range:
        """The rows that are printed."""
        return range(self.printed.top, self.printed.bottom + 1)

    @property
    def columns(self) -> range:
        """The columns that are printed."""
        return range(self.printed.left, self.printed.right + 1)

    def area(self, row: int, col: int) -> Area:
        """Return the merged area that a cell belongs to, or the cell alone."""
        return self.merged.get((row, col)) or Area(row, col, row, col)

    def cell(self, row: int, col: int) -> SourceCell:
        """Return a cell; of a merged area the one that holds its text."""
        area = self.area(row, col)
        return self.cells.get((area.top, area.left), NO_CELL)

    def has_border(self, row: int, col: int) -> bool:
        """Whether a cell has a border on any side."""
        return self.cells.get((row, col), NO_CELL).has_border

    def is_bordered(self, row: int) -> bool:
        """Whether every printed cell of a row has a border."""
        return all(self.has_border(row, col) for col in self.columns)

    def texts(self, row: int) -> Sequence[str]:
        """Return what stands in a row, each merged area once; formulas too."""
        areas = dict.fromkeys(self.area(row, col) for col in self.columns)
        found = (self.cells.get((area.top, area.left), NO_CELL) for area in areas)
        return [each.text for each in found if each.text]
