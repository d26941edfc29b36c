"""Returns become a county's workbook level by level: transfers, adjustments, what is refused."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest
from typer.testing import CliRunner

from tests.nil_cells import asking_forms
from tests.trees import MONEY, TRANSFERS, adjusting, leaf
from xltool.campaign.department import build
from xltool.campaign.entity_list import read_entities
from xltool.campaign.folder import start_campaign
from xltool.campaign.generate import generate_all
from xltool.cli.app import app
from xltool.evaluation.submission_values import SubmissionValues
from xltool.kinds import Severity, Verdict
from xltool.model.campaign import Campaign
from xltool.model.submission import Key
from xltool.pack.load import load_pack
from xltool.pack.shipped_packs import default_pack
from xltool.reading.read import read_return
from xltool.validation.validate import validate
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from tests.trees import Tables
    from xltool.model.findings import Finding
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission, Value

D = Decimal
ENTITIES: Final = """code,name,short,parent
3,平乡县,平乡县,
31,公安局（部门）,公安局,3
32,司法局（部门）,司法局,3
311,公安局本级,公安局,31
312,看守所,看守所,31
321,司法局本级,司法局,32
322,司法所,司法所,32
"""
INCOME: Final = "收支总表｜收入｜一般公共预算拨款收入｜本年预算数"
SPENT: Final = "收支总表｜支出｜项目支出｜本年预算数"


@pytest.fixture
def county(tmp_path: Path) -> Campaign:
    """A campaign of two departments with two entities each; nobody has reported."""
    names = tmp_path / "entities.csv"
    names.write_text(ENTITIES, encoding="utf-8")
    return start_campaign(tmp_path / "county", read_entities(names), "2020", load_pack())


class Desk:
    """Who fills in workbooks and sends them to the county."""

    def __init__(self, campaign: Campaign, pack: Pack) -> None:
        """Write into the campaign's ``in/``."""
        self.campaign = campaign
        self.pack = pack

    def send(self, code: str, amount: int, *rows: Mapping[str, Value], name: str = "") -> Path:
        """Send the return of an entity: income and project spending, and its transfers."""
        lines: dict[str, dict[str, Value]] = {
            "income_general": {"current": D(amount)}, "project": {"current": D(amount)},
        }  # fmt: skip
        pairs = {"subsidy": "project", "superior": "income_general"}
        for row in rows:
            for column, line in pairs.items():
                value = row.get(column)
                if isinstance(value, Decimal):
                    target = {"superior": "income_superior"}.get(column, column)
                    lines[target] = {"current": value}
                    held = lines[line]["current"]
                    assert isinstance(held, Decimal)
                    lines[line]["current"] = held - value
        tables: Tables = {MONEY: lines, TRANSFERS: list(rows)}
        path = self.campaign.folder / "in" / (name or f"{code}.xlsx")
        submission = leaf(self.pack, self.campaign.entity(code), tables)
        nil = frozenset(asking_forms(self.pack)) - {"income_expenditure"}
        write_workbook(path, self.pack, replace(submission, nil=nil))
        return path

    def send_all(self) -> None:
        """Send everybody's: 100, 200, 300 and 400; 311 pays 312 within its department 20."""
        self.send("311", 100, {"counterparty": "312", "subsidy": D(20)})
        self.send("312", 200, {"counterparty": "311", "superior": D(20)})
        self.send("321", 300)
        self.send("322", 400)

    def adjust(self, code: str, **items: int) -> Path:
        """Send the adjustments of a parent."""
        names = {"income": INCOME, "spent": SPENT}
        rows: list[dict[str, Value]] = [
            {"item": names[item], "amount": D(amount), "reason": "扣除重复申报"}
            for item, amount in items.items()
        ]
        path = self.campaign.folder / "in" / f"{code}-调整.xlsx"
        write_workbook(path, self.pack, adjusting(self.pack, self.campaign.entity(code), rows))
        return path

    def build(
        self, root: str = "", *, force: bool = False
    ) -> tuple[Path | None, list[tuple[str, str]], list[Finding]]:
        """Consolidate; return the workbook, errors as rule and message, and all findings."""
        campaign = self.campaign
        if root:
            campaign = Campaign(
                campaign.folder, campaign.title, campaign.period, root, campaign.entities, {}
            )
        files = sorted((campaign.folder / "in").iterdir())
        built = build(campaign, self.pack, files, None, force=force)
        target, returns, general = built.path, built.returns, built.between
        found = [*(f for item in returns for f in item.findings), *general]
        errors = [(f.rule, f.message) for f in found if f.severity is Severity.ERROR]
        return target, errors, found


