"""What was done to a form besides filling it in is told once each, and nothing else is."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.comments import Comment

from xltool.campaign.folder import planned
from xltool.kinds import Severity, Verdict
from xltool.messages.render import render
from xltool.model.findings import Finding
from xltool.reading.read import read_return
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

    from tests.office import Office
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

CODE = "312005"
BUYING_ID = "procurement"
TOTALS, BUYING, ASSETS, CARDS = "收支总表", "政府采购", "固定资产", "绩效目标"
Found = list[tuple[str, str, str]]


def found(path: Path, pack: Pack) -> Found:
    """Return rule, sheet and cell of everything that reading remarks on."""
    return [(f.rule, f.sheet, f.cell) for f in read_return(path, pack).findings]


def remarks(findings: list[Finding]) -> list[str]:
    """Return the values and blanks of findings, as they are told."""
    return [" ".join((f.value, *f.params.values())).strip() for f in findings]


@pytest.fixture
def edited(
    returned: Mapping[str, Path], tmp_path: Path
) -> Callable[[Callable[[Workbook], None]], Path]:
    """Edit the returned workbook as somebody with another program would."""

    def edit(change: Callable[[Workbook], None]) -> Path:
        book = openpyxl.load_workbook(returned[CODE])
        change(book)
        path = tmp_path / "edited.xlsx"
        book.save(path)
        return path

    return edit


def put(sheet: str, **cells: str | float) -> Callable[[Workbook], None]:
    """Type into cells."""

    def change(book: Workbook) -> None:
        for place, value in cells.items():
            book[sheet][place] = value

    return change


def on(sheet: str, change: Callable[[Worksheet], None]) -> Callable[[Workbook], None]:
    """Do something to one sheet."""

    def change_sheet(book: Workbook) -> None:
        change(book[sheet])

    return change_sheet


def unprotect(tab: Worksheet) -> None:
    """Take the protection off."""
    tab.protection.sheet = False


def strip(tab: Worksheet) -> None:
    """Drop dropdowns and checks."""
    tab.data_validations.dataValidation = []


def hide(tab: Worksheet) -> None:
    """Hide two runs of rows, a column, and what is not the form's."""
    for row in (7, 8, 10, 99):
        tab.row_dimensions[row].hidden = True
    for col in ("B", "Z"):
        tab.column_dimensions[col].hidden = True


def comment(tab: Worksheet) -> None:
    """Comment an entered cell, a label and a cell that is not the form's."""
    for place in ("B6", "A7", "Z99"):
        tab[place].comment = Comment("?", "somebody")


EDITS = {
    "beside": (put(TOTALS, M3="另附说明"), [("XL-171", TOTALS, "M3")], ["另附说明"]),
    "below": (put(TOTALS, B20=3.5), [("XL-171", TOTALS, "B20")], ["3.5"]),
    "where nothing is asked": (put(TOTALS, G13=7), [("XL-171", TOTALS, "G13")], ["7"]),
    "where nothing applies": (put(ASSETS, B5=1), [("XL-171", ASSETS, "B5")], ["1"]),
    "in a total": (put(BUYING, C6="甲"), [("XL-171", BUYING, "C6")], ["甲"]),
    "blank": (put(TOTALS, M3=" ", B20="　", G13=" "), [], []),
    "five": (
        put(TOTALS, M1=1, M2=2, M3=3, N3=4, A20=5),
        [("XL-171", TOTALS, cell) for cell in ("M1", "M2", "M3", "N3", "A20")],
        ["1", "2", "3", "4", "5"],
    ),
    "seven": (
        put(TOTALS, M1=1, M2=2, M3=3, N3=4, A20=5, A21=6, A22=7),
        [("XL-171", TOTALS, cell) for cell in ("M1", "M2", "M3", "N3", "A20", "")],
        ["1", "2", "3", "4", "5", "2 A21 6、A22 7"],
    ),
    "unprotected": (on(BUYING, unprotect), [("XL-172", BUYING, "")], [""]),
    "stripped": (on(CARDS, strip), [("XL-173", CARDS, "")], [""]),
    "hidden": (
        on(ASSETS, hide),
        [("XL-174", ASSETS, cell) for cell in ("A7", "A10", "B1")],
        ["rows 7–8", "row 10", "column B"],
    ),
    "commented": (
        on(ASSETS, comment),
        [("XL-175", ASSETS, "B6"), ("XL-175", ASSETS, "A7")],
        ["", ""],
    ),
}


@pytest.mark.parametrize(("change", "expected", "told"), EDITS.values(), ids=EDITS)
def test_each_edit_is_told(
    edited: Callable[[Callable[[Workbook], None]], Path],
    pack: Pack,
    change: Callable[[Workbook], None],
    expected: Found,
    told: list[str],
) -> None:
    """Each edit is a warning where it was done, with what there is to see, and no other."""
    path = edited(change)
    assert found(path, pack) == expected
    item = read_return(path, pack)
    assert remarks(list(item.findings)) == told
    assert {finding.severity for finding in item.findings} <= {Severity.WARNING}
    assert item.verdict is Verdict.ACCEPTED


