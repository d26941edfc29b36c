"""The campaign's ``in/``: which of its files count, and their entries in the ledger.

A file is known by the SHA-256 of its content, for senders use one name for different files and
many names for one. A file has been received when it is checked in ``in/``; a copy of it is kept
under its hash, so that a version can still be compared when the sender has replaced it.
"""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch.batch import check, gather
from xltool.campaign.folder import IN
from xltool.campaign.ledger import Arrival, Decision, Received, now, utf8
from xltool.errors import CampaignError
from xltool.files import replacing
from xltool.kinds import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from xltool.batch.batch import Tell
    from xltool.campaign.ledger import Ledger
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack

KEPT = "kept"
SHORTEST = 4
"""Hexadecimal digits that a version must be named by, at least."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """The files that stand in ``in/`` now, each with its SHA-256.

    ``aside`` are those that a decision set aside, with the SHA-256 of the file chosen over them.
    """

    files: Mapping[Path, str]
    aside: Mapping[Path, str]

    @property
    def counting(self) -> list[Path]:
        """The files that no decision set aside."""
        return [path for path in self.files if path not in self.aside]


def look_into(campaign: Campaign, ledger: Ledger, skipped: Tell) -> Inbox:
    """List ``in/``; ``skipped`` is called with a line for each file that is no return.

    A decision holds as long as the file that it chose stands there.
    """
    folder = campaign.folder / IN
    paths = gather([folder], skipped) if folder.is_dir() else ()
    files = {path: _digest_or_name(path) for path in paths}
    present = set(files.values())
    chosen = {
        other: decision.sha256
        for decision in ledger.decisions().values()
        if decision.sha256 in present
        for other in decision.over
    }
    aside = {path: chosen[sha256] for path, sha256 in files.items() if sha256 in chosen}
    return Inbox(files, aside)


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
        name = utf8(path.name)
        earlier = first.setdefault(sha256, Arrival(name, sha256, ""))
        if (name, sha256) not in recorded and earlier.name != name:
            yield path, earlier


def digest(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; raise ``OSError`` when it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def record_returns(campaign: Campaign, ledger: Ledger, returns: Iterable[Return]) -> None:
    """Enter the checked files that stand in ``in/``, and keep a copy of each that could be read.

    Those that could not be read are not kept: they may be huge, or hostile.
    """
    folder = (campaign.folder / IN).resolve()
    inside = (item for item in returns if Path(item.path).resolve().parent == folder)
    ledger.record_received(_entries_with_copies(campaign, inside))


def _entries_with_copies(
    campaign: Campaign, returns: Iterable[Return]
) -> Iterator[tuple[Received, str]]:
    time = now()
    for item in returns:
        entry = _received(item, time)
        if item.submission:
            _keep_copy(campaign, Path(item.path), entry.sha256)
        yield entry, Path(item.path).name


def _received(item: Return, time: str) -> Received:
    submission = item.submission
    origin = submission.origin if submission else None
    return Received(
        sha256=origin.sha256 if origin else _digest_or_name(Path(item.path)),
        name=Path(item.path).name,
        at=time,
        entity=submission.entity.code if submission else "",
        period=submission.period if submission else "",
        serial=origin.serial if origin else "",
        checked=time,
        verdict=item.verdict,
        findings=item.findings,
    )


def _digest_or_name(path: Path) -> str:
    """Return the SHA-256 of a file; a text with its name when the system cannot read it."""
    try:
        return digest(path)
    except OSError:
        return f"unreadable {path.name}"


def _keep_copy(campaign: Campaign, path: Path, sha256: str) -> None:
    """Copy a file to ``kept/``; raise ``CampaignError`` when it is no longer what was checked."""
    target = campaign.folder / KEPT / f"{sha256}{path.suffix.lower()}"
    if not target.exists():
        with replacing(target) as temporary:
            shutil.copyfile(path, temporary)
            if digest(temporary) != sha256:
                msg = f"{path}: 审核时文件被改动，请再运行 · changed while checked: run again"
                raise CampaignError(msg)


def accept(campaign: Campaign, pack: Pack, ledger: Ledger, path: Path) -> Received:
    """Decide that ``path`` counts, over all other files of its entity; return its entry.

    Raises ``CampaignError`` when it does not stand in ``in/``, cannot be read, or has errors.
    """
    file = _file_inside(campaign, path)
    # files that were never checked are checked too: else the decision would not cover them
    checked = {item.sha256 for item in ledger.received()}
    inbox = look_into(campaign, ledger, lambda _: None)
    new = [other for other, sha256 in inbox.files.items() if sha256 not in checked]
    returns, _ = check(list({file: None} | dict.fromkeys(new)), pack, campaign)
    record_returns(campaign, ledger, returns)
    item = _received(next(iter(returns)), now())
    if item.verdict is not Verdict.ACCEPTED:
        msg = f"{file}: 有错误，不能接受，请先运行 xltool check · has errors: see xltool check"
        raise CampaignError(msg)
    over = frozenset(
        other.sha256
        for other in ledger.received()
        if other.entity == item.entity and other.sha256 != item.sha256
    )
    ledger.record_decision(Decision(now(), item.entity, item.sha256, over))
    return item


def _file_inside(campaign: Campaign, path: Path) -> Path:
    """Return the file in ``in/`` that ``path`` means, given from here or by its name alone."""
    folder = campaign.folder / IN
    for file in (path, folder / path):
        if file.is_file() and file.resolve().parent == folder.resolve():
            return file
    msg = f"{path}: {folder} 中没有这个文件 · no such file in {folder}"
    raise CampaignError(msg)


def version(folder: Path, name: str) -> Path:
    """Return the file that ``name`` means: a path, a name in ``in/``, or digits of a kept hash.

    ``3f9a`` is the one file in ``kept/`` whose SHA-256 begins so. Raises ``CampaignError`` when
    there is no such file, or more than one.
    """
    for path in (Path(name), folder / IN / name):
        if path.is_file():
            return path
    safe = name.isalnum() and len(name) >= SHORTEST
    found = sorted((folder / KEPT).glob(f"{name.lower()}*")) if safe else []
    if len(found) != 1:
        msg = f"{name}: 没有这个文件或版本 · no such file or version (see xltool history)"
        raise CampaignError(msg)
    return found[0]
