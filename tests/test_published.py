"""Published tables: what they print beside labels and figures, and how that comes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest

from tests.published import faults, filled, judged, published_pack
from tests.test_pack import refusal
from tests.test_trees import differing
from xltool.bulk.bulk_writer import BulkWriter
from xltool.consolidation.consolidate import consolidate
from xltool.layout.cells import Role
from xltool.layout.layout import lay_out
from xltool.model.forms import Entity
from xltool.pack.load import load_pack
from xltool.reading.read import read_return
from xltool.values.rounded_figures import in_wan
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office
    from tests.published import Entries
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Pack

D = Decimal
CARS: Final = {"abroad_b": D("1.2"), "buy_b": D(20), "run_b": D("3.5"), "hosts_b": D("0.8")}
SPENT: Final = {"abroad": D(1), "buy": D("19.9"), "run": D("3.4"), "hosts": D("0.5")}
BALANCE: Final[Entries] = {
    "balance": {
        "granted": {"amount": D(120)},
        "other": {"amount": D("3.5")},
        "201": {"basic": D(50), "project": D(20)},
        "204": {"basic": D("53.5")},
    },
}


def spent(total: str, **lines: tuple[str, str, str]) -> Entries:
    """Return entries in which 支出决算表 says 123.5 in all, but for the lines that are given."""
    rows = {
        "total": ("123.5", "103.5", "20"),
        "204": ("123.5", "103.5", "20"),
        "20402": ("123.5", "103.5", "20"),
        "2040201": ("103.5", "103.5", ""),
        "2040202": ("20", "", "20"),
    }
    rows |= {code.removeprefix("c"): texts for code, texts in lines.items()}
    rows["total"] = (total, *rows["total"][1:])
    names = ("total", "basic", "project")
    return {
        **BALANCE,
        "vehicles": {"unit": CARS | SPENT},
        "spending": {
            code: {name: D(text) for name, text in zip(names, texts, strict=True) if text}
            for code, texts in rows.items()
        },
    }


ENTRIES: Final = spent("123.5")
NO_CARS: Final = {table: rows for table, rows in ENTRIES.items() if table != "vehicles"}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The pack of published tables."""
    return load_pack(published_pack(tmp_path_factory.mktemp("published")))


def laid_out(pack: Pack, form: str) -> SheetLayout:
    """Lay out a form of one unit."""
    return lay_out(pack.form(form), filled(pack, ENTRIES).extents[form])


def printed(layout: SheetLayout, role: Role) -> list[tuple[str, str, int, int]]:
    """Return address, text, height and width of what is printed in one role."""
    cells = (cell for cell in layout.cells if cell.role is role)
    return [(cell.address, cell.text, cell.height, cell.width) for cell in cells]


def insert_column(path: Path, name: str) -> None:
    """Insert a blank column before all others of a sheet; merged areas move along."""
    book = openpyxl.load_workbook(path)
    sheet = book[name]
    sheet.insert_cols(1)
    for merged in sheet.merged_cells.ranges:
        merged.shift(1, 0)
    book.save(path)


# --- Headings in levels -------------------------------------------------------------------------


def test_neighbours_that_begin_alike_share_a_heading(tables: Pack) -> None:
    """Headings stand in as many rows as the deepest needs; a column's title reaches down."""
    heads = printed(laid_out(tables, "vehicles"), Role.HEAD)
    assert [head for head in heads if head[3] > 1] == [
        ("A4", "预算数", 1, 6), ("C5", "公务用车购置及运行维护费", 1, 3),
        ("G4", "决算数", 1, 6), ("I5", "公务用车购置及运行维护费", 1, 3),
    ]  # fmt: skip
    assert [head[:3] for head in heads if head[3] == 1][:3] == [
        ("A5", "合计", 2), ("B5", "因公出国（境）费", 2), ("C6", "小计", 1),
    ]  # fmt: skip


def test_columns_go_on_with_the_lines_on_their_left(tables: Pack) -> None:
    """The second block of 支出 has its figures beside the labels of the first."""
    layout = laid_out(tables, "balance")
    places = {(key.row, key.column): cell.address for key, cell in layout.slots.items()}
    assert places["granted", "amount"] == "C8"
    assert (places["201", "basic"], places["out_total", "project"]) == ("G8", "H11")
    assert ("granted", "basic") not in places


