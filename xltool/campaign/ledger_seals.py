"""Entries of the ledger about closing a campaign: what was consolidated, sealed and reopened."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.campaign.ledger_tables import transaction
from xltool.text import utf8

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Consolidated:
    """A workbook that was consolidated for ``entity``, and the SHA-256 of each file it is made of.

    ``path`` is relative to the campaign's folder if it stands in there. ``forced`` when there were
    errors all the same. ``detail`` are the files beside the workbook, with the figures of entities
    that have no sheets in it: named as it is, each with its SHA-256.
    """

    at: str
    entity: str
    path: str
    sha256: str
    files: Mapping[str, str]
    forced: bool = False
    detail: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Seal:
    """A campaign was closed: by whom, when (UTC), and the SHA-256 of each file that went in.

    ``digest`` is one hash over all of ``contents``. ``reopened`` is when it was opened again, by
    ``reopener`` for a ``reason``; empty as long as it is closed.
    """

    at: str
    who: str
    digest: str
    contents: Mapping[str, str] = field(default_factory=dict)
    reopened: str = ""
    reopener: str = ""
    reason: str = ""


class SealEntries:
    """Reads and writes them in an open ledger."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep the connection."""
        self._connection = connection

    def consolidated(self, entity: str) -> Consolidated | None:
        """Return what was consolidated last for an entity; None when nothing was."""
        return next(iter(self.consolidations(entity, 1)), None)

    def consolidations(self, entity: str, most: int = 100) -> list[Consolidated]:
        """Return what was consolidated for an entity, the last first, and at most so many."""
        query = (
            "SELECT at, entity, path, sha256, files, forced, detail FROM consolidated "
            "WHERE entity = ? ORDER BY number DESC LIMIT ?"
        )
        rows = self._connection.execute(query, (entity, most)).fetchall()
        return [
            Consolidated(
                at, owner, path, sha256, json.loads(files), bool(forced), json.loads(detail)
            )
            for at, owner, path, sha256, files, forced, detail in rows
        ]

    def seals(self) -> list[Seal]:
        """Return every seal, the oldest first."""
        query = (
            "SELECT at, who, digest, contents, reopened, reopener, reason FROM seal ORDER BY number"
        )
        rows = self._connection.execute(query).fetchall()
        return [
            Seal(at, who, digest, json.loads(contents), *opened)
            for at, who, digest, contents, *opened in rows
        ]

    def standing(self) -> Seal | None:
        """Return the seal that closes the campaign now; None when it is open."""
        seals = self.seals()
        return seals[-1] if seals and not seals[-1].reopened else None

    def record_consolidated(self, item: Consolidated) -> None:
        """Enter what was consolidated."""
        files, detail = (
            json.dumps({utf8(name): sha256 for name, sha256 in each.items()})
            for each in (item.files, item.detail)
        )
        with transaction(self._connection) as connection:
            connection.execute(
                "INSERT INTO consolidated (at, entity, path, sha256, files, forced, detail) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    item.at,
                    item.entity,
                    utf8(item.path),
                    item.sha256,
                    files,
                    int(item.forced),
                    detail,
                ),
            )

    def record_seal(self, item: Seal) -> None:
        """Enter that the campaign is closed."""
        with transaction(self._connection) as connection:
            connection.execute(
                "INSERT INTO seal (at, who, digest, contents, reopened, reopener, reason) "
                "VALUES (?, ?, ?, ?, '', '', '')",
                (item.at, utf8(item.who), item.digest, json.dumps(dict(item.contents))),
            )

    def record_reopened(self, at: str, who: str, reason: str) -> None:
        """Enter that the last seal was opened, and why."""
        with transaction(self._connection) as connection:
            connection.execute(
                "UPDATE seal SET reopened = ?, reopener = ?, reason = ? "
                "WHERE number = (SELECT max(number) FROM seal)",
                (at, utf8(who), utf8(reason)),
            )
