"""Sheets are read whole however they are written: values, formulas, errors, missing results."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pytest
import python_calamine
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from xltool.a1 import address
from xltool.errors import RefusedError
from xltool.spreadsheets.intake import AdmittedFile, Format, admit
from xltool.spreadsheets.limits import LIMITS, Limits
from xltool.spreadsheets.package_parts import PackageParts
from xltool.spreadsheets.raw_sheet import CellError, RawSheet
from xltool.spreadsheets.workbook import sheets
from xltool.values.shown_cell import ShownCell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from xltool.values.cell_values import Raw
    from xltool.values.stored_values import Stored

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"

Parts = dict[str, str | bytes]


def package(parts: Mapping[str, str | bytes], kind: Format = Format.XLSX) -> AdmittedFile:
    """Pack parts into a file that was admitted."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return AdmittedFile(f"/returned/a.{kind}", "", kind, PackageParts(buffer.getvalue(), LIMITS))


def relations(*targets: tuple[str, str]) -> str:
    """Return a relationships part with ids rId1, rId2, … for each type and target."""
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{RELATION}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f"{XML}<Relationships>{rows}</Relationships>"


def book(sheets: Mapping[str, str | bytes]) -> Parts:
    """Return the parts of a workbook: sheet name → XML."""
    names = "".join(
        f"<sheet name={quoteattr(name)} sheetId='{n}' r:id='rId{n}'/>"
        for n, name in enumerate(sheets, 1)
    )
    targets = [("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1)]
    return {
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns:r="{RELATION}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(*targets),
        **{f"xl/worksheets/sheet{n}.xml": xml for n, xml in enumerate(sheets.values(), 1)},
    }


def sheet(rows: str, behind: str = "", namespace: str = MAIN) -> str:
    """Return a worksheet with these rows and what comes after them."""
    data = f"<sheetData>{rows}</sheetData>"
    return f'{XML}<worksheet xmlns="{namespace}">{data}{behind}</worksheet>'


def scan(xml: str | bytes, limits: Limits = LIMITS) -> RawSheet:
    """Read a workbook of one sheet."""
    return sheets(package(book({"表": xml})), limits)["表"]


def errors(found: RawSheet) -> dict[str, str]:
    """Return the error values of a sheet."""
    return {at: str(raw) for at, raw in found.values.items() if isinstance(raw, CellError)}


def refusal(parts: Parts, limits: Limits = LIMITS, kind: Format = Format.XLSX) -> RefusedError:
    """Return the refusal; it names the file."""
    with pytest.raises(RefusedError) as caught:
        sheets(package(parts, kind), limits)
    assert caught.value.params["name"] == f"a.{kind}"
    return caught.value


# --- Cells -------------------------------------------------------------------------------------

ROW = '<row r="1">{}</row>'
NOTHING = RawSheet(validations=0)


def holding(
    at: str = "A1", value: Raw = None, *, formula: bool = False, uncached: bool = False
) -> RawSheet:
    """Return a sheet with one cell."""
    return replace(
        NOTHING,
        values={} if value is None else {at: value},
        formulas={at} if formula else set(),
        uncached={at} if uncached else set(),
    )


CELLS = {
    "number": ('<c r="A1"><v>1</v></c>', holding(value=1.0)),
    "number, typed": ('<c r="A1" t="n"><v>-1.5E-07</v></c>', holding(value=-1.5e-7)),
    "number of many digits": (
        '<c r="A1"><v>57.900000000000006</v></c>',
        holding(value=57.900000000000006),
    ),
    "number with spaces": ('<c r="A1"><v> 1 </v></c>', holding(value=1.0)),
    "number without end": ('<c r="A1"><v>1e999</v></c>', holding(value=float("inf"))),
    "blank": ('<c r="A1" s="0"/>', NOTHING),
    "blank, long": ('<c r="A1" s="0"></c>', NOTHING),
    "truth": ('<c r="A1" t="b"><v>1</v></c>', holding(value=True)),
    "falsehood": ('<c r="A1" t="b"><v>0</v></c>', holding(value=False)),
    "text": ('<c r="A1" t="str"><v>a</v></c>', holding(value="a")),
    "text of digits": ('<c r="A1" t="str"><v>12</v></c>', holding(value="12")),
    "text with spaces": ('<c r="A1" t="str"><v> a </v></c>', holding(value=" a ")),
    "text in references": (
        '<c r="A1" t="str"><v>&lt;a&#x26;b&#10;</v></c>',
        holding(value="<a&b\n"),
    ),
    "text of another script": (
        '<c r="A1" t="str"><v>合　计€😀</v></c>',
        holding(value="合　计€😀"),
    ),
    "text with escapes": (
        '<c r="A1" t="str"><v>a_x000D_b_x005F_x</v></c>',
        holding(value="a\rb_x"),
    ),
    "text with half a pair": ('<c r="A1" t="str"><v>_xD83D_</v></c>', holding(value="_xD83D_")),
    "inline text": ('<c r="A1" t="inlineStr"><is><t>a</t></is></c>', holding(value="a")),
    "inline text, blank": ('<c r="A1" t="inlineStr"><is><t/></is></c>', NOTHING),
    "inline text in runs": (
        '<c r="A1" t="inlineStr"><is><r><rPr><b/></rPr><t>合</t></r><r><t>计</t></r></is></c>',
        holding(value="合计"),
    ),
    "inline text with reading": (
        '<c r="A1" t="inlineStr"><is><t>合计</t><rPh sb="0" eb="1"><t>heji</t></rPh></is></c>',
        holding(value="合计"),
    ),
    "day": ('<c r="A1" t="d"><v>2019-12-31</v></c>', holding(value=dt.datetime(2019, 12, 31))),  # noqa: DTZ001 - no zone
    "shared text": ('<c r="A1" t="s"><v>0</v></c>', holding(value="共")),
    "shared text with spaces": ('<c r="A1" t="s"><v> 0 </v></c>', holding(value="共")),
    "shared text, blank": ('<c r="A1" t="s"><v>1</v></c>', NOTHING),
    "formula": ('<c r="A1"><f>1+1</f><v>2</v></c>', holding(value=2.0, formula=True)),
    "formula without v": ('<c r="A1"><f>1+1</f></c>', holding(formula=True, uncached=True)),
    "empty v": ('<c r="A1"><f>1+1</f><v/></c>', holding(formula=True, uncached=True)),
    "empty v as openpyxl writes": (
        '<c r="A1"><f>1+1</f><v /></c>',
        holding(formula=True, uncached=True),
    ),
    "blank v": ('<c r="A1"><f>1+1</f><v> </v></c>', holding(formula=True, uncached=True)),
    "cached empty text": ('<c r="A1" t="str"><f>""</f><v></v></c>', holding(formula=True)),
    "cached empty text, short": ('<c r="A1" t="str"><f>""</f><v/></c>', holding(formula=True)),
    "cached text": ('<c r="A1" t="str"><f>"a"</f><v>a</v></c>', holding(value="a", formula=True)),
    "formula with inline text": (
        '<c r="A1" t="inlineStr"><f>1</f><is><t>a</t></is></c>',
        holding(value="a", formula=True),
    ),
    "formula with an empty inline text": (
        '<c r="A1" t="inlineStr"><f>1</f><is><t></t></is></c>',
        holding(formula=True),
    ),
    "formula of LibreOffice": (
        '<c r="A1" t="n"><f aca="false">1+1</f><v>2</v></c>',
        holding(value=2.0, formula=True),
    ),
    "error": ('<c r="A1" t="e"><v>#REF!</v></c>', holding(value=CellError("#REF!"))),
    "new error": ('<c r="A1" t="e"><v>#SPILL!</v></c>', holding(value=CellError("#SPILL!"))),
    "formula with error": (
        '<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        holding(value=CellError("#DIV/0!"), formula=True),
    ),
    "error in CDATA": (
        '<c r="A1" t="e"><v><![CDATA[#N/A]]></v></c>',
        holding(value=CellError("#N/A")),
    ),
    "error in references": (
        '<c r="A1" t="&#101;"><v>&#35;N/A</v></c>',
        holding(value=CellError("#N/A")),
    ),
    "text like an error": (
        '<c r="A1" t="inlineStr"><is><t>#REF!</t></is></c>',
        holding(value="#REF!"),
    ),
    "order of attributes": (
        '<c t="e" s="1" r="A1"><v>#REF!</v></c>',
        holding(value=CellError("#REF!")),
    ),
    "single quotes": ("<c r='A1' t='e'><v>#REF!</v></c>", holding(value=CellError("#REF!"))),
    "spaces": ('<c\n r = "A1"\tt="e" ><v >#REF!</v ></c >', holding(value=CellError("#REF!"))),
    "small letters": ('<c r="a1" t="e"><v>#REF!</v></c>', holding(value=CellError("#REF!"))),
    "far column": ('<c r="XFD1"><v>1</v></c>', holding("XFD1", 1.0)),
    "shared, first": (
        '<c r="A1"><f t="shared" ref="A1:A9" si="0">B1</f><v>1</v></c>',
        holding(value=1.0, formula=True),
    ),
    "shared, next": (
        '<c r="A1"><f t="shared" si="0"/><v>1</v></c>',
        holding(value=1.0, formula=True),
    ),
    "shared, without v": (
        '<c r="A1"><f t="shared" si="0"/></c>',
        holding(formula=True, uncached=True),
    ),
    "array over several cells": (
        '<c r="A1"><f t="array" ref="A1:B1">C1:D1</f><v>1</v></c><c r="B1"><v>2</v></c>',
        replace(NOTHING, values={"A1": 1.0, "B1": 2.0}, formulas={"A1", "B1"}),
    ),
    "> in an attribute": (
        '<c r="A1"><f x="a>b">1</f><v>1</v></c>',
        holding(value=1.0, formula=True),
    ),
    "> in a formula": ('<c r="A1"><f>B1>C1</f><v>1</v></c>', holding(value=1.0, formula=True)),
    "value of another cell": (
        '<c r="A1"><f>1</f></c><c r="B1"><v>1</v></c>',
        replace(NOTHING, values={"B1": 1.0}, formulas={"A1"}, uncached={"A1"}),
    ),
    "in a comment": ('<!-- <c r="B1"><f>1</f><v>1</v></c> --><c r="A1"/>', NOTHING),
    "in CDATA": (
        '<c r="A1" t="inlineStr"><is><t><![CDATA[< c r="B1"/>]]></t></is></c>',
        holding(value='< c r="B1"/>'),
    ),
    "in an instruction": ('<?a <c r="B1"><f>1</f><v>1</v></c>?><c r="A1"/>', NOTHING),
    "foreign element in a formula": (
        '<c r="A1" t="e"><f><x/></f><v>#REF!</v></c>',
        holding(value=CellError("#REF!"), formula=True),
    ),
    "foreign element beside": (
        '<c r="A1" t="e"><x><y/></x><v>#REF!</v></c>',
        holding(value=CellError("#REF!")),
    ),
}
SHARED = '<sst><si><t>共</t></si><si><t xml:space="preserve"></t></si></sst>'


@pytest.mark.parametrize(("cell", "expected"), CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_one_cell(prefix: str, cell: str, expected: RawSheet) -> None:
    """Each way to write a cell is understood, with and without prefix."""
    cell = re.sub(r"<(/?)(?=(?:c|f|v|is|t|r|rPr|rPh|x|y)\b)", rf"<\1{prefix}", cell)
    parts = book({"表": sheet(ROW.format(cell))}) | {"xl/sharedStrings.xml": SHARED}
    assert sheets(package(parts))["表"] == expected


PLACES = {
    "row and cells": ("<row><c/><c><f>1</f></c></row>", ["B1"]),
    "after a cell with one": ('<row><c r="Y1"><v>1</v></c><c/><c><f>1</f></c></row>', ["AA1"]),
    "all formulas": ("<row><c><f>1</f></c><c><f>1</f></c></row>", ["A1", "B1"]),
    "after a row with one": ('<row r="7"/><row><c><f>1</f></c></row>', ["A8"]),
    "last column": ('<row r="1"><c r="XFC1"/><c><f>1</f></c></row>', ["XFD1"]),
    "far from the start": (
        f'<row r="1">{"<c/>" * 30}<c><f>1</f><v>1</v></c></row><row><c><f>1</f></c></row>',
        ["A2", "AE1"],
    ),
}


@pytest.mark.parametrize(("rows", "formulas"), PLACES.values(), ids=PLACES)
def test_cells_without_address_follow_each_other(rows: str, formulas: list[str]) -> None:
    """An address that is left out is that of the next row or column."""
    assert sorted(scan(sheet(rows)).formulas) == formulas


def test_what_follows_the_cells_is_no_formula() -> None:
    """Formulas of validations and conditional formats are not those of the last cell."""
    last = '<row r="1"><c r="A1" t="str"><v>1</v></c></row>'
    behind = "<dataValidations><dataValidation><formula1>A1</formula1></dataValidation>"
    extension = (
        f'{behind}</dataValidations><extLst><ext xmlns:xm="x"><xm:f>B1</xm:f></ext></extLst>'
    )
    assert scan(sheet(last, extension)) == replace(holding(value="1"), validations=1)


WRITTEN = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1/0</f></c></row>'
SAID = replace(NOTHING, values={"A1": 1.0}, formulas={"B1"}, uncached={"B1"})


@pytest.mark.parametrize(
    "xml",
    [
        sheet(WRITTEN, namespace=STRICT),
        sheet(WRITTEN).replace(XML, ""),
        sheet(WRITTEN).encode("utf-8-sig"),
        sheet(WRITTEN).replace("UTF-8", "UTF-16").encode("utf-16"),
        sheet(WRITTEN).replace("UTF-8", "UTF-16").encode("utf-16-be"),
        sheet(WRITTEN).replace("<sheetData>", "<!-- <sheetData> --><sheetData>"),
        sheet(WRITTEN, "<!-- </sheetData> -->"),
        sheet(WRITTEN).replace("<row", "\n  <row").replace("<c", "\n    <c"),
    ],
    ids=["strict", "bare", "BOM", "UTF-16", "UTF-16 BE", "before", "behind", "indented"],
)
def test_namespace_and_encoding_do_not_matter(xml: str | bytes) -> None:
    """The same sheet says the same in every dress."""
    assert scan(xml) == SAID


def test_text_in_another_encoding() -> None:
    """A part says which encoding it is in, and is believed."""
    xml = sheet('<row r="1"><c r="A1" t="str"><v>合计</v></c></row>')
    for encoding in ("UTF-16", "UTF-16LE", "UTF-16BE"):
        assert scan(xml.replace("UTF-8", encoding).encode(encoding)) == holding(value="合计")


def test_cells_are_found_across_chunks() -> None:
    """A sheet that is taken apart in several pieces loses nothing at the seams."""
    row = '<row r="{0}"><c r="A{0}"><f>{0}</f><v>1</v></c><c r="B{0}" t="e"><v>#N/A</v></c></row>'
    found = scan(sheet("".join(row.format(n) for n in range(1, 9001))))
    assert found.formulas == {f"A{n}" for n in range(1, 9001)}
    assert errors(found) == {f"B{n}": "#N/A" for n in range(1, 9001)}
    assert (found.uncached, len(found.values)) == (set(), 18000)


def test_a_comment_hides_cells_over_several_chunks() -> None:
    """What begins in one piece may end pieces later."""
    cell = '<c r="B2"><f>1</f><v>1</v></c>'
    xml = sheet(f'<!--{cell * 20_000}--><row r="1"><c r="A1"><f>1</f><v>1</v></c></row>')
    assert scan(xml).formulas == {"A1"}


# --- Two ways of reading -----------------------------------------------------------------------


VALUES = {
    "n": ["1", "-1.5E-7", "0.1", "57.900000000000006", "x", " 1"],
    "s": ["0", "1", "2", "-1", "x"],
    "str": ["a", "12", "a&amp;b", "合计", "_x0041_", " x", "]"],
    "e": ["#REF!", "#SPILL!", "#N/A"],
    "b": ["0", "1", "2"],
    "d": ["2019-12-31", "2019-12-31T08:30:00"],
}
ODD = {"x", " 1", "-1", "2"}
"""No value of its type, or only one that has to be looked at twice."""
CELL = st.sampled_from(
    [(kind, value) for kind, values in VALUES.items() for value in (None, "", *values)]
)
FORMULAS = st.sampled_from(
    ["", "", "<f>A1+1</f>", "<f>'a &amp; b'!C3&gt;1</f>", '<f aca="0">1</f>', "<f>[1]a!B2</f>"]
)


def made(cell: tuple[str, str | None], formula: str, style: str) -> str:
    """Write a cell; ``{}`` is where its address goes."""
    kind, value = cell
    shown = "" if value is None else f"<v>{value}</v>" if value else "<v/>"
    typed = "" if kind == "n" else f' t="{kind}"'
    return f'<c r="{{}}"{style}{typed}>{formula}{shown}</c>'


MADE = st.builds(made, CELL, FORMULAS, st.sampled_from(["", ' s="1"', ' s="2"', ' s="3"']))
HEADS = st.sampled_from(["", ' ht="9"', ' hidden="1"'])
ROWS = st.lists(st.tuples(HEADS, st.lists(MADE, max_size=30)))
STYLES = (
    '<styleSheet><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="2"/><xf numFmtId="10"/><xf numFmtId="164"/></cellXfs>'
    "</styleSheet>"
)


def drawn(rows: list[tuple[str, list[str]]]) -> str:
    """Return a worksheet with these rows."""
    written = (
        f'<row r="{n}"{head}>'
        + "".join(cell.format(f"{get_column_letter(col)}{n}") for col, cell in enumerate(row, 1))
        + "</row>"
        for n, (head, row) in enumerate(rows, 1)
    )
    return sheet("".join(written))


@given(rows=ROWS)
@settings(deadline=None)
def test_both_ways_of_reading_agree(rows: list[tuple[str, list[str]]]) -> None:
    """Whatever is taken apart is what reading it as XML gives; what is not, is read so."""
    xml = drawn(rows)
    parts = book({"表": xml, "他": xml.replace("<row", " <row")})
    parts |= {"xl/sharedStrings.xml": SHARED, "xl/styles.xml": STYLES}
    if any(f">{odd}<" in xml for odd in ODD):
        with suppress(RefusedError):
            assert_alike(sheets(package(parts)))
    else:
        assert_alike(sheets(package(parts)))


PIECES = st.sampled_from(
    [
        *('"', "<", ">", "/", " ", "&", "&#65;", "[", "1", "A", "é", "_x0041_", "<!--", "-->"),
        *("<c>", "</c>", "<v>", "</v>", "<v/>", "<f/>", '<row r="2">', '<row r="2"/>', "</row>"),
        *(' t="s"', ' s="1"', ' r="B2"', ' hidden="1"', "<sheetData>", "</sheetData>", "<t>a</t>"),
    ]
)


@given(rows=ROWS, share=st.floats(0, 1), length=st.integers(0, 9), piece=PIECES)
@settings(deadline=None, max_examples=300)
def test_both_ways_agree_on_what_is_odd(
    rows: list[tuple[str, list[str]]], share: float, length: int, piece: str
) -> None:
    """A sheet with a piece exchanged is read alike or refused alike; formulas are passed over."""
    xml = re.sub("<f.*?</f>", "<f/>", drawn(rows))
    head = xml.index("<worksheet")  # a declaration is no place for a blank before a row
    start = head + int(share * (len(xml) - head))
    xml = xml[:start] + piece + xml[start + length :]
    assert outcome(xml) == outcome(xml.replace("<row", " <row"))


def outcome(xml: str) -> RawSheet | str:
    """Return the sheet that is read, else the rule that refuses it."""
    parts = book({"表": xml}) | {"xl/sharedStrings.xml": SHARED, "xl/styles.xml": STYLES}
    try:
        return sheets(package(parts))["表"]
    except RefusedError as refused:
        return refused.rule


def assert_alike(found: Mapping[str, RawSheet]) -> None:
    """Both sheets hold the same."""
    assert found["表"] == found["他"]


# --- Workbooks ---------------------------------------------------------------------------------


def test_a_workbook_of_ours(tmp_path: Path) -> None:
    """What we write is taken apart, and has all its results."""
    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(path)
    for name in ("收入", "a & b"):
        made.add_worksheet(name).write_formula("B2", "=1+1", None, 2)
    made.close()
    found = holding("B2", 2.0, formula=True)
    assert sheets(admit(path)) == {"收入": found, "a & b": found}


def test_a_workbook_of_openpyxl(tmp_path: Path) -> None:
    """No results are left there; formulas have an empty value."""
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    tab = made.create_sheet("支出")
    tab["A1"], tab["A2"], tab["A3"] = "=1+1", "#REF!", 3
    made.save(path)
    found = sheets(admit(path))
    assert found["Sheet"] == NOTHING
    values: dict[str, Raw] = {"A2": CellError("#REF!"), "A3": 3.0}
    assert found["支出"] == replace(NOTHING, values=values, formulas={"A1"}, uncached={"A1"})


TYPED = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**15), 10**15),
    st.floats(allow_nan=False, allow_infinity=False, width=64),
    st.decimals(-(10**9), 10**9, places=2).map(float),
    st.datetimes(dt.datetime(1900, 3, 1), dt.datetime(9999, 12, 31)).map(  # noqa: DTZ001 - no zone
        lambda moment: moment.replace(microsecond=0)
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20).filter(
        lambda text: "_x" not in text  # openpyxl takes escapes otherwise than Excel
    ),
    st.sampled_from(["line\none", " a ", "=1+1", "#REF!", "<&>\"'", "1", "TRUE", "[1]"]),
)
TABLE = st.lists(st.lists(TYPED, max_size=30), max_size=12)


