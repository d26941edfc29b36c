"""Close a campaign whose department's workbook is made, and open it again for a reason.

A seal holds the hash of every file that went in: the returns that count, the department's workbook,
and what was in force in the campaign's folder. As long as it stands nothing is entered.
"""

from __future__ import annotations

import getpass
import socket
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch.given_facts import GIVEN
from xltool.campaign.folder import IN, LISTS, SETTINGS
from xltool.campaign.inbox import look_into
from xltool.campaign.ledger import now, open_ledger
from xltool.campaign.ledger_seals import Seal
from xltool.campaign.status_board import ReportingState, status_board
from xltool.errors import CampaignError
from xltool.lists.headed_list import find_list
from xltool.model.notices import Notice
from xltool.spreadsheets.stored_files import digest_if_readable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.campaign.inbox import Inbox
    from xltool.campaign.ledger import Ledger
    from xltool.campaign.ledger_seals import Consolidated
    from xltool.model.campaign import Campaign

_OPEN: Mapping[ReportingState, str] = {
    ReportingState.OWES: "没有报送 · has not reported",
    ReportingState.RETURNED: "已报未审 · returned, not checked",
    ReportingState.UNTOUCHED: "没有填写 · not filled in",
    ReportingState.ERRORS: "有错误 · has errors",
    ReportingState.UNDECIDED: "有几份，没有定下采用哪一份 · has several returns, none is chosen",
}
"""What is said of an entity that is not accepted."""


def require_unsealed(ledger: Ledger, folder: Path) -> None:
    """Raise ``CampaignError`` when the campaign is closed: who closed it, when, how to go on."""
    if seal := ledger.seals.standing():
        raise CampaignError(sealed_text(seal, folder))


def standing_seal(campaign: Campaign) -> Seal | None:
    """Return the seal that closes a campaign; None when it is open."""
    with open_ledger(campaign.folder) as ledger:
        return ledger.seals.standing()


def sealed_notice(seal: Seal, folder: Path) -> Notice:
    """Return who closed a campaign, and when, as a notice about its folder."""
    return Notice("sealed", folder, {"who": seal.who, "at": _local_time(seal.at)})


def _local_time(at: str) -> str:
    return datetime.fromisoformat(at).astimezone().strftime("%Y-%m-%d %H:%M")


def sealed_text(seal: Seal, folder: Path) -> str:
    """Return who closed a campaign, when, and how it is opened."""
    at = _local_time(seal.at)
    command = "xltool seal" if folder == Path() else f"xltool seal {folder}"
    return (
        f"{folder}: 已由 {seal.who} 于 {at} 封存；要改动，先运行 {command} --reopen 原因 · "
        f"sealed by {seal.who} at {at}, to change anything, first {command} --reopen REASON"
    )


def obstacles(campaign: Campaign, ledger: Ledger) -> Iterator[str]:
    """Yield why the campaign cannot be closed yet: a line for each entity and each file."""
    inbox = look_into(campaign, ledger)
    for status in status_board(campaign, ledger, inbox).standings:
        if status.state in _OPEN:
            yield f"{status.entity.code} {status.entity.short}: {_OPEN[status.state]}"
    last = ledger.seals.consolidated(campaign.root)
    if last is None:
        yield "还没有汇总，请先运行 xltool consolidate · not consolidated: run xltool consolidate"
        return
    if digest_if_readable(campaign.folder / last.path) != last.sha256:
        yield (
            f"{last.path}: 汇总工作簿不在了，或者被改动，请重新汇总 · "
            "the department's workbook is gone or was changed: consolidate again"
        )
    for name, recorded in last.detail.items():
        if digest_if_readable(campaign.folder / name) != recorded:
            yield (
                f"{name}: 各单位的明细不在了，或者被改动，请重新汇总 · "
                "the entities' own figures are gone or were changed: consolidate again"
            )
    if last.forced:
        yield (
            f"{last.path}: 是有错误强制汇总的，请改好后重新汇总 · "
            "was consolidated in spite of errors: correct them, then consolidate again"
        )
    for name in differing_files(last, inbox):
        yield f"{name}: 与汇总时不同，请重新汇总 · not as it was consolidated: consolidate again"


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
        msg = "--reopen: 请写明解除封存的原因 · say why it is reopened"
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
