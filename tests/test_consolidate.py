"""Returns of entities become the return of their department, and nothing changes on the way."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable  # noqa: TC003 - a NamedTuple shows its types
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import openpyxl
import pytest
from openpyxl.cell import Cell
from typer.testing import CliRunner

from xltool.campaign.department import build
from xltool.campaign.entity_list import read_entities
from xltool.campaign.folder import load_campaign, start_campaign
from xltool.cli.app import app
from xltool.consolidation.consolidate import consolidate
from xltool.evaluation.submission_values import SubmissionValues
from xltool.facts.facts import facts
from xltool.kinds import Severity, Verdict
from xltool.model.forms import TOTAL, Entity
from xltool.model.submission import EntityRows, FormSize, Key, Record, Submission
from xltool.reading.read import read_return
from xltool.validation.rule_findings import check_parents
from xltool.validation.validate import validate
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from openpyxl import Workbook

    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding
    from xltool.model.forms import Pack
    from xltool.model.submission import Value

DEPARTMENT: Final = Entity("312", "平乡县公安局（部门）", "公安局")
BUREAU: Final = Entity("312002", "平乡县公安局", "公安局", "312")
PRISON: Final = Entity("312005", "平乡县看守所", "看守所", "312")
TRAFFIC: Final = Entity("312006", "平乡县公安局交通警察大队", "交警队", "312")
ENTITIES: Final = (BUREAU, PRISON, TRAFFIC)
MONEY, PUBLIC, BUY, ASSETS, GOALS = (
    "income_expenditure", "three_public", "procurement", "fixed_assets", "performance",
)  # fmt: skip

Rows = dict[str, dict[str, "Value"]]
"""Values by row and column."""


def child(pack: Pack, entity: Entity, **tables: Rows) -> Submission:
    """Make the return of one entity: every form, with the rows given and room for more."""
    rooms = {BUY: 9, GOALS: 3}
    return Submission(
        entity,
        "2020",
        {
            name: tuple(Record(entity.code, row, values) for row, values in rows.items())
            for name, rows in tables.items()
        },
        {
            form.id: FormSize(entity, "2020", (EntityRows(entity, rooms.get(form.id, 0)),))
            for form in pack.reported
        },
        nil=frozenset(
            form.id
            for form in pack.reported
            if form.template.nil and not tables.keys() & {table.id for table in form.tables}
        ),
    )


def flat(pack: Pack, submission: Submission) -> Iterator[tuple[str, ...]]:
    """Yield facts without the file they came from."""
    for fact in facts(pack, submission):
        yield fact.entity, fact.table, fact.row, fact.column, fact.value, fact.sheet, fact.cell


# --- How values combine -------------------------------------------------------------------------

D = Decimal
WHY: Final = "按实际需要安排"
SUMS: Final[dict[str, tuple[Sequence[Value | None], Value | None]]] = {
    "sum": ((D("0.1"), D("0.2"), D("0.3")), D("0.6")),
    "cents": ((D("5459.02"), D("399.75"), D("2460.65")), D("8319.42")),
    "negative": ((D("-1.5"), D("1"), None), D("-0.5")),
    "blank-adds-nothing": ((D("7"), None, None), D("7")),
    "blank-stays-blank": ((None, None, None), None),
    "zero-stays-zero": ((D("0"), None, None), D("0")),
    "zeros": ((D("0"), D("0"), D("0")), D("0")),
    "cancelled": ((D("3"), D("-3"), None), D("0")),
    "masked-addend": ((D("1"), "**", D("2")), "**"),
    "masked-alone": ((None, "***", None), "**"),
    "unreadable-addend": ((D("1"), "2万元", None), "**"),
    "large": ((D("9999999999999.99"), D("9999999999999.99"), None), D("19999999999999.98")),
}


@pytest.mark.parametrize(("values", "total"), SUMS.values(), ids=SUMS)
def test_statement_adds(pack: Pack, values: Sequence[Value | None], total: Value | None) -> None:
    """A line is the exact sum of its children's; so are the lines that are calculated from it."""
    children = [
        child(
            pack,
            entity,
            income_expenditure={"carryover": {"current": value}} if value is not None else {},
        )
        for entity, value in zip(ENTITIES, values, strict=True)
    ]
    book = SubmissionValues(pack, consolidate(pack, DEPARTMENT, children))
    for line in ("carryover", "income_total"):
        assert book.get(Key(MONEY, "312", line, "current")) == total


