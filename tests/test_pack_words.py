"""xltool speaks in the words of the pack: on covers, in titles, and in the rules that it lists."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

import openpyxl
import pytest

from tests.small_pack import small_pack
from tests.test_cli import run
from xltool.errors import PackError
from xltool.model.pack_texts import PackTexts
from xltool.pack.load import load_pack
from xltool.reading.read import read_return
from xltool.report.rule_listing import rule_entries

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from tests.small_pack import Edit
    from xltool.model.forms import Pack

MANIFEST: Final = "templates/pack.toml"
WORDS: Final = """\
forms = ["summary", "courses"]
name = "部门决算"
hint = "随填随查。"
chart_title = "决算分析图"
deadline = "{next}-02-28"
cover = { period = "决算年度", nature = "单位性质", rank = "单位级别" }
projects = { sheet = "培训班经费", each = "培训班", amount = "经费" }
"""
CHARTS: Final = 'measure = "单位：元"\ncharts = ["total"]'
FEE: Final = 'money("人均费用", nullable=False, ge=0, adds={})'
ACCOUNTS: Final[tuple[Edit, ...]] = (
    (MANIFEST, 'forms = ["summary", "courses"]\n', WORDS),
    ("templates/summary.toml", 'measure = "单位：万元"', CHARTS),
    ("templates/courses.toml", "rows = 5", "rows = 5\nnil = true"),
    ("schemas/summary.py", 'money("上年预算数", ge=0)', 'money("上年", ge=0, last="current")'),
    ("schemas/courses.py", FEE.format("False"), FEE.format('"name"')),
)
FACTS: Final = """\
entity,period,form,table,row,label,column,value
31,2021,summary,summary,inside,,current,9
31,2021,summary,summary,inside,,prior,4
31,2021,courses,courses,1,,name,班
31,2021,courses,courses,1,,place,市内
31,2021,courses,courses,1,,people,3
31,2021,courses,courses,1,,fee,2
"""


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a pack of other words and a campaign of it, whose one return is filled in."""
    folder = tmp_path_factory.mktemp("accounts")
    small_pack(folder / "pack", *ACCOUNTS)
    (folder / "entities.csv").write_text(
        "code,name,short,parent,nature\n3,县局,县局,,\n31,一所,一所,3,事业\n", encoding="utf-8"
    )
    (folder / "facts.csv").write_text(FACTS, encoding="utf-8")
    options = ("--entities", folder / "entities.csv", "--period", "2021", "--pack", folder / "pack")
    run("init", folder / "2021", *options)
    run("generate", folder / "2021", "--data", folder / "facts.csv")
    (made,) = (folder / "2021" / "out").glob("*.xlsx")
    shutil.copyfile(made, folder / "2021" / "in" / made.name)
    run("consolidate", folder / "2021")
    return folder


def workbook(accounts: Path) -> Path:
    """Return the unit's workbook."""
    (path,) = (accounts / "2021" / "out").glob("*.xlsx")
    return path


def department(accounts: Path) -> Path:
    """Return the department's workbook."""
    (path,) = (accounts / "2021").glob("*汇总*.xlsx")
    return path


def texts(sheet: Worksheet) -> list[str]:
    """Return the texts of a sheet, row by row."""
    return [cell.value for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]


def test_campaign_has_the_packs_words(accounts: Path) -> None:
    """Its title, the deadline that it proposes and the guide; no list of projects without cards."""
    settings = (accounts / "2021" / "campaign.toml").read_text(encoding="utf-8")
    assert 'title = "县局2021年部门决算"' in settings
    assert "# deadline = 2022-02-28 " in settings
    assert not (accounts / "2021" / "projects.csv").exists()
    with ZipFile(workbook(accounts).with_suffix(".zip")) as packed:
        guide = packed.read("填报说明.txt").decode("utf-8-sig")
    assert "决算年度：2021年" in guide
    assert "预算" not in guide.replace("培训费预算", "")


def test_cover_has_the_packs_rows(accounts: Path) -> None:
    """The rows that the pack names stand there in its order, what follows comes right below."""
    cover = openpyxl.load_workbook(workbook(accounts))["封面"]
    rows = [[cell.value for cell in row] for row in cover["B5:E7"]]
    assert rows == [
        ["单位名称", "一所", "单位代码", "31"],
        ["决算年度", "2021", "单位性质", "事业"],
        ["单位级别", "——", None, None],
    ]
    assert cover["C10"].value == "随填随查。"
    (dropdown,) = cover.data_validations.dataValidation
    assert str(dropdown.sqref) == "D13"  # beside the form that asks
    assert cover["B13"].value == "培训班明细"
    assert "填报说明" not in texts(cover)  # the pack has no steps to tell


