"""How much one file may hold, and the count of its cells against that."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.spreadsheets.refusals import cap

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold: a form of 20,000 rows stays far below.

    ``file_bytes`` and ``inflated_bytes`` in bytes, the latter counted while inflating; ``ratio``
    is inflated bytes per packed byte, judged from 1 MiB inflated upwards; ``members`` are entries
    of the zip; ``cells`` are cells stored in all sheets together, formatted blank ones too.
    """

    file_bytes: int = 50 * MIB
    inflated_bytes: int = 200 * MIB
    ratio: int = 200
    members: int = 2000
    cells: int = 1_000_000


LIMITS = Limits()


@dataclass(slots=True)
class CellBudget:
    """The cells of all sheets so far, against the limit."""

    most: int
    cells: int = 0

    def add(self, cells: int) -> None:
        """Count cells that were met; refuse (XL-106) more than allowed."""
        self.cells += cells
        cap("cells", self.cells, self.most)