def test_register_adds_once_per_level(pack: Pack) -> None:
    """Rows add into the subtotal of their owner, subtotals into 合　计; a mask reaches both."""
    rows: list[Rows] = [
        {"1": {"general": D("1.1"), "fund": D("1")}, "4": {"general": D("2.2")}},
        {},
        {"2": {"general": D("3.3"), "fund": "**"}},
    ]
    children = [
        child(pack, entity, procurement=own) for entity, own in zip(ENTITIES, rows, strict=True)
    ]
    book = SubmissionValues(pack, consolidate(pack, DEPARTMENT, children))
    expected = {
        ("312002", "general"): D("3.3"), ("312006", "general"): D("3.3"),
        ("312", "general"): D("6.6"), ("312002", "fund"): D("1"), ("312006", "fund"): "**",
        ("312", "fund"): "**", ("312", "soe"): None,
        ("312002", "amount"): D("4.3"), ("312006", "amount"): "**", ("312", "amount"): "**",
    }  # fmt: skip
    found = {(code, column): book.get(Key(BUY, code, TOTAL, column)) for code, column in expected}
    assert found == expected


def test_project_budgets_are_never_added(pack: Pack, tmp_path: Path) -> None:
    """预算资金 repeats on each row of a project, so totals and subtotals leave it blank."""
    row: dict[str, Value] = {"project": "甲", "budget": D(50), "general": D(1)}
    children = [child(pack, entity, procurement={"1": row, "2": row}) for entity in ENTITIES]
    parent = consolidate(pack, DEPARTMENT, children)
    assert {f.row for f in facts(pack, parent) if f.column == "budget"} == set("123456")
    write_workbook(tmp_path / "parent.xlsx", pack, parent)
    page: Any = openpyxl.load_workbook(tmp_path / "parent.xlsx", data_only=True)["政府采购"]
    assert [page.cell(line, 3).value for line in range(6, 16)] == [
        None, None, 50, 50, None, 50, 50, None, 50, 50,
    ]  # fmt: skip


def test_project_budgets_of_two_entities_are_two(pack: Pack, tmp_path: Path) -> None:
    """A project's rows must agree within its entity; another entity's namesake has its own."""
    children = []
    for entity, budget in zip(ENTITIES, (D(5), D(6), D(7)), strict=True):
        row: dict[str, Value] = {
            "project": "甲", "budget": budget, "item": "制服", "code": "A07030101", "measure": "批",
            "quantity": D(1), "unit_price": budget, "general": budget, "disclosure": "公开",
        }  # fmt: skip
        money: Rows = {line: {"current": budget} for line in ("income_general", "project")}
        children.append(child(pack, entity, procurement={"1": row}, income_expenditure=money))
    write_workbook(tmp_path / "parent.xlsx", pack, consolidate(pack, DEPARTMENT, children))
    found = validate(pack, [read_return(tmp_path / "parent.xlsx", pack)])[0].findings
    without_goals = {("R53", f"{entity.code} 绩效目标!") for entity in ENTITIES}
    assert {(f.rule, f"{f.sheet}!{f.cell}") for f in found if f.rule != "R18"} == without_goals


def bought(code: str, item: str, amount: str) -> dict[str, Value]:
    """Return a row of procurement."""
    return {
        "project": "甲", "budget": D(amount), "item": item, "code": code, "measure": "辆",
        "quantity": D(1), "unit_price": D(amount), "general": D(amount), "disclosure": "公开",
    }  # fmt: skip


@pytest.mark.parametrize("rest", ["30", "3"])
def test_excess_of_one_is_not_netted(pack: Pack, tmp_path: Path, rest: str) -> None:
    """What one adds beyond its purchases is found there, whatever another has left, and only there.

    With 30 left the sums of the department hold; with 3 they fail, by less than the excess.
    """
    over: Rows = {"new_other": {"value": D(10)}}
    children = [
        child(
            pack, BUREAU, fixed_assets=over, procurement={"1": bought("A020399", "其他车辆", "4")}
        ),
        child(pack, PRISON, procurement={"1": bought("A020299", "其他办公设备", rest)}),
    ]
    parent = consolidate(pack, DEPARTMENT, children)
    assert [f for f in check_parents(pack, parent) if f.rule == "R33"] == []
    write_workbook(tmp_path / "parent.xlsx", pack, parent)
    found = validate(pack, [read_return(tmp_path / "parent.xlsx", pack)])[0].findings
    places = [(f.sheet, f.cell, f.value, f.expected) for f in found if f.rule == "R33"]
    assert places == [("312002 固定资产", "C13", "10", "")]