def test_faulty_headings_are_named(tmp_path: Path) -> None:
    """Lines must begin somewhere, a heading must say something and be a text."""
    blank = ("templates/balance.toml", '["支　出", "{period}年决算数"]', '["支　出", "　"]')
    assert refusal(published_pack(tmp_path / "a", blank)) == [
        "templates/balance.toml: band.title: 各级标题不能空着 · a heading is blank",
    ]
    where = "templates/balance.toml: band.lines"
    edit = ("templates/balance.toml", 'lines = ["granted", "other", "", "in_total"]\n', "")
    assert refusal(published_pack(tmp_path / "b", edit)) == [
        f"{where}: 左边没有栏组，应列出行次 · no band on its left: name lines",
        *(
            f"templates/balance.toml: 行次未排入 {code} · line is not printed: {code}"
            for code in ("granted", "other", "in_total")
        ),
    ]
    edit = ("templates/balance.toml", '["支　出", "{period}年决算数"]', '["支　出", 2021]')
    assert refusal(published_pack(tmp_path / "c", edit)) == [
        "templates/balance.toml: title.2: 类型不对 2021 · wrong type: 2021",
    ]


def test_years_stand_in_titles_and_headings(tables: Pack) -> None:
    """The title, a heading and a column's title name the year of the workbook."""
    layout = laid_out(tables, "balance")
    assert printed(layout, Role.TITLE) == [("A2", "2021年收入支出决算总表", 1, 8)]
    heads = [head[:2] for head in printed(layout, Role.HEAD)]
    assert ("G5", "2021年决算数") in heads
    assert ("C5", "2021年收入") in heads
    form = tables.form("balance")
    older = lay_out(form, filled(tables, ENTRIES, period="2020").extents["balance"])
    assert ("G5", "2020年决算数") in [head[:2] for head in printed(older, Role.HEAD)]


def test_lines_have_codes_and_numbers_and_columns_have_numbers(tables: Pack) -> None:
    """行次 counts all rows on from block to block; 栏次 stands below codes and labels only."""
    layout = laid_out(tables, "balance")
    assert printed(layout, Role.NUMBER) == [
        *((f"B{row}", str(row - 7), 1, 1) for row in range(8, 12)),
        *((f"F{row}", str(row - 3), 1, 1) for row in range(8, 12)),
    ]
    assert [cell[:2] for cell in printed(layout, Role.CODE)] == [
        ("D8", "201"), ("D9", "204类"), ("D10", "208"), ("D11", ""),
    ]  # fmt: skip
    assert printed(layout, Role.INDEX) == [
        ("A7", "栏次", 1, 2), ("C7", "1", 1, 1), ("D7", "栏次", 1, 3),
        ("G7", "2", 1, 1), ("H7", "3", 1, 1),
    ]  # fmt: skip


def test_an_altered_number_of_a_column_is_told(tables: Pack, tmp_path: Path) -> None:
    """A number of the row 栏次 that was typed over is reported, and the form is read."""
    path = tmp_path / "altered.xlsx"
    submission = filled(tables, ENTRIES)
    write_workbook(path, tables, submission)
    book = openpyxl.load_workbook(path)
    book["收支总表"]["G7"] = 5
    book.save(path)
    assert faults(path, tables) == [("XL-165", "收支总表", "G7")]


def test_findings_name_columns_with_the_year(tables: Pack, tmp_path: Path) -> None:
    """What is wrong in a column is told under the title that the form prints."""
    path = tmp_path / "negative.xlsx"
    balance = {**ENTRIES["balance"], "granted": {"amount": D(-1)}}
    wrong = filled(tables, {**ENTRIES, "balance": balance})
    write_workbook(path, tables, wrong)
    (finding,) = judged(path, tables).findings
    assert (finding.sheet, finding.cell, finding.column) == ("收支总表", "C8", "2021年收入")
    assert finding.params["column"] == "2021年收入"