@pytest.fixture
def desk(county: Campaign, pack: Pack) -> Desk:
    """A desk at which nobody has reported yet."""
    return Desk(county, pack)


def figures(pack: Pack, whole: Submission, line: str) -> dict[str, object]:
    """Return this year's figure of a line for every entity of a tree."""
    return {
        part.entity.code: SubmissionValues(pack, part).get(
            Key(MONEY, part.entity.code, line, "current")
        )
        for part in whole.parts()
    }


def accepted(pack: Pack, path: Path | None) -> Submission:
    """Read a consolidated workbook that must be without errors."""
    assert path is not None
    (item,) = validate(pack, [read_return(path, pack)])
    assert [f for f in item.findings if f.severity is Severity.ERROR] == []
    assert item.submission is not None
    return item.submission


EVERYBODY: Final = {
    "3": D(980), "31": D(280), "311": D(100), "312": D(180), "32": D(700), "321": D(300),
    "322": D(400),
}  # fmt: skip


def test_county_is_made_of_its_leaves(desk: Desk) -> None:
    """Four returns, two levels: departments are consolidated on the way, each with its sheets."""
    desk.send_all()
    target, errors, _ = desk.build()
    assert errors == []
    whole = accepted(desk.pack, target)
    assert figures(desk.pack, whole, "income_general") == EVERYBODY
    assert figures(desk.pack, whole, "income_superior")["31"] == D(0)
    assert figures(desk.pack, whole, "project")["31"] == D(280)
    assert target is not None
    sheets = openpyxl.load_workbook(target, read_only=True).sheetnames
    assert {"分单位对照", "31 分单位对照", "31 抵销", "312 收支总表"} <= set(sheets)


def test_department_workbook_stands_for_its_entities(desk: Desk) -> None:
    """A department hands in its own workbook instead of its entities': the county is the same."""
    desk.send_all()
    target, _, _ = desk.build("31")
    assert target is not None
    first = accepted(desk.pack, desk.build()[0])
    for code in ("311", "312"):
        (desk.campaign.folder / "in" / f"{code}.xlsx").unlink()
    shutil.copyfile(target, desk.campaign.folder / "in" / "31.xlsx")
    path, errors, _ = desk.build()
    assert errors == []
    second = accepted(desk.pack, path)
    for line in ("income_general", "income_total", "subsidy", "expenditure_total"):
        assert figures(desk.pack, second, line) == figures(desk.pack, first, line)
    receipts = {part.entity.code: part.receipt for part in second.parts() if part.receipt}
    assert {code: receipt.source for code, receipt in receipts.items()} == {
        "31": "31.xlsx", "311": "311.xlsx", "312": "312.xlsx", "321": "321.xlsx", "322": "322.xlsx",
    }  # fmt: skip


