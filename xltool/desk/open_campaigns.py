"""The campaigns in the folder of the desk, by numbers that stay while it runs.

A campaign and its pack are loaded again when a file of theirs has changed.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from threading import RLock
from typing import TYPE_CHECKING, Final

from xltool.campaign.campaign_pack import load_pack_for
from xltool.campaign.folder import LISTS, SETTINGS, load_campaign
from xltool.campaign.settings_file import read_settings
from xltool.desk.desk_view import CampaignEntry
from xltool.errors import XltoolError, reason
from xltool.files import PREFIX
from xltool.lists.headed_list import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack

_PACK_PARTS: Final = ("templates", "schemas")
Stamp = tuple[tuple[str, int, int], ...]
"""Names of files, each with its size and when it was last written to."""


@dataclass(slots=True)
class _Loaded:
    """What is known of a campaign, and the stamps of the files that it was loaded from."""

    folder: Path
    titled: Stamp = ()
    entry: CampaignEntry | None = None
    stamp: Stamp = ()
    campaign: Campaign | None = None
    pack: Pack | None = None
    files: list[Path] = field(default_factory=list)


class OpenCampaigns:
    """The campaigns one level below ``home``; numbers begin at 1, in the order of their names.

    One that appears later gets the next number: no page may come to mean another campaign.
    """

    def __init__(self, home: Path) -> None:
        """Look into no campaign yet."""
        self.home, self._lock = home, RLock()
        self._known: dict[int, _Loaded] = {}

    def entries(self) -> tuple[CampaignEntry, ...]:
        """Return the campaigns that are there now, in the order of their numbers."""
        with self._lock:
            self._look()
            known = sorted(self._known.items())
            there = [(n, item) for n, item in known if (item.folder / SETTINGS).is_file()]
            return tuple(self._entry(number, item) for number, item in there)

    def folder(self, number: int) -> Path | None:
        """Return the folder of a campaign; None when there is none of this number."""
        with self._lock:
            if number not in self._known:
                self._look()
            known = self._known.get(number)
        return known.folder if known and (known.folder / SETTINGS).is_file() else None

    def number(self, folder: Path) -> int:
        """Return the number of the campaign in a folder; 0 when it is none of these."""
        with self._lock:
            self._look()
            found = (n for n, item in self._known.items() if item.folder == folder)
            return next(found, 0)

    def version(self) -> str:
        """Return a text that changes with the list of campaigns and their titles."""
        shown = [(each.number, each.title, each.error) for each in self.entries()]
        return hashlib.blake2b(repr(shown).encode(), digest_size=12).hexdigest()

    def load(self, number: int) -> tuple[Campaign, Pack]:
        """Return a campaign and its pack; raise ``XltoolError`` when they cannot be loaded."""
        with self._lock:
            item = self._known[number]
            own = _stamp(_own_files(item.folder))  # before they are read: they may change meanwhile
            if item.campaign is None or item.pack is None or item.stamp != own + _stamp(item.files):
                item.campaign = item.pack = None
                campaign = load_campaign(item.folder)
                pack = load_pack_for(campaign)
                item.files = list(_pack_files(pack.folder))
                item.stamp = own + _stamp(item.files)
                item.campaign, item.pack = campaign, pack
            return item.campaign, item.pack

    def _look(self) -> None:
        """Give numbers to campaigns that are not known yet."""
        known = {item.folder for item in self._known.values()}
        try:
            names = sorted(os.listdir(self.home))  # noqa: PTH208 - Path.iterdir is not in order
        except OSError:
            return
        for name in names:
            folder = self.home / name
            is_new = not name.startswith(PREFIX) and folder not in known
            if is_new and (folder / SETTINGS).is_file():
                self._known[len(self._known) + 1] = _Loaded(folder)

    def _entry(self, number: int, item: _Loaded) -> CampaignEntry:
        titled = _stamp([item.folder / SETTINGS])
        if item.entry is None or titled != item.titled:
            item.entry, item.titled = _read_entry(number, item.folder), titled
        return item.entry


def _read_entry(number: int, folder: Path) -> CampaignEntry:
    try:
        return CampaignEntry(number, folder, read_settings(folder / SETTINGS)["title"])
    except XltoolError as error:
        return CampaignEntry(number, folder, error=str(error))
    except OSError as error:
        return CampaignEntry(number, folder, error=reason(error))


def _own_files(folder: Path) -> Iterator[Path]:
    """Yield the files of a campaign that it is loaded from, whether they are there or not."""
    yield folder / SETTINGS
    for name in LISTS:
        yield from (folder / f"{name}{suffix}" for suffix in SUFFIXES)


def _pack_files(folder: Path) -> Iterator[Path]:
    for part in _PACK_PARTS:
        yield from (path for path in (folder / part).rglob("*.*") if path.suffix != ".pyc")


def _stamp(paths: Iterable[Path]) -> Stamp:
    """Return what tells whether one of the files has changed; those missing are left out."""
    found = []
    for path in paths:
        try:
            status = path.stat()
        except OSError:
            continue
        found.append((str(path), status.st_size, status.st_mtime_ns))
    return tuple(found)
