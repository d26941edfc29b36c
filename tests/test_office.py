"""The harness that drives LibreOffice does what the tests that use it rely on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from tests.office import Office, OfficeError, Recalculated

pytestmark = pytest.mark.libreoffice

FORM = "收入表"
HIDDEN = "_隐藏"
BURIED = "_深藏"
WRONG = 99


@pytest.fixture
def form(tmp_path: Path) -> Path:
    """Write a locked form whose stored results are all wrong; its name is Chinese, too."""
    path = tmp_path / "部门 预算.xlsx"
    book = xlsxwriter.Workbook(path)
    entry = book.add_format({"locked": False})
    sheet = book.add_worksheet(FORM)
    sheet.protect("secret")
    sheet.write("A1", "收入")
    sheet.write_blank("B2", None, entry)
    sheet.write_blank("B3", None, entry)
    sheet.merge_range("D2:E3", None, entry)
    sheet.write_formula("C2", "=B2*2", None, WRONG)
    sheet.write_formula("C3", '="<"&B3&">"', None, "stale")
    sheet.write_formula("C4", "=1/B4", None, WRONG)
    for name, hide in ((HIDDEN, "hide"), (BURIED, "very_hidden")):
        other = book.add_worksheet(name)
        getattr(other, hide)()
        other.write_formula("A1", f"='{FORM}'!C2+1", None, WRONG)
    book.close()
    return path


def alive(process: int) -> bool:
    """Tell whether the process exists, be it as a zombie."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


def started(office: Office, path: Path) -> int:
    """Make the office start by a request; return its process."""
    office.values(path)
    assert office.process_id is not None
    return office.process_id


def test_entries_are_saved_and_recalculated(office: Office, form: Path, tmp_path: Path) -> None:
    """What is typed arrives in the file, together with the results that follow from it."""
    target = tmp_path / "filled.xlsx"
    office.fill(form, target, {(FORM, "B2"): Decimal("1234567.89"), (FORM, "B3"): "甲\n乙"})
    sheet = openpyxl.load_workbook(target, data_only=True)[FORM]
    assert [sheet["B2"].value, sheet["B3"].value] == [1234567.89, "甲\n乙"]
    assert [sheet["C2"].value, sheet["C3"].value] == [2469135.78, "<甲\n乙>"]
    assert sheet.protection.sheet


@pytest.mark.parametrize("cell", ["A1", "C2", "Z99"])
def test_locked_cell_is_refused(office: Office, form: Path, tmp_path: Path, cell: str) -> None:
    """Nobody types into a locked cell, and a refused filling leaves no file."""
    target = tmp_path / "filled.xlsx"
    with pytest.raises(OfficeError, match=f"'{FORM}', cell {cell}: the cell is locked"):
        office.fill(form, target, {(FORM, "B2"): Decimal(1), (FORM, cell): Decimal(1)})
    assert not target.exists()


def test_locked_cell_of_an_unprotected_sheet_is_typed_into(
    office: Office, form: Path, tmp_path: Path
) -> None:
    """The lock of a cell means nothing while its sheet is not protected."""
    target = tmp_path / "filled.xlsx"
    office.fill(form, target, {(HIDDEN, "B7"): Decimal("0.1")})
    assert office.values(target)[HIDDEN, "B7"] == 0.1


@pytest.mark.parametrize("text", ["=1+1", "007", "1.50", "'x", "2020-01-01", "TRUE", "{=1}", "+1"])
def test_text_stays_text(office: Office, form: Path, tmp_path: Path, text: str) -> None:
    """A text is stored as it stands, also when it looks like a formula or a number."""
    target = tmp_path / "filled.xlsx"
    office.fill(form, target, {(FORM, "B2"): text})
    cell = openpyxl.load_workbook(target)[FORM]["B2"]
    assert [cell.value, cell.data_type] == [text, "s"]
    assert office.values(target)[FORM, "B2"] == text
    assert (FORM, "B2") not in office.recalculate(target)


def test_empty_text_empties_the_cell(office: Office, form: Path, tmp_path: Path) -> None:
    """An empty text does what a clerk's delete key does."""
    first, second = tmp_path / "1.xlsx", tmp_path / "2.xlsx"
    office.fill(form, first, {(FORM, "B2"): Decimal(1)})
    office.fill(first, second, {(FORM, "B2"): ""})
    assert (FORM, "B2") not in office.values(second)


