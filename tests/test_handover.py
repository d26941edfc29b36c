"""Results that people hand over: pages to print, workbooks, letters, one page for whoever signs."""

from __future__ import annotations

import codecs
import csv
import io
import re
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest

from tests.test_campaign import edit, streams
from tests.test_cli import refused, run
from xltool.campaign.department_summary import DepartmentSummary, department_summary
from xltool.campaign.folder import load_campaign, start_from_example
from xltool.campaign.reminders import Reminder
from xltool.campaign.status_board import EntityStatus, ReportingState, StatusBoard
from xltool.consolidation.consolidate import consolidate
from xltool.csv_text import Number
from xltool.documents.content_text import content_text
from xltool.documents.document import (
    ContentKind,
    Document,
    DocumentColumn,
    DocumentPage,
    DocumentTable,
)
from xltool.documents.styled_text import StyledText, TextStyle
from xltool.errors import XltoolError
from xltool.evaluation.submission_values import SubmissionValues
from xltool.facts.facts import facts, headings, read_entered_facts
from xltool.model.forms import Entity
from xltool.report.board_document import board_document
from xltool.report.document_page import document_page
from xltool.report.document_text import document_file
from xltool.report.reminder_document import reminder_document
from xltool.report.summary_document import summary_document
from xltool.schedules.key_figures import KeyFigure, key_figures
from xltool.values.decimal_text import MASK
from xltool.writing import list_writer
from xltool.writing.document_writer import write_document
from xltool.writing.list_writer import write_list

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from openpyxl.worksheet.worksheet import Worksheet

    from xltool.facts.facts import EnteredFacts
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

pytestmark = pytest.mark.usefixtures("reads_here")

MADE: Final = datetime(2020, 12, 3, 5, tzinfo=UTC).astimezone()
NOW: Final = MADE.strftime("%Y-%m-%d %H:%M")
AT: Final = "2020-11-30T08:00:00+00:00"
LOCAL: Final = datetime(2020, 11, 30, 8, tzinfo=UTC).astimezone()
JAIL: Final = Entity("312005", "平乡县看守所", "看守所")
ROOT: Final = Entity("312", "平乡县公安局（部门）", "公安局")
DUE: Final = "　　贵单位“预算”（2020 年度）的报表，截止日期是 2020年11月30日，已过。"
DUE_EN: Final = "Your return for “预算” (budget year 2020) is due by 2020-12-10."
ABOUT: Final = "　　关于贵单位“预算”（2020 年度）的报表："
COVER: Final = (
    "Where a form has no data, choose “无数据” in its row on the cover; save the workbook when the "
    "cover says “可以上报”."
)
HOSTILE: Final = "=1+1 <script>\u202e"


def a_document(*rows: tuple[object, ...]) -> Document:
    """Return a document with a table of each kind of column."""
    kinds = ("文字", ContentKind.TEXT), ("金额", ContentKind.AMOUNT), ("个数", ContentKind.COUNT), \
        ("比率", ContentKind.RATE), ("时间", ContentKind.TIME)  # fmt: skip
    columns = tuple(DocumentColumn(name, kind, 14.0) for name, kind in kinds)
    table = DocumentTable(columns, rows)  # type: ignore[arg-type]
    page = DocumentPage("名/称", "题目", ("说明",), (table,), ("附注",))
    return Document("题目", "zh", MADE, (page,))


