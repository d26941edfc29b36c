"""A code tree prints the lines in use; what is chosen in its open rows counts like other lines."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest

from benchmarks.trees import LONG, SHORT, long_pack, write_units
from tests.test_cli import refused, run
from xltool.campaign.folder import forms_of, size_forms
from xltool.consolidation.consolidate import consolidate, received
from xltool.consolidation.settled_lines import settle_lines
from xltool.evaluation.submission_values import SubmissionValues
from xltool.layout.layout import lay_out
from xltool.model.forms import Entity, Pack
from xltool.model.submission import DELETED, Key, Record, Submission, TreeLines
from xltool.pack.load import load_pack
from xltool.reading.read import read_return
from xltool.schedules.trace import traced
from xltool.validation.validate import validate
from xltool.values.decimal_text import MASK
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.conftest import Say
    from tests.office import Office
    from xltool.model.findings import Finding

pytestmark = pytest.mark.libreoffice

FOLDER: Final = Path(__file__).parent / "code_tree_pack"
PARENT = Entity("312", "某县公安局", "公安局")
BUREAU = Entity("312002", "某县公安局机关", "局机关", "312", "行政")
PRISON = Entity("312005", "某县看守所", "看守所", "312", "行政")
BALANCE, SPENDING = "收支总表", "部门支出总表"
Typed = dict[tuple[str, str], Decimal | str]
OPEN_ROW: Final = 13
"""The sheet's row of the first open row of 部门支出总表, counted from 1."""


@pytest.fixture(scope="session")
def trees() -> Pack:
    """The pack with two code trees."""
    return load_pack(FOLDER)


def blank(pack: Pack, entity: Entity) -> Submission:
    """Return what an entity is sent."""
    return size_forms(forms_of(pack, parent=False), Submission(entity, "2021", {}, {}))[0]


def typed(cells: Mapping[str, str], sheet: str = SPENDING) -> Typed:
    """Return cells as a clerk types them: codes as texts, all else as numbers."""
    return {
        (sheet, at): value if at.startswith("A") or not value[0].isdigit() else Decimal(value)
        for at, value in cells.items()
    }


def filled(office: Office, pack: Pack, entity: Entity, folder: Path, cells: Typed) -> Path:
    """Return a workbook that was filled in by LibreOffice."""
    sent, back = folder / f"sent-{entity.code}.xlsx", folder / f"{entity.code}.xlsx"
    write_workbook(sent, pack, blank(pack, entity))
    office.fill(sent, back, cells)
    return back


def findings(pack: Pack, path: Path) -> list[Finding]:
    """Return all that is found in a return."""
    (item,) = validate(pack, [read_return(path, pack)])
    return list(item.findings)


def told(pack: Pack, path: Path) -> list[tuple[str, str, str]]:
    """Return rule, sheet and cell of all that is found."""
    return [(f.rule, f.sheet, f.cell) for f in findings(pack, path)]


RIGHT: Final = typed({
    "D8": "10", "E9": "2.5", "D12": "1.25",
    "A13": "2050202", "D13": "12", "E13": "3.01", "A14": "2040220", "E14": "0.5",
}) | typed({"B6": "13", "B7": "15.01", "B8": "1.25"}, BALANCE)  # fmt: skip
"""Figures that agree: two codes are chosen, one of a class that is not printed."""


def values_of(pack: Pack, path: Path) -> SubmissionValues:
    """Return the values of a return."""
    submission = read_return(path, pack).submission
    assert submission is not None
    return SubmissionValues(pack, submission)


def test_a_chosen_code_counts_in_each_line_above_it(
    office: Office, trees: Pack, tmp_path: Path
) -> None:
    """Also in a class that is not printed; nothing is found in a file that is right."""
    path = filled(office, trees, BUREAU, tmp_path, RIGHT)
    assert told(trees, path) == []
    values = values_of(trees, path)
    amounts = {
        row: values.get(Key("spending", BUREAU.code, row, "total"))
        for row in ("total", "204", "20402", "2040220", "205", "20502", "2050202", "208")
    }
    expected = ["29.26", "13.0", "13.0", "0.5", "15.01", "15.01", "15.01", "1.25"]
    assert amounts == dict(zip(amounts, map(Decimal, expected), strict=True))


