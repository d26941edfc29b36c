"""The guard finds formulas, error values and missing results however a sheet's XML is written."""

from __future__ import annotations

import io
import struct
import zipfile
from contextlib import suppress
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_intake import Ole2, biff, record
from xltool.errors import RefusedError
from xltool.reading.guard import SheetGuard, guard
from xltool.reading.intake import LIMITS, Format, Limits, Package, admit

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from tests.office import Office

XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "xl/worksheets/sheet1.xml"

Parts = dict[str, str | bytes]


def package(parts: Mapping[str, str | bytes], kind: Format = Format.XLSX) -> Package:
    """Pack parts into a file that was admitted."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return Package(f"/returned/a.{kind}", buffer.getvalue(), "", kind)


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


def scan(xml: str | bytes, limits: Limits = LIMITS) -> SheetGuard:
    """Guard a workbook of one sheet."""
    return guard(package(book({"表": xml})), limits)["表"]


def refusal(parts: Parts, limits: Limits = LIMITS, kind: Format = Format.XLSX) -> RefusedError:
    """Return the refusal; it names the file."""
    with pytest.raises(RefusedError) as caught:
        guard(package(parts, kind), limits)
    assert caught.value.params["name"] == f"a.{kind}"
    return caught.value


# --- Cells -------------------------------------------------------------------------------------

ROW = '<row r="1">{}</row>'

CELLS = {
    "number": ('<c r="A1"><v>1</v></c>', [], {}, []),
    "formula": ('<c r="A1"><f>1+1</f><v>2</v></c>', ["A1"], {}, []),
    "formula without v": ('<c r="A1"><f>1+1</f></c>', ["A1"], {}, ["A1"]),
    "empty v": ('<c r="A1"><f>1+1</f><v/></c>', ["A1"], {}, ["A1"]),
    "empty v as openpyxl writes": ('<c r="A1"><f>1+1</f><v /></c>', ["A1"], {}, ["A1"]),
    "blank v": ('<c r="A1"><f>1+1</f><v> </v></c>', ["A1"], {}, ["A1"]),
    "cached empty text": ('<c r="A1" t="str"><f>""</f><v></v></c>', ["A1"], {}, []),
    "cached empty text, short": ('<c r="A1" t="str"><f>""</f><v/></c>', ["A1"], {}, []),
    "cached text": ('<c r="A1" t="str"><f>"a"</f><v>a</v></c>', ["A1"], {}, []),
    "error": ('<c r="A1" t="e"><v>#REF!</v></c>', [], {"A1": "#REF!"}, []),
    "formula with error": (
        '<c r="A1" t="e"><f>1/0</f><v>#DIV/0!</v></c>',
        ["A1"],
        {"A1": "#DIV/0!"},
        [],
    ),
    "error in CDATA": ('<c r="A1" t="e"><v><![CDATA[#N/A]]></v></c>', [], {"A1": "#N/A"}, []),
    "error in references": ('<c r="A1" t="&#101;"><v>&#35;N/A</v></c>', [], {"A1": "#N/A"}, []),
    "text like an error": ('<c r="A1" t="inlineStr"><is><t>#REF!</t></is></c>', [], {}, []),
    "order of attributes": ('<c t="e" s="1" r="A1"><v>#REF!</v></c>', [], {"A1": "#REF!"}, []),
    "single quotes": ("<c r='A1' t='e'><v>#REF!</v></c>", [], {"A1": "#REF!"}, []),
    "spaces": ('<c\n r = "A1"\tt="e" ><v >#REF!</v ></c >', [], {"A1": "#REF!"}, []),
    "small letters": ('<c r="a1" t="e"><v>#REF!</v></c>', [], {"A1": "#REF!"}, []),
    "shared, first": (
        '<c r="A1"><f t="shared" ref="A1:A9" si="0">B1</f><v>1</v></c>',
        ["A1"],
        {},
        [],
    ),
    "shared, next": ('<c r="A1"><f t="shared" si="0"/><v>1</v></c>', ["A1"], {}, []),
    "shared, without v": ('<c r="A1"><f t="shared" si="0"/></c>', ["A1"], {}, ["A1"]),
    "> in an attribute": ('<c r="A1"><f x="a>b">1</f><v>1</v></c>', ["A1"], {}, []),
    "> in a formula": ('<c r="A1"><f>B1>C1</f><v>1</v></c>', ["A1"], {}, []),
    "value of another cell": ('<c r="A1"><f>1</f></c><c r="B1"><v>1</v></c>', ["A1"], {}, ["A1"]),
    "in a comment": ('<!-- <c r="B1"><f>1</f><v>1</v></c> --><c r="A1"/>', [], {}, []),
    "in CDATA": (
        '<c r="A1" t="inlineStr"><is><t><![CDATA[<c r="B1"><f>1</f><v>1</v></c>]]></t></is></c>',
        [],
        {},
        [],
    ),
    "in an instruction": ('<?a <c r="B1"><f>1</f><v>1</v></c>?><c r="A1"/>', [], {}, []),
}


@pytest.mark.parametrize(("cell", "formulas", "errors", "uncached"), CELLS.values(), ids=CELLS)
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_one_cell(
    prefix: str, cell: str, formulas: list[str], errors: dict[str, str], uncached: list[str]
) -> None:
    """Each way to write a cell is understood, with and without prefix."""
    for tag in ("c", "f", "v"):
        cell = cell.replace(f"<{tag}", f"<{prefix}{tag}").replace(f"</{tag}", f"</{prefix}{tag}")
    found = scan(sheet(ROW.format(cell)))
    assert (sorted(found.formulas), found.errors) == (formulas, errors)
    assert sorted(found.uncached) == uncached


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


def test_stored_cells_are_counted() -> None:
    """Each stored cell counts once, whether it holds something or only a format."""
    cells = '<c r="A1"/><c r="B1" s="1"/><c r="C1"><v>1</v></c><c r="D1"><f>1</f><v>1</v></c>'
    odd = '<c/><c r="F1" t="e"><v>#N/A</v></c><c r="G1" t="inlineStr"><is><t>a</t></is></c>'
    assert scan(sheet(ROW.format(cells + odd) + '<row r="2"><c r="A2"/></row>')).cells == 8


def test_what_follows_the_cells_is_no_formula() -> None:
    """Formulas of validations and conditional formats are not those of the last cell."""
    last = '<row r="1"><c r="A1" t="str"><v>1</v></c></row>'
    behind = "<dataValidations><dataValidation><formula1>A1</formula1></dataValidation>"
    extension = (
        f'{behind}</dataValidations><extLst><ext xmlns:xm="x"><xm:f>B1</xm:f></ext></extLst>'
    )
    found = scan(sheet(last, extension))
    assert (found.formulas, found.uncached, found.cells) == (frozenset(), frozenset(), 1)


WRITTEN = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1/0</f></c></row>'


@pytest.mark.parametrize(
    "xml",
    [
        sheet(WRITTEN, namespace=STRICT),
        sheet(WRITTEN).replace(XML, ""),
        sheet(WRITTEN).encode("utf-8-sig"),
        sheet(WRITTEN).replace("UTF-8", "UTF-16").encode("utf-16"),
        sheet(WRITTEN).replace("UTF-8", "UTF-16").encode("utf-16-be"),
    ],
    ids=["strict", "no declaration", "BOM", "UTF-16", "UTF-16 BE"],
)
def test_namespace_and_encoding_do_not_matter(xml: str | bytes) -> None:
    """The same sheet says the same in every dress."""
    found = scan(xml)
    assert found.formulas == found.uncached == {"B1"}
    assert (found.cells, found.rows, found.cols) == (2, 1, 2)


def test_cells_are_found_across_chunks() -> None:
    """A sheet that is inflated in several pieces loses nothing at the seams."""
    row = '<row r="{0}"><c r="A{0}"><f>{0}</f><v>1</v></c><c r="B{0}" t="e"><v>#N/A</v></c></row>'
    found = scan(sheet("".join(row.format(n) for n in range(1, 9001))))
    assert found.formulas == {f"A{n}" for n in range(1, 9001)}
    assert found.errors == {f"B{n}": "#N/A" for n in range(1, 9001)}
    assert (found.uncached, found.cells) == (frozenset(), 18000)


def test_a_comment_hides_cells_over_several_chunks() -> None:
    """What begins in one piece may end pieces later."""
    cell = '<c r="B2"><f>1</f><v>1</v></c>'
    xml = sheet(f'<!--{cell * 20_000}--><row r="1"><c r="A1"><f>1</f><v>1</v></c></row>')
    assert scan(xml).formulas == {"A1"}


class Made(NamedTuple):
    """A cell as written, and what is to be found in it."""

    xml: str
    formula: bool
    error: str | None
    uncached: bool
    external: bool
    filled: bool


def made(kind: str, text: str | None, formula: str | None, *, quote: str, placed: bool) -> Made:
    """Write a cell; ``{at}`` is where its address goes; of shared strings there is one more."""
    text = "1" if kind == "s" and text else text
    at = f" r={quote}{{at}}{quote}" if placed else ""
    head = f"<c{at} s={quote}1{quote} t={quote}{kind}{quote}>"
    value = "" if text is None else f"<v>{escape(text)}</v>"
    function = "" if formula is None else f"<f>{escape(formula)}</f>"
    return Made(
        f"{head}{function}{value}</c>",
        formula is not None,
        text.strip() if kind == "e" and text is not None else None,
        formula is not None and not text and not (text == "" and kind == "str"),
        formula is not None and formula.startswith("["),
        formula is not None or text is not None,
    )


MADE = st.builds(
    made,
    st.sampled_from(["n", "s", "str", "e", "b"]),
    st.sampled_from([None, "", "1", "-1.5E-7", "#REF!", "a<b", " x"]),
    st.sampled_from([None, None, "", "A1+1", "'a & b'!C3>1", "[1]a!B2", "T[a]"]),
    quote=st.sampled_from("\"'"),
    placed=st.booleans(),
)
NUMBERED = st.sampled_from(
    ["<row>", '<row r="{}">', '<row r="{}" ht="9">', '<row r="{}" hidden="1">']
)


@given(rows=st.lists(st.tuples(NUMBERED, st.lists(MADE, max_size=9)), max_size=5))
@settings(deadline=None)
def test_mixed_cells(rows: list[tuple[str, list[Made]]]) -> None:
    """The usual cells, which are cut out, and the odd ones between them keep their places."""
    cells = {
        f"{chr(65 + x)}{y}": cell
        for y, (_, row) in enumerate(rows, 1)
        for x, cell in enumerate(row)
    }
    at = iter(cells)
    written = (
        "".join(cell.xml.replace("{at}", next(at)) for cell in row).join((head.format(y), "</row>"))
        for y, (head, row) in enumerate(rows, 1)
    )
    filled = [address for address, cell in cells.items() if cell.filled]
    assert scan(sheet("".join(written))) == SheetGuard(
        frozenset(address for address, cell in cells.items() if cell.formula),
        {a: cell.error for a, cell in cells.items() if cell.error is not None},
        frozenset(address for address, cell in cells.items() if cell.uncached),
        len(cells),
        validations=0,
        hidden_rows=frozenset(y for y, (head, _) in enumerate(rows) if "hidden" in head),
        external=frozenset(address for address, cell in cells.items() if cell.external),
        rows=max((int(address[1:]) for address in filled), default=0),
        cols=max((ord(address[0]) - 64 for address in filled), default=0),
    )


# --- Workbooks ---------------------------------------------------------------------------------


def test_a_workbook_of_ours(tmp_path: Path) -> None:
    """What we write has all its results, and the guard knows its formulas by sheet name."""
    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(path)
    for name in ("收入", "a & b"):
        made.add_worksheet(name).write_formula("B2", "=1+1", None, 2)
    made.close()
    found = SheetGuard(frozenset({"B2"}), {}, frozenset(), 1, validations=0, rows=2, cols=2)
    assert guard(admit(path)) == {"收入": found, "a & b": found}


def test_a_workbook_of_openpyxl(tmp_path: Path) -> None:
    """No results are left there; formulas have an empty value."""
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    tab = made.create_sheet("支出")
    tab["A1"], tab["A2"], tab["A3"] = "=1+1", "#REF!", 3
    made.save(path)
    found = guard(admit(path))
    assert found["Sheet"] == SheetGuard(frozenset(), {}, frozenset(), 0, validations=0)
    assert found["支出"] == SheetGuard(
        frozenset({"A1"}), {"A2": "#REF!"}, frozenset({"A1"}), 3, validations=0, rows=3, cols=1
    )


TARGETS = ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml", "./x/../Worksheets/SHEET1.xml"]


@pytest.mark.parametrize("target", TARGETS)
def test_targets_are_resolved(target: str) -> None:
    """A target may be relative or absolute and ignores case."""
    parts = book({"表": sheet(WRITTEN)})
    parts["xl/_rels/workbook.xml.rels"] = relations(("worksheet", target))
    assert guard(package(parts))["表"].cells == 2


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
    assert guard(package(parts))["表"].formulas == {"B1"}


def test_charts_hold_no_cells() -> None:
    """A chart sheet is a sheet of the workbook, but has nothing to guard."""
    parts = book({"图": "<chartsheet/>", "表": sheet(WRITTEN)})
    parts["xl/_rels/workbook.xml.rels"] = relations(
        ("chartsheet", "worksheets/sheet1.xml"), ("worksheet", "worksheets/sheet2.xml")
    )
    assert list(guard(package(parts))) == ["表"]


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


def commented(*targets: tuple[str, str], **parts: str) -> SheetGuard:
    """Guard a sheet that refers to parts with comments."""
    made = book({"表": sheet(WRITTEN)})
    made["xl/worksheets/_rels/sheet1.xml.rels"] = relations(*targets)
    return guard(package(made | {f"xl/{name}.xml": xml for name, xml in parts.items()}))["表"]


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
    assert commented().comments == frozenset()


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
    assert (sorted(found.formulas), found.cells) == (["A1", "A2", "B1", "B2"], 4)


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="A1" t="e"><f><x/></f><v>#REF!</v></c>',
        '<c r="A1" t="e"><x><y/></x><v>#REF!</v></c>',
    ],
)
def test_foreign_elements_hide_no_error(cell: str) -> None:
    """Calamine passes them by and returns a blank."""
    assert scan(sheet(ROW.format(cell))).errors == {"A1": "#REF!"}


# --- How much there is -------------------------------------------------------------------------

FAR = {
    "number": '<c r="Z9999"><v>1</v></c>',
    "text": '<c r="Z9999" t="inlineStr"><is><t/></is></c>',
    "formula": '<c r="Z9999"><f>1</f><v>1</v></c>',
    "error": '<c r="Z9999" t="e"><v>#N/A</v></c>',
    "odd": '<c t="b" r="z9999"><f><x/></f><v>1</v></c>',
    "unplaced": '<c r="Y9999"/><c><v>1</v></c>',
}


@pytest.mark.parametrize("cell", FAR.values(), ids=FAR)
def test_a_lone_cell_far_away_is_refused(cell: str) -> None:
    """Calamine would allocate everything from A1 to there."""
    rows = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="9999">{cell}</row>'
    assert (scan(sheet(rows)).rows, scan(sheet(rows)).cols) == (9999, 26)
    found = refusal(book({"表": sheet(rows)}), replace(LIMITS, area=259_973))
    expected = {"why": "area", "limit": "259973", "found": "259974", "name": "a.xlsx"}
    assert (found.rule, found.params) == ("XL-106", expected)


def test_formats_far_away_are_not_refused() -> None:
    """Whole columns that are only formatted are usual."""
    rows = '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1" s="1"/></row>'
    last = '<row r="1048576"><c r="A1048576" s="1"/><c s="1" r="XFD1048576"></c></row>'
    found = scan(sheet(rows + last), replace(LIMITS, area=1))
    assert (found.rows, found.cols, found.cells) == (1, 1, 4)


def test_areas_are_added_up() -> None:
    """No sheet exceeds the limit, both together do."""
    rows = ROW.format('<c r="J1"><v>1</v></c>')
    found = refusal(book({"a": sheet(rows), "b": sheet(rows)}), replace(LIMITS, area=19))
    assert (found.params["why"], found.params["found"]) == ("area", "20")


# --- Refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "xml",
    [
        sheet("<row><c></row>"),
        sheet(WRITTEN)[:-5],
        "",
        "<a>&b;</a>",
        '<?xml version="1.0" encoding="nonsense"?><a/>',
        sheet('<row r="x"><c><f>1</f></c></row>'),
        sheet('<row r="1"><c r="!1"/><c><f>1</f></c></row>'),
        sheet(f'<row r="1"><c r="{"A" * 9999}1"/><c><f>1</f></c></row>'),
        f'<a b="{"x" * (3 << 20)}"/>',
        sheet(ROW.format('<c r="A1"><f><c r="B1"><x/></c></f><v>1</v></c>')),
        sheet(ROW.format('<c r="A1"><f><row r="9"><x/></row></f><v>1</v></c>')),
        sheet(ROW.format('<c r="XFE1"><v>1</v></c>')),
        sheet(ROW.format('<c r="A1048577"><v>1</v></c>')),
        sheet(ROW.format(f'<c r="A{"9" * 9999}"><v>1</v></c>')),
        sheet(ROW.format('<c r=""><v>1</v></c>')),
    ],
    ids=[
        *("nesting", "cut", "empty", "entity", "encoding", "row", "place", "far place", "huge tag"),
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


@pytest.mark.parametrize("cell", ['<c r="A1"/>', "<c/>", "<c><f>1</f></c>"])
def test_cells_are_limited_over_all_sheets(cell: str) -> None:
    """No sheet exceeds the limit, both together do."""
    rows = ROW.format(cell * 60)
    limits = replace(LIMITS, cells=100)
    found = refusal(book({"a": sheet(rows), "b": sheet(rows)}), limits)
    expected = {"why": "cells", "limit": "100", "found": "120", "name": "a.xlsx"}
    assert (found.rule, found.params) == ("XL-106", expected)


# --- .ods --------------------------------------------------------------------------------------


def tables(*rows: str) -> Parts:
    """Return the parts of an .ods: one table for each string of rows."""
    named = (
        f'<table:table table:name="表{n}">{row}</table:table>' for n, row in enumerate(rows, 1)
    )
    spaces = " ".join(f'xmlns:{p}="urn:{p}"' for p in ("office", "table", "text", "calcext"))
    return {"content.xml": f"{XML}<office:d {spaces}>{''.join(named)}</office:d>"}


def ods(cells: str) -> SheetGuard:
    """Guard an .ods with one row of cells."""
    row = f"<table:table-row>{cells}</table:table-row>"
    return guard(package(tables(row), Format.ODS))["表1"]


def cell(attributes: str, text: str = "") -> str:
    """Return a cell of an .ods: ``t`` is its type, ``c`` the type in calcext, ``f`` a formula."""
    for short, long in ((" t=", " office:value-type="), (" c=", " calcext:value-type=")):
        attributes = attributes.replace(short, long)
    attributes = attributes.replace(" f=", " table:formula=").replace(" n=", " table:number-")
    return f"<table:table-cell{attributes}>{text}</table:table-cell>"


FLOAT = cell(' t="float"', "<text:p>1</text:p>")

ODS_CELLS = {
    "number": (FLOAT, [], {}, []),
    "formula": (cell(' f="1" t="float"', "<text:p>1</text:p>"), ["A1"], {}, []),
    "uncached": (cell(' f="1"'), ["A1"], {}, ["A1"]),
    "empty text": (cell(' f="1"', "<text:p/>"), ["A1"], {}, []),
    "error": (
        cell(' f="1" t="string" c="error"', "<text:p>#REF!</text:p>"),
        ["A1"],
        {"A1": "#REF!"},
        [],
    ),
    "error without formula": (cell(' c="error"', "<text:p>#N/A</text:p>"), [], {"A1": "#N/A"}, []),
    "error without calcext": (
        cell(' f="1" t="string"', "<text:p>#DIV/0!</text:p>"),
        ["A1"],
        {"A1": "#DIV/0!"},
        [],
    ),
    "text like an error": (cell(' t="string"', "<text:p>#REF!</text:p>"), [], {}, []),
    "after a comment": (
        cell(' c="error"', "<a><text:p>note</text:p></a><text:p>#N/A</text:p>"),
        [],
        {"A1": "#N/A"},
        [],
    ),
}


@pytest.mark.parametrize(
    ("xml", "formulas", "errors", "uncached"), ODS_CELLS.values(), ids=ODS_CELLS
)
def test_one_ods_cell(
    xml: str, formulas: list[str], errors: dict[str, str], uncached: list[str]
) -> None:
    """OpenDocument says the same with other words."""
    found = ods(xml + FLOAT)
    assert (sorted(found.formulas), found.errors) == (formulas, errors)
    assert (sorted(found.uncached), found.cells) == (uncached, 2)


def test_ods_repeats_rows_and_columns() -> None:
    """Empty cells move what follows, formulas stand as often as they are repeated."""
    empty = '<table:table-cell table:number-columns-repeated="2"/>'
    twice = cell(' f="1" table:number-columns-repeated="2"')
    row = f'<table:table-row table:number-rows-repeated="2">{empty}{twice}</table:table-row>'
    formula = cell(' f="1"')
    last = f"<table:table-row><table:covered-table-cell/>{formula}</table:table-row>"
    found = guard(package(tables(row + last, ""), Format.ODS))
    assert sorted(found["表1"].formulas) == ["B3", "C1", "C2", "D1", "D2"]
    assert (found["表1"].cells, found["表2"].cells) == (5, 0)


def test_ods_repeats_are_limited() -> None:
    """A few bytes that stand for a million formulas are refused before they are written out."""
    cells = cell(' f="1" table:number-columns-repeated="99999999"')
    row = f"<table:table-row>{cells}</table:table-row>"
    found = refusal(tables(row), kind=Format.ODS, limits=replace(LIMITS, cells=1000))
    assert (found.rule, found.params["why"], found.params["limit"]) == ("XL-106", "cells", "1000")


def test_malformed_ods_is_refused() -> None:
    """Damage is named in .ods as well."""
    found = refusal(tables('<table:table-row table:number-rows-repeated="x"/>'), kind=Format.ODS)
    assert (found.rule, found.params["member"]) == ("XL-102", "content.xml")


def test_ods_protection_hiding_and_comments() -> None:
    """OpenDocument hides by visibility, repeats what is hidden, and puts notes into cells."""
    column = "<table:table-column{}/>"
    hidden = ' table:visibility="collapse" table:number-columns-repeated="2"'
    note = "<office:annotation><text:p>a</text:p></office:annotation>"
    noted = cell(' t="string"', note)
    link = cell(" t='float' f=\"of:=['file:///x.ods'#$a.A1]\"")
    rows = (
        f"<table:table-row>{FLOAT}{noted}</table:table-row>",
        f'<table:table-row table:visibility="filter" n="2">{FLOAT}</table:table-row>',
        f"<table:table-row><table:table-cell/>{cell('', note)}{link}</table:table-row>",
        '<table:table-row table:visibility="collapse" n="1048572"><table:table-cell/>',
    )
    xml = column.format("") + column.format(hidden) + "".join(rows) + "</table:table-row>"
    xml = xml.replace(" n=", " table:number-rows-repeated=")
    parts = {
        name: str(part).replace("<table:table ", '<table:table table:protected="true" ')
        for name, part in tables(xml).items()
    }
    assert guard(package(parts, Format.ODS))["表1"] == SheetGuard(
        frozenset({"C4"}),
        {},
        frozenset(),
        5,
        protected=True,
        hidden_rows=frozenset({1, 2}),
        hidden_cols=frozenset({1, 2}),
        comments=frozenset({"B1", "B4"}),
        external=frozenset({"C4"}),
        rows=4,
        cols=3,
    )


def test_ods_area_is_limited() -> None:
    """Empty cells that are repeated count as soon as something stands behind them."""
    empty = '<table:table-row table:number-rows-repeated="9998"><table:table-cell/>'
    xml = f"<table:table-row>{FLOAT}</table:table-row>{empty}</table:table-row>"
    far = '<table:table-cell table:number-columns-repeated="25"/>'
    last = f"<table:table-row>{far}{FLOAT}</table:table-row>"
    assert guard(package(tables(xml), Format.ODS))["表1"].rows == 1
    found = refusal(tables(xml + last), replace(LIMITS, area=259_999), Format.ODS)
    assert (found.rule, found.params["why"], found.params["found"]) == ("XL-106", "area", "260000")


# --- .xls --------------------------------------------------------------------------------------

BOF, EOF = record(0x809, b"\0\6\x10\0"), record(0x0A)
CHART = record(0x809, b"\0\6\x20\0") + record(0x12, b"\0\0") + EOF


def at(row: int, col: int, more: bytes = b"") -> bytes:
    """Return the beginning of a cell's record: place and format."""
    return struct.pack("<HHH", row, col, 0) + more


