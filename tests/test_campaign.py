"""The campaign's folder: handing out, the board, decisions, receipts, versions and the lock."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from datetime import date
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

import openpyxl
import pytest
from typer.testing import CliRunner

from tests.test_cli import refused, run
from xltool.campaign import ledger_tables
from xltool.campaign.folder import load_campaign
from xltool.campaign.inbox import KEPT, look_into
from xltool.campaign.ledger import LEDGER, open_ledger
from xltool.campaign.lock import LOCK, PAUSE, CampaignBusyError, Holder, lock_holder, locked
from xltool.campaign.next_step import NextStepKind, after_status
from xltool.campaign.status_board import PublicationDue, ReportingState, status_board
from xltool.cli.app import app
from xltool.errors import CampaignError
from xltool.file_locks import try_lock
from xltool.kinds import Severity
from xltool.report.board_document import board_document
from xltool.spreadsheets.stored_files import digest

if TYPE_CHECKING:
    from xltool.campaign.status_board import StatusBoard
    from xltool.model.forms import Pack

pytestmark = pytest.mark.usefixtures("reads_here")

POLICE: Final = "312006-交警队-2020.xlsx"
JAIL: Final = "312005-看守所-2020.xlsx"


def edit(path: Path, cells: dict[str, object], target: Path | None = None) -> Path:
    """Type into cells of a returned workbook, as another program would."""
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        name, _, cell = place.partition("!")
        sheet: Any = book[name]
        sheet[cell] = value
    book.save(target or path)
    return target or path


def streams(*arguments: object, code: int = 0) -> tuple[str, str]:
    """Run a command; return what it wrote to stdout and to stderr."""
    found = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert found.exit_code == code, found.output
    return found.stdout, found.stderr


def the_board(folder: Path, today: date | None = None) -> StatusBoard:
    """Return the board of today, or of another day."""
    campaign = load_campaign(folder)
    with open_ledger(folder) as ledger:
        return status_board(campaign, ledger, look_into(campaign, ledger), today)


def states(folder: Path) -> dict[str, ReportingState]:
    """Return the state of each entity."""
    return {status.entity.code: status.state for status in the_board(folder).standings}


# --- Handing out --------------------------------------------------------------------------------


def test_zip_per_entity(folder: Path, pack: Pack) -> None:
    """Beside each workbook stands a zip with it and the guide, in Chinese, as Windows reads it.

    The department's own workbook is sent to nobody: it has none.
    """
    run("generate", "-C", folder)
    (own,) = (folder / "out").glob("312-*.*")
    assert own.name == "312-公安局-部门填报-2020.xlsx"
    for workbook in set((folder / "out").glob("*.xlsx")) - {own}:
        with ZipFile(workbook.with_suffix(".zip")) as packed:
            assert packed.namelist() == [workbook.name, "填报说明.txt"]
            assert packed.read(workbook.name) == workbook.read_bytes()
            guide = packed.read("填报说明.txt")
        assert guide.startswith("\ufeff".encode())
        text = guide.decode("utf-8-sig")
        assert text.count("\r\n") == text.count("\n")
        assert all(line in text for line in pack.help)
        assert workbook.name in text
        sheets = "、".join(form.template.sheet for form in pack.reported)
        assert f"报表：{sheets}\r\n" in text


def test_zip_has_the_same_bytes_again(folder: Path) -> None:
    """Generating again gives the same zips, byte for byte; the deadline is in the guide."""
    settings = folder / "campaign.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8") + "deadline = 2020-11-30\n", encoding="utf-8"
    )
    run("generate", "-C", folder)
    first = {path.name: path.read_bytes() for path in (folder / "out").iterdir()}
    run("generate", "-C", folder)
    assert {path.name: path.read_bytes() for path in (folder / "out").iterdir()} == first
    with ZipFile(folder / "out" / "312005-看守所-2020.zip") as packed:
        assert "2020-11-30" in packed.read("填报说明.txt").decode("utf-8-sig")


def test_ledger_knows_what_was_sent(folder: Path) -> None:
    """Each generated workbook is entered with hash, entity and serial number, and only once."""
    run("generate", "-C", folder)
    run("generate", "-C", folder, "--only", "312005")
    with open_ledger(folder) as ledger:
        sent = ledger.sent()
    assert {item.entity for item in sent} == {"312", "312002", "312005", "312006"}
    assert len(sent) == 4
    for item in sent:
        assert digest(folder / "out" / item.name) == item.sha256
        sheet: Any = openpyxl.load_workbook(folder / "out" / item.name)["_meta"]
        assert item.serial in {row[1] for row in sheet.iter_rows(values_only=True)}


def test_ledger_knows_the_department(folder: Path) -> None:
    """The consolidated workbook is entered under the department, with its own serial number."""
    target = Path(run("consolidate", "-C", folder).strip())
    with open_ledger(folder) as ledger:
        (item,) = ledger.sent()
    assert (item.name, item.entity, item.sha256) == (target.name, "312", digest(target))
    assert len(item.serial) == 8


# --- The board ----------------------------------------------------------------------------------


def test_board_follows_the_campaign(folder: Path) -> None:
    """Owes, returned, has errors, undecided and accepted: each state at its time."""
    inbox = folder / "in"
    police = (inbox / POLICE).read_bytes()
    (inbox / POLICE).unlink()
    assert states(folder) == {
        "312002": ReportingState.RETURNED,
        "312005": ReportingState.RETURNED,
        "312006": ReportingState.OWES,
    }
    edit(inbox / JAIL, {"收支总表!B6": 1})
    run("check", "-C", folder, code=1)
    assert states(folder) == {
        "312002": ReportingState.ACCEPTED,
        "312005": ReportingState.ERRORS,
        "312006": ReportingState.OWES,
    }
    (inbox / "警.xlsx").write_bytes(police)
    found = the_board(folder)
    assert (found.unknown, found.strangers) == (("警.xlsx",), ())
    edit(inbox / "警.xlsx", {"收支总表!F6": "说明"}, inbox / "警2.xlsx")
    run("check", "-C", folder, code=1)
    assert states(folder)["312006"] is ReportingState.UNDECIDED
    found = the_board(folder)
    assert (found.unknown, found.strangers) == ((), ())
    run("accept", "警2.xlsx", "-C", folder)
    assert states(folder)["312006"] is ReportingState.ACCEPTED


def test_status_prints_the_board(folder: Path) -> None:
    """As text with counts and the next command, and as JSON with the same states."""
    (folder / "in" / POLICE).unlink()
    run("check", "-C", folder)
    text, more = streams("status", "-C", folder, "--lang", "en")
    assert text.splitlines()[-1] == (
        "3 entities: owes 1, returned, not checked 0, has errors 0, undecided 0, accepted 2."
    )
    assert "312006  交警队  owes" in text
    assert more.startswith("Next: ask those who owe")
    document = json.loads(run("status", "-C", folder, "--format", "json"))
    assert [each["state"] for each in document["standings"]] == ["accepted", "accepted", "owes"]
    assert "未报 1" in run("status", "-C", folder, "--lang", "zh")


@pytest.mark.parametrize(("today", "late"), [("2020-11-30", False), ("2020-12-01", True)])
@pytest.mark.parametrize("given", ["2020-11-30", '"2020-11-30"'])
def test_deadline(folder: Path, given: str, today: str, *, late: bool) -> None:
    """A deadline may be a date or text; after it who owes is late, on its day not yet."""
    with (folder / "campaign.toml").open("a", encoding="utf-8") as file:
        file.write(f"deadline = {given}\n")
    found = the_board(folder, date.fromisoformat(today))
    assert (found.deadline, found.overdue) == ("2020-11-30", late)


def test_deadline_must_be_a_date(folder: Path) -> None:
    """Anything else is refused with the file's name."""
    with (folder / "campaign.toml").open("a", encoding="utf-8") as file:
        file.write('deadline = "30.11."\n')
    assert "campaign.toml: deadline" in refused("status", "-C", folder)