def test_a_cover_of_four_rows_moves_the_answers(tmp_path: Path) -> None:
    """The checks of the answers name the cells where these stand, however long the cover is."""
    small_pack(
        tmp_path / "pack",
        *ACCOUNTS[2:],
        (MANIFEST, 'title = "培训费预算报表"\n', 'title = "培训费"\ncover = {}\n'),
    )
    (tmp_path / "e.csv").write_text("code,name,short,parent\n3,局,局,\n31,所,所,3\n", "utf-8")
    folder = tmp_path / "2021"
    options = ("--entities", tmp_path / "e.csv", "--period", "2021", "--pack", tmp_path / "pack")
    run("init", folder, *options)
    run("generate", folder)
    (made,) = (folder / "out").glob("*.xlsx")
    book = openpyxl.load_workbook(made)
    (dropdown,) = book["封面"].data_validations.dataValidation
    assert str(dropdown.sqref) == "D11"
    assert book.defined_names["xl_nil_courses"].attr_text == "'封面'!$D$11"
    checks = [text for text in texts(book["检查"]) if "没有填写：确实没有数据的" in text]
    assert checks
    assert all("D11 培训班明细" in text for text in checks)


def test_cover_without_meta_is_read_by_the_packs_words(accounts: Path, tmp_path: Path) -> None:
    """The cover still says whose and which year's a workbook is when all else is lost."""
    book: Any = openpyxl.load_workbook(workbook(accounts))
    del book["_meta"]
    for name in ("培训费汇总", "培训班明细"):
        for row in book[name].iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("表样"):
                    cell.value = None
    book.custom_doc_props.props.clear()
    book.properties.keywords = "training"
    book.save(tmp_path / "bare.xlsx")
    found = read_return(tmp_path / "bare.xlsx", load_pack(accounts / "pack"))
    assert found.submission is not None
    assert (found.submission.entity.code, found.submission.period) == ("31", "2021")


def test_department_has_the_packs_words(accounts: Path) -> None:
    """The sheet of what counts once, the title of the charts, their measure, and the contents."""
    book = openpyxl.load_workbook(department(accounts))
    assert "项目预算" not in book.sheetnames
    once, charts, contents = book["培训班经费"], book["图表"], book["目录"]
    assert [once["A2"].value, once["C4"].value, once["D4"].value] == [
        "培训班经费表", "培训班名称", "经费",
    ]  # fmt: skip
    assert "每个培训班只计一次" in texts(once)
    assert "每个培训班的经费，只计一次" in texts(contents)
    assert charts["A2"].value == "决算分析图"
    assert "单位：元" in texts(charts)
    assert not [text for text in texts(charts) if "万元" in text]
    for sheet in ("封面", "目录", "分单位对照", "图表", "校核"):
        assert not [
            t
            for t in texts(book[sheet])
            if "预算" in t.replace("本年预算数", "").replace("培训费预算", "")
        ]


def test_department_is_read_back(accounts: Path) -> None:
    """No sheet of it is unknown, and what counts once is compared as what stands elsewhere."""
    found = read_return(department(accounts), load_pack(accounts / "pack"))
    assert found.submission is not None
    assert not found.findings


def listed(pack: Pack) -> list[str]:
    """Return xltool's own rules that are listed for a pack."""
    return [entry.rule for entry in rule_entries(pack) if entry.rule.startswith("R")]


def test_rules_are_listed_where_a_pack_has_what_they_speak_of(tmp_path: Path, pack: Pack) -> None:
    """R30 of the day of the assets, R35 of what counts once, R36 of ratios and indicators."""
    others = ["R34", "R37", "R39", "R40"]
    assert listed(load_pack(small_pack(tmp_path / "plain"))) == others
    once = load_pack(small_pack(tmp_path / "once", *ACCOUNTS))
    assert listed(once) == ["R34", "R35", *others[1:]]
    day = ("templates/summary.toml", "单位：万元", "截止时间：{previous}年12月31日")
    ratio = ("schemas/summary.py", 'date("起始日期")', 'rate("比率")')
    both = load_pack(small_pack(tmp_path / "both", day, ratio))
    assert listed(both) == ["R30", "R34", "R36", *others[1:]]
    assert {"R30", "R35", "R36"} <= set(listed(pack))


def test_words_of_a_budget_are_what_a_pack_need_not_say(pack: Pack) -> None:
    """The default pack states none of them."""
    assert pack.texts == PackTexts()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('cover = { year = "年度" }', "cover: 不认识 year · unknown year"),
        ('cover = { period = " " }', "cover: period: 空白 · blank"),
        ('deadline = "{period}-13-01"', "deadline: 应为日期"),
        ('deadline = "{year}-01-01"', "deadline: 应为日期"),
        ('projects = { sheet = "培训班明细" }', "projects.sheet: 与报表重名 培训班明细"),
        ('projects = { sheet = "a/b" }', "projects.sheet: 工作表名无效 a/b"),
        ('projects = { shet = "a" }', "shet: 没有这一项 · unknown"),
        ("hint = 3", "hint: 类型不对 3 · wrong type: 3"),
    ],
)
def test_words_that_cannot_be_printed_are_told(tmp_path: Path, line: str, words: str) -> None:
    """Each is one problem, with file and key."""
    edit = (MANIFEST, 'id = "training"\n', f'id = "training"\n{line}\n')
    with pytest.raises(PackError) as error:
        load_pack(small_pack(tmp_path, edit))
    (problem,) = str(error.value).splitlines()
    assert problem.startswith(f"templates/pack.toml: {words}")
