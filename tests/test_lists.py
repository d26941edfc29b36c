"""Lists are read as spreadsheet programs save them; what cannot be used is told, all of it."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest
import xlsxwriter

from tests.test_cli import refused, run
from tests.test_pack import copy
from xltool.campaign.entity_list import read_entities
from xltool.campaign.folder import load_campaign
from xltool.errors import CampaignError, ListError, PackError
from xltool.model.forms import Entity
from xltool.pack.load import load_pack

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Rows = Sequence[Sequence[object]]
__all__ = ["copy"]  # a fixture
HEADING: Final = ("代码", "全称", "简称", "上级单位", "性质", "规格", "经费保障形式")
BODY: Final = (
    ("361", "某县卫生健康局（部门）", "卫健局", "", "部门", "", ""),
    ("361001", "某县卫生健康局", "卫健局", "361", "行政", "正科级", "财政拨款"),
    ("361002", "某县人民医院", "县医院", "361", "事业", "股级", "财政补助"),
)
ENTITIES: Final = tuple(Entity(*row[:3], *row[3:]) for row in BODY)
ENCODINGS: Final = ("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be")


def text(rows: Rows, separator: str = ",") -> str:
    """Return rows as a program saves them as text."""
    return "".join(separator.join(map(str, row)) + "\r\n" for row in rows)


def book(path: Path, rows: Rows, sheet: str = "名录") -> Path:
    """Write rows into a workbook."""
    with xlsxwriter.Workbook(path) as made:
        page = made.add_worksheet(sheet)
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return path


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_text_in_any_encoding(tmp_path: Path, encoding: str, separator: str) -> None:
    """As Excel and WPS save it: every encoding, and what separates the columns."""
    path = tmp_path / "名录.csv"
    path.write_bytes(text([HEADING, *BODY], separator).encode(encoding))
    assert read_entities(path) == ENTITIES


def test_workbook(tmp_path: Path) -> None:
    """Codes that are numbers there are the codes that people see."""
    rows = [HEADING, *((int(row[0]), *row[1:3], int(row[3] or 0) or "", *row[4:]) for row in BODY)]
    assert read_entities(book(tmp_path / "a.xlsx", rows)) == ENTITIES
    # what a file is, its content says
    assert read_entities(book(tmp_path / "a.csv", rows)) == ENTITIES


def test_numbers_with_zeros_before_them(tmp_path: Path) -> None:
    """A format that shows 001 makes the code 001."""
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as made:
        page, zeros = made.add_worksheet(), made.add_format({"num_format": "000"})
        page.write_row(0, 0, HEADING[:3])
        page.write_row(1, 1, ["某局", "某局"])
        page.write_number(1, 0, 1, zeros)
    (entity,) = read_entities(tmp_path / "a.xlsx")
    assert entity.code == "001"


def test_what_people_leave_around(tmp_path: Path) -> None:
    """A title above, notes beside, blank rows, blanks, other widths and cases, another order."""
    path = tmp_path / "a.csv"
    rows = [
        ["2027年单位名录"],
        [],
        [" 简 称 ", "CODE", "全称（备注）", "单位全称", "ＰＡＲＥＮＴ"],
        [" 卫健局　", "361", "x", "某县卫生健康局（部门）", ""],
        ["", "", "", "", ""],
        ["县医院", " 361002\u200b", "y", " 某县人民医院", "361"],
        ["", " ", "", "", ""],
    ]
    path.write_text(text(rows), encoding="utf-8")
    assert read_entities(path) == (
        Entity("361", "某县卫生健康局（部门）", "卫健局"),
        Entity("361002", "某县人民医院", "县医院", "361"),
    )


BAD: Final[dict[str, tuple[Rows, tuple[str, ...]]]] = {
    "float": ([*BODY[:2], ("361002.0", *BODY[2][1:])], ("a.csv:4: 361002.0: Excel 改了代码",)),
    "exponent": ([*BODY[:2], ("3.61E+05", *BODY[2][1:])], ("a.csv:4: 3.61E+05: Excel 改了代码",)),
    "zeros": (
        [("001", "部门", "甲", ""), ("001001", "乙", "乙", "001"), ("1002", "丙", "丙", "001")],
        ("a.csv:4: 1002: Excel 去掉了代码开头的 0，应为 001002",),
    ),
    "zeros of a parent": (
        [("001", "某部门", "甲", ""), ("001001", "乙局", "乙", "1")],
        ("a.csv:3: 1: Excel 去掉了代码开头的 0，应为 001",),
    ),
    "two roots": (
        [BODY[0], (*BODY[1][:3], "", *BODY[1][4:])],
        ("a.csv: 应恰有一个没有上级的单位（汇总单位），现有 361 卫健局、361001 卫健局",),
    ),
    "much": (
        [
            BODY[0], ("361001", "", "局", "361"), ("361001", "院", "", "362"),
            ("", "某所", "所", "361"),
        ],
        (
            "a.csv:3: 361001: 单位全称空着",
            "a.csv:4: 361001: 单位简称空着",
            "a.csv:4: 361001: 名录里没有上级单位 362",
            "a.csv:5: 单位代码空着（某所）",
            "a.csv:4: 361001: 重复，",
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "told"), BAD.values(), ids=BAD)
def test_all_that_is_wrong_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: Rows, told: Sequence[str]
) -> None:
    """Each problem on a line of its own: file, row, value and remedy."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.csv").write_text(text([HEADING, *rows]), encoding="utf-8")
    lines = refused("init", "new", "--entities", "a.csv", "--period", "2027").splitlines()
    assert len(lines) == len(told)
    assert [
        line for line, begin in zip(lines, told, strict=True) if not line.startswith(begin)
    ] == []
    assert all(" · " in line for line in lines)
    assert not (tmp_path / "new").exists()


