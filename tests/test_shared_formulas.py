"""Formulas of one column that are equal in relative form are written once, and nothing is lost."""

from __future__ import annotations

import re
import sys
import zipfile
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import unescape

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator
from xlsxwriter.worksheet import Worksheet

from xltool.a1 import address, parse_address
from xltool.reading.read import read_return
from xltool.writing import cell_writer
from xltool.writing.cell_writer import WorksheetWriter
from xltool.writing.shared_formulas import (
    RelativeFormula,
    is_shareable,
    relative_formula,
    share_formulas,
)
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.office import Office
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission
    from xltool.writing.cell_writer import Place

CODE: Final = "312002"
CELL: Final = re.compile(r'<c r="([A-Z]+\d+)"[^>]*>(<f.*?)<v>(.*?)</v></c>')
FORMULA: Final = re.compile(
    r'<f(?: t="shared"(?: ref="(?P<ref>[^"]+)")? si="(?P<si>\d+)")?(?:/>|>(?P<text>[^<]*)</f>)'
)


def sheet_parts(path: Path) -> list[str]:
    """Return the XML of each worksheet."""
    with zipfile.ZipFile(path) as packed:
        names = [name for name in packed.namelist() if name.startswith("xl/worksheets/sheet")]
        return [packed.read(name).decode() for name in names]


def plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every cell be written with a formula of its own."""
    monkeypatch.setattr(cell_writer, "share_formulas", lambda _: {})


def expanded(xml: str) -> dict[str, str]:
    """Return the formula of each cell; openpyxl works out the shared ones."""
    shared: dict[str, Translator] = {}
    found = {}
    for at, markup, _ in CELL.findall(xml):
        formula = FORMULA.fullmatch(markup)
        assert formula, markup
        text = unescape(formula["text"] or "")
        if formula["ref"]:
            assert formula["ref"].startswith(f"{at}:")
            shared[formula["si"]] = Translator(f"={text}", at)
        elif formula["si"]:
            text = shared[formula["si"]].translate_formula(at).removeprefix("=")
        found[at] = text
    return found


def areas(xml: str) -> list[tuple[int, int, int]]:
    """Return column, first and last row of each shared formula, in order."""
    found = []
    for first, last in re.findall(r'<f t="shared" ref="(\w+):(\w+)"', xml):
        top, bottom = parse_address(first), parse_address(last)
        assert top is not None
        assert bottom is not None
        assert top[1] == bottom[1]
        found.append((top[1], top[0], bottom[0]))
    return sorted(found)


def assert_sound(xml: str) -> None:
    """Hold that areas do not overlap, and that Excel can share what is shared."""
    for (col, _, bottom), (other, top, _) in pairwise(areas(xml)):
        assert col < other or bottom < top
    for text in re.findall(r'<f t="shared" ref="[^>]*>([^<]*)</f>', xml):
        assert is_shareable(unescape(text))


# --- What is relative --------------------------------------------------------------------------

IN_ROW_8: Final = {
    "C8*D$5": ("C%d*D$5", (0,)),
    "SUM($C7:C9)": ("SUM($C%d:C%d)", (-1, 1)),
    "$A$1&A8": ("$A$1&A%d", (0,)),
    "C8+XFD1": ("C%d+XFD%d", (0, -7)),
    "LOG10(A8)+ATAN2(B8,1)": ("LOG10(A%d)+ATAN2(B%d,1)", (0, 0)),
    "xl_t1&xl_list2&合计A1": ("xl_t1&xl_list2&合计A1", ()),
    '"A8 ""B8"" 50%"&A8': ('"A8 ""B8"" 50%%"&A%d', (0,)),
    "MID(A8,ROW($1:$10),1)": ("MID(A%d,ROW($1:$10),1)", (0,)),
    "A8<1E13": ("A%d<1E13", (0,)),
    "A1234567890": ("A1234567890", ()),
}


@pytest.mark.parametrize("formula", IN_ROW_8)
def test_rows_are_relative(formula: str) -> None:
    """Rows of references move; absolute ones, names, functions and texts stay."""
    assert relative_formula(formula, 7) == RelativeFormula(*IN_ROW_8[formula])


@pytest.mark.parametrize("formula", ["XFE8", "A1048577", "A0", "A08", "a8", "B8+ABC2000000"])
def test_what_only_looks_like_a_cell(formula: str) -> None:
    """What may be a name is not taken for a cell, and nothing is shared that has it."""
    assert relative_formula(formula, 7) is None
    assert share_formulas({(7, 0): formula, (8, 0): formula}) == {}


@pytest.mark.parametrize(
    "formula",
    [
        "A8",
        "SUM(A8:B$9,$C:C,$1:$2)",
        "HYPERLINK(\"#'表'!\"&A8,A8)",
        '"{a b}:[c]#"&A8',
        'A8="it\'s"',
    ],
)
def test_formula_that_can_be_shared(formula: str) -> None:
    """What stands in a text is no part of the formula."""
    assert is_shareable(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "'收支总表'!B8", "_codes!$B$1", "Sheet1!A8", "'a!b'!A8", "[1]Sheet1!A8", "A8+#REF!", "#N/A",
        "SUM(A8*{1,2})", "A8:INDEX(B:B,2)", "xl_a:B8", "A8:LOG10(1)", "A8:B9:C9", "SUM(1:8)",
        "SUM($1:8)", "A8 B8", "LOG10 (A8)", 'A8&"', "A8&'",
    ],
)  # fmt: skip
def test_formula_that_cannot_be_shared(formula: str) -> None:
    """Other sheets, arrays, errors and worked-out areas are not for shared formulas."""
    assert not is_shareable(formula)
    assert share_formulas({(7, 0): formula, (8, 0): formula}) == {}


# --- What is shared ----------------------------------------------------------------------------


def column(*formulas: str) -> dict[Place, str]:
    """Return formulas below one another in column A, with their row for ``#``."""
    found = enumerate(formulas)
    return {(row, 0): text.replace("#", str(row + 1)) for row, text in found if text}


