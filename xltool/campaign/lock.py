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


@contextmanager
def locked(
    folder: Path, command: str, swept: tuple[str | Path, ...] = ()
) -> Iterator[Holder | None]:
    """Lock the campaign in ``folder``; yield the last holder if its run was killed, else None.

    Temporary files that a killed run left are deleted in ``folder`` and in ``swept``, which are
    subfolders by name or other folders. Raises ``CampaignError`` that names the holder when
    another run holds the lock.
    """
    path = folder / LOCK
    with path.open("a+b", buffering=0) as file:
        if not try_lock(file.fileno()):
            holder = _read_holder(file) or "?"
            msg = (
                f"{folder}: 另一个 xltool 正在处理本任务，请等它结束：{holder} · "
                f"another xltool works on this campaign: {holder}"
            )
            raise CampaignError(msg)
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
