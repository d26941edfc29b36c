"""Files that came through the desk enter the campaign's ``in/``: whole, and never over another."""

from __future__ import annotations

import os
import shutil
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from xltool.campaign.folder import IN
from xltool.campaign.received_names import last_part, safe_name, split_suffix
from xltool.campaign.session import at_work
from xltool.files import replacing
from xltool.model.notices import Notice
from xltool.model.observer import Stage, watched
from xltool.spreadsheets.skipped_files import skip_reason
from xltool.spreadsheets.stored_files import digest, digest_if_readable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from xltool.model.campaign import Campaign
    from xltool.model.observer import Observer

_DIGITS: Final = (8, 16, 64)
"""How many digits of its hash a file's name gets, when another content has the name."""
_BY_NAME: Final = frozenset({"lock", "macos", "hidden", "leftover", "unrelated"})
"""The reasons for which a file is no return that its name tells."""


class IncomingFile(Protocol):
    """A file that waits: the name that its sender gave it, which is no path, and where it is."""

    @property
    def name(self) -> str:
        """The name that its sender gave it."""

    @property
    def path(self) -> Path:
        """Where it is."""


def receive(campaign: Campaign, staged: Sequence[IncomingFile], observer: Observer) -> list[Path]:
    """Put files into ``in/``; return where each is, in the order of name and content.

    The same content under the same name is entered once. Another content of a name that is taken
    gets the first digits of its hash behind its name: so what stands in ``in/`` after some files
    came together does not depend on which of them came first. Files that are no returns by their
    names, such as locks of open workbooks, are left out, and the observer is told. Raises
    ``CampaignError`` when another run holds the lock, or the campaign is closed.
    """
    folder = campaign.folder / IN
    with at_work(campaign, "receive", observer, folder):
        incoming = []
        for item in staged:
            reason = skip_reason(Path(last_part(item.name)))
            if reason in _BY_NAME:
                observer.notify(Notice(f"skipped.{reason}", folder / safe_name(item.name)))
            else:
                incoming.append((safe_name(item.name), digest(item.path), item.path))
        taken = {_same(name): name for name in _names_in(folder)}
        entering = watched(sorted(incoming), observer, Stage.RECEIVING, len(incoming))
        return [_enter(folder, taken, *each) for each in entering]


def _names_in(folder: Path) -> list[str]:
    return sorted(os.listdir(folder)) if folder.is_dir() else []  # noqa: PTH208 - names, not paths


def _same(name: str) -> str:
    """Return what two names have in common that some system takes for one."""
    return unicodedata.normalize("NFC", name).casefold()


def _enter(folder: Path, taken: dict[str, str], name: str, sha256: str, source: Path) -> Path:
    """Put one file into the folder, unless its content has one of its names there already."""
    stem, suffix = split_suffix(name)
    for free in (name, *(f"{stem}-{sha256[:digits]}{suffix}" for digits in _DIGITS)):
        there = taken.get(_same(free))
        if there is None:
            target = folder / free
            with replacing(target, sweep=False, new=True) as file, source.open("rb") as content:
                shutil.copyfileobj(content, file)
            taken[_same(free)] = free
            return target
        if digest_if_readable(folder / there) == sha256:
            return folder / there
    raise FileExistsError(str(folder / name))  # a name with the whole of another's hash