APPROVED: Final = {
    "before": ("2020-04-03", 18, "还有 18 天", "18 days left"),
    "last-but-one": ("2020-04-20", 1, "还有 1 天", "1 day left"),
    "last-day": ("2020-04-21", 0, "今天是最后一天", "today is the last day"),
    "over": ("2020-04-22", -1, "已超过 1 天", "1 day overdue"),
}


@pytest.mark.parametrize(("today", "left", "zh", "en"), APPROVED.values(), ids=APPROVED)
def test_board_says_by_when_to_publish(
    folder: Path, today: str, left: int, zh: str, en: str
) -> None:
    """A budget is published within twenty days of its approval; who is late reads it."""
    with (folder / "campaign.toml").open("a", encoding="utf-8") as file:
        file.write("approved = 2020-04-01\n")
    board = the_board(folder, date.fromisoformat(today))
    assert board.publication == PublicationDue("2020-04-01", "2020-04-21", left)
    shown = {language: board_document(board, language).pages[0] for language in ("zh", "en")}
    for language, words in (("zh", zh), ("en", en)):
        _, line = shown[language].lines
        assert "2020-04-21" in str(line)
        assert words in str(line)


def test_day_of_approval_is_in_every_output(folder: Path, tmp_path: Path) -> None:
    """Text, JSON, page and workbook say it; once the final edition is made, nobody is late."""
    assert "批复日期" not in run("status", "-C", folder)
    with (folder / "campaign.toml").open("a", encoding="utf-8") as file:
        file.write('approved = "2020-04-01"\n')
    assert "批复日期：2020-04-01　应在 2020-04-21 前公开（已超过" in run("status", "-C", folder)
    for name in ("board.html", "board.xlsx"):
        run("status", "-C", folder, "-o", tmp_path / name)
    assert "2020-04-21" in (tmp_path / "board.html").read_text(encoding="utf-8")
    book: Any = openpyxl.load_workbook(tmp_path / "board.xlsx")
    assert any("2020-04-21" in str(cell.value) for row in book.active for cell in row)
    (folder / "公开" / "公开稿").mkdir(parents=True)
    found = json.loads(run("status", "-C", folder, "--format", "json"))["publication"]
    assert (found["due"], found["is_final"], found["days_left"] < 0) == ("2020-04-21", True, True)
    assert "the final edition is made" in run("status", "-C", folder, "--lang", "en")


