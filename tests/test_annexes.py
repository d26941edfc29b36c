"""What explains a department's workbook: every figure leads to its source, every sheet is true."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest
from typer.testing import CliRunner

from xltool.cli.app import app
from xltool.consolidation.consolidate import consolidate, received
from xltool.consolidation.workbook_plan import plan_workbook
from xltool.evaluation.submission_values import SubmissionValues
from xltool.facts.facts import facts
from xltool.layout.layout import lay_out
from xltool.messages.render import render
from xltool.model.submission import Key
from xltool.reading.read import read_return
from xltool.schedules.project_budgets import project_budgets
from xltool.schedules.trace import HEADER, traced
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl import Workbook

    from tests.office import Office
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

D = Decimal
CODES: Final = ("312002", "312005", "312006")
SHEETS: Final = ["封面", "目录",
                 "收支总表", "三公经费", "政府采购", "固定资产", "绩效目标", "内部往来",
                 "分单位对照", "项目预算", "校核", "来源", "图表"]  # fmt: skip
PAGE: Final = Path(__file__).parent.parent / "docs" / "consolidation.md"


@pytest.fixture(scope="module")
def whole(pack: Pack, campaign: Campaign, returned: Mapping[str, Path]) -> Submission:
    """The department, consolidated from its three returned files."""
    children = []
    for code in CODES:
        read = read_return(returned[code], pack).submission
        assert read is not None
        children.append(received(pack, read, when="2020-01-15 09:30", forced=("R1：某处",)))
    return consolidate(pack, campaign.entity("312"), children)


@pytest.fixture(scope="module")
def written(
    pack: Pack, whole: Submission, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Workbook]:
    """Its workbook, with the results that we stored."""
    path = tmp_path_factory.mktemp("annexes") / "department.xlsx"
    write_workbook(path, pack, whole)
    return path, openpyxl.load_workbook(path, data_only=True)


def rows(book: Workbook, sheet: str) -> list[list[Any]]:
    """Return the values of a sheet, row by row."""
    page: Any = book[sheet]
    return [[cell.value for cell in row] for row in page.iter_rows()]


def test_sheets_stand_in_order(written: tuple[Path, Workbook]) -> None:
    """目录, forms, what explains them, then each entity's forms; 目录 leads to all of them."""
    _, book = written
    assert book.sheetnames[: len(SHEETS)] == SHEETS
    page: Any = book["目录"]
    led = {
        cell.hyperlink.location.partition("!")[0].strip("'")
        for row in page.iter_rows()
        for cell in row
        if cell.hyperlink
    }
    inner = {name for name in book.sheetnames if name.startswith(CODES)}
    assert len(inner) == 18
    assert led == set(SHEETS) - {"封面", "目录"} | inner


def test_every_figure_leads_to_the_cells_it_is_made_of(
    pack: Pack, whole: Submission, written: tuple[Path, Workbook]
) -> None:
    """From a figure to its row in 分单位对照, from there to each entity's cell with that value."""
    _, book = written
    compared: Any = book["分单位对照"]
    followed = 0
    for form in pack.reported:
        slots = lay_out(form, whole.extents[form.id]).slots
        for key, cell in slots.items():
            value = (
                SubmissionValues(pack, whole).get(key)
                if key.column in {"current", "value"}
                else None
            )
            if not isinstance(value, D) or form.id == "performance":
                continue
            page: Any = book[form.template.sheet]
            sheet, _, at = page[cell.address].hyperlink.location.rpartition("!")
            assert sheet == "'分单位对照'"
            assert D(str(compared[at].value)) == value
            parts = [compared.cell(compared[at].row, col) for col in (2, 3, 4)]
            total = D(0)
            for code, part in zip(CODES, parts, strict=True):
                if part.value is not None:
                    where, _, there = part.hyperlink.location.rpartition("!")
                    assert where == f"'{code} {form.template.sheet}'"
                    total += D(str(book[where.strip("'")][there].value))
            assert total == value
            followed += 1
    assert followed > 25


def test_rows_lead_to_the_rows_they_were_carried_from(written: tuple[Path, Workbook]) -> None:
    """A procurement line and a card lead to the same text on the entity's own sheet."""
    _, book = written
    for sheet in ("政府采购", "绩效目标"):
        page: Any = book[sheet]
        linked = [cell for row in page.iter_rows() for cell in row if cell.hyperlink]
        for cell in linked:
            where, _, there = cell.hyperlink.location.rpartition("!")
            if where != "'分单位对照'":
                assert where.startswith(tuple(f"'{code} " for code in CODES))
                assert book[where.strip("'")][there].value == cell.value
        assert len(linked) > 250


