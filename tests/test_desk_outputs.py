"""The desk's pages beside 收审 and the tasks behind them, each as a function of its values.

The pages are made of campaigns of the example, in the states that an officer meets.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from xltool.campaign.campaign_pack import load_pack_for
from xltool.campaign.folder import OUT, load_campaign, start_from_example
from xltool.desk.consolidation_page import consolidation_page
from xltool.desk.desk_view import CampaignEntry, DeskView, HomeView, PageNotFoundError
from xltool.desk.distribution_page import distribution_page
from xltool.desk.edition_page import edition_page
from xltool.desk.home_page import home_page
from xltool.desk.job import JobState, JobStatus
from xltool.desk.job_process import TaskInput
from xltool.desk.print_pages import receipt_page, reminder_page
from xltool.desk.records_page import records_page
from xltool.desk.tasks import consolidate, deadline, generate, lists
from xltool.desk.uploads import StagedFile
from xltool.errors import CampaignError, ListError
from xltool.lists.headed_list import find_list
from xltool.model.observer import SILENT
from xltool.reading.read import read_return

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOSTILE: Final = '<img src=x onerror="alert(1)">\u202e.xlsx'
"""A name that must only ever be text."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a campaign of the example with all returns, none of them checked."""
    folder = tmp_path_factory.mktemp("desk") / "2020"
    start_from_example(folder, "pingxiang-2020")
    return folder


