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

from tests.test_campaign import streams, the_board
from tests.test_cli import run
from xltool.campaign.status_board import ReportingState

if TYPE_CHECKING:
    from tests.office import Office

POLICE: Final = "312002-公安局-2020"
JAIL: Final = "312005-看守所-2020"
TRAFFIC: Final = "312006-交警队-2020"


def states(folder: Path) -> list[ReportingState]:
    """Return the states of the three entities a day after the deadline."""
    board = the_board(folder, date(2020, 12, 1))
    assert board.overdue
    return [status.state for status in board.standings]


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

    Two units return with mistakes, one from LibreOffice as .xlsx and one as .ods; both get their
    workbook back with the mistakes marked, and mend it there; the third is late. Each step is taken
    by the commands alone.
    """
    folder = tmp_path / "2020"
    late = workbooks_are_sent(folder, tmp_path / "clerk")
    two_return_with_mistakes(folder, tmp_path / "clerk", office)
    they_get_them_back(folder)
    they_mend_them(folder, office)
    the_ledger_proves_it(folder)
    a_warning_is_explained(folder, office)
    third_is_late(folder, late)
    next_year_begins(folder, tmp_path / "2021")


def workbooks_are_sent(folder: Path, clerk: Path) -> bytes:
    """Each gets a zip with workbook and guide; return the return that will be late."""
    run("init", folder, "--example", "pingxiang-2020")
    with (folder / "campaign.toml").open("a", encoding="utf-8") as file:
        file.write("deadline = 2020-11-30\n")
    late = (folder / "in" / f"{POLICE}.xlsx").read_bytes()
    for path in (folder / "in").iterdir():
        path.unlink()
    facts = [option for code in ("312002", "312005", "312006")
             for option in ("--data", folder / "facts" / f"{code}.csv")]  # fmt: skip
    run("generate", "-C", folder, *facts)
    with ZipFile(folder / "out" / f"{TRAFFIC}.zip") as packed:
        packed.extractall(clerk)
    assert states(folder) == [ReportingState.OWES] * 3
    return late


def two_return_with_mistakes(folder: Path, clerk: Path, office: Office) -> None:
    """From two formats; the mistakes are found at their cells, and the page shows them."""
    mistakes: dict[tuple[str, str], Decimal | str] = {
        ("政府采购", "G15"): "2辆", ("收支总表", "B6"): Decimal("2461.65"),
    }  # fmt: skip
    office.fill(clerk / f"{TRAFFIC}.xlsx", folder / "in" / f"{TRAFFIC}.xlsx", mistakes)
    one = {("收支总表", "B6"): Decimal(400)}
    jail = folder / "out" / f"{JAIL}.xlsx"
    office.fill(jail, folder / "in" / f"{JAIL}.ods", one, filter="calc8")
    assert rules(folder, f"{TRAFFIC}.xlsx") == {"政府采购!G15": "XL-112", "收支总表!H17": "R1"}
    assert rules(folder, f"{JAIL}.ods") == {"收支总表!H17": "R1"}
    assert states(folder) == [ReportingState.OWES, ReportingState.ERRORS, ReportingState.ERRORS]
    run("check", "-C", folder, "--format", "html", "-o", folder / "report.html", code=1)
    assert "2辆" in (folder / "report.html").read_text(encoding="utf-8")


def they_get_them_back(folder: Path) -> None:
    """Each gets a workbook of its own, with a note at each mistake."""
    run("check", "-C", folder, "--reissue", folder / "back", code=1)
    assert {path.stem for path in (folder / "back").iterdir()} == {TRAFFIC, JAIL}
    sheet: Any = openpyxl.load_workbook(folder / "back" / f"{TRAFFIC}.xlsx")["政府采购"]
    assert sheet["G15"].value == "2辆"
    assert "带计量单位" in sheet["G15"].comment.text


def they_mend_them(folder: Path, office: Office) -> None:
    """Both mend the workbook they got back: it takes the place of the first."""
    mended = {("政府采购", "G15"): Decimal(2), ("收支总表", "B6"): Decimal("2460.65")}
    name = f"{TRAFFIC}.xlsx"
    office.fill(folder / "back" / name, folder / "in" / name, mended)
    right = {("收支总表", "B6"): Decimal("399.75")}
    office.fill(folder / "back" / f"{JAIL}.xlsx", folder / "in" / "看守所终稿.xlsx", right)
    run("check", "-C", folder)
    assert states(folder) == [
        ReportingState.OWES,
        ReportingState.ACCEPTED,
        ReportingState.ACCEPTED,
    ]


def the_ledger_proves_it(folder: Path) -> None:
    """Both versions are there, what changed between them, and a receipt with the hash."""
    events = json.loads(run("history", "312006", "-C", folder, "--format", "json"))
    assert [(e["what"], e["verdict"]) for e in events] == [
        ("listed", ""), ("sent", ""), ("received", "needs-fix"), ("reissued", ""),
        ("received", "accepted"), ("corrected", ""),
    ]  # fmt: skip
    _, sent, received, reissued, corrected, _ = events
    assert corrected["serial"] == reissued["serial"] != sent["serial"]
    first, second = received["sha256"], corrected["sha256"]
    changed = json.loads(run("diff", first, second, "-C", folder, "--format", "json"))
    assert [(c["cell"], c["before"], c["after"]) for c in changed] == [
        ("B6", "2461.65", "2460.65"), ("G15", "2辆", "2"),
    ]  # fmt: skip
    assert second in run("receipt", "312006", "-C", folder)


def a_warning_is_explained(folder: Path, office: Office) -> None:
    """Said in the workbook that went back, accepted, kept on resubmission, lapsed by a value."""
    (folder / "in" / f"{JAIL}.ods").unlink()
    place, text = "固定资产!B7", "办公用房与业务用房尚未分割。"
    run("check", "-C", folder, "--reissue", folder / "back", "--all")
    back, name = folder / "back" / f"{JAIL}.xlsx", "看守所终稿.xlsx"
    sheet: Any = openpyxl.load_workbook(back)["审核意见"]
    (row,) = (cell.row for cell in sheet["B"] if cell.value == place)
    office.fill(back, folder / "in" / name, {("审核意见", f"G{row}"): text})
    assert warning(folder, name, place) == (text, "undecided")
    assert states(folder)[1] is ReportingState.ACCEPTED
    run("note", "312005", place, "--accept", "已核对", "-C", folder)
    office.fill(back, folder / "in" / name, {("收支总表", "F6"): "再报一次"})
    assert warning(folder, name, place) == (text, "accepted")
    area = Decimal("2507.47")
    changed = {("固定资产", "B6"): area, ("固定资产", "B7"): area}
    office.fill(back, folder / "in" / name, changed)
    assert warning(folder, name, place) == (None, None)
    office.fill(back, folder / "in" / name, {})
    assert warning(folder, name, place) == (text, "accepted")


def warning(folder: Path, name: str, place: str) -> tuple[str | None, str | None]:
    """Check the campaign; return what is said of the one warning at a place, and the decision."""
    found = json.loads(run("check", "-C", folder, "--format", "json"))
    (file,) = (file for file in found["files"] if Path(file["path"]).name == name)
    (item,) = (
        each for each in file["findings"]
        if each["severity"] == "warning" and f"{each['sheet']}!{each['cell']}" == place
    )  # fmt: skip
    return item.get("answer"), item.get("decision")


def third_is_late(folder: Path, late: bytes) -> None:
    """Status names who owes, and nothing is consolidated without it; then it comes."""
    text, _ = streams("status", "-C", folder, "--lang", "en")
    assert "312002  公安局  owes" in text
    run("consolidate", "-C", folder, code=1)
    assert not (folder / "312-公安局-汇总-2020.xlsx").exists()
    (folder / "in" / f"{POLICE}.xlsx").write_bytes(late)
    department = Path(run("consolidate", "-C", folder).strip())
    assert states(folder) == [ReportingState.ACCEPTED] * 3
    assert ",income_total,收入总计,current,8319.42," in run("extract", department)


def next_year_begins(last: Path, folder: Path) -> None:
    """What was accepted stands in next year's workbooks, locked."""
    run("init", folder, "--from", last)
    run("generate", "-C", folder)
    sheet: Any = openpyxl.load_workbook(folder / "out" / "312006-交警队-2021.xlsx")["收支总表"]
    assert (sheet["C6"].value, sheet["C6"].protection.locked) == (2460.65, True)
