"""A text that changes with whatever pages of a campaign show: its files, as they are listed."""

from __future__ import annotations

import hashlib
import os
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final

from xltool.campaign.ledger import LEDGER
from xltool.campaign.lock import LOCK
from xltool.files import PREFIX

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

UNSEEN: Final = frozenset({"kept", "given", LOCK, f"{LEDGER}-journal"})
"""What no page shows: copies of what was received, what was handed out, a lock, a journal."""
_MOST: Final = 50_000
"""Files that are looked at: somebody may keep other things in the folder."""
_DEEPEST: Final = 6


def folder_version(folder: Path) -> str:
    """Return a text that is another one when a file has changed, or the day: pages count days."""
    today = date.today()  # noqa: DTZ011 - the day of who sits before the page
    digest = hashlib.blake2b(today.isoformat().encode(), digest_size=12)
    for line in islice(_lines(str(folder), _DEEPEST), _MOST):
        digest.update(line.encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def _lines(folder: str, deepest: int) -> Iterator[str]:
    """Yield a line for each file: its path, size, and when it was last written to."""
    try:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.name in UNSEEN or entry.name.startswith(PREFIX):
            continue
        try:
            status = entry.stat(follow_symlinks=False)
            is_folder = entry.is_dir(follow_symlinks=False)
        except OSError:
            continue
        if not is_folder:
            yield f"{entry.path}\n{status.st_size} {status.st_mtime_ns}\n"
        elif deepest:
            yield from _lines(entry.path, deepest - 1)
