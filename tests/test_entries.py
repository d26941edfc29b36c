"""What is one entry of a report, what leads, and what became of the rules, in every format."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from typer.testing import CliRunner

from tests.masked_example import as_published
from xltool.batch.compact_returns import CompactReturns
from xltool.campaign.checking import Checked
from xltool.campaign.ledger_returns import counts_of
from xltool.cli.app import app
from xltool.kinds import Category, RuleStatus, Severity
from xltool.model.entries import count_entries, entries
from xltool.model.findings import Finding, Return
from xltool.model.rule_tally import RuleTally, count_statuses
from xltool.report.check_json import as_json
from xltool.report.html_page import as_page
from xltool.report.summary import closing, counts
from xltool.report.terminal import as_table
from xltool.validation.leads import with_leads
from xltool.validation.rule_findings import with_rule_findings
from xltool.validation.validate import validate

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.model.forms import Pack
    from xltool.model.submission import Submission, Value

pytestmark = pytest.mark.usefixtures("reads_here")

BUY, PUBLIC, ASSETS = "政府采购", "三公经费", "固定资产"


def typed(submission: Submission, table: str, row: str, **values: Value) -> Submission:
    """Return a submission with other values in a row."""
    records = tuple(
        replace(record, values={**record.values, **values}) if record.row == row else record
        for record in submission.tables[table]
    )
    return replace(submission, tables={**submission.tables, table: records})


def judged(pack: Pack, submission: Submission) -> Return:
    """Return a validated return."""
    return validate(pack, [Return("a.xlsx", submission)])[0]


def advice(
    rule: str, cell: str, *, lead: str = "", severity: Severity = Severity.WARNING
) -> Finding:
    """Return a finding of a rule of a pack."""
    return Finding(
        rule, severity, "rule.broken", sheet=BUY, cell=cell, cells=(cell, f"Z{cell[1:]}"),
        lead=lead, params={"zh": f"{rule}。", "said_zh": f"{rule} 不符合。", "fix_zh": "请核对。"},
    )  # fmt: skip


# What is one entry ----------------------------------------------------------------------------


def test_advice_of_one_rule_on_a_sheet_is_one_entry() -> None:
    """It names all places and counts once; another statement, sheet or severity is another one."""
    first, second = advice("R1", "B2"), advice("R1", "B5")
    other = replace(second, params={"zh": "另一条。"})
    elsewhere = replace(second, sheet=PUBLIC)
    note = replace(second, severity=Severity.INFO)
    found = entries([first, other, second, elsewhere, note])
    assert [each.findings for each in found] == [(first, second), (other,), (elsewhere,), (note,)]
    assert found[0].cells == ("B2", "Z2", "B5", "Z5")
    assert count_entries([first, other, second, elsewhere, note]) == {"warning": 3, "info": 1}


def test_every_error_is_an_entry() -> None:
    """Each has to be mended."""
    errors = [advice("R1", f"B{row}", severity=Severity.ERROR) for row in range(1, 9)]
    assert [each.finding for each in entries(errors)] == errors
    assert count_entries(errors) == {"error": 8}


def test_what_one_finding_causes_stands_below_it() -> None:
    """An entry does when all its findings have one cause; counted are both."""
    cause = advice("R2", "C3", severity=Severity.ERROR)
    led = advice("R1", "B2", lead=cause.name)
    half, free = advice("R3", "B7", lead=cause.name), advice("R3", "B8")
    top = entries([led, half, free, cause])
    assert [(each.finding, [below.finding for below in each.related]) for each in top] == [
        (free, []), (cause, [led]),
    ]  # fmt: skip
    assert top[0].others == (half,)
    assert count_entries([led, half, free, cause]) == {"error": 1, "warning": 2}


def test_all_reports_and_the_ledger_count_alike(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """The example has some rules that are broken at many places."""
    returns = [judged(pack, each) for each in submissions.values()]
    totals = counts(returns, ())
    assert sum(len(item.findings) for item in returns) > 2 * (totals["warning"] + totals["info"])
    document: dict[str, Any] = json.loads(as_json(returns, "zh"))
    listed = [each for file in document["files"] for each in file["findings"]]
    alone = Counter(each["severity"] for each in listed if each["counted_with"] is None)
    text = as_table(returns, "zh")
    page = as_page(Checked(returns, (), pack), "zh")
    for severity in Severity:
        assert document["summary"][severity] == totals[severity] == alone[severity]
        assert page.count(f'class="finding" data-severity="{severity}"') == totals[severity]
    assert text.count("[提醒 ") == totals["warning"]
    assert text.count("[提示 ") == totals["info"]
    kept = [counts_of(item.findings) for item in returns]
    assert sum(each.open_warnings for each in kept) == totals["warning"]
    assert sum(each.infos for each in kept) == totals["info"]


def test_json_names_every_place_of_an_entry(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """Every finding stays in the list; what is counted with another one is among its cells."""
    document: dict[str, Any] = json.loads(as_json([judged(pack, submissions["312002"])], "zh"))
    found = document["files"][0]["findings"]
    folded = [each for each in found if each["counted_with"] is not None]
    assert len(folded) > 20
    for each in folded:
        first = found[each["counted_with"]]
        assert first["rule"] == each["rule"]
        assert set(each["cells"]) <= set(first["cells"])
        assert first["counted_with"] is None


# What leads -----------------------------------------------------------------------------------


def leads(item: Return) -> set[tuple[str, str]]:
    """Return what is caused and by what, of a return."""
    return {(finding.name, finding.lead) for finding in item.findings if finding.lead}


def test_a_wrong_amount_leads_the_totals_it_is_in(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """The row is wrong, and therefore its project: the row leads, on the terminal and the page."""
    item = judged(pack, typed(submissions["312006"], "procurement", "3", general=Decimal(500)))
    assert leads(item) == {
        (f"R24 {BUY}!I7", f"R21 {BUY}!I9"), (f"R25 {BUY}!I9", f"R21 {BUY}!I9"),
    }  # fmt: skip
    lines = as_table([item], "zh").splitlines()
    at = next(number for number, line in enumerate(lines) if "[错误 R21]" in line)
    assert lines[at + 1].startswith(f"         └ {BUY}!I7  [错误 R24] ")
    document: dict[str, Any] = json.loads(as_json([item], "zh"))
    found = document["files"][0]["findings"]
    led = next(each for each in found if (each["rule"], each["cell"]) == ("R24", "I7"))
    assert (found[led["lead"]]["rule"], found[led["lead"]]["cell"]) == ("R21", "I9")
    assert document["summary"]["error"] == 2
    page = as_page(Checked([item], (), pack), "zh")
    assert '<ul class="related"><li><span class="rule error">错误 R24</span>' in page


def test_a_wrong_line_leads_the_total_of_the_statement(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """A figure in 元 breaks one rule on its line, and others that look at it."""
    wrong = typed(submissions["312002"], "three_public", "vehicle_running", current=Decimal(44000))
    assert (f"R15 {PUBLIC}!B9", f"R42 {PUBLIC}!B9") in leads(judged(pack, wrong))


def test_a_negative_amount_leads_the_rules_that_it_breaks(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """A check of the column can lead as well."""
    item = judged(pack, typed(submissions["312006"], "procurement", "3", general=Decimal(-5)))
    assert (f"R21 {BUY}!I9", f"XL-143 {BUY}!J9") in leads(item)


def test_two_wrong_rows_of_a_project_do_not_hide_it(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """The project is over its budget for two reasons: neither row alone would mend it."""
    project = "交管业务办案支出项目yp"
    rows = [
        record.row
        for record in submissions["312006"].tables["procurement"]
        if record.values["project"] == project
    ]
    first, second, *_ = rows
    wrong = typed(submissions["312006"], "procurement", first, general=Decimal(500))
    wrong = typed(wrong, "procurement", second, general=Decimal(500))
    item = judged(pack, wrong)
    assert {f.cell for f in item.findings if f.rule == "R21"} == {"I7", "I8"}
    assert not [f for f in item.findings if f.rule == "R24" and f.lead]


BASE = {f"{BUY}!{cell}": (f"{BUY}!{cell}",) for cell in ("A1", "B1", "C1", "A2")}
FIGURES = {
    **BASE, f"{BUY}!T1": (f"{BUY}!A1", f"{BUY}!B1"), f"{BUY}!T2": (f"{BUY}!A1", f"{BUY}!A2"),
}  # fmt: skip


def at(rule: str, cell: str, *cells: str, severity: Severity = Severity.ERROR) -> Finding:
    """Return a finding that points at one of some cells."""
    return replace(advice(rule, cell, severity=severity), cells=(cell, *cells))


def typed_over(rule: str, cell: str, *cells: str) -> Finding:
    """Return a finding that a formula was replaced by a number."""
    return replace(at(rule, cell, *cells), message="rule.calculated")


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([at("R1", "A1"), at("R2", "T1")], ["", "R1"]),
        ([at("R2", "T1"), at("R1", "A1")], ["R1", ""]),
        # an error is never below a warning
        ([at("R1", "A1", severity=Severity.WARNING), at("R2", "T1")], ["", ""]),
        # two causes, of which neither looks at the other
        ([at("R1", "A1"), at("R3", "B1"), at("R2", "T1")], ["", "", ""]),
        # a figure that is only advised against need not be wrong
        ([at("R1", "A1"), at("R3", "B1", severity=Severity.INFO), at("R2", "T1")], ["", "", "R1"]),
        # what the lead looks at as well is no other cause
        ([at("R1", "A1", "B1"), at("R3", "B1", "A1"), at("R2", "T1", "C1")], ["", "R1", "R1"]),
        # a cell with a text may be wrong by its text
        ([at("R1", "A1", "N1"), at("R2", "T1")], ["", ""]),
        # a total does not lead its parts, nor what else it is part of
        ([at("R1", "T1"), at("R2", "A1", "C1")], ["", ""]),
        ([at("R1", "T2"), at("R2", "A1", "A2", "C1")], ["", ""]),
        ([at("R1", "A2"), at("R2", "T2", "C1")], ["", "R1"]),
        # rules are judged by what a formula gives, not by what was typed over it
        ([typed_over("R1", "A1"), at("R2", "T1")], ["", ""]),
        ([at("R1", "A1"), typed_over("R2", "T1")], ["", ""]),
        ([typed_over("R1", "T1"), typed_over("R2", "T2", "T1")], ["", "R1"]),
    ],
)  # fmt: skip
def test_lead(findings: list[Finding], expected: list[str]) -> None:
    """The finding with the fewest figures leads those that rest on its cell."""
    found = with_leads(findings, FIGURES)
    assert [each.lead.partition(" ")[0] for each in found] == expected
    assert [replace(each, lead="") for each in found] == findings


# What became of the rules ---------------------------------------------------------------------


def test_every_rule_has_a_status(pack: Pack, submissions: Mapping[str, Submission]) -> None:
    """One for each rule that asserts; what is masked cannot be judged, and the report says so."""
    item = judged(pack, as_published(submissions["312005"]))
    stated = {
        (rule.id, form.id if form else "", rule.zh): None
        for form, rule in pack.rules()
        if not rule.calculates
    }
    assert [(each.rule, each.form, each.zh) for each in item.tallies] == list(stated)
    counted = count_statuses(item.tallies)
    assert sum(counted.values()) == len(stated)
    assert item.undecided == counted[RuleStatus.UNDECIDED] > 0
    zh, en = as_table([item], "zh").splitlines(), as_table([item], "en").splitlines()
    assert zh[0].endswith(f"可以接受，无法判断 {item.undecided} 条规则")
    assert en[0].endswith(f"accepted; {item.undecided} rules could not be judged")
    assert f"不符合 {counted[RuleStatus.BROKEN]}）" in zh[1]
    assert closing([item], (), "zh").endswith(f"；无法判断 {item.undecided} 条规则。")
    assert closing([item], (), "en").endswith(f"; {item.undecided} rules could not be judged.")
    document: dict[str, Any] = json.loads(as_json([item], "en"))
    rules = document["files"][0]["rules"]
    assert [each["status"] for each in rules["by_rule"]] == [each.status for each in item.tallies]
    assert rules["judged"] == rules["held"] + rules["broken"]
    assert {name: rules[name] for name in document["rules"]} == document["rules"]
    page = as_page(Checked([item], (), pack), "zh")
    assert f'<span class="unjudged">无法判断 {item.undecided} 条规则</span>' in page


def test_rules_of_a_form_that_was_not_read_are_undecided(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """Not fulfilled: 0 errors would be said of a form that nobody saw."""
    whole = submissions["312006"]
    extents = {name: size for name, size in whole.extents.items() if name != "fixed_assets"}
    tables = {name: rows for name, rows in whole.tables.items() if name != "fixed_assets"}
    item = judged(pack, replace(whole, extents=extents, tables=tables))
    unread = {tally.status for tally in item.tallies if tally.form == "fixed_assets"}
    assert unread == {RuleStatus.UNDECIDED}


def test_rules_that_a_stated_nil_answers_do_not_apply(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """A form without data breaks nothing."""
    whole = submissions["312005"]
    assert "procurement" in whole.nil
    item = judged(pack, whole)
    own = {tally.status for tally in item.tallies if tally.form == "procurement"}
    assert own <= {RuleStatus.HELD, RuleStatus.NOT_APPLICABLE}


def test_tallies_are_kept_with_large_batches(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """Returns without their figures say the same of the rules, and are small."""
    item = judged(pack, submissions["312002"])
    (kept,) = CompactReturns([item])
    assert kept.tallies == item.tallies
    assert kept.findings == item.findings
    early = with_rule_findings(pack, Return("a.xlsx", submissions["312002"]))
    assert validate(pack, [early])[0].tallies == item.tallies


@pytest.mark.parametrize(
    ("counted", "status"),
    [
        ((0, 0, 0), "not-applicable"), ((1, 0, 0), "held"), ((1, 0, 1), "undecided"),
        ((1, 1, 1), "broken"), ((0, 1, 0), "broken"),
    ],
)  # fmt: skip
def test_status(counted: tuple[int, int, int], status: str) -> None:
    """What is broken somewhere is broken; what cannot be judged somewhere does not hold."""
    assert RuleTally("R1", "", "", "", *counted).status == status


# Categories -----------------------------------------------------------------------------------


def run(*words: object) -> str:
    """Run a command and return what it prints."""
    found = CliRunner().invoke(app, [str(word) for word in words])
    assert found.exit_code == 0, found.output
    return found.stdout


def test_one_category_is_listed_and_all_are_counted(returned: Mapping[str, Path]) -> None:
    """``--category`` chooses what is listed, in every format."""
    path = returned["312002"]
    everything: dict[str, Any] = json.loads(run("check", path, "--format", "json"))
    some: dict[str, Any] = json.loads(
        run("check", path, "--format", "json", "--category", "missing")
    )
    assert some["summary"] == everything["summary"]
    assert some["files"][0]["verdict"] == everything["files"][0]["verdict"]
    of = Counter(each["category"] for each in everything["files"][0]["findings"])
    assert min(of["missing"], of["implausible"]) > 0
    listed = some["files"][0]["findings"]
    assert Counter(each["category"] for each in listed) == {"missing": of["missing"]}
    both = ("--category", "missing", "--category", "implausible")
    assert "[提醒 P3]" not in run("check", path, "--lang", "zh", "--category", "form")
    text = run("check", path, "--lang", "zh", *both)
    assert "[提醒 P3]" in text
    assert text.splitlines()[-1] == run("check", path, "--lang", "zh").splitlines()[-1]


def test_an_unknown_category_is_refused(returned: Mapping[str, Path]) -> None:
    """The message names those that there are."""
    found = CliRunner().invoke(app, ["check", str(returned["312002"]), "--category", "odd"])
    assert found.exit_code != 0
    assert str(found.exception) == (
        "--category odd: 只能是 missing（缺项）、inconsistent（不一致）、implausible（不合理）、"
        "form（格式） · must be one of missing, inconsistent, implausible, form"
    )


def test_the_page_filters_by_category(pack: Pack, submissions: Mapping[str, Submission]) -> None:
    """Each finding says its category, each has a box."""
    page = as_page(Checked([judged(pack, submissions["312002"])], (), pack), "zh")
    for category in Category:
        assert f'name="category" value="{category}"' in page
    assert 'data-category="missing"' in page
    only = as_page(Checked([judged(pack, submissions["312002"])], (), pack), "zh", {Category.FORM})
    assert 'class="finding"' not in only