@pytest.mark.parametrize("cell", ["D2", "E2", "E3"])
def test_merged_area_takes_what_is_typed(
    office: Office, form: Path, tmp_path: Path, cell: str
) -> None:
    """Typing anywhere into a merged area fills its first cell."""
    target = tmp_path / "filled.xlsx"
    office.fill(form, target, {(FORM, "B2"): Decimal(1), (FORM, cell): "x", (FORM, "B3"): "y"})
    found = office.values(target)
    typed = {at: found.get((FORM, at)) for at in ("B2", "B3", "D2", "E2", "E3")}
    assert typed == {"B2": 1.0, "B3": "y", "D2": "x", "E2": None, "E3": None}


@pytest.mark.parametrize(
    ("store_as", "magic"),
    [
        ("Calc MS Excel 2007 XML", b"PK"),
        ("MS Excel 97", b"\xd0\xcf\x11\xe0"),
        ("calc8", b"PK"),
    ],
    ids=["xlsx", "xls", "ods"],
)
def test_every_format_is_saved_and_stays_protected(
    office: Office, form: Path, tmp_path: Path, store_as: str, magic: bytes
) -> None:
    """A filled form in each format holds entries, results, Chinese names and its locks."""
    target = tmp_path / "filled"
    office.fill(form, target, {(FORM, "B2"): Decimal("0.1"), (FORM, "D2"): "007"}, filter=store_as)
    assert target.read_bytes().startswith(magic)
    found = office.values(target)
    assert [found[FORM, cell] for cell in ("A1", "B2", "C2", "D2")] == ["收入", 0.1, 0.2, "007"]
    assert found[BURIED, "A1"] == 1.2
    with pytest.raises(OfficeError, match="locked"):
        office.fill(target, tmp_path / "again", {(FORM, "A1"): "x"}, filter=store_as)


def test_wrong_stored_results_are_recalculated(office: Office, form: Path) -> None:
    """Results come from LibreOffice, never from the file, on hidden sheets as well."""
    assert office.values(form)[FORM, "C2"] == WRONG
    found = office.recalculate(form)
    assert found.keys() == {
        (FORM, "C2"),
        (FORM, "C3"),
        (FORM, "C4"),
        (HIDDEN, "A1"),
        (BURIED, "A1"),
    }
    assert found[FORM, "C2"] == Recalculated("=B2*2", 0.0, 0)
    assert found[FORM, "C3"] == Recalculated('="<"&B3&">"', "<>", 0)
    assert found[HIDDEN, "A1"].value == found[BURIED, "A1"].value == 1.0


def test_failing_formulas_are_reported(office: Office, tmp_path: Path) -> None:
    """A formula that fails gives LibreOffice's error number and the text it shows."""
    path = tmp_path / "errors.xlsx"
    book = xlsxwriter.Workbook(path)
    formulas = ["=1/0", "=NA()", "=NOSUCH(1)", "=1+", "=A1+1", '="#N/A"']
    book.add_worksheet("S").write_column("A1", formulas)
    book.close()
    found = [(cell.value, cell.error) for cell in office.recalculate(path).values()]
    assert found[:3] == [("#DIV/0!", 532), ("#N/A", 32767), ("#NAME?", 525)]
    assert found[3][1] != 0
    assert found[4:] == [("#DIV/0!", 532), ("#N/A", 0)]


def test_thousands_of_scattered_formulas_are_quick(office: Office, tmp_path: Path) -> None:
    """Ten thousand formulas with gaps between them take seconds, not minutes."""
    path = tmp_path / "many.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("S")
    for row in range(1000):
        for column in range(0, 20, 2):
            sheet.write_number(row, column, row)
            sheet.write_formula(row, column + 1 - row % 2, f"={row}+{column}", None, WRONG)
    book.close()
    begun = time.monotonic()
    found = office.recalculate(path)
    assert time.monotonic() - begun < 15
    assert len(found) == 10_000
    assert [found["S", "T1"].value, found["S", "S1000"].value] == [18, 1017]


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({("没有", "A1"): "x"}, "sheet '没有', cell A1: there is no such sheet"),
        ({(FORM, "B2:B3"): "x"}, "cell B2:B3: there is no such cell"),
        ({(FORM, "XFE1"): "x"}, "cell XFE1: there is no such cell"),
        ({(FORM, "A1048577"): "x"}, "cell A1048577: there is no such cell"),
        ({(FORM, "B2"): Decimal("NaN")}, "cell B2: NaN is no number"),
    ],
)
def test_impossible_entry_is_refused(
    office: Office,
    form: Path,
    tmp_path: Path,
    entry: dict[tuple[str, str], Decimal | str],
    problem: str,
) -> None:
    """An entry that no clerk could type is an error that names its place."""
    with pytest.raises(OfficeError, match=problem):
        office.fill(form, tmp_path / "filled.xlsx", entry)


