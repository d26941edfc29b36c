"""The reporting status of each entity of a campaign: who owes, what is wrong, what is accepted.

It is computed from the files in ``in/`` and the ledger and never stored, so it is never stale.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from xltool.campaign.folder import FINAL, PUBLIC
from xltool.kinds import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from xltool.campaign.inbox import Inbox
    from xltool.campaign.ledger import Ledger
    from xltool.campaign.ledger_returns import ReturnSummary
    from xltool.kinds import FormState
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity


class ReportingState(StrEnum):
    """The state of an entity: returned files are not checked yet, undecided ones are several.

    Untouched ones were returned, but nobody filled them in.
    """

    OWES = "owes"
    RETURNED = "returned"
    UNTOUCHED = "untouched"
    ERRORS = "errors"
    UNDECIDED = "undecided"
    ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class EntityStatus:
    """One line of the board: an entity, its files that count, and the errors in them.

    ``at`` is when the last of the files was received, in UTC; empty when none was checked.
    ``forms`` are the states of the forms in that file, by form id. ``late`` are the days after the
    deadline on which it was received, or until today of one that still owes; 0 when in time, and
    when nobody knows. ``contents`` are the SHA-256 of the files that were checked.
    """

    entity: Entity
    state: ReportingState
    files: tuple[str, ...] = ()
    at: str = ""
    errors: int = 0
    warnings: int = 0
    forms: Mapping[str, FormState] = field(default_factory=dict)
    late: int = 0
    contents: tuple[str, ...] = ()


PUBLICATION_DAYS = 20
"""Days after approval in which a budget is published: 《中华人民共和国预算法》第十四条."""


@dataclass(frozen=True, slots=True)
class PublicationDue:
    """By when the budget must be published: ``due``, so many days after it was ``approved``.

    Both are as ``2020-04-21``. ``days_left`` is below zero when it is overdue; ``is_final`` is
    whether a final edition has been made.
    """

    approved: str
    due: str
    days_left: int
    is_final: bool = False


def publication_due(approved: str, today: date, *, is_final: bool = False) -> PublicationDue | None:
    """Return by when a budget ``approved`` on a day must be published; None without that day."""
    if not approved:
        return None
    due = date.fromisoformat(approved) + timedelta(days=PUBLICATION_DAYS)
    return PublicationDue(approved, due.isoformat(), (due - today).days, is_final)


@dataclass(frozen=True, slots=True)
class StatusBoard:
    """The status of every reporting entity.

    ``strangers`` are files that were checked and are of no reporting entity, ``unchecked`` those
    that nobody has checked yet: of the ones that no entity lists, it is not known whose they are.
    ``parents`` are the entities that consolidate others and have handed in forms of their own.
    ``publication`` is by when the budget must be published; None while the campaign does not say
    when it was approved.
    """

    title: str
    period: str
    deadline: str
    overdue: bool
    standings: tuple[EntityStatus, ...]
    strangers: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()
    parents: tuple[EntityStatus, ...] = ()
    publication: PublicationDue | None = None

    @property
    def statuses(self) -> tuple[EntityStatus, ...]:
        """Everybody whose files go into the consolidation: ``standings`` and ``parents``."""
        return (*self.standings, *self.parents)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The unchecked files whose names do not say whose they are."""
        listed = {name for status in self.statuses for name in status.files}
        return tuple(name for name in self.unchecked if name not in listed)

    def count(self, state: ReportingState) -> int:
        """Return how many entities are in ``state``."""
        return sum(status.state is state for status in self.standings)


@dataclass(frozen=True, slots=True)
class _ReturnedFile:
    """A file that counts, its entry in the ledger if it was checked, and its entity's code."""

    name: str
    entry: ReturnSummary | None
    entity: str


def status_board(
    campaign: Campaign,
    ledger: Ledger,
    inbox: Inbox,
    today: date | None = None,
) -> StatusBoard:
    """Return the status of the entities that must report; ``today`` decides what is overdue."""
    codes = {entity.code for entity in campaign.entities}
    entries = {item.sha256: item for item in ledger.summaries()}
    files = [
        _returned_file(path, inbox.names[path], entries.get(inbox.files[path]), codes)
        for path in inbox.counting
    ]
    expected = campaign.reporting()
    reporting = {entity.code for entity in expected}
    handed_in = {file.entity for file in files} - reporting
    parents = (entity for entity in campaign.entities if entity.code in handed_in)
    today = today or datetime.now().astimezone().date()
    is_final = (campaign.folder / PUBLIC / FINAL).is_dir()
    due = date.fromisoformat(campaign.deadline) if campaign.deadline else date.max
    return StatusBoard(
        campaign.title,
        campaign.period,
        campaign.deadline,
        today > due,
        tuple(_entity_status(entity, files, due, today) for entity in expected),
        tuple(file.name for file in files if file.entry and file.entity not in codes),
        tuple(file.name for file in files if file.entry is None),
        tuple(_entity_status(entity, files, due, today) for entity in parents),
        publication_due(campaign.approved, today, is_final=is_final),
    )


def _returned_file(
    path: Path, name: str, entry: ReturnSummary | None, codes: set[str]
) -> _ReturnedFile:
    """Find the entity of a file by its content; before the first check, by its name."""
    in_name = path.name.partition("-")[0]
    entity = (entry.entity if entry else "") or (in_name if in_name in codes else "")
    return _ReturnedFile(name, entry, entity)


def _entity_status(
    entity: Entity, files: Iterable[_ReturnedFile], due: date, today: date
) -> EntityStatus:
    own = [file for file in files if file.entity == entity.code]
    # the same content under two names is one return
    checked = list({file.entry.sha256: file.entry for file in own if file.entry}.values())
    at = max((item.at for item in checked), default="")
    day = datetime.fromisoformat(at).astimezone().date() if at else due if own else today
    return EntityStatus(
        entity,
        _state(own, checked),
        tuple(file.name for file in own),
        at,
        sum(item.errors for item in checked),
        sum(item.open_warnings for item in checked),
        max(checked, key=lambda item: item.at).forms if checked else {},
        max((day - due).days, 0),
        tuple(item.sha256 for item in checked),
    )


def _state(own: Sequence[_ReturnedFile], checked: Sequence[ReturnSummary]) -> ReportingState:
    if not own:
        return ReportingState.OWES
    if any(file.entry is None for file in own):
        return ReportingState.RETURNED
    if sum(item.verdict is not Verdict.REJECTED for item in checked) > 1:
        return ReportingState.UNDECIDED
    verdicts = {item.verdict for item in checked}
    if Verdict.ACCEPTED in verdicts:
        return ReportingState.ACCEPTED
    untouched = verdicts == {Verdict.UNTOUCHED}
    return ReportingState.UNTOUCHED if untouched else ReportingState.ERRORS
