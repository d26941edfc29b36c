"""The desk's pages beside 收审 and the tasks behind them, each as a function of its values.

The pages are made of campaigns of the example, in the states that an officer meets.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import ZipFile

import pytest

from tests.test_publish import type_narrative
from xltool.campaign.acceptance import accept_file
from xltool.campaign.campaign_pack import load_pack_for
from xltool.campaign.folder import OUT, load_campaign, start_from_example
from xltool.campaign.ledger import LEDGER
from xltool.desk import routes
from xltool.desk.consolidation_page import consolidation_page
from xltool.desk.desk_view import CampaignEntry, DeskView, HomeView, PageNotFoundError
from xltool.desk.distribution_page import distribution_page
from xltool.desk.edition_page import edition_page
from xltool.desk.home_page import home_page
from xltool.desk.job import JobState, JobStatus
from xltool.desk.job_process import TaskInput, find_task
from xltool.desk.print_pages import receipt_page, reminder_page, review_page
from xltool.desk.records_page import records_page
from xltool.desk.tasks import (
    consolidate,
    deadline,
    generate,
    lists,
    new,
    next_year,
    publish,
    reopen,
    seal,
)
from xltool.desk.uploads import StagedFile
from xltool.errors import CampaignError, ListError
from xltool.lists.headed_list import find_list
from xltool.model.observer import SILENT
from xltool.reading.read import read_return

if TYPE_CHECKING:
    from collections.abc import Mapping

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
    data |= {line.label for line in load_pack_for(campaign).form("narrative").table.lines}
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
    assert "汇总之后有变动的文件：312005-看守所-2020.xlsx" in text


def test_a_job_of_another_campaign(example: Path) -> None:
    """What came of a job is shown where it was done, and on no other campaign's page."""
    result = {"outcome": "refused", "errors": "3", "between": ""}
    job = done("consolidate", result)
    assert "封面注明 3 条" in consolidation_page(seen(example, job=job)).main
    other = replace(job, campaign=2)
    assert "封面注明" not in consolidation_page(seen(example, job=other)).main


# --- 下发 ---------------------------------------------------------------------------------------


def test_generate_one_then_all(example: Path, tmp_path: Path) -> None:
    """One unit by its short name; then everybody, each with a workbook and a zip to take."""
    folder = copied(example, tmp_path)
    assert "还没有下发工作簿" in distribution_page(seen(folder)).main
    result = generate.run(task(folder, only="交警队、 312005"), SILENT)
    assert result["count"] == "2"
    html = distribution_page(seen(folder)).main
    assert "4 个单位中 2 个已有工作簿" in html
    assert "合成一个" not in html
    result = generate.run(task(folder), SILENT)
    html = distribution_page(seen(folder)).main
    assert "4 个单位的工作簿都有了" in html
    assert html.count(".zip</a>") == 3
    assert len(list((folder / OUT).iterdir())) == 8
    with ZipFile(result["file"]) as package:
        assert sorted(package.namelist()) == sorted(
            path.name for path in (folder / OUT).glob("312*.zip")
        )
    assert "合成一个" in html
    path = folder / OUT / "312005-看守所-2020.zip"  # as a command makes it later
    os.utime(path, ns=(later := Path(result["file"]).stat().st_mtime_ns + 1, later))
    assert "合成一个" not in distribution_page(seen(folder)).main


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


def test_deadline_in_a_file_of_its_own_writing(example: Path, tmp_path: Path) -> None:
    """Where another text looks like the line of the deadline, nothing is changed."""
    folder = copied(example, tmp_path)
    path = folder / "campaign.toml"
    text = path.read_text(encoding="utf-8").replace(
        'title = "', 'title = """甲\ndeadline = 2020-01-01\n"""  # "'
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CampaignError, match="自己改"):
        deadline.run(task(folder, deadline="2027-11-30"), SILENT)
    assert path.read_text(encoding="utf-8") == text


