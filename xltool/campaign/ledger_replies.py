"""Entries of the ledger about explained warnings: what was said, and what was replied when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.kinds import ReplyKind

if TYPE_CHECKING:
    import sqlite3

_REPLIES = """
SELECT reply.at, entity, kind, words, text, sha256
FROM reply JOIN explanation ON explanation.number = reply.explanation
ORDER BY reply.number
"""


@dataclass(frozen=True, slots=True)
class RecordedReply:
    """A reply to what an entity said of a warning: when (UTC), of which kind, in which words.

    ``text`` is what was said, ``sha256`` that of the file that said it first.
    """

    at: str
    entity: str
    kind: ReplyKind
    words: str
    text: str
    sha256: str


class ReplyEntries:
    """Reads them in an open ledger."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep the connection."""
        self._connection = connection

    def replies(self) -> list[RecordedReply]:
        """Return every reply, the oldest first."""
        rows = self._connection.execute(_REPLIES).fetchall()
        return [
            RecordedReply(at, entity, ReplyKind(kind), words, text, sha256)
            for at, entity, kind, words, text, sha256 in rows
        ]
