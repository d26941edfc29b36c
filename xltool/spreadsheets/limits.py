"""How much one file may hold, and the count of its cells against that."""

from __future__ import annotations

import os
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
SLOW = "XLTOOL_SLOW"
"""Environment variable: at ``1`` no reader takes a short way, only the one that decides."""


def takes_short_ways() -> bool:
    """Whether a reader that is made now may take short ways, where both give the same.

    Tests and CI turn them off, all together, to hold that they do.
    """
    return os.environ.get(SLOW, "") != "1"


@dataclass(slots=True)
class CellBudget:
    """The cells of all sheets of one file so far, against the limit."""

    limit: int
    cells: int = 0

    def add(self, cells: int) -> None:
        """Count ``cells`` more; refuse the file (XL-106) at the first beyond what is allowed.

        How many more there are is not known, whatever was counted at once.
        """
        self.cells += cells
        refuse_excess("cells", min(self.cells, self.limit + 1), self.limit)
