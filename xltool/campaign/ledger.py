"""The ledger of a campaign: files sent and received, their findings, and decisions between them.

One SQLite file with a rollback journal: a write-ahead log needs shared memory, which network
drives do not have. Each step is one transaction, so a run that is killed at any moment leaves
the ledger as it was before the step. All times are in UTC: ``2020-11-30T08:15:00+00:00``.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from dataclasses import astuple, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from xltool.errors import CampaignError
from xltool.kinds import Severity, Verdict
from xltool.model.findings import Finding
from xltool.text import Bilingual, same_in_both

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

LEDGER = "ledger.sqlite"
VERSION = 1
PATIENCE = 10.0
"""Seconds to wait for another reader or writer; then opening the ledger fails."""

_TABLES = """
CREATE TABLE version (number INTEGER NOT NULL);
CREATE TABLE sent (
    name TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL,
    entity TEXT NOT NULL, period TEXT NOT NULL, serial TEXT NOT NULL,
    of TEXT NOT NULL DEFAULT '', PRIMARY KEY (name, sha256));
CREATE TABLE received (
    sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL,
    entity TEXT NOT NULL, period TEXT NOT NULL, serial TEXT NOT NULL,
    checked TEXT NOT NULL, verdict TEXT NOT NULL, findings TEXT NOT NULL);
CREATE TABLE arrival (
    name TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (name, sha256));
CREATE TABLE decision (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL,
    entity TEXT NOT NULL, sha256 TEXT NOT NULL, over TEXT NOT NULL);
"""

_UPSERT_RECEIVED = """
INSERT INTO received VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (sha256) DO UPDATE SET
    checked = excluded.checked, entity = excluded.entity, period = excluded.period,
    serial = excluded.serial, verdict = excluded.verdict, findings = excluded.findings
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
class Received:
    """A file that came back, known by its content: ``name`` and ``at`` are of its first arrival.

    ``checked``, ``verdict`` and ``findings`` are of the last check. ``entity``, ``period`` and
    ``serial`` are empty when the file could not be read.
    """

    sha256: str
    name: str
    at: str
    entity: str
    period: str
    serial: str
    checked: str
    verdict: Verdict
    findings: tuple[Finding, ...]

    def count(self, severity: Severity) -> int:
        """Return how many findings are of this severity."""
        return sum(finding.severity is severity for finding in self.findings)


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

    def sent(self) -> list[Sent]:
        """Return the written workbooks, oldest first."""
        return [Sent(*row) for row in self._rows("SELECT * FROM sent ORDER BY at, name")]

    def received(self) -> list[Received]:
        """Return the received files, in the order in which they first came."""
        return [_received(row) for row in self._rows("SELECT * FROM received ORDER BY at, rowid")]

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

    def record_sent(self, item: Sent) -> None:
        """Enter a written workbook; the same content under the same name is entered once."""
        with self._connection as connection:
            connection.execute(
                "INSERT OR IGNORE INTO sent VALUES (?, ?, ?, ?, ?, ?, ?)", astuple(item)
            )

    def record_received(self, items: Iterable[tuple[Received, str]]) -> None:
        """Enter checked files, each with its present name, all or none.

        A content that is in the ledger already keeps its first name and time.
        """
        with self._connection as connection:
            for item, name in items:
                connection.execute(_UPSERT_RECEIVED, _row(item))
                arrival = (utf8(name), item.sha256, item.checked)
                connection.execute("INSERT OR IGNORE INTO arrival VALUES (?, ?, ?)", arrival)

    def record_decision(self, item: Decision) -> None:
        """Enter a decision; it replaces an earlier one of the entity."""
        with self._connection as connection:
            connection.execute(
                "INSERT INTO decision (at, entity, sha256, over) VALUES (?, ?, ?, ?)",
                (item.at, item.entity, item.sha256, json.dumps(sorted(item.over))),
            )

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
        connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level="IMMEDIATE")
        try:
            _prepare(connection, path)
            yield Ledger(connection)
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise CampaignError(_error_text(path, error)) from error


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    """Create the tables of a new ledger, and bring an older one up to date."""
    if _is_new(connection):
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            if _is_new(connection):  # no other run created them since
                for statement in _TABLES.split(";")[:-1]:
                    connection.execute(statement)
                connection.execute("INSERT INTO version VALUES (?)", (VERSION,))
    (number,) = connection.execute("SELECT number FROM version").fetchone()
    if number != VERSION:
        msg = f"{path}: 台账由另一版本的 xltool 建立 · made by another xltool (ledger {number})"
        raise CampaignError(msg)
    if _lacks_column_of(connection):
        with connection:
            connection.execute("BEGIN IMMEDIATE")
            if _lacks_column_of(connection):  # no other run added it since
                connection.execute("ALTER TABLE sent ADD COLUMN of TEXT NOT NULL DEFAULT ''")


def _lacks_column_of(connection: sqlite3.Connection) -> bool:
    """Whether the ledger is older than reissued workbooks: ``sent`` has no column ``of``."""
    columns = connection.execute("PRAGMA table_info(sent)")
    return "of" not in {name for _, name, *_ in columns}


def _is_new(connection: sqlite3.Connection) -> bool:
    found = connection.execute("SELECT name FROM sqlite_master WHERE name = 'version'")
    return found.fetchone() is None


def _error_text(path: Path, error: sqlite3.Error) -> str:
    match getattr(error, "sqlite_errorname", "").split("_")[:2]:
        case ["SQLITE", "FULL" | "IOERR"]:
            return (
                f"{path}: 磁盘已满或无法写入，请清理后再运行 · disk full or not writable: {error}"
            )
        case ["SQLITE", "BUSY"]:
            return f"{path}: 台账正被占用，请稍后再试 · the ledger is in use: {error}"
        case ["SQLITE", "READONLY" | "CANTOPEN" | "PERM"]:
            return f"{path}: 没有权限写入台账 · the ledger cannot be written: {error}"
        case _:
            return f"{path}: 台账已损坏，无法读取 · the ledger is damaged: {error}"


_FINDING_FIELDS = tuple(field.name for field in fields(Finding))


def _row(item: Received) -> tuple[object, ...]:
    # not by asdict, which copies deeply: for many findings it took longer than judging the rules
    findings = json.dumps(
        [{name: getattr(finding, name) for name in _FINDING_FIELDS} for finding in item.findings]
    )
    texts = (item.name, item.at, item.entity, item.period, item.serial, item.checked)
    return (item.sha256, *map(utf8, texts), item.verdict.value, findings)


def utf8(text: str) -> str:
    r"""Return text that UTF-8 can hold: bytes of a file name that are no UTF-8 as ``\udcff``."""
    return text.encode("utf-8", "backslashreplace").decode()


def _received(row: tuple[Any, ...]) -> Received:
    *texts, verdict, findings = row
    values: tuple[Any, ...] = (*texts, Verdict(verdict), tuple(map(_finding, json.loads(findings))))
    return Received(*values)


def _finding(item: dict[str, Any]) -> Finding:
    known = {name: value for name, value in item.items() if name in _FINDING_FIELDS}
    label = item["label"]  # one text, not two, in ledgers of version 0.1
    return Finding(
        **known
        | {
            "severity": Severity(item["severity"]),
            "cells": tuple(item["cells"]),
            "label": same_in_both(label) if isinstance(label, str) else Bilingual(*label),
        }
    )
