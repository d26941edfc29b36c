"""From one year to the next: last year's figures given and locked, large changes asked about."""

from __future__ import annotations

import csv
import json
import shutil
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest

from tests.test_campaign import JAIL, POLICE, edit, streams
from tests.test_cli import refused, run
from xltool.campaign.folder import load_campaign

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("reads_here")

NEXT: Final = "312006-交警队-2021.xlsx"


@pytest.fixture(scope="module")
def years(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the campaign of 2020, and the next one made from it and generated."""
    folder = tmp_path_factory.mktemp("years")
    run("init", folder / "2020", "--example", "pingxiang-2020")
    run("init", folder / "2021", "--from", folder / "2020")
    run("generate", "-C", folder / "2021")
    return folder


def given(folder: Path) -> list[dict[str, str]]:
    """Return the rows of what a campaign gives."""
    with (folder / "given" / "prior.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_entities_and_projects_are_carried(years: Path) -> None:
    """The next campaign has the same entities and projects, and a year more."""
    last, new = (load_campaign(years / year) for year in ("2020", "2021"))
    assert (new.entities, new.projects) == (last.entities, last.projects)
    settings = (years / "2021" / "campaign.toml").read_text(encoding="utf-8")
    assert 'period = "2021"' in settings
    assert "2021年部门预算" in settings


def test_last_years_figures_say_where_they_come_from(years: Path) -> None:
    """Each given figure is last year's current one, with the sheet, cell and file it stood in."""
    rows = given(years / "2021")
    assert {(row["column"], row["period"]) for row in rows} == {("prior", "2021")}
    (row,) = (row for row in rows if (row["entity"], row["row"]) == ("312006", "income_general"))
    assert (row["value"], row["sheet"], row["cell"]) == ("2460.65", "收支总表", "B6")
    assert row["source"].endswith(POLICE)


def test_figures_are_filled_in_and_locked(years: Path) -> None:
    """Last year's column is filled in and locked, a nil too; this year's is open and blank."""
    sheet: Any = openpyxl.load_workbook(years / "2021" / "out" / NEXT)["收支总表"]
    assert (sheet["C6"].value, sheet["C6"].protection.locked) == (2460.65, True)
    assert (sheet["B6"].value, sheet["B6"].protection.locked) == (None, False)
    locked = [sheet[f"C{row}"].protection.locked for row in range(6, 18)]
    assert all(locked)


def test_altered_figure_is_found(years: Path, tmp_path: Path) -> None:
    """Who unlocks and changes a given figure, or blanks it, gets an error at that cell."""
    path = years / "2021" / "out" / NEXT
    edit(path, {"收支总表!C6": 2460.66, "收支总表!C8": 5, "收支总表!I7": None}, tmp_path / NEXT)
    document = json.loads(
        run("check", tmp_path / NEXT, "-C", years / "2021", "--format", "json", code=1)
    )
    found = [f for f in document["files"][0]["findings"] if f["rule"] == "XL-133"]
    assert {(f["cell"], f["value"], f["expected"]) for f in found} == {
        ("C6", "2460.66", "2460.65"), ("C8", "5", ""), ("I7", "", "892.35"),
    }  # fmt: skip
    assert {f["severity"] for f in found} == {"error"}
    untouched = json.loads(run("check", path, "-C", years / "2021", "--format", "json", code=1))
    assert not [f for f in untouched["files"][0]["findings"] if f["rule"] == "XL-133"]


def test_only_accepted_returns_are_carried(tmp_path: Path) -> None:
    """An entity with errors or two files starts without figures, and is named."""
    run("init", tmp_path / "2020", "--example", "pingxiang-2020")
    inbox = tmp_path / "2020" / "in"
    edit(inbox / JAIL, {"收支总表!B6": 1})
    edit(inbox / POLICE, {"收支总表!F6": "二"}, inbox / "v2.xlsx")
    _, more = streams("init", tmp_path / "2021", "--from", tmp_path / "2020")
    assert [code for code in ("312002", "312005", "312006") if code in more] == ["312005", "312006"]
    assert {row["entity"] for row in given(tmp_path / "2021")} == {"312002"}
    run("accept", "v2.xlsx", "-C", tmp_path / "2020")
    run("init", tmp_path / "again", "--from", tmp_path / "2020", "--period", "2022")
    assert {row["entity"] for row in given(tmp_path / "again")} == {"312002", "312006"}
    assert {row["period"] for row in given(tmp_path / "again")} == {"2022"}


OWN: Final = "312-公安局-部门填报"
CARRIED: Final = (
    ("narrative", "narrative", "spending_use", "text", "人员经费和办案"),
    ("paragraphs", "paragraphs", "1", "section", "引言"),
    ("paragraphs", "paragraphs", "1", "text", "按照《预算法》，现予公开。"),
    ("decisions", "decisions", "1", "project", "公安网及机房日常维护费"),
    ("decisions", "decisions", "1", "treatment", "隐名公开"),
    ("decisions", "decisions", "1", "shown", "******"),
    ("decisions", "decisions", "1", "ground", "定密"),
    ("duties", "duties", "1", "duty", "社会面管控"),
    ("duties", "duties", "1", "goal", "降低发案率"),
    ("duties", "duty_indicators", "1/2", "name", "群众满意度"),
    ("duties", "duty_indicators", "1/2", "value", "≥90%"),
    ("duty_projects", "duty_projects", "1", "project", "公安网及机房日常维护费"),
    ("duty_projects", "duty_projects", "1", "duty", "社会面管控"),
)  # fmt: skip
OF_ONE_YEAR: Final = (
    ("narrative", "narrative", "why_three", "text", "更新警车"),
    ("narrative", "narrative", "approval", "text", "7f3a-91c2 张三"),
    ("decisions", "decisions", "1", "reviewer", "李四"),
    ("decisions", "decisions", "1", "date", "2020-04-10"),
)


def with_texts(folder: Path) -> Path:
    """Begin the example's campaign with the department's own workbook among the returns."""
    run("init", folder, "--example", "pingxiang-2020")
    head = "entity,period,form,table,row,label,column,value"
    lines = (
        f"312,2020,{form},{table},{row},,{column},{value}"
        for form, table, row, column, value in (*CARRIED, *OF_ONE_YEAR)
    )
    data = folder / "texts.csv"
    data.write_text("\n".join((head, *lines)), encoding="utf-8")
    for path in (folder / "in").glob("312-*"):
        path.unlink()
    run("generate", "-C", folder, "--only", "312", "--data", data)
    shutil.copyfile(folder / "out" / f"{OWN}-2020.xlsx", folder / "in" / f"{OWN}-2020.xlsx")
    return folder


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next campaign of one in which the department wrote its texts, generated."""
    folder = tmp_path_factory.mktemp("texts")
    last = with_texts(folder / "2020")
    (last / "disclosure.txt").write_text("# 一、自己的句子\n", encoding="utf-8")
    run("init", folder / "2021", "--from", last)
    run("generate", "-C", folder / "2021")
    return folder / "2021"


def test_texts_and_decisions_are_carried(texts: Path) -> None:
    """What the department wrote is carried with its place; what is true of one year only is not."""
    with (texts / "prefill" / "texts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    names = ("form", "table", "row", "column", "value")
    assert {tuple(row[name] for name in names) for row in rows} == set(CARRIED)
    assert {(row["entity"], row["period"]) for row in rows} == {("312", "2021")}
    (row,) = (row for row in rows if row["column"] == "shown")
    assert (row["sheet"], row["cell"]) == ("公开审定", "D5")
    assert row["source"].endswith(f"{OWN}-2020.xlsx")
    assert (texts / "disclosure.txt").read_text(encoding="utf-8") == "# 一、自己的句子\n"


def test_carried_texts_may_be_changed(texts: Path) -> None:
    """They are filled in and open; a return with others is not told to have altered anything."""
    path = texts / "out" / f"{OWN}-2021.xlsx"
    book: Any = openpyxl.load_workbook(path)
    filled = {"公开说明!B5": CARRIED[0][4], "公开审定!D5": "******", "职责绩效目标!B8": "≥90%"}
    for place, value in filled.items():
        sheet, _, cell = place.partition("!")
        assert (book[sheet][cell].value, book[sheet][cell].protection.locked) == (value, False)
    blank = [book["公开说明"]["B9"], book["公开说明"]["B15"], *book["公开审定"]["F5:G5"][0]]
    assert [cell.value for cell in blank] == [None] * 4
    cells: dict[str, object] = {
        "公开说明!B5": "办案",
        "公开审定!F5": "李四",
        "公开审定!G5": "2021-04-10",
    }
    edit(path, cells, texts / "in" / path.name)
    (found,) = json.loads(run("check", "-C", texts, "--format", "json"))["files"]
    assert [f["rule"] for f in found["findings"] if f["severity"] == "error"] == []


def test_texts_that_were_not_accepted_are_not_carried(tmp_path: Path) -> None:
    """A department whose own workbook has an error starts without texts, and is told so."""
    last = with_texts(tmp_path / "2020")
    edit(last / "in" / f"{OWN}-2020.xlsx", {"公开审定!E5": None})
    _, more = streams("init", tmp_path / "2021", "--from", last)
    assert "312 公安局: 部门填报没有接受的一份" in more
    assert not (tmp_path / "2021" / "prefill").exists()


def test_data_that_contradict_what_is_given(years: Path, tmp_path: Path) -> None:
    """``--data`` may repeat a given figure, but not change it."""
    text = (years / "2021" / "given" / "prior.csv").read_text(encoding="utf-8")
    (tmp_path / "same.csv").write_text(text, encoding="utf-8")
    run("generate", "-C", years / "2021", "--data", tmp_path / "same.csv")
    (tmp_path / "other.csv").write_text(text.replace(",2460.65,", ",2460.66,"), encoding="utf-8")
    message = refused("generate", "-C", years / "2021", "--data", tmp_path / "other.csv")
    assert "312006.income_general.prior: 预填 2460.66，任务给定 2460.65" in message


def test_init_from_needs_a_campaign(tmp_path: Path) -> None:
    """Without a campaign to go on from, or with two ways at once, nothing is made."""
    (tmp_path / "nothing").mkdir()
    assert "no campaign here" in refused("init", tmp_path / "n", "--from", tmp_path / "nothing")
    assert "--example" in refused(
        "init", tmp_path / "n", "--from", tmp_path / "nothing", "--example", "pingxiang-2020"
    )
    assert not (tmp_path / "n").exists()


# --- Large changes ------------------------------------------------------------------------------


def changes(folder: Path, *options: object) -> list[dict[str, str]]:
    """Return the large changes as JSON tells them."""
    found: list[dict[str, str]] = json.loads(
        run("compare", "-C", folder, "--format", "json", *options)
    )
    return found


def test_large_changes_ask_for_reasons(years: Path) -> None:
    """Lines that changed by more than the threshold are listed with the cell for the reason."""
    found = changes(years / "2020")
    assert found
    assert all(not each["percent"] or abs(float(each["percent"])) > 20 for each in found)
    fewer = changes(years / "2020", "--above", "60")
    assert 0 < len(fewer) < len(found)
    text = run("compare", "-C", years / "2020", "--lang", "en")
    missing = sum(not each["reason"] for each in found)
    assert text.splitlines()[-1] == f"{len(found)} large changes, {missing} without a reason."


def test_reason_and_new_line_are_told(tmp_path: Path) -> None:
    """A line without a figure last year counts as changed; a reason that was given is shown."""
    run("init", tmp_path / "c", "--example", "pingxiang-2020")
    path = tmp_path / "c" / "in" / JAIL
    edit(path, {"三公经费!E6": "车辆更新", "三公经费!B6": 9, "三公经费!C6": 0})
    (line,) = (
        each
        for each in changes(tmp_path / "c", "--above", "1000")
        if (each["entity"], each["sheet"]) == ("312005", "三公经费")
    )
    assert (line["prior"], line["current"], line["percent"]) == ("0", "9", "")
    assert (line["reason"], line["cell"]) == ("车辆更新", "E6")


def test_no_large_changes(years: Path) -> None:
    """With a threshold beyond all changes only new lines are left."""
    assert all(not each["percent"] for each in changes(years / "2020", "--above", "100000"))
