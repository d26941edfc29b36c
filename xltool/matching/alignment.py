"""Two lists held against each other: what was kept, what came in, what went, by least change.

A position is *certain* when every explanation that costs little more than the cheapest one puts
it at the same place. So what repeats, or what changed places, is never taken for certain.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

SLACK = 4
"""How much more than the cheapest explanation may cost and still be believed."""
BLANK, FILLED, PRINTED = 2, 6, 20
"""What it costs that a blank line came in, one with content, one that prints what forms print."""
EDITED, AGAINST, GONE = 4, 5, 10
"""What it costs that a text was edited, that a merged area says otherwise, that a line went."""
MOST = 400_000
"""How many pairs are compared at most: more would take seconds."""


@dataclass(frozen=True, slots=True)
class EditCosts:
    """What each change costs.

    ``kept`` is that of finding the wanted one at a place, ``inf`` when it cannot be there;
    ``came_in`` of each place that is none of the wanted between them, ``beside`` before and after.
    """

    kept: Callable[[int, int], float]
    came_in: Sequence[int]
    beside: Sequence[int]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The cheapest explanation: the place of each wanted one, None when it is gone.

    ``options`` are all places that it may have: one, when it is certain.
    """

    places: tuple[int | None, ...]
    options: tuple[frozenset[int | None], ...]
    cost: float


def align(wanted: Sequence[int], change: EditCosts, low: int, high: int) -> Alignment | None:
    """Find the wanted ones, each moved by ``low`` to ``high`` at most; None if that is too much."""
    if not wanted or len(wanted) * (high - low + 2) > MOST:
        return None
    grid = _Grid(wanted, change, low, high)
    return grid.solved()


class _Grid:
    """The least cost to explain the first, and the last, so many wanted ones and places."""

    def __init__(self, wanted: Sequence[int], change: EditCosts, low: int, high: int) -> None:
        """Fill in both tables."""
        self.size, self.count = len(change.came_in), len(wanted)
        self.change = change
        ends = [max(0, position + low) for position in wanted]
        tops = [min(self.size, position + high + 1) for position in wanted]
        self.spans = [
            range(ends[max(i - 1, 0)], max(tops[min(i, self.count - 1)], ends[max(i - 1, 0)]) + 1)
            for i in range(self.count + 1)
        ]
        self.kept = [
            [change.kept(i, j) for j in range(self.spans[i].start, self.spans[i].stop - 1)]
            for i in range(self.count)
        ]
        self.before = [self._first()]
        for i in range(self.count):
            self.before.append(self._forward(i))
        self.after = [self._last()]
        for i in range(self.count - 1, -1, -1):
            self.after.append(self._backward(i))
        self.after.reverse()

    def _sums(self, span: range) -> list[float]:
        """Return what the places before each one cost when the form stands after them."""
        sums = list(accumulate(self.change.beside, initial=0))
        return [float(sums[min(j, self.size)]) for j in span]

    def _first(self) -> list[float]:
        return self._sums(self.spans[0])

    def _last(self) -> list[float]:
        total = sum(self.change.beside)
        return [total - spent for spent in self._sums(self.spans[-1])]

    def _at(self, row: Sequence[float], i: int, j: int) -> float:
        span = self.spans[i]
        return row[j - span.start] if span.start <= j < span.stop else inf

    def _forward(self, i: int) -> list[float]:
        """Return the costs after the wanted one ``i``, from those before it."""
        above, kept, span = self.before[i], self.kept[i], self.spans[i]
        found, cost = list[float](), inf
        last = i + 1 == self.count
        for j in self.spans[i + 1]:
            into = inf if last or not found else cost + self.change.came_in[j - 1]
            placed = inf
            if span.start < j < span.stop:
                placed = above[j - 1 - span.start] + kept[j - 1 - span.start]
            cost = min(self._at(above, i, j) + GONE, placed, into)
            found.append(cost)
        return found

    def _backward(self, i: int) -> list[float]:
        """Return the costs from the wanted one ``i`` on, from those after it."""
        below, kept, span = self.after[-1], self.kept[i], self.spans[i]
        found, cost = list[float](), inf
        for j in reversed(span):
            into = inf if i == 0 or not found else cost + self.change.came_in[j]
            placed = inf
            if j + 1 < span.stop:
                placed = kept[j - span.start] + self._at(below, i + 1, j + 1)
            cost = min(self._at(below, i + 1, j) + GONE, placed, into)
            found.append(cost)
        return found[::-1]

    def solved(self) -> Alignment | None:
        """Walk the cheapest explanation and compare all others with it."""
        best = min(a + b for a, b in zip(self.before[-1], self.after[-1], strict=True))
        if best == inf:
            return None
        options = [self._options(i, best + SLACK) for i in range(self.count)]
        places = self._walk(best)
        return Alignment(places, tuple(options), best)

    def _options(self, i: int, most: float) -> frozenset[int | None]:
        """Return every place of a wanted one that costs no more than ``most`` altogether."""
        found = set[int | None]()
        span = self.spans[i]
        for j, (cost, kept) in enumerate(
            zip(self.before[i], [*self.kept[i], inf], strict=True), start=span.start
        ):
            if cost + kept + self._at(self.after[i + 1], i + 1, j + 1) <= most:
                found.add(j)
            if cost + GONE + self._at(self.after[i + 1], i + 1, j) <= most:
                found.add(None)
        return frozenset(found)

    def _walk(self, best: float) -> tuple[int | None, ...]:
        """Return the cheapest places, each as late as it can be."""
        places, left = list[int | None](), best
        j = min(
            j
            for j, a, b in zip(self.spans[0], self.before[0], self.after[0], strict=True)
            if a + b == best
        )
        left = self._at(self.after[0], 0, j)
        for i in range(self.count):
            while i and j < self.size and left == self._after_one(i, j):
                j += 1
                left = self._at(self.after[i], i, j)
            kept = self._kept(i, j)
            if left == kept + self._at(self.after[i + 1], i + 1, j + 1):
                places.append(j)
                j += 1
            else:
                places.append(None)
            left = self._at(self.after[i + 1], i + 1, j)
        return tuple(places)

    def _after_one(self, i: int, j: int) -> float:
        """Return what is left to pay if place ``j`` came in before the wanted one ``i``."""
        return self.change.came_in[j] + self._at(self.after[i], i, j + 1)

    def _kept(self, i: int, j: int) -> float:
        span = self.spans[i]
        return self.kept[i][j - span.start] if span.start <= j < span.stop - 1 else inf