def test_bulk_writing_prints_the_same(tables: Pack, tmp_path: Path) -> None:
    """Many workbooks from one template print years, codes and numbers like one drawn alone."""
    writer = BulkWriter(tables)
    for code in ("312001", "312002"):
        for period in ("2021", "2022"):
            path = tmp_path / f"{code}-{period}.xlsx"
            writer.write(path, filled(tables, ENTRIES, code, period), frozenset())
            assert faults(path, tables) == []


HEADING_FAULTS: Final = {
    "name-in-heading": (
        ("templates/balance.toml", "{period}年决算数", "{short}决算数"),
        "templates/balance.toml: band: 不认识空格 {short} · unknown blank {short}",
    ),
    "name-in-title": (
        ("templates/balance.toml", "{period}年收入支出", "{name}收入支出"),
        "templates/balance.toml: title: 不认识空格 {name} · unknown blank {name}",
    ),
    "name-in-column": (
        ("schemas/balance.py", "{period}年收入", "{code}收入"),
        "schemas: balance.amount: 不认识空格 {code} · unknown blank {code}",
    ),
    "name-in-note": (
        ("templates/vehicles.toml", "注：{period}年", "注：{short}"),
        "templates/vehicles.toml: empty: 不认识空格 {short} · unknown blank {short}",
    ),
    "wrong-paper": (
        ("templates/balance.toml", '"portrait"', '"upright"'),
        "templates/balance.toml: paper: 应为 landscape 或 portrait · must be landscape or portrait",
    ),
    "wrong-nil": (
        ("templates/vehicles.toml", 'nil = "本单位没有“三公”经费"', "nil = 1"),
        "templates/vehicles.toml: nil: 类型不对 1 · wrong type: 1",
    ),
    "wrong-totals": (
        ("templates/spending.toml", '"typed"', '"printed"'),
        "templates/spending.toml: totals: 应为 typed，或不写 · must be typed, or left out",
    ),
    "wrong-totals-of-pack": (
        ("templates/pack.toml", "title =", 'totals = "printed"\ntitle ='),
        "templates/pack.toml: totals: 应为 typed，或不写 · must be typed, or left out",
    ),
    "tails-of-nothing": (
        (
            "schemas/balance.py",
            "rules = (",
            'rules = (\n    rule("B0", blank(col.amount), "x", "x", rounding=tails()),',
        ),
        "schemas/balance.py: TypeError: tails() is the tolerance of a comparison of figures",
    ),
    "wrong-scale": (
        ("templates/assets.toml", 'scale = "元"', 'scale = "千元"'),
        "templates/assets.toml: scale: 应为 元 或 万元 · must be 元 or 万元",
    ),
    "no-day": (
        ("schemas/assets.py", "{period}-12-31", "{period}-12-32"),
        "schemas/assets.py: ValueError: day is out of range for month",
    ),
    "wrong-index": (
        ("templates/balance.toml", 'index = "栏次"', "index = true"),
        "templates/balance.toml: index: 类型不对 True · wrong type: True",
    ),
}
"""An edit of the pack, and all that is said about it."""


@pytest.mark.parametrize(("edit", "problem"), HEADING_FAULTS.values(), ids=HEADING_FAULTS.keys())
def test_what_headings_cannot_say_is_named(
    tmp_path: Path, edit: tuple[str, str, str], problem: str
) -> None:
    """One problem, with file and key."""
    assert refusal(published_pack(tmp_path, edit)) == [problem]


def test_a_column_takes_no_name_of_what_is_printed(tmp_path: Path) -> None:
    """In a statement, code and no are printed; a register may have columns of these names."""
    edit = ("schemas/balance.py", "basic=money", "code=money")
    problem = "schemas: balance.code: 名字已用于印行次，请改名 · reserved for what is printed"
    assert problem in refusal(published_pack(tmp_path, edit))


# --- Paper, notes of empty forms, forms without data ---------------------------------------------


EMPTY_NOTE: Final = ("“三公”经费", "A8")
NIL_NOTE: Final = "（本单位没有“三公”经费）"


def shown(path: Path, sheet: str, cell: str) -> object:
    """Return what a cell of a workbook shows, as it was stored."""
    return openpyxl.load_workbook(path, data_only=True)[sheet][cell].value


