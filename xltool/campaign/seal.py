"""Close a campaign whose department's workbook is made, and open it again for a reason.

A seal holds the hash of every file that went in: the returns that count, the department's workbook,
and what was in force in the campaign's folder. As long as it stands nothing is entered.
"""

from __future__ import annotations

import getpass
import socket
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from xltool.batch.given_folder import GIVEN
from xltool.campaign.folder import IN, LISTS, SETTINGS
from xltool.campaign.inbox import look_into
from xltool.campaign.ledger import now
from xltool.campaign.ledger_seals import Seal
from xltool.campaign.session import at_work
from xltool.campaign.status_board import ReportingState, status_board
from xltool.errors import CampaignError
from xltool.lists.headed_list import find_list
from xltool.model.notices import Notice
from xltool.model.observer import SILENT
from xltool.spreadsheets.stored_files import digest_if_readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.campaign.inbox import Inbox
    from xltool.campaign.ledger import Ledger
    from xltool.campaign.ledger_seals import Consolidated
    from xltool.model.campaign import Campaign
    from xltool.model.observer import Observer

_OPEN: Final[Mapping[ReportingState, str]] = MappingProxyType(
    {
        ReportingState.OWES: "open.owes",
        ReportingState.RETURNED: "open.returned",
        ReportingState.UNTOUCHED: "open.untouched",
        ReportingState.ERRORS: "open.errors",
        ReportingState.UNDECIDED: "open.undecided",
    }
)
"""The notice of an entity that is not accepted."""


@dataclass(frozen=True, slots=True)
class SealOutcome:
    """The seal that was set; None where ``obstacles`` keep the campaign open."""

    seal: Seal | None
    obstacles: tuple[Notice, ...] = ()


def seal_campaign(campaign: Campaign, observer: Observer = SILENT) -> SealOutcome:
    """Close a campaign, unless something stands in the way."""
    with at_work(campaign, "seal", observer) as session:
        why = tuple(obstacles(campaign, session.ledger))
        return SealOutcome(None if why else close(campaign, session.ledger), why)


def reopen_campaign(campaign: Campaign, reason: str, observer: Observer = SILENT) -> Seal:
    """Open a closed campaign again; return the seal that stood.

    Raises ``CampaignError`` without a reason, and when the campaign is open.
    """
    with at_work(campaign, "seal --reopen", observer, reopens=True) as session:
        return reopen(campaign, session.ledger, reason)


def obstacles(campaign: Campaign, ledger: Ledger) -> Iterator[Notice]:
    """Yield why the campaign cannot be closed yet: a notice of each entity and each file."""
    inbox = look_into(campaign, ledger)
    for status in status_board(campaign, ledger, inbox).statuses:
        if status.state in _OPEN:
            unit = f"{status.entity.code} {status.entity.short}"
            yield Notice(_OPEN[status.state], params={"unit": unit})
    last = ledger.seals.consolidated(campaign.root)
    if last is None:
        yield Notice("open.unconsolidated")
        return
    if digest_if_readable(campaign.folder / last.path) != last.sha256:
        yield Notice("open.gone", Path(last.path))
    for name, recorded in last.detail.items():
        if digest_if_readable(campaign.folder / name) != recorded:
            yield Notice("open.detail", Path(name))
    if last.forced:
        yield Notice("open.forced", Path(last.path))
    for name in differing_files(last, inbox):
        yield Notice("open.differs", Path(name))


def differing_files(last: Consolidated, inbox: Inbox) -> list[str]:
    """Return the names of files that were consolidated and are not there, or the reverse."""
    there = _returns(inbox)
    old, new = set(last.files.values()), set(there.values())
    gone = {name for name, digest in last.files.items() if digest not in new}
    return sorted(gone | {name for name, digest in there.items() if digest not in old})


def _returns(inbox: Inbox) -> dict[str, str]:
    """Return the SHA-256 of each file that counts, by its name in the campaign's folder."""
    return {f"{IN}/{inbox.names[path]}": inbox.files[path] for path in inbox.counting}


def close(campaign: Campaign, ledger: Ledger) -> Seal:
    """Close a campaign that has no ``obstacles``; return the seal."""
    last = ledger.seals.consolidated(campaign.root)
    assert last is not None
    inbox = look_into(campaign, ledger)
    contents = {**_contents(campaign, inbox), **last.detail, last.path: last.sha256}
    text = "".join(f"{name} {digest}\n" for name, digest in sorted(contents.items()))
    seal = Seal(now(), _who(), sha256(text.encode()).hexdigest(), contents)
    ledger.seals.record_seal(seal)
    return seal


def reopen(campaign: Campaign, ledger: Ledger, reason: str) -> Seal:
    """Open a closed campaign again; return the seal that stood.

    Raises ``CampaignError`` without a reason, and when the campaign is open.
    """
    seal = ledger.seals.standing()
    if seal is None:
        msg = f"{campaign.folder}: 没有封存，不用解除 · not sealed, so it cannot be reopened"
        raise CampaignError(msg)
    if not reason.strip():
        msg = "请写明解除封存的原因 · say why it is reopened"
        raise CampaignError(msg)
    ledger.seals.record_reopened(now(), _who(), reason.strip())
    return seal


def _changed(campaign: Campaign, inbox: Inbox, seal: Seal) -> tuple[str, ...]:
    """Return the names of files that are not what was sealed: changed, gone or new."""
    there = _contents(campaign, inbox)
    others = seal.contents.keys() - there.keys()
    there |= {name: digest_if_readable(campaign.folder / name) for name in others}
    names = {*there, *seal.contents}
    return tuple(sorted(name for name in names if there[name] != seal.contents.get(name)))


@dataclass(frozen=True, slots=True)
class SealStatus:
    """The seal that stands: by whom, when (UTC), its hash, and files that were changed since."""

    at: str
    who: str
    digest: str
    changed: tuple[str, ...]


def seal_status(campaign: Campaign, ledger: Ledger, inbox: Inbox) -> SealStatus | None:
    """Return the seal that stands, held against the files that are there; None without one."""
    seal = ledger.seals.standing()
    if seal is None:
        return None
    return SealStatus(seal.at, seal.who, seal.digest, _changed(campaign, inbox, seal))


def _contents(campaign: Campaign, inbox: Inbox) -> dict[str, str]:
    """Return the SHA-256 of the returns that count, and of the files that the campaign is made of.

    A file that cannot be read has an empty one.
    """
    folder = campaign.folder
    own = [folder / SETTINGS, *(find_list(folder, name) for name in LISTS)]
    own += sorted(path for path in (folder / GIVEN).glob("*") if path.is_file())
    files = {path.relative_to(folder).as_posix(): path for path in own if path.is_file()}
    return _returns(inbox) | {name: digest_if_readable(path) for name, path in files.items()}


def _who() -> str:
    """Return user and computer: ``zhang@finance-pc``."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):  # a system that knows no users
        user = "?"
    return f"{user}@{socket.gethostname()}"
