"""A campaign is closed when all is consolidated; nothing is entered until it is opened again."""

from __future__ import annotations

import getpass
import json
import shutil
import socket
from typing import TYPE_CHECKING, Final

import pytest

from tests.readers_here import ReadersHere
from tests.test_campaign import JAIL, POLICE, edit, states, streams
from tests.test_cli import refused, run
from tests.test_outputs import snapshot
from xltool.batch import batch
from xltool.campaign import seal
from xltool.campaign.folder import start_from_example
from xltool.campaign.ledger import LEDGER, open_ledger
from xltool.campaign.lock import LOCK
from xltool.campaign.status_board import ReportingState

if TYPE_CHECKING:
    from pathlib import Path

DEPARTMENT: Final = "312-公安局-汇总-2020.xlsx"
WHO: Final = "zhang@finance"
AT: Final = "2020-12-01T08:15:00+00:00"
LAST: Final = "没有封存 · not sealed\n"


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read in this process; who works here, and when, is always the same."""
    monkeypatch.setattr(batch, "WorkerPool", ReadersHere)
    monkeypatch.setattr(getpass, "getuser", lambda: "zhang")
    monkeypatch.setattr(socket, "gethostname", lambda: "finance")
    monkeypatch.setattr(seal, "now", lambda: AT)
    monkeypatch.setenv("TZ", "UTC")


@pytest.fixture(scope="module")
def consolidated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign in which everything was accepted and consolidated."""
    folder = tmp_path_factory.mktemp("whole") / "c"
    start_from_example(folder, "pingxiang-2020")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "WorkerPool", ReadersHere)
        run("consolidate", "-C", folder)
    return folder


