"""How far long work is: a bar on stderr, when that is a terminal; otherwise nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Item = TypeVar("Item")

FEWEST = 5
"""Fewer steps are done before anybody has read the bar."""


def with_progress(items: Iterable[Item], total: int) -> Iterable[Item]:
    """Pass ``items`` on one by one, and draw a bar as they come, unless they are few."""
    return _draw_progress(items, total) if total >= FEWEST and sys.stderr.isatty() else items


def _draw_progress(items: Iterable[Item], total: int) -> Iterator[Item]:
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn  # noqa: PLC0415 - same

    progress = Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        # What is printed meanwhile goes above the bar; but what goes into a pipe must stay there.
        redirect_stdout=sys.stdout.isatty(),
    )
    with progress:
        yield from progress.track(items, total=total)