def test_a_list_that_was_a_workbook(example: Path, tmp_path: Path) -> None:
    """The new list takes the place of the old one, whatever it was saved as: one is left."""
    folder = copied(example, tmp_path)
    (folder / "projects.csv").rename(folder / "projects.txt")
    path = tmp_path / "x.csv"
    path.write_text("单位代码,项目名称\n312005,甲\n", encoding="gb18030")
    lists.run(waiting(task(folder), "projects", path), SILENT)
    assert [each.name for each in folder.glob("projects.*")] == ["projects.csv"]
    assert load_campaign(folder).projects == {"312005": ("甲",)}


# --- 封存 ---------------------------------------------------------------------------------------


def test_seal_and_reopen(consolidated: Path, tmp_path: Path) -> None:
    """It is sealed, nothing else is offered then, and opened again for a reason only."""
    folder = copied(consolidated, tmp_path)
    assert seal.run(task(folder), SILENT)["outcome"] == "sealed"
    html = consolidation_page(seen(folder)).main
    assert "封存，校验码" in html
    assert 'action="/r/1/consolidate"' not in html
    assert 'action="/r/1/generate"' not in distribution_page(seen(folder)).main
    with pytest.raises(CampaignError, match="封存"):
        deadline.run(task(folder, deadline="2027-11-30"), SILENT)
    with pytest.raises(CampaignError, match="原因"):
        reopen.run(task(folder, reason=" "), SILENT)
    reopen.run(task(folder, reason="补报一张表"), SILENT)
    assert 'action="/r/1/consolidate"' in consolidation_page(seen(folder)).main
    assert "补报一张表" in records_page(seen(folder)).main


def test_what_keeps_it_open(example: Path, tmp_path: Path) -> None:
    """What is still open is listed, in the language of the page."""
    folder = copied(example, tmp_path)
    result = seal.run(task(folder), SILENT)
    assert result["outcome"] == "refused"
    job = done("seal", result)
    assert "312005 看守所: 已报未审" in consolidation_page(seen(folder, job=job)).main
    assert "returned, not checked" in consolidation_page(seen(folder, "en", job=job)).main


# --- 公开 ---------------------------------------------------------------------------------------


def steps_of(folder: Path) -> list[str]:
    """Return the states of the five steps."""
    return re.findall(r'<li class="(\w+)">', edition_page(seen(folder)).main)


def test_publish_a_draft(example: Path, consolidated: Path, tmp_path: Path) -> None:
    """Before, after, and when somebody has changed what was written."""
    folder = copied(consolidated, tmp_path)
    assert steps_of(folder)[:3] == ["done", "done", "todo"]
    assert 'action="/r/1/publish"' in edition_page(seen(folder)).main
    assert 'action="/r/1/publish"' not in edition_page(seen(example)).main
    result = publish.run(task(folder), SILENT)
    assert result["outcome"] == "written"
    html = edition_page(seen(folder, job=done("publish", result))).main
    assert steps_of(folder)[:3] == ["done", "done", "done"]
    assert f"编号 {result['number']}" in html
    assert html.count("已证明") == 8
    assert "表中数字 377" in html
    assert "审签" in text_of(html.partition('id="publish-missing"')[2])
    (draft,) = (folder / "公开").iterdir()
    path = next(iter(draft.iterdir()))
    path.write_bytes(path.read_bytes() + b"\0")
    html = edition_page(seen(folder)).main
    assert "已证明" not in html
    assert "送审稿的文件被改动过" in html


def test_the_review_is_opened(consolidated: Path, tmp_path: Path) -> None:
    """The page of all proofs opens beside the desk; there is none before, and no other file."""
    folder = copied(consolidated, tmp_path)
    for which in ("draft", "final", "..", "../../campaign.toml"):
        with pytest.raises(PageNotFoundError):
            review_page(seen(folder), which)
    publish.run(task(folder), SILENT)
    assert 'href="/r/1/print/review/draft"' in edition_page(seen(folder)).main
    assert "公开复核" in review_page(seen(folder), "draft").html
    for which in ("final", "..", "Draft"):
        with pytest.raises(PageNotFoundError):
            review_page(seen(folder), which)


