"""Write files whole or not at all: beside the target, then moved into place."""

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
"""How names of temporary files begin, by which the next run knows those of a killed one."""


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """Yield a temporary path that becomes ``target`` on success and is deleted on failure.

    Missing folders are created. Raises ``OSError`` that names ``target``, not the temporary file,
    when the folder cannot be written or the disk is full.
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
            raise  # an error about another file
        raise type(cause)(cause.errno, cause.strerror, str(target)) from error
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def _to_disk(path: Path) -> None:
    """Wait until the content is on the disk, so that a power cut does not leave half of it."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _system_error(error: Exception) -> OSError | None:
    """Return the error of the system; xlsxwriter wraps it in one of its own, as first argument."""
    wrapped = error.args[0] if error.args else None
    return next((each for each in (error, wrapped) if isinstance(each, OSError)), None)


def shipped(packaged: str, source: str) -> Path:
    """Return a folder that comes with xltool: ``packaged`` when installed, else ``source``.

    ``packaged`` is relative to the package, ``source`` to the root of the source tree.
    """
    here = Path(__file__).resolve().parent
    inside = here / packaged
    return inside if inside.is_dir() else here.parent / source
