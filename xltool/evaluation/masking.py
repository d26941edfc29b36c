"""Where a value that is already ``**`` cannot be known: for nodes whose values mask themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.positions import NO_POSITIONS
from xltool.values.decimals import NO_NUMBER

if TYPE_CHECKING:
    from xltool.evaluation.operation import Numbers, Undetermined


def where_masked(values: Numbers) -> Undetermined:
    """Return the function that gives the positions at which ``values`` gives no number."""
    return lambda points, at: {
        position
        for position, value in zip(at, values(points, at), strict=True)
        if isinstance(value, NO_NUMBER)
    }


def throughout_if_masked(values: Numbers) -> Undetermined:
    """Return the same for a value that is one and the same at every position."""
    return lambda points, at: (
        frozenset(at) if isinstance(values(points, (0,))[0], NO_NUMBER) else NO_POSITIONS
    )