def test_what_was_forced_is_an_error_until_it_is_consolidated_anew(desk: Desk) -> None:
    """A department's forced workbook is refused by the county with what was overridden."""
    desk.send_all()
    (desk.campaign.folder / "in" / "312.xlsx").unlink()
    target, _, _ = desk.build("31", force=True)
    assert target is not None
    shutil.move(desk.campaign.folder / "in" / "311.xlsx", desk.campaign.folder)
    shutil.copyfile(target, desk.campaign.folder / "in" / "31.xlsx")
    path, errors, found = desk.build()
    assert path is None
    assert errors == [("XL-166", "XL-166")]
    (told,) = (finding for finding in found if finding.rule == "XL-166")
    assert "312" in told.params["what"]
    county, errors, _ = desk.build(force=True)
    assert county is not None
    (item,) = validate(desk.pack, [read_return(county, desk.pack)])
    assert "XL-166" in {finding.rule for finding in item.findings}
    shutil.move(desk.campaign.folder / "311.xlsx", desk.campaign.folder / "in")
    (desk.campaign.folder / "in" / "31.xlsx").unlink()
    desk.send_all()
    assert desk.build("31")[1] == []
    shutil.copyfile(target, desk.campaign.folder / "in" / "31.xlsx")
    for code in ("311", "312"):
        (desk.campaign.folder / "in" / f"{code}.xlsx").unlink()
    path, errors, _ = desk.build()
    assert errors == []
    accepted(desk.pack, path)


def test_entity_sent_twice_through_its_department_is_a_duplicate(desk: Desk) -> None:
    """The same file again is no matter; another content than the department's is R34."""
    desk.send_all()
    target, _, _ = desk.build("31")
    assert target is not None
    shutil.copyfile(target, desk.campaign.folder / "in" / "31.xlsx")
    assert desk.build()[1] == []
    desk.send("312", 250, {"counterparty": "311", "superior": D(20)})
    target, errors, _ = desk.build()
    assert (target, errors) == (None, [("R34", "R34.duplicate")])


def test_missing_leaf_of_a_department_is_told(desk: Desk) -> None:
    """Who is missing is named, however deep; forced, cover and 来源 say so and the rest adds up."""
    desk.send_all()
    (desk.campaign.folder / "in" / "322.xlsx").unlink()
    target, errors, found = desk.build()
    assert (target, errors) == (None, [("R34", "R34.missing")])
    assert [f.entity for f in found if f.rule == "R34"] == ["322"]
    target, _, _ = desk.build(force=True)
    assert target is not None
    read = read_return(target, desk.pack).submission
    assert read is not None
    assert figures(desk.pack, read, "income_general")["3"] == D(580)
    assert read.forced == ("R34：司法所（322）没有报送。",)
    texts = shown(target, "来源")
    assert "强制汇总：以下问题未解决" in texts
    assert "1. R34：司法所（322）没有报送。" in texts
    assert "1. R34：司法所（322）没有报送。" in shown(target, "封面")
    assert "由 5 个单位（应报 6）汇总" in shown(target, "封面")
    assert any(
        text.endswith("由 1 个单位（应报 2）汇总") for text in shown(target, "32 分单位对照")
    )
    assert not any("应报" in text for text in shown(target, "31 分单位对照"))
    assert read.coverage == (5, 6)
    assert [part.coverage for part in read.children] == [None, (1, 2)]


def shown(path: Path, sheet: str) -> list[str]:
    """Return the texts of a sheet."""
    page: Any = openpyxl.load_workbook(path, data_only=True)[sheet]
    return [str(cell.value) for row in page.iter_rows() for cell in row if cell.value is not None]


def test_command_consolidates_one_department(desk: Desk) -> None:
    """``--entity`` makes the workbook of a department out of the county's campaign."""
    desk.send_all()
    folder = str(desk.campaign.folder)
    run = CliRunner().invoke(app, ["consolidate", "-C", folder, "--entity", "32"])
    assert run.exit_code == 0
    assert Path(run.stdout.strip()).name == "32-司法局-汇总-2020.xlsx"


# --- Transfers ----------------------------------------------------------------------------------


def unequal(desk: Desk) -> None:
    """312 says that it received 19.5, where 311 says that it paid 20."""
    desk.send("312", 200, {"counterparty": "311", "superior": D("19.5")})


def one_sided(desk: Desk) -> None:
    """312 does not say that it received anything."""
    desk.send("312", 200)


def crossed(desk: Desk) -> None:
    """312 says that it received it from itself."""
    desk.send("312", 200, {"counterparty": "312", "superior": D(20)})