def groups(formulas: Mapping[Place, str]) -> list[list[int]]:
    """Return the rows that share a formula, by its number."""
    found: dict[int, list[int]] = {}
    for (row, _), shared in share_formulas(formulas).items():
        found.setdefault(shared.si, []).append(row)
    return [sorted(found[si]) for si in sorted(found)]


SHARED: Final[dict[str, tuple[tuple[str, ...], list[list[int]]]]] = {
    "alike": (("B#", "B#", "B#"), [[0, 1, 2]]),
    "once": (("B#", "C#"), []),
    "absolute": (("B$9", "B$9", "B$8"), [[0, 1]]),
    "same text, not alike": (("B9", "B9", "B9"), []),
    "gap": (("B#", "", "", "B#"), [[0, 3]]),
    "other between": (("B#", "C$1", "B#"), [[0, 2]]),
    "one after the other": (("B#", "B#", "C#", "C#"), [[0, 1], [2, 3]]),
    # Areas may not overlap: the longer formula wins, and what is left is shared around it.
    "in turn": (("B#+B#", "C#", "B#+B#", "C#"), [[0, 2]]),
    "around": (
        ("B#", "B#", "C#+C#+C#+C#", "B#", "C#+C#+C#+C#", "B#", "B#"),
        [[0, 1], [2, 4], [5, 6]],
    ),
}


@pytest.mark.parametrize("name", SHARED)
def test_rows_that_share(name: str) -> None:
    """Formulas equal in relative form share one, where areas do not overlap."""
    formulas, expected = SHARED[name]
    assert groups(column(*formulas)) == expected


