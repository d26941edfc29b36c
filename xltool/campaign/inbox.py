"""The campaign's ``in/``: which of its files count, and their entries in the ledger.

A file is known by the SHA-256 of its content, for senders use one name for different files and
many names for one. A file has been received when it is checked in ``in/``; a copy of it is kept
under its hash, so that a version can still be compared when the sender has replaced it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch.compact_returns import with_packed_figures
from xltool.batch.found_files import gather
from xltool.batch.resubmissions import EarlierReturns
from xltool.campaign.corrected_returns import set_aside
from xltool.campaign.folder import IN
from xltool.campaign.known_files import KnownFiles
from xltool.campaign.ledger import Arrival, now
from xltool.campaign.ledger_returns import Received
from xltool.campaign.workbook_names import own_workbook_names
from xltool.errors import CampaignError
from xltool.files import replacing
from xltool.kinds import Verdict
from xltool.model.findings import EarlierReturn
from xltool.model.notices import Notice
from xltool.model.observer import SILENT
from xltool.spreadsheets.stored_files import digest_if_readable, read_file
from xltool.text import utf8

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from xltool.campaign.ledger import Ledger
    from xltool.campaign.ledger_files import Members
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Entity
    from xltool.model.observer import Observer

KEPT = "kept"
LONGEST_SUFFIX = 8
"""Characters of a suffix, with its dot."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """The files that stand in ``in/`` now, each with its SHA-256.

    ``aside`` are those that do not count, with the SHA-256 of the file that counts instead: by a
    decision, or, those among them that are ``corrected``, because that file was made to correct
    them. ``names`` are those of the files below ``in/``. ``opened`` is what stands in zips and
    mails that had to be opened, by their SHA-256.
    """

    files: Mapping[Path, str]
    aside: Mapping[Path, str]
    names: Mapping[Path, str]
    corrected: frozenset[Path] = frozenset()
    opened: Mapping[str, Members] = field(default_factory=dict)

    @property
    def counting(self) -> list[Path]:
        """The files that were not set aside."""
        return [path for path in self.files if path not in self.aside]


def look_into(campaign: Campaign, ledger: Ledger, observer: Observer = SILENT) -> Inbox:
    """List ``in/`` and read every file; the observer is told of each file that is no return.

    What is set aside is as ``set_aside``: a decision holds as long as its file stands there.
    """
    return _listed(campaign, ledger, observer, KnownFiles(campaign.folder / IN, {}, {}))


def glance_into(campaign: Campaign, ledger: Ledger, *, opens: bool = True) -> Inbox:
    """List ``in/`` as ``look_into``, to show it: files that nobody wrote since are not read again.

    Without ``opens`` no zip or mail is opened: one that was never checked stands for itself. What
    was read is remembered where the ledger can be written.
    """
    seen, containers = ledger.files.seen(), ledger.files.containers()
    known = KnownFiles(campaign.folder / IN, seen, containers, opens=opens)
    inbox = _listed(campaign, ledger, SILENT, known)
    if known.present != seen or known.opened:
        ledger.files.record_seen(known.present, known.opened)
    return inbox


def _listed(campaign: Campaign, ledger: Ledger, observer: Observer, known: KnownFiles) -> Inbox:
    folder = campaign.folder / IN
    paths = gather([folder], observer, known) if folder.is_dir() else ()
    found = {path: known.digest(path) or _unreadable(path) for path in paths}
    own = _consolidated(campaign, ledger)
    files = {path: sha256 for path, sha256 in found.items() if sha256 not in own}
    for path in found.keys() - files.keys():
        observer.notify(Notice("skipped.unrelated", path))
    decided, corrected = set_aside(ledger, set(files.values()))
    chosen = {**decided, **corrected}
    return Inbox(
        files,
        {path: chosen[sha256] for path, sha256 in files.items() if sha256 in chosen},
        names_inside(campaign, files),
        frozenset(path for path, sha256 in files.items() if sha256 in corrected),
        known.opened,
    )


def _consolidated(campaign: Campaign, ledger: Ledger) -> set[str]:
    """Return the SHA-256 of workbooks that were consolidated here: they are nobody's return.

    Its own workbook went out under the same entity, and unchanged it says that there is nothing
    to adjust, and what it was filled in with.
    """
    handed_out = own_workbook_names(campaign.entity(campaign.root), campaign.period)
    return {
        item.sha256
        for item in ledger.sent()
        if item.entity == campaign.root and item.name not in handed_out
    }


def resent(inbox: Inbox, ledger: Ledger) -> Iterator[tuple[Path, Arrival]]:
    """Yield each new file with the content of another one, and the arrival of that one.

    The time of that arrival is empty when the other file has not been checked yet either.
    """
    arrivals = ledger.arrivals()
    recorded = {(arrival.name, arrival.sha256) for arrival in arrivals}
    first: dict[str, Arrival] = {}
    for arrival in arrivals:
        first.setdefault(arrival.sha256, arrival)
    for path, sha256 in inbox.files.items():
        name = inbox.names[path]
        earlier = first.setdefault(sha256, Arrival(name, sha256, ""))
        if (name, sha256) not in recorded and earlier.name != name:
            yield path, earlier


def digests_inside(campaign: Campaign, paths: Iterable[Path]) -> dict[Path, str]:
    """Return the SHA-256 of those files that stand in ``in/``, as ``Inbox.files``."""
    return {path: _digest_or_name(path) for path in paths if name_inside(campaign, path)}


def record_returns(
    campaign: Campaign,
    ledger: Ledger,
    returns: Collection[Return],
    before: Mapping[Path, str],
    observer: Observer,
) -> None:
    """Enter the checked files that stand in ``in/``, and keep a copy of each that could be read.

    Those that could not be read are not kept: they may be huge, or hostile. A file that is no
    longer what was read is not entered, for it may have been copied while it was read; the
    observer is told of it. ``before`` has what files were before they were read, for those
    whose readers died.
    """
    # copies first: while the ledger is written nobody else can, and these wait for the disk
    kept = {item.path for item in returns if _is_entered(campaign, item, before, observer)}
    time = now()
    ledger.record_received(
        (entry, entry.name, figures)
        for item, figures in with_packed_figures(returns)
        if item.path in kept
        for entry in [_received(campaign, item, item.sha256 or before[Path(item.path)], time)]
    )


def _is_entered(
    campaign: Campaign, item: Return, before: Mapping[Path, str], observer: Observer
) -> bool:
    """Return whether a file stands in ``in/`` as it was read; keep a copy if it could be read."""
    path = Path(item.path)
    if not name_inside(campaign, path):
        return False
    sha256 = item.sha256 or before.get(path, "")
    if _keep_copy(campaign, path, sha256, is_kept=item.submission is not None):
        return True
    observer.notify(Notice("changed", path))
    return False


def name_inside(campaign: Campaign, path: Path) -> str:
    """Return the name of a file below ``in/``: ``a.xlsx``, ``parcel.zip/a.xlsx``; else empty."""
    return names_inside(campaign, [path])[path]


def names_inside(campaign: Campaign, paths: Collection[Path]) -> dict[Path, str]:
    """Return the names of files below ``in/``, as ``name_inside``."""
    folder = os.path.realpath(campaign.folder / IN)
    below = {
        parent: _below(Path(os.path.realpath(parent)), Path(folder))
        for parent in {path.parent for path in paths}
    }
    return {
        path: "" if (parent := below[path.parent]) is None else utf8(parent + path.name)
        for path in paths
    }


def _below(folder: Path, top: Path) -> str | None:
    """Return what stands before the names of files in a folder, or None if it is not below."""
    if not folder.is_relative_to(top):
        return None
    return "" if folder == top else f"{folder.relative_to(top).as_posix()}/"


def _received(campaign: Campaign, item: Return, sha256: str, time: str) -> Received:
    submission = item.submission
    origin = submission.origin if submission else None
    return Received(
        sha256=sha256,
        name=name_inside(campaign, Path(item.path)),
        at=time,
        entity=submission.entity.code if submission else "",
        period=submission.period if submission else "",
        serial=origin.serial if origin else "",
        checked=time,
        verdict=item.verdict,
        findings=item.findings,
        forms=item.forms,
        content=item.content,
    )


def earlier_returns(ledger: Ledger) -> EarlierReturns:
    """Return what the ledger knows of earlier returns."""
    returns: dict[str, list[EarlierReturn]] = {}
    for item in ledger.received():
        if item.verdict is not Verdict.REJECTED:
            earlier = EarlierReturn(item.sha256, item.name, item.at, item.content, item.findings)
            returns.setdefault(item.entity, []).append(earlier)
    return EarlierReturns(ledger.explanations(), returns)


def _digest_or_name(path: Path) -> str:
    """Return the SHA-256 of a file; a text with its name when the system cannot read it."""
    return digest_if_readable(path) or _unreadable(path)


def _unreadable(path: Path) -> str:
    return f"unreadable {utf8(path.name)}"


def _keep_copy(campaign: Campaign, path: Path, sha256: str, *, is_kept: bool) -> bool:
    """Return whether a file is still what was read; copy it to ``kept/`` if it ``is_kept``."""
    if not is_kept:
        return _digest_or_name(path) == sha256
    target = campaign.folder / KEPT / f"{sha256}{_suffix(path)}"
    if target.exists():
        return _digest_or_name(path) == sha256
    data = read_file(path)
    if hashlib.sha256(data).hexdigest() != sha256:
        return False
    with replacing(target, sweep=False) as file:
        file.write(data)
    return True


def _suffix(path: Path) -> str:
    """Return the suffix of a file's name in ``kept/``: none if programs know no such suffix."""
    suffix = path.suffix.lower()
    return suffix if suffix.isascii() and len(suffix) <= LONGEST_SUFFIX else ""


def file_of(campaign: Campaign, ledger: Ledger, entity: Entity) -> Path | None:
    """Return the file in ``in/`` that an entity has sent and that counts; None if there is none.

    Raises ``CampaignError`` that names them when there are several.
    """
    senders = {item.sha256: item.entity for item in ledger.summaries()}
    inbox = look_into(campaign, ledger)
    files = [path for path in inbox.counting if senders.get(inbox.files[path]) == entity.code]
    if len(files) > 1:
        names = "、".join(inbox.names[path] for path in files)
        msg = (
            f"{entity.code} {entity.short}: 报了几份，请写文件名：{names} · "
            f"has sent several files, give the name of one: {names}"
        )
        raise CampaignError(msg)
    return files[0] if files else None
