"""What the ledger says of files without their findings: the counts, and the board made of them."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import pytest

from tests.test_campaign import JAIL, edit
from tests.test_cli import run
from xltool.campaign import ledger_tables
from xltool.campaign.folder import load_campaign
from xltool.campaign.inbox import Inbox
from xltool.campaign.ledger import LEDGER, open_ledger
from xltool.campaign.ledger_findings import finding_data
from xltool.campaign.ledger_returns import Received, counts_of
from xltool.campaign.status_board import status_board
from xltool.errors import CampaignError
from xltool.kinds import ReplyKind, Severity, Verdict
from xltool.model.explanations import Explained, Reply
from xltool.model.findings import Finding
from xltool.text import same_in_both

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.campaign.ledger_returns import ReturnSummary

pytestmark = pytest.mark.usefixtures("reads_here")

MANY: Final = 1000
QUICK: Final = 0.06
"""Seconds for the board of so many files; several times as many where others work meanwhile."""


def finding(severity: Severity, number: int, explained: Explained | None = None) -> Finding:
    """Return a finding of the size that findings have."""
    return Finding(
        "R1", severity, "rule.broken", "312005", "income_expenditure", "收支总表", f"B{number}",
        cells=tuple(f"B{each}" for each in range(number, number + 8)),
        label=same_in_both("一、一般公共预算财政拨款收入"), column="本年预算数",
        params={"zh": f"第{number}条，各项之和应等于合计。", "said_zh": "相差 12.34 万元。"},
        subject=f"{number:064}", state=f"{number:064}", explained=explained,
    )  # fmt: skip


def entry(number: int, *findings: Finding, verdict: Verdict = Verdict.NEEDS_FIX) -> Received:
    """Return a file that came back."""
    at = "2020-11-30T08:15:00+00:00"
    return Received(
        f"{number:064}", f"{number}.xlsx", at, "312005", "2020", "S", at, verdict, findings
    )


MIXED: Final = (
    finding(Severity.ERROR, 1), finding(Severity.ERROR, 2), finding(Severity.WARNING, 3),
    finding(Severity.WARNING, 4, Explained("已核实")),
    finding(Severity.WARNING, 5, Explained("已核实", Reply(ReplyKind.ACCEPTED, "好"))),
    finding(Severity.WARNING, 6, Explained("不清楚", Reply(ReplyKind.DECLINED, "请写明"))),
    finding(Severity.INFO, 7),
)  # fmt: skip


def summaries(folder: Path) -> list[ReturnSummary]:
    """Return what the ledger has in short."""
    with open_ledger(folder) as ledger:
        return ledger.summaries()


def test_a_summary_counts_the_findings(tmp_path: Path) -> None:
    """Errors, all warnings, those that are open, explanations without a reply, and notes."""
    items = [entry(1, *MIXED), entry(2), entry(3, verdict=Verdict.REJECTED)]
    with open_ledger(tmp_path) as ledger:
        ledger.record_received([(item, item.name, b"") for item in items])
        received = ledger.received()
        first = ledger.received_file(items[0].sha256)
        assert ledger.received_file("0") is None
    found = summaries(tmp_path)
    assert received == items
    assert first == items[0]
    counts = found[0].counts
    assert (counts.errors, counts.warnings, counts.open_warnings) == (2, 4, 2)
    assert (counts.unreplied, counts.infos) == (1, 1)
    assert [(each.sha256, each.verdict) for each in found] == [
        (item.sha256, item.verdict) for item in items
    ]
    assert [each.counts for each in found[1:]] == [counts_of(()), counts_of(())]


def test_counts_follow_the_findings(tmp_path: Path) -> None:
    """A file that is checked again, or whose explanation is replied to, has the new counts."""
    item = entry(1, *MIXED)
    with open_ledger(tmp_path) as ledger:
        ledger.record_received([(item, item.name, b"")])
        better = replace(item, findings=MIXED[2:], checked="2020-12-01T08:15:00+00:00")
        ledger.record_received([(better, "again.xlsx", b"")])
        (found,) = ledger.summaries()
    assert (found.errors, found.name, found.at) == (0, item.name, item.at)
    assert found.checked == better.checked
    with open_ledger(tmp_path) as ledger:
        said = Explained("已核实", Reply(ReplyKind.ACCEPTED))
        judged = replace(better, findings=(replace(MIXED[3], explained=said),))
        about = {(MIXED[3].subject, MIXED[3].state): Reply(ReplyKind.ACCEPTED)}
        ledger.record_reply("312005", about, [judged])
        (found,) = ledger.summaries()
    assert (found.counts.warnings, found.counts.unreplied) == (1, 0)


def former_ledger(folder: Path) -> list[Received]:
    """Turn the ledger into one of the version before counts were kept; return its entries."""
    with open_ledger(folder) as ledger:
        received = ledger.received()
    connection = sqlite3.connect(folder / LEDGER)
    for item in received:  # as text, as it was then
        data = json.dumps([finding_data(each) for each in item.findings])
        connection.execute("UPDATE received SET findings = ? WHERE sha256 = ?", (data, item.sha256))
    connection.commit()
    connection.executescript(
        """
        ALTER TABLE received RENAME TO counted;
        CREATE TABLE received (
            sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL, entity TEXT NOT NULL,
            period TEXT NOT NULL, serial TEXT NOT NULL, checked TEXT NOT NULL,
            verdict TEXT NOT NULL, findings TEXT NOT NULL, forms TEXT NOT NULL DEFAULT '{}',
            content TEXT NOT NULL DEFAULT '');
        INSERT INTO received SELECT sha256, name, at, entity, period, serial, checked, verdict,
            findings, forms, content FROM counted ORDER BY rowid;
        DROP TABLE counted;
        DROP TABLE figures;
        DROP TABLE seen;
        DROP TABLE container;
        UPDATE version SET number = 5;
        """
    )
    connection.close()
    return received


def test_a_ledger_without_counts_gets_them(folder: Path) -> None:
    """All that was entered stays as it was, in its order, and is counted."""
    edit(folder / "in" / JAIL, {"收支总表!B6": 1})
    run("check", "-C", folder, code=1)
    counted = summaries(folder)
    received = former_ledger(folder)
    assert summaries(folder) == counted
    with open_ledger(folder) as ledger:
        assert ledger.received() == received
    assert {each.name: each.errors for each in counted}[JAIL] == 1
    assert sum(each.open_warnings for each in counted)


def test_a_ledger_is_counted_as_a_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that ends in the middle of it leaves the ledger that there was."""
    run("check", "-C", folder)
    received = former_ledger(folder)
    before = (folder / LEDGER).read_bytes()
    with monkeypatch.context() as patched:
        patched.setattr(ledger_tables, "add_counts", _fail)
        with pytest.raises(KeyboardInterrupt), open_ledger(folder):
            pass
    assert (folder / LEDGER).read_bytes() == before
    with open_ledger(folder) as ledger:
        assert ledger.received() == received


