"""The files that paths name: in folders, zips and mails, without those that are no returns."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final, Protocol

from xltool.errors import RefusedError, XltoolError
from xltool.model.notices import Notice
from xltool.model.observer import SILENT
from xltool.spreadsheets.skipped_files import skip_reason
from xltool.spreadsheets.stored_files import (
    container_of,
    digest_if_readable,
    files_inside,
    name_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from xltool.model.observer import Observer


class FileAccess(Protocol):
    """How ``gather`` looks at files: a campaign remembers what it has seen of them."""

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file, in a zip or mail too; empty when it cannot be read."""

    def inside(self, path: Path) -> list[Path]:
        """Return the files in a zip or mail, as ``files_inside``."""


class ReadAnew:
    """Reads and opens every file."""

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file; empty when it cannot be read."""
        return digest_if_readable(path)

    def inside(self, path: Path) -> list[Path]:
        """Open a zip or mail."""
        return files_inside(path)


READ_ANEW: Final[FileAccess] = ReadAnew()


def files_of(paths: Iterable[Path], observer: Observer) -> list[Path]:
    """Return the files that ``paths`` name, as ``gather``; raise ``XltoolError`` if none."""
    paths = list(paths)
    files = list(gather(paths, observer))
    if not files:
        message = (
            f"{'、'.join(map(str, paths))}: 里面没有找到文件，请核对位置 · "
            "no files found: check the place"
        )
        raise XltoolError(message)
    return files


def gather(
    paths: Iterable[Path], observer: Observer = SILENT, access: FileAccess = READ_ANEW
) -> Iterator[Path]:
    """Yield the files that ``paths`` name: files, folders and glob patterns, each once.

    Folders are searched at any depth, zips and mails opened. What is no return in there is told to
    the observer, and so is a file in a zip or mail that stands elsewhere, too. A path that does
    not exist is yielded as it is: reading it gives the finding.
    """
    found = list(_named(paths, observer, access))
    packed = {path for path in found if container_of(path)}
    if not packed:
        yield from found
        return
    contents = {path: access.digest(path) or str(path) for path in found}
    # Those that stand by themselves come first.
    first = {contents[path]: path for path in sorted(found, key=packed.__contains__, reverse=True)}
    for path in found:
        same = first[contents[path]]
        if path in packed and same != path:
            observer.notify(Notice("skipped.same", path, {"name": name_of(same)}))
        else:
            yield path


def _named(paths: Iterable[Path], observer: Observer, access: FileAccess) -> Iterator[Path]:
    seen = set[str]()
    for path in paths:
        for found in _expand(path, observer, access):
            real = os.path.realpath(found)  # of a link to itself, too
            if real not in seen:
                seen.add(real)
                yield found


def _expand(path: Path, observer: Observer, access: FileAccess) -> Iterator[Path]:
    # A shell that found no file for a pattern, or does not know any, hands on the pattern.
    try:
        if any(sign in path.name for sign in "*?[") and not os.path.lexists(path):
            inside: Iterable[Path] = sorted(path.parent.glob(path.name))
        elif os.path.isdir(path):  # noqa: PTH112 - False, too, where a name is too long
            inside = sorted(path.iterdir())
        else:
            inside = ()
            yield from _unpacked(path, observer, access)
    except (OSError, ValueError):  # a folder that may not be read, no pattern: reading it says so
        yield path
        return
    for found in inside:
        reason = skip_reason(found)
        if reason == "directory":
            yield from _expand(found, observer, access)
        elif reason:
            observer.notify(Notice(f"skipped.{reason}", found))
        else:
            yield from _unpacked(found, observer, access)


def _unpacked(path: Path, observer: Observer, access: FileAccess) -> Iterator[Path]:
    """Yield the files in a zip or mail that are returns, or the file itself when it is neither."""
    try:
        inside = access.inside(path)
    except RefusedError:  # reading it says why
        inside = []
    for found in inside:
        if reason := _reason_inside(found):
            observer.notify(Notice(f"skipped.{reason}", found))
        else:
            yield found
    if not inside:
        yield path


def _reason_inside(path: Path) -> str | None:
    return "macos" if "__MACOSX" in path.parts else skip_reason(path)
