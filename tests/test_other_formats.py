"""Sheets of .ods and .xls are read whole: values, formulas, errors, and what was done to them."""

from __future__ import annotations

import datetime as dt
import struct
from contextlib import suppress
from dataclasses import replace
from itertools import accumulate
from typing import TYPE_CHECKING

import pytest
import python_calamine
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_intake import biff, record
from tests.test_worksheet import XML, Parts, holding, package, refusal
from xltool.a1 import address
from xltool.errors import RefusedError
from xltool.spreadsheets.intake import AdmittedFile, Format, admit
from xltool.spreadsheets.limits import LIMITS, Limits
from xltool.spreadsheets.raw_sheet import CellError, RawSheet
from xltool.spreadsheets.workbook import sheets
from xltool.values.shown_cell import ShownCell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.office import Office
    from xltool.values.cell_values import Raw

# --- .ods --------------------------------------------------------------------------------------


def tables(*rows: str) -> Parts:
    """Return the parts of an .ods: one table for each string of rows."""
    named = (
        f'<table:table table:name="表{n}">{row}</table:table>' for n, row in enumerate(rows, 1)
    )
    spaces = " ".join(f'xmlns:{p}="urn:{p}"' for p in ("office", "table", "text", "calcext"))
    return {"content.xml": f"{XML}<office:d {spaces}>{''.join(named)}</office:d>"}


def ods(cells: str) -> RawSheet:
    """Read an .ods with one row of cells."""
    row = f"<table:table-row>{cells}</table:table-row>"
    return sheets(package(tables(row), Format.ODS))["表1"]


def found(value: Raw = None, *, formula: bool = False, uncached: bool = False) -> RawSheet:
    """Return a sheet with one cell; the format does not tell of validations."""
    return replace(holding("A1", value, formula=formula, uncached=uncached), validations=None)


def cell(attributes: str, text: str = "") -> str:
    """Return a cell of an .ods: ``t`` is its type, ``c`` the type in calcext, ``f`` a formula."""
    for short, long in ((" t=", " office:value-type="), (" c=", " calcext:value-type=")):
        attributes = attributes.replace(short, long)
    attributes = attributes.replace(" f=", " table:formula=").replace(" n=", " table:number-")
    return f"<table:table-cell{attributes}>{text}</table:table-cell>"


FLOAT = cell(' t="float" office:value="1"', "<text:p>1</text:p>")
P = "<text:p>{}</text:p>"

ODS_CELLS = {
    "number": (FLOAT, found(1.0)),
    "amount": (cell(' t="currency" office:value="1.5E+2"', P.format("￥150")), found(150.0)),
    "percentage": (cell(' t="percentage" office:value="0.95"', P.format("95%")), found("95%")),
    "truth": (cell(' t="boolean" office:boolean-value="true"', P.format("TRUE")), found(True)),  # noqa: FBT003 - a value
    "day": (
        cell(' t="date" office:date-value="2019-12-31"', P.format("31.12.19")),
        found(dt.datetime(2019, 12, 31)),  # noqa: DTZ001 - no zone
    ),
    "moment": (
        cell(' t="date" office:date-value="2019-12-31T08:30:00"', P.format("31.12.19")),
        found(dt.datetime(2019, 12, 31, 8, 30)),  # noqa: DTZ001
    ),
    "time": (
        cell(' t="time" office:time-value="PT08H30M00S"', P.format("08:30")),
        found(dt.timedelta(hours=8, minutes=30)),
    ),
    "text": (cell(' t="string"', P.format("合　计")), found("合　计")),
    "text in paragraphs": (cell(' t="string"', P.format("a") + P.format("b")), found("a\nb")),
    "text in spans": (
        cell(' t="string"', P.format("a<text:span>b<text:s text:c='2'/></text:span>c<text:s/>d")),
        found("ab  c d"),
    ),
    "text with breaks": (
        cell(' t="string"', P.format("a<text:line-break/>b<text:tab/>c")), found("a\nb\tc")
    ),
    "text, indented": (cell(' t="string"', f"\n   {P.format('a')}\n "), found("a")),
    "text in an attribute": (
        cell(' t="string" office:string-value="a"', P.format("b")), found("a")
    ),
    "text beside a drawing": (
        cell(' t="string"', f"<draw:frame>{P.format('b')}</draw:frame>{P.format('a')}"), found("a")
    ),
    "formula": (
        cell(' f="1" t="float" office:value="1"', P.format("1")), found(1.0, formula=True)
    ),
    "uncached": (cell(' f="1"'), found(formula=True, uncached=True)),
    "empty text": (cell(' f="1"', "<text:p/>"), found(formula=True)),
    "error": (
        cell(' f="1" t="string" office:string-value="" c="error"', P.format("#REF!")),
        found(CellError("#REF!"), formula=True),
    ),
    "error without formula": (cell(' c="error"', P.format("#N/A")), found(CellError("#N/A"))),
    "error without calcext": (
        cell(' f="1" t="string"', P.format("#DIV/0!")), found(CellError("#DIV/0!"), formula=True)
    ),
    "text like an error": (cell(' t="string"', P.format("#REF!")), found("#REF!")),
    "number that is none": (cell(' t="float" office:value="1,5"', P.format("1.5")), found("1.5")),
    "number without a value": (cell(' t="float"', P.format("1.5")), found("1.5")),
    "blank": (cell(' table:style-name="a"'), found()),
}  # fmt: skip


