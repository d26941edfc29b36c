"""Locks of open files and folders, which the system drops when their process dies."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def lock_folder(folder: Path) -> int | None:
    """Lock a folder; None when another process holds it, or the system locks no folders."""
    if sys.platform == "win32":
        return None
    handle = os.open(folder, os.O_RDONLY)
    if try_lock(handle):
        return handle
    os.close(handle)
    return None


LOCKED_BYTE = 1 << 30
"""Which byte is locked on Windows: locked bytes cannot be read, so it is far behind the text."""


def try_lock(handle: int) -> bool:
    """Lock an open file until it is closed, or return False when another process holds it."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - Windows only

            before = os.lseek(handle, 0, os.SEEK_CUR)
            os.lseek(handle, LOCKED_BYTE, os.SEEK_SET)
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
            os.lseek(handle, before, os.SEEK_SET)
        else:
            import fcntl  # noqa: PLC0415 - POSIX only

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def unlock(handle: int) -> None:
    """Drop the lock of an open file."""
    if sys.platform == "win32":  # elsewhere closing the file drops the lock
        import msvcrt  # noqa: PLC0415 - Windows only

        os.lseek(handle, LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)