def test_a_final_without_signatures(consolidated: Path, tmp_path: Path) -> None:
    """It is not written, and what is missing is told."""
    folder = copied(consolidated, tmp_path)
    result = publish.run(task(folder, final="1"), SILENT)
    assert (result["outcome"], result["final"]) == ("refused", "1")
    html = edition_page(seen(folder, job=done("publish", result))).main
    assert "没有定稿，原因如下" in html
    assert not (folder / "公开").exists()


def test_signed_and_final(consolidated: Path, tmp_path: Path) -> None:
    """Who signed which number is told; signed by two people, the final can be made."""
    folder = copied(consolidated, tmp_path)
    number = publish.run(task(folder), SILENT)["number"]
    for approval, state, told in (
        ("李四 1111-2222", "wrong", "不是现在这份送审稿的编号"),
        (f"张三 {number}", "wrong", "应由两人审签"),
        (f"李四 {number}", "done", f"李四，编号 {number}"),
    ):
        type_narrative(folder, secrecy_review=f"张三 {number}", approval=approval)
        consolidate.run(task(folder), SILENT)
        text = text_of(edition_page(seen(folder)).main)
        assert (steps_of(folder)[3], told in text) == (state, True)
    assert "做送审稿之后又汇总过" in text
    assert re.search(r'name="final"[^>]*class="main"', edition_page(seen(folder)).main)
    result = publish.run(task(folder, final="1"), SILENT)
    assert (result["outcome"], result["number"]) == ("written", number)
    html = edition_page(seen(folder)).main
    assert steps_of(folder) == ["done", "done", "done", "done", "done"]
    assert html.count(f"编号 {number}") >= 3
    assert html.count("已证明") == 16


def test_manifest_that_tells_nothing(consolidated: Path, tmp_path: Path) -> None:
    """What a manifest does not say of its proofs is not evaluated, and never proved."""
    folder = copied(consolidated, tmp_path)
    publish.run(task(folder), SILENT)
    (manifest,) = (folder / "公开复核").glob("*.json")
    data = json.loads(manifest.read_text(encoding="utf-8"))
    data["proofs"]["secrets"]["state"] = "fine"
    del data["proofs"]["text"]
    data["proofs"]["tables"]["numbers"] = "many"
    manifest.write_text(json.dumps(data), encoding="utf-8")
    html = edition_page(seen(folder)).main
    assert html.count("已证明") == 6
    assert html.count("未能判断") >= 2
    assert steps_of(folder)[2] == "wrong"


def test_a_pack_without_publication(tmp_path: Path) -> None:
    """It says so, and has no button."""
    start_from_example(tmp_path / "c", "final-accounts-2020")
    html = edition_page(seen(tmp_path / "c")).main
    assert "没有公开文本" in html
    assert "<form" not in html


def test_every_task_has_its_file() -> None:
    """What a form of mine starts is a job that the desk knows, and its file is there."""
    kinds = {"new", "next-year", "generate", "lists", "deadline", "consolidate", "publish", "seal",
             "reopen"}  # fmt: skip
    assert kinds <= routes.TASKS | routes.HOME_TASKS
    assert all(callable(find_task(kind)) for kind in kinds)


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


