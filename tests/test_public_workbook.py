"""The public workbook: values only, a sheet for each table, the same bytes, nothing beside it."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.examples import example_of
from tests.withheld import decided, tables_of, withheld
from xltool.publication.public_tables import public_workbook
from xltool.wordfile.read import read_document_data

if TYPE_CHECKING:
    from xltool.model.forms import Pack
    from xltool.publication.content import PrintedTable
    from xltool.wordfile.document_content import ReadTable

TITLE = "平乡县公安局2020年部门预算公开表"
LINES = ("编制部门：平乡县公安局", "2020年")


@pytest.fixture(scope="module")
def tables(pack: Pack) -> list[PrintedTable]:
    """All published tables of the example, one project without its name."""
    parent = example_of("pingxiang-2020", pack)[-1]
    withholding = withheld(pack, parent, decided("天网工程运行保障费", "隐名公开", "天***费"))
    return tables_of(withholding)


@pytest.fixture(scope="module")
def book(tables: list[PrintedTable]) -> bytes:
    """The public workbook of a draft."""
    return public_workbook(tables, TITLE, LINES, "送审稿")


@pytest.fixture(scope="module")
def sheets(book: bytes) -> dict[str, ReadTable]:
    """Its sheets, read back."""
    return {table.name: table for table in read_document_data(book).tables()}


def parts(book: bytes) -> dict[str, str]:
    """Return every part of a package as text."""
    with ZipFile(io.BytesIO(book)) as package:
        return {name: package.read(name).decode() for name in package.namelist()}


def test_each_table_has_its_sheet(sheets: dict[str, ReadTable]) -> None:
    """Cover, contents, the forms in order, all cards on one sheet, notes."""
    assert list(sheets) == [
        "封面", "目录", "收支总表", "三公经费", "政府采购", "固定资产", "绩效目标", "注",
    ]  # fmt: skip
    assert [row[0] for row in sheets["封面"].grid()] == [TITLE, *LINES, "送审稿"]
    contents = sheets["目录"].grid()
    assert [row[1] for row in contents[2:4]] == ["部门收支预算总表", "财政拨款“三公”经费预算表"]
    assert len(contents) == 2 + 4 + 36


def test_contents_lead_to_each_table(book: bytes, sheets: dict[str, ReadTable]) -> None:
    """Each link goes to the cell where the title stands."""
    found = re.findall(
        r"location=\"'(\w+)'!A(\d+)\" display=\"([^\"]+)\"", parts(book)["xl/worksheets/sheet2.xml"]
    )
    targets = [sheets[sheet].grid()[int(row) - 1][0] for sheet, row, _ in found]
    titles = [row[1] for row in sheets["目录"].grid()[2:]]
    assert targets == titles
    assert len(targets) == 40


def test_values_shared_by_rows_stand_in_each(sheets: dict[str, ReadTable]) -> None:
    """A program that reads a row aloud says which group of indicators it belongs to."""
    grid = sheets["绩效目标"].grid()
    top = next(row for row, texts in enumerate(grid) if texts[0] == "一级指标")
    assert [row[0] for row in grid[top + 1 : top + 10]] == (
        ["产出指标"] * 4 + ["效果指标"] * 3 + ["满意度指标"] * 2
    )
    merged = [
        cell for name in ("政府采购", "绩效目标") for cell in sheets[name].cells if cell.height > 1
    ]
    assert {cell.row for cell in merged} <= {2, 3}  # headings


def test_nothing_but_values(book: bytes) -> None:
    """No formula, check, comment or name; the one that Excel makes for headings is a heading."""
    found = parts(book)
    assert not [name for name in found if "docProps" in name or "comments" in name]
    theme = found.pop("xl/theme/theme1.xml")
    assert "docProps" not in theme
    everything = "".join(found.values())
    assert "docProps" not in everything
    for element in ("<f>", "<f ", "<dataValidation", "<conditionalFormatting", "hidden"):
        assert element not in everything, element
    names = re.findall(r"<definedName name=\"([^\"]+)\"[^>]*>([^<]+)<", found["xl/workbook.xml"])
    assert names == [("_xlnm.Print_Titles", "政府采购!$3:$4"), ("_xlnm.Print_Titles", "目录!$2:$2")]


def test_drafts_say_so_on_every_page(book: bytes, tables: list[PrintedTable]) -> None:
    """The banner heads the pages of every sheet; a final has none."""
    sheets = [text for name, text in parts(book).items() if name.startswith("xl/worksheets/")]
    assert [text.count("送审稿</oddHeader>") for text in sheets] == [1] * len(sheets)
    final = "".join(parts(public_workbook(tables, TITLE, LINES)).values())
    assert "oddHeader" not in final
    assert "送审稿" not in final


def test_same_tables_same_bytes(book: bytes, tables: list[PrintedTable]) -> None:
    """Nothing of the moment is in the file."""
    assert public_workbook(tables, TITLE, LINES, "送审稿") == book


def test_numbers_are_numbers(book: bytes, tables: list[PrintedTable]) -> None:
    """Each printed number is a number with the places of the form; stars and codes are texts."""
    (procurement,) = [table for table in tables if table.form == "procurement"]
    text = parts(book)["xl/worksheets/sheet5.xml"]
    numbers = [cell for cell in procurement.cells if cell.is_number]
    assert text.count("<v>") - text.count('t="s"') == len(numbers) == 33 * 5 - 8 + 6


def test_notes_say_what_stars_mean(tables: list[PrintedTable]) -> None:
    """The note on unpublished projects stands only where there are any."""
    for leaves_out in (False, True):
        data = public_workbook(tables, TITLE, leaves_out=leaves_out)
        (notes,) = [each for each in read_document_data(data).tables() if each.name == "注"]
        said = "".join(cell.text for cell in notes.cells)
        assert "“**”" in said
        assert ("没有列出" in said) is leaves_out