def _fail(_: object) -> None:
    raise KeyboardInterrupt


def test_damaged_findings_are_told(tmp_path: Path) -> None:
    """A ledger whose findings nobody can read is damaged: one sentence, and no other answer."""
    with open_ledger(tmp_path) as ledger:
        ledger.record_received([(entry(1, *MIXED), "a.xlsx", b"")])
    with sqlite3.connect(tmp_path / LEDGER) as connection:
        connection.execute("UPDATE received SET findings = ?", (b"nothing",))
    with pytest.raises(CampaignError, match="damaged"), open_ledger(tmp_path) as ledger:
        ledger.received()
    assert summaries(tmp_path)[0].errors == 2


def test_the_board_reads_no_findings(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The board of a thousand files is there at once, for it only takes the counts."""
    campaign = load_campaign(folder)
    findings = tuple(finding(Severity.WARNING, number) for number in range(1, 60))
    items = [entry(number, *findings) for number in range(MANY)]
    with open_ledger(folder) as ledger:
        ledger.record_received([(item, item.name, b"") for item in items])
    files = {folder / "in" / item.name: item.sha256 for item in items}
    inbox = Inbox(files, {}, {path: path.name for path in files})
    monkeypatch.setattr("xltool.campaign.ledger_returns.unpack_findings", _fail)
    spent = []
    for _ in range(3):
        before = time.process_time()
        with open_ledger(folder) as ledger:
            board = status_board(campaign, ledger, inbox)
        spent.append(time.process_time() - before)
    (status,) = (each for each in board.standings if each.entity.code == "312005")
    assert len(status.files) == MANY
    assert status.warnings == MANY * counts_of(findings).open_warnings
    assert min(spent) < QUICK