def test_columns_do_not_share() -> None:
    """Only cells of one column share a formula; it stands in the topmost."""
    shared = share_formulas({(row, col): f"$A{row + 1}" for row in (3, 2) for col in (1, 2)})
    refs = {place: (each.si, each.ref) for place, each in shared.items()}
    assert refs == {(2, 1): (0, "B3:B4"), (3, 1): (0, ""), (2, 2): (1, "C3:C4"), (3, 2): (1, "")}


# --- What is written ---------------------------------------------------------------------------


def sheet_xml(
    folder: Path, draw: Callable[[Worksheet], object], kind: type = WorksheetWriter
) -> str:
    """Return the XML of a sheet that is drawn."""
    path = folder / "drawn.xlsx"
    with xlsxwriter.Workbook(path) as book:
        draw(book.add_worksheet("S", kind))
    return sheet_parts(path)[0]


PIECES: Final = st.sampled_from(
    [
        "LOG10(", "SUM(", "xl_t1", "xl_list2", '"A7 ""B8"""', "'A7 b'!", "$1:$10", "1E+13",
        "7", "%", "&", "<", ">", "{1,2}", "合计", "A$7", "$B$8", "$C:D", ",", "!", ":", " ",
        "#N/A", "A0",
    ]
)  # fmt: skip
REFERENCES: Final = st.builds(
    lambda dollar, letters, offset: f"{dollar}{letters}<{offset}>",
    st.sampled_from(["", "$"]), st.sampled_from(["A", "h", "XFD", "XFE"]), st.integers(-3, 3),
)  # fmt: skip
PATTERNS: Final = st.lists(PIECES | REFERENCES, min_size=1, max_size=6).map("+".join)


def in_row(pattern: str, row: int) -> str:
    """Return a pattern with its rows: ``<-1>`` is the row above."""
    return re.sub(r"<(-?\d)>", lambda offset: str(row + 1 + int(offset[1])), pattern)


@st.composite
def drawn_columns(draw: st.DrawFn) -> dict[Place, str]:
    """Formulas of two columns, most of them equal in relative form to others."""
    patterns = draw(st.lists(PATTERNS, min_size=1, max_size=3))
    places = draw(st.sets(st.tuples(st.integers(3, 30), st.integers(0, 1)), max_size=24))
    return {place: in_row(draw(st.sampled_from(patterns)), place[0]) for place in sorted(places)}


@given(drawn_columns())
def test_expanded_as_written(
    tmp_path_factory: pytest.TempPathFactory, formulas: Mapping[Place, str]
) -> None:
    """Whatever the formulas, expanding what is shared gives back each as it was written."""

    def draw(sheet: Worksheet) -> None:
        for number, (place, formula) in enumerate(formulas.items()):
            sheet.write_formula(*place, f"={formula}", None, number)

    xml = sheet_xml(tmp_path_factory.mktemp("drawn"), draw)
    assert expanded(xml) == {address(*place): text for place, text in formulas.items()}
    results = {at: int(result) for at, _, result in CELL.findall(xml)}
    assert results == {address(*place): number for number, place in enumerate(formulas)}
    assert_sound(xml)


RESULTS: Final = [0, 2.5, -1e-7, "", "a & <b>", '"', "#N/A", True, False]


@pytest.mark.parametrize("styled", [False, True])
def test_written_as_xlsxwriter_does(tmp_path: Path, *, styled: bool) -> None:
    """But for what is shared, formulas are written as xlsxwriter itself writes them."""

    def draw(sheet: Worksheet) -> None:
        for row, result in enumerate(RESULTS):
            sheet.write_formula(row, 0, f'="a<&"&B$1&"{row}"', None, result)
            sheet.write_formula(row, 1, f"=C{row + 1}<1", None, result)
        sheet.write_array_formula("D1:D2", "{=SUM(E1:E2*{1,2})}")
        sheet.write_formula("F1", "{=SUM(E1:E2)}")
        sheet.write_formula("G1", "=B1")
        sheet.write_string("G1", "written twice")
        assert sheet.write_formula(2_000_000, 0, "=B1") == -1
        if styled:
            sheet.set_row(3, 20)
            sheet.set_column(0, 1, 12)

    ours, theirs = sheet_xml(tmp_path, draw), sheet_xml(tmp_path, draw, Worksheet)
    whole = re.compile(r'<f t="shared"(?: ref="[^"]*")? si="\d+"(?:/>|>[^<]*</f>)')
    assert ours.count('<f t="shared"') == len(RESULTS)
    alone = re.sub(r'<c r="B\d+".*?</c>', "", ours)
    assert alone == re.sub(r'<c r="B\d+".*?</c>', "", theirs)
    assert whole.sub("<f/>", ours) == re.sub(r"<f>C\d+&lt;1</f>", "<f/>", theirs)