@pytest.mark.parametrize(
    ("happen", "cells"),
    [
        (unequal, [("311 内部往来!G7", ("G7", "312 内部往来!D7"), "20", "19.5")]),
        (one_sided, [("311 内部往来!G7", ("G7",), "20", "0")]),
        (
            crossed,
            [
                ("311 内部往来!G7", ("G7",), "20", "0"),
                ("312 内部往来!D7", ("D7",), "0", "20"),
            ],
        ),
    ],
    ids=["unequal", "one-sided", "with-itself"],
)
def test_transfer_stated_differently_is_an_error(
    desk: Desk,
    happen: Callable[[Desk], None],
    cells: Sequence[tuple[str, tuple[str, ...], str, str]],
) -> None:
    """R38 at the cells of both sides; nothing is eliminated even when it is forced."""
    desk.send_all()
    happen(desk)
    target, errors, found = desk.build()
    assert (target, set(errors)) == (None, {("R38", "R38.unequal")})
    told = [f for f in found if f.severity is Severity.ERROR]
    assert [(f"{f.sheet}!{f.cell}", f.cells, f.value, f.params["stated"]) for f in told] == cells
    for finding in told:  # in the department's workbook, and in those that were handed in
        assert finding.workbook.endswith("-汇总-2020.xlsx")
        assert not finding.expected
        named = finding.params["cells"].split("、")
        assert [
            each for each in named if not re.fullmatch(r"《31[12]\.xlsx》内部往来![DG]7", each)
        ] == []
    target, _, _ = desk.build(force=True)
    assert target is not None
    read = read_return(target, desk.pack).submission
    assert read is not None
    assert figures(desk.pack, read, "subsidy")["31"] == D(20)
    assert "不一致" in " ".join(read.forced)
    assert "两边不一致，未抵销" in shown(target, "31 抵销")


def test_transfer_to_an_outsider_is_kept(desk: Desk) -> None:
    """A counterparty outside the department, or outside everything, is no pair and no error."""
    desk.send_all()
    desk.send("321", 300, {"counterparty": "999", "subsidy": D(15)})
    target, errors, _ = desk.build()
    assert errors == []
    whole = accepted(desk.pack, target)
    assert figures(desk.pack, whole, "subsidy")["3"] == D(15)
    register = {part.entity.code: part.tables[TRANSFERS] for part in whole.parts()}
    assert [record.values["counterparty"] for record in register["3"]] == ["999"]


