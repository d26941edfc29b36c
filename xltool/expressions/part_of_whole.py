"""Which indicators of a card are parts of others, by the words in their names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.expressions.indicator_values import indicator_key, parse_indicator
from xltool.expressions.measures import find_measure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.expressions.indicator_values import IndicatorValue


@dataclass(frozen=True)
class PartWords:
    """The words that tell a part from its whole; see ``PartWithinWhole`` for what each does."""

    narrower: tuple[str, ...]
    fewer: tuple[str, ...]
    grades: tuple[str, ...]
    among: tuple[str, ...]

    @cached_property
    def _lists(self) -> Sequence[Sequence[str]]:
        return [grades.split() for grades in self.grades]

    @cached_property
    def _any(self) -> re.Pattern[str]:
        finer = (word for words in self._lists for word in words[:-1])
        words = (*self.narrower, *self.fewer, *finer, *self.among)
        return re.compile("|".join(map(re.escape, words)))

    def find_too_large(self, indicators: Sequence[tuple[str, str]]) -> Mapping[int, int]:
        """Return the whole of each part (name, value) with a larger target, both by position."""
        parts = [p for p, (name, _) in enumerate(indicators) if self._any.search(name)]
        if not parts:
            return {}
        names = [indicator_key(name) for name, _ in indicators]
        targets = [parse_indicator(value) for _, value in indicators]
        found = {}
        for part in parts:
            whole = self._find_whole(names, targets, part)
            if whole is not None and _is_larger(targets[part], targets[whole]):
                found[part] = whole
        return found

    def _find_whole(
        self, names: Sequence[str], targets: Sequence[IndicatorValue], part: int
    ) -> int | None:
        own, places = targets[part], [p for p in range(len(names)) if p != part]
        wanted = set(self._names_of_whole(names[part], is_rate=own.unit == "%"))
        whole = next((place for place in places if names[place] in wanted), None)
        if whole is None:
            whole = self._row_above(names, part)
        return whole if whole is not None and _comparable(targets[whole], own) else None

    def _names_of_whole(self, name: str, *, is_rate: bool) -> Iterator[str]:
        """Yield what the whole of a part may be called."""
        for word in (*self.narrower, *(() if is_rate else self.fewer)):
            if word in name:
                yield name.replace(word, "")
        for words in self._lists:
            for place, word in enumerate(words):
                if word in name:
                    yield from (name.replace(word, wider) for wider in words[place + 1 :])

    def _row_above(self, names: Sequence[str], part: int) -> int | None:
        """Return the nearest row above that is no part itself, for what begins with 其中."""
        if not names[part].startswith(self.among):
            return None
        above = (p for p in range(part - 1, -1, -1) if not names[p].startswith(self.among))
        return next(above, None)


def _is_larger(part: IndicatorValue, whole: IndicatorValue) -> bool:
    return part.based is not None and whole.based is not None and part.based > whole.based


def _comparable(one: IndicatorValue, other: IndicatorValue) -> bool:
    """Whether two targets count in units that convert, and bound the same side."""
    if one.shape != "quant" or other.shape != "quant":
        return False
    signs = {one.sign[:1], other.sign[:1]}
    alike = find_measure(one.unit).base == find_measure(other.unit).base
    return alike and not ({"≥", ">"} & signs and {"≤", "<"} & signs)
