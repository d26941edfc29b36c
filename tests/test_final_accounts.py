"""The shipped pack of final accounts: its figures, its rules, and the whole round with it."""

from __future__ import annotations

import csv
import runpy
import shutil
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest

from tests.examples import count_same, example_of
from tests.test_cli import run
from tests.test_trees import differing
from xltool.campaign.folder import examples, size_forms
from xltool.evaluation.submission_values import SubmissionValues
from xltool.facts.facts import read_entered_facts
from xltool.identity import NO_DATA, nil_name
from xltool.layout.layout import lay_out
from xltool.model.submission import Key, Record, Submission
from xltool.pack.load import load_pack
from xltool.pack.shipped_packs import shipped_packs
from xltool.reading.read import read_return
from xltool.validation.validate import validate
from xltool.values.decimal_text import MASK
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tests.conftest import Say
    from tests.office import Office
    from xltool.model.forms import Pack
    from xltool.model.submission import Tables, Value

pytestmark = pytest.mark.usefixtures("reads_here")

NAME: Final = "final-accounts"
EXAMPLE: Final = "final-accounts-2020"
UNITS: Final = ("312002", "312005", "312006")
UNIT: Final = "312002"
MOST_LINES: Final = 400
"""Lines of templates and schemas together, blank ones aside."""
Figures = dict[str, str]
Told = list[tuple[str, str, str, str]]


@pytest.fixture(scope="module")
def accounts() -> Pack:
    """The pack, by its name."""
    return load_pack(shipped_packs()[NAME])


@pytest.fixture(scope="module")
def right(accounts: Pack) -> Submission:
    """A unit in which everything agrees."""
    return example_of(EXAMPLE, accounts)[0]


def changed(pack: Pack, submission: Submission, figures: Mapping[str, str]) -> Submission:
    """Return a submission with other figures, by form, line and column; "" is blank."""
    tables: dict[str, dict[str, dict[str, Value]]] = defaultdict(lambda: defaultdict(dict))
    for table, records in submission.tables.items():
        for record in records:
            tables[table][record.row] = dict(record.values)
    for place, figure in figures.items():
        form, line, column = place.split(".")
        row = tables[form][line]
        if figure:
            row[column] = figure if figure == MASK else Decimal(figure)
        else:
            row.pop(column, None)
    filled: Tables = {
        table: tuple(Record(UNIT, line, values) for line, values in rows.items() if values)
        for table, rows in tables.items()
    }
    return size_forms(pack.forms, replace(submission, tables=filled))[0]


def told(pack: Pack, path: Path) -> Told:
    """Return rule, severity, sheet and cell of all that is found in a return."""
    (item,) = validate(pack, [read_return(path, pack)])
    return sorted((f.rule, f.severity.value, f.sheet, f.cell) for f in item.findings)


# --- The pack -----------------------------------------------------------------------------------


def test_nine_tables_are_few_lines(say: Say) -> None:
    """Of templates and schemas, code lists apart; lint has nothing to say."""
    folder = shipped_packs()[NAME]
    files = [*folder.glob("templates/*.toml"), *folder.glob("schemas/*.py")]
    texts = [path.read_text(encoding="utf-8") for path in files]
    count = sum(bool(line.strip()) for text in texts for line in text.splitlines())
    say(f"{NAME}: {count} lines in {len(files)} files")
    assert count <= MOST_LINES
    assert f"{NAME} 2023.1: 9 forms, no problems" in run("lint", NAME, "--lang", "en")


