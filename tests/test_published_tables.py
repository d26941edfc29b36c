"""What is published of the forms: as on the form, less what is not public and what is withheld."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.examples import example_of
from tests.withheld import decided, texts, withheld
from xltool.model.submission import Key
from xltool.publication.printed_tables import printed_tables
from xltool.publication.source import disclosure_of

if TYPE_CHECKING:
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission
    from xltool.publication.content import PrintedTable
    from xltool.publication.withholding import Withholding

SKYNET, CARS = "天网工程运行保障费", "巡特警应急处突车辆采购"
STARS = ["**"] * 3


@pytest.fixture(scope="module")
def parent(pack: Pack) -> Submission:
    """The example's department."""
    return example_of("pingxiang-2020", pack)[-1]


@pytest.fixture(scope="module")
def withholding(pack: Pack, parent: Submission) -> Withholding:
    """A project of two rows is published without its name, one of one row not at all."""
    return withheld(pack, parent, decided(SKYNET, "隐名公开", "天***费"), decided(CARS, "不公开"))


def only(withholding: Withholding, form: str) -> PrintedTable:
    """Return the one table of a form."""
    (table,) = printed_tables(withholding, form)
    return table


def test_columns_that_are_not_public_are_gone(withholding: Withholding) -> None:
    """Headings merge over the columns that are left; numbers, 公开情况 and assets are gone."""
    table = only(withholding, "procurement")
    assert table.heads == 2
    assert texts(table)[0] == [
        "政府采购项目来源", "", "采购物品名称", "政府采购目录序号", "计量单位", "数量", "单价",
        "政府采购金额（当年部门预算安排资金）", *[""] * 5,
    ]  # fmt: skip
    (over,) = [cell for cell in table.cells if cell.text.startswith("政府采购金额")]
    assert (over.row, over.col, over.height, over.width) == (0, 7, 1, 6)
    assert table.above == ("312 公安局", "单位：万元")


def test_withheld_cells_print_stars(withholding: Withholding) -> None:
    """All rows of the project, whatever ending its name has; a blank stays blank."""
    rows = [row for row in texts(only(withholding, "procurement")) if row[0] == "天***费"]
    blank = [""] * 4
    assert rows == [
        ["天***费", "**", "基础环境运维服务", "C020601", "次", "197.00", *STARS, *blank],
        ["天***费", "**", "其他租赁服务", "C0499", "次", "106.00", *STARS, *blank],
    ]


def test_unpublished_rows_are_gone_and_counted(withholding: Withholding) -> None:
    """The row is not there; subtotal and total keep its amount in."""
    rows = texts(only(withholding, "procurement"))
    assert len(rows) == 2 + 3 + 1 + 32  # headings, totals, 看守所：无, and one row less
    assert not [row for row in rows if "A020399" in row]
    totals = [(row[0], row[7]) for row in rows[2:] if row[0].endswith(("计", "小计"))]
    assert totals == [("合　计", "1,621.00"), ("公安局小计", "761.50"), ("交警队小计", "859.50")]


def test_row_numbers_count_on(pack: Pack, parent: Submission) -> None:
    """Where row numbers are published, they have no gap that tells of a row."""
    disclosure = disclosure_of(pack)
    form = disclosure.form("procurement")
    assert form is not None
    numbered = replace(disclosure, forms=(replace(form, absent=("disclosure",)),))
    found = withheld(pack, parent, decided(CARS, "不公开"), disclosure=numbered)
    numbers = [row[0] for row in texts(only(found, "procurement"))[2:] if row[0]]
    assert numbers == [str(number) for number in range(1, 33)]


def test_cards_of_withheld_projects(withholding: Withholding) -> None:
    """A card that is withheld prints its levels alone; one that is not published is not there."""
    cards = printed_tables(withholding, "performance")
    assert [card.title.split("、")[0] for card in cards] == [str(no) for no in range(1, 36)]
    assert not [card for card in cards if CARS in card.title or SKYNET in card.title]
    (card,) = [card for card in cards if "天***费" in card.title]
    rows = texts(card)
    assert rows[0][:2] == ["绩效目标", "**"]
    assert {tuple(row[2:]) for row in rows[2:]} == {("**",) * 4}
    assert [row[0] for row in rows[2:] if row[0]] == ["产出指标", "效果指标", "满意度指标"]
    assert all(row[1].endswith("指标") for row in rows[2:])


def test_numbers_have_the_places_of_the_form(withholding: Withholding) -> None:
    """Zeros at the end stay, vehicles are whole, what does not apply is printed so."""
    rows = texts(only(withholding, "fixed_assets"))
    assert rows[1] == ["资产总额", "——", "6,811.69"]
    assert rows[4] == ["2、车辆（台、辆）", "38", "378.80"]
    rows = texts(only(withholding, "three_public"))
    assert rows[5] == ["　　　公务用车运行维护费", "35.60", "43.20", "-7.60"]


def test_notes_are_published_where_they_are_for_readers(withholding: Withholding) -> None:
    """Notes for those who fill in a form are not; those of the other forms are."""
    assert only(withholding, "income_expenditure").notes == ()
    (note,) = only(withholding, "three_public").notes
    assert note.startswith("注：“三公”经费指")


def test_withheld_cells_are_those_that_hold_something(withholding: Withholding) -> None:
    """Numbers, name and card of each project, with the row of its decision; nothing blank."""
    cells = list(withholding.cells())
    of_rows = [cell for cell in cells if cell.key.table == "procurement"]
    assert [cell.row for cell in of_rows] == [2] * 5 + [1] * 10
    assert len(cells) == 15 + 2 * (2 + 9 * 4)
    key = Key("procurement", "312002", "6", "general")
    assert (withholding.shown(key), withholding.text(key)) == ("**", "197.00")
