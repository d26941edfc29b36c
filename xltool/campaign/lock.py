"""One run at a time in a campaign: a lock that the system drops when its holder dies.

The lock is the system's own, on ``.xltool.lock``; what stands in the file only names the holder.
A name without a lock is what a run left that was killed.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO

from xltool.errors import CampaignError
from xltool.files import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOCK = ".xltool.lock"
FAR = 1 << 30
"""Windows forbids to read locked bytes: the byte that is locked stands far behind the name."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who works in the campaign: command, process, computer and since when (UTC)."""

    command: str
    process: int
    host: str
    since: str

    def __str__(self) -> str:
        """Name it for a message."""
        return f"xltool {self.command}, {self.host}, pid {self.process}, {self.since}"


@contextmanager
def locked(
    folder: Path, command: str, swept: tuple[str | Path, ...] = ()
) -> Iterator[Holder | None]:
    """Hold the campaign in ``folder``; yield who held it last without finishing, if anybody.

    What a killed run left half written in ``folder`` and its ``swept`` subfolders, or folders
    elsewhere, is removed.
    Raises ``CampaignError`` that names the holder when somebody else holds it.
    """
    with (folder / LOCK).open("a+b") as file:
        if not _taken(file):
            msg = (
                f"{folder}: 另一个 xltool 正在处理本任务，请等它结束 · "
                f"another xltool works on this campaign: {_read(file) or '?'}"
            )
            raise CampaignError(msg)
        last = _read(file)
        _sweep(folder, swept)
        _name(file, Holder(command, os.getpid(), socket.gethostname(), _now()))
        try:
            yield last
        finally:
            _name(file, None)
            _release(file)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _read(file: BinaryIO) -> Holder | None:
    file.seek(0)
    try:
        return Holder(**json.loads(file.read().decode()))
    except (ValueError, TypeError):
        return None


def _name(file: BinaryIO, holder: Holder | None) -> None:
    file.seek(0)
    file.truncate()
    if holder:
        file.write(json.dumps(asdict(holder)).encode())
    file.flush()


def _sweep(folder: Path, swept: tuple[str | Path, ...]) -> None:
    for place in (folder, *(folder / name for name in swept)):
        for path in place.glob(f"{PREFIX}*"):
            with suppress(OSError):
                path.unlink()


def _taken(file: BinaryIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - Windows only

            file.seek(FAR)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - POSIX only

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _release(file: BinaryIO) -> None:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - Windows only

        file.seek(FAR)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
