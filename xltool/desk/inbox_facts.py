"""What the pages of returns show, read from the ledger and the files that stand there now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from xltool.campaign.folder import IN
from xltool.campaign.inbox import KEPT, glance_into
from xltool.campaign.ledger import open_ledger
from xltool.campaign.next_step import SEALED, NextStep, after_status
from xltool.campaign.seal import seal_status
from xltool.campaign.status_board import status_board
from xltool.desk.unit_states import ORDER, UnitState, unit_state

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from xltool.campaign.inbox import Inbox
    from xltool.campaign.ledger import Ledger, Sent
    from xltool.campaign.ledger_returns import ReturnSummary
    from xltool.campaign.seal import SealStatus
    from xltool.campaign.status_board import EntityStatus
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding
    from xltool.model.forms import Entity

CORRECTIONS: Final = "退回修改"
"""The folder of the campaign where corrections are written that go back to their senders."""

MOST_STRAYS: Final = 100
"""Files of no unit that are told with what is wrong with each."""


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file that stands in ``in/``: its name there, and where its content is, if it is kept.

    ``entry`` is what the ledger says of it; None when it was not checked.
    """

    name: str
    sha256: str
    path: Path | None
    entry: ReturnSummary | None = None


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """A unit with the files that count for it, and the workbook to send back, once written.

    ``is_parent`` is whether it consolidates others: the files are what it fills in itself.
    """

    entity: Entity
    state: UnitState
    status: EntityStatus
    files: tuple[InboxFile, ...] = ()
    unreplied: int = 0
    correction: Path | None = None
    corrected: str = ""
    is_parent: bool = False


@dataclass(frozen=True, slots=True)
class StrayFile:
    """A file of no unit that reports, and what is wrong with it."""

    file: InboxFile
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class InboxFacts:
    """All units, those that need the officer first, and the files of none of them.

    ``strays`` are the first ``MOST_STRAYS`` of ``stray_count``, ``unknown`` are unchecked files of
    nobody knows whom. ``unchecked`` are how many files nobody has checked, ``has_sent`` whether
    workbooks were handed out. ``step`` is what is due next, as the command line tells it.
    """

    units: tuple[UnitFacts, ...]
    strays: tuple[StrayFile, ...] = ()
    stray_count: int = 0
    unknown: tuple[InboxFile, ...] = ()
    unchecked: int = 0
    has_sent: bool = False
    seal: SealStatus | None = None
    step: NextStep = SEALED
    counts: Mapping[UnitState, int] = field(default_factory=dict)

    def of_state(self, *states: UnitState) -> list[UnitFacts]:
        """Return the units in these states."""
        return [unit for unit in self.units if unit.state in states]


def inbox_facts(campaign: Campaign) -> InboxFacts:
    """Return what stands in the campaign's folder now."""
    with open_ledger(campaign.folder) as ledger:
        inbox = glance_into(campaign, ledger, opens=False)
        board = status_board(campaign, ledger, inbox)
        sent = ledger.sent()
        entries = {item.sha256: item for item in ledger.summaries()}
        files = _files(campaign, inbox, entries)
        corrections = {item.of: item for item in sent if item.of}
        units = sorted(
            (_unit(campaign, status, files, corrections) for status in board.statuses),
            key=lambda unit: ORDER[unit.state],
        )
        strays = [_stray(ledger, files[name]) for name in board.strangers[:MOST_STRAYS]]
        seal = seal_status(campaign, ledger, inbox)
    return InboxFacts(
        tuple(units),
        tuple(strays),
        len(board.strangers),
        tuple(files[name] for name in board.unknown),
        len(board.unchecked),
        bool(sent),
        seal,
        SEALED if seal else after_status(board),
        {state: sum(unit.state is state for unit in units) for state in UnitState},
    )


def _files(
    campaign: Campaign, inbox: Inbox, entries: Mapping[str, ReturnSummary]
) -> dict[str, InboxFile]:
    """Return the files that count, by their names in ``in/``."""
    folder = campaign.folder / KEPT
    # the content of a file that stands in a zip or mail is taken from its copy
    kept = {path.stem: path for path in folder.iterdir()} if folder.is_dir() else {}
    found = {}
    for path in inbox.counting:
        name, sha256 = inbox.names[path], inbox.files[path]
        own = campaign.folder / IN / name
        content = own if own.is_file() else kept.get(sha256)
        found[name] = InboxFile(name, sha256, content, entries.get(sha256))
    return found


def _unit(
    campaign: Campaign,
    status: EntityStatus,
    files: Mapping[str, InboxFile],
    corrections: Mapping[str, Sent],
) -> UnitFacts:
    own = tuple(files[name] for name in status.files)
    unreplied = _unreplied(own)
    sent = next((corrections[each] for each in status.contents if each in corrections), None)
    path = campaign.folder / CORRECTIONS / sent.name if sent else None
    is_there = path is not None and path.is_file()
    return UnitFacts(
        status.entity, unit_state(status, unreplied), status, own, unreplied,
        path if is_there else None, sent.at if sent and is_there else "",
        bool(campaign.children(status.entity.code)),
    )  # fmt: skip


def _unreplied(files: Iterable[InboxFile]) -> int:
    """Return to how many explanations nobody has replied; the same content counts once."""
    counts = {file.sha256: file.entry.counts.unreplied for file in files if file.entry}
    return sum(counts.values())


def _stray(ledger: Ledger, file: InboxFile) -> StrayFile:
    entry = ledger.received_file(file.sha256)
    return StrayFile(file, entry.findings if entry else ())
