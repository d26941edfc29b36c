"""How forms print and how they stand on the screen; older editions are read all the same."""

from __future__ import annotations

import csv
import re
import zipfile
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest
from openpyxl.utils import range_boundaries

from tests.test_cli import refused, run
from xltool.campaign.folder import load_campaign, planned, rows_for
from xltool.reading.read import read_return
from xltool.writing.print_setup import CHARACTER, HEIGHT, WIDTH
from xltool.writing.screen_setup import zoom

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack

pytestmark = pytest.mark.usefixtures("reads_here")

POLICE, TRAFFIC = "312002-公安局-2020.xlsx", "312006-交警队-2020.xlsx"
FROZEN: Final = {
    "收支总表": "B6", "三公经费": "B5", "政府采购": "C6", "固定资产": "B5", "绩效目标": "A2",
    "内部往来": "C6",
}  # fmt: skip
LONG_LISTS: Final = frozenset({"公开文本", "公开审定", "职责项目对照"})
SCREEN: Final = 1366 - 45
"""Pixels across, less the numbers of rows and the scroll bar."""


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign of the example, its blank workbooks and the department's."""
    folder = tmp_path_factory.mktemp("paper") / "2020"
    run("init", folder, "--example", "pingxiang-2020")
    run("generate", "-C", folder)
    run("consolidate", "-C", folder, "-o", folder / "department.xlsx")
    return folder


def forms(path: Path) -> Iterator[Any]:
    """Yield the sheets of a workbook that are forms, whoever's they are."""
    for sheet in openpyxl.load_workbook(path):
        if sheet.title.rpartition(" ")[2] in FROZEN:
            yield sheet


def columns(sheet: Any) -> int:  # noqa: ANN401 - openpyxl's types do not know the sheets of a book
    """Return how many columns of a form are printed."""
    area = sheet.print_area.replace("$", "").rpartition("!")[2]
    return range_boundaries(area)[2] or 0


def printed(sheet: Any) -> range:  # noqa: ANN401
    """Return the printed rows of a form."""
    _, top, _, bottom = range_boundaries(sheet.print_area.replace("$", "").rpartition("!")[2])
    return range(top or 0, (bottom or 0) + 1)


def pixels(sheet: Any, *, zoomed: bool = True) -> float:  # noqa: ANN401
    """Return how wide a form is on the screen: 8 pixels a character in 11 points, then zoomed."""
    runs, last = sheet.column_dimensions.values(), columns(sheet)
    width: float = sum(
        run.width * (min(run.max, last) - run.min + 1) for run in runs if run.min <= last
    )
    return 8.0 * width * ((sheet.sheet_view.zoomScale or 100) / 100 if zoomed else 1)


def test_identity_line_is_one_small_cell(example: Path) -> None:
    """It stands in A1 alone, unwrapped, small and pale; beside it nothing but a form's banner."""
    for path, banner in ((example / "out" / POLICE, 1), (example / "department.xlsx", 0)):
        for sheet in forms(path):
            line = sheet["A1"]
            assert line.value.startswith("表样 county-budget｜2020.4｜")
            assert (line.font.sz, line.font.color.rgb) == (6, "FFBFBFBF")
            assert not line.alignment.wrap_text
            assert sum(area.min_row == 1 for area in sheet.merged_cells.ranges) == banner
            beside = [cell.coordinate for cell in sheet[1][1 : columns(sheet)] if cell.value]
            assert beside == ["B1"] * banner


def test_forms_print_neither_identity_nor_fills(example: Path) -> None:
    """The area begins below the id line and ends with the form; page and serial stand below it."""
    for path in (example / "out" / TRAFFIC, example / "department.xlsx"):
        with zipfile.ZipFile(path) as packed:
            (serial,) = re.findall(r"｜([0-9A-F]{8})｜[0-9A-F]{4}", _texts(packed))[:1]
        for sheet in forms(path):
            assert sheet.print_area.rpartition("!")[2].startswith("$A$2:$")
            assert sheet.page_setup.blackAndWhite
            assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
            assert (sheet.oddFooter.right.text, sheet.oddFooter.right.size) == (
                f"序列号 {serial}", 9,
            )  # fmt: skip