def hide_all(source: Path, target: Path) -> None:
    """Copy a workbook with all its sheets hidden, as no program saves one."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name).replace(b"<sheet name=", b'<sheet state="hidden" name=')
            new.writestr(name, data)


def test_files_that_are_no_lists(tmp_path: Path) -> None:
    """Missing, neither text nor workbook, another workbook, two lists in one, values in error."""
    cases = {
        tmp_path / "none.csv": "找不到文件",
        tmp_path / "picture.csv": "不是表格文件",
        tmp_path / "macros.xlsx": "XL-1",
        tmp_path / "two.xlsx": "有几张工作表都像名单，请只留一张：甲、乙",
        tmp_path / "error.xlsx": "Sheet!A3: 是错误值 #REF!",
        tmp_path / "twice.csv": "表头重复",
        tmp_path / "lacks.csv": "表头缺少 全称、简称；没有认出的：部门、备注 · ",
        tmp_path / "blank.xlsx": "表头缺少 代码、全称、简称",
    }
    hide_all(book(tmp_path / "whole.xlsx", [HEADING, *BODY]), tmp_path / "blank.xlsx")
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xff")
    (tmp_path / "macros.xlsx").write_bytes(b"PK\x03\x04 no zip")
    (tmp_path / "twice.csv").write_text("代码,code,全称,简称\n1,2,a,b\n", encoding="utf-8")
    (tmp_path / "lacks.csv").write_text("代码,部门,,备注\n1\n", encoding="utf-8")
    made = openpyxl.Workbook()
    made.worksheets[0].title = "甲"
    made.worksheets[0].append(HEADING)
    made.create_sheet("乙").append(HEADING)
    made.save(tmp_path / "two.xlsx")
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page.append(HEADING)
    page.append(BODY[0])
    page["A3"] = "#REF!"
    page["A3"].data_type = "e"
    made.save(tmp_path / "error.xlsx")
    for path, said in cases.items():
        with pytest.raises(ListError) as told:
            read_entities(path)
        assert str(path) in str(told.value)
        assert said in str(told.value)


# --- the other lists of a campaign ---------------------------------------------------------------


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    """Return the folder of a campaign."""
    source = book(tmp_path / "名录.xlsx", [HEADING, *BODY])
    run(
        "init", tmp_path / "c", "--entities", source, "--period", "2027", "--deadline", "2027-11-30"
    )
    return tmp_path / "c"


def test_campaign_from_a_workbook(campaign: Path) -> None:
    """The entities come from it, the deadline from the command; the files open in Excel."""
    loaded = load_campaign(campaign)
    assert loaded.entities == ENTITIES
    assert loaded.deadline == "2027-11-30"
    for name in ("entities.csv", "projects.csv"):
        assert (campaign / name).read_bytes().startswith(b"\xef\xbb\xbf")


def test_lists_as_workbooks_in_the_folder(campaign: Path) -> None:
    """A list may be a workbook, but nobody guesses between two."""
    (campaign / "projects.csv").unlink()
    book(
        campaign / "projects.xlsx",
        [("项目名称", "单位代码"), ("设备购置", 361002), ("培训", 361001)],
    )
    assert load_campaign(campaign).projects == {"361002": ("设备购置",), "361001": ("培训",)}
    (campaign / "projects.csv").write_text("entity,project\n", encoding="utf-8")
    with pytest.raises(ListError, match=r"projects.csv、projects.xlsx"):
        load_campaign(campaign)


def test_projects_that_cannot_be(campaign: Path) -> None:
    """Twice, of the department itself, of nobody, without a name: all are told."""
    rows = [
        ("单位代码", "项目名称"), ("361001", "甲"), ("361001", "甲 "), ("361", "乙"),
        ("361009", "丙"), ("361001", ""), ("县医院", "丁"),
    ]  # fmt: skip
    (campaign / "projects.csv").write_text(text(rows), encoding="gbk")
    lines = refused("generate", "-C", campaign).splitlines()
    path = campaign / "projects.csv"
    begins = [
        f"{path}:5: 361009: 单位名录里没有",
        f"{path}:7: 县医院: 这里填单位代码，应为 361002 · give the code here: 361002",
        f"{path}:4: 361 是汇总单位",
        f"{path}:6: 项目名称空着", f"{path}:3: 361001 甲: 重复",
    ]  # fmt: skip
    assert len(lines) == len(begins)
    assert all(line.startswith(begin) for line, begin in zip(lines, begins, strict=True))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-16"])
def test_settings_in_any_encoding(campaign: Path, encoding: str) -> None:
    """Notepad saves as it likes."""
    path = campaign / "campaign.toml"
    path.write_bytes(path.read_text(encoding="utf-8").replace("\n", "\r\n").encode(encoding))
    assert load_campaign(campaign).title == "某县卫生健康局（部门）2027年部门预算"


def test_settings_that_nobody_knows(campaign: Path) -> None:
    """A key with a slip is refused, with the one that was meant."""
    path = campaign / "campaign.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("deadline", "dead_line"), "utf-8")
    with pytest.raises(CampaignError, match="dead_line: 没有这一项，是不是 deadline"):
        load_campaign(campaign)
    path.write_text("title = \n", "utf-8")
    with pytest.raises(CampaignError, match="第 1 行"):
        load_campaign(campaign)


def test_deadline_is_a_day(tmp_path: Path) -> None:
    """It is checked before anything is written."""
    source = book(tmp_path / "名录.xlsx", [HEADING, *BODY])
    said = refused(
        "init", tmp_path / "c", "--entities", source, "--period", "2027", "--deadline", "11月30日"
    )
    assert said.startswith("--deadline: 11月30日: 应为日期")
    assert not (tmp_path / "c").exists()


# --- code lists and facts ------------------------------------------------------------------------


def test_code_lists_of_a_pack(copy: Path) -> None:
    """As a workbook or in GBK they are the same lists; a changed code is named."""
    folder = copy
    codes, before = folder / "schemas" / "codes", load_pack(folder)
    measures = (codes / "measures.csv").read_text(encoding="utf-8")
    text = measures.replace("code,label", "代码;名称").replace(",", ";")
    (codes / "measures.csv").write_bytes(text.encode("gbk"))
    assert load_pack(folder).codes == before.codes
    lines = [line.split(",") for line in measures.splitlines()]
    (codes / "measures.csv").unlink()
    book(codes / "measures.xlsx", lines)
    assert load_pack(folder).codes == before.codes
    book(codes / "measures.xlsx", [*lines, ["2.04E+06", "其他"]])
    with pytest.raises(
        PackError, match=r"schemas/codes/measures.xlsx:\d+: 2.04E\+06: Excel 改了代码"
    ):
        load_pack(folder)
