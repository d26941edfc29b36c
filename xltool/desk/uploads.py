"""Files that were dropped on a page and wait in a private folder until a job takes them.

The name of a file is a label: it is shown, and given to whoever enters the file; on the disk here
it is a number.
"""

from __future__ import annotations

import os
import unicodedata
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote

from xltool.errors import reason
from xltool.files import write
from xltool.text import Bilingual, utf8
from xltool.visible import is_unseen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from xltool.desk.request_body import RequestBody

MIB: Final = 1 << 20
LARGEST: Final = 64 * MIB
"""Bytes of one file: as many as a returned file may have."""
MOST: Final = 2000
MOST_BYTES: Final = 1024 * MIB
"""How many files may wait, and how many bytes they may have in all."""
RETURNS: Final = "returns"
PURPOSES: Final = (RETURNS, "entities", "projects", "data")
"""What files may be dropped for; of lists only the last one dropped counts."""
_LISTS: Final = ("entities", "projects")
_LONGEST: Final = 200
"""Characters of a name that are kept."""
_SUFFIX: Final = 8
_REFUSALS: Final = {
    "file": Bilingual("超过 64 MB，没有收", "larger than 64 MB, not taken"),
    "files": Bilingual("等待的文件已有 2000 个，没有收", "2,000 files wait already, not taken"),
    "bytes": Bilingual("等待的文件已有 1 GB，没有收", "1 GB waits already, not taken"),
}


@dataclass(frozen=True, slots=True)
class StagedFile:
    """A file that waits: the name that its sender gave it, which is no path, and where it is."""

    name: str
    path: Path
    size: int


class Refused(NamedTuple):
    """Why a file was not taken."""

    status: HTTPStatus
    text: Bilingual


Place = tuple[int, str]
"""The campaign that files were dropped for, 0 for none, and their purpose."""


class Uploads:
    """The files that wait, by campaign and purpose."""

    def __init__(self, folder: Path) -> None:
        """Keep the files in a private folder."""
        self._folder, self._lock, self._numbers = folder, Lock(), count(1)
        self._files: dict[Place, list[StagedFile]] = defaultdict(list)
        self._count = self._bytes = 0
        self.changes = 0

    def take(self, place: Place, name: str, body: RequestBody) -> StagedFile | Refused | None:
        """Return the file that a body was written to; None when the connection ended before it did.

        What is too much is refused before anything is read.
        """
        size = body.left
        with self._lock:
            if why := self._excess(size):
                return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, _REFUSALS[why])
            self._count, self._bytes = self._count + 1, self._bytes + size
            path = self._folder / f"{next(self._numbers)}{_safe_suffix(name)}"
        try:
            is_whole = _write_body(path, body)
        except OSError as error:
            self._give_back(path, size)
            text = reason(error).replace(f"{path}: ", "")
            zh, _, en = text.partition(" · ")
            return Refused(HTTPStatus.INSUFFICIENT_STORAGE, Bilingual(zh, en))
        if not is_whole:
            self._give_back(path, size)
            return None
        staged = StagedFile(name, path, size)
        with self._lock:
            old = self._replaced(place, name)
            self._files[place] = [each for each in self._files[place] if each not in old]
            self._files[place].append(staged)
            self.changes += 1
        self._delete(old)
        return staged

    def waiting(self, campaign: int) -> Mapping[str, tuple[StagedFile, ...]]:
        """Return the files that wait for a campaign, by purpose."""
        with self._lock:
            return {
                purpose: tuple(files)
                for (number, purpose), files in self._files.items()
                if number == campaign and files
            }

    def discard(self, campaign: int, files: Iterable[StagedFile]) -> None:
        """Forget files of a campaign, and delete those that no job has moved away."""
        gone = set(files)
        with self._lock:
            for (number, purpose), kept in self._files.items():
                if number == campaign:
                    self._files[number, purpose] = [each for each in kept if each not in gone]
            self.changes += 1
        self._delete(gone)

    def _excess(self, size: int) -> str:
        if size > LARGEST:
            return "file"
        if self._count >= MOST:
            return "files"
        return "bytes" if self._bytes + size > MOST_BYTES else ""

    def _replaced(self, place: Place, name: str) -> list[StagedFile]:
        """Return which files give way to a new one: other lists, or data of the same name."""
        if place[1] == RETURNS:
            return []
        kept = self._files[place]
        return [each for each in kept if place[1] in _LISTS or each.name == name]

    def _delete(self, files: Iterable[StagedFile]) -> None:
        for each in files:
            self._give_back(each.path, each.size)

    def _give_back(self, path: Path, size: int) -> None:
        with suppress(OSError):
            path.unlink(missing_ok=True)
        with self._lock:
            self._count, self._bytes = self._count - 1, self._bytes - size


def label_of(sent: str) -> str:
    """Return the name of a file as a label: its last part, of characters that are seen.

    ``sent`` is the name as percent-encoded UTF-8.
    """
    text = unicodedata.normalize("NFC", utf8(unquote(sent, errors="replace")))
    last = text.replace("\\", "/").rstrip("/").rpartition("/")[2]
    seen = "".join(char for char in last if not is_unseen(char)).strip()
    suffix = PurePosixPath(seen).suffix
    if len(seen) > _LONGEST:
        seen = seen[: _LONGEST - len(suffix)] + suffix if len(suffix) < _SUFFIX else seen[:_LONGEST]
    return seen or "?"


def _safe_suffix(name: str) -> str:
    """Return the suffix by which programs tell kinds of files; none that is odd."""
    suffix = PurePosixPath(name).suffix.lower()
    is_plain = suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= _SUFFIX
    return suffix if is_plain else ""


def _write_body(path: Path, body: RequestBody) -> bool:
    """Write a body into a new file; return whether all of it came."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    handle = os.open(path, flags, 0o600)
    try:
        while piece := body.piece():
            rest = memoryview(piece)
            while rest:
                rest = rest[write(handle, rest) :]
    finally:
        os.close(handle)
    return not body.left
