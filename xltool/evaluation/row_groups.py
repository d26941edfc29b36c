"""Rows that are judged together, because they share an owner and the values of some columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    keys = [shared[row] for row in among]
    first = dict(zip(reversed(keys), reversed(among), strict=True))
    if len(first) == len(among):
        return among, {}
    found: dict[int, list[int]] = {}
    for row, key in zip(among, keys, strict=True):
        found.setdefault(first[key], []).append(row)
    return list(found), {row: group for row, group in found.items() if len(group) > 1}


def _shared(rows: RowSet, names: Sequence[str], part: str) -> Sequence[Hashable]:
    """Return for each row what it has in common with its group.

    A card is one entity's, so the owner is added only where no card is named.
    """
    sides: list[Sequence[Hashable]] = [
        rows.cards if name == CARD else rows.texts(name, part) if part else rows.column(name)
        for name in names
    ]
    owners = [owner for owner, _ in rows.ids]
    if CARD not in names and len(set(owners)) > 1:
        sides.append(owners)
    return sides[0] if len(sides) == 1 else list(zip(*sides, strict=True))