def by_xlsxwriter(path: Path, table: list[list[Stored]]) -> None:
    """Write a table as xlsxwriter does."""
    with xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as made:
        tab = made.add_worksheet()
        for row, cells in enumerate(table):
            for col, value in enumerate(cells):
                (tab.write_string if isinstance(value, str) else tab.write)(row, col, value)


def by_openpyxl(path: Path, table: list[list[Stored]]) -> None:
    """Write a table as openpyxl does; what looks like a formula or an error stays a text."""
    made = openpyxl.Workbook()
    tab = made.active
    assert tab is not None
    for row, cells in enumerate(table, 1):
        for col, value in enumerate(cells, 1):
            cell = tab.cell(row, col, value)
            if isinstance(value, str):
                cell.data_type = "s"
    made.save(path)


@pytest.mark.parametrize("write", [by_xlsxwriter, by_openpyxl])
@given(table=TABLE)
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.differing_executors],
)
def test_other_readers_see_the_same(
    write: Callable[[Path, list[list[Stored]]], None], table: list[list[Stored]], tmp_path: Path
) -> None:
    """Openpyxl and calamine read the same values; of moments only the seconds count.

    Calamine leaves out a text of one space.
    """
    path = tmp_path / "a.xlsx"
    write(path, table)
    (found,) = sheets(admit(path)).values()
    ours = {at: settled(raw) for at, raw in found.values.items()}
    assert ours == dict(of_openpyxl(path))
    assert {at: raw for at, raw in ours.items() if raw != " "} == dict(of_calamine(path))


