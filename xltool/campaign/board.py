"""The board of a campaign: who owes, who returned, whose return has errors, what is accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.campaign.ledger import Received, utf8
from xltool.model import Entity, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from xltool.campaign.folder import Campaign
    from xltool.campaign.intray import Tray
    from xltool.campaign.ledger import Ledger


class State(StrEnum):
    """Where an entity stands."""

    OWES = "owes"
    RETURNED = "returned"
    ERRORS = "errors"
    UNDECIDED = "undecided"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the board: an entity, its state, the files that count and the errors in them."""

    entity: Entity
    state: State
    files: tuple[str, ...] = ()
    at: str = ""
    errors: int = 0
    warnings: int = 0


@dataclass(frozen=True, slots=True)
class Board:
    """The standing of every reporting entity, and the files in ``in/`` that are nobody's."""

    title: str
    period: str
    deadline: str
    overdue: bool
    standings: tuple[Standing, ...]
    strangers: tuple[str, ...]

    def count(self, state: State) -> int:
        """Return how many entities are in ``state``."""
        return sum(standing.state is state for standing in self.standings)


@dataclass(frozen=True, slots=True)
class _File:
    """A file that counts, what the ledger knows of it, and whose it is."""

    name: str
    known: Received | None
    owner: str


def board(campaign: Campaign, ledger: Ledger, tray: Tray, today: date | None = None) -> Board:
    """Hold what stands in ``in/`` against the entities that must report."""
    codes = {entity.code for entity in campaign.entities}
    known = {item.sha256: item for item in ledger.received()}
    files = [_file(path, known.get(tray.files[path]), codes) for path in tray.counting]
    expected = campaign.reporting()
    owners = {entity.code for entity in expected}
    today = today or datetime.now().astimezone().date()
    return Board(
        campaign.title,
        campaign.period,
        campaign.deadline,
        bool(campaign.deadline) and today > date.fromisoformat(campaign.deadline),
        tuple(_standing(entity, files) for entity in expected),
        tuple(file.name for file in files if file.owner not in owners),
    )


def _file(path: Path, known: Received | None, codes: set[str]) -> _File:
    """Say whose a file is: by its content, or, as long as nobody read it, by its name."""
    said = path.name.partition("-")[0]
    owner = (known.entity if known else "") or (said if said in codes else "")
    return _File(utf8(path.name), known, owner)


def _standing(entity: Entity, files: Iterable[_File]) -> Standing:
    mine = [file for file in files if file.owner == entity.code]
    contents = {file.known.sha256: file.known for file in mine if file.known}
    read = list(contents.values())
    return Standing(
        entity,
        _state(mine, read),
        tuple(file.name for file in mine),
        max((item.at for item in read), default=""),
        sum(item.count(Severity.ERROR) for item in read),
        sum(item.count(Severity.WARNING) for item in read),
    )


def _state(mine: Sequence[_File], read: Sequence[Received]) -> State:
    if not mine:
        return State.OWES
    if any(file.known is None for file in mine):
        return State.RETURNED
    if sum(item.verdict is not Verdict.REJECTED for item in read) > 1:
        return State.UNDECIDED
    accepted = [item for item in read if item.verdict is Verdict.ACCEPTED]
    return State.ACCEPTED if accepted else State.ERRORS
