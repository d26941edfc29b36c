"""The board of a campaign: who owes, who returned, whose return has errors, what is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.campaign.ledger import Received, utf8
from xltool.kinds import Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xltool.campaign.inbox import Inbox
    from xltool.campaign.ledger import Ledger
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity


class ReportingState(StrEnum):
    """Where an entity stands."""

    OWES = "owes"
    RETURNED = "returned"
    ERRORS = "errors"
    UNDECIDED = "undecided"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class EntityStatus:
    """One line of the board: an entity, its state, the files that count and the errors in them."""

    entity: Entity
    state: ReportingState
    files: tuple[str, ...] = ()
    at: str = ""
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class StatusBoard:
    """The standing of every reporting entity, and the files in ``in/`` that are nobody's."""

    title: str
    period: str
    deadline: str
    overdue: bool
    standings: tuple[EntityStatus, ...]
    strangers: tuple[str, ...]

    def count(self, state: ReportingState) -> int:
        """Return how many entities are in ``state``."""
        return sum(standing.state is state for standing in self.standings)


@dataclass(frozen=True, slots=True)
class _ReturnedFile:
    """A file that counts, what the ledger knows of it, and whose it is."""

    name: str
    known: Received | None
    owner: str


def status_board(
    campaign: Campaign, ledger: Ledger, tray: Inbox, today: date | None = None
) -> StatusBoard:
    """Hold what stands in ``in/`` against the entities that must report."""
    codes = {entity.code for entity in campaign.entities}
    known = {item.sha256: item for item in ledger.received()}
    files = [_file(path, known.get(tray.files[path]), codes) for path in tray.counting]
    expected = campaign.reporting()
    owners = {entity.code for entity in expected}
    today = today or datetime.now().astimezone().date()
    return StatusBoard(
        campaign.title,
        campaign.period,
        campaign.deadline,
        bool(campaign.deadline) and today > date.fromisoformat(campaign.deadline),
        tuple(_standing(entity, files) for entity in expected),
        tuple(file.name for file in files if file.owner not in owners),
    )


def _file(path: Path, known: Received | None, codes: set[str]) -> _ReturnedFile:
    """Say whose a file is: by its content, or, as long as nobody read it, by its name."""
    said = path.name.partition("-")[0]
    owner = (known.entity if known else "") or (said if said in codes else "")
    return _ReturnedFile(utf8(path.name), known, owner)


def _standing(entity: Entity, files: Iterable[_ReturnedFile]) -> EntityStatus:
    mine = [file for file in files if file.owner == entity.code]
    contents = {file.known.sha256: file.known for file in mine if file.known}
    read = list(contents.values())
    return EntityStatus(
        entity,
        _state(mine, read),
        tuple(file.name for file in mine),
        max((item.at for item in read), default=""),
        sum(item.count(Severity.ERROR) for item in read),
        sum(item.count(Severity.WARNING) for item in read),
    )


def _state(mine: Sequence[_ReturnedFile], read: Sequence[Received]) -> ReportingState:
    if not mine:
        return ReportingState.OWES
    if any(file.known is None for file in mine):
        return ReportingState.RETURNED
    if sum(item.verdict is not Verdict.REJECTED for item in read) > 1:
        return ReportingState.UNDECIDED
    accepted = [item for item in read if item.verdict is Verdict.ACCEPTED]
    return ReportingState.ACCEPTED if accepted else ReportingState.ERRORS
