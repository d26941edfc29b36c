"""The tables of the ledger, and how an older ledger gets today's: step by step, version by version.

A new ledger takes the same steps, so that there is one way to today's tables. All of them run in
one transaction: a campaign begun before goes on with a whole ledger, or with the one that it had.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from xltool.campaign.ledger_returns import add_counts

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Iterator, Sequence

_FIRST_TABLES = """
CREATE TABLE version (number INTEGER NOT NULL);
INSERT INTO version VALUES (1);
CREATE TABLE sent (
    name TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL,
    entity TEXT NOT NULL, period TEXT NOT NULL, serial TEXT NOT NULL,
    PRIMARY KEY (name, sha256));
CREATE TABLE received (
    sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL,
    entity TEXT NOT NULL, period TEXT NOT NULL, serial TEXT NOT NULL,
    checked TEXT NOT NULL, verdict TEXT NOT NULL, findings TEXT NOT NULL);
CREATE TABLE arrival (
    name TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (name, sha256));
CREATE TABLE decision (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL,
    entity TEXT NOT NULL, sha256 TEXT NOT NULL, over TEXT NOT NULL)
"""
EXPLANATION_TABLES = """
CREATE TABLE explanation (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, entity TEXT NOT NULL, sha256 TEXT NOT NULL,
    subject TEXT NOT NULL, state TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE reply (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL,
    explanation INTEGER NOT NULL REFERENCES explanation,
    kind TEXT NOT NULL, words TEXT NOT NULL)
"""

SEAL_TABLES = """
CREATE TABLE consolidated (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, entity TEXT NOT NULL, path TEXT NOT NULL,
    sha256 TEXT NOT NULL, files TEXT NOT NULL, forced INTEGER NOT NULL);
CREATE TABLE seal (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, digest TEXT NOT NULL,
    contents TEXT NOT NULL, reopened TEXT NOT NULL, reopener TEXT NOT NULL, reason TEXT NOT NULL)
"""
LIST_TABLES = """
CREATE TABLE list (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL,
    content TEXT NOT NULL)
"""
_COUNTED_TABLE = """
ALTER TABLE received RENAME TO uncounted;
CREATE TABLE received (
    sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL,
    entity TEXT NOT NULL, period TEXT NOT NULL, serial TEXT NOT NULL,
    checked TEXT NOT NULL, verdict TEXT NOT NULL, forms TEXT NOT NULL, content TEXT NOT NULL,
    errors INTEGER NOT NULL DEFAULT 0, warnings INTEGER NOT NULL DEFAULT 0,
    open_warnings INTEGER NOT NULL DEFAULT 0, unreplied INTEGER NOT NULL DEFAULT 0,
    infos INTEGER NOT NULL DEFAULT 0, findings TEXT NOT NULL);
INSERT INTO received
    (sha256, name, at, entity, period, serial, checked, verdict, forms, content, findings)
    SELECT sha256, name, at, entity, period, serial, checked, verdict, forms, content, findings
    FROM uncounted ORDER BY rowid;
DROP TABLE uncounted
"""
FIGURE_TABLES = "CREATE TABLE figures (sha256 TEXT PRIMARY KEY, submission BLOB NOT NULL)"
SEEN_TABLES = """
CREATE TABLE seen (
    name TEXT PRIMARY KEY, size INTEGER NOT NULL, modified INTEGER NOT NULL,
    changed INTEGER NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE container (sha256 TEXT PRIMARY KEY, members TEXT NOT NULL)
"""


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Do all statements within, or none: if one fails, the others are undone.

    Every statement goes through ``execute``, that of its end too, so that a test can let each fail.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    except BaseException:
        connection.rollback()
        raise


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of a ledger; 0 when it has no tables yet."""
    found = connection.execute("SELECT name FROM sqlite_master WHERE name = 'version'")
    if found.fetchone() is None:
        return 0
    (number,) = connection.execute("SELECT number FROM version").fetchone()
    return int(number)


def migrate(connection: sqlite3.Connection) -> None:
    """Take the steps from a ledger's version to today's, inside the caller's transaction."""
    for number, step in enumerate(_STEPS[version_of(connection) :], version_of(connection) + 1):
        step(connection)
        connection.execute("UPDATE version SET number = ?", (number,))


def _create(connection: sqlite3.Connection) -> None:
    _run(connection, _FIRST_TABLES)


def _add_explanations(connection: sqlite3.Connection) -> None:
    """Add what was said of findings, and the digest of what was typed.

    The first columns were added under version 1, so a ledger of it may have them.
    """
    columns = ("sent", "of", ""), ("received", "forms", "{}"), ("received", "content", "")
    for table, column, default in columns:
        found = connection.execute(f"PRAGMA table_info({table})")
        if column not in {name for _, name, *_ in found}:
            connection.execute(
                f"ALTER TABLE {table} ADD COLUMN {column} TEXT NOT NULL DEFAULT '{default}'"
            )
    _run(connection, EXPLANATION_TABLES)


def _add_seals(connection: sqlite3.Connection) -> None:
    """Add what was consolidated, and when the campaign was closed and opened again."""
    _run(connection, SEAL_TABLES)


def _add_lists(connection: sqlite3.Connection) -> None:
    """Add the lists of the campaign that were in force when workbooks were generated."""
    _run(connection, LIST_TABLES)


def _add_detail(connection: sqlite3.Connection) -> None:
    """Add the files beside a consolidated workbook: the figures of who has no sheets in it."""
    _run(connection, "ALTER TABLE consolidated ADD COLUMN detail TEXT NOT NULL DEFAULT '{}'")


def _add_counts(connection: sqlite3.Connection) -> None:
    """Add how many findings a file has; the findings themselves stand behind all that is small."""
    _run(connection, _COUNTED_TABLE)
    add_counts(connection)


def _add_figures(connection: sqlite3.Connection) -> None:
    """Add what was typed in a file; of those checked before, it is known after the next check."""
    _run(connection, FIGURE_TABLES)


def _add_seen(connection: sqlite3.Connection) -> None:
    """Add the files as they were seen last, so that they need not be read again."""
    _run(connection, SEEN_TABLES)


def _run(connection: sqlite3.Connection, statements: str) -> None:
    for statement in statements.split(";"):
        connection.execute(statement)


_STEPS: Sequence[Callable[[sqlite3.Connection], None]] = (
    _create, _add_explanations, _add_seals, _add_lists, _add_detail,
    _add_counts, _add_figures, _add_seen,
)  # fmt: skip
"""Step n leads from version n to the next."""
VERSION = len(_STEPS)
