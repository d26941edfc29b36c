"""One run at a time in a campaign, by a lock that the system drops when its holder dies.

A file that only exists as a sign stays behind when its owner is killed, and nobody knows then
whether the owner still runs. So the lock is the system's own, on ``.xltool.lock``; the text of
that file only names the holder. A name without a lock was left by a run that was killed.
"""

from __future__ import annotations

import json
import os
import socket
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from time import sleep
from typing import TYPE_CHECKING

from xltool.campaign.ledger import now
from xltool.errors import CampaignError
from xltool.file_locks import try_lock, unlock
from xltool.files import delete_leftovers, naming, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from pathlib import Path

LOCK = ".xltool.lock"
TRIES, PAUSE = 3, 0.02
"""How often a lock is tried, with seconds between: ``lock_holder`` holds it while it asks."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The run that holds the lock: command, process id, computer, and since when (UTC)."""

    command: str
    process: int
    host: str
    since: str

    def __str__(self) -> str:
        """Return the text for a message."""
        return f"xltool {self.command}, {self.host}, pid {self.process}, {self.since}"


UNKNOWN_HOLDER = Holder("?", 0, "?", "?")
"""A run that holds the lock and has not written who it is, or something that nobody can read."""


class CampaignBusyError(CampaignError):
    """Another run holds the campaign's lock: ``holder``."""

    def __init__(self, folder: Path, holder: Holder) -> None:
        """Say which run it is."""
        named = "?" if holder == UNKNOWN_HOLDER else holder
        super().__init__(
            f"{folder}: 另一个 xltool 正在处理本任务，请等它结束：{named} · "
            f"another xltool works on this campaign: {named}"
        )
        self.holder = holder


def lock_holder(folder: Path) -> Holder | None:
    """Return which run holds the lock of the campaign in ``folder``; None when nobody does.

    Nothing is created or written. A name that a killed run left is nobody's.
    """
    try:
        with (folder / LOCK).open("rb", buffering=0) as file:
            holder = _read_holder(file)
            if not file.seek(0, os.SEEK_END):
                return None  # the usual case, in which the lock is not touched
            if try_lock(file.fileno()):
                unlock(file.fileno())
                return None
            return holder or UNKNOWN_HOLDER
    except FileNotFoundError:
        return None


@contextmanager
def locked(
    folder: Path, command: str, swept: tuple[str | Path, ...] = ()
) -> Iterator[Holder | None]:
    """Lock the campaign in ``folder``; yield the last holder if its run was killed, else None.

    Temporary files that a killed run left are deleted in ``folder`` and in ``swept``, which are
    subfolders by name or other folders. Raises ``CampaignBusyError`` that names the holder when
    another run holds the lock.
    """
    path = folder / LOCK
    with path.open("a+b", buffering=0) as file:
        if not _lock(file):
            raise CampaignBusyError(folder, _read_holder(file) or UNKNOWN_HOLDER)
        last = _read_holder(file)
        for place in (folder, *(folder / name for name in swept)):
            delete_leftovers(place)
        try:
            with naming(path):
                _write_holder(file, Holder(command, os.getpid(), socket.gethostname(), now()))
            yield last
        finally:
            with suppress(OSError):  # the work is done; the next run says that it goes on
                _write_holder(file, None)
            unlock(file.fileno())


def _lock(file: FileIO) -> bool:
    """Return whether the lock could be taken, within some moments."""
    for _ in range(TRIES - 1):
        if try_lock(file.fileno()):
            return True
        sleep(PAUSE)
    return try_lock(file.fileno())


def _read_holder(file: FileIO) -> Holder | None:
    file.seek(0)
    try:
        return Holder(**json.loads(file.read().decode()))
    except (ValueError, TypeError):
        return None


def _write_holder(file: FileIO, holder: Holder | None) -> None:
    file.seek(0)
    file.truncate()
    if holder:
        write(file.fileno(), json.dumps(asdict(holder)).encode())
