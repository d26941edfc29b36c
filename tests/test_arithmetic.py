"""One arithmetic: a figure and a comparison come to the same wherever they are shown."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest

from tests.corpus.book import Book as Parts
from tests.corpus.shifting import delete_rows
from tests.test_cli import run
from tests.test_trees import differing, stored
from tests.trees import leaf
from xltool.a1 import split_reference
from xltool.consolidation.consolidate import consolidate
from xltool.consolidation.workbook_plan import plan_workbook
from xltool.evaluation.evaluate_rules import rule_outcomes
from xltool.evaluation.results import RuleState
from xltool.evaluation.submission_values import SubmissionValues
from xltool.model.forms import Entity
from xltool.model.submission import Key
from xltool.schema import cell, rule
from xltool.validation.cell_places import CellPlaces
from xltool.validation.rule_findings import JudgedSubmission
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.office import Office
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

POLICE: Final = "312002-公安局-2020.xlsx"
VEHICLES: Final = "公务用车运行维护费"


def found(path: Path) -> dict[str, str]:
    """Extract the vehicles' running costs of the department and of each entity, by entity."""
    facts = json.loads(run("extract", path, "--format", "json", code=1))
    return {
        fact["entity"]: fact["value"]
        for fact in facts
        if (fact["label"], fact["column"]) == (VEHICLES, "current")
    }


@pytest.mark.libreoffice
def test_deleted_row_is_unknown_in_every_place(tmp_path: Path, office: Office) -> None:
    """A row that somebody deleted masks the sum: in forms, side by side, in facts, recalculated."""
    folder, whole = tmp_path / "c", tmp_path / "department.xlsx"
    run("init", folder, "--example", "pingxiang-2020")
    book = Parts((folder / "in" / POLICE).read_bytes())
    page = openpyxl.load_workbook(folder / "in" / POLICE)["三公经费"]
    row = next(row for row in range(1, 40) if VEHICLES in str(page.cell(row, 1).value))
    delete_rows(book, "三公经费", row)
    (folder / "in" / POLICE).write_bytes(book.data())
    run("consolidate", "-C", folder, "-o", whole, code=1)
    run("consolidate", "-C", folder, "-o", whole, "--force")
    shown = openpyxl.load_workbook(whole, data_only=True)
    assert shown["三公经费"].cell(row, 2).value == "**"
    assert found(whole)["312"] == "**"
    count, wrong = differing(office, whole)
    assert wrong == []
    assert count > 1500


SIGNS: Final = ("==", "!=", "<=", ">=", "<", ">")
DIFFERENCES: Final = tuple(map(Decimal, ("-0.02", "-0.01", "0.00", "0.01", "0.02")))


def comparing(sign: str, difference: Decimal, tolerance: Decimal) -> Rule:
    """Compare two equal figures of the department, one raised by ``difference``."""
    line = cell.income_expenditure
    left, right = line.income_general.current + difference, line.income_fund.current
    sides = {
        "==": left == right, "!=": left != right, "<=": left <= right,
        ">=": left >= right, "<": left < right, ">": left > right,
    }  # fmt: skip
    name = f"T{SIGNS.index(sign)}{DIFFERENCES.index(difference)}{int(bool(tolerance))}"
    return rule(name, sides[sign], "两数相比", "Two figures compare", within=float(tolerance))


@pytest.mark.libreoffice
def test_comparison_is_judged_and_shown_alike(pack: Pack, tmp_path: Path, office: Office) -> None:
    """Every sign, with a tolerance and without: the rule, 校核, and 校核 recalculated agree."""
    rules = tuple(
        comparing(sign, difference, tolerance)
        for sign in SIGNS
        for difference in DIFFERENCES
        for tolerance in (Decimal(0), Decimal("0.01"))
    )
    comparing_pack = dataclasses.replace(pack, cross=rules)
    child = leaf(
        comparing_pack,
        Entity("31", "单位", "单位", "3"),
        {
            "income_expenditure": {
                "income_general": {"current": Decimal("1.5")},
                "income_fund": {"current": Decimal("1.5")},
            }
        },
    )
    parent = consolidate(comparing_pack, Entity("3", "部门", "部门"), [child])
    path = tmp_path / "compared.xlsx"
    write_workbook(path, comparing_pack, parent)
    ids = {each.id for each in rules}
    judged = {
        judgement.rule.id: judgement.state
        for judgement in rule_outcomes(SubmissionValues(comparing_pack, parent))
        if judgement.rule.id in ids
    }
    page = openpyxl.load_workbook(path, data_only=True)["校核"]
    words = {"相符": RuleState.OK, "不符": RuleState.BAD}
    rows = list(page.iter_rows(values_only=True))
    assert {row[1]: words[str(row[7])] for row in rows if row[1] in ids} == judged
    assert len(judged) == len(rules)
    _, wrong = differing(office, path)
    assert wrong == []


