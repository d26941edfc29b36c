"""Files on disk: every output is written beside its target and moved into place."""

from __future__ import annotations

import errno
import os
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

PREFIX = ".xltool-"
"""How the names of temporary files begin; what a killed run leaves is known by it."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a temporary path that becomes ``target`` on success and vanishes on failure.

    Raises ``OSError`` that names ``target`` when the folder cannot be written or is full.
    """
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=PREFIX, suffix=target.suffix, dir=target.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _to_disk(temporary)
        temporary.chmod(0o644)
        temporary.replace(target)
    except Exception as error:
        cause = _system_error(error)
        if cause is None or cause.filename not in {None, name}:
            raise
        raise type(cause)(cause.errno, cause.strerror, str(target)) from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _to_disk(path: Path) -> None:
    """Wait until the content is on the disk, so that not even a power cut leaves half of it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _system_error(error: Exception) -> OSError | None:
    """Return the system's own error, also from inside the one that xlsxwriter makes of it."""
    inner = error.args[0] if error.args else None
    return next((each for each in (error, inner) if isinstance(each, OSError)), None)


def shipped(packaged: str, source: str) -> Path:
    """Return a folder that comes with xltool: in the package, or in its source tree."""
    here = Path(__file__).resolve().parent
    inside = here / packaged
    return inside if inside.is_dir() else here.parent / source
