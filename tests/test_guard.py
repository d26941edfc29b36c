"""The guard finds formulas, error values and missing results however a sheet's XML is written."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.errors import RefusedError
from xltool.guard import SheetGuard, guard
from xltool.intake import LIMITS, Format, Limits, Package, admit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

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
    assert scan(sheet(last, extension)) == SheetGuard(frozenset(), {}, frozenset(), 1)


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
    assert scan(xml) == SheetGuard(frozenset({"B1"}), {}, frozenset({"B1"}), 2)


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
    error: str
    uncached: bool


def made(kind: str, text: str, formula: str | None, *, quote: str, placed: bool) -> Made:
    """Write a cell; ``{at}`` is where its address goes."""
    at = f" r={quote}{{at}}{quote}" if placed else ""
    head = f"<c{at} s={quote}1{quote} t={quote}{kind}{quote}>"
    value = f"<v>{escape(text)}</v>" if text else ""
    function = "" if formula is None else f"<f>{escape(formula)}</f>"
    error = text.strip() if kind == "e" else ""
    uncached = formula is not None and not text
    return Made(f"{head}{function}{value}</c>", formula is not None, error, uncached)


MADE = st.builds(
    made,
    st.sampled_from(["n", "s", "str", "e", "b"]),
    st.sampled_from(["", "1", "-1.5E-7", "#REF!", "a<b", " x"]),
    st.sampled_from([None, None, "", "A1+1", "'a & b'!C3>1"]),
    quote=st.sampled_from("\"'"),
    placed=st.booleans(),
)


@given(rows=st.lists(st.lists(MADE, max_size=9), max_size=5))
@settings(deadline=None)
def test_mixed_cells(rows: list[list[Made]]) -> None:
    """The usual cells, which are cut out, and the odd ones between them keep their places."""
    cells = {
        f"{chr(65 + x)}{y}": cell for y, row in enumerate(rows, 1) for x, cell in enumerate(row)
    }
    at = iter(cells)
    written = (
        "".join(cell.xml.replace("{at}", next(at)) for cell in row).join(("<row>", "</row>"))
        for row in rows
    )
    assert scan(sheet("".join(written))) == SheetGuard(
        frozenset(address for address, cell in cells.items() if cell.formula),
        {address: cell.error for address, cell in cells.items() if cell.error},
        frozenset(address for address, cell in cells.items() if cell.uncached),
        len(cells),
    )


# --- Workbooks ---------------------------------------------------------------------------------


def test_a_workbook_of_ours(tmp_path: Path) -> None:
    """What we write has all its results, and the guard knows its formulas by sheet name."""
    path = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(path)
    for name in ("收入", "a & b"):
        made.add_worksheet(name).write_formula("B2", "=1+1", None, 2)
    made.close()
    found = SheetGuard(frozenset({"B2"}), {}, frozenset(), 1)
    assert guard(admit(path)) == {"收入": found, "a & b": found}


def test_a_workbook_of_openpyxl(tmp_path: Path) -> None:
    """No results are left there; formulas have an empty value."""
    path = tmp_path / "a.xlsx"
    made = openpyxl.Workbook()
    tab = made.create_sheet("支出")
    tab["A1"], tab["A2"], tab["A3"] = "=1+1", "#REF!", 3
    made.save(path)
    found = guard(admit(path))
    assert found["Sheet"] == SheetGuard(frozenset(), {}, frozenset(), 0)
    assert found["支出"] == SheetGuard(frozenset({"A1"}), {"A2": "#REF!"}, frozenset({"A1"}), 3)


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


def test_xls_is_not_scanned() -> None:
    """An .xls has an empty mapping, whatever is in it."""
    assert guard(Package("a.xls", b"", "", Format.XLS)) == {}


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
    ],
    ids=["nesting", "cut", "empty", "entity", "encoding", "row", "place", "far place", "huge tag"],
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
