"""Positions in a point set: rows, columns or a submission, counted from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from collections.abc import Set as AbstractSet


Positions: TypeAlias = "Sequence[int]"


NO_POSITIONS: frozenset[int] = frozenset()


def without(at: Positions, others: Collection[int]) -> Positions:
    """Return the positions that are not among others, in their order."""
    if not others:
        return at
    barred = set(others) if isinstance(others, list) else others
    return [position for position in at if position not in barred]


def partition(at: Positions, chosen: AbstractSet[int]) -> tuple[Positions, Positions]:
    """Return the positions that are not chosen, and those that are, each in their order."""
    if not chosen:
        return at, ()
    return [p for p in at if p not in chosen], [p for p in at if p in chosen]
