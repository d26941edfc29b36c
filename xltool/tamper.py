"""What was done to a form besides filling it in: a warning each, with the cell.

The values are taken all the same: protection and validation are a courtesy to the clerk, and
no check rests on them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.layout import Layout, address
from xltool.model import Finding, Placement, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.guard import SheetGuard
    from xltool.numbers import Raw


def tampered(
    plan: Layout, place: Placement, grid: Sequence[Sequence[Raw]], guard: SheetGuard
) -> Iterator[Finding]:
    """Yield a warning for each thing done to the form's sheet that filling in does not do."""
    yield from _outside(plan, place, grid)
    _ = guard


def _outside(plan: Layout, place: Placement, grid: Sequence[Sequence[Raw]]) -> Iterator[Finding]:
    """Content beside or below the form is not read."""
    last_row = max(place.rows.get(row, row) for row in range(plan.rows))
    last_col = max(place.cols.get(col, col) for col in range(len(plan.widths)))
    for row, cells in enumerate(grid):
        beside = cells if row > last_row else cells[last_col + 1 :]
        start = 0 if row > last_row else last_col + 1
        for offset, raw in enumerate(beside):
            if raw not in (None, ""):
                at = address(row, start + offset)
                yield Finding(
                    "XL-171", Severity.WARNING, "XL-171", form=plan.form.id, sheet=place.sheet,
                    cell=at, cells=(at,), value=str(raw)[:100],
                )  # fmt: skip
                return