def test_sources_name_file_checksum_time_and_findings(
    whole: Submission, written: tuple[Path, Workbook]
) -> None:
    """来源 has a row per return, with what was accepted by force."""
    _, book = written
    found = {row[1]: row for row in rows(book, "来源") if row[1] in CODES}
    for child in whole.children:
        row, receipt = found[child.entity.code], child.receipt
        assert receipt is not None
        assert row[3:10] == [
            f"{child.entity.code}.xlsx", receipt.sha256, "2020-01-15 09:30", "2020.4",
            receipt.serial, receipt.facts, "R1：某处",
        ]  # fmt: skip
        assert receipt.facts > 50
        assert re.fullmatch("[0-9a-f]{64}", receipt.sha256)


def test_receipts_travel_with_the_workbook(
    pack: Pack, whole: Submission, written: tuple[Path, Workbook]
) -> None:
    """Read again, each child still says which file it was handed in as."""
    path, _ = written
    read = read_return(path, pack).submission
    assert read is not None
    assert [part.receipt for part in read.children] == [part.receipt for part in whole.children]


def test_project_budget_counts_once(
    pack: Pack, whole: Submission, written: tuple[Path, Workbook]
) -> None:
    """项目预算 lists each project once; its sum stands in 分单位对照, and on no form."""
    _, book = written
    held = project_budgets(plan_workbook(pack, whole))
    table = [row for row in rows(book, "项目预算")[4:] if isinstance(row[0], int)]
    assert [row[2] for row in table] == [budget.project for budget in held]
    assert len({(budget.owner.code, budget.project) for budget in held}) == len(held) == 13
    assert {row[1] for row in table} == {"312002 公安局", "312006 交警队"}
    lines = rows(book, "分单位对照")
    (line,) = (row for row in lines if "每个项目名称计一次" in str(row[0]))
    assert line[1:5] == [
        sum(float(row[3]) for row in table if row[1].startswith(code)) or None for code in CODES
    ] + [1934]


def test_stock_is_told_from_additions(written: tuple[Path, Workbook]) -> None:
    """What is held and what is to be added are called so, and nothing invites to add them up."""
    lines = [[str(row[0]), row[4]] for row in rows(written[1], "分单位对照")]
    titles = [label for label, _ in lines if label.startswith("固定资产")]
    assert titles == [
        "固定资产　数量　存量、新增分别列示，不相加",
        "固定资产　价值（金额单位：万元）　存量、新增分别列示，不相加",
    ]
    assert ["存量·资产总额", 6811.69] in lines
    assert ["新增·拟新增固定资产总额", 1278] in lines
    assert ["存量·2、车辆（台、辆）", 378.8] in lines
    assert ["新增·2、车辆（台、辆）", 97.5] in lines
    assert not [label for label, _ in lines if label.startswith(("1、房屋", "2、车辆"))]


def test_cover_shows_the_key_figures(written: tuple[Path, Workbook]) -> None:
    """The figures that the pack names stand on the cover, each a formula over its cell."""
    path, book = written
    page: Any = book["封面"]
    shown = [[page.cell(row, col).value for col in (2, 4, 5)] for row in range(9, 17)]
    assert shown == [
        ["主要数据　单位：万元", None, None],
        ["项　　目", "部门数", "上年数"],
        ["收支总表　收入总计", 8319.42, 9221.66],
        ["收支总表　支出总计", 8319.42, 9221.66],
        ["三公经费　合计", 55.05, 45.05],
        ["政府采购　合计", 1621, "——"],
        ["固定资产　存量·资产总额", 6811.69, "——"],
        ["固定资产　新增·拟新增固定资产总额", 1278, "——"],
    ]
    formulas: Any = openpyxl.load_workbook(path)["封面"]
    for row in range(11, 17):
        link = formulas.cell(row, 2).hyperlink.location
        assert formulas.cell(row, 4).value == f'=IF({link}="","",{link})'
        where, _, at = link.rpartition("!")
        assert book[where.strip("'")][at].value == page.cell(row, 4).value


