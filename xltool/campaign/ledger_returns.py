"""Entries of the ledger about files that came back: what each is, what was found, and the counts.

The findings of a file stand last in its row: who only wants to know how many there are reads none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Final

from xltool.campaign.ledger_findings import pack_findings, unpack_findings
from xltool.kinds import FormState, Severity, Verdict
from xltool.model.entries import count_entries, open_findings
from xltool.text import utf8

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Mapping, Sequence

    from xltool.model.findings import Finding


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came back, known by its content: ``name`` and ``at`` are of its first arrival.

    ``checked``, ``verdict`` and ``findings`` are of the last check. ``entity``, ``period`` and
    ``serial`` are empty when the file could not be read. ``forms`` are the states of its forms, by
    form id; empty when it was checked before states were kept. ``content`` is a digest of all that
    was typed; empty when it could not be read, or was checked before that was kept.
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
    forms: Mapping[str, FormState] = field(default_factory=dict)
    content: str = ""


@dataclass(frozen=True, slots=True)
class FindingCounts:
    """How many entries of a report a file has: explained warnings are not among the open ones.

    ``unreplied`` is to how many explanations nobody has replied.
    """

    errors: int = 0
    warnings: int = 0
    open_warnings: int = 0
    unreplied: int = 0
    infos: int = 0


@dataclass(frozen=True, slots=True)
class ReturnSummary:
    """A file that came back, as ``Received``, with its findings only counted."""

    sha256: str
    name: str
    at: str
    entity: str
    period: str
    serial: str
    checked: str
    verdict: Verdict
    forms: Mapping[str, FormState]
    content: str
    counts: FindingCounts

    @property
    def errors(self) -> int:
        """How many errors it has."""
        return self.counts.errors

    @property
    def open_warnings(self) -> int:
        """How many warnings it has that are not explained, or whose explanation was declined."""
        return self.counts.open_warnings


_COUNTS: Final = tuple(item.name for item in fields(FindingCounts))
_TEXTS: Final = ("sha256", "name", "at", "entity", "period", "serial", "checked", "verdict")
SUMMARY_COLUMNS: Final = ", ".join((*_TEXTS, "forms", "content", *_COUNTS))
RECEIVED_COLUMNS: Final = ", ".join((*_TEXTS, "forms", "content", "findings"))
_ALL: Final = (*_TEXTS, "forms", "content", *_COUNTS, "findings")
_REPLACED = ", ".join(f"{name} = excluded.{name}" for name in _ALL[3:])
UPSERT_RECEIVED: Final = (
    f"INSERT INTO received ({', '.join(_ALL)}) VALUES ({', '.join('?' * len(_ALL))}) "  # noqa: S608 - ours
    f"ON CONFLICT (sha256) DO UPDATE SET {_REPLACED}"
)
"""A content that is in the ledger already keeps its first name and time."""


def counts_of(findings: Sequence[Finding]) -> FindingCounts:
    """Count findings as reports do."""
    every, still_open = count_entries(findings), count_entries(open_findings(findings))
    said = [finding.explained for finding in findings if finding.explained]
    return FindingCounts(
        still_open[Severity.ERROR],
        every[Severity.WARNING],
        still_open[Severity.WARNING],
        sum(each.reply is None for each in said),
        still_open[Severity.INFO],
    )


def received_row(item: Received) -> tuple[object, ...]:
    """Return the row of a file, as ``UPSERT_RECEIVED`` takes it."""
    texts = (item.name, item.at, item.entity, item.period, item.serial, item.checked)
    counts = counts_of(item.findings)
    return (
        item.sha256, *map(utf8, texts), item.verdict.value, json.dumps(dict(item.forms)),
        item.content, *(getattr(counts, name) for name in _COUNTS), pack_findings(item.findings),
    )  # fmt: skip


def received_of(row: Sequence[Any]) -> Received:
    """Return the file in a row of ``RECEIVED_COLUMNS``."""
    texts, (verdict, forms, content, findings) = row[:-4], row[-4:]
    found = unpack_findings(findings)
    values: tuple[Any, ...] = (*texts, Verdict(verdict), found, _states(forms), content)
    return Received(*values)


def summary_of(row: Sequence[Any]) -> ReturnSummary:
    """Return the file in a row of ``SUMMARY_COLUMNS``."""
    *texts, verdict, forms, content = row[: -len(_COUNTS)]
    counts = FindingCounts(*row[-len(_COUNTS) :])
    values: tuple[Any, ...] = (*texts, Verdict(verdict), _states(forms), content, counts)
    return ReturnSummary(*values)


def _states(forms: str) -> dict[str, FormState]:
    return {form: FormState(state) for form, state in json.loads(forms).items()}


def add_counts(connection: sqlite3.Connection) -> None:
    """Count the findings of files that were entered before counts were kept."""
    assignments = ", ".join(f"{name} = ?" for name in _COUNTS)
    for (sha256,) in connection.execute("SELECT sha256 FROM received").fetchall():
        query = "SELECT findings FROM received WHERE sha256 = ?"
        (findings,) = connection.execute(query, (sha256,)).fetchone()
        counts = counts_of(unpack_findings(findings))
        connection.execute(
            f"UPDATE received SET {assignments} WHERE sha256 = ?",  # noqa: S608 - names of columns
            (*(getattr(counts, name) for name in _COUNTS), sha256),
        )