def test_excel_shows_what_python_calculates(office: Office, trees: Pack, tmp_path: Path) -> None:
    """Of every printed cell, with open rows used, masked and blank, stored results put aside."""
    cases = {
        "used": RIGHT,
        "masked": RIGHT | typed({"D13": MASK}),
        "masked elsewhere": RIGHT | typed({"E9": MASK}),
        "blank": typed({"A13": "2050202"}),
        "only open": typed({"A15": "2040220", "D15": "7"}),
    }
    compared = 0
    for name, cells in cases.items():
        folder = tmp_path / name
        folder.mkdir()
        path = filled(office, trees, BUREAU, folder, cells)
        values, shown = values_of(trees, path), office.recalculate(path)
        for form in trees.forms:
            layout = lay_out(form, values.submission.extents[form.id])
            for key, cell in layout.slots.items():
                if cell.calculated:
                    result = shown[form.template.sheet, cell.address]
                    value = values.get(key)
                    expected = "" if value is None else value
                    is_number = isinstance(expected, Decimal)
                    found = Decimal(str(result.value)) if is_number else result.value
                    assert (name, key, found) == (name, key, expected)
                    compared += 1
    assert compared == len(cases) * 39


FAULTS: Final = {
    "空行填了数的，应选科目编码": {"D13": "12"},
    "同一科目只填一行": {"A13": "2050202", "D13": "12", "A14": "2050202", "D14": "1"},
    "空行的科目编码不能用星号代替": {"A13": MASK, "D13": "12"},
    "空行应选最末级科目": {"A13": "20502", "D13": "12"},
    "空行的科目编码应在科目表中": {"A13": "2059999", "D13": "12"},
    "已经印出的科目填在印出的行上": {"A13": "2040201", "D13": "12"},
}
"""What is wrong with open rows, by what the rule says of it."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_wrong_code_is_told_once(office: Office, trees: Pack, tmp_path: Path, fault: str) -> None:
    """At its cell, and nothing else is: figures without a valid code count in the total only."""
    cells = FAULTS[fault]
    path = filled(office, trees, BUREAU, tmp_path, typed(cells))
    wrong = [each for each in told(trees, path) if each[0] != "R8"]
    at = "A14" if "A14" in cells else "A13"
    assert wrong == [("XL-146", SPENDING, at)]
    said = {
        str(result.value).strip().partition(" ")[2]
        for (sheet, _), result in office.recalculate(path).items()
        if sheet == SPENDING and fault in str(result.value)
    }
    assert said
    total = values_of(trees, path).get(Key("spending", BUREAU.code, "total", "basic"))
    assert total == sum(Decimal(value) for name, value in cells.items() if name[0] == "D")


@pytest.mark.parametrize("code", ["２０５０２０２", " 2050202 "])
def test_a_code_is_read_in_one_way(office: Office, trees: Pack, tmp_path: Path, code: str) -> None:
    """What its record is repaired to is the line in which it counts."""
    path = filled(office, trees, BUREAU, tmp_path, RIGHT | {(SPENDING, "A13"): code})
    assert told(trees, path) == [("XL-111", SPENDING, "A13")]
    assert values_of(trees, path).get(Key("spending", BUREAU.code, "205", "basic")) == Decimal(12)


def test_a_code_typed_as_a_number_is_that_code(office: Office, trees: Pack, tmp_path: Path) -> None:
    """Excel makes a number of what is typed; it is the code nevertheless."""
    cells = RIGHT | {(SPENDING, "A13"): Decimal(2050202)}
    path = filled(office, trees, BUREAU, tmp_path, cells)
    assert [each for each in findings(trees, path) if each.severity.value == "error"] == []
    record = values_of(trees, path).get(Key("spending", BUREAU.code, "2050202", "basic"))
    assert record == Decimal(12)


def test_lines_are_known_without_meta(office: Office, trees: Pack, tmp_path: Path) -> None:
    """They are read off the sheet: codes beside which their names are printed."""
    path = filled(office, trees, BUREAU, tmp_path, RIGHT)
    book = openpyxl.load_workbook(path)
    del book["_meta"]
    book.save(path)
    item = read_return(path, trees)
    assert item.submission is not None
    size = item.submission.extents["spending"]
    assert size.lines is not None
    assert size.lines.added == ("2050202", "2040220", "", "", "", "")
    assert "2040201" in size.lines.codes
    assert "2050202" not in size.lines.codes


def test_rows_that_moved_are_found(office: Office, trees: Pack, tmp_path: Path) -> None:
    """A row inserted above, and one deleted from the open rows."""
    path = filled(office, trees, BUREAU, tmp_path, RIGHT)
    book = openpyxl.load_workbook(path)
    sheet = book[SPENDING]
    sheet.insert_rows(6)
    book.save(path)
    assert ("XL-161", SPENDING) in {(f.rule, f.sheet) for f in read_return(path, trees).findings}
    values = values_of(trees, path)
    assert values.get(Key("spending", BUREAU.code, "2050202", "basic")) == Decimal(12)


def test_what_was_chosen_is_printed_when_sent_again(
    office: Office, trees: Pack, tmp_path: Path
) -> None:
    """Class, division and line stand in their places; nobody had to insert a row."""
    path = filled(office, trees, BUREAU, tmp_path, RIGHT)
    submission = read_return(path, trees).submission
    assert submission is not None
    again = settle_lines(trees, submission)
    lines = again.extents["spending"].lines
    assert lines == TreeLines(
        ("total", "204", "20402", "2040201", "2040202", "2040220", "205", "20502", "2050202",
         "208", "20805", "2080505"), ("",) * 6,
    )  # fmt: skip
    written = tmp_path / "again.xlsx"
    write_workbook(written, trees, again)
    assert told(trees, written) == []
    assert values_of(trees, written).get(Key("spending", BUREAU.code, "205", "total")) == Decimal(
        "15.01"
    )


def test_a_parent_has_the_lines_of_its_children(
    office: Office, trees: Pack, tmp_path: Path
) -> None:
    """Each once and in order, added exactly; a figure is traced to the row it was typed in."""
    other = typed({"D8": "1", "A13": "2050203", "D13": "4"}) | typed(
        {"B6": "1", "B7": "4"}, BALANCE
    )
    children = []
    for entity, cells in ((BUREAU, RIGHT), (PRISON, other)):
        path = filled(office, trees, entity, tmp_path, cells)
        assert told(trees, path) == []
        submission = read_return(path, trees).submission
        assert submission is not None
        children.append(received(trees, submission))
    parent = consolidate(trees, PARENT, children)
    assert parent.extents["spending"].lines == TreeLines(
        ("total", "204", "20402", "2040201", "2040202", "2040220", "205", "20502", "2050202",
         "2050203", "208", "20805", "2080505"),
    )  # fmt: skip
    workbook = tmp_path / "department.xlsx"
    write_workbook(workbook, trees, parent)
    assert told(trees, workbook) == []
    values = values_of(trees, workbook)
    for row, amount in (("total", "34.26"), ("205", "19.01"), ("2040201", "11")):
        assert values.get(Key("spending", "312", row, "total")) == Decimal(amount)
    shown = office.recalculate(workbook)
    layout = lay_out(trees.form("spending"), values.submission.extents["spending"])
    for key, cell in layout.slots.items():
        value = values.get(key)
        if key.column != "code" and value is not None:
            assert Decimal(str(shown[SPENDING, cell.address].value)) == value
    origins = {
        (each.row, each.source_cell)
        for each in traced(trees, parent)
        if each.form == "spending" and each.column == "basic" and each.kind == "unit"
    }
    assert {("2050202", "D13"), ("2050203", "D13"), ("2040201", "D8")} <= origins


def test_a_row_without_a_code_is_not_lost_in_a_parent(trees: Pack) -> None:
    """Who consolidates in spite of the error has its amount in the total."""
    sent = blank(trees, BUREAU)
    record = Record(BUREAU.code, "+2", {"basic": Decimal(5)})
    child = replace(sent, tables={**sent.tables, "spending": (record,)})
    values = SubmissionValues(trees, consolidate(trees, PARENT, [child]))
    assert values.get(Key("spending", "312", "total", "basic")) == Decimal(5)
    assert values.get(Key("spending", "312", "+2", "basic")) == Decimal(5)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The same pack, with the totals of 部门支出总表 typed as they were published."""
    folder = tmp_path_factory.mktemp("published") / "pack"
    shutil.copytree(FOLDER, folder)
    template = folder / "templates" / "spending.toml"
    text = template.read_text(encoding="utf-8")
    template.write_text(text.replace("rows = 6", 'rows = 6\ntotals = "typed"'), encoding="utf-8")
    return load_pack(folder)


