"""The files that pages offer: looked up by number, never by a path from outside."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


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
