"""Every mistake is found at its cell, with its rule, and nothing else is reported.

The mistakes are typed into one clean workbook with openpyxl, as a clerk would with Excel. It
drops the stored results of all formulas, so each case also shows that none of them is needed.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeAlias

import openpyxl
import pytest
from openpyxl.cell import Cell

from xltool.campaign.folder import examples
from xltool.kinds import SEVERITY_WORDS, Shape, Verdict
from xltool.messages.render import render
from xltool.model.findings import Finding, Return
from xltool.model.forms import Entity
from xltool.model.submission import EntityRows, FormSize, Submission
from xltool.reading.read import read_return
from xltool.report.check_json import as_json
from xltool.report.summary import closing
from xltool.report.terminal import as_table
from xltool.validation.rule_findings import with_rule_findings
from xltool.validation.validate import validate
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from xltool.model.forms import Pack

BUREAU: Final = Entity("312002", "平乡县公安局", "公安局", "312")
ROWS: Final = {Shape.STATEMENT: 0, Shape.REGISTER: 5, Shape.CARDS: 2}
EXPLAINED: Final = re.compile(r"^\| (\d{6}) \| (\S+) \| (\S+ \S+) \| ([^|]+) \|", re.MULTILINE)
"""A row of the table in the README of the example: entity, sheet, rule and cells."""
MONEY, PUBLIC, BUY, ASSETS, GOALS = "收支总表", "三公经费", "政府采购", "固定资产", "绩效目标"

INDICATORS: Final = (
    "数量指标", "质量指标", "时效指标", "成本指标",
    "经济效益指标", "社会效益指标", "可持续影响指标",
    "服务对象满意度指标", "服务对象满意度指标",
)  # fmt: skip
SUITS: Final = "全年持续改善环境、节约费用的情况，群众满意"
"""What an indicator of any kind may be about."""
AMOUNTS: Final = {"成本指标": "≤9元"}
PURCHASES: Final = (
    {"B": "甲项目", "C": 48, "D": "警车", "E": "A02030709", "F": "辆", "G": 2, "H": 20,
     "J": 30, "K": 10, "O": "公开"},
    {"B": "甲项目", "C": 48, "D": "其他办公设备", "E": "A020299", "F": "套", "G": 1, "H": 8,
     "J": 8, "O": "不公开"},
    {"B": "乙项目", "C": 5, "D": "其他计算机设备及软件", "E": "A020199", "F": "套", "G": 2,
     "H": 2.5, "N": 5, "O": "公开"},
)  # fmt: skip
CLEAN: Final[Mapping[str, object]] = {
    f"{MONEY}!B6": 985, f"{MONEY}!C6": 900,
    f"{MONEY}!B7": 10, f"{MONEY}!C7": 0, f"{MONEY}!B14": 5, f"{MONEY}!C14": 0,
    **{f"{MONEY}!{at}": "按实际需要安排" for at in ("F14", "L7", "L8", "L9")},
    **{f"{PUBLIC}!{at}": "按实际需要安排" for at in ("E8", "E9", "E10")},
    f"{MONEY}!H7": 600, f"{MONEY}!I7": 500,
    f"{MONEY}!H8": 100.5, f"{MONEY}!I8": 100,
    f"{MONEY}!H9": 299.5, f"{MONEY}!I9": 300,
    f"{PUBLIC}!B6": 0, f"{PUBLIC}!C6": 0,
    f"{PUBLIC}!B8": 40, f"{PUBLIC}!C8": 0,
    f"{PUBLIC}!B9": 5.5, f"{PUBLIC}!C9": 6.5,
    f"{PUBLIC}!B10": 1, f"{PUBLIC}!C10": 1,
    f"{ASSETS}!B6": 100.25, f"{ASSETS}!C6": 200,
    f"{ASSETS}!B7": 50, f"{ASSETS}!C7": 100,
    f"{ASSETS}!B8": 3, f"{ASSETS}!C8": 30,
    f"{ASSETS}!C9": 40, f"{ASSETS}!C10": 30,
    f"{ASSETS}!B15": 2, f"{ASSETS}!C15": 40, f"{ASSETS}!C17": 8,
    f"{GOALS}!B4": "甲项目", f"{GOALS}!B5": "1、保障巡逻。\n2、保障着装。",
    f"{GOALS}!B18": "乙项目", f"{GOALS}!B19": "1、更新设备。",
} | {
    f"{BUY}!{column}{row}": value
    for row, purchase in enumerate(PURCHASES, start=7)
    for column, value in purchase.items()
} | {
    f"{GOALS}!{column}{row}": value
    for first in (7, 21)
    for row, level in enumerate(INDICATORS, start=first)
    for column, value in zip(
        "BCDEF", (level, f"指标{row}", f"描述{row}：{SUITS}", AMOUNTS.get(level, "≥95人"), "文件"),
        strict=True,
    )
}  # fmt: skip


INCOME_AND_COSTS: Final = tuple(f"{MONEY}!{at}" for at in ("B6", "B7", "B14", "H7", "H8", "H9"))


class Found(NamedTuple):
    """What a finding must say: rule, severity, the cell it points at, all cells that take part."""

    rule: str
    severity: str
    at: str
    cells: str = ""


def error(rule: str, at: str, cells: str = "") -> Found:
    """Expect an error; it takes part alone unless ``cells`` says more."""
    return Found(rule, "error", at, cells or at.partition("!")[2])


def note(rule: str, at: str, severity: str = "info") -> Found:
    """Expect something that needs no correction."""
    return Found(rule, severity, at, at.partition("!")[2])


def told(findings: tuple[Finding, ...]) -> list[Found]:
    """Return findings in the form that the tables below use."""
    return [
        Found(
            finding.rule,
            finding.severity.value,
            f"{finding.sheet}!{finding.cell}" if finding.cell else finding.sheet,
            " ".join(finding.cells),
        )
        for finding in findings
    ]


class Clerk:
    """Types into one open workbook, saves a copy and takes the entries back."""

    def __init__(self, blank: Path) -> None:
        """Open the workbook; openpyxl drops all stored results."""
        self.book = openpyxl.load_workbook(blank)

    def save(self, path: Path, entries: Mapping[str, object]) -> None:
        """Save a copy with ``entries``, by sheet and address; None empties a cell."""
        cells = [self.cell(place) for place in entries]
        before = [(cell.value, cell.number_format) for cell in cells]
        self.type(entries)
        self.book.save(path)
        for cell, (value, look) in zip(cells, before, strict=True):
            cell.value, cell.number_format = value, look  # a date changes the format

    def type(self, entries: Mapping[str, object]) -> None:
        """Type values into cells."""
        for place, value in entries.items():
            self.cell(place).value = value  # type: ignore[assignment]

    def cell(self, place: str) -> Cell:
        """Find a cell by sheet and address."""
        sheet, _, address = place.partition("!")
        found = self.book[sheet][address]
        assert isinstance(found, Cell)
        return found


@pytest.fixture(scope="module")
def clerk(pack: Pack, tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """A blank workbook of a few rows, filled in without a mistake."""
    path = tmp_path_factory.mktemp("clean") / "blank.xlsx"
    extents = {
        form.id: FormSize(BUREAU, "2020", (EntityRows(BUREAU, ROWS[form.shape]),))
        for form in pack.forms
    }
    write_workbook(path, pack, Submission(BUREAU, "2020", {}, extents))
    typist = Clerk(path)
    typist.type(CLEAN)
    return typist


Check: TypeAlias = "Callable[[Mapping[str, object]], Return]"


@pytest.fixture
def check(pack: Pack, clerk: Clerk, tmp_path: Path) -> Check:
    """A function that types entries into the clean workbook, reads and validates it."""

    def run(entries: Mapping[str, object]) -> Return:
        clerk.save(tmp_path / "returned.xlsx", entries)
        return validate(pack, [read_return(tmp_path / "returned.xlsx", pack)])[0]

    return run


def test_clean_workbook_has_no_findings(check: Check) -> None:
    """A workbook without a mistake is accepted, though openpyxl left no stored result in it."""
    found = check({})
    assert (found.verdict, found.findings) == (Verdict.ACCEPTED, ())


RULES: Final = {
    "R1-current": ({f"{MONEY}!B6": 985.01}, error("R1", f"{MONEY}!H17", "B17 H17")),
    "R1-prior": ({f"{MONEY}!I9": 300.5}, error("R1", f"{MONEY}!I17", "C17 I17")),
    "R1-carryover": (
        {f"{MONEY}!B16": 5, f"{MONEY}!C16": 0},
        error("R1", f"{MONEY}!H17", "B17 H17"),
    ),
    "R21-quantity": ({f"{BUY}!G7": 3}, error("R21", f"{BUY}!I7", "G7 H7 I7")),
    "R21-cent": ({f"{BUY}!H9": 2.51}, error("R21", f"{BUY}!I9", "G9 H9 I9")),
    "R24-differs": ({f"{BUY}!C8": 60}, error("R24", f"{BUY}!C8", "C7 C8")),
    "R24-exceeds": ({f"{BUY}!C9": 4.99}, error("R24", f"{BUY}!I9", "I9 C9")),
    "R24-together": (
        {f"{BUY}!C7": 47.99, f"{BUY}!C8": 47.99},
        error("R24", f"{BUY}!I7", "I7 I8 C7 C8"),
    ),
    "R29-office-area": ({f"{ASSETS}!B7": 100.26}, error("R29", f"{ASSETS}!B7", "B7 B6")),
    "R29-office-value": (
        {f"{ASSETS}!B7": 100, f"{ASSETS}!C7": 200.01},
        error("R29", f"{ASSETS}!C7", "C7 C6"),
    ),
    "R33-exceeds": ({f"{ASSETS}!C17": 13.01}, error("R33", f"{ASSETS}!C13", f"C13 {BUY}!I6")),
}


@pytest.mark.parametrize(("entries", "expected"), RULES.values(), ids=RULES)
def test_broken_rule_names_its_cells(
    check: Check, entries: Mapping[str, object], expected: Found
) -> None:
    """A rule that does not hold is one error that names every cell taking part."""
    found = check(entries)
    assert (told(found.findings), found.verdict) == ([expected], Verdict.NEEDS_FIX)


NO_PURCHASES: Final = {
    f"{BUY}!{column}{row}": None for column in "BCDEFGHJKNO" for row in (7, 8, 9)
} | {f"{ASSETS}!B15": None, f"{ASSETS}!C15": None, f"{ASSETS}!C17": None, f"{PUBLIC}!B8": 0,
     "封面!D14": "无数据"}  # fmt: skip
"""Nothing is bought, no asset is added."""

HOLDING: Final = {
    "R24-equal": {f"{BUY}!C7": 48, f"{BUY}!C8": 48},
    "R29-equal": {f"{ASSETS}!B7": 80, f"{ASSETS}!C7": 200},
    "R33-equal": {f"{ASSETS}!C17": 13},
    "R1-both-nil": dict.fromkeys(INCOME_AND_COSTS) | NO_PURCHASES,
    "R1-both-zero": dict.fromkeys(INCOME_AND_COSTS, 0) | NO_PURCHASES,
    "R19-not-comparable": {f"{MONEY}!B8": 0, f"{MONEY}!C8": 0},
    "nil-register": NO_PURCHASES,
    "gap-in-register": {f"{BUY}!{c}11": v for c, v in PURCHASES[2].items()}
    | {f"{BUY}!{c}9": None for c in PURCHASES[2]},
}


@pytest.mark.parametrize("entries", HOLDING.values(), ids=HOLDING)
def test_boundary_is_allowed(check: Check, entries: Mapping[str, object]) -> None:
    """What a rule just allows, nil forms and gaps between rows are no mistakes."""
    assert told(check(entries).findings) == []


OVERWRITTEN: Final = {
    "R2-income": (f"{MONEY}!B15", "R2", 999.99, "1000"),
    "R3-income": (f"{MONEY}!C17", "R3", 901, "900"),
    "R3-expenditure": (f"{MONEY}!H17", "R3", 1, "1000"),
    "R6-expenditure": (f"{MONEY}!I15", "R6", 0, "900"),
    "R10-basic": (f"{MONEY}!H6", "R10", 700, "700.5"),
    "R13-total": (f"{PUBLIC}!B5", "R13", 46.51, "46.5"),
    "R13-vehicles": (f"{PUBLIC}!C7", "R13", 7, "6.5"),
    "R17-change": (f"{MONEY}!D6", "R17", -100, "85"),
    "R17-change-of-total": (f"{PUBLIC}!D5", "R17", 20, "39"),
    "R19-rate": (f"{MONEY}!E6", "R19", 9.45, "9.44"),
    "R22-amount": (f"{BUY}!I7", "R22", 41, "40"),
    "R22-nil-amount": (f"{BUY}!I11", "R22", 1, ""),
    "R23-total": (f"{BUY}!I6", "R23", 54, "53"),
    "R23-source": (f"{BUY}!K6", "R23", 10.01, "10"),
    "R29-assets": (f"{ASSETS}!C5", "R29", 400, "300"),
    "R33-new-assets": (f"{ASSETS}!C13", "R33", 47, "48"),
}


@pytest.mark.parametrize(("at", "rule", "typed", "right"), OVERWRITTEN.values(), ids=OVERWRITTEN)
def test_overwritten_total_is_recomputed(
    check: Check, at: str, rule: str, typed: float, right: str
) -> None:
    """A constant over a formula is compared with what the formula would give, by its own rule."""
    found = check({at: typed}).findings
    assert told(found) == [error(rule, at)]
    assert (found[0].value, found[0].expected) == (f"{typed:g}", right)


def test_right_constant_over_a_formula_is_a_warning(check: Check) -> None:
    """A total typed by hand that happens to be right does not keep a return from acceptance."""
    found = check({f"{MONEY}!B15": 1000})
    assert told(found.findings) == [note("XL-131", f"{MONEY}!B15", "warning")]
    assert found.verdict is Verdict.ACCEPTED


def test_overwritten_total_never_becomes_a_fact(check: Check) -> None:
    """Income and expenditure both overwritten by the same wrong total do not balance by that."""
    entries = {f"{MONEY}!B6": 1001, f"{MONEY}!B17": 5, f"{MONEY}!H17": 5}
    assert told(check(entries).findings) == [
        error("R1", f"{MONEY}!H17", "B17 H17"),
        error("R3", f"{MONEY}!B17"),
        error("R3", f"{MONEY}!H17"),
    ]


CELLS: Final = {
    "R25-unknown-code": (f"{BUY}!E7", "A98", "R25"),
    "R25-edition-2022": (f"{BUY}!E8", "A08060301", "R25"),
    "R25-code-in-lower-case": (f"{BUY}!E7", "a020399", "R25"),
    "P1-project": (f"{GOALS}!B4", None, "P1"),
    "P1-goal": (f"{GOALS}!B5", None, "P1"),
    "P1-level2": (f"{GOALS}!B7", None, "P1"),
    "P1-name": (f"{GOALS}!C10", None, "P1"),
    "P1-value": (f"{GOALS}!E15", None, "P1"),
    "P2-not-in-list": (f"{GOALS}!B7", "产量指标", "P2"),
    "P2-level1-chosen": (f"{GOALS}!B7", "产出指标", "P2"),
    "P2-of-another-level1": (f"{GOALS}!B7", "社会效益指标", "P2"),
    "P2-cost-under-effect": (f"{GOALS}!B12", "成本指标", "P2"),
    "required-project": (f"{BUY}!B9", None, "XL-141"),
    "required-item": (f"{BUY}!D7", None, "XL-141"),
    "required-code": (f"{BUY}!E8", None, "XL-141"),
    "required-measure": (f"{BUY}!F7", None, "XL-141"),
    "required-budget": (f"{BUY}!C9", None, "XL-141"),
    "required-quantity": (f"{BUY}!G9", None, "XL-141"),
    "required-disclosure": (f"{BUY}!O8", None, "XL-141"),
    "measure-not-in-list": (f"{BUY}!F7", "打", "XL-142"),
    "disclosure-not-in-list": (f"{BUY}!O7", "保密", "XL-142"),
    "negative-reception": (f"{PUBLIC}!B10", -0.01, "XL-143"),
    "negative-area": (f"{ASSETS}!B14", -1, "XL-143"),
    "note-too-long": (f"{MONEY}!L9", "长" * 201, "XL-145"),
    "reason-too-long": (f"{PUBLIC}!E5", "长" * 201, "XL-145"),
    "goal-too-long": (f"{GOALS}!B5", "长" * 1001, "XL-145"),
    "value-too-long": (f"{GOALS}!E15", "≥" + "9" * 49 + "人", "XL-145"),
    "measure-in-the-cell": (f"{MONEY}!B6", "1000万元", "XL-112"),
    "word-for-nil": (f"{MONEY}!B7", "无", "XL-112"),
    "dash-for-nil": (f"{PUBLIC}!B9", "-", "XL-112"),
    "parentheses": (f"{BUY}!H7", "(20)", "XL-112"),
    "percent-in-an-amount": (f"{ASSETS}!C9", "40%", "XL-112"),
    "date-in-an-amount": (f"{ASSETS}!C10", dt.datetime(2020, 1, 31), "XL-112"),  # noqa: DTZ001
    "truth-in-an-amount": (f"{ASSETS}!C9", True, "XL-112"),
    "three-places": (f"{PUBLIC}!B9", 5.505, "XL-113"),
    "half-a-vehicle": (f"{ASSETS}!B8", 2.5, "XL-113"),
    "too-large": (f"{MONEY}!B6", 1e13, "XL-114"),
    "code-as-number": (f"{BUY}!E7", 20399, "XL-116"),
    "error-cell": (f"{MONEY}!B6", "#REF!", "XL-125"),
    "error-in-text": (f"{BUY}!D7", "#N/A", "XL-125"),
    "formula-without-result": (f"{MONEY}!B6", "=500+500", "XL-126"),
}


@pytest.mark.parametrize(("at", "typed", "rule"), CELLS.values(), ids=CELLS)
def test_bad_cell_is_one_error(check: Check, at: str, typed: object, rule: str) -> None:
    """A cell that cannot stand is one error at that cell, however many rules look at it."""
    found = check({at: typed})
    assert (told(found.findings), found.verdict) == ([error(rule, at)], Verdict.NEEDS_FIX)


REPAIRED: Final = {
    "text": (f"{MONEY}!B6", "985"),
    "thousands": (f"{ASSETS}!C10", "1,030.00"),
    "full-width": (f"{MONEY}!B6", "９８５"),
    "apostrophe": (f"{BUY}!G7", "'2"),
    "no-break-space": (f"{BUY}!J7", "30\xa0"),
    "yuan-sign": (f"{PUBLIC}!B9", "¥5.5"),
    "spaces-only": (f"{MONEY}!B8", "\u3000"),
    "code-with-space": (f"{BUY}!E7", " A02030709"),
    "full-width-code": (f"{BUY}!E7", "Ａ０２０３０７０９"),
    "text-with-line-end": (f"{BUY}!B9", "乙项目\n"),
}


@pytest.mark.parametrize(("at", "typed"), REPAIRED.values(), ids=REPAIRED)
def test_odd_typing_is_repaired_and_told(check: Check, at: str, typed: str) -> None:
    """What can only mean one value is taken as it, with a note, and the return is accepted."""
    found = check({at: typed})
    assert told(found.findings) == [note("XL-111", at)]
    assert found.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize("at", [f"{BUY}!J7", f"{BUY}!H8", f"{BUY}!C7", f"{MONEY}!H7"])
@pytest.mark.parametrize("mask", ["**", "＊＊＊"])
def test_masked_amount_is_not_judged(check: Check, at: str, mask: str) -> None:
    """A masked amount is a warning at its cell, and no rule that needs it is judged."""
    found = check({at: mask})
    assert told(found.findings) == [note("XL-115", at, "warning")]
    assert found.verdict is Verdict.ACCEPTED


REWORDED: Final = {
    "title": f"{PUBLIC}!A2",
    "column-title": f"{BUY}!J5",
    "line-label": f"{MONEY}!G9",
    "total-label": f"{BUY}!B6",
    "row-number": f"{BUY}!A8",
    "field": f"{GOALS}!A5",
}


@pytest.mark.parametrize("at", REWORDED.values(), ids=REWORDED)
def test_reworded_label_is_told(check: Check, at: str) -> None:
    """One printed text that reads differently is a warning; the form is read in its place."""
    found = check({at: "改动"})
    assert told(found.findings) == [note("XL-165", at, "warning")]
    assert found.verdict is Verdict.ACCEPTED


def test_form_altered_beyond_finding_is_not_read(check: Check) -> None:
    """When two lines changed places nothing is guessed: the form is not read, the others are."""
    found = check(
        {
            f"{PUBLIC}!A8": "　　　公务用车运行维护费",
            f"{PUBLIC}!A9": "其中：公务用车购置费",
            f"{PUBLIC}!B10": -1,
            f"{BUY}!E7": "A98",
        }
    )
    assert told(found.findings) == [error("XL-124", f"{PUBLIC}!A8"), error("R25", f"{BUY}!E7")]
    assert found.verdict is Verdict.NEEDS_FIX


def test_missing_sheet_is_a_missing_form(pack: Pack, clerk: Clerk, tmp_path: Path) -> None:
    """A deleted sheet is told by its name, and the other forms are still checked."""
    path = tmp_path / "returned.xlsx"
    clerk.save(path, {})
    book = openpyxl.load_workbook(path)
    del book[BUY]
    book[MONEY]["B6"].value = 1
    book.save(path)
    found = validate(pack, [read_return(path, pack)])[0]
    assert told(found.findings) == [
        Found("R34", "error", BUY, ""),
        error("R1", f"{MONEY}!H17", "B17 H17"),
    ]


def test_formula_in_an_input_cell_is_told(pack: Pack, clerk: Clerk, tmp_path: Path) -> None:
    """The stored result of a clerk's own formula is taken, with a warning."""
    path = tmp_path / "returned.xlsx"
    clerk.save(path, {f"{MONEY}!B6": "=500+485"})
    store_result(path, b"<f>500+485</f>", b"985")
    found = validate(pack, [read_return(path, pack)])[0]
    assert told(found.findings) == [note("XL-127", f"{MONEY}!B6", "warning")]


