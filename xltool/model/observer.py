"""Who watches an operation while it runs: gets its notices, and sees how far it is."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, Protocol, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from xltool.model.notices import Notice

Item = TypeVar("Item")


class Stage(StrEnum):
    """The parts of an operation that may take long; one ends where the next begins."""

    RECEIVING = "receiving"
    READING = "reading"
    CONSOLIDATING = "consolidating"
    WRITING = "writing"
    REISSUING = "reissuing"
    GENERATING = "generating"
    PUBLISHING = "publishing"


class Observer(Protocol):
    """What an operation calls while it runs: a terminal, a page, a test."""

    def notify(self, notice: Notice) -> None:
        """Take something to tell."""

    def start(self, stage: Stage, total: int) -> None:
        """Take that a stage of ``total`` steps begins; the one before it has ended."""

    def advance(self) -> None:
        """Take that one more step of the stage is done."""


class SilentObserver:
    """An observer that nobody looks at."""

    def notify(self, notice: Notice) -> None:
        """Tell nobody."""

    def start(self, stage: Stage, total: int) -> None:
        """Show nothing."""

    def advance(self) -> None:
        """Show nothing."""


SILENT: Final[Observer] = SilentObserver()


def watched(items: Iterable[Item], observer: Observer, stage: Stage, total: int) -> Iterator[Item]:
    """Pass ``items`` on one by one; each is a step of a stage of ``total`` steps.

    A step is done when the next one is asked for.
    """
    observer.start(stage, total)
    yield from counted(items, observer)


def counted(items: Iterable[Item], observer: Observer) -> Iterator[Item]:
    """Pass ``items`` on one by one; each is a step of the stage that was begun."""
    for item in items:
        yield item
        observer.advance()
