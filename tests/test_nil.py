"""That a form has no data is stated 无数据, and a workbook that nobody filled in is told apart."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from shutil import copyfile
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
from openpyxl import load_workbook

from tests.nil_cells import answer_cell, asking_forms, with_answers
from tests.test_cli import refused, run
from xltool.bulk.bulk_writer import BulkWriter
from xltool.campaign.folder import load_campaign, planned
from xltool.campaign.generate import generate_all
from xltool.consolidation.consolidate import consolidate, received
from xltool.errors import CampaignError
from xltool.facts.facts import HEADER, facts, read_entered_facts, write_facts
from xltool.facts.parquet import ParquetFolder
from xltool.identity import COVER_SHEET
from xltool.kinds import FormState, Severity, Verdict
from xltool.layout.layout import lay_out
from xltool.messages.render import render
from xltool.model.forms import Entity
from xltool.model.submission import EntityRows, Key, Record, Submission
from xltool.reading.read import read_return
from xltool.validation.validate import validate
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.office import Office
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack

pytestmark = pytest.mark.usefixtures("reads_here")

NIL_ROW = ("312005", "2020", "procurement", "procurement", "form", "", "state", "nil")
"""The fact that 312005 buys nothing, up to its value."""


# --- Facts --------------------------------------------------------------------------------------


def facts_file(folder: Path, *rows: tuple[str, ...]) -> Path:
    """Write a facts file."""
    path = folder / "facts.csv"
    lines = [",".join(HEADER), *(",".join((*row, "", "", "", "")) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_nil_is_a_fact(tmp_path: Path, pack: Pack, submissions: Mapping[str, Submission]) -> None:
    """A form that is nil is written as a row of facts, and read again from it."""
    stated = replace(submissions["312005"], nil=frozenset({"procurement"}))
    text = write_facts(facts(pack, stated), "csv")
    assert text.splitlines()[1].startswith(",".join(NIL_ROW) + ",政府采购,,")
    path = tmp_path / "facts.csv"
    path.write_text(text, encoding="utf-8", newline="")
    (entered,) = read_entered_facts(path, pack).values()
    assert entered.nil == {"procurement"}
    assert entered.tables == submissions["312005"].tables
    listed = json.loads(write_facts(facts(pack, stated), "json"))
    assert [listed[0][name] for name in HEADER[:8]] == list(NIL_ROW)


def test_nil_alone_is_enough(tmp_path: Path, pack: Pack) -> None:
    """A facts file may hold nothing but that a form is nil."""
    found = read_entered_facts(facts_file(tmp_path, NIL_ROW), pack)
    assert found["312005", "2020"].nil == {"procurement"}


@pytest.mark.parametrize(
    ("place", "text"),
    [(2, "purchases"), (3, "performance"), (6, "status"), (7, "none"), (7, "")],
)
def test_unknown_nil_facts_are_refused(tmp_path: Path, pack: Pack, place: int, text: str) -> None:
    """A nil row with an unknown form, table, column or value is named by its line."""
    row = list(NIL_ROW)
    row[place] = text
    with pytest.raises(CampaignError, match=r"facts\.csv:2: 不认识"):
        read_entered_facts(facts_file(tmp_path, tuple(row)), pack)


def test_forms_that_do_not_ask_cannot_be_nil(tmp_path: Path, pack: Pack) -> None:
    """The register of transfers has no dropdown: no file may state it to be nil."""
    row = ("312005", "2020", "transfers", "transfers", "form", "", "state", "nil")
    with pytest.raises(CampaignError, match="transfers"):
        read_entered_facts(facts_file(tmp_path, row), pack)


def test_parquet_has_a_row_for_it(
    tmp_path: Path, pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """In Parquet, a form that is nil is a row ``form`` of its table."""
    with ParquetFolder(pack, tmp_path) as files:
        files.add(replace(submissions["312005"], nil=frozenset({"procurement"})))
    (row,) = pq.read_table(tmp_path / "procurement.parquet").to_pylist()
    assert (row["entity"], row["row"], row["text"]) == ("312005", "form", '{"state": "nil"}')
    assert row["amount"] is None


# --- Reading ------------------------------------------------------------------------------------


def answered(
    folder: Path, source: Path, pack: Pack, answers: Mapping[str, str], *, named: bool = True
) -> Return:
    """Read a copy of a workbook whose cover gives these answers."""
    path = folder / source.name
    copyfile(source, path)
    return read_return(with_answers(path, pack, answers, named=named), pack)


FORMER = Path(__file__).parent / "editions" / "2020.2" / "filled" / "312005.xlsx"
"""A workbook of an edition that did not ask."""


@pytest.mark.parametrize("named", [True, False], ids=["by-name", "beside-the-sheet"])
def test_the_answer_is_read(
    tmp_path: Path, pack: Pack, returned: Mapping[str, Path], *, named: bool
) -> None:
    """无数据 on the cover is read by the cell's name, or beside the name of the form's sheet."""
    answers = {"procurement": "无数据", "performance": "有"}
    item = answered(tmp_path, returned["312005"], pack, answers, named=named)
    assert item.submission is not None
    assert item.submission.nil == {"procurement"}
    assert item.submission.nil_cells == {
        form: (COVER_SHEET, answer_cell(pack, form)) for form in asking_forms(pack)
    }
    assert item.findings == ()


def test_an_edition_that_does_not_ask_states_nothing(
    pack: Pack,
) -> None:
    """A cover without names and dropdowns has no answers, although it lists the sheets."""
    item = read_return(FORMER, pack)
    assert item.submission is not None
    assert (item.submission.nil, item.submission.nil_cells) == (frozenset(), {})
    assert [finding.rule for finding in item.findings] == ["XL-160"]


@pytest.mark.parametrize("named", [True, False], ids=["by-name", "beside-the-sheet"])
def test_another_answer_is_an_error(
    tmp_path: Path, pack: Pack, returned: Mapping[str, Path], *, named: bool
) -> None:
    """A text that the dropdown does not offer is an error at its cell, and no statement."""
    item = answered(tmp_path, returned["312005"], pack, {"procurement": "没有"}, named=named)
    assert item.submission is not None
    assert not item.submission.nil
    (finding,) = item.findings
    assert (finding.rule, finding.severity) == ("XL-181", Severity.ERROR)
    assert (finding.sheet, finding.cell) == (COVER_SHEET, answer_cell(pack, "procurement"))
    assert (finding.value, finding.form) == ("没有", "procurement")
    assert "只能选“有”或“无数据”" in render(finding, "zh")[0]


def test_a_nil_form_need_not_be_there(
    tmp_path: Path, pack: Pack, returned: Mapping[str, Path]
) -> None:
    """A form that is stated to be nil and whose sheet was deleted is not missing."""
    path = tmp_path / "a.xlsx"
    copyfile(returned["312005"], path)
    with_answers(path, pack, {"procurement": "无数据"})
    workbook = load_workbook(path)
    del workbook["政府采购"]
    workbook.save(path)
    assert "R34" not in {finding.rule for finding in read_return(path, pack).findings}


@pytest.mark.parametrize(("suffix", "kind"), [("xlsx", "Calc MS Excel 2007 XML"), ("ods", "calc8")])
def test_the_answer_survives_libreoffice(
    tmp_path: Path,
    pack: Pack,
    returned: Mapping[str, Path],
    office: Office,
    suffix: str,
    kind: str,
) -> None:
    """Names of cells are kept by LibreOffice in both formats; the answer is given there."""
    path, saved = tmp_path / "a.xlsx", tmp_path / f"b.{suffix}"
    copyfile(returned["312005"], path)
    with_answers(path, pack, {})
    at = COVER_SHEET, answer_cell(pack, "procurement")
    office.fill(path, saved, {at: "无数据"}, filter=kind)
    item = read_return(saved, pack)
    assert item.submission is not None
    assert item.submission.nil == {"procurement"}
    assert set(item.submission.nil_cells) == set(asking_forms(pack))


# --- Validation ---------------------------------------------------------------------------------


def checked(item: Return, pack: Pack) -> Return:
    """Return one return validated."""
    (found,) = validate(pack, [item])
    return found


def rules_on(item: Return, form: str) -> set[str]:
    """Return the rules of the findings about a form."""
    return {finding.rule for finding in item.findings if finding.form == form}


def planned_without(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission], *forms: str
) -> tuple[Submission, frozenset[Key]]:
    """Return the submission of 312002 with nothing typed into some forms, and its locked cells."""
    tables = {table.id for form in forms for table in pack.form(form).tables}
    kept = {
        name: records
        for name, records in submissions["312002"].tables.items()
        if name not in tables
    }
    return planned(campaign, pack, submissions["312002"].entity, kept)


def test_a_nil_form_is_silent(
    tmp_path: Path, pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> None:
    """What is required on a form is not missing once it is stated to be nil.

    The cards of 312002 print the names of its projects, whose goals are required.
    """
    blank, fixed = planned_without(pack, campaign, submissions, "performance")
    path = tmp_path / "a.xlsx"
    write_workbook(path, pack, blank, fixed)
    before = checked(read_return(path, pack), pack)
    assert "P1" in rules_on(before, "performance")
    assert before.forms["performance"] is FormState.EMPTY
    with_answers(path, pack, {"performance": "无数据"})
    item = checked(read_return(path, pack), pack)
    assert rules_on(item, "performance") == {"R53"}  # its projects buy: procurement says so
    assert item.forms["performance"] is FormState.NIL
    assert item.forms["procurement"] is FormState.FILLED
    assert item.verdict is Verdict.ACCEPTED


def test_an_error_is_not_silenced_by_advice(
    tmp_path: Path, pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> None:
    """A form is nil that another contradicts: that is advice, and hides no error about the form."""
    blank, fixed = planned_without(pack, campaign, submissions, "fixed_assets")
    goals = tuple(
        replace(each, values={**each.values, "goal": "固定资产总额99.99万元。"})
        if each.row == "1" else each
        for each in blank.tables["performance"]
    )  # fmt: skip
    blank = replace(blank, tables={**blank.tables, "performance": goals})
    path = tmp_path / "a.xlsx"
    write_workbook(path, pack, blank, fixed)
    with_answers(path, pack, {"fixed_assets": "无数据"})
    item = checked(read_return(path, pack), pack)
    found = {(each.rule, each.severity) for each in item.findings}
    assert {("R53", Severity.WARNING), ("R31", Severity.ERROR)} <= found
    assert item.verdict is Verdict.NEEDS_FIX


def test_nil_with_figures_is_an_error(
    tmp_path: Path, pack: Pack, returned: Mapping[str, Path]
) -> None:
    """The finding stands at the answer, and names the first figure."""
    item = checked(answered(tmp_path, returned["312006"], pack, {"procurement": "无数据"}), pack)
    (finding,) = (each for each in item.findings if each.rule == "XL-182")
    cell = answer_cell(pack, "procurement")
    assert (finding.severity, finding.sheet, finding.cell) == (Severity.ERROR, COVER_SHEET, cell)
    assert finding.cells == (cell, "政府采购!B7")
    assert "政府采购!B7" in render(finding, "zh")[0]
    assert item.forms["procurement"] is FormState.FILLED
    assert item.verdict is Verdict.NEEDS_FIX


@pytest.mark.parametrize("answer", ["", "有"])
def test_neither_filled_nor_nil_is_an_error(
    tmp_path: Path, pack: Pack, returned: Mapping[str, Path], answer: str
) -> None:
    """A form that asks, and that is blank, must be stated to be nil."""
    item = checked(answered(tmp_path, returned["312005"], pack, {"procurement": answer}), pack)
    errors = [each for each in item.findings if each.severity is Severity.ERROR]
    place = COVER_SHEET, answer_cell(pack, "procurement")
    assert [(each.rule, each.sheet, each.cell) for each in errors] == [("XL-183", *place)]
    assert item.forms["procurement"] is FormState.EMPTY
    assert item.forms["transfers"] is FormState.EMPTY


def test_a_wrong_answer_is_one_error(
    tmp_path: Path, pack: Pack, returned: Mapping[str, Path]
) -> None:
    """A blank form with a wrong answer is not also reported as neither filled in nor nil."""
    item = checked(answered(tmp_path, returned["312005"], pack, {"procurement": "没有"}), pack)
    assert rules_on(item, "procurement") == {"XL-181"}


def test_an_older_edition_shows_an_empty_form(pack: Pack) -> None:
    """In a workbook that does not ask, a blank form is no finding."""
    item = checked(read_return(FORMER, pack), pack)
    assert item.forms["procurement"] is FormState.EMPTY
    assert item.verdict is Verdict.ACCEPTED


# --- Not filled in ------------------------------------------------------------------------------


@pytest.fixture
def untouched(tmp_path: Path, pack: Pack, campaign: Campaign) -> Path:
    """A workbook as it was sent out, with its projects and given figures."""
    entity = campaign.entity("312002")
    row = Record("312002", "income_general", {"prior": Decimal(7)})
    given = Key("income_expenditure", "312002", "income_general", "prior")
    blank, fixed = planned(campaign, pack, entity, {"income_expenditure": (row,)})
    path = tmp_path / "312002-公安局-2020.xlsx"
    write_workbook(path, pack, blank, fixed | {given})
    return path


def test_nobody_filled_it_in(pack: Pack, untouched: Path) -> None:
    """Given figures and project names do not count: one finding instead of one for each card."""
    item = checked(read_return(untouched, pack), pack)
    assert [finding.rule for finding in item.findings] == ["XL-184"]
    assert item.verdict is Verdict.UNTOUCHED
    assert set(item.forms.values()) == {FormState.EMPTY}


def test_a_stated_nil_counts_as_filled_in(pack: Pack, untouched: Path) -> None:
    """Whoever states that one form has no data has filled in the workbook."""
    with_answers(untouched, pack, {"procurement": "无数据"})
    item = checked(read_return(untouched, pack), pack)
    assert item.verdict is Verdict.NEEDS_FIX
    assert {"P1", "XL-183"} <= {finding.rule for finding in item.findings}


def test_one_figure_counts_as_filled_in(
    tmp_path: Path, pack: Pack, untouched: Path, office: Office
) -> None:
    """A zero is a figure."""
    path = tmp_path / "b.xlsx"
    office.fill(untouched, path, {("固定资产", "B6"): Decimal(0)})
    assert checked(read_return(path, pack), pack).verdict is not Verdict.UNTOUCHED


def test_what_the_campaign_gives_does_not_count(folder: Path, pack: Pack) -> None:
    """Inside a campaign given figures are known even if the workbook no longer says so."""
    campaign = load_campaign(folder)
    given = folder / "given"
    given.mkdir()
    row = "312005,2020,three_public,three_public,reception,,prior,3.5,,,,"
    text = f"{','.join(HEADER)}\n{row}\n"
    (given / "prior.csv").write_text(text, encoding="utf-8")
    for path in (folder / "in").iterdir():
        path.unlink()
    (path,) = generate_all(campaign, pack, (), ["312005"])
    target = folder / "in" / path.name
    copyfile(path, target)
    workbook = load_workbook(target)
    del workbook["_meta"]
    workbook.save(target)
    document = run("check", "-C", str(folder), "--format", "json", code=1)
    (file,) = json.loads(document)["files"]
    assert file["verdict"] == "untouched"
    assert "XL-184" in {finding["rule"] for finding in file["findings"]}


def test_the_campaign_does_not_accept_it(folder: Path, untouched: Path) -> None:
    """Check, board, receipt and page call it not filled in; it cannot be accepted."""
    for path in (folder / "in").iterdir():
        path.unlink()
    copyfile(untouched, folder / "in" / untouched.name)
    at = "-C", str(folder)
    assert "312002 公安局 2020  — not filled in" in run("check", *at, "--lang", "en", code=1)
    board = run("status", *at)
    assert "没有填写" in board
    assert "空空空空空空" in board
    (standing, *_) = json.loads(run("status", *at, "--format", "json"))["standings"]
    assert standing["state"] == "untouched"
    assert set(standing["forms"].values()) == {"empty"}
    assert "没有填写" in run("receipt", *at)
    assert "没有填写" in refused("accept", *at, untouched.name)
    run("consolidate", *at, code=1)
    page = run("check", *at, "--format", "html", code=1)
    assert 'class="verdict untouched">没有填写' in page


# --- Reports ------------------------------------------------------------------------------------


def test_reports_show_each_form(folder: Path, pack: Pack) -> None:
    """Board (✓, 无, 空), page (in words) and JSON show each form."""
    (path,) = (folder / "in").glob("312005*")
    with_answers(path, pack, {"procurement": "无数据"})
    at = "-C", str(folder)
    document = json.loads(run("check", *at, "--format", "json"))
    assert document["schema"] == 2
    assert [file["forms"].get("procurement") for file in document["files"]] == [
        None, "filled", "nil", "filled",
    ]  # fmt: skip
    assert "✓✓无✓✓空" in run("status", *at)
    text = run("check", *at, "--format", "html")
    assert '<span class="state nil">无数据</span>' in text
    assert '<span class="state empty">没有填</span>' in text


# --- Printing -----------------------------------------------------------------------------------

NIL_FORMULA = '=IF(IFERROR(xl_nil_procurement,"")="无数据","（本表无数据）","")'


@pytest.fixture(scope="module")
def nil_department(
    pack: Pack,
    campaign: Campaign,
    submissions: Mapping[str, Submission],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Path, Submission]:
    """The department's workbook in which 312005 states to buy nothing, and what is in it."""
    stated = replace(
        submissions["312005"], nil=frozenset({"procurement", "performance"}),
        tables={**submissions["312005"].tables, "performance": (), "indicators": ()},
    )  # fmt: skip
    children = [submissions["312002"], stated, submissions["312006"]]
    parent = consolidate(pack, campaign.entity("312"), children)
    path = tmp_path_factory.mktemp("nil") / "312.xlsx"
    write_workbook(path, pack, parent)
    return path, parent