def test_cell_written_twice(tmp_path: Path) -> None:
    """What counts is what stands in the cell in the end."""

    def draw(sheet: Worksheet) -> None:
        for row in range(4):
            sheet.write_formula(row, 0, f"=B{row + 1}")
        sheet.write_blank(0, 0, None, None)
        sheet.write_number(0, 0, 1)
        sheet.write_formula(3, 0, "=C9")

    xml = sheet_xml(tmp_path, draw)
    assert '<c r="A2"><f t="shared" ref="A2:A3" si="0">B2</f><v>0</v></c>' in xml
    assert '<c r="A3"><f t="shared" si="0"/><v>0</v></c>' in xml
    assert '<c r="A4"><f>C9</f><v>0</v></c>' in xml


# --- The example -------------------------------------------------------------------------------


@pytest.fixture
def twins(
    pack: Pack,
    submissions: Mapping[str, Submission],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Path, Path]:
    """One return of the example twice: as it is written, and with no formula shared."""
    shared, plain = tmp_path / "shared.xlsx", tmp_path / "plain.xlsx"
    write_workbook(shared, pack, submissions[CODE])
    plainly(monkeypatch)
    write_workbook(plain, pack, submissions[CODE])
    return shared, plain


def loaded(path: Path) -> dict[tuple[str, str], object]:
    """Return what openpyxl finds in the cells: formulas as such."""
    book = openpyxl.load_workbook(path)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def test_openpyxl_loads_the_same(twins: tuple[Path, Path]) -> None:
    """Another program, which expands shared formulas, finds the same in every cell."""
    shared, plain = map(loaded, twins)
    assert sum(isinstance(value, str) and value.startswith("=") for value in plain.values()) > 3000
    assert shared == plain


def test_read_as_before(twins: tuple[Path, Path], pack: Pack) -> None:
    """The reader finds the same submission, and nothing to remark."""
    shared, plain = (read_return(path, pack) for path in twins)
    assert shared.findings == plain.findings == ()
    assert shared.submission is not None
    assert plain.submission is not None
    assert shared.submission.tables == plain.submission.tables
    assert shared.submission.stored == plain.submission.stored == {}


def test_files_get_smaller(twins: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    """Most of a sheet were its formulas; none that names another sheet is shared."""
    sizes, lengths = zip(
        *((path.stat().st_size, sum(map(len, sheet_parts(path)))) for path in twins), strict=True
    )
    for xml in sheet_parts(twins[0]):
        assert_sound(xml)
    with capsys.disabled():
        kilobytes = " ".join(f"{size / 1000:.0f}" for size in (*sizes, *lengths))
        sys.stdout.write(f"\n{CODE}: file shared, plain; sheets shared, plain: {kilobytes} KB ")
    assert sizes[0] < 0.7 * sizes[1]
    assert lengths[0] < 0.6 * lengths[1]


@pytest.mark.libreoffice
def test_office_calculates_the_same(twins: tuple[Path, Path], office: Office) -> None:
    """LibreOffice, computing every formula anew, has the same formulas and results."""
    shared, plain = map(office.recalculate, twins)
    assert len(plain) > 3000
    assert shared == plain
