"""What a sheet holds beyond the values that calamine hands over, and how much there may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.reading.refusals import cap, require

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.reading.intake import Limits

LAST_COLUMN, LAST_ROW = 1 << 14, 1 << 20
_NONE = frozenset[str]()
_NOWHERE = frozenset[int]()


@dataclass(frozen=True, slots=True)
class SheetGuard:
    """What stands in one sheet beyond plain values; addresses are ``B7``.

    ``formulas`` are formula cells, ``uncached`` those of them without a stored value, ``external``
    those that refer to another workbook; ``errors`` maps an address to ``#REF!`` and the like;
    ``comments`` are cells with a comment or note. ``cells`` counts stored cells, formatted ones
    too, while ``rows`` × ``cols`` from A1 is the area of those that hold a value or formula:
    calamine allocates all of it. ``hidden_rows`` and ``hidden_cols`` count from 0. ``validations``
    is None where the format does not tell.
    """

    formulas: frozenset[str]
    errors: Mapping[str, str]
    uncached: frozenset[str]
    cells: int
    protected: bool = False
    validations: int | None = None
    hidden_rows: frozenset[int] = _NOWHERE
    hidden_cols: frozenset[int] = _NOWHERE
    comments: frozenset[str] = _NONE
    external: frozenset[str] = _NONE
    rows: int = 0
    cols: int = 0


@dataclass(slots=True)
class Tally:
    """What all sheets hold together, against the limits: of the sheets before, so far."""

    limits: Limits
    cells: int = 0
    area: int = 0

    def watch(self, cells: int) -> None:
        """Refuse (XL-106) more cells than allowed, ``cells`` of them in this sheet so far."""
        cap("cells", self.cells + cells, self.limits.cells)

    def add(self, guard: SheetGuard) -> SheetGuard:
        """Add a sheet that was scanned; refuse (XL-106) too many cells or too large an area."""
        self.watch(guard.cells)
        self.cells += guard.cells
        self.area += guard.rows * guard.cols
        cap("area", self.area, self.limits.area)
        return guard


def column_number(letters: str) -> int:
    """Return the number of a column, ``A`` is 1; ValueError when no sheet has it."""
    column = 0
    for letter in letters.upper():
        require("A" <= letter <= "Z" and column < LAST_COLUMN)
        column = column * 26 + ord(letter) - ord("@")
    require(column <= LAST_COLUMN)
    return column


def column_letters(column: int) -> str:
    """Return the letters of a column counted from 1."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters
