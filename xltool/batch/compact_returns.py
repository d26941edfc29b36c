"""What a large batch keeps of its returns: whose each is and what was found, compressed."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.model.submission import Submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.model.findings import Return


class CompactReturns(Collection["Return"]):
    """Returns without their figures, each decompressed anew whenever it is asked for.

    Findings repeat the same texts, so as compressed pickles they take a thirtieth.
    """

    def __init__(self, returns: Iterable[Return] = ()) -> None:
        """Compress the returns as they come."""
        self._packed: list[bytes] = []
        for item in returns:
            self.add(item)

    def add(self, item: Return) -> None:
        """Compress one more."""
        self._packed.append(zlib.compress(pickle.dumps(_without_figures(item)), 1))

    def __len__(self) -> int:
        """Count the returns."""
        return len(self._packed)

    def __iter__(self) -> Iterator[Return]:
        """Decompress one after the other."""
        for packed in self._packed:
            item: Return = pickle.loads(zlib.decompress(packed))  # noqa: S301 - pickled right here
            yield item

    def __contains__(self, item: object) -> bool:
        """Look for a return."""
        return any(item == each for each in self)


def _without_figures(item: Return) -> Return:
    if item.submission is None:
        return item
    full = item.submission
    return replace(item, submission=Submission(full.entity, full.period, {}, {}, full.origin))
