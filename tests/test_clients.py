"""Workbooks filled in by real programs read back whole, whatever else those make of them.

WPS's own format ``.et`` has no client here that runs without a screen. By its content it is an
``.xls`` or ``.xlsx``, and by its content a file is judged: its name decides nothing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import openpyxl
import pytest

from tests.nil_cells import answer_cell
from xltool.campaign.folder import planned
from xltool.evaluation.submission_values import SubmissionValues
from xltool.facts.facts import facts
from xltool.identity import NO_DATA
from xltool.kinds import Verdict
from xltool.layout.layout import lay_out
from xltool.model.submission import Key
from xltool.reading.read import read_return
from xltool.spreadsheets.intake import admit
from xltool.spreadsheets.workbook import sheets
from xltool.validation.validate import validate
from xltool.values.decimal_text import shown_value
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tests.office import Office
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission, Value

SCRIPTS = Path(__file__).with_name("clients")
TIMEOUT = 120
ENTITIES = ("312005", "312006")


class Job(NamedTuple):
    """What an entity has to fill in, and the same workbook filled in by xltool.

    ``draft`` holds every amount doubled, totals included.
    """

    submission: Submission
    entries: Mapping[tuple[str, str], Decimal | str]
    blank: Path
    draft: Path
    filled: Path


@dataclass(frozen=True)
class Client:
    """A program and the format it saves in; the totals it stores; what reading remarks on it.

    ``totals`` are fresh, stale (those of the workbook before) or missing. ``notes`` are all the
    findings there are, by rule, each with its reason.
    """

    name: str
    suffix: str
    totals: str
    notes: Mapping[str, str] = field(default_factory=dict)


OTHER = {"XL-159": "any format but .xlsx is told of"}
UNLOCKED = {"XL-172": "it drops the protection of the sheets"}
UNCHECKED = {"XL-173": "it drops the validations"}
CLIENTS = (
    Client("openpyxl", ".xlsx", "missing"),
    Client("libreoffice", ".xlsx", "fresh"),
    Client("libreoffice", ".xls", "fresh", OTHER),
    Client("libreoffice", ".ods", "fresh", OTHER),
    Client("gnumeric", ".xlsx", "fresh"),
    Client("gnumeric", ".xls", "fresh", OTHER),
    Client("gnumeric", ".ods", "fresh", OTHER | UNLOCKED),
    Client("exceljs", ".xlsx", "stale"),
    Client("sheetjs", ".xlsx", "stale", UNLOCKED | UNCHECKED),
    Client("sheetjs", ".xls", "stale", OTHER | UNLOCKED),
    Client("sheetjs", ".ods", "stale", OTHER | UNLOCKED),
)
MARKS = {"openpyxl": [], "libreoffice": [pytest.mark.libreoffice]}
CASES = [
    pytest.param(
        client,
        id=client.name + client.suffix,
        marks=MARKS.get(client.name, [pytest.mark.clients]),
    )
    for client in CLIENTS
]


def fill(request: pytest.FixtureRequest, client: Client, job: Job, source: Path) -> Path:
    """Fill in the source by the client; return the file it saved."""
    target: Path = request.getfixturevalue("tmp_path") / f"saved{client.suffix}"
    if client.name == "openpyxl":
        by_openpyxl(job, source, target)
    elif client.name == "libreoffice":
        by_libreoffice(request.getfixturevalue("office"), job, source, target)
    elif client.name == "gnumeric":
        # Without a screen it types nothing: it recalculates and converts what is filled in.
        run(required("ssconvert"), "--recalc", job.filled, target)
    else:
        by_node(f"fill_{client.name}.mjs", job, source, target)
    return target


def by_openpyxl(job: Job, source: Path, target: Path) -> None:
    """Load, set and save: formulas stay, their results do not."""
    book = openpyxl.load_workbook(source)
    for (sheet, cell), value in job.entries.items():
        book[sheet][cell] = value
    book.save(target)


def by_libreoffice(office: Office, job: Job, source: Path, target: Path) -> None:
    """Type as a clerk does, and save in the format of the target's name."""
    filters = {".xlsx": "Calc MS Excel 2007 XML", ".xls": "MS Excel 97", ".ods": "calc8"}
    office.fill(source, target, job.entries, filter=filters[target.suffix])


def by_node(script: str, job: Job, source: Path, target: Path) -> None:
    """Hand the entries to a script: amounts as numbers, all else as text."""
    node = required("node")
    if not (SCRIPTS / "node_modules").is_dir():
        missing("ExcelJS and SheetJS are not installed: npm ci in tests/clients")
    cells: dict[str, dict[str, float | str]] = {}
    for (sheet, cell), value in job.entries.items():
        typed = float(value) if isinstance(value, Decimal) else value
        cells.setdefault(sheet, {})[cell] = typed
    entries = target.with_suffix(".json")
    entries.write_text(json.dumps(cells), encoding="utf-8")
    run(node, SCRIPTS / script, source, entries, target)


def required(program: str) -> str:
    """Return where the program is; without it the test skips, or fails where it must run."""
    return shutil.which(program) or missing(f"{program} is not installed")


def missing(what: str) -> NoReturn:
    """Skip, unless XLTOOL_REQUIRE_CLIENTS=1 says that nothing may be missing."""
    if os.environ.get("XLTOOL_REQUIRE_CLIENTS") == "1":
        pytest.fail(what)
    pytest.skip(what)


def run(*command: str | Path) -> None:
    """Run the command; what it says is shown when the test fails."""
    subprocess.run(command, check=True, timeout=TIMEOUT)


