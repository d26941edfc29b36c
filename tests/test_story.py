"""The whole story of a campaign: sent, returned wrong, mended, accepted, late, next year."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

import openpyxl
import pytest

from tests.test_campaign import told
from tests.test_cli import run
from xltool.board import State, board
from xltool.campaign import load_campaign
from xltool.intray import look
from xltool.ledger import open_ledger

if TYPE_CHECKING:
    from tests.office import Office

POLICE: Final = "312002-公安局-2020"
JAIL: Final = "312005-看守所-2020"
TRAFFIC: Final = "312006-交警队-2020"


def standings(folder: Path) -> list[State]:
    """Return the states of the three entities a day after the deadline."""
    campaign = load_campaign(folder)
    with open_ledger(folder) as ledger:
        tray = look(campaign, ledger, lambda _: None)
        found = board(campaign, ledger, tray, date(2020, 12, 1))
    assert found.overdue
    return [standing.state for standing in found.standings]


def rules(folder: Path, name: str) -> dict[str, str]:
    """Check the campaign; return cell and rule of each error in one of its files."""
    found = run("check", "-C", folder, "--format", "json", code=1)
    (file,) = (file for file in json.loads(found)["files"] if Path(file["path"]).name == name)
    return {
        f"{finding['sheet']}!{finding['cell']}": finding["rule"]
        for finding in file["findings"]
        if finding["severity"] == "error"
    }


@pytest.mark.libreoffice
def test_story(tmp_path: Path, office: Office) -> None:
    """The example's campaign from its first workbook to the next year's.

    Two units return with mistakes, one from LibreOffice as .xlsx and one as .ods; they mend them;
    the third is late. Each step is taken by the commands alone.
    """
    folder, inbox = tmp_path / "2020", tmp_path / "2020" / "in"
    run("init", folder, "--example", "pingxiang-2020")
    with (folder / "campaign.toml").open("a", encoding="utf-8") as file:
        file.write("deadline = 2020-11-30\n")
    kept = {path.stem: path.read_bytes() for path in inbox.iterdir()}
    for path in inbox.iterdir():
        path.unlink()

    # Sent: each gets a zip with the workbook and how to fill it in.
    facts = [option for code in ("312002", "312005", "312006")
             for option in ("--data", folder / "facts" / f"{code}.csv")]  # fmt: skip
    run("generate", "-C", folder, *facts)
    with ZipFile(folder / "out" / f"{TRAFFIC}.zip") as packed:
        packed.extractall(tmp_path / "clerk")
    assert standings(folder) == [State.OWES] * 3

    # Two units return, from two programs, with mistakes.
    clerk = tmp_path / "clerk" / f"{TRAFFIC}.xlsx"
    mistakes: dict[tuple[str, str], Decimal | str] = {
        ("政府采购", "G15"): "2辆", ("收支总表", "B6"): Decimal("2461.65"),
    }  # fmt: skip
    office.fill(clerk, inbox / f"{TRAFFIC}.xlsx", mistakes)
    jail = folder / "out" / f"{JAIL}.xlsx"
    one = {("收支总表", "B6"): Decimal(400)}
    office.fill(jail, inbox / f"{JAIL}.ods", one, filter="calc8")
    assert rules(folder, f"{TRAFFIC}.xlsx") == {"政府采购!G15": "XL-112", "收支总表!H17": "R1"}
    assert rules(folder, f"{JAIL}.ods") == {"收支总表!H17": "R1"}
    assert standings(folder) == [State.OWES, State.ERRORS, State.ERRORS]
    page = tmp_path / "report.html"
    run("check", "-C", folder, "--format", "html", "-o", page, code=1)
    assert "2辆" in page.read_text(encoding="utf-8")
    (inbox / f"{TRAFFIC}.xlsx").rename(tmp_path / "returned.xlsx")

    # They mend their files in LibreOffice; one replaces, the other sends under a new name.
    mended = {("政府采购", "G15"): Decimal(2), ("收支总表", "B6"): Decimal("2460.65")}
    office.fill(tmp_path / "returned.xlsx", inbox / f"{TRAFFIC}.xlsx", mended)
    (inbox / "看守所终稿.xlsx").write_bytes(kept[JAIL])
    run("check", "-C", folder, code=1)
    assert standings(folder) == [State.OWES, State.UNDECIDED, State.ACCEPTED]
    run("accept", "看守所终稿.xlsx", "-C", folder)
    assert standings(folder) == [State.OWES, State.ACCEPTED, State.ACCEPTED]
    events = json.loads(run("history", "312006", "-C", folder, "--format", "json"))
    assert [(e["what"], e["verdict"]) for e in events] == [
        ("sent", ""), ("received", "needs-fix"), ("received", "accepted"),
    ]  # fmt: skip
    first, second = (event["sha256"] for event in events[1:])
    changed = json.loads(run("diff", first, second, "-C", folder, "--format", "json"))
    assert [(c["cell"], c["before"], c["after"]) for c in changed] == [
        ("B6", "2461.65", "2460.65"), ("G15", "2辆", "2"),
    ]  # fmt: skip
    assert second in run("receipt", "312006", "-C", folder)

    third_is_late(folder, kept[POLICE])
    next_year_begins(folder, tmp_path / "2021")


def third_is_late(folder: Path, late: bytes) -> None:
    """Status names who owes, and nothing is consolidated without it; then it comes."""
    text, _ = told("status", "-C", folder, "--lang", "en")
    assert "312002  公安局  owes" in text
    run("consolidate", "-C", folder, code=1)
    assert not (folder / "312-公安局-汇总-2020.xlsx").exists()
    (folder / "in" / f"{POLICE}.xlsx").write_bytes(late)
    department = Path(run("consolidate", "-C", folder).strip())
    assert standings(folder) == [State.ACCEPTED] * 3
    assert ",income_total,收入总计,current,8319.42," in run("extract", department)


def next_year_begins(last: Path, folder: Path) -> None:
    """What was accepted stands in next year's workbooks, locked."""
    run("init", folder, "--from", last)
    run("generate", "-C", folder)
    page: Any = openpyxl.load_workbook(folder / "out" / "312006-交警队-2021.xlsx")["收支总表"]
    assert (page["C6"].value, page["C6"].protection.locked) == (2460.65, True)