def of_openpyxl(path: Path) -> Iterator[tuple[str, object]]:
    """Yield what openpyxl reads."""
    tab = openpyxl.load_workbook(path).active
    assert tab is not None
    for cell in (cell for cells in tab.iter_rows() for cell in cells):
        if cell.value not in {None, ""}:
            yield cell.coordinate, settled(cell.value)


def of_calamine(path: Path) -> Iterator[tuple[str, object]]:
    """Yield what calamine reads."""
    tab = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    for row, cells in enumerate(tab.to_python(skip_empty_area=False)):
        for col, value in enumerate(cells):
            if value not in {"", " "}:
                yield address(row, col), settled(value)


def settled(value: object) -> object:
    """Return a value in which readers need not differ: numbers as doubles, moments in seconds."""
    if isinstance(value, ShownCell):
        value = value.stored
    if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        return dt.datetime.combine(value, dt.time())
    if isinstance(value, dt.datetime):
        return (value + dt.timedelta(milliseconds=500)).replace(microsecond=0)
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


TARGETS = ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "./x/../Worksheets/SHEET1.xml"]


@pytest.mark.parametrize("target", TARGETS)
def test_targets_are_resolved(target: str) -> None:
    """A target may be relative or absolute and ignores case."""
    parts = book({"表": sheet(WRITTEN)})
    parts["xl/_rels/workbook.xml.rels"] = relations(("worksheet", target))
    assert sheets(package(parts))["表"] == SAID