@pytest.mark.parametrize(
    ("code", "item", "said"),
    [
        ("A02030709", "警车", "政府采购有警车 18.00，三公经费没有购置费，资产表没有新增车辆"),
        ("A020303", "汽车挂车",
         ("政府采购没有公务用车，另有不计入公务用车的汽车挂车 18.00，三公经费没有购置费，"
          "资产表没有新增车辆")),
    ],
)  # fmt: skip
def test_each_missing_side_is_named(
    pack: Pack, tmp_path: Path, code: str, item: str, said: str
) -> None:
    """A vehicle that stands in procurement only: one finding says which forms lack it."""
    assets: Rows = {"new_other": {"value": D(1)}}
    only = child(pack, BUREAU, fixed_assets=assets, procurement={"1": bought(code, item, "18")})
    write_workbook(tmp_path / "only.xlsx", pack, only)
    found = validate(pack, [read_return(tmp_path / "only.xlsx", pack)])[0].findings
    (finding,) = (f for f in found if f.rule == "R16")
    assert finding.params["said_zh"] == f"{said}。"


def test_texts_are_joined_under_their_names(pack: Pack) -> None:
    """Each entity's text stays its own; one text given by several stands once."""
    texts = ("油价上涨", "油价上涨", "新增车辆")
    children = [
        child(pack, entity, three_public={"abroad": {"reason": text}})
        for entity, text in zip(ENTITIES, texts, strict=True)
    ]
    joined = SubmissionValues(pack, consolidate(pack, DEPARTMENT, children)).get(
        Key(PUBLIC, "312", "abroad", "reason")
    )
    assert joined == "公安局、看守所：油价上涨；交警队：新增车辆"
    alone = consolidate(pack, DEPARTMENT, [children[0], child(pack, PRISON)])
    assert (
        SubmissionValues(pack, alone).get(Key(PUBLIC, "312", "abroad", "reason"))
        == "公安局：油价上涨"
    )


def test_rows_and_cards_are_carried_without_gaps(pack: Pack) -> None:
    """Rows keep owner, order and values, get new numbers, and remember where they came from."""
    children = [
        child(
            pack,
            entity,
            procurement={
                "2": {"project": f"{entity.short}二"},
                "7": {"project": f"{entity.short}七"},
            },
            performance={"3": {"project": f"{entity.short}卡"}},
            indicators={"3/1": {"name": "甲"}, "3/9": {"name": "乙"}},
        )
        for entity in (BUREAU, TRAFFIC)
    ]
    parent = consolidate(pack, DEPARTMENT, children)
    assert [(r.entity, r.row, r.values["project"], r.of) for r in parent.tables[BUY]] == [
        ("312002", "1", "公安局二", ("312002", "2")),
        ("312002", "2", "公安局七", ("312002", "7")),
        ("312006", "3", "交警队二", ("312006", "2")),
        ("312006", "4", "交警队七", ("312006", "7")),
    ]
    assert [(r.row, r.values["project"]) for r in parent.tables[GOALS]] == [
        ("1", "公安局卡"), ("2", "交警队卡"),
    ]  # fmt: skip
    assert [(r.row, r.values["name"], r.of) for r in parent.tables["indicators"]] == [
        ("1/1", "甲", ("312002", "3/1")), ("1/9", "乙", ("312002", "3/9")),
        ("2/1", "甲", ("312006", "3/1")), ("2/9", "乙", ("312006", "3/9")),
    ]  # fmt: skip


