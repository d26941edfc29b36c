"""Find a known list of lines in a list that was edited, as a text comparison tool does.

This is edit distance by dynamic programming. Every way to explain the file (which expected line
stands where, which lines were inserted, deleted or edited) has a cost; the cheapest is taken. Where
A, B, C are expected and the file has A, x, B, C, that is: x was inserted, so B stands at 2.

A position is *certain* when every explanation that costs up to ``SLACK`` more than the cheapest one
agrees on it. A text that repeats, or lines that changed places, are never certain, and whoever
calls can refuse to read there. ``docs/reading.md`` shows what comes of it.

A line here is a row, or a column with its headings; positions count from 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import inf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# What matters of these numbers is how their differences compare with SLACK:
# - EDITED is far below DELETED + FILLED: an edited text stays at its place with certainty.
# - EDITED is not above SLACK: of two places that differ in one edited text neither is certain.
# - AGAINST is above SLACK: a merged area alone decides between two places.
# - PRINTED is far above DELETED: a line that prints a text of the form is one of the form's own,
#   wherever that is possible, not an inserted one.
SLACK = 4
"""How much more than the cheapest explanation another may cost and still be believed."""
BLANK, FILLED, PRINTED = 2, 6, 20
"""Cost of an inserted line: a blank one, one with content, one with a text that the form prints."""
EDITED, AGAINST, DELETED = 4, 5, 10
"""Cost of an edited text, of a place that a merged area contradicts, of a deleted line."""
MAX_PAIRS = 400_000
"""How many pairs of lines are compared: with more, which would take seconds, nothing is found."""


@dataclass(frozen=True, slots=True)
class EditCosts:
    """Costs of aligning the expected lines with those of the file.

    ``kept(i, j)``: expected line ``i`` stands at ``j`` (``inf``: impossible). ``came_in[j]``: an
    extra line at ``j`` between expected ones; ``beside[j]``: before the first or after the last.
    """

    kept: Callable[[int, int], float]
    came_in: Sequence[int]
    beside: Sequence[int]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The cheapest explanation: the position of each expected line, None when it was deleted.

    ``options`` are all positions that a line has in explanations up to ``SLACK`` dearer: exactly
    one when it is certain.
    """

    places: tuple[int | None, ...]
    options: tuple[frozenset[int | None], ...]
    cost: float


def align(expected: Sequence[int], costs: EditCosts, low: int, high: int) -> Alignment | None:
    """Find the lines that should stand at ``expected`` positions, in ascending order.

    Each may have moved by ``low`` to ``high``, both signed. None when no explanation is possible,
    or there are more than ``MAX_PAIRS`` to compare.
    """
    if not expected or len(expected) * (high - low + 2) > MAX_PAIRS:
        return None
    return _CostTables(expected, costs, low, high).solve()