def test_strict_names_and_prefixes_of_the_workbook() -> None:
    """The workbook part may use the strict relationships and any prefix, and lie anywhere."""
    strict = "http://purl.oclc.org/ooxml/officeDocument/relationships"
    names = '<x:sheets><x:sheet name="表" sheetId="9" q:id="rId1"/></x:sheets>'
    parts: Parts = {
        "_rels/.rels": relations(("officeDocument", "/book.xml")).replace(RELATION, strict),
        "book.xml": f'<x:workbook xmlns:x="{STRICT}" xmlns:q="{strict}">{names}</x:workbook>',
        "_rels/book.xml.rels": relations(("worksheet", "one.xml")).replace(RELATION, strict),
        "one.xml": sheet(WRITTEN),
    }
    assert sheets(package(parts))["表"] == SAID


def test_charts_hold_no_cells() -> None:
    """A chart sheet is a sheet of the workbook, but there is nothing to read in it."""
    parts = book({"图": "<chartsheet/>", "表": sheet(WRITTEN)})
    parts["xl/_rels/workbook.xml.rels"] = relations(
        ("chartsheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml")
    )
    assert list(sheets(package(parts))) == ["表"]


STRINGS = {
    "plain": ("<si><t>共</t></si><si><t/></si>", "共"),
    "in runs": ("<si><r><t>共</t></r><r><t xml:space='preserve'> 计</t></r></si>", "共 计"),
    "with a reading": ("<si><t>共</t><rPh sb='0' eb='1'><t>gong</t></rPh></si>", "共"),
    "in references": ("<si><t>&#20849;&amp;</t></si>", "共&"),
    "with spaces": ("\n <si>\n <t>共</t>\n </si>\n", "共"),
    "prefixed": ("<x:si><x:t>共</x:t></x:si>", "共"),
    "with a comment": ("<!-- <si><t>a</t></si> --><si><t>共</t></si>", "共"),
    "with line ends": ("<si><t>共\r\n计</t></si>", "共\n计"),
    "with escapes": ("<si><t>共_x000A_计</t></si>", "共\n计"),
}