def test_three_hundred_entities_add_exactly(pack: Pack) -> None:
    """Three hundred amounts with cents add to the cent, where doubles would drift."""
    amounts = [D(n * 7919 % 999983) / 100 for n in range(1, 301)]
    children = [
        child(
            pack,
            Entity(f"312{n:03}", f"单位{n}", f"单位{n}", "312"),
            income_expenditure={"personnel": {"current": amount, "prior": D("0.1")}},
            procurement={"1": {"general": amount}, "2": {"fund": D("0.01")}},
        )
        for n, amount in enumerate(amounts)
    ]
    book = SubmissionValues(pack, consolidate(pack, DEPARTMENT, children))
    total = sum(amounts)
    assert sum(map(float, amounts)) != float(total)
    assert book.get(Key(MONEY, "312", "expenditure_total", "current")) == total
    assert book.get(Key(MONEY, "312", "personnel", "prior")) == D(30)
    assert book.get(Key(BUY, "312", TOTAL, "general")) == total
    assert book.get(Key(BUY, "312", TOTAL, "amount")) == total + 3


def test_workbook_of_many_entities_stays_within_excel(pack: Pack, tmp_path: Path) -> None:
    """With 150 entities that all explain themselves, the workbook is one that Excel opens."""
    entities = [Entity(f"312{n:03}", f"单位{n}", f"单位{n}", "312") for n in range(150)]
    children = [
        Submission(
            entity,
            "2020",
            {
                PUBLIC: (
                    Record(entity.code, "abroad", {"current": D(1), "reason": entity.short * 40}),
                )
            },
            {PUBLIC: FormSize(entity, "2020", (EntityRows(entity),))},
        )
        for entity in entities
    ]
    path = tmp_path / "many.xlsx"
    write_workbook(path, pack, consolidate(pack, DEPARTMENT, children))
    texts = [str(cell.value) for cell in openpyxl.load_workbook(path)["三公经费"]["B"]]
    formulas = [text for text in texts if text.startswith("=")]
    assert max(map(len, formulas)) <= 8192
    assert max(len(part.split(",")) for text in formulas for part in re.split(r"[()]", text)) <= 255
    found = read_return(path, pack)
    assert found.submission is not None
    assert found.submission.stored == {}
    assert SubmissionValues(pack, found.submission).get(
        Key(PUBLIC, "312", "total", "current")
    ) == D(150)


# --- The department workbook is a return, too ---------------------------------------------------


def test_department_workbook_is_accepted(
    pack: Pack, department: Path, returned: Mapping[str, Path]
) -> None:
    """It passes, with the advice that each return has itself; that is not said again of all."""
    found = validate(pack, [read_return(department, pack)])[0]
    assert found.verdict is Verdict.ACCEPTED
    advice = [
        (f.rule, f.severity, f"{code} {f.sheet}", f.cell)
        for code, path in returned.items()
        for f in validate(pack, [read_return(path, pack)])[0].findings
    ]
    told = [(f.rule, f.severity, f.sheet, f.cell) for f in found.findings]
    assert Counter(told) == Counter(advice)


def test_department_workbook_holds_what_was_consolidated(
    pack: Pack, department: Path, submissions: Mapping[str, Submission]
) -> None:
    """Reading it gives the facts that consolidating gave, each in the same cell."""
    read = read_return(department, pack).submission
    assert read is not None
    parent = consolidate(pack, DEPARTMENT, list(submissions.values()))
    assert list(flat(pack, read)) == list(flat(pack, parent))
    for mine, theirs in zip(read.children, parent.children, strict=True):
        assert list(flat(pack, mine)) != []
        assert [fact[:5] for fact in flat(pack, mine)] == [fact[:5] for fact in flat(pack, theirs)]


def test_department_workbook_is_locked_throughout(department: Path) -> None:
    """Nobody types into a consolidated workbook: no form sheet has an open cell."""
    book: Workbook = openpyxl.load_workbook(department)
    for page in book.worksheets:
        assert page.protection.sheet
        assert all(cell.protection.locked for row in page.iter_rows() for cell in row)


def place_of(finding: Finding) -> tuple[str, str, str, str]:
    """Return what is told at which cell, whatever the figures there."""
    return finding.rule, finding.severity, finding.sheet, finding.cell


