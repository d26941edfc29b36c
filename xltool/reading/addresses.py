"""Whether two cells or two rows of a sheet claim the same place: one of them would be lost.

Sheets are written from top to bottom, so a place can only be claimed again nearby. So what was met
long before is forgotten, and a sheet in any other order is compared as a whole.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LETTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ#"


class OrderError(Exception):
    """Places are in no order: the sheet must be compared as a whole."""


@dataclass(slots=True)
class Places:
    """The places met, ``B7`` or ``#7`` for a row: ``here`` and ``last`` are remembered.

    ``floor`` is the last row forgotten; ``exact`` forgets nothing. The first place
    that was claimed ``twice`` is kept to the end: a sheet may be too large, too.
    """

    exact: bool
    here: set[bytes] = field(default_factory=set)
    last: set[bytes] = field(default_factory=set)
    floor: int = 0
    twice: str = ""

    def add(self, *places: bytes) -> None:
        """Meet places; keep the first that was met before."""
        if self.twice:
            return
        found = set(places)
        again = len(found) < len(places) or not found.isdisjoint(self.last)
        again = again or not found.isdisjoint(self.here)
        if again:
            self.twice = next(self._again(places)).decode().strip("#")
        self.here |= found

    def _again(self, places: Iterable[bytes]) -> Iterator[bytes]:
        met = self.here | self.last
        for place in places:
            if place in met:
                yield place
            met.add(place)

    def turn(self) -> None:
        """Go on to the next part of the sheet; raise ``OrderError`` where order is no help."""
        if self.exact or self.twice or not self.here:
            return
        if min(_rows(self.here)) <= self.floor:
            raise OrderError
        self.floor = max([self.floor, *_rows(self.last)])
        self.last, self.here = self.here, set()


def _rows(places: set[bytes]) -> list[int]:
    return [int(digits) for digits in {place.lstrip(_LETTERS) for place in places}]
