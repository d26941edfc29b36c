"""Entries of the ledger about files as they were seen last: so that they need not be read again.

What stands here is nobody's evidence: it can be thrown away, and is then found out anew.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from xltool.campaign.ledger_tables import transaction
from xltool.text import utf8

if TYPE_CHECKING:
    from collections.abc import Mapping

Members: TypeAlias = "tuple[tuple[str, str], ...]"
"""The files in a zip or mail: the name of each, and its SHA-256, empty if it cannot be read."""


class FileStamp(NamedTuple):
    """What the system says of a file: it differs when the file was written since (times in ns)."""

    size: int
    modified: int
    changed: int


class SeenFile(NamedTuple):
    """A file as it was when it was read: its stamp, and the SHA-256 of its content."""

    stamp: FileStamp
    sha256: str


class FileEntries:
    """Reads and writes them in an open ledger."""

    def __init__(self, connection: sqlite3.Connection, patience: float) -> None:
        """Keep the connection, and how many seconds it waits for others."""
        self._connection = connection
        self._patience = patience

    def seen(self) -> dict[str, SeenFile]:
        """Return the files as they were seen last, by name below ``in/``."""
        rows = self._connection.execute("SELECT name, size, modified, changed, sha256 FROM seen")
        return {
            name: SeenFile(FileStamp(size, modified, changed), sha256)
            for name, size, modified, changed, sha256 in rows.fetchall()
        }

    def containers(self) -> dict[str, Members]:
        """Return what stands in each zip or mail that was opened, by its SHA-256."""
        rows = self._connection.execute("SELECT sha256, members FROM container").fetchall()
        return {
            sha256: tuple((name, content) for name, content in json.loads(members))
            for sha256, members in rows
        }

    def record_containers(self, found: Mapping[str, Members]) -> None:
        """Enter what stands in zips and mails."""
        with transaction(self._connection) as connection:
            self._enter_containers(connection, found)

    def record_seen(self, seen: Mapping[str, SeenFile], containers: Mapping[str, Members]) -> None:
        """Enter all files that stand there, and what was opened, if the ledger can be written now.

        Nobody waits for that, and nothing is said when it cannot: it only saves time.
        """
        with suppress(sqlite3.OperationalError):
            self._connection.execute("PRAGMA busy_timeout = 0")
            with transaction(self._connection) as connection:
                connection.execute("DELETE FROM seen")
                connection.executemany(
                    "INSERT INTO seen VALUES (?, ?, ?, ?, ?)",
                    [(utf8(name), *item.stamp, item.sha256) for name, item in seen.items()],
                )
                self._enter_containers(connection, containers)
        self._connection.execute(f"PRAGMA busy_timeout = {round(self._patience * 1000)}")

    @staticmethod
    def _enter_containers(connection: sqlite3.Connection, found: Mapping[str, Members]) -> None:
        for sha256, members in found.items():
            texts = json.dumps([(utf8(name), content) for name, content in members])
            connection.execute("INSERT OR REPLACE INTO container VALUES (?, ?)", (sha256, texts))