@pytest.mark.parametrize(("xml", "text"), STRINGS.values(), ids=STRINGS)
@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16"])
def test_shared_texts(xml: str, text: str, encoding: str) -> None:
    """A shared text is read however it is written: without what only tells how to speak it."""
    strings = f"{XML.replace('UTF-8', encoding)}<sst>{xml}</sst>".encode(encoding)
    parts = book({"表": sheet(ROW.format('<c r="A1" t="s"><v>0</v></c>'))})
    assert sheets(package(parts | {"xl/sharedStrings.xml": strings}))["表"] == holding(value=text)


FORMATS = {
    "built-in day": ("14", "", dt.datetime(2019, 12, 31)),  # noqa: DTZ001 - no zone
    "day of a locale": ("164", "[$-F800]dddd", dt.datetime(2019, 12, 31)),  # noqa: DTZ001
    "day as ISO has it": ("164", "yyyy-mm-dd", dt.datetime(2019, 12, 31)),  # noqa: DTZ001
    "red amount": ("164", "#,##0.00;[Red]-#,##0.00", 43830.0),
    "amount as wide as a letter": ("164", "0.00_d_m", 43830.0),
    "general": ("164", "[Red]General", 43830.0),
    "exponents": ("164", "0.00E+00", 43830.0),
    "percentage": ("10", "", "4383000%"),
    "percentage of its own": ("164", "0.0%", "4383000%"),
    "redefined": ("14", "0.00", 43830.0),
}