def test_a_form_lies_as_its_template_says(tables: Pack, tmp_path: Path) -> None:
    """Upright and on one page; the other form across, on as many pages as it needs."""
    path = tmp_path / "paper.xlsx"
    write_workbook(path, tables, filled(tables, ENTRIES))
    book = openpyxl.load_workbook(path)
    upright, across = book["收支总表"].page_setup, book["“三公”经费"].page_setup
    assert (upright.orientation, upright.fitToHeight) == ("portrait", None)
    assert (across.orientation, across.fitToHeight) == ("landscape", 0)


@pytest.mark.libreoffice
def test_a_note_shows_while_a_form_is_empty(office: Office, tables: Pack, tmp_path: Path) -> None:
    """It comes and goes as somebody types, and is no alteration when it comes back."""
    sent, back = tmp_path / "sent.xlsx", tmp_path / "back.xlsx"
    note = "注：2021年没有“三公”经费支出，本表为空。"
    empty = NO_CARS
    write_workbook(sent, tables, filled(tables, empty))
    assert shown(sent, *EMPTY_NOTE) == note
    assert office.values(sent)[EMPTY_NOTE] == note
    office.fill(sent, back, {("“三公”经费", "F7"): D(1)})
    assert office.values(back)[EMPTY_NOTE] == ""
    assert faults(back, tables) == []
    write_workbook(back, tables, filled(tables, ENTRIES))
    assert shown(back, *EMPTY_NOTE) is None


def test_a_form_without_data_prints_its_own_words(tables: Pack, tmp_path: Path) -> None:
    """In the unit's form beside the subtitle, in the parent's when nobody below has any."""
    unit, whole = tmp_path / "unit.xlsx", tmp_path / "whole.xlsx"
    empty = NO_CARS
    units = [
        replace(filled(tables, empty, code), nil=frozenset({"vehicles"}))
        for code in ("312001", "312002")
    ]
    write_workbook(unit, tables, units[0])
    assert NIL_NOTE in [shown(unit, "“三公”经费", f"{col}3") for col in "ABCDEF"]
    assert faults(unit, tables) == []
    parent = consolidate(tables, Entity("312", "某县公安局", "公安局"), units)
    write_workbook(whole, tables, parent)
    assert shown(whole, "“三公”经费", "A3") == f"部门：312 某县公安局{NIL_NOTE}"
    assert shown(whole, *EMPTY_NOTE) == "注：2021年没有“三公”经费支出，本表为空。"
    assert faults(whole, tables) == []
    some = [units[0], filled(tables, ENTRIES, "312002")]
    write_workbook(whole, tables, consolidate(tables, parent.entity, some))
    assert shown(whole, "“三公”经费", "A3") == "部门：312 某县公安局"
    assert faults(whole, tables) == []


def test_nil_with_figures_and_blank_without_mark_are_errors(tables: Pack, tmp_path: Path) -> None:
    """R12: at the answer on the cover, and nothing else is said."""
    path = tmp_path / "nil.xlsx"
    stated = replace(filled(tables, ENTRIES), nil=frozenset({"vehicles"}))
    write_workbook(path, tables, stated)
    (fault,) = faults(path, tables)
    assert fault[:2] == ("XL-182", "封面")
    write_workbook(path, tables, filled(tables, NO_CARS))
    (fault,) = faults(path, tables)
    assert fault[:2] == ("XL-183", "封面")


# --- Shared lists ---------------------------------------------------------------------------------


def test_a_part_of_a_list_has_the_printed_lines_only(tmp_path: Path) -> None:
    """A line whose parent is not printed adds to the nearest printed line above."""
    template = "templates/spending.toml"
    whole = ("schemas/spending.py", "    part=True,\n", "")
    assert refusal(published_pack(tmp_path / "a", whole)) == [
        f"{template}: 行次未排入 20401 · line is not printed: 20401",
        f"{template}: 行次未排入 2040101 · line is not printed: 2040101",
    ]
    without = published_pack(
        tmp_path / "b",
        (template, '"20402", "2040201"', '"2040201"'),
        (
            "schemas/spending.py",
            'police, balance = getattr(line, "20402")',
            'police, balance = getattr(line, "204")',
        ),
    )
    table = load_pack(without).form("spending").table
    assert [(line.code, line.parent) for line in table.lines] == [
        ("total", ""), ("204", "total"), ("2040201", "204"), ("2040202", "204"),
    ]  # fmt: skip