class Editor:
    """The department workbook, open: saves altered copies of itself."""

    def __init__(self, path: Path, pack: Pack) -> None:
        """Open it; openpyxl drops all stored results. What is told of it anyway is advice."""
        self.book = openpyxl.load_workbook(path)
        self.pack = pack
        self.advice = Counter(map(place_of, self.findings(path)))

    def findings(self, path: Path) -> tuple[Finding, ...]:
        """Return what is told of a workbook."""
        return validate(self.pack, [read_return(path, self.pack)])[0].findings

    def new(self, path: Path) -> list[Finding]:
        """Return what is told of an altered copy, and not of the workbook itself."""
        told = self.advice.copy()
        found = []
        for finding in self.findings(path):
            told[place_of(finding)] -= 1
            found += [finding] if told[place_of(finding)] < 0 else []
        return found

    def save(self, path: Path, place: str, value: object) -> None:
        """Save a copy with another value in one cell."""
        sheet, _, address = place.partition("!")
        cell = self.book[sheet][address]
        assert isinstance(cell, Cell)
        before = cell.value
        cell.value = value  # type: ignore[assignment]
        self.book.save(path)
        cell.value = before


@pytest.fixture(scope="module")
def editor(department: Path, pack: Pack) -> Editor:
    """The department workbook, open for altered copies."""
    return Editor(department, pack)


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Leave out what is only advice."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def seen(findings: Sequence[Finding]) -> list[tuple[str, str, str]]:
    """Return rule, cell and expected value of the findings."""
    return [(f.rule, f"{f.sheet}!{f.cell}", f.expected) for f in findings]


ALTERED: Final = {
    "sum-of-the-parent": ("收支总表!B6", 1, [("R39", "收支总表!B6", "8319.42")]),
    "sum-that-was-blank": ("收支总表!B16", 1, [("R39", "收支总表!B16", "")]),
    "total-of-the-parent": ("收支总表!B15", 1, [("R2", "收支总表!B15", "8319.42")]),
    "joined-text": ("三公经费!E9", "甲", None),
    "carried-amount": ("政府采购!J8", 1, [("R39", "政府采购!J8", "79.5")]),
    "carried-text": ("政府采购!B8", "甲", [("R39", "政府采购!B8", "巡特警应急处突车辆采购")]),
    "subtotal": ("政府采购!I7", 1, [("R23", "政府采购!I7", "761.5")]),
    "card": ("绩效目标!E7", "≥1%", [("R39", "绩效目标!E7", "≥95百分比")]),
    "total-of-a-child": ("312005 收支总表!B17", 1, [("R3", "312005 收支总表!B17", "399.75")]),
    "amount-of-a-child": ("312005 收支总表!B6", 400, [("R1", "312005 收支总表!H17", "400")]),
    "code-of-a-child": ("312006 政府采购!E7", "A98", [("R25", "312006 政府采购!E7", "")]),
    "text-of-a-child": ("312002 绩效目标!B5", None, [("P1", "312002 绩效目标!B5", "")]),
    "quantity-of-a-child": ("312006 政府采购!G7", 2, [("R21", "312006 政府采购!I7", "30")]),
}  # fmt: skip


@pytest.mark.parametrize(("place", "value", "expected"), ALTERED.values(), ids=ALTERED)
def test_altered_department_workbook_is_found(
    editor: Editor,
    tmp_path: Path,
    place: str,
    value: object,
    expected: list[tuple[str, str, str]] | None,
) -> None:
    """A constant over a formula, or another value in a child's sheet, is found at its cell."""
    editor.save(tmp_path / "altered.xlsx", place, value)
    found = editor.new(tmp_path / "altered.xlsx")
    if expected is None:
        assert [(f.rule, f"{f.sheet}!{f.cell}") for f in found] == [("R39", place)]
    else:
        assert seen(found) == expected
    assert {f.severity for f in found} == {Severity.ERROR}


def test_untouched_copy_without_results_is_accepted(editor: Editor, tmp_path: Path) -> None:
    """A client that drops all stored results does not make the workbook wrong."""
    editor.book.save(tmp_path / "same.xlsx")
    assert editor.new(tmp_path / "same.xlsx") == []


