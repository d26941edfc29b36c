"""How far long work is: a bar on stderr, when that is a terminal; otherwise nothing."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Item = TypeVar("Item")

WORTH_SHOWING = 5
"""Fewer steps are done before anybody has read the bar."""


def with_progress(items: Iterable[Item], total: int) -> Iterable[Item]:
    """Pass ``items`` on one by one, and draw a bar as they come."""
    return _drawn(items, total) if total >= WORTH_SHOWING and sys.stderr.isatty() else items


def _drawn(items: Iterable[Item], total: int) -> Iterator[Item]:
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn  # noqa: PLC0415 - same

    columns = (BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield from progress.track(items, total=total)