@pytest.mark.parametrize(("xml", "expected"), ODS_CELLS.values(), ids=ODS_CELLS)
def test_one_ods_cell(xml: str, expected: RawSheet) -> None:
    """OpenDocument says the same with other words."""
    assert ods(xml) == expected


def test_an_ods_comment_is_no_text() -> None:
    """What a comment says is not what its cell says."""
    note = "<office:annotation><text:p>note</text:p></office:annotation>"
    assert ods(cell(' t="string"', note + P.format("a"))) == replace(found("a"), comments={"A1"})


def test_ods_repeats_rows_and_columns() -> None:
    """Empty cells move what follows, formulas stand as often as they are repeated."""
    empty = '<table:table-cell table:number-columns-repeated="2"/>'
    twice = cell(' f="1" table:number-columns-repeated="2"')
    row = f'<table:table-row table:number-rows-repeated="2">{empty}{twice}</table:table-row>'
    formula = cell(' f="1"')
    last = f"<table:table-row><table:covered-table-cell/>{formula}</table:table-row>"
    read = sheets(package(tables(row + last, ""), Format.ODS))
    assert sorted(read["表1"].formulas) == ["B3", "C1", "C2", "D1", "D2"]
    assert read["表2"] == RawSheet()


def test_ods_repeats_values() -> None:
    """A value that is repeated stands in each of the cells."""
    twice = ' t="float" office:value="1" table:number-columns-repeated="2"'
    row = f'<table:table-row table:number-rows-repeated="2">{cell(twice)}</table:table-row>'
    values = dict.fromkeys(("A1", "B1", "A2", "B2"), 1.0)
    assert sheets(package(tables(row), Format.ODS))["表1"] == RawSheet(values)  # type: ignore[arg-type]


def test_ods_repeats_are_limited() -> None:
    """A few bytes that stand for a million formulas are refused before they are written out."""
    cells = cell(' f="1" table:number-columns-repeated="99999999"')
    row = f"<table:table-row>{cells}</table:table-row>"
    told = refusal(tables(row), kind=Format.ODS, limits=replace(LIMITS, cells=1000))
    assert (told.rule, told.params["why"], told.params["limit"]) == ("XL-106", "cells", "1000")


def test_malformed_ods_is_refused() -> None:
    """Damage is named in .ods as well."""
    told = refusal(tables('<table:table-row table:number-rows-repeated="x"/>'), kind=Format.ODS)
    assert (told.rule, told.params["member"]) == ("XL-102", "content.xml")


def test_two_ods_tables_of_one_name_are_refused() -> None:
    """Nobody knows which of them is meant."""
    parts = {name: str(part).replace("表2", "表1") for name, part in tables("", "").items()}
    told = refusal(parts, kind=Format.ODS)  # type: ignore[arg-type]
    assert (told.rule, told.params["member"]) == ("XL-105", "表1")


def test_ods_protection_hiding_and_comments() -> None:
    """OpenDocument hides by visibility, repeats what is hidden, and puts notes into cells."""
    column = "<table:table-column{}/>"
    hidden = ' table:visibility="collapse" table:number-columns-repeated="2"'
    note = "<office:annotation><text:p>a</text:p></office:annotation>"
    noted = cell(' t="string"', note)
    link = cell(" t='float' office:value='1' f=\"of:=['file:///x.ods'#$a.A1]\"")
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
    assert sheets(package(parts, Format.ODS))["表1"] == RawSheet(
        values={"A1": 1.0, "A2": 1.0, "A3": 1.0, "C4": 1.0},
        formulas={"C4"},
        external={"C4"},
        comments={"B1", "B4"},
        hidden_rows={1, 2},
        hidden_cols={1, 2},
        protected=True,
    )