@pytest.mark.parametrize(("number", "code", "value"), FORMATS.values(), ids=FORMATS)
def test_formats_make_days_and_percentages(number: str, code: str, value: Raw) -> None:
    """A number is what its format shows: a day, a percentage, or itself."""
    codes = f'<numFmts><numFmt numFmtId="{number}" formatCode="{code}"/></numFmts>' if code else ""
    styles = f'<styleSheet>{codes}<cellXfs><xf/><xf numFmtId="{number}"/></cellXfs></styleSheet>'
    parts = book({"表": sheet(ROW.format('<c r="A1" s="1"><v>43830</v></c>'))})
    assert sheets(package(parts | {"xl/styles.xml": styles}))["表"] == holding(value=value)


LOCAL = "[$-F800]yyyy-mm-dd"
SERIALS: dict[tuple[float, bool], Raw] = {
    (1, False): dt.datetime(1900, 1, 1),  # noqa: DTZ001 - no zone
    (59, False): dt.datetime(1900, 2, 28),  # noqa: DTZ001
    (61, False): dt.datetime(1900, 3, 1),  # noqa: DTZ001
    (43830.75, False): dt.datetime(2019, 12, 31, 18),  # noqa: DTZ001
    (42368, True): dt.datetime(2019, 12, 31),  # noqa: DTZ001
    (0.5, False): dt.time(12),
    (2958465, False): dt.datetime(9999, 12, 31),  # noqa: DTZ001
    (2958466, False): ShownCell(2958466.0, "####", certain=False, code=LOCAL),
    (-1, False): ShownCell(-1.0, "####", certain=False, code=LOCAL),
}


@pytest.mark.parametrize(("serial", "since_1904"), SERIALS)
def test_serial_numbers_of_days(serial: float, *, since_1904: bool) -> None:
    """Days count from 1900, or from 1904 where the workbook says so; some numbers are none."""
    parts = book({"表": sheet(ROW.format(f'<c r="A1" s="0"><v>{serial}</v></c>'))})
    xml = str(parts["xl/workbook.xml"])
    year = f'<workbookPr date1904="{since_1904:d}"/><sheets>'
    parts["xl/workbook.xml"] = xml.replace("<sheets>", year)
    styles = '<styleSheet><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    found = sheets(package(parts | {"xl/styles.xml": styles}))["表"]
    assert found == holding(value=SERIALS[serial, since_1904])


# --- What was done to a sheet ------------------------------------------------------------------

X14 = (
    "<extLst><ext><x14:dataValidations xmlns:x14='x' xmlns:xm='y'><x14:dataValidation>"
    "<x14:formula1><xm:f>B1</xm:f></x14:formula1></x14:dataValidation></x14:dataValidations></ext>"
    "</extLst>"
)