def store_result(path: Path, formula: bytes, result: bytes) -> None:
    """Put the result of a formula into the file, which openpyxl cannot."""
    out = BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            for blank in (b"<v></v>", b"<v />", b"<v/>"):
                data = data.replace(formula + blank, formula + b"<v>" + result + b"</v>")
            new.writestr(name, data)
    path.write_bytes(out.getvalue())


def test_one_bad_cell_never_hides_another(check: Check) -> None:
    """All mistakes of a workbook are told at once, also several in the same column and row."""
    chosen = (
        "R25-unknown-code", "P1-goal", "P2-not-in-list", "required-code", "note-too-long",
        "negative-reception", "dash-for-nil", "half-a-vehicle", "error-in-text",
        "disclosure-not-in-list", "parentheses",
    )  # fmt: skip
    entries = {CELLS[name][0]: CELLS[name][1] for name in chosen}
    expected = [error(CELLS[name][2], CELLS[name][0]) for name in chosen]
    assert sorted(told(check(entries).findings)) == sorted(expected)


def test_each_return_gets_its_own_findings(pack: Pack, clerk: Clerk, tmp_path: Path) -> None:
    """In one pass over many returns every finding comes back with the file it belongs to."""
    mistakes: list[Mapping[str, object]] = [
        {f"{BUY}!E7": "A98"},
        {},
        {f"{BUY}!E8": "B99", f"{BUY}!G7": 3},
    ]
    paths = [tmp_path / f"{number}.xlsx" for number in range(len(mistakes))]
    for path, entries in zip(paths, mistakes, strict=True):
        clerk.save(path, entries)
    found = validate(pack, [read_return(path, pack) for path in paths])
    assert [item.path for item in found] == [str(path) for path in paths]
    assert [[finding.rule for finding in item.findings] for item in found] == [
        ["R25"],
        [],
        ["R25", "R21"],
    ]