def test_values_are_taken_all_the_same(
    edited: Callable[[Callable[[Workbook], None]], Path],
    pack: Pack,
    submissions: Mapping[str, Submission],
) -> None:
    """No protection, no validation, rows hidden: the facts are what they are."""

    def change(book: Workbook) -> None:
        for tab in (book[TOTALS], book[BUYING], book[ASSETS], book[CARDS]):
            unprotect(tab)
            strip(tab)
            hide(tab)

    submission = read_return(edited(change), pack).submission
    assert submission is not None
    assert submission.tables == submissions[CODE].tables


def linked(source: Path, target: Path, cells: Mapping[str, str]) -> None:
    """Give cells of the first form a formula and a result, as Excel stores them."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            for cell, formula in cells.items() if name.endswith("/sheet3.xml") else ():
                stored = rf'<c r="{cell}"( s="\d+")?(?:/>|><v>[^<]*</v></c>)'.encode()
                made = rf'<c r="{cell}"\1><f>{formula}</f><v>5</v></c>'.encode()
                data, count = re.subn(stored, made, data)
                assert count == 1
            new.writestr(name, data)


def test_links_to_other_workbooks(returned: Mapping[str, Path], pack: Pack, tmp_path: Path) -> None:
    """An entered cell may hold a formula, but not one that nobody here can follow."""
    path = tmp_path / "linked.xlsx"
    linked(returned[CODE], path, {"B6": "[1]Sheet1!$A$1", "C6": "2+3"})
    links = [("XL-127", TOTALS, "B6"), ("XL-127", TOTALS, "C6"), ("XL-176", TOTALS, "B6")]
    assert sorted(found(path, pack)) == links


def test_moved_forms(edited: Callable[[Callable[[Workbook], None]], Path], pack: Pack) -> None:
    """What was done is told where it is now; a text of the form that moved is no content."""

    def change(book: Workbook) -> None:
        tab = book[ASSETS]
        tab.insert_rows(6)
        tab.row_dimensions[9].hidden = True
        tab["B8"].comment = Comment("?", "somebody")
        tab["E6"] = 1

    shifted = ("XL-161", ASSETS, "A7")
    done = [("XL-171", "E6"), ("XL-174", "A9"), ("XL-175", "B8")]
    assert found(edited(change), pack) == [shifted, *((rule, ASSETS, at) for rule, at in done)]


# --- Nothing was done --------------------------------------------------------------------------


def test_our_own_workbooks(
    returned: Mapping[str, Path], department: Path, pack: Pack, tmp_path: Path
) -> None:
    """Filled, reissued and consolidated workbooks are as they should be."""
    again = tmp_path / "again.xlsx"
    for path in (*returned.values(), department):
        item = read_return(path, pack)
        assert item.submission is not None
        write_workbook(again, pack, item.submission)
        assert (found(path, pack), found(again, pack)) == ([], [])


def test_blank_workbooks(pack: Pack, campaign: Campaign, tmp_path: Path) -> None:
    """Nothing is missed where nothing was filled in, nor in forms without a single row."""
    path = tmp_path / "blank.xlsx"
    blank, fixed = planned(campaign, pack, campaign.entity(CODE), {})
    extents = {
        name: replace(extent, sections=tuple(replace(s, count=0) for s in extent.sections))
        for name, extent in blank.extents.items()
    }
    write_workbook(path, pack, blank, fixed)
    assert found(path, pack) == []
    none = replace(blank, tables={}, extents={BUYING_ID: extents[BUYING_ID]})
    write_workbook(path, pack, none)
    assert {rule for rule, _, _ in found(path, pack)} == {"R34"}


def test_saved_by_openpyxl(
    edited: Callable[[Callable[[Workbook], None]], Path], pack: Pack
) -> None:
    """Scripts that load and save leave protection and validations alone."""
    assert found(edited(lambda _: None), pack) == []


FILTERS = {"xlsx": "Calc MS Excel 2007 XML", "xls": "MS Excel 97", "ods": "calc8"}


@pytest.mark.libreoffice
@pytest.mark.parametrize("suffix", FILTERS)
@pytest.mark.parametrize("code", [CODE, "312"])
def test_saved_by_libreoffice(  # noqa: PLR0913, PLR0917 - fixtures
    office: Office,
    returned: Mapping[str, Path],
    department: Path,
    pack: Pack,
    tmp_path: Path,
    suffix: str,
    code: str,
) -> None:
    """LibreOffice keeps all that we look at, in each of its formats."""
    path = tmp_path / f"saved.{suffix}"
    office.fill(returned.get(code, department), path, {}, filter=FILTERS[suffix])
    told = {"XL-159"} if suffix != "xlsx" else set()
    assert {rule for rule, _, _ in found(path, pack)} == told


# --- Texts -------------------------------------------------------------------------------------

TOLD = {
    "XL-171": {},
    "XL-171.more": {"count": "3"},
    "XL-172": {},
    "XL-173": {},
    "XL-174": {"what": "rows", "span": "7–8"},
    "XL-175": {},
    "XL-176": {},
    "XL-177": {"span": "C9:C10"},
}


@pytest.mark.parametrize(("message", "params"), TOLD.items(), ids=TOLD)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_texts(message: str, params: dict[str, str], language: str) -> None:
    """Each has a text and says what to do, with every blank filled."""
    finding = Finding(message, Severity.WARNING, message, value="甲", params=params)
    text, hint = render(finding, language)
    assert text
    assert hint
    assert "{" not in text + hint
    assert all(value in text for value in params.values() if value != "rows")