@pytest.fixture(scope="module")
def jobs(
    pack: Pack,
    campaign: Campaign,
    submissions: Mapping[str, Submission],
    tmp_path_factory: pytest.TempPathFactory,
) -> Mapping[str, Job]:
    """The workbooks of each entity, by its code."""
    found = {}
    for code in ENTITIES:
        folder, submission = tmp_path_factory.mktemp(code), submissions[code]
        blank, fixed = planned(campaign, pack, campaign.entity(code), {})
        entries = dict(entered(pack, submission, fixed))
        entries |= {("封面", answer_cell(pack, form)): NO_DATA for form in submission.nil}
        names = ("blank.xlsx", "draft.xlsx", "filled.xlsx")
        found[code] = job = Job(submission, entries, *(folder / name for name in names))
        write_workbook(job.blank, pack, blank, fixed)
        write_workbook(job.draft, pack, doubled(submission), fixed)
        write_workbook(job.filled, pack, submission, fixed)
    return found


def entered(
    pack: Pack, submission: Submission, fixed: frozenset[Key]
) -> Iterator[tuple[tuple[str, str], Decimal | str]]:
    """Yield what the entity types: sheet and cell, and the value."""
    for form, table in pack.tables():
        if form.id not in submission.extents:
            continue
        plan = lay_out(form, submission.extents[form.id])
        for record in submission.tables[table.id]:
            for column, value in record.values.items():
                key = Key(table.id, record.entity, record.row, column)
                if key not in fixed:
                    yield (plan.sheet, plan.slots[key].address), shown_value(value)


def doubled(submission: Submission) -> Submission:
    """Return the submission with every amount doubled."""
    tables = {}
    for name, records in submission.tables.items():
        values = [{c: twice(value) for c, value in record.values.items()} for record in records]
        paired = zip(records, values, strict=True)
        tables[name] = tuple(replace(record, values=found) for record, found in paired)
    return replace(submission, tables=tables)


def twice(value: Value) -> Value:
    """Double a number; a text stays."""
    return 2 * value if isinstance(value, Decimal) else value


def check(pack: Pack, campaign: Campaign, path: Path) -> Return:
    """Read and validate the file."""
    return validate(pack, [read_return(path, pack, entities=campaign.entities)])[0]


def values(pack: Pack, item: Return) -> dict[tuple[str, ...], str]:
    """Return every value read, the calculated ones too, by identity, period and place."""
    assert item.submission is not None, item.findings
    return {
        (f.entity, f.period, f.form, f.table, f.row, f.column, f.sheet, f.cell): f.value
        for f in facts(pack, item.submission)
    }


def assert_same(
    pack: Pack, campaign: Campaign, path: Path, job: Job, notes: Mapping[str, str]
) -> None:
    """Assert that the file reads as the workbook does that xltool filled in."""
    item, filled = check(pack, campaign, path), check(pack, campaign, job.filled)
    assert filled.verdict is Verdict.ACCEPTED
    assert not {finding.rule for finding in filled.findings if finding.rule.startswith("XL-")}
    assert values(pack, item) == values(pack, filled)
    found = item.submission
    assert found is not None
    assert found.origin is not None
    assert found.origin.version == pack.version
    assert (found.entity, found.period) == (job.submission.entity, job.submission.period)
    new = [finding for finding in item.findings if finding not in filled.findings]
    assert {finding.rule for finding in new} == notes.keys(), new
    assert [finding for finding in filled.findings if finding not in item.findings] == []
    assert item.verdict is Verdict.ACCEPTED


def totals(pack: Pack, job: Job, path: Path) -> str:
    """Tell how the totals stand in the file: fresh, stale or missing."""
    book, found = SubmissionValues(pack, job.submission), sheets(admit(path))
    right, stored = [], []
    for form in pack.reported:
        plan = lay_out(form, job.submission.extents[form.id])
        for key, cell in plan.slots.items():
            value = book.get(key)
            if cell.calculated and isinstance(value, Decimal) and value:
                right.append(float(value))
                stored.append(found[plan.sheet].values.get(cell.address))
    if not any(stored):
        return "missing"
    return "fresh" if stored == pytest.approx(right) else "stale"


@pytest.mark.parametrize("code", ENTITIES)
@pytest.mark.parametrize("client", CASES)
def test_blank_filled_in(
    request: pytest.FixtureRequest,
    pack: Pack,
    campaign: Campaign,
    jobs: Mapping[str, Job],
    client: Client,
    code: str,
) -> None:
    """A blank workbook, filled in, reads back with every value and with no more than is noted."""
    job = jobs[code]
    path = fill(request, client, job, job.blank)
    assert_same(pack, campaign, path, job, client.notes)


@pytest.mark.parametrize("client", CASES)
def test_draft_corrected(
    request: pytest.FixtureRequest,
    pack: Pack,
    campaign: Campaign,
    jobs: Mapping[str, Job],
    client: Client,
) -> None:
    """A draft, corrected, reads as well: totals that are stale or missing are no error."""
    job = jobs["312006"]
    path = fill(request, client, job, job.draft)
    assert_same(pack, campaign, path, job, client.notes)
    assert totals(pack, job, path) == client.totals


def test_wrong_totals(
    pack: Pack, campaign: Campaign, jobs: Mapping[str, Job], tmp_path: Path
) -> None:
    """Whatever is stored as the result of a formula, no error follows."""
    job, path = jobs["312006"], tmp_path / "wrong.xlsx"
    result = re.compile(rb"(</f><v>)-?[0-9.]+(</v>)")
    with zipfile.ZipFile(job.filled) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            target.writestr(name, result.sub(rb"\g<1>987654.32\2", source.read(name)))
    assert totals(pack, job, path) == "stale"
    assert_same(pack, campaign, path, job, {})