TYPED_TOTALS: Final = typed({
    "D5": "26.25", "D6": "10.00", "D7": "10.00", "D8": "10", "D10": "1.25", "D11": "1.25",
    "D12": "1.25", "A13": "205", "D13": "15.00", "A14": "20502", "D14": "15.00",
    "A15": "2050202", "D15": "12", "A16": "2050203", "D16": "3",
    "C5": "26.25", "C6": "10", "C7": "10", "C8": "10", "C10": "1.25", "C11": "1.25", "C12": "1.25",
    "C13": "15", "C14": "15", "C15": "12", "C16": "3",
}) | typed({"B6": "10", "B7": "15", "B8": "1.25"}, BALANCE)  # fmt: skip
"""A published table: every line is typed, three of a class that is not printed among them."""


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, []),
        ({"D5": "26.26", "C5": "26.26"}, [("R5", "info", "D5"), ("R5", "info", "C5")]),
        ({"D5": "27.25", "C5": "27.25"}, [("R5", "error", "D5"), ("R5", "error", "C5")]),
        ({"D14": "14.99"}, [("R5", "info", "D13"), ("R5", "info", "D14"), ("R7", "info", "C14")]),
        ({"C8": "11"}, [("R5", "error", "C7"), ("R7", "error", "C8")]),
    ],
)  # fmt: skip
def test_published_totals_are_held_to_their_parts(
    office: Office,
    published: Pack,
    tmp_path: Path,
    changed: dict[str, str],
    expected: list[tuple[str, str, str]],
) -> None:
    """Up to their rounding: what is printed, what stands in open rows, and both together."""
    cells = TYPED_TOTALS | typed(changed)
    path = filled(office, published, BUREAU, tmp_path, cells)
    told_of = [f for f in findings(published, path) if f.rule != "R8"]
    assert sorted((f.rule, f.severity.value, f.cell) for f in told_of) == sorted(expected)
    said = {
        line
        for (sheet, _), result in office.recalculate(path).items()
        for line in str(result.value).splitlines()
        if sheet == SPENDING and line.startswith("错误 ")
    }
    assert len(said) == sum(severity == "error" for _, severity, _ in expected)