@pytest.fixture(scope="module")
def consolidated(example: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the example, consolidated by the desk's task."""
    folder = tmp_path_factory.mktemp("done") / "2020"
    shutil.copytree(example, folder)
    assert consolidate.run(task(folder), SILENT)["outcome"] == "written"
    return folder


def copied(folder: Path, place: Path) -> Path:
    """Return a copy of a campaign that a test may change."""
    return shutil.copytree(folder, place / "2020")


def task(folder: Path | None, home: Path | None = None, **form: str) -> TaskInput:
    """Return what a task is given, without files that wait."""
    place = home or (folder.parent if folder else None)
    assert place is not None
    return TaskInput(place, folder, form, {}, "zh", place)


def waiting(of: TaskInput, purpose: str, *paths: Path) -> TaskInput:
    """Return the same with files that wait."""
    files = tuple(StagedFile(path.name, path, path.stat().st_size) for path in paths)
    return TaskInput(of.home, of.folder, of.form, {purpose: files}, of.language, of.scratch)


def seen(folder: Path, language: str = "zh", **more: object) -> DeskView:
    """Return a campaign as a page sees it."""
    campaign = load_campaign(folder)
    return DeskView(campaign, load_pack_for(campaign), language, **more)  # type: ignore[arg-type]


def done(kind: str, result: Mapping[str, str]) -> JobState:
    """Return a job of the campaign shown that has come to something."""
    return JobState(kind, JobStatus.DONE, result=result, campaign=1, number=1)


def text_of(html: str) -> str:
    """Return the words of a page without its elements."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


PAGES: Final = {
    "distribution": distribution_page,
    "consolidation": consolidation_page,
    "publication": edition_page,
    "records": records_page,
}


# --- Every page ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("state", ["example", "consolidated"])
def test_english_pages_are_english(name: str, state: str, request: pytest.FixtureRequest) -> None:
    """Of an English page only names and what forms print is Chinese."""
    folder: Path = request.getfixturevalue(state)
    page = PAGES[name](seen(folder, "en"))
    assert page.tab == name
    campaign = load_campaign(folder)
    data = {each for entity in campaign.entities for each in (entity.name, entity.short)}
    text = text_of(re.sub(r'<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>', "", page.main))
    for known in (*sorted(data, key=len, reverse=True), "公开说明", "有错误"):
        text = text.replace(known, "")
    text = re.sub(r"\S*(xlsx|docx|zip|csv)", "", text)
    assert re.findall("[\u3400-\u9fff]+", text) == []


@pytest.mark.parametrize("name", PAGES)
def test_chinese_pages_are_chinese(name: str, consolidated: Path) -> None:
    """A Chinese page has no English word but names of files and what everybody calls so."""
    text = text_of(PAGES[name](seen(consolidated)).main)
    words = re.findall(r"(?<![\w.-])[A-Za-z]{3,}(?![\w.-]*\.)", re.sub(r"\S*[./]\S*", "", text))
    assert set(words) <= {"PDF", "SHA"}


def test_no_page_imports_what_is_slow() -> None:
    """The desk's own process makes pages without what reads, judges and writes workbooks."""
    code = (
        "import sys\n"
        "from xltool.desk import (consolidation_page, distribution_page, edition_page,"
        " home_page, print_pages, records_page)\n"
        "slow = {'pandas', 'pandera', 'pyarrow', 'openpyxl', 'xlsxwriter', 'rich', 'numpy'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_hostile_names_are_text(consolidated: Path, tmp_path: Path) -> None:
    """Names of files that came back and that wait are shown, and never an element."""
    folder = copied(consolidated, tmp_path)
    (folder / "in" / "a&b'<i>.xlsx").write_bytes(b"no workbook")
    (folder / "in" / HOSTILE.replace("/", "")).write_bytes(b"none either")
    staged = {
        "projects": (StagedFile(HOSTILE, folder, 1),),
        "data": (StagedFile(HOSTILE, folder, 1),),
    }
    result = {"outcome": "refused", "errors": "2", "between": HOSTILE, "obstacles": HOSTILE}
    for kind in ("consolidate", "seal", "publish", "next-year"):
        view = seen(folder, job=done(kind, result), staged=staged)
        for page in PAGES.values():
            html = page(view).main
            assert "<img" not in html
            assert "\u202e" not in html


# --- 汇总 ---------------------------------------------------------------------------------------


def test_what_stands_in_the_way(example: Path, tmp_path: Path) -> None:
    """Each unit that is not done is named with its state and the link to its page."""
    folder = copied(example, tmp_path)
    (folder / "in" / "312005-看守所-2020.xlsx").unlink()
    html = consolidation_page(seen(folder)).main
    assert '<a href="/r/1/unit/312005">312005 看守所</a>' in html
    assert "未报" in html
    assert "待审核" in html
    assert 'class="main"' not in html


def test_refused_then_forced(example: Path, tmp_path: Path) -> None:
    """Errors refuse it and are counted; in spite of them, the cover lists that many."""
    folder = copied(example, tmp_path)
    (folder / "in" / "312005-看守所-2020.xlsx").unlink()
    result = consolidate.run(task(folder), SILENT)
    assert result["outcome"] == "refused"
    count = int(result["errors"])
    assert list(folder.glob("*汇总*")) == []
    html = consolidation_page(seen(folder, job=done("consolidate", result))).main
    assert f"仍要汇总，封面注明 {count} 条" in html
    assert "312005" in text_of(html.partition('id="between"')[2])
    forced = consolidate.run(task(folder, force="1"), SILENT)
    assert forced["outcome"] == "written"
    (path,) = folder.glob("*汇总*.xlsx")
    submission = read_return(path, load_pack_for(load_campaign(folder))).submission
    assert submission is not None
    assert len(submission.forced) == count > 0
    html = consolidation_page(seen(folder, job=done("consolidate", forced))).main
    assert "有错误强制汇总" in html
    assert "仍要汇总" not in html


def test_the_workbook_that_was_made(consolidated: Path, tmp_path: Path) -> None:
    """The workbook is there to take with its time; one that was changed is not handed out."""
    folder = copied(consolidated, tmp_path)
    html = consolidation_page(seen(folder)).main
    assert "312-" in html
    assert "没有错误" in html
    (path,) = folder.glob("*汇总*.xlsx")
    path.write_bytes(path.read_bytes() + b"\0")
    html = consolidation_page(seen(folder)).main
    assert "已被改动" in html
    assert f">{path.name}</a>" not in html


def test_what_came_after_the_consolidation(consolidated: Path, tmp_path: Path) -> None:
    """A file that is gone since then is named."""
    folder = copied(consolidated, tmp_path)
    (folder / "in" / "312005-看守所-2020.xlsx").unlink()
    text = text_of(consolidation_page(seen(folder)).main)
    assert "汇总之后有变动的文件：in/312005-看守所-2020.xlsx" in text


# --- 下发 ---------------------------------------------------------------------------------------


def test_generate_one_then_all(example: Path, tmp_path: Path) -> None:
    """One unit by its short name; then everybody, each with a workbook and a zip to take."""
    folder = copied(example, tmp_path)
    assert "还没有下发工作簿" in distribution_page(seen(folder)).main
    result = generate.run(task(folder, only="交警队、312005"), SILENT)
    assert result["count"] == "2"
    assert "4 个单位中 2 个已有工作簿" in distribution_page(seen(folder)).main
    result = generate.run(task(folder), SILENT)
    html = distribution_page(seen(folder)).main
    assert "4 个单位的工作簿都有了" in html
    assert html.count(".zip</a>") == 3
    assert len(list((folder / OUT).iterdir())) == 7


def test_generate_for_nobody_known(example: Path) -> None:
    """A unit that is not in the list is named, and so is nothing of the desk's folders."""
    with pytest.raises(CampaignError, match="消防队"):
        generate.run(task(example, only="消防队"), SILENT)


def test_data_that_is_none(example: Path, tmp_path: Path) -> None:
    """What is wrong with data goes by the name that it came with, not by where it waits."""
    path = tmp_path / "7f3a" / "数据.csv"
    path.parent.mkdir()
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ListError) as told:
        generate.run(waiting(task(example), "data", path), SILENT)
    assert str(told.value).startswith("数据.csv: ")
    assert str(tmp_path) not in str(told.value)


def test_new_list_of_projects(example: Path, tmp_path: Path) -> None:
    """A list that is right replaces the campaign's; one with mistakes changes nothing."""
    folder = copied(example, tmp_path)
    before = find_list(folder, "projects").read_bytes()
    wrong = tmp_path / "项目.csv"
    wrong.write_text("单位代码,项目名称\n312005,甲\n999,乙\n312005,\n", encoding="utf-8")
    with pytest.raises(ListError) as told:
        lists.run(waiting(task(folder), "projects", wrong), SILENT)
    assert [line.partition(": ")[0] for line in str(told.value).split("\n")] == [
        "项目.csv:3", "项目.csv:4",
    ]  # fmt: skip
    assert find_list(folder, "projects").read_bytes() == before
    job = JobState("lists", JobStatus.FAILED, error=str(told.value), campaign=1)
    html = distribution_page(seen(folder, job=job)).main
    assert "项目.csv 第 3 行" in html
    assert "999: 单位名录里没有这个单位" in html
    right = tmp_path / "r.csv"
    right.write_text("单位代码,项目名称\n312005,甲\n", encoding="utf-8")
    lists.run(waiting(task(folder), "projects", right), SILENT)
    assert load_campaign(folder).projects == {"312005": ("甲",)}


def test_list_of_rows_is_known_by_its_headings(example: Path, tmp_path: Path) -> None:
    """Whoever drops the least rows of registers need not say which list it is."""
    folder = copied(example, tmp_path)
    path = tmp_path / "x.csv"
    path.write_text("单位代码,报表,行数\n312005,固定资产,77\n", encoding="utf-8")
    assert lists.run(waiting(task(folder), "projects", path), SILENT)["list"] == "rows.csv"
    assert load_campaign(folder).rows == {("312005", "固定资产"): 77}


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_deadline(example: Path, tmp_path: Path, ends: str) -> None:
    """It is set, changed and taken away; everything else in the file stays as it is."""
    folder = copied(example, tmp_path)
    path = folder / "campaign.toml"
    kept = path.read_text(encoding="utf-8") + "# 记一笔\n"
    path.write_bytes(kept.replace("\n", ends).encode())
    for day in ("2027-11-30", "2027-12-15"):
        deadline.run(task(folder, deadline=day), SILENT)
        assert load_campaign(folder).deadline == day
        assert f"现在是 {day}。" in distribution_page(seen(folder)).main
        assert [line for line in path.read_text(encoding="utf-8").splitlines()
                if "deadline" not in line] == kept.splitlines()  # fmt: skip
    deadline.run(task(folder, deadline=""), SILENT)
    assert load_campaign(folder).deadline == ""


def test_deadline_that_is_no_day(example: Path, tmp_path: Path) -> None:
    """What is no day is refused, and the file is as it was."""
    folder = copied(example, tmp_path)
    before = (folder / "campaign.toml").read_bytes()
    for day in ("下周", '2027-11-30"\npack="x'):
        with pytest.raises(CampaignError, match="日期"):
            deadline.run(task(folder, deadline=day), SILENT)
    assert (folder / "campaign.toml").read_bytes() == before


# --- 记录 and what is printed -------------------------------------------------------------------


def test_records(consolidated: Path) -> None:
    """Receipts with the time, and what was done; a unit's versions at an address of its own."""
    html = records_page(seen(consolidated)).main
    assert html.count("可以接受") == 4
    assert "/r/1/print/receipt" in html
    assert "汇总" in text_of(html.partition('id="decisions"')[2])
    versions = records_page(seen(consolidated, query={"unit": "312006"})).main
    assert "收到" in versions
    assert "312006-交警队-2020.xlsx" in versions
    with pytest.raises(PageNotFoundError):
        records_page(seen(consolidated, query={"unit": "../312006"}))


def test_printed_pages(consolidated: Path, tmp_path: Path) -> None:
    """Receipts and reminders are whole documents; of nobody unknown, and of nobody who is done."""
    assert receipt_page(seen(consolidated)).html.count("<article>") == 4
    assert receipt_page(seen(consolidated), "312006").html.count("<article>") == 1
    for wrong in ("999", "../x"):
        with pytest.raises(PageNotFoundError):
            receipt_page(seen(consolidated), wrong)
    folder = copied(consolidated, tmp_path)
    (folder / "in" / "312005-看守所-2020.xlsx").unlink()
    assert "看守所" in reminder_page(seen(folder), "312005").html
    with pytest.raises(PageNotFoundError):  # it consolidates, and is reminded of nothing
        reminder_page(seen(consolidated), "312")
    for code, shown in (("312", 0), ("312006", 1)):
        html = records_page(seen(consolidated, query={"unit": code})).main
        assert html.count(f"print/reminder/{code}") == shown


# --- All campaigns ------------------------------------------------------------------------------


def home(place: Path, **more: object) -> str:
    """Return the page of the campaigns in a folder."""
    entries = (
        CampaignEntry(1, place / "2020", "甲局2020年预算"),
        CampaignEntry(2, place / "坏", error=f"{place}/坏/campaign.toml: 缺少 title · no title"),
    )
    return home_page(HomeView(place, entries, "zh", root="/r/", **more)).main  # type: ignore[arg-type]


def test_home(tmp_path: Path) -> None:
    """Each campaign has its link, one that cannot be opened its reason, without the folder."""
    html = home(tmp_path)
    assert '<a href="/r/1/" id="campaign-1" lang="zh-CN">甲局2020年预算</a>' in html
    assert "坏/campaign.toml: 缺少 title" in html
    assert f"{tmp_path}/坏" not in html
    assert "先选单位名录" in html
    waits = {"entities": (StagedFile(HOSTILE, tmp_path, 1),)}
    html = home(tmp_path, staged=waits)
    assert "先选单位名录" not in html
    assert "&lt;img" in html