SAME: Final[dict[tuple[str, str, str], tuple[tuple[str, str, str], ...]]] = {
    ("income_expenditure", "income_total", "current"): (
        ("accounts", "in_total", "amount"), ("income", "total", "total"),
        ("fiscal", "in_total", "amount"),
    ),
    ("income_expenditure", "expenditure_total", "current"): (
        ("accounts", "out_total", "amount"), ("spending", "total", "total"),
        ("general", "total", "total"), ("fiscal", "out_total", "total"),
    ),
    ("income_expenditure", "basic", "current"): (
        ("spending", "total", "basic"), ("general", "total", "basic"),
    ),
    ("income_expenditure", "project", "current"): (("general", "total", "project"),),
    ("income_expenditure", "personnel", "current"): (("basic", "personnel", "amount"),),
    ("income_expenditure", "public", "current"): (("basic", "public", "amount"),),
    ("three_public", "total", "current"): (("three_public", "unit", "total_f"),),
    ("three_public", "vehicle", "current"): (("three_public", "unit", "cars_f"),),
    ("three_public", "vehicle_running", "current"): (("three_public", "unit", "run_f"),),
    ("three_public", "reception", "current"): (("three_public", "unit", "hosts_f"),),
}  # fmt: skip
"""What the default pack prints of this year, and where this pack prints it."""


def test_both_examples_have_the_same_figures(pack: Pack, accounts: Pack, say: Say) -> None:
    """Of each unit and of the department, cell by cell."""
    compared = 0
    pairs = zip(example_of(EXAMPLE, accounts), example_of("pingxiang-2020", pack), strict=True)
    for ours, other in pairs:
        here, there = SubmissionValues(accounts, ours), SubmissionValues(pack, other)
        compared += count_same(here, there, SAME)
    say(f"both examples: {compared} figures, 0 differ")
    assert compared == 4 * sum(map(len, SAME.values()))


def test_the_example_is_what_its_program_writes(tmp_path: Path) -> None:
    """Its facts are taken from the other examples: none was typed into them."""
    for name in (EXAMPLE, "hebei-2020", "pingxiang-2020"):
        shutil.copytree(examples() / name, tmp_path / "examples" / name)
    shutil.copytree(shipped_packs()[NAME], tmp_path / "packs" / NAME)
    made = tmp_path / "examples" / EXAMPLE
    before = {path: path.read_bytes() for path in made.rglob("*.csv")}
    for path in made.glob("facts/*.csv"):
        path.unlink()
    runpy.run_path(str(made / "build_facts.py"), run_name="__main__")
    assert {path: path.read_bytes() for path in made.rglob("*.csv")} == before


# --- Its rules ----------------------------------------------------------------------------------

ONE, TWO, THREE = "公开01收入支出总表", "公开02收入决算表", "公开03支出决算表"
FOUR, FIVE, SEVEN = "公开04财政拨款收支总表", "公开05一般公共支出表", "公开07三公经费表"
FAULTS: Final[dict[str, tuple[Figures, Sequence[tuple[str, str, str, str]]]]] = {
    "R1": (
        {"accounts.out_total.amount": "5460", "accounts.out_closing.amount": "0.98"},
        [("R1", "error", ONE, "F40")],
    ),
    "R2": (
        {"accounts.in_general.amount": "5450.02"},
        [
            ("R2", "error", ONE, "C37"),
            ("R8", "warning", TWO, "D6"),
            ("R9", "warning", FOUR, "B7"),
        ],
    ),
    "R3": ({"accounts.in_opening.amount": "1"}, [("R3", "error", ONE, "C40")]),
    "R4": (
        {"accounts.205.amount": "7"},
        [("R4", "error", ONE, "F37"), ("R8", "warning", ONE, "F11")],
    ),
    "R5": (
        {"spending.204.project": "2200.93", "spending.204.total": "4662.86"},
        [
            ("R5", "error", THREE, "C6"),
            ("R5", "error", THREE, "C7"),
            ("R5", "error", THREE, "E6"),
            ("R5", "error", THREE, "E7"),
            ("R8", "warning", THREE, "C7"),
            ("R9", "warning", FIVE, "E7"),
        ],
    ),
    "R6": (
        {"income.2040201.other": "1"},
        [("R5", "error", TWO, "I8"), ("R6", "error", TWO, "C9")],
    ),
    "R13": ({"three_public.unit.run_f": "4.5"}, [("R13", "error", SEVEN, "I8")]),
    "R14": (
        {"three_public.unit.hosts_b": "0.1", "three_public.unit.total_b": "4.5"},
        [("R14", "warning", SEVEN, "G8")],
    ),
    "rounding": (
        {"accounts.in_total.amount": "5459.03"},
        [("R1", "info", ONE, "F40"), ("R3", "info", ONE, "C40")],
    ),
}
"""A fault in each kind of sum and comparison, and all that is told of it."""


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_at_its_cell(
    accounts: Pack, right: Submission, tmp_path: Path, fault: str
) -> None:
    """Sums are errors, what two forms print differently is a warning, rounding is a note."""
    figures, expected = FAULTS[fault]
    path = tmp_path / "wrong.xlsx"
    write_workbook(path, accounts, changed(accounts, right, figures))
    assert told(accounts, path) == sorted(expected)