def test_a_line_takes_the_label_that_another_list_has(tables: Pack, tmp_path: Path) -> None:
    """The label is said once; a list or a code that is not there is named with its row."""
    assert tables.form("balance").table.line("204").label == "公共安全支出"
    balance = "schemas/codes/balance.csv"
    for new, problem in (
        ("204,,function,", "of: function 没有 204 的名称 · no label of 204 in function"),
        ("204,安全,functions,", "of: 已有名称 安全 · the line has a label of its own"),
    ):
        edit = (balance, "204,,functions,", new)
        said = refusal(published_pack(tmp_path / new, edit))
        assert f"{balance}:6: {problem}" in said


# --- Dates ----------------------------------------------------------------------------------------


def bought(*rows: tuple[str, str, str]) -> Entries:
    """Return entries of 新增资产: when each was bought and used, and what it cost."""
    names = ("bought", "used", "amount")
    return {
        **ENTRIES,
        "assets": {
            str(number): {
                "name": f"资产{number}",
                **{
                    name: D(text) if name == "amount" else text
                    for name, text in zip(names, texts, strict=True)
                    if text
                },
                "in_wan": in_wan(D(texts[2])),
            }
            for number, texts in enumerate(rows, start=1)
        },
    }


@pytest.mark.libreoffice
def test_dates_compare_as_days(office: Office, tables: Pack, tmp_path: Path) -> None:
    """By any sign, with another column or a day of the year; a blank one says nothing."""
    path = tmp_path / "assets.xlsx"
    rows = (
        ("2021-12-31", "2022-01-01", "4"),
        ("2022-01-01", "2021-12-31", "7"),
        ("", "2021-01-01", "3"),
        ("2020-12-31", "", "101"),
        ("2021-07-01", "2021-07-01", "0.5"),
    )
    write_workbook(path, tables, filled(tables, bought(*rows)))
    assert sorted(faults(path, tables)) == [
        ("A2", "新增资产", "C7"), ("A3", "新增资产", "D7"), ("A4", "新增资产", "E6"),
        ("A5", "新增资产", "E9"),
    ]  # fmt: skip
    count, wrong = differing(office, path)
    assert wrong == []
    assert count > 50


@pytest.mark.libreoffice
def test_a_date_may_be_a_text_or_a_number(office: Office, tables: Pack, tmp_path: Path) -> None:
    """The sheet judges a date that a program stored as a number like one that was typed as text."""
    path = tmp_path / "assets.xlsx"
    write_workbook(path, tables, filled(tables, bought(("2021-03-01", "2021-03-02", "1"))))
    assert faults(path, tables) == []
    book = openpyxl.load_workbook(path)
    cell = book["新增资产"]["C6"]
    cell.value, cell.number_format = date(2022, 1, 1), "yyyy-mm-dd"
    book.save(path)
    said = [value for value in office.values(path).values() if "购置日期" in str(value)]
    assert [text for text in said if "错误" in str(text) and "C6" in str(text)]
    assert {fault for fault in faults(path, tables) if fault[0][0] == "A"} == {
        ("A2", "新增资产", "C6"), ("A3", "新增资产", "D6"),
    }  # fmt: skip


# --- 元 and 万元 ---------------------------------------------------------------------------------


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        (("150", "149.99", "12345.67"), []),
        (("50", "50", "50"), [("A7", "info")]),
        (("50", "50", "50", "50", "50"), [("A7", "error")]),
    ],
)
def test_yuan_are_converted_once(
    office: Office,
    tables: Pack,
    tmp_path: Path,
    amounts: tuple[str, ...],
    told: list[tuple[str, str]],
) -> None:
    """Half up at two places, a sum after it was added; Excel converts to the same."""
    path = tmp_path / "assets.xlsx"
    rows = [("2021-03-01", "2021-03-01", amount) for amount in amounts]
    write_workbook(path, tables, filled(tables, bought(*rows)))
    found = judged(path, tables).findings
    assert [(each.rule, each.severity.value) for each in found] == told
    assert differing(office, path)[1] == []


