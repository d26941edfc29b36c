"""A finding shows what somebody typed: the text of a cell, and quantities without added places."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openpyxl
import pytest

from tests.small_pack import small_pack
from xltool.batch.batch import check
from xltool.messages.render import render
from xltool.model.forms import Entity
from xltool.model.submission import EntityRows, FormSize, Submission
from xltool.pack.load import load_pack
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.findings import Finding

SHEET = "培训班明细"
UNIT = Entity("31", "一所", "一所", "3")
FEE = 'rule("T6", col.fee <= 1000, "人均费用不超过1000", "The fee is at most 1000"),'
PEOPLE = 'rule("T7", col.people <= 10, "人数不超过10", "At most ten people"),'


def found(tmp_path: Path, people: float, fee: float | str) -> dict[str, Finding]:
    """Return what is found, by rule, where these stand in the row of a course."""
    edit = ("schemas/courses.py", FEE, f"{FEE}\n    {PEOPLE}")
    pack = load_pack(small_pack(tmp_path / "pack", edit))
    rooms = {"summary": 0, "courses": 3}
    sizes = {form: FormSize(UNIT, "2021", (EntityRows(UNIT, n),)) for form, n in rooms.items()}
    path = tmp_path / "31.xlsx"
    write_workbook(path, pack, Submission(UNIT, "2021", {}, sizes))
    book = openpyxl.load_workbook(path)
    values: dict[str, float | str] = {"B6": "甲班", "C6": "市内", "E6": people, "F6": fee}
    for cell, value in values.items():
        book[SHEET][cell] = value
    book.save(path)
    (item,), _ = check([path], pack)
    return {finding.rule: finding for finding in item.findings}


@pytest.mark.parametrize(
    ("fee", "text"), [("1，500.50", "1，500.50"), ("1500.50", "1500.50"), (1500.5, "1500.5")]
)
def test_the_value_is_the_text_of_the_cell(tmp_path: Path, fee: float | str, text: str) -> None:
    """Where a text was read as a number, the rule that breaks still shows the text."""
    broken = found(tmp_path, 3, fee)["T6"]
    assert (broken.sheet, broken.cell, broken.value) == (SHEET, "F6", text)
    assert render(broken, "zh")[0] == "人均费用 1500.50，超过1000，多 500.50。"


def test_an_explanation_holds_however_the_number_is_typed(tmp_path: Path) -> None:
    """A finding is known again by the number that was read, not by how it was typed."""
    as_text = found(tmp_path / "text", 3, "1，500.50")["T6"]
    as_number = found(tmp_path / "number", 3, 1500.5)["T6"]
    assert (as_text.subject, as_text.state) == (as_number.subject, as_number.state)


@pytest.mark.parametrize(("people", "more"), [(30, "20"), (12.5, "2.5")])
def test_quantities_have_the_places_that_were_typed(
    tmp_path: Path, people: float, more: str
) -> None:
    """Thirty people are 20 too many, not 20.00."""
    broken = found(tmp_path, people, 1)["T7"]
    assert render(broken, "zh")[0] == f"人数 {people}，超过10，多 {more}。"
