"""Write files whole or not at all: beside the target, then moved into place.

A temporary file is locked by whoever writes it, and the system drops the lock when that process
dies: so leftovers of killed runs are told from files that another run is just writing.
"""

from __future__ import annotations

import errno
import io
import os
import shutil
import stat
import sys
import tempfile
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from xltool.file_locks import lock_folder, try_lock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from _typeshed import ReadableBuffer

PREFIX = ".xltool-"
"""How names of temporary files begin, by which the next run knows those of a killed one."""
MODE, FOLDER_MODE = 0o644, 0o755
_BUFFER = 1 << 20
"""Bytes that are gathered before they are written."""


@contextmanager
def replacing(target: Path, *, sweep: bool = True, new: bool = False) -> Iterator[BinaryIO]:
    """Yield an open file that becomes ``target`` on success and is deleted on failure.

    The folder is created when it is missing, and what killed runs left in it is deleted, unless
    ``sweep`` is False: for folders into which many files are written. A link is replaced, and what
    it leads to stays; where it must be ``new``, ``FileExistsError`` is raised instead. Raises
    ``OSError`` that names ``target``, not the temporary file, when the folder cannot be written or
    the disk is full.
    """
    with replacing_all([target], sweep=sweep, new=new) as (file,):
        yield file


@contextmanager
def replacing_all(
    targets: Sequence[Path], *, sweep: bool = True, new: bool = False
) -> Iterator[list[BinaryIO]]:
    """Yield a file for each of ``targets``, as ``replacing``: all of them appear, or none."""
    with ExitStack() as stack:
        outputs = [stack.enter_context(_output(target, sweep=sweep)) for target in targets]
        yield [cast("BinaryIO", output.file) for output in outputs]
        for output in outputs:
            with naming(output.target):
                output.file.flush()
                sync(output.file.fileno())
        _move_all(outputs, move_new if new else move)


@dataclass(frozen=True, slots=True)
class _Output:
    """A file on its way to ``target``, open and locked."""

    target: Path
    temporary: Path
    file: io.BufferedWriter[_Raw]


@contextmanager
def _output(target: Path, *, sweep: bool) -> Iterator[_Output]:
    """Yield a temporary file beside ``target``; it is gone in the end, moved or deleted."""
    with naming(target):
        if target.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(target))
        target.parent.mkdir(parents=True, exist_ok=True)
        if sweep:
            delete_leftovers(target.parent)
        handle, temporary = _make_temporary(target.parent)
    file = io.BufferedWriter(_Raw(handle, "r+b"), _BUFFER)
    try:
        with naming(target):
            yield _Output(target, temporary, file)
    finally:
        with suppress(OSError, ValueError):  # a full disk: what is not written need not be
            file.close()
        with suppress(OSError):
            temporary.unlink()


class _Raw(io.FileIO):
    """A file whose bytes go through ``write``."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Write what the system takes of the bytes; return how many."""
        return write(self.fileno(), data)


def write(handle: int, data: ReadableBuffer) -> int:
    """Write to an open file: every byte that xltool writes goes this way, but for the ledger."""
    return os.write(handle, data)


def sync(handle: int) -> None:
    """Wait until the content is on the disk, so that a power cut does not leave half of it."""
    os.fsync(handle)


def move(source: Path, target: Path) -> None:
    """Give a file or folder another name, over a file that has it."""
    source.replace(target)


def move_new(source: Path, target: Path) -> None:
    """Give a file a name that nobody has; raise ``FileExistsError`` when somebody has it."""
    if sys.platform == "win32":
        source.rename(target)
        return
    try:
        target.hardlink_to(source)  # the temporary name goes in the end
    except OSError:  # a disk without links: between the question and the move lie microseconds
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from None
        move(source, target)


def _make_temporary(folder: Path) -> tuple[int, Path]:
    """Return a new file in ``folder``, open and locked, and its path."""
    while True:
        handle, name = tempfile.mkstemp(prefix=PREFIX, dir=folder)
        held = True  # where the system locks no files
        with suppress(OSError):
            held = try_lock(handle)
        # whoever sweeps may have taken it for a leftover before it was locked
        if held and os.fstat(handle).st_nlink:
            Path(name).chmod(MODE)
            return handle, Path(name)
        os.close(handle)


def _move_all(outputs: Sequence[_Output], appear: Callable[[Path, Path], None]) -> None:
    """Move every output to its target; when one cannot be moved, put the old files back."""
    with ExitStack() as copies, ExitStack() as undo:
        for output in outputs:
            old = copies.enter_context(_copy_of(output.target)) if len(outputs) > 1 else None
            if sys.platform == "win32":  # which moves no file that is open
                output.file.close()
            with naming(output.target):
                appear(output.temporary, output.target)
            undo.callback(_put_back, old, output.target)
        undo.pop_all()  # all are there: nothing to undo


@contextmanager
def _copy_of(target: Path) -> Iterator[Path | None]:
    """Yield a temporary copy of ``target``; None when there is no such file."""
    if not target.exists():
        yield None
        return
    with _output(target, sweep=False) as copy:
        with target.open("rb") as file:
            shutil.copyfileobj(file, copy.file)
        copy.file.flush()
        yield copy.temporary