CHECKED: Final = {
    "T1": ("单位不符", "单位31 单位33"), "T2": ("单位提醒：请核实", "单位31"),
    "T3": ("单位不符", "单位32"),
}  # fmt: skip
"""Result and names of each rule in ``netting``."""


@pytest.fixture
def netting(pack: Pack) -> tuple[Pack, Submission]:
    """A pack and a department that keeps its rules only as a sum."""
    line = cell.income_expenditure
    general, fund = line.income_general.current, line.income_fund.current
    rules = (
        rule("T1", general <= fund, "不超过", "At most"),
        rule("T2", general <= fund + 1, "不超过太多", "Little more", severity="warning"),
        rule("T3", general + 5.5 == fund, "相差", "Apart", where=fund > 3),
    )
    own = dataclasses.replace(pack, cross=rules)

    def child(code: str, general: str, fund: str) -> Submission:
        lines = {"income_general": general, "income_fund": fund}
        typed = {name: {"current": Decimal(value)} for name, value in lines.items()}
        entity = Entity(code, f"某单位{code}", f"单位{code}", "3")
        return leaf(own, entity, {"income_expenditure": typed})

    children = [child("31", "4", "2"), child("32", "1", "9"), child("33", "2", "1.5")]
    return own, consolidate(own, Entity("3", "部门", "部门"), children)


BROKEN: Final = {"不符", "单位不符"}


def results(values: Mapping[tuple[str, str], object]) -> dict[object, tuple[object, object]]:
    """Return what 校核 says of each test rule: its result, and the names of those that break it."""
    at = {values.get(("校核", f"B{row}")): row for row in range(5, 60)}
    return {
        each: (values.get(("校核", f"H{at[each]}")), values.get(("校核", f"J{at[each]}")))
        for each in CHECKED
    }


@pytest.mark.libreoffice
def test_sum_does_not_hide_who_breaks_a_rule(
    netting: tuple[Pack, Submission], tmp_path: Path, office: Office
) -> None:
    """What holds for the sum and not for each entity does not agree: 校核 names who breaks it.

    So do the findings. The cover counts it, LibreOffice calculates the same, and a figure that is
    mended in an entity's sheet takes its name away.
    """
    pack, parent = netting
    path, mended = tmp_path / "netted.xlsx", tmp_path / "mended.xlsx"
    write_workbook(path, pack, parent)
    shown = stored(path)
    assert results(shown) == CHECKED
    broken = [value for (sheet, _), value in shown.items() if sheet == "校核" and value in BROKEN]
    (summary,) = (value for value in shown.values() if str(value).startswith("审核关系 "))
    assert str(summary).endswith(f"，不符 {len(broken)}，提醒 1")
    assert differing(office, path)[1] == []
    found = {
        (finding.rule, part.entity.code)
        for part in parent.parts()
        for finding in JudgedSubmission(CellPlaces(pack, part)).judge().findings
        if finding.rule in CHECKED
    }
    assert found == {("T1", "31"), ("T1", "33"), ("T2", "31"), ("T3", "32")}
    book = openpyxl.load_workbook(path)
    place = plan_workbook(pack, parent).children[0]
    sheet, at = split_reference(
        place.reference(Key("income_expenditure", "31", "income_general", "current"))
    )
    book[sheet][at] = 2
    book.save(mended)
    again = {place: each.value for place, each in office.recalculate(mended).items()}
    assert [again[place] for place in shown if shown[place] == "单位31 单位33"] == ["单位33"]
    assert "单位提醒：请核实" not in again.values()


def test_who_breaks_a_rule_is_named_without_sheets(
    netting: tuple[Pack, Submission], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the entities have no sheets in the workbook, their names are values."""
    monkeypatch.setattr("xltool.consolidation.workbook_scope.MOST_ENTITIES", 2)
    path = tmp_path / "short.xlsx"
    write_workbook(path, *netting)
    assert results(stored(path)) == CHECKED