def test_finding_says_what_is_there_and_what_should_be(check: Check) -> None:
    """The texts name line and column, both figures, their difference and the cells to check."""
    found = check({f"{MONEY}!B6": 985.25}).findings[0]
    assert (found.label.zh, found.column) == ("支出总计", "本年预算数")
    assert (found.value, found.expected) == ("1000", "1000.25")
    assert render(found, "zh") == (
        "收入总计 1000.25，支出总计 1000.00，差 -0.25。",
        "请核对收入、支出各项；多出的收入列年终结转。",
    )
    said, hint = render(found, "en")
    assert said == "收入总计 1000.25, but 支出总计 1000.00: a difference of -0.25."
    assert hint.startswith("Check income and expenditure")


def test_limits_are_named(check: Check) -> None:
    """A text that is too long is told how long it may be, a number how small."""
    long = check({f"{GOALS}!E15": "9" * 51}).findings[0]
    low = check({f"{PUBLIC}!B10": -1}).findings[0]
    assert render(long, "en")[0] == "“指标值” is longer than 50 characters."
    assert render(low, "en")[0] == "“本年预算数” is -1; it cannot be less than 0."


FILE_KEYS: Final = {
    "path", "sha256", "entity", "period", "verdict", "forms", "rules", "findings", "resubmission",
}  # fmt: skip
FINDING_KEYS: Final = {
    "rule", "severity", "form", "sheet", "cell", "cells", "label", "column", "value", "expected",
    "message", "hint", "category", "lead", "counted_with",
}  # fmt: skip