def bound(names: Iterable[bytes], sheets: Iterable[bytes], more: bytes = b"") -> bytes:
    """Return a stream whose globals name the sheets behind them by what stands in their records."""
    names, sheets = list(names), list(sheets)
    size = len(biff(more)) + sum(4 + 6 + len(name) for name in names)
    starts = accumulate((len(sheet) for sheet in sheets), initial=size)
    lines = (
        record(0x85, struct.pack("<LBB", start, 0, 0) + name)
        for start, name in zip(starts, names, strict=False)
    )
    return biff(more, *lines) + b"".join(sheets)


def xls(book: bytes) -> Package:
    """Put a stream into an .xls file that was admitted."""
    return Package(
        "/returned/a.xls", Ole2({"Workbook": book.ljust(4096, b"\0")}).data(), "", Format.XLS
    )


def tab(*records: bytes) -> bytes:
    """Return the stream of a worksheet."""
    return BOF + b"".join(records) + EOF


WIDE, NARROW = b"\2\1\x36\x65\x65\x51", b"\1\0A"  # 收入 and A
RESULT = b"\xff\xff" + bytes(6)
XLS_CELLS = {
    "number": (record(0x203, at(1, 2, bytes(8))), [], {}, 1, 3),
    "RK": (record(0x27E, at(1, 2, bytes(4))), [], {}, 1, 3),
    "MULRK": (record(0xBD, at(1, 2, bytes(10)) + b"\3\0"), [], {}, 2, 4),
    "shared string": (record(0xFD, at(1, 2, bytes(4))), [], {}, 1, 3),
    "label": (record(0x204, at(1, 2, b"\1\0\0A")), [], {}, 1, 3),
    "truth": (record(0x205, at(1, 2, b"\1\0")), [], {}, 1, 3),
    "error": (record(0x205, at(1, 2, b"\x17\1")), [], {"C2": "#REF!"}, 1, 3),
    "unknown error": (record(0x205, at(1, 2, b"\x18\1")), [], {"C2": "Err:24"}, 1, 3),
    "formula": (record(6, at(1, 2, bytes(16))), ["C2"], {}, 1, 3),
    "formula with text": (record(6, at(1, 2, bytes(6) + RESULT)), ["C2"], {}, 1, 3),
    "formula with error": (
        record(6, at(1, 2, b"\2\0\x2a\0\0\0" + RESULT)),
        ["C2"],
        {"C2": "#N/A"},
        1,
        3,
    ),
    "blank": (record(0x201, at(1, 2)), [], {}, 1, 0),
    "MULBLANK": (record(0xBE, at(1, 2, bytes(4)) + b"\4\0"), [], {}, 3, 0),
}