def test_day_of_approval_must_be_a_date(folder: Path) -> None:
    """What is no date is refused, naming file and key."""
    with (folder / "campaign.toml").open("a", encoding="utf-8") as file:
        file.write('approved = "4月1日"\n')
    assert "campaign.toml: approved: 4月1日: 应为日期" in refused("status", "-C", folder)


def test_own_workbook_is_somebody_s(folder: Path) -> None:
    """The department's own workbook is no stranger, and owed by nobody."""
    run("generate", "-C", folder, "--only", "312")
    name = "312-公安局-部门填报-2020.xlsx"
    shutil.copyfile(folder / "out" / name, folder / "in" / name)
    run("check", "-C", folder)
    board = the_board(folder)
    assert [(each.entity.code, each.files) for each in board.parents] == [("312", (name,))]
    assert (board.strangers, len(board.standings)) == ((), 3)
    assert f"汇总单位自己的：{name}" in run("status", "-C", folder)


def test_two_of_the_departments_own_are_undecided(folder: Path) -> None:
    """They are for a decision like those of any unit: nothing is said to be ready before it."""
    run("generate", "-C", folder, "--only", "312")
    shutil.copyfile(folder / "out" / "312-公安局-部门填报-2020.xlsx", folder / "in" / "又一份.xlsx")
    run("check", "-C", folder, code=1)
    board = the_board(folder)
    assert [each.state for each in board.parents] == [ReportingState.UNDECIDED]
    assert after_status(board).kind is NextStepKind.DECIDE
    assert "（待定）" in run("status", "-C", folder)


