"""Published tables: what they print beside labels and figures, and how that comes back."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest

from tests.published import faults, filled, published_pack
from tests.test_pack import refusal
from tests.test_trees import differing
from xltool.layout.cells import Role
from xltool.layout.layout import lay_out
from xltool.pack.load import load_pack
from xltool.reading.read import read_return
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from pathlib import Path

    from tests.office import Office
    from tests.published import Entries
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Pack

D = Decimal
CARS: Final = {"abroad_b": D("1.2"), "buy_b": D(20), "run_b": D("3.5"), "hosts_b": D("0.8")}
SPENT: Final = {"abroad": D(1), "buy": D("19.9"), "run": D("3.4"), "hosts": D("0.5")}
ENTRIES: Final[Entries] = {
    "vehicles": {"unit": CARS | SPENT},
    "balance": {
        "granted": {"amount": D(120)},
        "other": {"amount": D("3.5")},
        "general": {"basic": D(50), "project": D(20)},
        "safety": {"basic": D("53.5")},
    },
}


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The pack of published tables."""
    return load_pack(published_pack(tmp_path_factory.mktemp("published")))


def laid_out(pack: Pack, form: str) -> SheetLayout:
    """Lay out a form of one unit."""
    return lay_out(pack.form(form), filled(pack, ENTRIES).extents[form])


def printed(layout: SheetLayout, role: Role) -> list[tuple[str, str, int, int]]:
    """Return address, text, height and width of what is printed in one role."""
    cells = (cell for cell in layout.cells if cell.role is role)
    return [(cell.address, cell.text, cell.height, cell.width) for cell in cells]


def insert_column(path: Path, name: str) -> None:
    """Insert a blank column before all others of a sheet; merged areas move along."""
    book = openpyxl.load_workbook(path)
    sheet = book[name]
    sheet.insert_cols(1)
    for merged in sheet.merged_cells.ranges:
        merged.shift(1, 0)
    book.save(path)


# --- Headings in levels -------------------------------------------------------------------------


def test_neighbours_that_begin_alike_share_a_heading(tables: Pack) -> None:
    """Headings stand in as many rows as the deepest needs; a column's title reaches down."""
    heads = printed(laid_out(tables, "vehicles"), Role.HEAD)
    assert [head for head in heads if head[3] > 1] == [
        ("A4", "预算数", 1, 6), ("C5", "公务用车购置及运行维护费", 1, 3),
        ("G4", "决算数", 1, 6), ("I5", "公务用车购置及运行维护费", 1, 3),
    ]  # fmt: skip
    assert [head[:3] for head in heads if head[3] == 1][:3] == [
        ("A5", "合计", 2), ("B5", "因公出国（境）费", 2), ("C6", "小计", 1),
    ]  # fmt: skip


def test_columns_go_on_with_the_lines_on_their_left(tables: Pack) -> None:
    """The second block of 支出 has its figures beside the labels of the first."""
    layout = laid_out(tables, "balance")
    places = {(key.row, key.column): cell.address for key, cell in layout.slots.items()}
    assert places["granted", "amount"] == "B7"
    assert (places["general", "basic"], places["out_total", "project"]) == ("D7", "E10")
    assert ("granted", "basic") not in places


def test_faulty_headings_are_named(tmp_path: Path) -> None:
    """Lines must begin somewhere, a heading must say something and be a text."""
    blank = ("templates/balance.toml", '["支　出", "决算数"]', '["支　出", "　"]')
    assert refusal(published_pack(tmp_path / "a", blank)) == [
        "templates/balance.toml: band.title: 各级标题不能空着 · a heading is blank",
    ]
    where = "templates/balance.toml: band.lines"
    edit = ("templates/balance.toml", 'lines = ["granted", "other", "in_total"]\n', "")
    assert refusal(published_pack(tmp_path / "b", edit)) == [
        f"{where}: 左边没有栏组，应列出行次 · no band on its left: name lines",
        *(
            f"templates/balance.toml: 行次未排入 {code} · line is not printed: {code}"
            for code in ("granted", "other", "in_total")
        ),
    ]
    edit = ("templates/balance.toml", '["支　出", "决算数"]', '["支　出", 2021]')
    assert refusal(published_pack(tmp_path / "c", edit)) == [
        "templates/balance.toml: title.2: 类型不对 2021 · wrong type: 2021",
    ]


# --- Written, filled in and read ----------------------------------------------------------------


@pytest.mark.libreoffice
def test_published_tables_come_back(office: Office, tables: Pack, tmp_path: Path) -> None:
    """Calculated alike by LibreOffice, saved by it, read without a finding, figure by figure."""
    sent, back = tmp_path / "sent.xlsx", tmp_path / "back.xlsx"
    submission = filled(tables, ENTRIES)
    write_workbook(sent, tables, submission)
    assert differing(office, sent)[1] == []
    assert faults(sent, tables) == []
    office.fill(sent, back, {})
    assert faults(back, tables) == []
    found = read_return(back, tables).submission
    assert found is not None
    assert dict(found.values()) == dict(submission.values())


def test_a_moved_column_is_found_by_its_lowest_heading(tables: Pack, tmp_path: Path) -> None:
    """A column that was inserted before the form moves every figure, and none is lost."""
    path = tmp_path / "moved.xlsx"
    submission = filled(tables, ENTRIES)
    write_workbook(path, tables, submission)
    insert_column(path, "“三公”经费")
    told = [fault for fault in faults(path, tables) if fault[1] == "“三公”经费"]
    assert ("XL-161", "“三公”经费", "B1") in told
    found = read_return(path, tables).submission
    assert found is not None
    assert dict(found.values()) == dict(submission.values())
