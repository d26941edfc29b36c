"""One sheet of a returned file: every cell that holds something, and what was done to the sheet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.a1 import address, parse_address
from xltool.spreadsheets.refusals import require
from xltool.spreadsheets.stored_formulas import StoredFormulas

if TYPE_CHECKING:
    from xltool.values.cell_values import Raw

HIDDEN, VERY_HIDDEN = "hidden", "veryHidden"
"""States of a sheet without a tab; one that is very hidden Excel does not offer to show again."""
LAST_COLUMN, LAST_ROW = 1 << 14, 1 << 20
"""How many columns and rows a sheet has since Excel 2007, the last cell is XFD1048576."""


class CellError(str):
    """The value of a cell that is an error, such as ``#REF!``."""

    __slots__ = ()


@dataclass(slots=True)
class RawSheet:
    """What one sheet holds, by addresses such as ``B7``; filled by the reader of its format.

    ``values`` leaves blank cells out; a formula counts with its stored result. ``formulas`` are
    formula cells, ``uncached`` those of them without a stored result, ``external`` those that
    refer to another workbook; ``comments`` are cells with a comment or note. ``merges`` are areas
    such as ``A1:B2``, ``dropdowns`` those with a list to choose from. ``names`` are the cells
    that have a name, by name. Hidden rows and columns count from 0; some of the rows may only be
    ``filtered`` out. ``validations`` is None where they are not counted, and dropdowns not seen
    (.xls and .ods).

    ``pictures`` are cells that show a picture instead of their value, ``struck`` those whose text
    is struck out, as a whole or in part. ``state`` is ``HIDDEN``, ``VERY_HIDDEN`` or empty.
    ``stored_formulas`` are known of .xlsx and .ods.
    """

    values: dict[str, Raw] = field(default_factory=dict)
    formulas: set[str] = field(default_factory=set)
    uncached: set[str] = field(default_factory=set)
    external: set[str] = field(default_factory=set)
    comments: set[str] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_cols: set[int] = field(default_factory=set)
    merges: list[str] = field(default_factory=list)
    dropdowns: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    protected: bool = False
    validations: int | None = None
    pictures: set[str] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)
    filtered: bool = field(default=False, compare=False)
    state: str = ""
    stored_formulas: StoredFormulas = field(default_factory=StoredFormulas, compare=False)

    def at(self, row: int, col: int) -> Raw:
        """Return the value of a cell, counted from 0; None when it is blank."""
        return self.values.get(address(row, col))


def cell_position(text: str) -> tuple[int, int]:
    """Return row and column of an address; ``ValueError`` when no sheet has such a cell."""
    found = parse_address(text)
    require(found is not None and found[0] < LAST_ROW and found[1] < LAST_COLUMN)
    assert found is not None
    return found


def is_position(text: str) -> bool:
    """Whether a sheet has a cell of this address."""
    try:
        cell_position(text)
    except ValueError:
        return False
    return True


def area_corners(text: str) -> tuple[int, int, int, int]:
    """Return first row and column and last row and column of an area such as ``A1:B2``."""
    first, _, last = text.partition(":")
    return *cell_position(first), *cell_position(last or first)