def test_status_never_reads_a_hostile_file(folder: Path) -> None:
    """Looking at the board only hashes files: nothing from outside is parsed."""
    (folder / "in" / "bomb.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 1000)
    assert the_board(folder).unknown == ("bomb.xlsx",)
    text, told = streams("status", "-C", folder, "--lang", "zh")
    assert "还没有审核，不知道是哪个单位的：bomb.xlsx\n" in text
    assert told.startswith("下一步：有新报回的文件")
    run("check", "-C", folder, code=1)
    assert (the_board(folder).unknown, the_board(folder).strangers) == ((), ("bomb.xlsx",))


# --- Receiving ----------------------------------------------------------------------------------


def test_check_and_consolidate_take_the_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without paths both work on ``in/``, also from inside the campaign's folder."""
    monkeypatch.chdir(folder)
    assert "4 files" in run("check", "--lang", "en")
    assert run("consolidate").strip() == "312-公安局-汇总-2020.xlsx"


def test_check_without_files_or_campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is neither, the message asks for one of them."""
    monkeypatch.chdir(tmp_path)
    assert refused("check").endswith("give a campaign folder or files, such as xltool check 2020")


def test_empty_inbox(folder: Path) -> None:
    """``check`` of a campaign where nothing came back gives a message."""
    for path in (folder / "in").iterdir():
        path.unlink()
    assert refused("check", "-C", folder) == (
        f"{folder / 'in'}: 还没有可以审核的文件，请把报回的工作簿放进这个文件夹，再运行一次 · "
        "nothing to check yet: put what comes back into this folder, then run again"
    )


def test_sent_again_unchanged(folder: Path) -> None:
    """The same content under another name is recognised, is no second return, and is receipted."""
    run("check", "-C", folder)
    shutil.copyfile(folder / "in" / POLICE, folder / "in" / "再报.xlsx")
    text, more = streams("check", "-C", folder, "--lang", "en")
    assert "5 files: 5 accepted" in text
    assert "再报.xlsx" in more
    assert f"the same content as {POLICE}" in more
    assert states(folder)["312006"] is ReportingState.ACCEPTED
    receipts = json.loads(run("receipt", "312006", "-C", folder, "--format", "json"))
    assert [item["file"] for item in receipts] == [POLICE, "再报.xlsx"]
    assert len({item["sha256"] for item in receipts}) == 1
    assert "再报.xlsx" not in streams("check", "-C", folder)[1]


def test_two_files_are_for_a_decision(folder: Path) -> None:
    """Two different files of one entity stop everything until one is accepted; none is guessed."""
    inbox = folder / "in"
    edit(inbox / POLICE, {"收支总表!F6": "改过"}, inbox / "final_v2.xlsx")
    text = run("check", "-C", folder, "--lang", "en", code=1)
    heading = text.splitlines().index("Between the files")
    assert "[error R34]" in text.splitlines()[heading + 1]
    assert text.splitlines()[-1].startswith("Next: an entity has sent two different files")
    run("consolidate", "-C", folder, code=1)
    assert "accepted 312006 final_v2.xlsx" in run("accept", "final_v2.xlsx", "-C", folder)
    _, more = streams("check", "-C", folder)
    assert f"{inbox / POLICE}: 不采用，已定下采用 final_v2.xlsx · set aside" in more
    run("consolidate", "-C", folder, "-o", folder / "department.xlsx")
    facts = run("extract", folder / "department.xlsx")
    assert "改过" in facts


def test_a_new_file_opens_the_decision_again(folder: Path) -> None:
    """A decision covers the files that were there; a later one has to be decided again."""
    inbox = folder / "in"
    edit(inbox / POLICE, {"收支总表!F6": "二"}, inbox / "v2.xlsx")
    run("accept", inbox / "v2.xlsx", "-C", folder)
    edit(inbox / POLICE, {"收支总表!F6": "三"}, inbox / "v3.xlsx")
    run("check", "-C", folder, code=1)
    assert states(folder)["312006"] is ReportingState.UNDECIDED
    run("accept", "v3.xlsx", "-C", folder)
    assert states(folder)["312006"] is ReportingState.ACCEPTED
    (inbox / "v3.xlsx").unlink()
    assert states(folder)["312006"] is ReportingState.UNDECIDED


@pytest.mark.parametrize(
    ("name", "reason"),
    [("nowhere.xlsx", "no such file"), ("../campaign.toml", "no such file"), (JAIL, "has errors")],
)
def test_what_cannot_be_accepted(folder: Path, name: str, reason: str) -> None:
    """Only a file that stands in ``in/`` and has no errors is accepted; nothing is decided."""
    edit(folder / "in" / JAIL, {"收支总表!B6": 1})
    assert reason in refused("accept", name, "-C", folder)
    with open_ledger(folder) as ledger:
        assert ledger.decisions() == {}


def test_files_elsewhere_are_not_received(folder: Path, tmp_path: Path) -> None:
    """A file that is checked where it lies is looked at, and enters no ledger."""
    other = shutil.copyfile(folder / "in" / POLICE, tmp_path / POLICE)
    run("check", other, "-C", folder)
    with open_ledger(folder) as ledger:
        assert ledger.received() == []


def test_findings_are_kept(folder: Path) -> None:
    """The ledger holds verdict and findings of each file, the latest; a rejected one, too."""
    edit(folder / "in" / JAIL, {"收支总表!B6": 1})
    (folder / "in" / "x.xlsx").write_text("nothing", encoding="utf-8")
    run("check", "-C", folder, code=1)
    with open_ledger(folder) as ledger:
        found = {item.name: item for item in ledger.received()}
    wrong = [item for item in found[JAIL].findings if item.severity is Severity.ERROR]
    assert [(finding.rule, finding.cells) for finding in wrong] == [("R1", ("B17", "H17"))]
    assert (found["x.xlsx"].verdict, found["x.xlsx"].entity) == ("rejected", "")
    assert found["x.xlsx"].sha256 == digest(folder / "in" / "x.xlsx")


OLDER_TABLES: Final = """
CREATE TABLE version (number INTEGER NOT NULL);
INSERT INTO version VALUES (1);
CREATE TABLE sent (
    name TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL,
    entity TEXT NOT NULL, period TEXT NOT NULL, serial TEXT NOT NULL{of},
    PRIMARY KEY (name, sha256));
CREATE TABLE received (
    sha256 TEXT PRIMARY KEY, name TEXT NOT NULL, at TEXT NOT NULL,
    entity TEXT NOT NULL, period TEXT NOT NULL, serial TEXT NOT NULL,
    checked TEXT NOT NULL, verdict TEXT NOT NULL, findings TEXT NOT NULL{forms});
CREATE TABLE arrival (
    name TEXT NOT NULL, sha256 TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (name, sha256));
CREATE TABLE decision (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL,
    entity TEXT NOT NULL, sha256 TEXT NOT NULL, over TEXT NOT NULL);
INSERT INTO sent VALUES ('a.xlsx', 'aa', '2020-11-01T08:00:00+00:00', '312006', '2020', 'S'{value});
"""
"""The ledger of version 1, as the versions before this one made it."""


@pytest.mark.parametrize(
    "columns",
    [
        {"of": "", "forms": "", "value": ""},
        {
            "of": ", of TEXT NOT NULL DEFAULT ''",
            "forms": ", forms TEXT NOT NULL DEFAULT '{}'",
            "value": ", ''",
        },
    ],
    ids=["0.1", "0.2"],
)
def test_older_ledger_is_used(folder: Path, columns: dict[str, str]) -> None:
    """A campaign begun before goes on: its ledger gets what it lacks, and loses nothing."""
    connection = sqlite3.connect(folder / LEDGER)
    connection.executescript(OLDER_TABLES.format(**columns))
    connection.close()
    with open_ledger(folder) as ledger:
        assert [(item.name, item.of) for item in ledger.sent()] == [("a.xlsx", "")]
        assert ledger.explanations() == {}
    run("check", "-C", folder, "--reissue", folder / "back", "--all")
    with open_ledger(folder) as ledger:
        assert sorted(bool(item.of) for item in ledger.sent()) == [False] + [True] * 4
        assert {item.verdict for item in ledger.received()} == {"accepted"}


def test_older_ledger_is_changed_as_a_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that fails leaves the ledger as it was, and the next run takes it again."""
    connection = sqlite3.connect(folder / LEDGER)
    connection.executescript(OLDER_TABLES.format(of="", forms="", value=""))
    before = list(connection.iterdump())
    with monkeypatch.context() as patched:
        broken = f"{ledger_tables.EXPLANATION_TABLES}; CREATE nonsense"
        patched.setattr(ledger_tables, "EXPLANATION_TABLES", broken)
        with pytest.raises(CampaignError, match="the ledger is damaged"), open_ledger(folder):
            pass
    assert list(connection.iterdump()) == before
    connection.close()
    with open_ledger(folder) as ledger:
        assert len(ledger.sent()) == 1


# --- Versions -----------------------------------------------------------------------------------


@pytest.fixture
def corrected(folder: Path) -> Path:
    """A campaign where a return was checked, corrected under the same name, and checked again."""
    run("generate", "-C", folder, "--only", "312006")
    edit(folder / "in" / POLICE, {"收支总表!B6": 2400})
    run("check", "-C", folder, code=1)
    edit(folder / "in" / POLICE, {"收支总表!B6": 2460.65, "政府采购!F7": "台"})
    run("check", "-C", folder)
    return folder


def test_history_lists_the_versions(corrected: Path) -> None:
    """What was sent and each version that came back, with its verdict."""
    events = json.loads(run("history", "312006", "-C", corrected, "--format", "json"))
    assert [(event["what"], event["verdict"]) for event in events] == [
        ("listed", ""), ("sent", ""), ("received", "needs-fix"), ("received", "accepted"),
    ]  # fmt: skip
    text = run("history", "312006", "-C", corrected, "--lang", "en")
    said = [line.split()[2] for line in text.splitlines()[3:-1]]
    assert said == ["list", "sent", "received", "received"]
    assert "needs fixing 1 errors" in text


def test_diff_names_the_cells(corrected: Path) -> None:
    """Two versions are held against each other, the replaced one by a hash's first digits."""
    with open_ledger(corrected) as ledger:
        first = ledger.received()
    old = next(item for item in first if item.verdict == "needs-fix")
    found = json.loads(run("diff", old.sha256[:8], POLICE, "-C", corrected, "--format", "json"))
    assert [(c["sheet"], c["cell"], c["label"], c["column"]) for c in found] == [
        ("收支总表", "B6", "一般公共预算拨款收入", "本年预算数"),
        ("政府采购", "F7", "第1行", "计量单位"),
    ]
    assert (found[0]["before"], found[0]["after"]) == ("2400", "2460.65")
    text = run("diff", old.sha256[:8], POLICE, "-C", corrected, "--lang", "en")
    assert re.search("^B6 +一般公共预算拨款收入 +本年预算数 +2400 +2460.65$", text, re.MULTILINE)
    assert "2 cells changed" in text
    same = corrected / "in" / POLICE
    text = run("diff", same, same, "-C", corrected, "--lang", "en")
    assert text.splitlines()[-1] == "Nothing changed."


def test_diff_follows_rows(folder: Path, tmp_path: Path) -> None:
    """A row put in above the others is one change: the rows below it are the same."""
    old = folder / "in" / POLICE
    book = openpyxl.load_workbook(old)
    sheet = book["政府采购"]
    typed = "BCDEFGHJKLMNO"
    rows = [[sheet[f"{col}{row}"].value for col in typed] for row in range(7, 40)]
    for offset, row in enumerate([["新项目", *rows[0][1:]], *rows[:-1]]):
        for col, value in zip(typed, row, strict=True):
            if not str(value).startswith("="):
                sheet[f"{col}{7 + offset}"] = value
    book.save(tmp_path / "new.xlsx")
    found = json.loads(run("diff", old, tmp_path / "new.xlsx", "-C", folder, "--format", "json"))
    assert {change["cell"][1:] for change in found} == {"7"}
    assert all(change["before"] == "" for change in found)


@pytest.mark.parametrize("name", ["feed", "..", "*", "nowhere.xlsx", "ab"])
def test_diff_of_nothing(folder: Path, name: str) -> None:
    """A name that means no file, or too little of a hash, is refused."""
    run("check", "-C", folder)
    assert "no such file, unit or version" in refused("diff", name, POLICE, "-C", folder)


def test_kept_copies_are_what_came(corrected: Path) -> None:
    """Every version that was read is kept under its hash."""
    for path in (corrected / KEPT).iterdir():
        assert digest(path) == path.stem
    with open_ledger(corrected) as ledger:
        assert {item.sha256 for item in ledger.received()} == {
            path.stem for path in (corrected / KEPT).iterdir()
        }


def test_receipt_says_what_came_when(corrected: Path) -> None:
    """A receipt names time, entity, file and the whole hash; nobody else's is in it."""
    text = run("receipt", "312006", "-C", corrected, "--lang", "en")
    assert len(re.findall(r"\b[0-9a-f]{64}\b", text)) == 2
    assert digest(corrected / "in" / POLICE) in text
    assert "看守所" not in text
    assert len(re.findall(r"\b[0-9a-f]{64}\b", run("receipt", "-C", corrected))) == 5
    assert "999" in refused("receipt", "999", "-C", corrected)
    assert "999" in refused("history", "999", "-C", corrected)


# --- The ledger and the lock --------------------------------------------------------------------


def test_ledger_of_another_version(folder: Path) -> None:
    """A ledger that a newer xltool has made is refused, not guessed at."""
    run("check", "-C", folder)
    connection = sqlite3.connect(folder / LEDGER)
    connection.execute("UPDATE version SET number = 99")
    connection.commit()
    connection.close()
    assert "made by another xltool (ledger 99)" in refused("status", "-C", folder)


def test_damaged_ledger(folder: Path) -> None:
    """A ledger that is no database is named, and left as it is."""
    (folder / LEDGER).write_bytes(b"this is no database at all" * 100)
    assert "the ledger is damaged" in refused("check", "-C", folder)
    assert (folder / LEDGER).read_bytes().startswith(b"this")


HOLD: Final = (
    "import sys\nfrom pathlib import Path\nfrom xltool.campaign.lock import locked\n"
    "with locked(Path(sys.argv[1]), 'check'):\n"
    "    print('held', flush=True)\n    sys.stdin.read()\n"
)


def test_lock_names_its_holder(folder: Path) -> None:
    """A second run gets a message that names the first; a killed one is no obstacle."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=Path(__file__).parents[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    ) as holder:  # fmt: skip
        assert holder.stdout
        assert holder.stdout.readline().strip() == b"held"
        message = refused("check", "-C", folder)
        assert f"pid {holder.pid}" in message
        assert "xltool check" in message
        run("status", "-C", folder)
        holder.kill()
        holder.wait()
    _, more = streams("check", "-C", folder)
    assert "the last run did not finish" in more
    assert str(holder.pid) in more
    assert "did not finish" not in streams("check", "-C", folder)[1]


def test_lock_sweeps_what_was_left(folder: Path) -> None:
    """Half-written files of a killed run go; everything else stays."""
    (folder / "out" / ".xltool-abc.xlsx").touch()
    (folder / "out" / "mine.txt").touch()
    with locked(folder, "generate", ("out", "nowhere")) as last:
        assert last is None
        with pytest.raises(CampaignError, match="generate"), locked(folder, "check"):
            pass
    assert [path.name for path in (folder / "out").iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("left", [b"", b"nonsense", b'{"command": 1}', b"\xff\xfe"])
def test_lock_file_with_anything_in_it(folder: Path, left: bytes) -> None:
    """Whatever stands in the lock's file, a lock that nobody holds can be taken."""
    (folder / LOCK).write_bytes(left)
    assert lock_holder(folder) is None
    with locked(folder, "check") as last:
        assert last is None or isinstance(last, Holder)


def test_holder_is_asked_without_taking_the_lock(folder: Path) -> None:
    """Whoever asks learns who works, creates no file, and keeps nobody from working."""
    assert lock_holder(folder) is None
    assert not (folder / LOCK).exists()
    with locked(folder, "check"):
        before = (folder / LOCK).read_bytes()
        found = lock_holder(folder)
        with pytest.raises(CampaignBusyError) as busy, locked(folder, "generate"):
            pass
        (folder / LOCK).write_bytes(b"nonsense")
        unknown = lock_holder(folder)
        (folder / LOCK).write_bytes(before)
    assert found
    assert (found.command, found.process) == ("check", os.getpid())
    assert busy.value.holder == found
    assert unknown
    assert unknown.command == "?"
    assert lock_holder(folder) is None


def test_asking_does_not_make_a_campaign_busy(folder: Path) -> None:
    """Whoever asks holds the lock for a moment: a run that starts just then waits that long."""
    (folder / LOCK).write_bytes(b'{"command": "check"}')  # left by a killed run
    with (folder / LOCK).open("rb") as asked:
        assert try_lock(asked.fileno())
        Timer(PAUSE / 2, asked.close).start()
        with locked(folder, "check"):
            assert lock_holder(folder)
