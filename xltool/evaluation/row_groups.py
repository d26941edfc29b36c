"""Rows that are judged together, because they share an owner and the values of some columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.rowsets import values_at
from xltool.expressions.references import CARD

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from xltool.evaluation.operation import GroupRows
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import RowSet


def group_rows(
    rows: RowSet, names: Sequence[str], among: Positions, *, folded: bool = False
) -> tuple[Positions, GroupRows]:
    """Return the first row of each group, and all rows of the groups that have several.

    A row without others is its own group; ``#card`` among the names stands for its card. With
    ``folded``, rows share what their texts mean, however they are written.
    """
    shared = _shared(rows, names, "key" if folded else "")
    first: dict[Hashable, int] = {}
    several: dict[int, list[int]] = {}
    for row, key in zip(among, values_at(shared, among), strict=True):
        head = first.setdefault(key, row)
        if head != row:
            several.setdefault(head, [head]).append(row)
    return list(first.values()), several


def _shared(rows: RowSet, names: Sequence[str], part: str) -> Sequence[Hashable]:
    """Return for each row what it has in common with its group.

    A card is one entity's, so the owner is added only where no card is named.
    """
    sides: list[Sequence[Hashable]] = [
        rows.cards if name == CARD else rows.texts(name, part) if part else rows.column(name)
        for name in names
    ]
    if CARD not in names and len(rows.owned) > 1:
        sides.append([owner for owner, _ in rows.ids])
    return sides[0] if len(sides) == 1 else list(zip(*sides, strict=True))
