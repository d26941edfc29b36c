"""The ledger of a campaign: files sent and received, their findings, and what was decided.

One SQLite file with a rollback journal: a write-ahead log needs shared memory, which network
drives do not have. Each step is one transaction, so a run that is killed at any moment leaves
the ledger as it was before the step. All times are in UTC: ``2020-11-30T08:15:00+00:00``.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import astuple, dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from xltool.campaign.ledger_figures import UPSERT_FIGURES, FigureEntries
from xltool.campaign.ledger_files import FileEntries
from xltool.campaign.ledger_lists import ListEntries
from xltool.campaign.ledger_replies import ReplyEntries
from xltool.campaign.ledger_returns import (
    RECEIVED_COLUMNS,
    SUMMARY_COLUMNS,
    UPSERT_RECEIVED,
    received_of,
    received_row,
    summary_of,
)
from xltool.campaign.ledger_seals import SealEntries
from xltool.campaign.ledger_tables import VERSION, migrate, transaction, version_of
from xltool.errors import CampaignError
from xltool.kinds import ReplyKind
from xltool.model.explanations import Explained, Reply
from xltool.text import utf8

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from xltool.campaign.ledger_returns import Received, ReturnSummary
    from xltool.model.explanations import Explanations

LEDGER = "ledger.sqlite"
PATIENCE = 10.0
"""Seconds to wait for another reader or writer; then opening the ledger fails."""

_INSERT_EXPLANATION = (
    "INSERT INTO explanation (at, entity, sha256, subject, state, text) VALUES (?, ?, ?, ?, ?, ?)"
)
_EXPLANATIONS = """
SELECT entity, subject, state, text, kind, words, explanation.number
FROM explanation LEFT JOIN reply ON reply.explanation = explanation.number
ORDER BY explanation.number, reply.number
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """A workbook that was written for an entity, and the serial number of this copy.

    ``of`` is the SHA-256 of the return that the workbook corrects; empty when it was generated.
    """

    name: str
    sha256: str
    at: str
    entity: str
    period: str
    serial: str
    of: str = ""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file name under which a content was received, and when first."""

    name: str
    sha256: str
    at: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The SHA-256 of the file of an entity that counts, and of those it was chosen over."""

    at: str
    entity: str
    sha256: str
    over: frozenset[str]