@pytest.mark.parametrize(
    ("behind", "protected", "validations"),
    [
        ("", False, 0),
        ('<sheetProtection sheet="1" objects="1"/>', True, 0),
        ('<sheetProtection sheet="true"/>', True, 0),
        ('<sheetProtection sheet="0"/>', False, 0),
        ('<sheetProtection objects="1"/>', False, 0),
        (
            '<dataValidations count="2"><dataValidation/><dataValidation/></dataValidations>',
            False,
            2,
        ),
        (f'<sheetProtection sheet="1"/>{X14}', True, 1),
    ],
)
def test_protection_and_validations(behind: str, validations: int, *, protected: bool) -> None:
    """Either spelling of true is one, and a validation in an extension is one."""
    found = scan(sheet(WRITTEN, behind))
    assert (found.protected, found.validations) == (protected, validations)


def test_hidden_rows_and_columns() -> None:
    """Rows and columns count from 0; groups, heights and other spellings of false hide nothing."""
    cell = '<c r="A{0}"><v>1</v></c>'
    heads = [
        'hidden="1"',
        'ht="9" hidden="true"',
        'hidden="false" ht="9"',
        'hidden="0"',
        'ht="0.5"',
    ]
    rows = "".join(f'<row r="{n}" {head}>{cell.format(n)}</row>' for n, head in enumerate(heads, 1))
    cols = '<cols><col min="1" max="1"/><col min="3" max="4" hidden="1"/></cols>'
    everything = '<cols><col min="16384" max="99999" hidden="true"/></cols>'
    found = scan(sheet(rows).replace("<sheetData>", f"{cols}{everything}<sheetData>"))
    assert found.hidden_rows == {0, 1}
    assert found.hidden_cols == {2, 3, 16383}


def commented(*targets: tuple[str, str], **parts: str) -> RawSheet:
    """Read a sheet that refers to parts with comments."""
    made = book({"表": sheet(WRITTEN)})
    made["xl/worksheets/_rels/sheet1.xml.rels"] = relations(*targets)
    return sheets(package(made | {f"xl/{name}.xml": xml for name, xml in parts.items()}))["表"]


def test_comments_and_threads() -> None:
    """Notes and threads are found through the sheet's relations; parts that are gone are not."""
    notes = '<comments><commentList><comment ref="B2"/><comment ref="C3"/></commentList></comments>'
    thread = '<t:ThreadedComments xmlns:t="t"><t:threadedComment ref="D4"/></t:ThreadedComments>'
    found = commented(
        ("comments", "../notes.xml"),
        ("threadedComment", "/xl/thread.xml"),
        ("comments", "../gone.xml"),
        ("hyperlink", "https://example.org/"),
        notes=notes,
        thread=thread,
    )
    assert found.comments == {"B2", "C3", "D4"}
    assert commented().comments == set()


EXTERNAL = {
    "index": ("[1]Sheet1!A1", True),
    "quoted": ("SUM(A1,'[12]a ''b'' c'!A1:B2)", True),
    "by name": ("'[other.xlsx]Sheet1'!A1", True),
    "with path": ("'C:\\x\\[other.xlsx]Sheet1'!A1", True),
    "defined name": ("[1]!rate*2", True),
    "own sheet": ("'312002 a'!A1", False),
    "table": ("SUM(T[a],T[[#This Row],[1]])+'b c'!A1", False),
    "text": ('"[1]a!b"&A1', False),
}


@pytest.mark.parametrize(("text", "external"), EXTERNAL.values(), ids=EXTERNAL)
def test_formulas_that_refer_to_other_workbooks(text: str, *, external: bool) -> None:
    """An index in brackets before a sheet is another workbook; one in a text or table is not."""
    found = scan(sheet(ROW.format(f'<c r="A1"><f>{escape(text)}</f><v>1</v></c>')))
    assert found.external == ({"A1"} if external else set())
    assert (sorted(found.formulas), sorted(found.uncached)) == (["A1"], [])


def test_shared_formulas_that_refer_to_other_workbooks() -> None:
    """The cells that share a formula refer to what it refers to, though they don't repeat it."""
    first = '<c r="A{0}"><f t="shared" ref="A{0}:A9" si="{1}">{2}</f><v>1</v></c>'
    next_ = '<c r="B{0}"><f t="shared" si="{1}"/><v>1</v></c>'
    rows = "".join(
        f'<row r="{n}">{first.format(n, n, text)}{next_.format(n, n)}</row>'
        for n, text in enumerate(["B1", "[1]a!B1"], 1)
    )
    found = scan(sheet(rows))
    assert found.external == {"A2", "B2"}
    assert sorted(found.formulas) == ["A1", "A2", "B1", "B2"]


# --- How much there is -------------------------------------------------------------------------


def test_cells_far_away_take_no_room() -> None:
    """Only what is stored counts, whatever lies between."""
    rows = '<row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert scan(sheet(rows), replace(LIMITS, cells=9)) == holding("XFD1048576", 1.0)


def test_merged_areas() -> None:
    """Merged areas are kept as they are written."""
    behind = '<mergeCells count="2"><mergeCell ref="A1:B2"/><mergeCell ref="C1:C3"/></mergeCells>'
    assert scan(sheet(WRITTEN, behind)).merges == ["A1:B2", "C1:C3"]