def test_a_wrongly_converted_amount_is_told(tables: Pack, tmp_path: Path) -> None:
    """150 元 are 0.02 万元, at the row's own cell; a note in 万元 is in the wrong unit there."""
    path = tmp_path / "assets.xlsx"
    submission = filled(tables, bought(("2021-03-01", "2021-03-01", "150")))
    (record,) = submission.tables["assets"]
    wrong = replace(record, values={**record.values, "in_wan": D("0.01"), "note": "花了0.015万元"})
    write_workbook(
        path, tables, replace(submission, tables={**submission.tables, "assets": (wrong,)})
    )
    assert sorted(faults(path, tables)) == [
        ("A6", "新增资产", "E6"), ("A7", "新增资产", "E5"), ("A8", "新增资产", "G6"),
    ]  # fmt: skip


# --- Published totals ----------------------------------------------------------------------------


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("total", "told"),
    [
        ("123.5", []),
        ("123.51", [("S3", "info"), ("S1", "info"), ("S4", "info")]),
        ("123.49", [("S3", "info"), ("S1", "info"), ("S4", "info")]),
        ("123.52", [("S1", "error"), ("S3", "error"), ("S4", "error")]),
    ],
)
def test_a_published_total_may_be_off_by_rounding(
    office: Office, tables: Pack, tmp_path: Path, total: str, told: list[tuple[str, str]]
) -> None:
    """Up to half a unit of each figure is told as rounding, more is an error, in Excel too."""
    path = tmp_path / "spent.xlsx"
    write_workbook(path, tables, filled(tables, spent(total)))
    found = judged(path, tables).findings
    assert sorted((each.rule, each.severity.value) for each in found) == sorted(told)
    assert {each.cell for each in found} <= {"C5"}
    count, wrong = differing(office, path)
    assert wrong == []
    assert count > 20


def test_blank_addends_leave_less_room(tables: Pack, tmp_path: Path) -> None:
    """A line with one figure beside its total may be off by 0.01, with two by 0.015."""
    path = tmp_path / "spent.xlsx"
    wrong = {"c2040202": ("20.02", "", "20"), "c20402": ("123.52", "103.5", "20")}
    write_workbook(path, tables, filled(tables, spent("123.5", **wrong)))
    found = judged(path, tables).findings
    assert ("S3", "error", "C9") in [(f.rule, f.severity.value, f.cell) for f in found]


def test_typed_totals_are_open_and_bold(tables: Pack) -> None:
    """Nothing on the form is calculated; the lines that are sums are printed bold."""
    slots = laid_out(tables, "spending").slots.values()
    assert not [cell for cell in slots if cell.calculated]
    assert {cell.key.row for cell in slots if cell.strong and cell.key} == {"total", "20402"}


# --- Written, filled in and read ----------------------------------------------------------------


@pytest.mark.libreoffice
def test_published_tables_come_back(office: Office, tables: Pack, tmp_path: Path) -> None:
    """Calculated alike by LibreOffice, saved by it, read without a finding, figure by figure."""
    sent, back = tmp_path / "sent.xlsx", tmp_path / "back.xlsx"
    submission = filled(tables, ENTRIES)
    write_workbook(sent, tables, submission)
    assert differing(office, sent)[1] == []
    assert faults(sent, tables) == []
    office.fill(sent, back, {})
    assert faults(back, tables) == []
    found = read_return(back, tables).submission
    assert found is not None
    assert dict(found.values()) == dict(submission.values())


def test_a_moved_column_is_found_by_its_lowest_heading(tables: Pack, tmp_path: Path) -> None:
    """A column that was inserted before the form moves every figure, and none is lost."""
    path = tmp_path / "moved.xlsx"
    submission = filled(tables, ENTRIES)
    write_workbook(path, tables, submission)
    insert_column(path, "“三公”经费")
    told = [fault for fault in faults(path, tables) if fault[1] == "“三公”经费"]
    assert ("XL-161", "“三公”经费", "B1") in told
    found = read_return(path, tables).submission
    assert found is not None
    assert dict(found.values()) == dict(submission.values())
