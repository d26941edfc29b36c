"""One run at a time in a campaign, by a lock that the system drops when its holder dies.

A file that only exists as a sign stays behind when its owner is killed, and nobody knows then
whether the owner still runs. So the lock is the system's own, on ``.xltool.lock``; the text of
that file only names the holder. A name without a lock was left by a run that was killed.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, BinaryIO

from xltool.campaign.ledger import now
from xltool.errors import CampaignError
from xltool.files import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = ".xltool.lock"
LOCKED_BYTE = 1 << 30
"""Which byte is locked on Windows: locked bytes cannot be read, so it is far behind the text."""


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
    with (folder / LOCK).open("a+b") as file:
        if not _try_lock(file):
            msg = (
                f"{folder}: 另一个 xltool 正在处理本任务，请等它结束 · "
                f"another xltool works on this campaign: {_read_holder(file) or '?'}"
            )
            raise CampaignError(msg)
        last = _read_holder(file)
        _delete_temporary_files(folder, swept)
        _write_holder(file, Holder(command, os.getpid(), socket.gethostname(), now()))
        try:
            yield last
        finally:
            _write_holder(file, None)
            _unlock(file)


def _read_holder(file: BinaryIO) -> Holder | None:
    file.seek(0)
    try:
        return Holder(**json.loads(file.read().decode()))
    except (ValueError, TypeError):
        return None


def _write_holder(file: BinaryIO, holder: Holder | None) -> None:
    file.seek(0)
    file.truncate()
    if holder:
        file.write(json.dumps(asdict(holder)).encode())
    file.flush()


def _delete_temporary_files(folder: Path, swept: tuple[str | Path, ...]) -> None:
    for place in (folder, *(folder / name for name in swept)):
        for path in place.glob(f"{PREFIX}*"):
            with suppress(OSError):  # a virus scanner may hold it; the next run tries again
                path.unlink()


def _try_lock(file: BinaryIO) -> bool:
    """Lock the file, or return False at once when another process holds the lock."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - Windows only

            file.seek(LOCKED_BYTE)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - POSIX only

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _unlock(file: BinaryIO) -> None:
    if sys.platform == "win32":  # elsewhere closing the file drops the lock
        import msvcrt  # noqa: PLC0415 - Windows only

        file.seek(LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