class _CostTables:
    """The least costs of every partial explanation, from the start and from the end.

    ``before[i][j]``: the first ``i`` expected lines are explained by the first ``j`` lines of the
    file. ``after[i][j]``: all others are explained by all others. Their sum is the least cost of a
    whole explanation that passes through ``(i, j)``, which is what certainty asks for; one table
    would only give the cheapest one. A step from ``(i, j)`` is one of

    - to ``(i + 1, j + 1)``: expected line ``i`` stands at ``j``,
    - to ``(i + 1, j)``: expected line ``i`` was deleted,
    - to ``(i, j + 1)``: line ``j`` of the file was inserted.

    Row ``i`` holds only the ``j`` in ``spans[i]``, which the shifts allowed leave.
    """

    def __init__(self, expected: Sequence[int], costs: EditCosts, low: int, high: int) -> None:
        self.size, self.count = len(costs.came_in), len(expected)
        self.costs = costs
        first = [max(0, position + low) for position in expected]
        stop = [min(self.size, position + high + 1) for position in expected]
        # State i lies between line i - 1 and line i: from where the one may begin to where the
        # other may end. A span is never empty, even if the file ends before it.
        self.spans = [
            range(start, max(stop[min(i, self.count - 1)], start) + 1)
            for i in range(self.count + 1)
            for start in [first[max(i - 1, 0)]]
        ]
        self.kept = [
            [*(costs.kept(i, j) for j in span[:-1]), inf] for i, span in enumerate(self.spans[:-1])
        ]
        self.before = [self._beside(self.spans[0])]
        for i in range(self.count):
            self.before.append(self._forward(i))
        total = sum(costs.beside)
        self.after = [[total - cost for cost in self._beside(self.spans[-1])]]
        for i in reversed(range(self.count)):
            self.after.append(self._backward(i))
        self.after.reverse()

    def _beside(self, span: range) -> list[float]:
        """Return what all lines before each position cost when the form begins there."""
        sums = list(accumulate(self.costs.beside, initial=0))
        return [float(sums[min(j, self.size)]) for j in span]

    def _at(self, costs: Sequence[float], i: int, j: int) -> float:
        """Return a cost of row ``i``; ``inf`` outside its span."""
        span = self.spans[i]
        return costs[j - span.start] if span.start <= j < span.stop else inf

    def _forward(self, i: int) -> list[float]:
        """Return row ``i + 1`` of ``before`` from row ``i``: line ``i`` is explained as well."""
        previous, kept, span = self.before[i], self.kept[i], self.spans[i]
        row, cost = list[float](), inf
        # What follows the last expected line stands beside the form: ``after`` counts it.
        is_last = i + 1 == self.count
        for j in self.spans[i + 1]:
            inserted = inf if is_last or not row else cost + self.costs.came_in[j - 1]
            placed = inf
            if span.start < j < span.stop:
                placed = previous[j - 1 - span.start] + kept[j - 1 - span.start]
            cost = min(self._at(previous, i, j) + DELETED, placed, inserted)
            row.append(cost)
        return row

    def _backward(self, i: int) -> list[float]:
        """Return row ``i`` of ``after`` from row ``i + 1``: line ``i`` is explained as well."""
        following, kept, span = self.after[-1], self.kept[i], self.spans[i]
        row, cost = list[float](), inf
        for j in reversed(span):
            # What precedes the first expected line stands beside the form: ``before`` counts it.
            inserted = inf if i == 0 or not row else cost + self.costs.came_in[j]
            placed = kept[j - span.start] + self._at(following, i + 1, j + 1)
            cost = min(self._at(following, i + 1, j) + DELETED, placed, inserted)
            row.append(cost)
        return row[::-1]

    def solve(self) -> Alignment | None:
        """Return the cheapest explanation with all near ones; None when each is impossible."""
        best = min(map(sum, zip(self.before[-1], self.after[-1], strict=True)))
        if best == inf:
            return None
        options = tuple(self._options(i, best + SLACK) for i in range(self.count))
        return Alignment(self._cheapest(best), options, best)

    def _options(self, i: int, limit: float) -> frozenset[int | None]:
        """Return every position of a line in explanations that cost up to ``limit``."""
        options, following = set[int | None](), self.after[i + 1]
        costs = zip(self.before[i], self.kept[i], strict=True)
        for j, (cost, kept) in enumerate(costs, start=self.spans[i].start):
            if cost + kept + self._at(following, i + 1, j + 1) <= limit:
                options.add(j)
            if cost + DELETED + self._at(following, i + 1, j) <= limit:
                options.add(None)
        return frozenset(options)

    def _cheapest(self, best: float) -> tuple[int | None, ...]:
        """Follow the steps of the cheapest explanation; each line stands as late as it can.

        Costs are whole numbers, so sums can be compared for equality.
        """
        costs = zip(self.spans[0], self.before[0], self.after[0], strict=True)
        j = min(j for j, before, after in costs if before + after == best)
        places = list[int | None]()
        for i, following in enumerate(self.after[1:]):
            rest = self._at(self.after[i], i, j)
            while i and j < self.size and rest == self._after_insertion(i, j):
                j += 1
                rest = self._at(self.after[i], i, j)
            is_kept = rest == self._at(self.kept[i], i, j) + self._at(following, i + 1, j + 1)
            places.append(j if is_kept else None)
            j += is_kept
        return tuple(places)

    def _after_insertion(self, i: int, j: int) -> float:
        """Return the rest of the cost if line ``j`` of the file was inserted before line ``i``."""
        return self.costs.came_in[j] + self._at(self.after[i], i, j + 1)
