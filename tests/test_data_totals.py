"""A total in the data that workbooks are filled in from is told where it is not calculated so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import openpyxl
import pytest
from typer.testing import CliRunner

from tests.small_pack import small_pack
from tests.test_cli import run
from xltool.cli.app import app

if TYPE_CHECKING:
    from pathlib import Path

HEAD: Final = "entity,period,form,table,row,label,column,value\n"
TYPED: Final = """\
31,2021,summary,summary,inside,,current,3
31,2021,summary,summary,inside,,prior,7
31,2021,summary,summary,outside,,current,2.5
31,2021,courses,courses,1,,name,甲班
31,2021,courses,courses,1,,place,市内
31,2021,courses,courses,1,,people,3
31,2021,courses,courses,1,,fee,0.5
"""
RATE: Final = (
    ("schemas/summary.py", 'change=money("增减额")', 'change=rate("增减%")'),
    ("schemas/summary.py", "col.current - col.prior", "percent(col.current, of=col.prior)"),
)


@pytest.fixture
def campaign(tmp_path: Path) -> Path:
    """A campaign of a small pack, whose summary has a rate."""
    small_pack(tmp_path / "pack", *RATE)
    (tmp_path / "e.csv").write_text("code,name,short,parent\n3,局,局,\n31,所,所,3\n", "utf-8")
    options = ("--entities", tmp_path / "e.csv", "--period", "2021", "--pack", tmp_path / "pack")
    run("init", tmp_path / "2021", *options)
    return tmp_path / "2021"


def told(campaign: Path, totals: str) -> list[str]:
    """Generate from the figures and these totals; return what is told besides the next step."""
    data = campaign.parent / "facts.csv"
    data.write_text(HEAD + TYPED + totals, encoding="utf-8")
    found = CliRunner().invoke(app, ["generate", str(campaign), "--data", str(data)])
    assert found.exit_code == 0
    return [line for line in found.stderr.splitlines() if "facts.csv" in line]


def test_totals_that_agree_are_not_told(campaign: Path) -> None:
    """Totals of statements and registers, blanks, masks, and a rate."""
    assert not told(
        campaign,
        "31,2021,summary,summary,total,,current,5.50\n"
        "31,2021,summary,summary,total,,prior,**\n"
        "31,2021,summary,summary,inside,,change,42.86\n"
        "31,2021,summary,summary,outside,,change,\n"
        "31,2021,courses,courses,1,,amount,1.5\n"
        "31,2021,courses,courses,total,,amount,1.5\n"
        "31,2021,courses,courses,total,,people,3\n",
    )


@pytest.mark.parametrize(
    ("line", "cell", "given", "own"),
    [
        ("summary,summary,total,,current,5.51", "培训费汇总 B5", "5.51", "5.5"),
        ("summary,summary,inside,,change,42.87", "培训费汇总 D6", "42.87", "42.86"),
        ("courses,courses,1,,amount,2", "培训班明细 G6", "2", "1.5"),
        ("courses,courses,total,,amount,两万", "培训班明细 G5", "两万", "1.5"),
        ("courses,courses,3,,amount,4", "培训班明细 G8", "4", ""),
    ],
)
def test_a_total_that_differs_is_told(
    campaign: Path, line: str, cell: str, given: str, own: str
) -> None:
    """With line and cell, what the data say and what counts; the workbook has the latter."""
    (text,) = told(campaign, f"31,2021,{line}\n")
    place = campaign.parent / "facts.csv"
    assert text == (
        f"{place}:9: {cell} 数据是 {given}，按各项计算是{f' {own}' if own else '空白'}，"
        "以计算的为准 · "
        f"{cell}: the data say {given}, its parts give {own or 'a blank'}, which counts"
    )
    (made,) = (campaign / "out").glob("*.xlsx")
    assert openpyxl.load_workbook(made, data_only=True)["培训费汇总"]["B5"].value == 5.5