def _texts(packed: zipfile.ZipFile) -> str:
    return packed.read("xl/sharedStrings.xml").decode()


def test_headings_and_labels_stay_in_sight(example: Path) -> None:
    """Headings and the first label stay when the clerk scrolls; a form is as wide as the window."""
    for path in (example / "out" / TRAFFIC, example / "department.xlsx"):
        for sheet in forms(path):
            assert sheet.freeze_panes == FROZEN[sheet.title.rpartition(" ")[2]]
            assert 70 <= (sheet.sheet_view.zoomScale or 100) <= 100
            assert pixels(sheet) <= SCREEN, sheet.title


@pytest.mark.parametrize(
    ("width", "percent"), [(100, 100), (156.25, 100), (157, 99), (178, 88), (226, 70), (400, 70)]
)
def test_zoom(width: float, percent: int) -> None:
    """The whole form in sight, rounded down, not below what can be read."""
    assert zoom([width / 2, width / 2]) == percent


def test_labels_do_not_touch_borders(example: Path) -> None:
    """Whatever begins at the left of a cell with a border is indented; nothing else is."""
    for path in (example / "out" / TRAFFIC, example / "department.xlsx"):
        book: Any = openpyxl.load_workbook(path)
        for sheet in book:
            if sheet.title == "封面":
                continue
            for row in sheet.iter_rows():
                for cell in row:
                    is_form = sheet.title.rpartition(" ")[2] in FROZEN
                    inside = not is_form or cell.column <= columns(sheet)
                    if inside and cell.border.left.style and cell.alignment.horizontal == "left":
                        assert cell.alignment.indent >= 1, (sheet.title, cell.coordinate)


# --- How many rows ------------------------------------------------------------------------------


def count(campaign: Campaign, pack: Pack, code: str, form: str = "procurement") -> int:
    """Return the rows that an entity gets in a register when nothing is filled in."""
    submission, _ = planned(campaign, pack, campaign.entity(code), {})
    return submission.extents[form].sections[0].count


@pytest.mark.parametrize(
    ("used", "least", "rows"),
    [(0, None, 15), (1, None, 15), (5, None, 15), (6, None, 16), (24, None, 34), (0, 60, 60),
     (0, 5, 5), (9, 5, 19), (9, 60, 60)],
)  # fmt: skip
def test_rows_of_a_register(pack: Pack, used: int, least: int | None, rows: int) -> None:
    """Ten more than are filled in, at least 15, or at least what the campaign asks for."""
    assert rows_for(pack.form("procurement"), used, least) == rows


def test_rows_are_those_of_last_year_and_more(example: Path, pack: Pack) -> None:
    """A campaign made from another says how many rows last year's returns needed, if many."""
    following = example.parent / "2021"
    run("init", following, "--from", example)
    with (following / "rows.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == [
            ["单位代码", "报表", "行数"],
            ["312002", "procurement", "30"],
            ["312006", "procurement", "60"],
        ]
    campaign = load_campaign(following)
    assert [count(campaign, pack, code) for code in ("312002", "312005", "312006")] == [30, 15, 60]
    assert count(campaign, pack, "312002", "transfers") == 15


ROWS_CSV: Final = {
    "312005,procurement,0": "rows.csv:2: 0: 行数应为正整数",
    "312005,procurement,many": "rows.csv:2: many: 行数应为正整数",
    "312005,procurement": "rows.csv:2: （空）: 行数应为正整数",
    "312999,procurement,20": "rows.csv:2: 312999: 单位名录里没有这个单位",
    "312005,income_expenditure,20": "312005 income_expenditure: 没有这张明细表，应为政府采购、",
    "312005,政府采购,20\n312005,政府采购,30": "rows.csv:3: 312005 政府采购: 重复",
    "312005,procurement,20\n312005,政府采购,30": "rows.csv: 312005 政府采购: 与 procurement 重复，",
}