def test_ods_cells_far_away_take_no_room() -> None:
    """Empty cells that are repeated cost nothing, whatever stands behind them."""
    empty = '<table:table-row table:number-rows-repeated="1048570"><table:table-cell/>'
    far = '<table:table-cell table:number-columns-repeated="16383"/>'
    xml = f"{empty}</table:table-row><table:table-row>{far}{FLOAT}</table:table-row>"
    assert sheets(package(tables(xml), Format.ODS))["表1"].values == {"XFD1048571": 1.0}


def test_merged_ods_cells() -> None:
    """Merged cells are told by the area they span."""
    spans = ' table:number-rows-spanned="3" table:number-columns-spanned="2"'
    assert ods(cell(' t="string"' + spans, P.format("a"))).merges == ["A1:B3"]


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


def xls(book: bytes) -> AdmittedFile:
    """Return a workbook that was admitted."""
    return AdmittedFile("/returned/a.xls", "", Format.XLS, book)


def tab(*records: bytes) -> bytes:
    """Return the stream of a worksheet."""
    return BOF + b"".join(records) + EOF


WIDE, NARROW = b"\2\1\x36\x65\x65\x51", b"\1\0A"  # 收入 and A
RESULT = b"\xff\xff" + bytes(6)
SHARED = record(
    0xFC,
    struct.pack("<LL", 3, 3)
    + b"\1\0\0a"
    + b"\2\0\1\x36\x65\x65\x51"
    + b"\1\0\x0c\1\0\2\0\0\0b"
    + bytes(6),
)
FORMATS = record(0x41E, struct.pack("<HHB", 164, 2, 0) + b"0%") + b"".join(
    record(0xE0, struct.pack("<HH", 0, number) + bytes(16)) for number in (0, 14, 164)
)


def holds(value: Raw = None, *, formula: bool = False) -> RawSheet:
    """Return a sheet whose C2 holds something."""
    return replace(holding("C2", value, formula=formula), validations=None)


def styled(style: int, more: bytes) -> bytes:
    """Return the beginning of C2's record, with a format."""
    return struct.pack("<HHH", 1, 2, style) + more


XLS_CELLS = {
    "number": (record(0x203, at(1, 2, struct.pack("<d", 0.1))), holds(0.1)),
    "day": (
        record(0x203, styled(1, struct.pack("<d", 43830))), holds(dt.datetime(2019, 12, 31))  # noqa: DTZ001 - no zone
    ),
    "percentage": (record(0x203, styled(2, struct.pack("<d", 0.95))), holds("95%")),
    "format that is not there": (record(0x203, styled(9, struct.pack("<d", 1))), holds(1.0)),
    "RK, half a double": (record(0x27E, at(1, 2, struct.pack("<L", 0x3FF00000))), holds(1.0)),
    "RK, hundredth": (record(0x27E, at(1, 2, struct.pack("<L", 12345 << 2 | 3))), holds(123.45)),
    "RK, negative": (record(0x27E, at(1, 2, struct.pack("<l", (-7 << 2) | 2))), holds(-7.0)),
    "MULRK": (
        record(0xBD, struct.pack("<HHHLHLH", 1, 2, 0, 1 << 2 | 2, 0, 2 << 2 | 2, 3)),
        replace(holds(1.0), values={"C2": 1.0, "D2": 2.0}),
    ),
    "shared text": (record(0xFD, at(1, 2, struct.pack("<L", 1))), holds("收入")),
    "shared text in runs": (record(0xFD, at(1, 2, struct.pack("<L", 2))), holds("b")),
    "label": (record(0x204, at(1, 2, b"\1\0\0A")), holds("A")),
    "wide label": (record(0x204, at(1, 2, b"\1\0\1\x36\x65")), holds("收")),
    "truth": (record(0x205, at(1, 2, b"\1\0")), holds(True)),  # noqa: FBT003 - a value
    "error": (record(0x205, at(1, 2, b"\x17\1")), holds(CellError("#REF!"))),
    "unknown error": (record(0x205, at(1, 2, b"\x18\1")), holds(CellError("Err:24"))),
    "formula": (
        record(6, at(1, 2, struct.pack("<d", 2) + bytes(8))), holds(2.0, formula=True)
    ),
    "formula with text": (
        record(6, at(1, 2, bytes(6) + RESULT)) + record(0x207, b"\1\0\0A"),
        holds("A", formula=True),
    ),
    "formula with text, shared": (
        record(6, at(1, 2, bytes(6) + RESULT)) + record(0x4BC) + record(0x207, b"\1\0\0A"),
        holds("A", formula=True),
    ),
    "formula with empty text": (
        record(6, at(1, 2, b"\3" + bytes(5) + RESULT)), holds(formula=True)
    ),
    "formula with a truth": (
        record(6, at(1, 2, b"\1\0\1\0\0\0" + RESULT)), holds(True, formula=True)  # noqa: FBT003
    ),
    "formula with error": (
        record(6, at(1, 2, b"\2\0\x2a\0\0\0" + RESULT)), holds(CellError("#N/A"), formula=True)
    ),
    "blank": (record(0x201, at(1, 2)), holds()),
    "MULBLANK": (record(0xBE, at(1, 2, bytes(4)) + b"\4\0"), holds()),
}  # fmt: skip


