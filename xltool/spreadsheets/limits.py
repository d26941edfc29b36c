"""How much one file may hold, and the count of its cells against that."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.spreadsheets.refusals import refuse_excess

MIB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold (a form of 20,000 rows stays far below); beyond it is refused.

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
    """The cells of all sheets of one file so far, against the limit."""

    limit: int
    cells: int = 0

    def add(self, cells: int) -> None:
        """Count ``cells`` more; refuse the file (XL-106) when there are more than allowed."""
        self.cells += cells
        refuse_excess("cells", self.cells, self.limit)
