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
from tests.test_trees import differing
from tests.trees import leaf
from xltool.consolidation.consolidate import consolidate
from xltool.evaluation.evaluate_rules import rule_outcomes
from xltool.evaluation.results import RuleState
from xltool.evaluation.submission_values import SubmissionValues
from xltool.model.forms import Entity
from xltool.schema import cell, rule
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office
    from xltool.expressions.rule import Rule
    from xltool.model.forms import Pack

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