def test_department_consolidates_one_level_further(
    pack: Pack, department: Path, tmp_path: Path
) -> None:
    """312 reports its workbook to 3 as any entity would, beside 313; rows keep their owners."""
    names = tmp_path / "entities.csv"
    names.write_text(
        "code,name,short,parent\n3,政法系统,政法,\n312,平乡县公安局（部门）,公安局,3\n"
        "313,司法局,司法局,3\n",
        encoding="utf-8",
    )
    campaign = start_campaign(tmp_path / "campaign", read_entities(names), "2020", pack)
    other = child(pack, campaign.entity("313"), three_public={"abroad": {"current": D("0.45")}})
    write_workbook(campaign.folder / "in" / "313.xlsx", pack, other)
    shutil.copyfile(department, campaign.folder / "in" / "312.xlsx")
    files = sorted((campaign.folder / "in").iterdir())
    built = build(campaign, pack, files, None, force=False)
    target, returns, general = built.path, built.returns, built.between
    assert errors([*general, *(found for item in returns for found in item.findings)]) == []
    assert target == campaign.folder / "3-政法-汇总-2020.xlsx"
    found = validate(pack, [read_return(target, pack)])[0]
    assert errors(found.findings) == []
    assert found.submission is not None
    values = {fact[:4]: fact[4] for fact in flat(pack, found.submission)}
    assert values["3", PUBLIC, "total", "current"] == "55.5"
    assert values["3", MONEY, "income_total", "current"] == "8319.42"
    assert values["3", BUY, "total", "amount"] == "1621"
    assert values["312002", BUY, "total", "amount"] == "761.5"
    assert values["312006", BUY, "10", "project"] == "交管业务办案支出项目yp"
    assert len([key for key in values if key[1] == "indicators" and key[3] == "name"]) == 324


def test_joined_texts_are_not_too_long_one_level_further(pack: Pack, tmp_path: Path) -> None:
    """Texts within their limit stay right when a parent joins them: nobody typed the long one."""
    children = [
        child(pack, entity, three_public={"abroad": {"reason": entity.short + "长" * 150}})
        for entity in ENTITIES
    ]
    parent = consolidate(pack, DEPARTMENT, children)
    write_workbook(tmp_path / "312.xlsx", pack, parent)
    (first,) = validate(pack, [read_return(tmp_path / "312.xlsx", pack)])
    assert first.submission is not None
    above = consolidate(pack, Entity("3", "政法系统", "政法"), [first.submission])
    write_workbook(tmp_path / "3.xlsx", pack, above)
    (second,) = validate(pack, [read_return(tmp_path / "3.xlsx", pack)])
    assert (first.findings, second.findings) == ((), ())


# --- Who must report ----------------------------------------------------------------------------


def abroad(amount: int) -> Rows:
    """Return what somebody spends on travel, who had nothing for it last year."""
    return {"abroad": {"current": D(amount), "prior": D(0), "reason": WHY}}


def small(pack: Pack, entity: Entity) -> Submission:
    """A return without a mistake, small so that many can be sent."""
    return child(
        pack, entity, three_public={"abroad": {"current": D(1), "prior": D(0), "reason": WHY}}
    )


@pytest.fixture
def inbox(campaign: Campaign, pack: Pack, tmp_path: Path) -> Campaign:
    """The example's campaign in a folder of its own, with three small returns in ``in/``."""
    for name in ("campaign.toml", "entities.csv", "projects.csv"):
        shutil.copyfile(campaign.folder / name, tmp_path / name)
    for entity in campaign.reporting():
        write_workbook(tmp_path / "in" / f"{entity.code}.xlsx", pack, small(pack, entity))
    return load_campaign(tmp_path)


def lose(folder: Path, _pack: Pack) -> None:
    """One entity did not report."""
    (folder / "312005.xlsx").unlink()


def report_twice(folder: Path, pack: Pack) -> None:
    """One entity reported twice, with different figures."""
    entity = load_campaign(folder.parent).entity("312005")
    other = child(
        pack, entity, three_public={"abroad": {"current": D(2), "prior": D(0), "reason": WHY}}
    )
    write_workbook(folder / "312005-final.xlsx", pack, other)


def report_twice_as_registered_before(folder: Path, pack: Pack) -> None:
    """One entity reported twice, once in a workbook made when its rank was not known."""
    write_workbook(folder / "312005-final.xlsx", pack, small(pack, PRISON))


def report_unasked(folder: Path, pack: Pack) -> None:
    """An entity that is not registered reported."""
    write_workbook(folder / "x.xlsx", pack, small(pack, Entity("312999", "某所", "某所", "312")))


def report_another_year(folder: Path, pack: Pack) -> None:
    """One entity sent in another year's workbook."""
    now = small(pack, PRISON)
    extents = {name: replace(extent, period="2021") for name, extent in now.extents.items()}
    write_workbook(folder / "312005.xlsx", pack, replace(now, period="2021", extents=extents))


