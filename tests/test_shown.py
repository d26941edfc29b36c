"""Formulas are compared whoever wrote them; both ways to read a sheet tell the same of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.corpus import shown
from tests.corpus.variant import Clean
from xltool.excel_formulas.normal_form import Cell, normal_form
from xltool.spreadsheets.intake import admit
from xltool.spreadsheets.workbook import sheets

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack

AT = Cell(4, 1)
OURS = 'IF(COUNT(B6:B7,B10),ROUND(SUM(B6:B7,B10),6),"")'
SAME = (
    'IF( COUNT(B6:B7, B10), ROUND(SUM(B6:B7,B10),6), "" )',
    'if(count($B$6:$B$7,b10),round(sum(B6:B$7,B10),6.0),"")',
    '+IF(COUNT(B6:B7,B10:B10),(ROUND((SUM(B6:B7,B10)),6)),"")',
    "IF(COUNT('三公 经费'!B6:B7,B10,),_xlfn.ROUND(SUM(B6:B7,B10),6),\"\")",
    'IF(COUNT(B6:B7;B10);ROUND(SUM(B6:B7;B10);6);"")',
)
OTHER = (
    OURS + "+10",
    OURS.replace("B7", "B8"),
    OURS.replace('""', '"0"'),
    OURS.replace("B10", "收支总表!B10"),
    OURS.replace("SUM", "MAX"),
    "SUM(B6:B7,#REF!)",
    "B5",
)


@pytest.mark.parametrize("formula", SAME)
def test_the_same_formula(formula: str) -> None:
    """Blanks, dollars, case, brackets, its own sheet and an empty last argument do not count."""
    assert normal_form(formula, AT, AT, "三公 经费") == normal_form(OURS, AT, AT)


@pytest.mark.parametrize("formula", OTHER)
def test_another_formula(formula: str) -> None:
    """Another range, function, text or constant makes another formula."""
    found = normal_form(formula, AT, AT)
    assert found is not None
    assert found != normal_form(OURS, AT, AT)


def test_what_is_not_understood() -> None:
    """A character that no formula has: nothing can be said."""
    assert normal_form("SUM(B6?B7)", AT, AT) is None


def test_a_shared_formula() -> None:
    """A shared formula is that of its first cell, moved; what has a dollar stays."""
    below = Cell(7, 1)
    assert normal_form("B6*2", AT, below) == normal_form("B9*2", below, below)
    assert normal_form("B$6*2", AT, below) == normal_form("B6*2", below, below)


NAMES = (
    "excel-picture",
    "wps-picture-as-text-alone",
    "struck-row",
    "struck-in-part",
    "all-rows-hidden",
)


@pytest.mark.parametrize("name", NAMES)
def test_both_ways_tell_the_same(name: str, pack: Pack, campaign: Campaign, tmp_path: Path) -> None:
    """A sheet read element by element has the same marks and formulas."""
    book = Clean(pack, campaign).book()
    shown.EDITS[name][0](book)
    fast, slow = tmp_path / "fast.xlsx", tmp_path / "slow.xlsx"
    fast.write_bytes(book.data())
    for part in book.cell_parts:
        book.swap(part, "<sheetData>", "<sheetData >")
    slow.write_bytes(book.data())
    one, other = sheets(admit(fast)), sheets(admit(slow))
    assert one == other
    for sheet, same in zip(one.values(), other.values(), strict=True):
        assert {at: sheet.stored_formulas.at(at) for at in sheet.formulas} == {
            at: same.stored_formulas.at(at) for at in sheet.formulas
        }