def test_the_units_form_prints_it(
    tmp_path: Path, pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """Behind the subtitle stands a note, a formula over the answer."""
    stated = replace(submissions["312005"], nil=frozenset({"procurement"}))
    path = tmp_path / "a.xlsx"
    write_workbook(path, pack, stated)
    sheet = load_workbook(path)["政府采购"]
    assert sheet["G3"].value == NIL_FORMULA
    shown = load_workbook(path, data_only=True)
    assert shown["政府采购"]["A3"].value == "312005 看守所"
    assert shown["政府采购"]["G3"].value == "（本表无数据）"
    assert not shown["固定资产"]["B3"].value
    assert read_return(path, pack).findings == ()


def test_it_changes_with_the_answer(
    tmp_path: Path, pack: Pack, returned: Mapping[str, Path], office: Office
) -> None:
    """Choosing 无数据 on the cover prints the note; a workbook without the name prints none."""
    path, saved = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    copyfile(returned["312005"], path)
    answer = COVER_SHEET, "D14"
    office.fill(path, saved, {answer: "有"})
    assert not office.recalculate(saved)["政府采购", "G3"].value
    office.fill(path, saved, {answer: "无数据"})
    assert office.recalculate(saved)["政府采购", "G3"].value == "（本表无数据）"
    assert read_return(saved, pack).findings == ()


@pytest.mark.parametrize(
    "text", ["312005看守所", "312005看守所（本表无数据）", "312005 看守所(本表无数据)"]
)
def test_the_subtitle_may_be_a_text(
    tmp_path: Path, pack: Pack, returned: Mapping[str, Path], text: str
) -> None:
    """With and without the note, as a text, it is the subtitle; also where rows moved."""
    path = tmp_path / "a.xlsx"
    workbook = load_workbook(returned["312005"])
    workbook["政府采购"]["A3"] = text
    workbook.save(path)
    assert read_return(path, pack).findings == ()
    workbook["固定资产"]["A3"] = "编制单位：某所"
    workbook.save(path)
    assert [finding.rule for finding in read_return(path, pack).findings] == ["XL-165"]


@pytest.mark.parametrize("name", ['某"甲"所&<乙>', "很长的名字" * 60])
def test_names_stand_before_the_note(
    tmp_path: Path, pack: Pack, submissions: Mapping[str, Submission], name: str
) -> None:
    """Whatever the name, the note stands behind it; stamped as drawn."""
    entity = replace(submissions["312005"].entity, short=name)
    sizes = {
        form: replace(size, entity=entity, sections=(EntityRows(entity, 3),))
        for form, size in submissions["312005"].extents.items()
    }
    blank = Submission(entity, "2020", {}, sizes, nil=frozenset({"procurement"}))
    drawn, stamped = tmp_path / "drawn.xlsx", tmp_path / "stamped.xlsx"
    write_workbook(drawn, pack, blank)
    BulkWriter(pack).write(stamped, blank, frozenset())
    shown = [load_workbook(path, data_only=True)["政府采购"] for path in (drawn, stamped)]
    assert [sheet["A3"].value for sheet in shown] == [f"312005 {name}"] * 2
    assert [sheet["G3"].value for sheet in shown] == ["（本表无数据）"] * 2


def test_the_department_prints_none(nil_department: tuple[Path, Submission]) -> None:
    """An entity without purchases has a row 无 of its own; its own sheets print the note."""
    path, parent = nil_department
    assert [section.nil for section in parent.extents["procurement"].sections] == [
        False, True, False,
    ]  # fmt: skip
    shown = load_workbook(path, data_only=True)
    column = [cell.value for cell in shown["政府采购"]["B"]]
    assert "看守所：无" in column
    assert "看守所小计" not in column
    assert column.index("公安局小计") < column.index("看守所：无") < column.index("交警队小计")
    assert shown["312005 政府采购"]["A3"].value == "312005 看守所（本表无数据）"
    assert shown["312005 固定资产"]["A3"].value == "编制单位：312005 看守所"


def test_a_blank_total_is_not_none(
    pack: Pack, campaign: Campaign, submissions: Mapping[str, Submission]
) -> None:
    """Who has no rows and states nothing is left out, as ever."""
    children = [replace(each, nil=frozenset()) for each in submissions.values()]
    parent = consolidate(pack, campaign.entity("312"), children)
    texts = [
        cell.text for cell in lay_out(pack.form("procurement"), parent.extents["procurement"]).cells
    ]
    assert not any("无" in text for text in texts)


def test_the_department_is_read_back(
    nil_department: tuple[Path, Submission], pack: Pack, campaign: Campaign, tmp_path: Path
) -> None:
    """Reading and checking it find nothing; with ``_meta`` and without, nil is known again."""
    path, parent = nil_department
    item = checked(read_return(path, pack), pack)
    before = [finding for finding in item.findings if finding.severity is Severity.ERROR]
    assert before == []
    assert item.submission is not None
    assert item.submission.tables == parent.tables
    assert item.submission.extents == parent.extents
    assert item.submission.children[1].nil == {"procurement", "performance"}
    lost = tmp_path / "lost.xlsx"
    workbook = load_workbook(path)
    del workbook["_meta"]
    workbook.save(lost)
    again = read_return(lost, pack, entities=campaign.entities).submission
    assert again is not None
    assert again.extents == parent.extents
    assert again.children[1].nil == {"procurement", "performance"}


def test_its_facts_say_so(nil_department: tuple[Path, Submission], pack: Pack) -> None:
    """The department's facts name the entity that states to have none."""
    _, parent = nil_department
    rows = [fact for fact in facts(pack, parent) if fact.row == "form"]
    assert [(fact.entity, fact.form, fact.value) for fact in rows] == [
        ("312005", "procurement", "nil")
    ]


def test_the_next_level_prints_it_too(
    nil_department: tuple[Path, Submission], pack: Pack, tmp_path: Path
) -> None:
    """A department's workbook is handed in one level up: the row 无 is carried."""
    path, _ = nil_department
    child = read_return(path, pack).submission
    assert child is not None
    county = Entity("3", "平乡县", "县")
    parent = consolidate(pack, county, [received(pack, child)])
    target = tmp_path / "3.xlsx"
    write_workbook(target, pack, parent)
    shown = load_workbook(target, data_only=True)
    assert "看守所：无" in [cell.value for cell in shown["政府采购"]["B"]]
    item = read_return(target, pack)
    assert item.submission is not None
    assert item.submission.extents == parent.extents
    assert [f for f in item.findings if f.severity is Severity.ERROR] == []


def test_libreoffice_gives_the_same_sums(
    nil_department: tuple[Path, Submission], office: Office
) -> None:
    """The row 无 is in no sum: recalculated, every form shows what it showed."""
    path, _ = nil_department
    shown = load_workbook(path, data_only=True)["政府采购"]
    found = office.recalculate(path)
    compared = {
        at: (cell.value, shown[at[1]].value)
        for at, cell in found.items()
        if at[0] == "政府采购" and isinstance(cell.value, float)
    }
    assert compared
    assert all(one == pytest.approx(other) for one, other in compared.values())