def test_json_has_the_documented_shape(check: Check) -> None:
    """Programs find every documented key, with the addresses and values as text."""
    found = check({f"{MONEY}!B6": 986, f"{BUY}!N9": "５"})
    document: dict[str, Any] = json.loads(as_json([found], "zh"))
    assert document.keys() >= {"files", "rules", "summary"}
    file = document["files"][0]
    assert file.keys() == FILE_KEYS
    assert (file["entity"], file["period"], file["verdict"]) == ("312002", "2020", "needs-fix")
    assert all(finding.keys() >= FINDING_KEYS for finding in file["findings"])
    broken = next(finding for finding in file["findings"] if finding["rule"] == "R1")
    assert (broken["form"], broken["sheet"], broken["cell"], broken["cells"]) == (
        "income_expenditure", MONEY, "H17", ["B17", "H17"],
    )  # fmt: skip
    assert (broken["severity"], broken["value"], broken["expected"]) == ("error", "1000", "1001")
    assert document["summary"] == {
        "files": 1, "accepted": 0, "needs-fix": 1, "untouched": 0, "rejected": 0,
        "error": 1, "warning": 0, "info": 1, "answered": 0,
    }  # fmt: skip


def test_table_lists_errors_first_and_closes_with_counts(check: Check) -> None:
    """The report for people groups by file, errors first, and ends with a count."""
    found = check({f"{MONEY}!B6": "９８６"})
    text = as_table([found], "en")
    heading, rules, sheet, first, second = text.splitlines()
    assert heading.endswith("312002 公安局 2020  — needs fixing")
    assert re.fullmatch(
        r"  \d+ rules: judged \d+ \(held \d+, broken 1\), undecided 0, not applicable \d+\.", rules
    )
    assert sheet == f"  {MONEY}"
    assert first.startswith("    H17  [error R1] ")
    assert first.endswith(" ｜ 支出总计 本年预算数 ｜ 1000")
    assert second.startswith("    B6   [info XL-111] ")
    assert " ｜ 一般公共预算拨款收入 本年预算数 ｜ " in second
    assert closing([found], (), "en") == (
        "1 file: 0 accepted, 1 needs fixing, 0 rejected; 1 error, 0 warnings, 1 note."
    )


