"""The example of the pack hebei-budget: the figures of the other example, and the whole round."""

from __future__ import annotations

import csv
import runpy
import shutil
from decimal import Decimal
from itertools import count
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest

from tests.examples import count_same, example_of
from tests.test_cli import run
from tests.test_trees import differing
from xltool.campaign.folder import examples, load_campaign, planned
from xltool.evaluation.submission_values import SubmissionValues
from xltool.facts.facts import read_entered_facts
from xltool.identity import NO_DATA, nil_name
from xltool.layout.layout import lay_out
from xltool.model.submission import Key
from xltool.pack.load import load_pack
from xltool.pack.shipped_packs import shipped_packs
from xltool.reading.read import read_return
from xltool.values.decimal_text import shown_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from tests.conftest import Say
    from tests.office import Office
    from xltool.layout.cells import SheetLayout
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity, Pack
    from xltool.model.submission import Record

    Cell = tuple[str, str, str]
    """Table, line and column."""
    Place = tuple[str, str]
    """Sheet and cell."""

pytestmark = pytest.mark.usefixtures("reads_here")

UNITS: Final = ("312002", "312005", "312006")
INCOME = (
    "general",
    "fund",
    "soe",
    "special",
    "service",
    "superior",
    "affiliate",
    "business",
    "other",
)
LINES = (*(f"income_{each}" for each in INCOME), "income_year", "carryover", "income_total",
         "expenditure_year", "carryforward", "expenditure_total")  # fmt: skip
SPENT = ("abroad", "vehicle", "vehicle_purchase", "vehicle_running", "reception", "total")
SAME: Final[dict[Cell, tuple[Cell, ...]]] = {
    **{
        ("income_expenditure", line, "current"): (("balance", line, "amount"),) for line in LINES
    },
    ("income_expenditure", "income_total", "current"): (
        ("balance", "income_total", "amount"), ("income", "total", "total"),
        ("fiscal", "income_total", "amount"),
    ),
    ("income_expenditure", "expenditure_total", "current"): (
        ("balance", "expenditure_total", "amount"), ("spending", "total", "total"),
        ("general", "total", "total"), ("fiscal", "expenditure_total", "total"),
    ),
    ("income_expenditure", "basic", "current"): (
        ("spending", "total", "basic"), ("general", "total", "basic"), ("basic", "total", "total"),
    ),
    ("income_expenditure", "personnel", "current"): (("basic", "total", "personnel"),),
    ("income_expenditure", "public", "current"): (("basic", "total", "public"),),
    ("income_expenditure", "project", "current"): (
        ("spending", "total", "project"), ("general", "total", "project"),
    ),
    **{("three_public", line, "current"): (("three_public", line, "total"),) for line in SPENT},
}  # fmt: skip
"""What the default pack prints of this year, and where this pack prints it."""
TAKEN: Final = ("procurement", "fixed_assets", "performance")


@pytest.fixture(scope="module")
def hebei() -> Pack:
    """The pack, by its name."""
    return load_pack(shipped_packs()["hebei-budget"])


# --- The same figures ---------------------------------------------------------------------------


def test_both_examples_have_the_same_figures(pack: Pack, hebei: Pack, say: Say) -> None:
    """Of each unit and of the department, cell by cell; blank and zero are alike, but not taken."""
    compared = 0
    for ours, other in zip(
        example_of("hebei-2020", hebei), example_of("pingxiang-2020", pack), strict=True
    ):
        here, there = SubmissionValues(hebei, ours), SubmissionValues(pack, other)
        compared += count_same(here, there, SAME)
        for form in TAKEN:
            assert ours.is_nil(form) == other.is_nil(form)
            for key, slot in lay_out(pack.form(form), other.extents[form]).slots.items():
                if slot.column:
                    assert (key, here.get(key)) == (key, there.get(key))
                    compared += 1
    say(f"both examples: {compared} figures and texts, 0 differ")
    assert compared > 5000


def test_the_example_is_what_its_program_writes(tmp_path: Path) -> None:
    """Facts are taken from the other example and the split: none was typed into them."""
    for name in ("hebei-2020", "pingxiang-2020"):
        shutil.copytree(examples() / name, tmp_path / "examples" / name)
    shutil.copytree(shipped_packs()["hebei-budget"], tmp_path / "packs" / "hebei-budget")
    program = tmp_path / "examples" / "hebei-2020" / "write_facts.py"
    for path in program.parent.glob("facts/*"):
        path.unlink()
    runpy.run_path(str(program), run_name="__main__")
    for path in (examples() / "hebei-2020").rglob("*.csv"):
        again = program.parent / path.relative_to(examples() / "hebei-2020")
        assert again.read_bytes() == path.read_bytes()


# --- The stranger's round -----------------------------------------------------------------------