# --- The whole round ----------------------------------------------------------------------------


@pytest.mark.libreoffice
def test_a_stranger_does_the_whole_round(
    office: Office, accounts: Pack, tmp_path: Path, say: Say
) -> None:
    """From an empty folder to the department's workbook, filled in by LibreOffice."""
    folder = tmp_path / "2020"
    units = examples() / EXAMPLE / "entities.csv"
    run("init", str(folder), "--pack", NAME, "--entities", str(units), "--period", "2020")
    run("generate", str(folder))
    (folder / "in").mkdir(exist_ok=True)
    formulas = 0
    for path in sorted(folder.glob("out/*.xlsx")):
        submission = read_return(path, accounts).submission
        assert submission is not None
        code = submission.entity.code
        facts = read_entered_facts(examples() / EXAMPLE / "facts" / f"{code}.csv", accounts)
        cells = typed_cells(accounts, submission, facts[code, "2020"].tables) | nil_answers(path)
        office.fill(path, folder / "in" / path.name, cells)
        count, wrong = differing(office, folder / "in" / path.name)
        assert wrong == []
        formulas += count
    back = tmp_path / "back"
    checked = run("check", str(folder), "--reissue", str(back), "--all", "--lang", "en")
    assert "3 files: 3 accepted" in checked
    for path in back.glob("*.xlsx"):
        assert told(accounts, path) == []
    department = tmp_path / "department.xlsx"
    run("consolidate", str(folder), "-o", str(department))
    assert told(accounts, department) == []
    count, wrong = differing(office, department)
    assert wrong == []
    say(f"{NAME}: {formulas} formulas of units, {count} of the department, 0 differ")
    whole = tmp_path / "facts.csv"
    run("extract", str(department), "--pack", NAME, "-o", str(whole), "--lang", "en")
    with whole.open(encoding="utf-8-sig", newline="") as file:
        rows = {(r["form"], r["row"], r["column"]): r["value"] for r in csv.DictReader(file)
                if r["entity"] == "312"}  # fmt: skip
    assert rows["accounts", "in_total", "amount"] == "8319.42"
    assert "accepted" in run("status", str(folder), "--lang", "en")


def typed_cells(
    pack: Pack, submission: Submission, tables: Mapping[str, tuple[Record, ...]]
) -> dict[tuple[str, str], Decimal | str]:
    """Return what a clerk types: what has no line goes into open rows, code first."""
    cells: dict[tuple[str, str], Decimal | str] = {}
    for form in pack.forms:
        layout = lay_out(form, submission.extents[form.id])
        free = list(layout.form.table.open_rows)
        for record in tables.get(form.id, ()):
            row = record.row
            if not any(key.row == row for key in layout.slots):
                row = free.pop(0)
                key = Key(form.id, submission.entity.code, row, "code")
                cells[layout.sheet, layout.slots[key].address] = record.row
            for column, value in record.values.items():
                key = Key(form.id, submission.entity.code, row, column)
                assert isinstance(value, Decimal)
                cells[layout.sheet, layout.slots[key].address] = value
    return cells


def nil_answers(path: Path) -> dict[tuple[str, str], Decimal | str]:
    """Return what the cover is told of the two forms without data."""
    names = openpyxl.load_workbook(path).defined_names
    found: dict[tuple[str, str], Decimal | str] = {}
    for form in ("fund", "soe"):
        sheet, _, cell = names[nil_name(form)].attr_text.replace("'", "").partition("!")
        found[sheet, cell.replace("$", "")] = NO_DATA
    return found
