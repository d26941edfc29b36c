"""Work watched on a terminal: how far it is, as a bar on stderr; what it tells goes above the bar.

Where stderr is no terminal nothing is drawn.
"""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.progress import Progress

    from xltool.model.notices import Notice
    from xltool.model.observer import Stage

FEWEST: Final = 5
"""Fewer steps are done before anybody has read the bar."""


class TerminalObserver:
    """Draws a bar for each stage that has steps enough, one after the other."""

    def __init__(self, tell: Callable[[Notice], None]) -> None:
        """Keep what notices are told by."""
        self._tell = tell
        self._bar: Progress | None = None

    def notify(self, notice: Notice) -> None:
        """Tell a notice."""
        self._tell(notice)

    def start(self, stage: Stage, total: int) -> None:  # noqa: ARG002 - a bar says how far, not what
        """Take away the bar of the stage before, and begin one unless the steps are few."""
        self.close()
        if total >= FEWEST and sys.stderr.isatty():
            self._bar = _new_bar()
            self._bar.add_task("", total=total)
            self._bar.start()

    def advance(self) -> None:
        """Draw that one more step is done; a full bar is taken away."""
        if self._bar:
            self._bar.advance(self._bar.task_ids[0])
            if self._bar.finished:
                self.close()

    def close(self) -> None:
        """Take the bar away, if there is one."""
        bar, self._bar = self._bar, None
        if bar:
            bar.stop()


@contextmanager
def watching(tell: Callable[[Notice], None]) -> Iterator[TerminalObserver]:
    """Yield an observer that draws bars; whatever happens, none of them stays on the screen."""
    observer = TerminalObserver(tell)
    try:
        yield observer
    finally:
        observer.close()


def _new_bar() -> Progress:
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn  # noqa: PLC0415 - same

    return Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        # What is printed meanwhile goes above the bar; but what goes into a pipe must stay there.
        redirect_stdout=sys.stdout.isatty(),
    )