def a_board(*standings: EntityStatus, deadline: str = "") -> StatusBoard:
    """Return the board as it is on 2020-12-03."""
    overdue = bool(deadline) and deadline < "2020-12-03"
    return StatusBoard("预算", "2020", deadline, overdue, standings, ())


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign past its deadline: one return accepted, one with an error, one missing."""
    folder = tmp_path_factory.mktemp("handover") / "2020"
    start_from_example(folder, "pingxiang-2020")
    with (folder / "campaign.toml").open("a", encoding="utf-8") as file:
        file.write('deadline = "2020-11-30"\n')
    path = folder / "in" / "312005-看守所-2020.xlsx"
    book = openpyxl.load_workbook(path)
    book["固定资产"]["B8"] = "2辆"
    book.save(path)
    (folder / "in" / "312006-交警队-2020.xlsx").unlink()
    run("check", "-C", folder, "--format", "json", code=1)
    return folder


def rows_of(path: Path, name: str = "") -> list[list[object]]:
    """Return the values of a sheet, row by row."""
    return [[cell.value for cell in row] for row in the_sheet(path, name).iter_rows()]


def footer(sheet: Worksheet) -> str:
    """Return what stands at the foot of each printed page."""
    assert sheet.oddFooter
    return str(sheet.oddFooter.center.text)


def the_sheet(path: Path, name: str = "") -> Worksheet:
    """Return a sheet of a workbook, without another name the first."""
    book = openpyxl.load_workbook(path)
    sheet = book[name] if name else book.worksheets[0]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    return sheet


# --- One document, every format -----------------------------------------------------------------


def test_a_workbook_has_numbers_times_and_texts(tmp_path: Path) -> None:
    """Numbers stay numbers with their format, times local ones, texts never formulas."""
    exact = Decimal("12345678901234567.89")
    document = a_document(
        (HOSTILE, Decimal("-1234.5"), 1200, Decimal("12.3"), LOCAL),
        ("二", exact, None, "不可比", None),
        ("三", Decimal("0.125"), 0, MASK, None),
    )
    write_document(tmp_path / "a.xlsx", document)
    sheet = the_sheet(tmp_path / "a.xlsx", "名 称")
    head = next(cell.row for cell in sheet["A"] if cell.value == "文字")
    one, two, three = (sheet[head + number] for number in (1, 2, 3))
    assert [cell.value for cell in one] == [
        "=1+1 <script>\\u202e", -1234.5, 1200, 0.123, LOCAL.replace(tzinfo=None),
    ]  # fmt: skip
    assert one[0].data_type == "s"
    assert [cell.number_format for cell in one[1:]] == [
        "#,##0.00", "#,##0", "#,##0.00%", "yyyy-mm-dd hh:mm",
    ]  # fmt: skip
    assert two[1].value == "12,345,678,901,234,567.89"  # no double holds it
    assert [cell.value for cell in three] == ["三", 0.125, 0, MASK, None]
    assert three[1].number_format == "#,##0.000"


def test_a_workbook_is_ready_to_print(tmp_path: Path) -> None:
    """A4, one page wide, headings on every page, numbered pages, room to sign."""
    write_document(tmp_path / "a.xlsx", a_document(("一", None, None, None, None)))
    sheet = the_sheet(tmp_path / "a.xlsx")
    head = next(cell.row for cell in sheet["A"] if cell.value == "文字")
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    properties = sheet.sheet_properties.pageSetUpPr
    assert properties
    assert properties.fitToPage
    assert sheet.print_title_rows == f"${head}:${head}"
    assert sheet.freeze_panes == f"A{head + 1}"
    assert footer(sheet) == "第 &P 页，共 &N 页"
    texts = [cell.value for cell in sheet["A"] if cell.value]
    assert texts[:2] == ["题目", "说明"]
    assert texts[-3:-1] == [
        "附注",
        "经办人：＿＿＿＿＿＿　负责人：＿＿＿＿＿＿　盖章：＿＿＿＿＿＿　日期：＿＿＿＿＿＿",
    ]
    zone = MADE.isoformat()[-6:]
    assert texts[-1] == f"生成时间：{NOW}（时间均为 UTC{zone}）"
    wide = replace(a_document(), wide=True, language="en")
    write_document(tmp_path / "b.xlsx", wide)
    sheet = the_sheet(tmp_path / "b.xlsx")
    assert (sheet.page_setup.orientation, footer(sheet)) == (
        "landscape", "Page &P of &N",
    )  # fmt: skip


def test_sheets_have_names_that_excel_takes(tmp_path: Path) -> None:
    """Names are cut, cleaned and told apart, whatever an entity is called."""
    pages = [DocumentPage(name, "t") for name in ("a" * 40, "A" * 40, "b[]:*?/\\", "", "'")]
    write_document(tmp_path / "a.xlsx", Document("t", "zh", MADE, tuple(pages)))
    names = openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames
    assert names == ["a" * 31, "A" * 27 + " (2)", "b", "1", "1 (2)"]


def test_a_page_is_ready_to_print() -> None:
    """The page runs nothing, asks for nothing, escapes texts, and prints on numbered A4."""
    page = document_page(a_document((HOSTILE, Decimal(1234), 3, Decimal(5), LOCAL)))
    assert "script-src" not in page
    assert "default-src &#x27;none&#x27;" in page
    assert "=1+1 &lt;script&gt;\\u202e" in page
    assert "@page { size: A4 portrait;" in page
    assert '"第 " counter(page) " 页，共 " counter(pages) " 页"' in page
    assert "thead { display: table-header-group; }" in page
    assert '<td class="amount">1,234.00</td><td class="count">3</td>' in page
    assert '<td class="rate">5.00%</td>' in page
    assert re.findall(r'<p class="signature">(.*?)</p>', page) == [
        "<span>经办人</span><span>负责人</span><span>盖章</span><span>日期</span>"
    ]
    assert " style=" not in page  # which the policy would not allow
    english = document_page(replace(a_document(), language="en", wide=True))
    assert "@page { size: A4 landscape;" in english
    assert "<span>Prepared by</span><span>Approved by</span><span>Seal</span>" in english


def test_a_text_file_has_the_same() -> None:
    """A text has headings, figures flush right, and long texts on lines of their own."""
    lines = list(document_file(a_document(("一", Decimal(5), 1, None, None))))
    assert lines[:5] == [
        "题目\n",
        "说明\n",
        "\n",
        "文字  金额  个数  比率  时间\n",
        "一    5.00     1\n",
    ]
    columns = DocumentColumn("甲"), DocumentColumn("乙", wraps=True)
    table = DocumentTable(columns, (("x", "长" * 70), ("yy", "")))
    page = DocumentPage("n", "t", tables=(table,), signed=False)
    lines = list(document_file(Document("t", "zh", MADE, (page,))))
    assert lines[2:5] == ["1.  x\n", f"    乙  {'长' * 70}\n", "2.  yy\n"]


def test_numbers_read_as_people_write_them() -> None:
    """Amounts have separators and two places or all they have; a masked one stays masked."""
    amount = ContentKind.AMOUNT
    read = [content_text(each, amount) for each in (Decimal("1E+4"), Decimal("-0.125"), MASK)]
    assert read == ["10,000.00", "-0.125", MASK]
    assert content_text(Decimal("-1234.5"), ContentKind.RATE) == "-1,234.50%"
    assert content_text(StyledText("错", TextStyle.ERROR), amount) == "错"


# --- Status, receipts, findings ----------------------------------------------------------------


def test_status_as_a_workbook(checked: Path, tmp_path: Path) -> None:
    """Who owes and who is late stands in a workbook as on the screen."""
    _, told = streams("status", "-C", checked, "--lang", "zh", "-o", tmp_path / "a.xlsx")
    assert told.startswith(f"已写入 {tmp_path / 'a.xlsx'}\n")
    rows = rows_of(tmp_path / "a.xlsx")
    head = next(row for row in rows if row[0] == "单位代码")
    assert head == ["单位代码", "单位", "状态", "逾期", "各表", "错误", "提醒", "收到时间", "文件"]
    table = {row[0]: dict(zip(head, row, strict=True)) for row in rows if str(row[0])[:3] == "312"}
    assert [row["状态"] for row in table.values()] == ["已接受", "有错误", "未报"]
    assert table["312005"]["错误"] == 1
    assert isinstance(table["312005"]["收到时间"], datetime)
    days = (datetime.now().astimezone().date() - datetime(2020, 11, 30, tzinfo=UTC).date()).days
    assert table["312006"]["逾期"] == f"逾期 {days} 天"
    assert table["312006"]["错误"] is None  # not known, and not zero


def test_days_late_are_those_of_the_arrival() -> None:
    """One that came late was late by then; one that owes is late until today."""
    late = EntityStatus(JAIL, ReportingState.ERRORS, ("a.xlsx",), AT, 3, 1, late=1)
    owes = EntityStatus(replace(JAIL, code="9"), ReportingState.OWES, late=4)
    board = a_board(late, owes, deadline="2020-11-29")
    (table,) = board_document(board, "en", MADE).pages[0].tables
    assert [column.title for column in table.columns] == [
        "code", "entity", "state", "late", "errors", "warnings", "received", "files",
    ]  # fmt: skip
    assert [row[3] for row in table.rows] == ["1 day late", "4 days late"]
    assert table.rows[1][4:] == (None, None, None, "")


def test_receipts_are_a_page_for_each_entity(checked: Path, tmp_path: Path) -> None:
    """Each entity gets its own receipt, with the whole hash and a line to sign."""
    run("receipt", "-C", checked, "--lang", "zh", "-o", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["312", "312002", "312005"]
    texts = [str(cell.value) for row in book["312005"].iter_rows() for cell in row if cell.value]
    assert "报送单位：312005 平乡县看守所　截止日期：2020-11-30" in texts
    assert [text for text in texts if re.fullmatch("[0-9a-f]{64}", text)]
    assert [text for text in texts if text.startswith("逾期 ")]
    assert [text for text in texts if text.startswith("经办人：")]


def test_findings_as_a_workbook(checked: Path, tmp_path: Path) -> None:
    """``check -o x.xlsx`` has a sheet with the files, and one with a row for each entry."""
    run("check", "-C", checked, "--lang", "zh", "-o", tmp_path / "a.xlsx", code=1)
    files = rows_of(tmp_path / "a.xlsx", "各文件")
    assert [row[:6] for row in files if row[0] == "312005"] == [
        ["312005", "看守所", "312005-看守所-2020.xlsx", "需要修改", 1, 4]
    ]
    rows = rows_of(tmp_path / "a.xlsx", "问题清单")
    assert [row for row in rows if row[4] == "错误"] == [[
        "312005", "看守所", "固定资产", "B8", "错误", "XL-112", "2、车辆（台、辆） 数量", "2辆",
        "“2辆”不是数字：带计量单位。",
        "请只填数字，不带单位、括号、百分号或文字；没有数就留空，确实为零才填 0。",
    ]]  # fmt: skip


def test_changes_as_a_workbook(checked: Path, tmp_path: Path) -> None:
    """Large changes have amounts and percentages that Excel counts with."""
    run("compare", "-C", checked, "--lang", "zh", "-o", tmp_path / "a.xlsx")
    rows = rows_of(tmp_path / "a.xlsx")
    assert ["312002 公安局", "三公经费!E10", "公务接待费", 1.2, 0.9, -0.3, -0.25,
            "减少0.3万元：严格控制公务接待标准"] in rows  # fmt: skip


@pytest.mark.parametrize("command", ["status", "receipt", "compare", "check", "remind", "summary"])
def test_a_workbook_needs_a_file(checked: Path, command: str) -> None:
    """A workbook never goes to stdout."""
    assert "请用 -o 给出文件名" in refused(command, "-C", checked, "--format", "xlsx")


# --- Reminders ----------------------------------------------------------------------------------


def the_letter(status: EntityStatus, language: str, deadline: str = "2020-11-30") -> list[str]:
    """Return the lines of the letter to an entity that was sent ``a.xlsx``."""
    board = a_board(status, deadline=deadline)
    document = reminder_document(board, [Reminder(status, (), "a.xlsx")], ROOT, language, MADE)
    assert document.pages[0].issuer[0].startswith(ROOT.name)
    return [document.pages[0].title, *map(str, document.pages[0].lines)]


def test_a_letter_to_one_that_owes() -> None:
    """It says by when, how late, and what to do."""
    owes = EntityStatus(JAIL, ReportingState.OWES, late=3)
    assert the_letter(owes, "zh") == [
        "催报通知", "平乡县看守所：",
        f"{DUE}到 {NOW} 还没有收到，已逾期 3 天。",
        "请办理：", "1. 填好下发的工作簿“a.xlsx”。",
        "2. 没有数据的表，在封面该表一行选“无数据”；封面显示“可以上报”后保存。",
        "3. 收到本通知后尽快报回。",
    ]  # fmt: skip
    assert the_letter(replace(owes, late=0), "en", "2020-12-10") == [
        "Reminder", "平乡县看守所:",
        f"{DUE_EN} By {NOW} nothing was received.",
        "Please:", "1. Fill in the workbook “a.xlsx” that was sent to you.",
        f"2. {COVER}",
        "3. Hand it in by 2020-12-10.",
    ]  # fmt: skip


def test_letters_of_the_other_states() -> None:
    """Each state has its own title and its own request."""
    at = LOCAL.strftime("%Y-%m-%d %H:%M")
    status = EntityStatus(JAIL, ReportingState.UNTOUCHED, ("b.xlsx",), AT)
    assert the_letter(status, "zh", "")[:3] == [
        "催报通知", "平乡县看守所：",
        f"{ABOUT}收到的“b.xlsx”（{at} 收到）没有填写：可填的格子都空着，也没有选“无数据”。",
    ]  # fmt: skip
    several = replace(status, state=ReportingState.UNDECIDED, files=("b.xlsx", "c.xlsx"))
    title, *_, first, last = the_letter(several, "zh")
    assert (title, first, last) == (
        "核实通知", "1. 核对这几份，书面告知以哪一份为准。", "2. 收到本通知后尽快报回。",
    )  # fmt: skip


def test_reminders_of_a_campaign(checked: Path, tmp_path: Path) -> None:
    """Who owes, has errors or open warnings gets a page, with what has to be mended."""
    _, told = streams("remind", "-C", checked, "--lang", "zh", "-o", tmp_path / "a.xlsx")
    assert told == f"已写入 {tmp_path / 'a.xlsx'}\n"
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["312002 公安局", "312005 看守所", "312006 交警队"]
    titles = [sheet["A1"].value for sheet in book.worksheets]
    assert titles == ["核实通知", "退回修改通知", "催报通知"]
    rows = [[cell.value for cell in row] for row in book["312005 看守所"].iter_rows()]
    assert [row[:5] for row in rows if row[2] == "错误"] == [
        ["固定资产", "B8", "错误", "2、车辆（台、辆） 数量", "“2辆”不是数字：带计量单位。"]
    ]
    assert not [row for row in rows if "提示" in row]
    text = run("remind", "312006", "-C", checked, "--lang", "zh")
    assert text.startswith("催报通知\n平乡县公安局交通警察大队：\n")
    assert "向我们领取要填的工作簿" in text  # nothing was generated
    assert "999" in refused("remind", "999", "-C", checked)


def test_nobody_is_reminded_of_what_the_officer_has_to_do(folder: Path) -> None:
    """Files that were not checked yet are named to the officer; no letter is written."""
    target = folder.parent / "a.html"
    _, told = streams("remind", "-C", folder, "--lang", "zh", "-o", target)
    assert not target.exists()
    assert "没有需要催办的单位" in told
    assert f"有 4 份文件还没有审核，没有计入；先运行 xltool check {folder}" in told


# --- The page for whoever signs -----------------------------------------------------------------


def test_key_figures_are_exact(pack: Pack, submissions: Mapping[str, Submission]) -> None:
    """The main totals of the department are the published ones, with last year and change."""
    parent = consolidate(pack, ROOT, list(submissions.values()))
    values = SubmissionValues(pack, parent)
    figures = {(each.sheet, each.label): each for each in key_figures(values)}
    income = figures["收支总表", "收入总计"]
    assert (income.current, income.prior) == (Decimal("8319.42"), Decimal("9221.66"))
    assert (income.change, income.rate) == (Decimal("-902.24"), Decimal("-9.78"))
    assert figures["三公经费", "合计"].current == Decimal("55.05")
    assert figures["政府采购", "合计"].current == Decimal(1621)
    assert not figures["政府采购", "合计"].compared
    assert figures["固定资产", "存量·资产总额"].current == Decimal("6811.69")
    assert ("收支总表", "基金预算拨款收入") not in figures  # nil in both years


def test_what_is_not_known_is_not_nil(pack: Pack, submissions: Mapping[str, Submission]) -> None:
    """A masked figure masks its total, and the page says that this is not zero."""
    jail = submissions["312005"]
    records = tuple(
        replace(each, values={**each.values, "current": MASK}) if each.row == "reception" else each
        for each in jail.tables["three_public"]
    )
    masked = replace(jail, tables={**jail.tables, "three_public": records})
    parent = consolidate(pack, ROOT, [submissions["312002"], masked])
    found = {(each.sheet, each.label): each for each in key_figures(SubmissionValues(pack, parent))}
    total = found["三公经费", "合计"]
    assert (total.current, total.change, total.rate) == (MASK, MASK, MASK)
    assert found["三公经费", "公务接待费"].current == MASK
    figure = KeyFigure("三公经费", "合计", 0, MASK, Decimal(5))
    board = a_board()
    summary = DepartmentSummary(ROOT, board, (), "单位：万元", (figure,), ())
    page = summary_document(summary, Decimal(20), "zh", MADE).pages[0]
    assert page.tables[0].rows == (("三公经费", "合计", MASK, Decimal(5), MASK, MASK),)
    assert page.after[-1] == "** 表示其中有被隐去或读不出的数，不是零。"


def test_the_summary_counts_what_is_accepted(checked: Path, pack: Pack) -> None:
    """Only accepted returns are added up; who is left out is named, with what is open."""
    summary = department_summary(load_campaign(checked), pack, Decimal(20))
    assert [entity.code for entity in summary.included] == ["312002"]
    assert summary.figures[0].current == Decimal("5459.02")
    page = summary_document(summary, Decimal(20), "zh", MADE).pages[0]
    assert [getattr(line, "text", line) for line in page.lines] == [
        "年度：2020　截止日期：2020-11-30（已过）",
        "共 3 个单位：未报 1，已报未审 0，有错误 1，待定 0，已接受 1。",
        "以下数据由 1 个单位汇总（应报 3 个）　单位：万元", "未计入：看守所、交警队",
    ]  # fmt: skip
    _, open_ = page.tables
    assert [row[2] for row in open_.rows] == ["已接受", "有错误", "未报"]
    assert page.after == ("比上年增减超过 20% 的有 3 处，没有写明原因的 0 处。",)


def test_unchecked_files_are_in_no_figure(folder: Path) -> None:
    """Before the first check there are no figures, and the officer is told to check."""
    text, told = streams("summary", "-C", folder, "--lang", "en")
    assert "No return has been accepted yet: there are no figures." in text
    assert "8,319.42" not in text
    assert "4 of the files are not checked yet" in told


# --- Facts for people ---------------------------------------------------------------------------


def stated(facts: EnteredFacts) -> tuple[object, ...]:
    """Return what facts say, but for the rows of the file that its totals stand in."""
    return facts.tables, facts.nil, {key: total.text for key, total in facts.totals.items()}


def test_facts_come_back_from_every_file(
    pack: Pack, returned: Mapping[str, Path], submissions: Mapping[str, Submission], tmp_path: Path
) -> None:
    """A workbook, a CSV in Chinese and one in English are read alike, to the last digit."""
    source = tmp_path / "312005.xlsx"
    shutil.copy(returned["312005"], source)
    targets = {tmp_path / "a.xlsx": "zh", tmp_path / "b.csv": "zh", tmp_path / "c.csv": "en"}
    for target, language in targets.items():
        run("extract", source, "-o", target, "--lang", language)
    own = read_entered_facts(tmp_path / "a.xlsx", pack)
    for name in ("b.csv", "c.csv"):
        other = read_entered_facts(tmp_path / name, pack)
        assert {key: stated(facts) for key, facts in other.items()} == {
            key: stated(facts) for key, facts in own.items()
        }
    assert own["312005", "2020"].nil == submissions["312005"].nil
    written = (tmp_path / "b.csv").read_bytes()
    assert written.startswith(codecs.BOM_UTF8 + "单位代码,年度,".encode())
    rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"))))
    assert tuple(rows[0]) == headings("zh")
    sheet = the_sheet(tmp_path / "a.xlsx", "数据")
    expected = list(facts(pack, submissions["312005"]))
    assert sheet.max_row == len(expected) + 1 == len(rows)
    value = headings("zh").index("数值")
    shown = [row[value] for row in sheet.iter_rows(min_row=2, values_only=True)]
    numbers = [Decimal(repr(each)) for each in shown if isinstance(each, int | float)]
    assert numbers == [Decimal(each.value) for each in expected if isinstance(each.value, Number)]


def test_a_list_keeps_what_excel_cannot_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Digits beyond 15 stay a text, formulas texts; more rows than a sheet has are refused."""
    long = "12345678901234567.89"
    rows = [("001", Number(long)), ("=1+1", Number("1234.125")), (MASK, Number("0"))]
    target = tmp_path / "a.xlsx"
    write_list(target, "数据", ("a", "b"), rows)
    sheet = the_sheet(target)
    assert list(sheet.iter_rows(min_row=2, values_only=True)) == [
        ("001", long), ("=1+1", 1234.125), (MASK, 0),
    ]  # fmt: skip
    assert sheet["B3"].number_format == "#,##0.000"
    assert (sheet.print_title_rows, sheet.freeze_panes) == ("$1:$1", "A2")
    before = target.read_bytes()
    monkeypatch.setattr(list_writer, "MOST_ROWS", 3)
    with pytest.raises(XltoolError, match=r"超过 3 行，Excel 放不下，请改用 \.csv"):
        write_list(target, "数据", ("a", "b"), rows)
    assert target.read_bytes() == before