@pytest.mark.parametrize(("cell", "expected"), XLS_CELLS.values(), ids=XLS_CELLS)
def test_one_xls_cell(cell: bytes, expected: RawSheet) -> None:
    """Each record of a cell is understood; an error is never a blank."""
    assert sheets(xls(bound([NARROW], [tab(cell)], SHARED + FORMATS)))["A"] == expected


def test_shared_texts_that_go_on_in_the_next_record() -> None:
    """Where a record ends, its text goes on in the next one, which says again how wide it is."""
    parts = (
        struct.pack("<LL", 2, 2) + b"\4\0\1\x36\x65\x65\x51",
        b"\0ab" + b"\2\0\0c",
        b"\1\x36\x65",
    )
    table = record(0xFC, parts[0]) + b"".join(record(0x3C, part) for part in parts[1:])
    cells = b"".join(record(0xFD, at(0, n, struct.pack("<L", n))) for n in range(2))
    read = sheets(xls(bound([NARROW], [tab(cells)], table)))["A"]
    assert read.values == {"A1": "收入ab", "B1": "c收"}


def test_fewer_shared_texts_than_announced() -> None:
    """Those that are there are read; a cell with one that is not makes the file a damaged one."""
    table = record(0xFC, struct.pack("<LL", 9, 9) + b"\1\0\0A")
    first, ninth = (record(0xFD, at(0, 0, struct.pack("<L", n))) for n in (0, 8))
    assert sheets(xls(bound([NARROW], [tab(first)], table)))["A"].values == {"A1": "A"}
    with pytest.raises(RefusedError) as caught:
        sheets(xls(bound([NARROW], [tab(ninth)], table)))
    assert caught.value.rule == "XL-102"


def test_days_since_1904() -> None:
    """Excel on the Macintosh counted from another day."""
    more = FORMATS + record(0x22, b"\1\0")
    cell = record(0x203, styled(1, struct.pack("<d", 42368)))
    assert sheets(xls(bound([NARROW], [tab(cell)], more)))["A"] == holds(dt.datetime(2019, 12, 31))  # noqa: DTZ001 - no zone


def test_an_xls_sheet() -> None:
    """Sheets go by their names; an embedded chart is no part of its sheet."""
    marks = (
        CHART,
        record(0x208, bytes(12) + b"\x20\0\0\0"),
        record(0x208, b"\1\0" + bytes(14)),
        record(0x7D, b"\2\0\3\0\0\0\0\0\1\0\0\0"),
        record(0x1C, at(4, 1)),
        record(0xE5, struct.pack("<H4H", 1, 0, 2, 0, 1)),
        record(0x12, b"\1\0"),
    )
    plain = tab(record(0x203, at(0, 0, struct.pack("<d", 1))))
    assert sheets(xls(bound([WIDE, NARROW], [tab(*marks), plain]))) == {
        "收入": RawSheet(
            comments={"B5"},
            hidden_rows={0},
            hidden_cols={2, 3},
            merges=["A1:B3"],
            protected=True,
        ),
        "A": RawSheet({"A1": 1.0}),
    }


@pytest.mark.parametrize(("page", "name"), [(936, "收入"), (99, "ÊÕÈë")])
def test_texts_of_excel_95(page: int, name: str) -> None:
    """Before Excel 97 names and texts were in the code page of the machine."""
    text = b"\xca\xd5\xc8\xeb"
    label = record(0x204, at(1, 2, struct.pack("<H", len(text)) + text))
    made = bound([b"\4" + text], [tab(label)], record(0x42, struct.pack("<H", page)))
    old = made.replace(b"\0\6\5\0", b"\0\5\5\0", 1)
    assert sheets(xls(old)) == {name: holds(name)}