def test_cell_text_cannot_disturb_the_report(check: Check) -> None:
    """Control and bidi characters from a cell are written out as escapes, never sent on."""
    text = as_table([check({f"{BUY}!E7": "A\u202e\u2066\n99"})], "zh")
    assert "A\\u202e\\u2066" in text
    assert not {"\u202e", "\u2066"} & set(text)


def test_the_example_gives_what_its_readme_explains(
    pack: Pack, returned: Mapping[str, Path]
) -> None:
    """The advice on the example's returns is the table of its README, both ways, and no error."""
    table = (examples() / "pingxiang-2020" / "README.md").read_text(encoding="utf-8")
    explained = {
        (entity, sheet, rule, cell)
        for entity, sheet, rule, cells in EXPLAINED.findall(table)
        for cell in cells.split()
    }
    found = {
        (code, finding.sheet, f"{SEVERITY_WORDS[finding.severity].zh} {finding.rule}", finding.cell)
        for code, path in returned.items()
        for item in validate(pack, [read_return(path, pack)])
        for finding in item.findings
    }
    assert explained == found


def test_a_cell_that_its_column_refuses_takes_its_rules_along(
    pack: Pack, submissions: Mapping[str, Submission]
) -> None:
    """Rules judged before the columns were checked are judged again where a cell says nothing."""
    whole = submissions["312005"]
    first, *others = whole.tables["indicators"]
    values = {name: value for name, value in first.values.items() if name != "level2"}
    tables = {**whole.tables, "indicators": (replace(first, values=values), *others)}
    item = Return("312005.xlsx", replace(whole, tables=tables))
    early = with_rule_findings(pack, item)
    (ruled,) = early.rulings
    found = validate(pack, [early])
    before, after = (
        [finding.rule for finding in findings if finding.cell == "B7"]
        for findings in (ruled.findings, found[0].findings)
    )
    assert (before, after) == (["R32", "P3"], ["P1", "R32"])
    assert found == validate(pack, [item])