TWICE = {
    "cell": '<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>',
    "cell and a blank one": '<row r="1"><c r="A1"><v>1</v></c><c r="A1"/></row>',
    "cell in two rows": '<row r="1"><c r="A1"><v>1</v></c></row><row r="2"><c r="A1"/></row>',
    "row": '<row r="1"><c r="A1"/></row><row r="1"><c r="B1"/></row>',
    "cell without address": '<row r="1"><c r="B1"><v>1</v></c><c r="A1"/><c><v>2</v></c></row>',
}


@pytest.mark.parametrize("rows", TWICE.values(), ids=TWICE)
def test_no_place_is_claimed_twice(rows: str) -> None:
    """Of two cells or rows of one place one would be lost: nobody knows which."""
    found = refusal(book({"表": sheet(rows)}))
    assert (found.rule, found.params["why"]) == ("XL-105", "duplicate")
    assert found.params["member"].startswith(f"{SHEET} ")


def test_places_are_held_against_each_other_across_chunks() -> None:
    """A cell may claim the place of another one that stands far before it."""
    row = '<row r="{0}"><c r="A{0}"><v>1</v></c></row>'
    rows = [row.format(n) for n in range(1, 20_001)]
    again = '<row r="20001"><c r="A7"><v>2</v></c></row>'
    found = refusal(book({"表": sheet("".join([*rows, again]))}))
    assert (found.rule, found.params["member"]) == ("XL-105", f"{SHEET} A7")


# --- Refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "xml",
    [
        sheet("<row><c></row>"),
        sheet(WRITTEN)[:-5],
        "",
        "<a>&b;</a>",
        sheet('<row r="x"><c><f>1</f></c></row>'),
        sheet('<row r="1"><c r="!1"/><c><f>1</f></c></row>'),
        sheet(f'<row r="1"><c r="{"A" * 9999}1"/><c><f>1</f></c></row>'),
        sheet(ROW.format('<c r="A1"><f><c r="B1"><x/></c></f><v>1</v></c>')),
        sheet(ROW.format('<c r="A1"><f><row r="9"><x/></row></f><v>1</v></c>')),
        sheet(ROW.format('<c r="XFE1"><v>1</v></c>')),
        sheet(ROW.format('<c r="A1048577"><v>1</v></c>')),
        sheet(ROW.format(f'<c r="A{"9" * 9999}"><v>1</v></c>')),
        sheet(ROW.format('<c r=""><v>1</v></c>')),
    ],
    ids=[
        *("nesting", "cut", "empty", "entity", "row", "place", "far place"),
        *("cell in cell", "row in cell", "no such column", "no such row", "long row", "no place"),
    ],
)
def test_malformed_sheets_are_refused(xml: str) -> None:
    """A sheet that is no XML, or no sheet, is damage in a member that is named."""
    found = refusal(book({"表": xml}))
    expected = {"why": "xml", "member": SHEET, "name": "a.xlsx"}
    assert (found.rule, found.params) == ("XL-102", expected)


def test_doctype_is_refused_here_too() -> None:
    """Entities are never declared, even in a file that did not pass the gate."""
    found = refusal(book({"表": f'<!DOCTYPE a [<!ENTITY b "c">]>{sheet(WRITTEN)[len(XML) :]}'}))
    assert (found.rule, found.params["why"]) == ("XL-105", "doctype")


@pytest.mark.parametrize(
    ("gone", "member"),
    [
        (SHEET, SHEET),
        ("xl/workbook.xml", "xl/workbook.xml"),
        ("xl/_rels/workbook.xml.rels", "xl/_rels/workbook.xml.rels"),
    ],
)
def test_missing_parts_are_named(gone: str, member: str) -> None:
    """A workbook that refers to what is not there is damaged."""
    parts = book({"表": sheet(WRITTEN)})
    del parts[gone]
    found = refusal(parts)
    assert (found.rule, found.params["why"], found.params["member"]) == (
        "XL-102",
        "part",
        member,
    )


def test_a_sheet_without_part_is_named() -> None:
    """Where nothing says which part is meant, the sheet's name must do."""
    parts = book({"表": sheet(WRITTEN)}) | {"xl/_rels/workbook.xml.rels": relations()}
    found = refusal(parts)
    assert (found.rule, found.params["why"], found.params["member"]) == ("XL-102", "part", "表")


def test_two_sheets_of_one_name_are_refused() -> None:
    """Readers would not agree which of them is meant."""
    parts = book({"表": sheet(WRITTEN), "b": sheet(WRITTEN)})
    parts["xl/workbook.xml"] = str(parts["xl/workbook.xml"]).replace('"b"', '"表"')
    found = refusal(parts)
    assert (found.rule, found.params["why"], found.params["member"]) == (
        "XL-105",
        "duplicate",
        "表",
    )


@pytest.mark.parametrize("cell", ['<c r="{}"/>', "<c/>", '<c r="{}"><f>1</f></c>'])
def test_cells_are_limited_over_all_sheets(cell: str) -> None:
    """No sheet exceeds the limit, both together do."""
    rows = "".join(f'<row r="{n}">{cell.format(f"A{n}")}</row>' for n in range(1, 61))
    limits = replace(LIMITS, cells=100)
    assert len(sheets(package(book({"a": sheet(rows)})), limits)) == 1
    found = refusal(book({"a": sheet(rows), "b": sheet(rows)}), limits)
    assert (found.rule, found.params["why"], found.params["limit"]) == ("XL-106", "cells", "100")