@pytest.mark.parametrize(
    ("cell", "formulas", "errors", "cells", "cols"), XLS_CELLS.values(), ids=XLS_CELLS
)
def test_one_xls_cell(
    cell: bytes, formulas: list[str], errors: dict[str, str], cells: int, cols: int
) -> None:
    """Each record of a cell is understood; an error is never a blank."""
    found = guard(xls(bound([NARROW], [tab(cell)])))["A"]
    assert (sorted(found.formulas), found.errors) == (formulas, errors)
    assert (found.cells, found.rows, found.cols) == (cells, 2 if cols else 0, cols)


def test_an_xls_sheet() -> None:
    """Sheets go by their names; an embedded chart is no part of its sheet."""
    marks = (
        CHART,
        record(0x208, bytes(12) + b"\x20\0\0\0"),
        record(0x208, b"\1\0" + bytes(14)),
        record(0x7D, b"\2\0\3\0\0\0\0\0\1\0\0\0"),
        record(0x1C, at(4, 1)),
        record(0x12, b"\1\0"),
    )
    plain = tab(record(0x203, at(0, 0, bytes(8))))
    assert guard(xls(bound([WIDE, NARROW], [tab(*marks), plain]))) == {
        "收入": SheetGuard(
            frozenset(),
            {},
            frozenset(),
            0,
            protected=True,
            hidden_rows=frozenset({0}),
            hidden_cols=frozenset({2, 3}),
            comments=frozenset({"B5"}),
        ),
        "A": SheetGuard(frozenset(), {}, frozenset(), 1, rows=1, cols=1),
    }


