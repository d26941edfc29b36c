"""The files that pages offer: looked up by number, never by a path from outside."""

from __future__ import annotations

import os
import stat
from http import HTTPStatus
from pathlib import PurePath
from threading import Lock
from typing import TYPE_CHECKING, BinaryIO, Final
from urllib.parse import quote

from xltool.desk.web_request import WebResponse
from xltool.text import utf8

if TYPE_CHECKING:
    from pathlib import Path

_TYPES: Final = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".csv": "text/csv; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
_OTHER: Final = "application/octet-stream"
_OPEN = ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_BINARY")  # as far as the system has them


class Downloads:
    """The files that pages of this desk have offered so far, each with the name to save it by."""

    def __init__(self) -> None:
        """Offer nothing yet."""
        self._lock = Lock()
        self._numbers: dict[tuple[Path, str], int] = {}
        self._files: list[tuple[Path, str]] = []

    def offer(self, path: Path, name: str = "") -> int:
        """Return the number of a file that is offered as ``name``; the same one each time."""
        item = (path, name or path.name)
        with self._lock:
            if item not in self._numbers:
                self._numbers[item] = len(self._files)
                self._files.append(item)
            return self._numbers[item]

    def find(self, number: str) -> tuple[Path, str] | None:
        """Return path and name of the file with this number; None when none was offered so."""
        if not (number.isascii() and number.isdecimal()):
            return None
        with self._lock:
            return self._files[int(number)] if int(number) < len(self._files) else None


def open_file(path: Path) -> tuple[BinaryIO, int] | None:
    """Return a regular file, open, and its size; None for a link, a folder, or no file."""
    flags = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in _OPEN)
    try:
        handle = os.open(path, flags)
    except OSError:
        return None
    file = os.fdopen(handle, "rb")
    status = os.fstat(handle)
    if stat.S_ISREG(status.st_mode):
        return file, status.st_size
    file.close()
    return None


def attachment(path: Path, name: str) -> WebResponse:
    """Return the answer with a file, to be saved by this name: a browser never shows it as a page.

    The name is percent-encoded (RFC 8187), so that it cannot end the field it stands in.
    """
    content_type = _TYPES.get(PurePath(name).suffix.lower(), _OTHER)
    disposition = f"attachment; filename*=UTF-8''{quote(utf8(name), safe='')}"
    headers = {"Content-Disposition": disposition}
    return WebResponse(HTTPStatus.OK, content_type=content_type, headers=headers, path=path)