@pytest.mark.libreoffice
def test_the_whole_round(office: Office, hebei: Pack, tmp_path: Path, say: Say) -> None:
    """Generated, typed into by LibreOffice, checked, reissued, consolidated, read back, traced."""
    folder = tmp_path / "2020"
    begin(folder)
    campaign = load_campaign(folder)
    for entity in campaign.reporting():
        (sent,) = (folder / "out").glob(f"{entity.code}-*.xlsx")
        back = folder / "in" / sent.name
        office.fill(sent, back, entries(campaign, hebei, entity, sent))
        cells = calculated_alike(office, hebei, back)
        say(f"hebei-budget, {back.name} with open rows: {cells} calculated cells, 0 differ")
    said = run("check", folder, "--reissue", tmp_path / "back", "--all", "--lang", "en")
    assert "3 files: 3 accepted, 0 need fixing, 0 rejected; 0 errors" in said
    again = sorted((tmp_path / "back").glob("*.xlsx"))
    assert len(again) == len(UNITS)
    assert "3 accepted" in run("check", folder, *again, "--lang", "en")
    department = tmp_path / "department.xlsx"
    run("consolidate", folder, "-o", department)
    for path in (*again, department):
        formulas, wrong = differing(office, path)
        assert wrong == []
        say(f"hebei-budget, {path.name}: {formulas} formulas, 0 differ")
    assert "1 accepted" in run("check", department, "--pack", "hebei-budget", "--lang", "en")
    extracted = facts_of(department)
    assert extracted["312", "spending", "2040219", "project"] == Decimal(733)
    assert extracted["312", "general", "total", "total"] == Decimal("8319.42")
    assert extracted["312", "basic", "30231", "public"] == Decimal("15.6")
    assert made_of(department, "spending", "2040219", "project") == {
        "312002": "303",
        "312006": "430",
    }
    board = run("status", folder, "--lang", "en")
    assert "has errors 0, undecided 0, accepted 3." in board


def calculated_alike(office: Office, pack: Pack, path: Path) -> int:
    """Hold what a filled workbook shows against what Python calculates; count the cells."""
    submission = read_return(path, pack).submission
    assert submission is not None
    values, shown, compared = SubmissionValues(pack, submission), office.recalculate(path), 0
    for form in pack.forms:
        layout = lay_out(form, submission.extents[form.id])
        for key, cell in layout.slots.items():
            if cell.calculated:
                value, result = values.get(key), shown[layout.sheet, cell.address].value
                alike = Decimal(str(result)) if isinstance(value, Decimal) else result
                assert (key, alike) == (key, "" if value is None else value)
                compared += 1
    return compared


def begin(folder: Path) -> None:
    """Begin the example's campaign by its lists, as a stranger would, and generate it."""
    source = examples() / "hebei-2020"
    run("init", folder, "--entities", source / "entities.csv", "--period", "2020",
        "--pack", "hebei-budget")  # fmt: skip
    for name in ("projects.csv", "rows.csv"):
        shutil.copyfile(source / name, folder / name)
    run("generate", folder)


def entries(
    campaign: Campaign, pack: Pack, entity: Entity, sent: Path
) -> Mapping[Place, Decimal | str]:
    """Return what a clerk types into a blank workbook; what it does not print, into open rows."""
    blank, given = planned(campaign, pack, entity, {})
    facts = read_entered_facts(examples() / "hebei-2020" / "facts" / f"{entity.code}.csv", pack)
    own = facts[entity.code, campaign.period]
    found: dict[Place, Decimal | str] = {}
    for form in pack.forms:
        layout = lay_out(form, blank.extents[form.id])
        for table in form.tables:
            found |= dict(_typed(layout, table.id, own.tables.get(table.id, ()), given))
    names = openpyxl.load_workbook(sent).defined_names
    for name in own.nil:
        sheet, _, cell = names[nil_name(name)].attr_text.replace("'", "").partition("!")
        found[sheet, cell.replace("$", "")] = NO_DATA
    return found


def _typed(
    layout: SheetLayout, table: str, records: Iterable[Record], given: frozenset[Key]
) -> Iterator[tuple[Place, Decimal | str]]:
    rows = count(1)
    printed = {key.row for key in layout.slots if key.table == table}
    for record in records:
        row, values = record.row, dict(record.values)
        if row not in printed:
            row, values = f"+{next(rows)}", {"code": record.row, **values}
        for column, value in values.items():
            key = Key(table, record.entity, row, column)
            if key not in given and value is not None:
                yield (layout.sheet, layout.slots[key].address), shown_value(value)


def facts_of(path: Path) -> Mapping[tuple[str, str, str, str], Decimal]:
    """Return what ``extract`` gives of three trees, by entity, table, row and column."""
    rows = csv.DictReader(run("extract", path, "--pack", "hebei-budget").splitlines())
    return {
        (row["entity"], row["table"], row["row"], row["column"]): Decimal(row["value"])
        for row in rows
        if row["table"] in {"general", "spending", "basic"} and row["column"] != "code"
    }


def made_of(path: Path, table: str, row: str, column: str) -> Mapping[str, str]:
    """Return what each unit gave to a figure of the department, by ``extract --trace``."""
    rows = csv.DictReader(run("extract", path, "--trace", "--pack", "hebei-budget").splitlines())
    return {
        each["giver"]: each["amount"]
        for each in rows
        if (each["entity"], each["table"], each["row"], each["column"])
        == ("312", table, row, column)
    }
