"""A private folder for what waits or is being made; one that a killed desk left is swept.

It is locked by its desk, and the system drops the lock when that process dies. The lock file stands
beside the folder, and is there first and last: a folder without a lock is nobody's.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from xltool.file_locks import try_lock

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX: Final = "xltool-desk-"
_LOCK: Final = ".lock"


@contextmanager
def staging_folder(place: Path | None = None) -> Iterator[Path]:
    """Yield a new folder that only its user can look into, and delete it in the end.

    It stands in the system's folder for temporary files, or in ``place``. Those that killed desks
    left there are deleted.
    """
    parent = place or Path(tempfile.gettempdir())
    _sweep(parent)
    handle, lock = _make_lock(parent)
    folder = lock.with_suffix("")
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(handle)
        with suppress(OSError):
            lock.unlink()


def _make_lock(parent: Path) -> tuple[int, Path]:
    """Return a new lock file, open and locked, and its path."""
    while True:
        handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_LOCK, dir=parent)
        # another desk may have taken it for one that was left, before it was locked
        if try_lock(handle) and os.fstat(handle).st_nlink:
            return handle, Path(name)
        os.close(handle)


def _sweep(parent: Path) -> None:
    """Delete the folders of killed desks; those of other users cannot be opened."""
    for lock in parent.glob(f"{_PREFIX}*{_LOCK}"):
        with suppress(OSError):
            handle = os.open(lock, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
            try:
                is_left = try_lock(handle)
                if is_left:
                    shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            finally:
                os.close(handle)
            if is_left:
                lock.unlink()
