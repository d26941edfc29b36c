"""Entries of the ledger about what was typed in a file that came back: its figures, packed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import sqlite3

UPSERT_FIGURES: Final = (
    "INSERT INTO figures VALUES (?, ?) "
    "ON CONFLICT (sha256) DO UPDATE SET submission = excluded.submission"
)


class FigureEntries:
    """Reads them in an open ledger."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep the connection."""
        self._connection = connection

    def figures(self, sha256: str) -> bytes:
        """Return the figures of a file as they are kept; empty when none are."""
        query = "SELECT submission FROM figures WHERE sha256 = ?"
        row = self._connection.execute(query, (sha256,)).fetchone()
        return row[0] if row and isinstance(row[0], bytes) else b""