def test_next_year_prints_what_was_used(office: Office, trees: Pack, tmp_path: Path) -> None:
    """Also what had to be chosen in open rows; a code that this year's list lacks is told."""
    folder, later = tmp_path / "2021", tmp_path / "2022"
    units = tmp_path / "units.csv"
    rows = ["code,name,short,parent", "312,某县公安局,公安局,", "312002,某县公安局机关,局机关,312"]
    units.write_text("\n".join(rows) + "\n", encoding="utf-8")
    pack = ("--pack", str(FOLDER))
    run("init", str(folder), "--entities", str(units), "--period", "2021", *pack)
    run("generate", str(folder))
    (sent,) = folder.glob("out/*.xlsx")
    office.fill(sent, folder / "in" / sent.name, RIGHT)
    assert "1 accepted" in run("check", str(folder), "--lang", "en")
    run("init", str(later), "--from", str(folder))
    listed = (later / "lines.csv").read_text(encoding="utf-8-sig").splitlines()
    assert listed == [
        "单位代码,报表,科目编码",
        "312002,spending,2040220",
        "312002,spending,2050202",
    ]
    run("generate", str(later))
    (path,) = later.glob("out/*.xlsx")
    item = read_return(path, trees)
    assert item.submission is not None
    lines = item.submission.extents["spending"].lines
    assert lines is not None
    assert {"2040220", "205", "20502", "2050202"} <= set(lines.codes)
    text = "单位代码,报表,科目编码\n312002,部门支出总表,2059999\n"
    (later / "lines.csv").write_text(text, encoding="utf-8")
    assert "312002 部门支出总表 2059999: 科目表里没有这个编码" in refused("generate", str(later))


def test_work_grows_with_the_lines_in_use(tmp_path: Path, say: Say) -> None:
    """Not with the classification: a list of 1,898 codes makes no more cells, rules and values."""
    counts = []
    for classes in (SHORT, LONG):
        pack = long_pack(tmp_path / f"{classes}", classes)
        (path,) = write_units(pack, tmp_path / f"in-{classes}", 1)
        values = values_of(pack, path)
        layout = lay_out(pack.form("spending"), values.submission.extents["spending"])
        used = {line.code for line in values.form_of("spending").table.lines if line.code[0] != "+"}
        rows = len(values.rows("spending").ids)
        counts.append((len(used), len(layout.cells), rows, len(layout.form.rules)))
        assert told(pack, path) == []
    say(f"lines in use, cells, rows and rules of 73 and 1,898 codes: {counts}")
    assert len(pack.codes["functions"].lines) == 1898
    assert all(more <= MOST_GROWTH * less for less, more in zip(*counts, strict=True))


MOST_GROWTH: Final = 2.0
"""How much more there may be of anything: of 12 lines chosen from 1,898 codes fewer share a 款."""


def test_a_deleted_line_is_unknown(office: Office, trees: Pack, tmp_path: Path) -> None:
    """Its figures, and every sum above it, cannot be known; all else is read."""
    path = filled(office, trees, BUREAU, tmp_path, RIGHT)
    book = openpyxl.load_workbook(path)
    book[SPENDING].delete_rows(9)
    book.save(path)
    found = read_return(path, trees)
    assert ("XL-164", SPENDING) in {(f.rule, f.sheet) for f in found.findings}
    values = values_of(trees, path)
    assert values.get(Key("spending", BUREAU.code, "2040202", "project")) is DELETED
    assert values.get(Key("spending", BUREAU.code, "204", "project")) == MASK
    assert values.get(Key("spending", BUREAU.code, "2050202", "basic")) == Decimal(12)
