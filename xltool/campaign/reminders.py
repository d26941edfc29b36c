"""Whom to remind of what: entities that owe, or whose returns have errors or open warnings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.campaign.status_board import ReportingState
from xltool.model.entries import entries, open_findings

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.campaign.ledger import Ledger, Sent
    from xltool.campaign.status_board import EntityStatus, StatusBoard
    from xltool.model.entries import Entry


@dataclass(frozen=True, slots=True)
class Reminder:
    """What an entity still has to do.

    ``problems`` are what was found in its files when they were checked last, without what it has
    explained.
    ``workbook`` is the file that it was sent last: its name, and whether it is marked with these
    problems; empty when none was sent.
    """

    status: EntityStatus
    problems: tuple[Entry, ...] = ()
    workbook: str = ""
    is_marked: bool = False


def reminders(board: StatusBoard, ledger: Ledger) -> Iterator[Reminder]:
    """Yield a reminder for each entity that has something to do, in the order of the board.

    A file that was not checked yet is the officer's to check: nobody is reminded of it.
    """
    sent = ledger.sent()
    for status in board.standings:
        files = filter(None, map(ledger.received_file, status.contents))
        found = (finding for item in files for finding in item.findings)
        if needs_reminder(status):
            own = [item for item in sent if item.entity == status.entity.code]
            problems = tuple(entries(open_findings(found)))
            yield Reminder(status, problems, *_last_sent(own, status))


def needs_reminder(status: EntityStatus) -> bool:
    """Whether an entity has something to do."""
    if status.state is ReportingState.ACCEPTED:
        return bool(status.warnings)
    return status.state is not ReportingState.RETURNED


def _last_sent(sent: Sequence[Sent], status: EntityStatus) -> tuple[str, bool]:
    """Return the workbook that corrects what was returned, else the one that was generated."""
    marked = [item.name for item in sent if item.of in status.contents]
    plain = [item.name for item in sent if not item.of]
    return (marked[-1], True) if marked else (plain[-1] if plain else "", False)