def test_unreadable_file_is_an_error(office: Office, form: Path, tmp_path: Path) -> None:
    """A file that is missing, no workbook or not storable fails its request, not the office."""
    process = started(office, form)
    with pytest.raises(OfficeError, match=r"missing\.xlsx"):
        office.values(tmp_path / "missing.xlsx")
    text = tmp_path / "letter.html"
    text.write_text("<p>no workbook</p>")
    with pytest.raises(OfficeError, match="is no workbook"):
        office.values(text)
    with pytest.raises(OfficeError):
        office.fill(form, tmp_path / "filled.xlsx", {}, filter="no such filter")
    assert started(office, form) == process


def test_pages_are_printed(office: Office, form: Path, tmp_path: Path) -> None:
    """A workbook becomes a PDF file, and a picture per page."""
    office.pdf(form, tmp_path / "form.pdf")
    assert (tmp_path / "form.pdf").read_bytes().startswith(b"%PDF")
    stale = tmp_path / f"{form.stem}-07.png"
    stale.touch()
    pages = office.png(form, tmp_path)
    assert [page.name for page in pages] == [f"{form.stem}-1.png"]
    assert pages[0].read_bytes().startswith(b"\x89PNG")


def test_source_folder_is_left_alone(office: Office, form: Path, tmp_path: Path) -> None:
    """Neither reading nor filling leaves a lock file or a change in the source's folder."""
    before = form.read_bytes()
    form.chmod(0o444)
    office.recalculate(form)
    office.fill(form, tmp_path / "out" / "filled.xlsx", {(FORM, "B2"): Decimal(1)})
    assert form.read_bytes() == before
    assert sorted(tmp_path.iterdir()) == [tmp_path / "out", form]


@pytest.mark.usefixtures("office")
class TestLife:
    """LibreOffice starts when needed, and ends however it or the tests end."""

    def test_it_starts_late_and_ends_with_the_block(self, form: Path) -> None:
        """No process before the first request, and none after the block."""
        with Office() as own:
            assert own.process_id is None
            process = started(own, form)
            assert alive(process)
        assert not alive(process)

    def test_crash_is_an_error_and_then_forgotten(self, form: Path) -> None:
        """A crash fails its request with the exit status; the next request works again."""
        with Office() as own:
            process = started(own, form)
            os.kill(process, signal.SIGKILL)
            with pytest.raises(OfficeError, match="exit status -9"):
                own.values(form)
            assert not alive(process)
            assert started(own, form) != process

    def test_hanging_office_is_ended(self, form: Path) -> None:
        """A request that takes too long is given up, and LibreOffice is killed."""
        with Office() as own:
            process = started(own, form)
            os.kill(process, signal.SIGSTOP)
            own.timeout = 0.5
            with pytest.raises(OfficeError, match=r"timed out after 0\.5 s"):
                own.values(form)
            assert not alive(process)

    def test_it_ends_when_the_tests_are_killed(self, form: Path) -> None:
        """LibreOffice ends by itself when nobody is left to end it."""
        program = (
            "import os, pathlib, tests.office as t; o = t.Office(); "
            f"o.values(pathlib.Path({str(form)!r})); "
            "print(o.process_id, flush=True); os.kill(os.getpid(), 9)"
        )
        run = subprocess.run(
            [sys.executable, "-c", program],
            cwd=Path(__file__).parent.parent,
            stdout=subprocess.PIPE,
            check=False,
        )
        process, patience = int(run.stdout), time.monotonic() + 15
        while alive(process) and time.monotonic() < patience:
            time.sleep(0.1)
        assert not alive(process)