def test_programs_read_ids_and_no_mark(returned: Mapping[str, Path]) -> None:
    """Stdout has the ids of the columns and no mark, unless a language is asked for."""
    assert run("extract", returned["312005"]).startswith("entity,period,form,")
    assert run("extract", returned["312005"], "--lang", "zh").startswith("单位代码,年度,报表,")


def test_nothing_to_compare_is_no_result(folder: Path) -> None:
    """Before a return is accepted, nobody says that there are no large changes."""
    shutil.rmtree(folder / "in")
    (folder / "in").mkdir()
    text = run("compare", "-C", folder, "--lang", "zh")
    assert "还没有已接受的报表，没有可以比较的数。\n" in text
    assert "没有增减较大" not in text


def test_history_and_changes_are_handed_over(checked: Path, tmp_path: Path) -> None:
    """The versions of a workbook, and what changed between two, as what people print and sign."""
    run("history", "312005", "-C", checked, "--lang", "zh", "-o", tmp_path / "a.xlsx")
    rows = rows_of(tmp_path / "a.xlsx", "经过")
    assert [row[1] for row in rows if "312005-看守所-2020.xlsx" in row] == ["收到"]
    original = tmp_path / "before.xlsx"
    edit(checked / "in" / "312005-看守所-2020.xlsx", {"收支总表!F6": "原说明"}, original)
    files = "diff", original, "312005"
    run(*files, "-C", checked, "--lang", "zh", "-o", tmp_path / "b.xlsx")
    assert ["F6", "一般公共预算拨款收入", "说明", "原说明", "空白"] in rows_of(
        tmp_path / "b.xlsx", "变化"
    )
    for name, beginning in (("b.html", "<!doctype html>"), ("b.txt", "\ufeff报表变化\n")):
        run(*files, "-C", checked, "--lang", "zh", "-o", tmp_path / name)
        text = (tmp_path / name).read_text("utf-8")
        assert text.lower().startswith(beginning) or text.startswith(beginning.lstrip("\ufeff"))
    assert "b.pdf" in refused(*files, "-C", checked, "-o", tmp_path / "b.pdf")
