"""Entries of the ledger about lists of the campaign: with which ones workbooks were generated."""

from __future__ import annotations

import csv
from dataclasses import astuple, dataclass
from typing import TYPE_CHECKING

from xltool.campaign.ledger_tables import transaction

if TYPE_CHECKING:
    import sqlite3


@dataclass(frozen=True, slots=True)
class ListInForce:
    """A list as workbooks were first generated with it (UTC).

    ``content`` is CSV with a heading; empty where the campaign had no such list any more.
    """

    at: str
    name: str
    sha256: str
    content: str

    def lines(self) -> tuple[str, ...]:
        """Return its rows, the heading left out: ``品目 A03259901 无人机 A0325``."""
        rows = csv.reader(self.content.splitlines()[1:])
        return tuple(" ".join(filter(None, row)) for row in rows)


class ListEntries:
    """Reads and writes them in an open ledger."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep the connection."""
        self._connection = connection

    def lists(self) -> list[ListInForce]:
        """Return every list that was in force, the oldest first."""
        query = "SELECT at, name, sha256, content FROM list ORDER BY number"
        return [ListInForce(*row) for row in self._connection.execute(query).fetchall()]

    def record_list(self, item: ListInForce) -> None:
        """Enter a list unless it is in force already; none at all is in force at first."""
        with transaction(self._connection) as connection:
            before = {each.name: each.content for each in self.lists()}
            if before.get(item.name, "") != item.content:
                connection.execute(
                    "INSERT INTO list (at, name, sha256, content) VALUES (?, ?, ?, ?)",
                    astuple(item),
                )
