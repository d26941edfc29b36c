"""The campaign's ``in/``: what came back, which of it counts, and its entry in the ledger.

A file is known by its content. What stands in ``in/`` when it is checked has been received, and a
copy of it is kept under its hash, so that a version can still be looked at when it was replaced.
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
"""Digits of a hash that name a version."""


@dataclass(frozen=True, slots=True)
class Inbox:
    """What stands in ``in/`` now: each file with its hash, and what a decision has set aside.

    ``aside`` maps a file to the hash of the one that was chosen over it.
    """

    files: Mapping[Path, str]
    aside: Mapping[Path, str]

    @property
    def counting(self) -> list[Path]:
        """The files that count."""
        return [path for path in self.files if path not in self.aside]


def look_into(campaign: Campaign, ledger: Ledger, skipped: Tell) -> Inbox:
    """Look into ``in/``; a decision holds as long as the file that it chose stands there."""
    folder = campaign.folder / IN
    paths = gather([folder], skipped) if folder.is_dir() else ()
    files = {path: _known_by(path) for path in paths}
    present = set(files.values())
    chosen = {
        other: decision.sha256
        for decision in ledger.decisions().values()
        if decision.sha256 in present
        for other in decision.over
    }
    aside = {path: chosen[sha256] for path, sha256 in files.items() if sha256 in chosen}
    return Inbox(files, aside)


def resent(tray: Inbox, ledger: Ledger) -> Iterator[tuple[Path, Arrival]]:
    """Yield each file whose content came before under another name, and when it did."""
    arrivals = ledger.arrivals()
    seen = {(arrival.name, arrival.sha256) for arrival in arrivals}
    first: dict[str, Arrival] = {}
    for arrival in arrivals:
        first.setdefault(arrival.sha256, arrival)
    for path, sha256 in tray.files.items():
        name = utf8(path.name)
        before = first.setdefault(sha256, Arrival(name, sha256, ""))
        if (name, sha256) not in seen and before.name != name:
            yield path, before


def digest(path: Path) -> str:
    """Return the SHA-256 of a file; raise ``OSError`` when it cannot be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def enter(campaign: Campaign, ledger: Ledger, returns: Iterable[Return]) -> None:
    """Enter those checked files that stand in ``in/``, and keep a copy of each that was read."""
    inside = (campaign.folder / IN).resolve()
    found = (item for item in returns if Path(item.path).resolve().parent == inside)
    ledger.record_received(_kept(campaign, found))


def _kept(campaign: Campaign, returns: Iterable[Return]) -> Iterator[tuple[Received, str]]:
    time = now()
    for item in returns:
        entry = _received(item, time)
        if item.submission:
            _keep(campaign, Path(item.path), entry.sha256)
        yield entry, Path(item.path).name


def _received(item: Return, time: str) -> Received:
    submission = item.submission
    origin = submission.origin if submission else None
    return Received(
        sha256=origin.sha256 if origin else _known_by(Path(item.path)),
        name=Path(item.path).name,
        at=time,
        entity=submission.entity.code if submission else "",
        period=submission.period if submission else "",
        serial=origin.serial if origin else "",
        checked=time,
        verdict=item.verdict,
        findings=item.findings,
    )


def _known_by(path: Path) -> str:
    """Return the hash of a file; one that cannot be read goes by its name."""
    try:
        return digest(path)
    except OSError:
        return f"unreadable {path.name}"


def _keep(campaign: Campaign, path: Path, sha256: str) -> None:
    target = campaign.folder / KEPT / f"{sha256}{path.suffix.lower()}"
    if not target.exists():
        with replacing(target) as temporary:
            shutil.copyfile(path, temporary)
            if digest(temporary) != sha256:
                msg = f"{path}: 审核时文件被改动，请再运行 · changed while checked: run again"
                raise CampaignError(msg)


def accept(campaign: Campaign, pack: Pack, ledger: Ledger, path: Path) -> Received:
    """Decide that ``path`` counts, over all other files of its entity; return its entry.

    Files in ``in/`` that nobody has checked yet are checked, so that the decision covers them.

    Raises ``CampaignError`` when it does not stand in ``in/``, cannot be read, or has errors.
    """
    file = _inside(campaign, path)
    known = {item.sha256 for item in ledger.received()}
    tray = look_into(campaign, ledger, lambda _: None)
    new = [other for other, sha256 in tray.files.items() if sha256 not in known]
    returns, _ = check(list({file: None} | dict.fromkeys(new)), pack, campaign)
    enter(campaign, ledger, returns)
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


def _inside(campaign: Campaign, path: Path) -> Path:
    folder = campaign.folder / IN
    for file in (path, folder / path):
        if file.is_file() and file.resolve().parent == folder.resolve():
            return file
    msg = f"{path}: {folder} 中没有这个文件 · no such file in {folder}"
    raise CampaignError(msg)


def version(folder: Path, name: str) -> Path:
    """Return the file that ``name`` means: a path, or the first digits of a kept hash.

    Raises ``CampaignError`` when it means none, or more than one.
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