@pytest.mark.parametrize(("page", "name"), [(936, "收入"), (99, "ÊÕÈë")])
def test_names_of_excel_95(page: int, name: str) -> None:
    """Before Excel 97 names were in the code page of the machine."""
    made = bound([b"\4\xca\xd5\xc8\xeb"], [tab()], record(0x42, struct.pack("<H", page)))
    old = made.replace(b"\0\6\5\0", b"\0\5\5\0", 1)
    assert list(guard(xls(old))) == [name]


ROWS = tab(*(record(0x203, at(row, 9, bytes(8))) for row in range(6)))

XLS_REFUSED = {
    "cut": (bound([NARROW], [tab()])[:-4] + b"\xff" * 9, LIMITS, "XL-102", "ole2"),
    "no beginning": (bound([NARROW], [EOF]), LIMITS, "XL-102", "ole2"),
    "short cell": (bound([NARROW], [tab(record(6, b"\0"))]), LIMITS, "XL-102", "ole2"),
    "one for two": (bound([NARROW, WIDE], [b"", tab()]), LIMITS, "XL-102", "ole2"),
    "one in another": (bound([NARROW, WIDE], [BOF, tab()]), LIMITS, "XL-102", "ole2"),
    "same name": (bound([NARROW, NARROW], [tab(), tab()]), LIMITS, "XL-105", "duplicate"),
    "cells": (bound([NARROW, WIDE], [ROWS, ROWS]), replace(LIMITS, cells=11), "XL-106", "cells"),
    "area": (bound([NARROW, WIDE], [ROWS, ROWS]), replace(LIMITS, area=119), "XL-106", "area"),
}