def now() -> str:
    """Return the time in UTC, to the second: ``2020-11-30T08:15:00+00:00``."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Ledger:
    """Reads and writes the entries of an open ledger; made by ``open_ledger``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Keep the connection."""
        self._connection = connection
        self.figures = FigureEntries(connection)
        self.files = FileEntries(connection, PATIENCE)
        self.seals = SealEntries(connection)
        self.lists = ListEntries(connection)
        self.replies = ReplyEntries(connection)

    def sent(self) -> list[Sent]:
        """Return the written workbooks, oldest first."""
        return [Sent(*row) for row in self._rows("SELECT * FROM sent ORDER BY at, name")]

    def received(self) -> list[Received]:
        """Return the received files, in the order in which they first came."""
        query = f"SELECT {RECEIVED_COLUMNS} FROM received ORDER BY at, rowid"  # noqa: S608 - ours
        return [received_of(row) for row in self._rows(query)]

    def received_file(self, sha256: str) -> Received | None:
        """Return the received file of this content; None when there is none."""
        query = f"SELECT {RECEIVED_COLUMNS} FROM received WHERE sha256 = ?"  # noqa: S608 - ours
        row = self._connection.execute(query, (sha256,)).fetchone()
        return received_of(row) if row else None

    def summaries(self) -> list[ReturnSummary]:
        """Return the received files as ``received``, with their findings only counted."""
        query = f"SELECT {SUMMARY_COLUMNS} FROM received ORDER BY at, rowid"  # noqa: S608 - ours
        return [summary_of(row) for row in self._rows(query)]

    def arrivals(self) -> list[Arrival]:
        """Return every name under which a content came, oldest first."""
        return [Arrival(*row) for row in self._rows("SELECT * FROM arrival ORDER BY at, rowid")]

    def decisions(self) -> dict[str, Decision]:
        """Return the last decision of each entity, by its code."""
        rows = self._rows("SELECT at, entity, sha256, over FROM decision ORDER BY number")
        return {
            entity: Decision(at, entity, sha256, frozenset(json.loads(over)))
            for at, entity, sha256, over in rows
        }

    def explanations(self) -> dict[str, dict[tuple[str, str], Explained]]:
        """Return what was said last of each warning, and replied to that, by entity."""
        found: dict[str, dict[tuple[str, str], Explained]] = {}
        for entity, subject, state, text, kind, words, _ in self._rows(_EXPLANATIONS):
            reply = Reply(ReplyKind(kind), words) if kind else None
            found.setdefault(entity, {})[subject, state] = Explained(text, reply)
        return found

    def record_sent(self, item: Sent) -> None:
        """Enter a written workbook; the same content under the same name is entered once."""
        with transaction(self._connection) as connection:
            connection.execute(
                "INSERT OR IGNORE INTO sent VALUES (?, ?, ?, ?, ?, ?, ?)", astuple(item)
            )

    def record_received(self, items: Iterable[tuple[Received, str, bytes]]) -> None:
        """Enter checked files, each with its present name and its packed figures, all or none.

        A content that is in the ledger already keeps its first name and time. What it says of its
        warnings is entered, too, where something else was said last.
        """
        # rows are made first: while they are entered nobody else can read the ledger
        rows = [
            (received_row(item), _with_explained(item), name, figures)
            for item, name, figures in items
        ]
        with transaction(self._connection) as connection:
            known = self.explanations()
            for row, item, name, figures in rows:
                connection.execute(UPSERT_RECEIVED, row)
                connection.execute(UPSERT_FIGURES, (item.sha256, figures))
                for explanation in _new_explanations(item, known.get(item.entity, {})):
                    connection.execute(_INSERT_EXPLANATION, explanation)
                arrival = (utf8(name), item.sha256, item.checked)
                connection.execute("INSERT OR IGNORE INTO arrival VALUES (?, ?, ?)", arrival)

    def record_decision(self, item: Decision) -> None:
        """Enter a decision; it replaces an earlier one of the entity."""
        with transaction(self._connection) as connection:
            connection.execute(
                "INSERT INTO decision (at, entity, sha256, over) VALUES (?, ?, ?, ?)",
                (item.at, item.entity, item.sha256, json.dumps(sorted(item.over))),
            )

    def record_reply(
        self,
        entity: str,
        replies: Mapping[tuple[str, str], Reply],
        judged: Iterable[Received],
    ) -> None:
        """Enter replies to what an entity said last, by subject and state.

        ``judged`` are its files as they are judged by them.
        """
        with transaction(self._connection) as connection:
            last = {
                (subject, state): number
                for owner, subject, state, *_, number in self._rows(_EXPLANATIONS)
                if owner == entity
            }
            for about, reply in replies.items():
                connection.execute(
                    "INSERT INTO reply (at, explanation, kind, words) VALUES (?, ?, ?, ?)",
                    (now(), last[about], reply.kind.value, utf8(reply.words)),
                )
            for item in judged:
                connection.execute(UPSERT_RECEIVED, received_row(item))

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self._connection.execute(query).fetchall()


@contextmanager
def open_ledger(folder: Path) -> Iterator[Ledger]:
    """Open the ledger of the campaign in ``folder``; create it when it is missing.

    Raises ``CampaignError`` when it is damaged, cannot be written, is in use for longer than
    ``PATIENCE``, or was made by another version of xltool.
    """
    path = folder / LEDGER
    try:
        connection = _connect(path)
        try:
            _prepare(connection, path)
            yield Ledger(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise CampaignError(_error_text(path, error)) from error


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Create the tables of a new ledger, and bring an older one up to date."""
    if version_of(connection) < VERSION:
        with transaction(connection):
            migrate(connection)  # asks for the version again: another run may have done it since
    number = version_of(connection)
    if number != VERSION:
        msg = (
            f"{path}: 台账由另一版本的 xltool 建立（第 {number} 版），请用那个版本打开 · "
            f"made by another xltool (ledger {number}): open it with that one"
        )
        raise CampaignError(msg)


def _error_text(path: Path, error: sqlite3.Error) -> str:
    match getattr(error, "sqlite_errorname", "").split("_")[:2]:
        case ["SQLITE", "FULL" | "IOERR"]:
            return (
                f"{path}: 磁盘已满或无法写入，请清理后再运行 · "
                "the disk is full or cannot be written to: make room, then run again"
            )
        case ["SQLITE", "BUSY"]:
            return f"{path}: 台账正被占用，请稍后再试 · the ledger is in use: try again later"
        case ["SQLITE", "READONLY" | "CANTOPEN" | "PERM"]:
            return (
                f"{path}: 没有权限写入台账，请核对权限 · the ledger cannot be written to: check it"
            )
        case _:
            return (
                f"{path}: 台账已损坏，无法读取，请用备份的任务文件夹恢复 · "
                "the ledger is damaged: restore it from a copy of the folder"
            )


def _with_explained(item: Received) -> Received:
    """Return a file with only those findings of which its sender says something."""
    return replace(item, findings=tuple(each for each in item.findings if each.explained))


def _new_explanations(item: Received, known: Explanations) -> Iterator[tuple[str, ...]]:
    """Yield the rows of what is said in a file and was not said last."""
    said = {
        (finding.subject, finding.state): finding.explained.text
        for finding in item.findings
        if finding.explained
    }
    for (subject, state), text in said.items():
        last = known.get((subject, state))
        if last is None or last.text != text:
            yield item.checked, item.entity, item.sha256, subject, state, utf8(text)