def test_rows_by_the_name_of_the_sheet(folder: Path, pack: Pack) -> None:
    """A register is named as people see it."""
    (folder / "rows.csv").write_text("单位代码,报表,行数\n312005,政府采购,40\n", encoding="utf-8")
    assert count(load_campaign(folder), pack, "312005") == 40


@pytest.mark.parametrize("line", ROWS_CSV)
def test_wrong_rows_are_refused(tmp_path: Path, line: str) -> None:
    """What cannot be followed in ``rows.csv`` is named, and nothing is written."""
    run("init", tmp_path / "2020", "--example", "pingxiang-2020")
    (tmp_path / "2020" / "rows.csv").write_text(f"entity,form,rows\n{line}\n", encoding="utf-8")
    assert ROWS_CSV[line] in refused("generate", "-C", tmp_path / "2020")
    assert list((tmp_path / "2020" / "out").iterdir()) == []


# --- What is read -------------------------------------------------------------------------------


def as_before(sheet: Any) -> None:  # noqa: ANN401
    """Let a form look as it did: the id line over all columns, code and name without a space."""
    last = max(area.max_col for area in sheet.merged_cells.ranges)
    sheet.merge_cells(start_row=1, end_row=1, start_column=1, end_column=last)
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and cell.value.endswith("312006 交警队"):
                cell.value = cell.value.replace(" ", "")


def with_banner(sheet: Any) -> None:  # noqa: ANN401
    """Put a text beside the id line, merged over all other columns."""
    last = max(area.max_col for area in sheet.merged_cells.ranges)
    sheet.merge_cells(start_row=1, end_row=1, start_column=2, end_column=last)
    sheet["B1"] = "本表还有 4 处问题（全部见“检查”）。第一处：H7 人员经费"


@pytest.mark.parametrize("change", [as_before, with_banner])
def test_older_and_newer_first_rows_are_read(
    example: Path, pack: Pack, tmp_path: Path, change: Callable[[Any], None]
) -> None:
    """A workbook with either first row is read without a finding."""
    book: Any = openpyxl.load_workbook(example / "out" / TRAFFIC)
    for name in FROZEN:
        change(book[name])
    book.save(tmp_path / TRAFFIC)
    read = read_return(tmp_path / TRAFFIC, pack)
    assert [(f.rule, f.sheet, f.cell) for f in read.findings] == []
    assert read.submission is not None


def test_moved_form_below_a_banner_is_found(example: Path, pack: Pack, tmp_path: Path) -> None:
    """Rows and columns that moved below and beside a banner are found again by their labels."""
    book: Any = openpyxl.load_workbook(example / "out" / TRAFFIC)
    with_banner(book["三公经费"])
    book["三公经费"].insert_rows(6)
    book.save(tmp_path / TRAFFIC)
    found = [(f.rule, f.cell) for f in read_return(tmp_path / TRAFFIC, pack).findings]
    assert ("XL-161", "A7") in found
    assert "XL-124" not in dict(found)


def test_blank_form_is_one_page(example: Path) -> None:
    """A blank form fits on one page at the scale that makes it one page wide; so does each card.

    Only the department's lists of paragraphs and of projects take several.
    """
    run("generate", "-C", example, "--only", "312")
    (adjusting,) = (example / "out").glob("312-*.xlsx")
    for path in (example / "out" / POLICE, adjusting):
        book: Any = openpyxl.load_workbook(path)
        for sheet in book:
            if sheet.page_setup.blackAndWhite and sheet.title not in LONG_LISTS:
                heights = [sheet.row_dimensions[row].height or 15.0 for row in printed(sheet)]
                scale = min(1.0, WIDTH / (pixels(sheet, zoomed=False) / 8 * CHARACTER))
                if sheet.row_breaks.brk:
                    first, *_ = (entry.id for entry in sheet.row_breaks.brk)
                    heights, scale = heights[: first - 1], (sheet.page_setup.scale or 100) / 100
                assert sum(heights) * scale <= HEIGHT, sheet.title