def test_replies_and_decisions_are_told(consolidated: Path, tmp_path: Path) -> None:
    """What was replied to an explanation, and which file was chosen, each with its time."""
    folder = copied(consolidated, tmp_path)
    with closing(sqlite3.connect(folder / LEDGER)) as connection, connection:
        sha256 = connection.execute(
            "SELECT sha256 FROM received WHERE entity = '312006'"
        ).fetchone()[0]
        connection.execute(
            "INSERT INTO explanation (at, entity, sha256, subject, state, text) "
            "VALUES ('2027-01-02T03:04:05+00:00', '312006', ?, 's', 't', '按<合同>执行')",
            (sha256,),
        )
        connection.execute(
            "INSERT INTO reply (at, explanation, kind, words) "
            "SELECT '2027-01-03T04:05:06+00:00', max(number), 'declined', '请附合同' "
            "FROM explanation"
        )
    accept_file(
        load_campaign(folder), load_pack_for(load_campaign(folder)),
        folder / "in" / "312005-看守所-2020.xlsx", SILENT,
    )  # fmt: skip
    html = records_page(seen(folder)).main.partition('id="decisions"')[2]
    assert "“按&lt;合同&gt;执行” → 不采纳：请附合同" in html
    assert "采用 312005-看守所-2020.xlsx，另 0 份不采用" in html
    assert html.index("不采纳") < html.index("汇总-2020.xlsx")  # the last first


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


LIST: Final = "单位代码,单位名称,单位简称,上级单位\n"


def test_new_from_a_list(tmp_path: Path) -> None:
    """A list with mistakes is told by row, and nothing is there; corrected, it is a campaign."""
    path = tmp_path / "waits" / "名录.csv"
    path.parent.mkdir()
    path.write_text(f"{LIST}1,甲局,甲,\n1x!,乙所,乙,1\n12,丙所,,1\n", encoding="utf-8")
    place = tmp_path / "campaigns"
    form = {"period": "2027", "deadline": "2027-11-30", "pack": "county-budget", "name": ""}
    asked = waiting(task(None, place, **form), "entities", path)
    with pytest.raises(ListError) as told:
        new.run(asked, SILENT)
    assert str(told.value).split("\n")[0].startswith("名录.csv:3: ")
    assert str(tmp_path) not in str(told.value)
    assert not (place / "2027").exists()
    html = home(place, job=JobState("new", JobStatus.FAILED, error=str(told.value)))
    assert "名录.csv 第 3 行" in html
    assert "名录.csv 第 4 行" in html
    path.write_text(f"{LIST}1,甲局,甲,\n11,乙所,乙,1\n", encoding="utf-8")
    result = new.run(asked, SILENT)
    campaign = load_campaign(place / result["folder"])
    assert (campaign.period, campaign.deadline) == ("2027", "2027-11-30")
    assert campaign.root == "1"


@pytest.mark.parametrize(
    "name", ["con", "..", "../x", "a/b", "a\\b", ".hidden", "x" * 61, "a\0b", "c:"]
)
def test_new_under_no_name(name: str, tmp_path: Path) -> None:
    """A name that leads elsewhere is refused, and nothing is written."""
    with pytest.raises(CampaignError):
        new.run(task(None, tmp_path / "h", name=name, example="pingxiang-2020"), SILENT)
    assert list(tmp_path.iterdir()) in ([], [tmp_path / "h"])


def test_new_from_an_example_and_next_year(consolidated: Path, tmp_path: Path) -> None:
    """An example of a name; next year's campaign beside this one, which takes over its units."""
    result = new.run(task(None, tmp_path, name="试用", example="pingxiang-2020"), SILENT)
    assert load_campaign(tmp_path / "试用").period == "2020"
    assert result["folder"] == "试用"
    folder = copied(consolidated, tmp_path)
    asked = task(folder, tmp_path, period="2021", deadline="2021-11-30", name="")
    assert next_year.run(asked, SILENT)["folder"] == "2021"
    campaign = load_campaign(tmp_path / "2021")
    assert (campaign.period, campaign.deadline) == ("2021", "2021-11-30")
    assert [each.code for each in campaign.entities] == ["312", "312002", "312005", "312006"]
    with pytest.raises(CampaignError, match="已存在"):
        next_year.run(asked, SILENT)