def test_proofs_hold_with_both_sides(written: tuple[Path, Workbook]) -> None:
    """校核 has every rule of the department's level, both sides, the difference and 相符."""
    _, book = written
    table = [row for row in rows(book, "校核")[4:] if row[0] is not None]
    assert {"R1", "R29", "R33", "R38", "R39"} <= {row[1] for row in table}
    assert {row[7] for row in table if row[1] not in {"R16", "R25", "R32", "R33"}} == {"相符"}
    assert "不符" not in {row[7] for row in table}
    assert ["R1", 8319.42, "＝", 8319.42, 0] in [[row[1], *row[3:7]] for row in table]
    totals = [row for row in table if row[1] == "R39"]
    assert len(totals) > 15


def test_charts_are_native_and_patterned(written: tuple[Path, Workbook]) -> None:
    """Three charts each for income, expenditure and 三公; no series differ by colour only."""
    path, _ = written
    with zipfile.ZipFile(path) as package:
        names = [name for name in package.namelist() if name.startswith("xl/charts/chart")]
        texts = [package.read(name).decode() for name in names]
    assert len(texts) == 9
    years = [text for text in texts if "本年与上年" in text]
    assert len(years) == 3
    for text in years:
        assert text.count("<c:ser>") == 2
        assert text.count("a:pattFill") > 0
        assert text.count("<c:showVal") >= 2


# --- Whoever alters these sheets is told of it ---------------------------------------------------

LAST: Final = "固定资产　新增·拟新增固定资产总额"
ALTERED: Final = {
    "figure-of-an-entity": ("分单位对照!B7", 1, [("R39", "error", "B7", "5459.02")]),
    "sum": ("分单位对照!E7", 1, [("R39", "error", "E7", "8319.42")]),
    "sum-deleted": ("分单位对照!E7", None, [("R39", "error", "E7", "8319.42")]),
    "elimination": ("分单位对照!F7", 5, [("R39", "error", "F7", "")]),
    "right-figure": ("分单位对照!B7", 5459.02, [("R39", "warning", "B7", "5459.02")]),
    "entity-of-a-column": ("分单位对照!B5", "局", [("R39", "warning", "B5", "公安局")]),
    "budget-of-a-project": ("项目预算!D5", 1, [("R39", "error", "D5", "79.5")]),
    "proof": ("校核!H10", "相符", [("R39", "error", "H10", "提醒：请核实")]),
    "file-name": ("来源!D5", "别的.xlsx", [("R39", "warning", "D5", "312002.xlsx")]),
    "share": ("图表!D6", 50, [("R39", "error", "D6", "100")]),
    "key-figure": ("封面!D11", 1, [("R39", "error", "D11", "8319.42")]),
    "key-figure-of-nobody": ("封面!B16", "资产", [("R39", "warning", "B16", LAST)]),
    "contents": ("目录!B5", "甲", [("R39", "warning", "B5", "收支总表")]),
}  # fmt: skip


@pytest.mark.parametrize(("place", "value", "expected"), ALTERED.values(), ids=ALTERED)
def test_alteration_is_told_at_its_cell(
    pack: Pack,
    written: tuple[Path, Workbook],
    tmp_path: Path,
    place: str,
    value: object,
    expected: list[tuple[str, str, str, str]],
) -> None:
    """A figure typed over a formula is an error at its cell, a changed text a warning; no more."""
    book = openpyxl.load_workbook(written[0])
    sheet, _, cell = place.partition("!")
    book[sheet][cell].value = value
    book.save(tmp_path / "altered.xlsx")
    found = read_return(tmp_path / "altered.xlsx", pack)
    told = [(f.rule, f.severity, f.cell, f.expected) for f in found.findings]
    assert (told, {f.sheet for f in found.findings}) == (expected, {sheet})
    assert all(render(f, language)[0] for f in found.findings for language in ("zh", "en"))


def test_what_an_altered_figure_is_called(
    pack: Pack, written: tuple[Path, Workbook], tmp_path: Path
) -> None:
    """The finding names line and column, and says what must be there."""
    book = openpyxl.load_workbook(written[0])
    book["分单位对照"]["C7"].value = 400
    book.save(tmp_path / "altered.xlsx")
    (found,) = read_return(tmp_path / "altered.xlsx", pack).findings
    assert (found.label.zh, found.column, found.value) == ("一般公共预算拨款收入", "看守所", "400")
    assert render(found, "zh")[0] == "汇总数与各单位表不一致：应为 399.75，现为 400。"