def drop_a_sheet(folder: Path, _pack: Pack) -> None:
    """One entity deleted a form that it thought it did not need."""
    book = openpyxl.load_workbook(folder / "312005.xlsx")
    del book["内部往来"]
    book.save(folder / "312005.xlsx")


class Mishap(NamedTuple):
    """What went wrong, its one finding, what the cover says, and who is in a forced sum."""

    happen: Callable[[Path, Pack], None]
    finding: tuple[str, str, str, str]
    said: str
    children: tuple[str, ...] = ("312002", "312005", "312006")


MISHAPS: Final = {
    "missing": Mishap(
        lose,
        ("", "R34.missing", "312005", ""),
        "R34：平乡县看守所（312005）没有报送。",
        ("312002", "312006"),
    ),
    "duplicate": Mishap(
        report_twice,
        ("", "R34.duplicate", "312005", ""),
        "R34：平乡县看守所（312005）有多份不同的报表：312005-final.xlsx、312005.xlsx。"
        "已采用 312005.xlsx。",
    ),
    "duplicate-of-another-registration": Mishap(
        report_twice_as_registered_before,
        ("", "R34.duplicate", "312005", ""),
        "R34：平乡县看守所（312005）有多份不同的报表：312005-final.xlsx、312005.xlsx。"
        "已采用 312005.xlsx。",
    ),
    "unknown-entity": Mishap(
        report_unasked,
        ("x.xlsx", "R34.unknown", "312999", ""),
        "x.xlsx R34：单位 312999 不在本次报送范围内。",
    ),
    "wrong-period": Mishap(
        report_another_year,
        ("312005.xlsx", "R34.period", "312005", ""),
        "312005.xlsx R34：预算年度是 2021，应为 2020。",
        ("312002", "312006"),
    ),
    "missing-form": Mishap(
        drop_a_sheet,
        ("312005.xlsx", "R34.form", "312005", "内部往来"),
        "312005.xlsx 内部往来 R34：缺少本表，未报送。",
    ),
}


def coverage(
    pack: Pack, campaign: Campaign, *, force: bool
) -> tuple[Path | None, list[tuple[str, str, str, str]]]:
    """Consolidate ``in/``; return the workbook, and all findings with file, entity and sheet."""
    files = sorted((campaign.folder / "in").iterdir())
    built = build(campaign, pack, files, None, force=force)
    target, returns, general = built.path, built.returns, built.between
    own = [(item.path.rpartition("/")[2], f) for item in returns for f in item.findings]
    # these returns have no cards for the campaign's projects, which is told of each
    own = [(name, f) for name, f in own if f.rule != "XL-185"]
    found = [*own, *(("", f) for f in general)]
    assert {finding.rule for _, finding in found} <= {"R34"}
    return target, [(name, f.message, f.entity, f.sheet) for name, f in found]


@pytest.mark.parametrize("mishap", MISHAPS.values(), ids=MISHAPS)
def test_incomplete_coverage_refuses(pack: Pack, inbox: Campaign, mishap: Mishap) -> None:
    """Who is missing, came twice, was not asked, or sent another year's: one finding, no sum."""
    mishap.happen(inbox.folder / "in", pack)
    assert coverage(pack, inbox, force=False) == (None, [mishap.finding])
    assert not list(inbox.folder.glob("*.xlsx"))


@pytest.mark.parametrize("mishap", MISHAPS.values(), ids=MISHAPS)
def test_forced_sum_says_so_on_its_cover(pack: Pack, inbox: Campaign, mishap: Mishap) -> None:
    """What ``--force`` overrode stands on the cover; nobody unasked or of another year is in it."""
    mishap.happen(inbox.folder / "in", pack)
    target, found = coverage(pack, inbox, force=True)
    assert (target, found) == (inbox.folder / "312-公安局-汇总-2020.xlsx", [mishap.finding])
    assert target is not None
    cover = cover_texts(target)
    remark = cover.index("强制汇总：以下问题未解决")
    assert cover[remark + 1] == f"1. {mishap.said}"
    assert not [text for text in cover if text.startswith("2. ")]
    read = read_return(target, pack).submission
    assert read is not None
    assert tuple(part.entity.code for part in read.children) == mishap.children


def cover_texts(path: Path) -> list[str]:
    """Return the texts of a workbook's cover."""
    page: Any = openpyxl.load_workbook(path)["封面"]
    return [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]


