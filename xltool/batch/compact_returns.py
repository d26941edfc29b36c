"""What a large batch keeps of its returns: whose each is and what was found, packed away."""

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
    """Returns without their figures; each is unpacked again whenever it is looked at.

    What was found in a file says the same things over and over: packed it takes a thirtieth.
    """

    def __init__(self, returns: Iterable[Return] = ()) -> None:
        """Pack the returns as they come."""
        self._packed: list[bytes] = []
        for item in returns:
            self.add(item)

    def add(self, item: Return) -> None:
        """Pack one more."""
        self._packed.append(zlib.compress(pickle.dumps(_without_figures(item)), 1))

    def __len__(self) -> int:
        """Count the returns."""
        return len(self._packed)

    def __iter__(self) -> Iterator[Return]:
        """Unpack one after the other."""
        for packed in self._packed:
            item: Return = pickle.loads(zlib.decompress(packed))  # noqa: S301 - packed right here
            yield item

    def __contains__(self, item: object) -> bool:
        """Look for a return."""
        return any(item == each for each in self)


def _without_figures(item: Return) -> Return:
    if item.submission is None:
        return item
    whole = item.submission
    return replace(item, submission=Submission(whole.entity, whole.period, {}, {}, whole.origin))