def test_values_pasted_over_a_sheet_are_one_warning(
    pack: Pack, written: tuple[Path, Workbook], tmp_path: Path
) -> None:
    """Whoever turns a whole sheet into values alters nothing: one warning says how many."""
    path, values = written
    book = openpyxl.load_workbook(path)
    for row in book["项目预算"].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.startswith("="):
                cell.value = values["项目预算"][cell.coordinate].value
    book.save(tmp_path / "altered.xlsx")
    (found,) = read_return(tmp_path / "altered.xlsx", pack).findings
    assert (found.message, found.sheet, found.params) == (
        "R39.constants", "项目预算", {"count": "13"},
    )  # fmt: skip


def test_deleted_sheet_is_told(pack: Pack, written: tuple[Path, Workbook], tmp_path: Path) -> None:
    """A sheet that explains is missed, by name."""
    book = openpyxl.load_workbook(written[0])
    del book["来源"]
    book.save(tmp_path / "altered.xlsx")
    found = read_return(tmp_path / "altered.xlsx", pack).findings
    assert [(f.rule, f.message, f.sheet) for f in found] == [("R39", "R39.sheet", "来源")]


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("ending", "kind"),
    [
        ("xlsx", "Calc MS Excel 2007 XML"),
        ("ods", "calc8"),
        ("xls", "MS Excel 97"),
    ],
)
def test_saving_by_another_program_alters_nothing(
    office: Office,
    pack: Pack,
    written: tuple[Path, Workbook],
    tmp_path: Path,
    ending: str,
    kind: str,
) -> None:
    """Saved by LibreOffice in any of its formats, the sheets that explain are as they were."""
    target = tmp_path / f"saved.{ending}"
    office.fill(written[0], target, {}, filter=kind)
    found = read_return(target, pack).findings
    assert [f for f in found if f.rule == "R39"] == []


def test_trace_names_every_returned_cell(
    pack: Pack, whole: Submission, returned: Mapping[str, Path]
) -> None:
    """What a figure is made of adds up to it, and stands in the named cell of the named file."""
    books = {
        f"{code}.xlsx": openpyxl.load_workbook(path, data_only=True)
        for code, path in returned.items()
    }
    sums: dict[Key, D] = defaultdict(D)
    for row in traced(pack, whole):
        key = Key(row.table, row.entity, row.row, row.column)
        if row.kind == "unit":
            value = books[row.source][row.source_sheet][row.source_cell].value
            assert str(value) == row.amount or D(str(value)) == D(row.amount)
        if row.kind == "unit" and row.column in {"current", "value", "amount"}:
            sums[key] += D(row.amount) if re.fullmatch(r"-?[0-9.]+", row.amount) else 0
    numbers = {
        Key(fact.table, fact.entity, fact.row, fact.column): fact.value
        for fact in facts(pack, whole)
        if fact.table != "indicators" and fact.column in {"current", "value"}
    }
    assert {key: sums[key] for key in numbers} == {key: D(v) for key, v in numbers.items()}


def test_trace_is_a_command(department: Path) -> None:
    """``extract --trace`` prints the contributions as CSV."""
    run = CliRunner().invoke(app, ["extract", str(department), "--trace"])
    assert run.exit_code == 0
    table = list(csv.reader(io.StringIO(run.stdout)))
    assert tuple(table[0]) == HEADER
    assert len(table) > 2000


def test_page_for_finance_shows_the_figures(pack: Pack, whole: Submission) -> None:
    """The table in docs/consolidation.md holds what 分单位对照 shows of the example."""
    codes = {line.label: line.code for line in pack.form("income_expenditure").table.lines}
    shown = r"^\| (\S+) \|" + r" ([\d.]+) \|" * 4 + r" .* ([\d.]+) \|$"
    table = re.findall(shown, PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(table) == 5
    for label, *values in table:
        key = Key("income_expenditure", "312", codes[label], "current")
        own = [
            SubmissionValues(pack, c).get(key._replace(entity=c.entity.code))
            for c in whole.children
        ]
        total = SubmissionValues(pack, whole).get(key)
        assert [D(value) for value in values] == [*own, total, total]