def test_unforced_cover_has_no_remarks(department: Path) -> None:
    """A sum that nothing was overridden for says nothing about it."""
    assert not [text for text in cover_texts(department) if "强制" in text or "应报" in text]


def test_missing_entity_is_counted_wherever_figures_are_headed(pack: Pack, inbox: Campaign) -> None:
    """Forced without somebody: cover, forms (screen and paper) and schedules say of how many."""
    (inbox.folder / "in" / "312005.xlsx").unlink()
    target, _ = coverage(pack, inbox, force=True)
    assert target is not None
    book: Any = openpyxl.load_workbook(target)
    told = "由 2 个单位（应报 3）汇总"
    texts = cover_texts(target)
    assert texts.count(told) == texts.count(f"主要数据　单位：万元　{told}") == 1
    for name in ("收支总表", "三公经费", "政府采购", "固定资产", "绩效目标", "内部往来"):
        assert (book[name]["B1"].value, book[name].oddFooter.left.text) == (told, told), name
        assert book[f"312002 {name}"]["B1"].value is None
        assert book[f"312002 {name}"].oddFooter.left.text is None
    for name in ("分单位对照", "校核", "来源"):
        assert book[name]["A3"].value == f"汇总单位：312 公安局　{told}", name
    assert book["目录"]["A3"].value == book["图表"]["A3"].value == f"312 公安局　{told}"
    read = read_return(target, pack)
    assert read.submission is not None
    assert read.submission.coverage == (2, 3)
    assert [finding.rule for finding in read.findings] == ["XL-166"]


def test_identical_copy_is_not_a_duplicate(pack: Pack, inbox: Campaign) -> None:
    """The same file sent twice, under whatever name, is one return."""
    folder = inbox.folder / "in"
    shutil.copyfile(folder / "312005.xlsx", folder / "副本 312005.xlsx")
    target, found = coverage(pack, inbox, force=False)
    assert found == []
    assert target is not None
    read = read_return(target, pack).submission
    assert read is not None
    assert len(read.children) == 3


def test_order_of_files_does_not_matter(pack: Pack, inbox: Campaign) -> None:
    """Children stand in the order of ``entities.csv``, however the files are named or given."""
    files = sorted((inbox.folder / "in").iterdir(), reverse=True)
    built = build(inbox, pack, files, None, force=False)
    target, returns = built.path, built.returns
    assert [Path(item.path) for item in returns] == files
    assert target is not None
    read = read_return(target, pack).submission
    assert read is not None
    assert [part.entity.code for part in read.children] == ["312002", "312005", "312006"]


def test_own_result_is_not_taken_for_a_return(
    pack: Pack, inbox: Campaign, department: Path
) -> None:
    """Consolidating again over a folder that holds the result does not read the result."""
    target = inbox.folder / "in" / "department.xlsx"
    shutil.copyfile(department, target)
    files = sorted((inbox.folder / "in").iterdir())
    built = build(inbox, pack, files, target, force=False)
    found, returns, general = built.path, built.returns, built.between
    assert (found, len(returns), general) == (target, 3, [])


def test_command_refuses_with_exit_code_1(inbox: Campaign) -> None:
    """``consolidate`` tells what stands in the way, leaves no file and ends with 1."""
    (inbox.folder / "in" / "312005.xlsx").unlink()
    run = CliRunner().invoke(app, ["consolidate", "-C", str(inbox.folder), "--lang", "en"])
    assert (run.exit_code, run.stdout) == (1, "")
    assert "[error R34]" in run.stderr
    assert "平乡县看守所 (312005) has not reported." in run.stderr
    assert "not consolidated" in run.stderr
    assert not list(inbox.folder.glob("*.xlsx"))


def test_forced_command_ends_with_exit_code_0(inbox: Campaign) -> None:
    """``--force`` writes the workbook, prints its path, and still tells what was wrong."""
    (inbox.folder / "in" / "312005.xlsx").unlink()
    target = inbox.folder / "d.xlsx"
    run = CliRunner().invoke(
        app, ["consolidate", "-C", str(inbox.folder), "--force", "-o", str(target)]
    )
    assert (run.exit_code, run.stdout) == (0, f"{target}\n")
    assert "R34" in run.stderr
    assert target.exists()