def _put_back(old: Path | None, target: Path) -> None:
    if old is None:
        target.unlink()
    else:
        move(old, target)


@contextmanager
def naming(target: Path) -> Iterator[None]:
    """Let an error of the system that names no file, or a temporary one, name ``target``."""
    try:
        yield
    except Exception as error:
        cause = _system_error(error)
        if cause is None or not _is_temporary(cause.filename):
            raise  # an error about another file
        raise type(cause)(cause.errno, cause.strerror, str(target)) from error


def _is_temporary(name: object) -> bool:
    parts = Path(os.fsdecode(name)).parts if isinstance(name, str | bytes) else ()
    return name is None or any(part.startswith(PREFIX) for part in parts)


def _system_error(error: Exception) -> OSError | None:
    """Return the error of the system; xlsxwriter wraps it in one of its own, as first argument."""
    wrapped = error.args[0] if error.args else None
    return next((each for each in (error, wrapped) if isinstance(each, OSError)), None)


@contextmanager
def new_folder(folder: Path, last: str) -> Iterator[Path]:
    """Yield a folder whose content becomes that of ``folder``, which must be new or empty.

    A new folder appears at once; into an empty one, where somebody may be at work, the content is
    moved, the file ``last`` at the end. On failure ``folder`` is as it was.
    """
    target = Path(os.path.realpath(folder))
    place = target if target.is_dir() else target.parent
    with naming(folder):
        place.mkdir(parents=True, exist_ok=True)
    with _own_folder(folder, place) as made, naming(folder):
        yield made
        _sync_files(made)
        _appear(made, target, last)


@contextmanager
def replacing_folder(folder: Path, kept: Path | None = None) -> Iterator[Path]:
    """Yield a folder that takes the place of ``folder`` as a whole, if there is one.

    The old one is deleted, or gets the name ``kept``.

    A run that is killed leaves the old folder, none, or the new one, and never a mixture. On
    failure ``folder`` is as it was.
    """
    target = Path(os.path.realpath(folder))
    with naming(folder):
        target.parent.mkdir(parents=True, exist_ok=True)
    with _own_folder(folder, target.parent) as made:
        (made / target.name).mkdir()
        yield made / target.name
        _sync_files(made)
        with naming(folder), _own_folder(folder, target.parent) as old, ExitStack() as undo:
            if target.is_dir():
                former = kept or old / target.name
                move(target, former)
                undo.callback(move, former, target)
            move(made / target.name, target)
            undo.pop_all()


@contextmanager
def _own_folder(target: Path, place: Path) -> Iterator[Path]:
    """Yield a temporary folder in ``place``, locked, on the way to ``target``; delete it after."""
    with naming(target):
        delete_leftovers(place)
        made = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    held = lock_folder(made)
    try:
        with naming(target):
            made.chmod(FOLDER_MODE)
        yield made
    finally:
        if held is not None:
            os.close(held)
        shutil.rmtree(made, ignore_errors=True)


def write_file(target: Path, data: bytes) -> None:
    """Write a file of a folder that is not there yet: it need not be replaced whole."""
    with naming(target), io.BufferedWriter(_Raw(os.fspath(target), "wb"), _BUFFER) as file:
        file.write(data)


def _sync_files(folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            with path.open("rb+") as file:
                sync(file.fileno())


def _appear(made: Path, target: Path, last: str) -> None:
    if not target.is_dir():
        move(made, target)
        return
    with ExitStack() as undo:
        for path in sorted(made.iterdir(), key=lambda path: path.name == last):
            move(path, target / path.name)
            undo.callback(move, target / path.name, path)
        undo.pop_all()  # all are there: nothing to undo


def delete_leftovers(folder: Path) -> None:
    """Delete the temporary files and folders that killed runs left in ``folder``."""
    try:
        names = [name for name in os.listdir(folder) if name.startswith(PREFIX)]  # noqa: PTH208 - Path.iterdir makes a path of each of thousands
    except OSError:
        return
    for name in names:
        with suppress(OSError):  # a virus scanner may hold it; the next run tries again
            _delete_leftover(folder / name)


def _delete_leftover(path: Path) -> None:
    kind = path.lstat().st_mode
    if stat.S_ISDIR(kind):
        held = lock_folder(path)
        if held is not None:
            shutil.rmtree(path, ignore_errors=True)
            os.close(held)
    elif stat.S_ISREG(kind):
        handle = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
        try:
            is_left = try_lock(handle)
            if is_left and sys.platform != "win32":
                path.unlink()
        finally:
            os.close(handle)
        if is_left and sys.platform == "win32":  # which deletes no file that is open
            path.unlink()


def shipped(packaged: str, source: str) -> Path:
    """Return a folder that comes with xltool: ``packaged`` when installed, else ``source``.

    ``packaged`` is relative to the package, ``source`` to the root of the source tree.
    """
    here = Path(__file__).resolve().parent
    inside = here / packaged
    return inside if inside.is_dir() else here.parent / source