@pytest.fixture
def ready(consolidated: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, named from the folder above."""
    shutil.copytree(consolidated, tmp_path / "c")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "c"


@pytest.fixture
def sealed(ready: Path) -> Path:
    """One that was sealed."""
    run("seal", "-C", "c")
    return ready


def kept(folder: Path) -> dict[str, bytes]:
    """Return all files but the ledger and the lock, with their contents."""
    return {name: data for name, data in snapshot(folder).items() if name not in {LEDGER, LOCK}}


def entries(folder: Path) -> list[str]:
    """Return all that stands in the ledger."""
    with open_ledger(folder) as ledger:
        return list(ledger.seals._connection.iterdump())  # noqa: SLF001 - whatever it holds


def unsealed() -> str:
    """Return why the campaign cannot be sealed."""
    stdout, stderr = streams("seal", "-C", "c", code=1)
    assert stdout == ""
    return stderr


# --- What keeps it open -------------------------------------------------------------------------


def test_each_obstacle_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not reported, was not checked, or has several returns; and that nothing is summed."""
    monkeypatch.chdir(folder.parent)
    (folder / "in" / JAIL).unlink()
    edit(folder / "in" / POLICE, {"收支总表!F6": "另一份"}, folder / "in" / "other.xlsx")
    run("check", "-C", "c", code=1)
    next((folder / "in").glob("312002*")).write_text("text", encoding="utf-8")
    assert unsealed() == (
        "312002 公安局: 已报未审 · returned, not checked\n"
        "312005 看守所: 没有报送 · has not reported\n"
        "312006 交警队: 有几份，没有定下采用哪一份 · has several returns, none is chosen\n"
        "还没有汇总，请先运行 xltool consolidate · not consolidated: run xltool consolidate\n"
        + LAST
    )


def test_another_file_than_was_consolidated(ready: Path) -> None:
    """A return that was accepted since, and a department's workbook that was changed, are named."""
    edit(ready / "in" / POLICE, {"收支总表!F6": "另一份"})
    run("check", "-C", "c")
    (ready / DEPARTMENT).write_bytes(b"changed")
    assert unsealed() == (
        f"{DEPARTMENT}: 汇总工作簿不在了，或者被改动，请重新汇总 · "
        "the department's workbook is gone or was changed: consolidate again\n"
        f"in/{POLICE}: 与汇总时不同，请重新汇总 · not as it was consolidated: consolidate again\n"
        + LAST
    )


def test_consolidated_by_force(ready: Path) -> None:
    """What was consolidated in spite of errors is not sealed, also when they are gone since."""
    whole = (ready / "in" / JAIL).read_bytes()
    edit(ready / "in" / JAIL, {"固定资产!B8": "2辆"})
    run("consolidate", "-C", "c", "--force")
    assert unsealed() == (
        f"312005 看守所: 有错误 · has errors\n{DEPARTMENT}: 是有错误强制汇总的，请改好后重新汇总 · "
        "was consolidated in spite of errors: correct them, then consolidate again\n" + LAST
    )
    (ready / "in" / JAIL).write_bytes(whole)
    run("consolidate", "-C", "c")
    run("seal", "-C", "c")


# --- While it is closed -------------------------------------------------------------------------

SEALED: Final = (
    f"c: 已由 {WHO} 于 2020-12-01 08:15 封存；要改动，先运行 xltool seal c --reopen 原因 · "
    f"sealed by {WHO} at 2020-12-01 08:15, to change anything, first xltool seal c --reopen REASON"
)
WRITING: Final = (
    ("generate",),
    ("check", "--reissue", "back"),
    ("consolidate",),
    ("consolidate", "--force", "-o", "other.xlsx"),
    ("accept", JAIL),
    ("note", "312005", "固定资产!B7", "--accept", "好"),
    ("seal",),
)


def test_nothing_is_entered(sealed: Path) -> None:
    """Each command that would enter something says who sealed it, when, and how to go on."""
    before, files = entries(sealed), kept(sealed.parent)
    for command in WRITING:
        assert refused(*command, "-C", "c") == SEALED, command
    assert kept(sealed.parent) == files
    assert entries(sealed) == before


def test_reading_goes_on(sealed: Path) -> None:
    """Check and status tell that it is sealed, enter nothing, and keep nothing."""
    before = entries(sealed)
    (sealed / "in" / POLICE).write_bytes((sealed / "in" / JAIL).read_bytes())
    edit(sealed / "in" / JAIL, {"收支总表!F6": "另一份"}, sealed / "in" / "new.xlsx")
    files = kept(sealed.parent)
    _, stderr = streams("check", "-C", "c", "-o", "report.json", code=1)
    assert stderr.splitlines()[0] == SEALED
    assert stderr.splitlines()[-1] == (
        "下一步：已封存，不再改动；确要改动，先运行 xltool seal c --reopen 原因"
    )
    report = sealed.parent / "report.json"
    assert json.loads(report.read_text(encoding="utf-8"))["files"]
    report.unlink()
    assert kept(sealed.parent) == files
    assert entries(sealed) == before


def test_status_tells_what_was_changed(sealed: Path) -> None:
    """The seal with its hash, and each file that was changed, is gone or came since."""
    document = json.loads(run("status", "-C", "c", "--format", "json"))
    digest = document["seal"]["digest"]
    assert document["seal"] == {"at": AT, "who": WHO, "digest": digest, "changed": []}
    assert run("status", "-C", "c").endswith(f"已封存：2020-12-01 08:15，{WHO}，校验码 {digest}\n")
    with (sealed / "entities.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    (sealed / DEPARTMENT).unlink()
    (sealed / "in" / JAIL).rename(sealed / "in" / "renamed.xlsx")
    stdout, stderr = streams("status", "-C", "c", "--lang", "en")
    assert stdout.splitlines()[-5:] == [
        f"Sealed: 2020-12-01 08:15, {WHO}, {digest}",
        f"Changed since it was sealed: {DEPARTMENT}",
        "Changed since it was sealed: entities.csv",
        f"Changed since it was sealed: in/{JAIL}",
        "Changed since it was sealed: in/renamed.xlsx",
    ]
    assert stderr == (
        "Next: it is sealed; to change anything, first xltool seal c --reopen REASON\n"
    )


# --- Opened again -------------------------------------------------------------------------------


def test_reopened_for_a_reason(sealed: Path) -> None:
    """A reason is needed; then all goes on, the history keeps both, and it can be sealed again."""
    assert refused("seal", "-C", "c", "--reopen", " ") == (
        "--reopen: 请写明解除封存的原因 · say why it is reopened"
    )
    assert streams("seal", "-C", "c", "--reopen", "人大审议后调整") == (
        "",
        "已解除封存 c · reopened c\n",
    )
    assert refused("seal", "-C", "c", "--reopen", "again") == (
        "c: 没有封存，不用解除 · not sealed, so it cannot be reopened"
    )
    assert "已封存" not in run("status", "-C", "c")
    run("accept", JAIL, "-C", "c")
    assert states(sealed)["312005"] is ReportingState.ACCEPTED
    events = json.loads(run("history", "312005", "-C", "c", "--format", "json"))
    assert [(e["what"], e["file"]) for e in events if e["at"] == AT] == [
        ("sealed", WHO),
        ("reopened", f"{WHO} 人大审议后调整"),
    ]
    text = run("history", "312005", "-C", "c")
    assert "封存" in text
    assert "解除封存" in text
    run("seal", "-C", "c")
    assert refused("accept", JAIL, "-C", "c") == SEALED


def test_the_hash_is_that_of_what_went_in(ready: Path) -> None:
    """The same files give the same hash, whoever seals them; any other file gives another one."""
    first = run("seal", "-C", "c")
    run("seal", "-C", "c", "--reopen", "a")
    assert run("seal", "-C", "c") == first
    run("seal", "-C", "c", "--reopen", "b")
    with (ready / "projects.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert run("seal", "-C", "c") != first


def test_figures_beside_the_workbook_are_sealed(
    ready: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What stands in the folder beside a large department's workbook is part of what is closed."""
    monkeypatch.setattr("xltool.consolidation.workbook_scope.MOST_ENTITIES", 2)
    run("consolidate", "-C", "c")
    detail = sorted((ready / DEPARTMENT).with_name(f"{DEPARTMENT[:-5]}-明细").iterdir())
    first, original = detail[0], detail[0].read_bytes()
    name = f"{first.parent.name}/{first.name}"
    first.write_bytes(original + b"x")
    assert unsealed() == (
        f"{name}: 各单位的明细不在了，或者被改动，请重新汇总 · "
        f"the entities' own figures are gone or were changed: consolidate again\n{LAST}"
    )
    first.write_bytes(original)
    run("seal", "-C", "c")
    with open_ledger(ready) as ledger:
        seal = ledger.seals.standing()
    assert seal is not None
    assert {f"{each.parent.name}/{each.name}" for each in detail} <= seal.contents.keys()
    first.unlink()
    assert json.loads(run("status", "-C", "c", "--format", "json"))["seal"]["changed"] == [name]


def test_a_campaign_begun_before_goes_on(ready: Path) -> None:
    """A ledger without these tables gets them; what was consolidated then is not known."""
    with open_ledger(ready) as ledger:
        for statement in (
            "DROP TABLE seal", "DROP TABLE consolidated", "DROP TABLE list", "DROP TABLE figures",
            "DROP TABLE seen", "DROP TABLE container",
            "UPDATE version SET number = 2",
        ):  # fmt: skip
            ledger.seals._connection.execute(statement)  # noqa: SLF001 - as it was before
    assert unsealed() == (
        "还没有汇总，请先运行 xltool consolidate · not consolidated: run xltool consolidate\n"
        + LAST
    )
    run("consolidate", "-C", "c")
    run("seal", "-C", "c")