ROWS = tab(*(record(0x203, at(row, 9, bytes(8))) for row in range(6)))

XLS_REFUSED = {
    "cut": (bound([NARROW], [tab()])[:-4] + b"\xff" * 9, LIMITS, "XL-102", "ole2"),
    "no beginning": (bound([NARROW], [EOF]), LIMITS, "XL-102", "ole2"),
    "short cell": (bound([NARROW], [tab(record(6, b"\0"))]), LIMITS, "XL-102", "ole2"),
    "one for two": (bound([NARROW, WIDE], [b"", tab()]), LIMITS, "XL-102", "ole2"),
    "one in another": (bound([NARROW, WIDE], [BOF, tab()]), LIMITS, "XL-102", "ole2"),
    "same name": (bound([NARROW, NARROW], [tab(), tab()]), LIMITS, "XL-105", "duplicate"),
    "cells": (bound([NARROW, WIDE], [ROWS, ROWS]), replace(LIMITS, cells=11), "XL-106", "cells"),
}


@pytest.mark.parametrize(("book", "limits", "rule", "why"), XLS_REFUSED.values(), ids=XLS_REFUSED)
def test_xls_is_refused(book: bytes, limits: Limits, rule: str, why: str) -> None:
    """Damage and size are named in .xls as well."""
    with pytest.raises(RefusedError) as caught:
        sheets(xls(book), limits)
    assert (caught.value.rule, caught.value.params["why"]) == (rule, why)
    assert caught.value.params["name"] == "a.xls"


XLS_SEED = bound(
    [WIDE, NARROW], [ROWS, tab(*(cell for cell, _ in XLS_CELLS.values()))], SHARED + FORMATS
)


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
        sheets(xls(made))


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
    read = sheets(admit(saved))
    assert replace(read["收入"], validations=None) == RawSheet(
        values={
            "A1": 1.0, "B1": CellError("#DIV/0!"), "C1": CellError("#N/A"),
            "A3": 2.0, "A4": "x1", "G10": "last",
        },
        formulas={"B1", "C1", "A3", "A4"},
        comments={"D3"},
        hidden_rows={4},
        hidden_cols={4, 5},
        protected=True,
    )  # fmt: skip
    assert replace(read["b"], validations=None) == RawSheet({"C9": 1.0})
    book = python_calamine.CalamineWorkbook.from_path(saved)
    for name, sheet in read.items():
        grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for row, cells in enumerate(grid):
            for col, value in enumerate(cells):
                ours = sheet.at(row, col)
                assert (None if isinstance(ours, CellError) else ours) == (value or None), address(
                    row, col
                )


POINT = '<number:embedded-text number:position="3">.</number:embedded-text></number:number>'
NUMBER_STYLES = {
    "thousands": (
        '<number:number number:decimal-places="2" number:display-factor="1000"/>', "5.00"
    ),
    "a point between digits": (
        f'<number:number number:decimal-places="0" number:min-integer-digits="4">{POINT}',
        "5.000",
    ),
    "a unit": (
        '<number:number number:min-integer-digits="1"/><number:text>元</number:text>', "5000元"
    ),
    "a literal": ("<number:text>33.4</number:text>", "33.4"),
    "a scale that is none": (
        '<number:number number:decimal-places="0" number:display-factor="1e999999999"/>', ""
    ),
    "places that are none": ('<number:number number:decimal-places="x"/>', ""),
    "another element": ("<number:other/>", ""),
}  # fmt: skip


@pytest.mark.parametrize(("inner", "text"), NUMBER_STYLES.values(), ids=NUMBER_STYLES)
def test_ods_formats_show_what_those_of_others_do(inner: str, text: str) -> None:
    """A data style is a format code in other words; what is odd in it is not certain."""
    styles = (
        f'<number:number-style style:name="n">{inner}</number:number-style>'
        '<style:style style:name="c" style:family="table-cell" style:data-style-name="n"/>'
    )
    row = '<table:table-cell table:style-name="c" office:value-type="float" office:value="5000"/>'
    parts = tables(f"<table:table-row>{row}</table:table-row>")
    spaces = ' xmlns:number="urn:number" xmlns:style="urn:style"'
    head, tag, rest = str(parts["content.xml"]).partition("<office:d")
    start, end, body = rest.partition(">")
    parts["content.xml"] = head + tag + spaces + start + end + styles + body
    shown = sheets(package(parts, Format.ODS))["表1"].values["A1"]
    assert isinstance(shown, ShownCell)
    assert (shown.text, shown.certain) == (text, bool(text))
