"""Workbooks and campaigns of earlier editions: read without a new finding, and carried on."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest

from tests.test_campaign import states, streams
from tests.test_cli import run
from xltool.batch.batch import check
from xltool.campaign.folder import load_campaign
from xltool.campaign.status_board import ReportingState
from xltool.facts.facts import Fact, facts
from xltool.reading.read import read_return

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.findings import Return
    from xltool.model.forms import Pack

pytestmark = pytest.mark.usefixtures("reads_here")

EDITION: Final = Path(__file__).with_name("editions") / "2020.2"
EXPECTED: Final[Mapping[str, Any]] = json.loads((EDITION / "expected.json").read_text("utf-8"))
WORKBOOKS: Final = sorted(EXPECTED)
CODES: Final = ("312002", "312005", "312006")
JAIL: Final = "312005-看守所-2020.xlsx"
DEPARTMENT: Final = "312-公安局-汇总-2020.xlsx"
SINCE: Final = "XL-160 info"
"""That a workbook is of an earlier version."""
UNTOUCHED: Final = "untouched"
"""The verdict of a workbook that nobody filled in: one finding may say so."""


@pytest.fixture(scope="module")
def alone(pack: Pack) -> Mapping[str, Return]:
    """Each workbook as it is checked without its campaign, by its name."""
    found, _ = check([EDITION / name for name in WORKBOOKS], pack)
    return dict(zip(WORKBOOKS, found, strict=True))


@pytest.fixture
def begun(tmp_path: Path) -> Path:
    """The folder of a campaign that an earlier version began: all returns are accepted."""
    folder = tmp_path / "2020"
    places: Mapping[str, str] = json.loads(
        (EDITION / "campaign" / "workbooks.json").read_text("utf-8")
    )
    shutil.copytree(EDITION / "campaign", folder, ignore=shutil.ignore_patterns("*.json"))
    for place, name in places.items():
        target = folder / place
        target.parent.mkdir(exist_ok=True)
        shutil.copyfile(EDITION / name, target)
    return folder


def said(item: Return) -> Counter[str]:
    """Return rule, severity and place of each finding."""
    return Counter(
        f"{finding.rule} {finding.severity.value} {finding.location}" for finding in item.findings
    )


def new_findings(name: str, item: Return) -> Counter[str]:
    """Return the findings that the edition's own version did not have.

    What today's pack advises of the content of a return is no matter of its edition; errors, and
    whatever the program itself finds, would be.
    """
    found = said(item) - Counter(EXPECTED[name]["findings"])
    return Counter({
        each: n for each, n in found.items()
        if not each.startswith(SINCE) and (each.startswith("XL-") or " error" in each)
    })  # fmt: skip


def accepts(name: str, item: Return) -> bool:
    """Whether nothing is found that was not found then; of an untouched one, that it is so."""
    return new_findings(name, item).total() <= (item.verdict.value == UNTOUCHED)


@pytest.mark.parametrize("name", WORKBOOKS)
def test_no_new_finding(alone: Mapping[str, Return], name: str) -> None:
    """Nothing is found in a workbook of the edition that its own version did not find."""
    assert accepts(name, alone[name]), new_findings(name, alone[name])


@pytest.mark.parametrize("name", [name for name in WORKBOOKS if not name.startswith("blank/")])
def test_same_verdict(alone: Mapping[str, Return], name: str) -> None:
    """What was accepted still is, and what had errors has them."""
    assert alone[name].verdict.value == EXPECTED[name]["verdict"]


@pytest.mark.parametrize("name", WORKBOOKS)
def test_same_facts(pack: Pack, alone: Mapping[str, Return], name: str) -> None:
    """Every value is read from the cell in which it was read then, and no other one.

    A column that the edition did not have is blank.
    """
    submission, older = alone[name].submission, pack.reads(EDITION.name)
    assert submission is not None
    assert older is not None
    had, since = list[Fact](), list[Fact]()
    for fact in facts(pack, submission):
        (since if f"{fact.form}.{fact.column}" in older.absent else had).append(fact)
    assert {fact.value for fact in since} <= {""}
    rows = [
        repr((fact.entity, fact.period, fact.form, fact.table, fact.row, fact.column,
              str(fact.value), fact.sheet, fact.cell))
        for fact in had
    ]  # fmt: skip
    assert len(rows) == EXPECTED[name]["facts"]
    assert hashlib.sha256("\n".join(rows).encode()).hexdigest() == EXPECTED[name]["sha256"]


def test_figure_typed_over_is_told(pack: Pack, tmp_path: Path) -> None:
    """On the sheets that explain, other words are those of the edition; figures are compared."""
    book = openpyxl.load_workbook(EDITION / "department.xlsx")
    book["分单位对照"]["B7"].value = 1
    book["项目预算"]["D5"].value = 1
    book.save(tmp_path / "department.xlsx")
    findings = read_return(tmp_path / "department.xlsx", pack).findings
    told = [(f.severity.value, f.sheet, f.cell) for f in findings if f.rule == "R39"]
    assert told == [("error", "分单位对照", "B7"), ("error", "项目预算", "D5")]


def test_no_new_finding_in_the_campaign(pack: Pack, begun: Path) -> None:
    """Neither when a workbook is held against what the campaign gives."""
    returns, _ = check([EDITION / name for name in WORKBOOKS], pack, load_campaign(begun))
    differ = {
        name: new_findings(name, item)
        for name, item in zip(WORKBOOKS, returns, strict=True)
        if not accepts(name, item)
    }
    assert not differ


def test_status_and_check_go_on(begun: Path) -> None:
    """The ledger is read, all returns stay accepted, and checking them again changes nothing."""
    for _ in range(2):
        assert states(begun) == dict.fromkeys(CODES, ReportingState.ACCEPTED)
        table, _ = streams("status", "-C", begun, "--lang", "en")
        assert table.count("  accepted  ") == len(CODES)
        board = json.loads(run("status", "-C", begun, "--format", "json"))
        assert len(board["standings"]) == len(CODES)
        run("check", "-C", begun)
        found = json.loads(run("check", "-C", begun, "--format", "json"))
        assert [file["verdict"] for file in found["files"]] == ["accepted"] * len(CODES)


def test_return_with_errors_is_reissued(begun: Path, tmp_path: Path) -> None:
    """A workbook sent out then comes back with a mistake: it is reissued, and reads the same.

    It asks what was not asked then: whether the form that is empty has data.
    """
    shutil.copyfile(EDITION / "returned" / "312005-faulty.xlsx", begun / "in" / JAIL)
    (begun / "in" / "看守所初稿.xlsx").unlink()
    run("check", "-C", begun, "--reissue", tmp_path / "back", code=1)
    assert states(begun)["312005"] is ReportingState.ERRORS
    found = json.loads(run("check", tmp_path / "back" / JAIL, "--format", "json", code=1))
    errors = [f for f in found["files"][0]["findings"] if f["severity"] == "error"]
    assert [(f["rule"], f["sheet"]) for f in errors] == [("XL-183", "封面"), ("R1", "收支总表")]


def test_decision_can_be_changed(begun: Path) -> None:
    """Another file of the same entity is chosen over the one that was chosen then."""
    run("accept", "看守所初稿.xlsx", "-C", begun)
    events = json.loads(run("history", "312005", "-C", begun, "--format", "json"))
    decided = [event["file"] for event in events if event["what"] == "decided"]
    assert decided == ["看守所初稿.xlsx"]
    assert states(begun)["312005"] is ReportingState.ACCEPTED


def test_consolidates_to_the_same_figures(begun: Path) -> None:
    """The department adds up to what it added up to then."""
    path = Path(run("consolidate", "-C", begun).strip())
    assert path == begun / DEPARTMENT
    mine, theirs = (run("extract", each) for each in (path, EDITION / "department.xlsx"))
    assert figures(mine) == figures(theirs)


def figures(text: str) -> list[list[str]]:
    """Return entity, period, form, table, row, label, column and value of each fact."""
    return [row[:8] for row in csv.reader(StringIO(text))]


def test_versions_are_compared(begun: Path) -> None:
    """By the hashes of the ledger, and a kept version against one that stands in in/."""
    events = json.loads(run("history", "312005", "-C", begun, "--format", "json"))
    first, second = (e["sha256"] for e in events if e["what"] == "received" and e["file"] == JAIL)
    changed = json.loads(run("diff", first, second, "-C", begun, "--format", "json"))
    assert [(c["cell"], c["before"], c["after"]) for c in changed] == [("B6", "400", "399.75")]
    assert second in run("receipt", "312005", "-C", begun)
    rows = json.loads(run("receipt", "-C", begun, "--format", "json"))
    assert {row["entity"] for row in rows} == set(CODES)


def test_next_year_begins_from_it(begun: Path, tmp_path: Path) -> None:
    """Last year's figures are taken from returns of the earlier edition."""
    run("init", tmp_path / "2021", "--from", begun)
    given = (tmp_path / "2021" / "given" / "prior.csv").read_text("utf-8")
    assert "312006,2021,income_expenditure,income_expenditure,income_general" in given
    run("generate", "-C", tmp_path / "2021")
    assert len(list((tmp_path / "2021" / "out").glob("312???-*.xlsx"))) == len(CODES)


def test_workbook_of_today_joins_the_campaign(begun: Path) -> None:
    """A unit gets a workbook of today, given figures and all; what it sent in stays accepted."""
    run("generate", "-C", begun, "--only", "312006")
    assert states(begun) == dict.fromkeys(CODES, ReportingState.ACCEPTED)
