"""The files in ``in/`` as they were seen last: those that nobody has written since are not read.

A file is the same as long as the system says the same of its size and its times. One that was
written in the last two seconds is not remembered: it may be written again within the grain of a
clock, and nobody would see it. What stands in a zip or mail is remembered by its content alone.
"""

from __future__ import annotations

import stat
import time
from typing import TYPE_CHECKING, Final

from xltool.campaign.ledger_files import FileStamp, SeenFile
from xltool.spreadsheets.stored_files import contents_inside, digest_if_readable, is_container
from xltool.text import utf8

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.campaign.ledger_files import Members

YOUNG: Final = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system, that of FAT, ticks every two seconds."""


class KnownFiles:
    """How ``gather`` looks at the files below a folder, with what is known of them.

    ``seen`` are those that need not be read again, by name; ``containers`` are zips and mails that
    need not be opened, by their SHA-256. Without ``opens`` one that is not known is not opened: it
    stands for itself. ``present`` are the files as they stand there, but for those that are too
    young to be remembered; ``opened`` is what had to be opened.
    """

    def __init__(
        self,
        folder: Path,
        seen: Mapping[str, SeenFile],
        containers: Mapping[str, Members],
        *,
        opens: bool = True,
    ) -> None:
        """Keep what is known; nothing is read yet."""
        self._folder = folder
        self._seen = seen
        self._containers = containers
        self._opens = opens
        self._digests: dict[Path, str] = {}
        self.present: dict[str, SeenFile] = {}
        self.opened: dict[str, Members] = {}

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file, in a zip or mail too; empty when it cannot be read."""
        if path not in self._digests:
            self._digests[path] = self._digest(path)
        return self._digests[path]

    def inside(self, path: Path) -> list[Path]:
        """Return the files in a zip or mail; raise ``RefusedError`` when it cannot be opened."""
        if not is_container(path):
            return []
        members = self._containers.get(self.digest(path))
        if members is None:
            members = self._members(path) if self._opens else ()
        self._digests.update({path / name: sha256 for name, sha256 in members})
        return [path / name for name, _ in members]

    def _members(self, path: Path) -> Members:
        """Open a zip or mail."""
        sha256, found = contents_inside(path)
        self.opened[sha256] = tuple(found)
        return self.opened[sha256]

    def _digest(self, path: Path) -> str:
        """Return the SHA-256 of a file on the disk, from what is known of it or by reading it."""
        stamp, now = _stamp(path), time.time_ns()
        if stamp is None:
            return digest_if_readable(path)
        name = utf8(path.relative_to(self._folder).as_posix())
        known = self._seen.get(name)
        if known and known.stamp == stamp:
            self.present[name] = known
            return known.sha256
        sha256 = digest_if_readable(path)
        is_old = now - max(stamp.modified, stamp.changed) >= YOUNG
        if sha256 and is_old:  # the stamp is from before: what is written meanwhile has another
            self.present[name] = SeenFile(stamp, sha256)
        return sha256


def _stamp(path: Path) -> FileStamp | None:
    """Return what the system says of a regular file; None of anything else."""
    try:
        found = path.lstat()
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(found.st_mode):
        return None
    return FileStamp(found.st_size, found.st_mtime_ns, found.st_ctime_ns)