@pytest.mark.parametrize(("book", "limits", "rule", "why"), XLS_REFUSED.values(), ids=XLS_REFUSED)
def test_xls_is_refused(book: bytes, limits: Limits, rule: str, why: str) -> None:
    """Damage and size are named in .xls as well."""
    with pytest.raises(RefusedError) as caught:
        guard(xls(book), limits)
    assert (caught.value.rule, caught.value.params["why"]) == (rule, why)
    assert caught.value.params["name"] == "a.xls"


XLS_SEED = bound([WIDE, NARROW], [ROWS, tab(*(cell for cell, *_ in XLS_CELLS.values()))])


@given(
    changes=st.lists(
        st.tuples(st.integers(0, len(XLS_SEED) - 1), st.binary(min_size=1, max_size=4))
    )
)
@settings(max_examples=300, deadline=None)
def test_any_records_are_judged(changes: list[tuple[int, bytes]]) -> None:
    """Records with bytes changed anywhere raise nothing but a refusal."""
    made = XLS_SEED
    for place, new in changes:
        made = made[:place] + new + made[place + len(new) :]
    with suppress(RefusedError):
        guard(xls(made))


# --- What LibreOffice makes of it --------------------------------------------------------------


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("suffix", "filter_"),
    [("xlsx", "Calc MS Excel 2007 XML"), ("xls", "MS Excel 97"), ("ods", "calc8")],
)
def test_real_files_of_each_format(
    office: Office, tmp_path: Path, suffix: str, filter_: str
) -> None:
    """The same is found in each format that LibreOffice writes."""
    path, saved = tmp_path / "a.xlsx", tmp_path / f"saved.{suffix}"
    made = xlsxwriter.Workbook(path)
    tab = made.add_worksheet("收入")
    tab.write_number("A1", 1)
    for place, text in (("B1", "=1/0"), ("C1", "=NA()"), ("A3", "=A1+1"), ("A4", '="x"&A1')):
        tab.write_formula(place, text)
    tab.write_comment("D3", "note")
    tab.set_row(4, None, None, {"hidden": True})
    tab.set_column("E:F", 8, None, {"hidden": True})
    tab.write_string("G10", "last")
    tab.protect()
    made.add_worksheet("b").write_number("C9", 1)
    made.close()
    office.fill(path, saved, {}, filter=filter_)
    found = guard(admit(saved))
    assert replace(found["收入"], validations=None) == SheetGuard(
        frozenset({"B1", "C1", "A3", "A4"}),
        {"B1": "#DIV/0!", "C1": "#N/A"},
        frozenset(),
        6,
        protected=True,
        hidden_rows=frozenset({4}),
        hidden_cols=frozenset({4, 5}),
        comments=frozenset({"D3"}),
        rows=10,
        cols=7,
    )
    assert replace(found["b"], validations=None) == SheetGuard(
        frozenset(), {}, frozenset(), 1, rows=9, cols=3
    )
