"""Positions in a row set, counted from 0."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


Positions: TypeAlias = "Sequence[int]"


NO_POSITIONS: frozenset[int] = frozenset()


def without(at: Positions, places: Collection[int]) -> Positions:
    """Return the positions that are not among others."""
    if not places:
        return at
    there = set(places)
    return [place for place in at if place not in there]