@pytest.fixture(scope="module")
def older(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The pack as it was before it had 内部往来 and 调整, and asked for forms without data."""
    root = tmp_path_factory.mktemp("older")
    for name in ("templates", "schemas"):
        shutil.copytree(default_pack() / name, root / name)
    manifest = root / "templates" / "pack.toml"
    text = manifest.read_text(encoding="utf-8").partition("[[older]]")[0]
    text = text.replace(f'"{load_pack().version}"', '"2020.1"')
    text = text.replace('publications = ["disclosure"]\n', "")
    before, _, after = text.partition('    "transfers", ')
    text = before + after[after.index("]") :]
    manifest.write_text(text, encoding="utf-8")
    for template in (root / "templates").glob("*.toml"):
        printed = template.read_text(encoding="utf-8")
        template.write_text(printed.replace("nil = true\n", ""), encoding="utf-8")
    cross = root / "schemas" / "cross.py"
    lines = cross.read_text(encoding="utf-8")
    kept = lines[: lines.index("PAYMENTS = (")]
    cross.write_text(f"{kept}rules = (*vehicles, *procurement, *added)\n", encoding="utf-8")
    return load_pack(root)


def test_older_return_without_the_register_is_read(desk: Desk, older: Pack) -> None:
    """A return made before there was 内部往来 is complete without it, and adds up."""
    desk.send_all()
    lines: dict[str, dict[str, Value]] = {
        "income_general": {"current": D(400)}, "project": {"current": D(400)},
    }  # fmt: skip
    entity = desk.campaign.entity("322")
    path = desk.campaign.folder / "in" / "322.xlsx"
    write_workbook(path, older, leaf(older, entity, {MONEY: lines}))
    target, errors, found = desk.build()
    assert errors == []
    assert [f.rule for f in found if f.rule.startswith("XL")] == ["XL-160"]
    assert figures(desk.pack, accepted(desk.pack, target), "income_general") == EVERYBODY
    lines["subsidy"], lines["project"] = {"current": D(9)}, {"current": D(391)}
    write_workbook(path, older, leaf(older, entity, {MONEY: lines}))
    target, errors, found = desk.build()
    assert target is None
    assert ("R38", "R38.loose") in errors
    (loose,) = (f for f in found if f.message == "R38.loose")
    assert (loose.entity, f"{loose.sheet}!{loose.cell}") == ("322", "322 收支总表!H12")


# --- Adjustments --------------------------------------------------------------------------------


def test_adjustment_stands_in_a_column_of_its_own(desk: Desk) -> None:
    """What a parent adjusts moves its own figures and those above, and no entity's."""
    desk.send_all()
    desk.adjust("32", income=-50, spent=-50)
    target, errors, _ = desk.build()
    assert errors == []
    whole = accepted(desk.pack, target)
    expected = EVERYBODY | {"32": D(650), "3": D(930)}
    assert figures(desk.pack, whole, "income_general") == expected
    assert target is not None
    page: Any = openpyxl.load_workbook(target, data_only=True)["32 分单位对照"]
    heads = [cell.value for cell in page[5]]
    row = [cell.value for cell in page[7]]
    found = dict(zip(heads, row, strict=True))
    assert [found[name] for name in ("司法局", "司法所", "各单位合计", "调整", "部门数")] == [
        300, 400, 700, -50, 650,
    ]  # fmt: skip
    assert {"扣除重复申报", INCOME, SPENT} <= set(shown(target, "32 调整"))


def test_adjustment_that_breaks_a_rule_is_refused(desk: Desk) -> None:
    """Income adjusted alone leaves the department out of balance: R1, and no workbook."""
    desk.send_all()
    desk.adjust("32", income=-50)
    target, errors, _ = desk.build()
    assert target is None
    assert {rule for rule, _ in errors} == {"R1"}


def test_adjustment_needs_a_reason(desk: Desk) -> None:
    """An amount without its reason, or for nothing that can be adjusted, is an error."""
    desk.send_all()
    path = desk.adjust("32", income=-50, spent=-50)
    book = openpyxl.load_workbook(path)
    book["调整"]["D5"] = None
    book["调整"]["B6"] = "收支总表｜收入合计"
    book.save(path)
    _, errors, found = desk.build()
    places = {f"{f.sheet}!{f.cell}" for f in found if f.severity is Severity.ERROR and f.cell}
    assert {"调整!D5", "调整!B6"} <= places
    assert ("XL-141", "XL-141") in errors


def test_workbook_of_adjustments_is_generated_for_a_parent(county: Campaign, pack: Pack) -> None:
    """Named, a parent gets a workbook with its own forms only; 调整 offers every line."""
    (path,) = generate_all(county, pack, (), ["32"])
    assert path.name == "32-司法局-部门填报-2020.xlsx"
    book = openpyxl.load_workbook(path)
    own = [form.template.sheet for form in pack.forms if form.template.parent]
    assert own[:2] == ["调整", "公开说明"]
    assert book.sheetnames == ["封面", "检查", *own, "_codes", "_meta"]
    listed = {cell.value for row in book["_codes"].iter_rows() for cell in row}
    assert {INCOME, SPENT} <= listed
    found = validate(pack, [read_return(path, pack)])[0]
    assert (found.verdict, found.findings) == (Verdict.ACCEPTED, ())


def test_parents_get_their_own_workbook_last(county: Campaign, pack: Pack) -> None:
    """Without ``--only``, workbooks go to those who report, then to those who consolidate them."""
    codes = [path.name.partition("-")[0] for path in generate_all(county, pack, (), ())]
    assert codes == ["311", "312", "321", "322", "3", "31", "32"]
