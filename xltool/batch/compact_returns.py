"""What a large batch keeps of its returns: whose each is and what was found, compressed.

And of each its figures, as they are kept beside the findings: a tenth of what they take in use.
"""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.batch.packed_figures import pack_figures
from xltool.model.submission import Submission

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from xltool.model.findings import Return


class CompactReturns(Collection["Return"]):
    """Returns without their figures, each decompressed anew whenever it is asked for.

    Findings repeat the same texts, so as compressed pickles they take a thirtieth. The figures are
    kept packed, unless it is without ``figures``.
    """

    def __init__(self, returns: Iterable[Return] = (), *, figures: bool = True) -> None:
        """Compress the returns as they come."""
        self._keeps_figures = figures
        self._packed: list[tuple[bytes, bytes]] = []
        for item in returns:
            self.add(item)

    def add(self, item: Return) -> None:
        """Compress one more."""
        figures = pack_figures(item.submission) if self._keeps_figures else b""
        self._packed.append((zlib.compress(pickle.dumps(_without_figures(item)), 1), figures))

    def parted(self, is_apart: Callable[[Return], bool]) -> tuple[CompactReturns, CompactReturns]:
        """Return the others, and those that ``is_apart`` of."""
        parts = CompactReturns(), CompactReturns()
        for packed, (item, _) in zip(self._packed, self.with_figures(), strict=True):
            parts[is_apart(item)]._packed.append(packed)  # noqa: SLF001 - of this class
        return parts

    def with_figures(self) -> Iterator[tuple[Return, bytes]]:
        """Decompress one after the other; yield each with its figures, packed."""
        for packed, figures in self._packed:
            item: Return = pickle.loads(zlib.decompress(packed))  # noqa: S301 - pickled right here
            yield item, figures

    def __len__(self) -> int:
        """Count the returns."""
        return len(self._packed)

    def __iter__(self) -> Iterator[Return]:
        """Decompress one after the other."""
        return (item for item, _ in self.with_figures())

    def __contains__(self, item: object) -> bool:
        """Look for a return."""
        return any(item == each for each in self)


def _without_figures(item: Return) -> Return:
    if item.submission is None:
        return item
    full = item.submission
    return replace(item, submission=Submission(full.entity, full.period, {}, {}, full.origin))


def with_packed_figures(returns: Iterable[Return]) -> Iterator[tuple[Return, bytes]]:
    """Yield returns, kept in whichever way, each with its figures packed."""
    if isinstance(returns, CompactReturns):
        yield from returns.with_figures()
    else:
        for item in returns:
            yield item, pack_figures(item.submission)


def part_returns(
    returns: Collection[Return], is_apart: Callable[[Return], bool]
) -> tuple[Collection[Return], Collection[Return]]:
    """Return the others, and those that ``is_apart`` of, each kept as they were."""
    if isinstance(returns, CompactReturns):
        return returns.parted(is_apart)
    parts: tuple[list[Return], list[Return]] = [], []
    for item in returns:
        parts[is_apart(item)].append(item)
    return parts
