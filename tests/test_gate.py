"""The gate holds for .ods and .xls, too; nobody else parses XML; short ways change nothing."""

from __future__ import annotations

import io
import re
import struct
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msoffcrypto.method.rc4 import DocumentRC4

from tests.corpus.book import Book
from tests.test_corpus import clean
from tests.test_intake import Ole2, biff, ods, record, refusal, zipped
from tests.test_other_formats import (
    FLOAT,
    NARROW,
    WIDE,
    P,
    at,
    bound,
    cell,
    holds,
    tab,
    tables,
    xls,
)
from tests.test_worksheet import package
from tests.test_worksheet import refusal as refused
from xltool.errors import RefusedError
from xltool.reading.read import Reader
from xltool.spreadsheets import default_password
from xltool.spreadsheets.intake import Format, admit
from xltool.spreadsheets.limits import SLOW
from xltool.spreadsheets.safe_xml import parse_xml
from xltool.spreadsheets.workbook import sheets

if TYPE_CHECKING:
    from tests.corpus.variant import Clean
    from xltool.spreadsheets.raw_sheet import RawSheet

__all__ = ["clean"]  # fixtures
XLTOOL = Path(__file__).parents[1] / "xltool"


# --- XML ---------------------------------------------------------------------------------------


def test_no_other_module_parses_xml() -> None:
    """Only ``safe_xml`` makes a parser, and it makes one that refuses a DOCTYPE.

    What drafts a pack reads by openpyxl what the gate has let in.
    """
    parsers = re.compile(
        r"\bexpat\b.*import|import.*\bexpat\b|ElementTree|\blxml\b|minidom|xml\.sax\.\w*parse|openpyxl|calamine|sax import"
    )
    users = {
        path.name for path in XLTOOL.rglob("*.py")
        if any(parsers.search(line) for line in path.read_text(encoding="utf-8").splitlines() if "import" in line)
    }  # fmt: skip
    assert users == {"safe_xml.py", "open_workbook.py"}
    source = (XLTOOL / "spreadsheets" / "safe_xml.py").read_text(encoding="utf-8")
    assert source.count("ParserCreate(") == 1


DOCTYPE = '<!DOCTYPE p [<!ENTITY e0 "x"><!ENTITY e1 "&e0;">]>'


@pytest.mark.parametrize(
    "prologue", ["<!--<a-->", "<?x <a?>", "<!-- -->\n<!--<a--> ", "\ufeff<!--<a-->"]
)
@pytest.mark.parametrize("codec", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_the_parser_refuses_a_doctype_by_itself(prologue: str, codec: str) -> None:
    """Even where nobody looked before, nothing that is declared is ever expanded."""
    content = f"{prologue}{DOCTYPE}<p>&e1;</p>".encode(codec)
    texts = list[str]()
    with pytest.raises(RefusedError) as caught:
        parse_xml(content, "a", lambda *_: None, None, texts.append)
    assert (caught.value.rule, texts) == ("XL-105", [])


def test_a_comment_may_speak_of_a_doctype() -> None:
    """What stands in a comment declares nothing."""
    found = list[str]()
    parse_xml(b"<!-- <!DOCTYPE a> --><p/>", "a", lambda tag, _: found.append(tag))
    assert found == ["p"]


@pytest.mark.parametrize("part", ["content.xml", "styles.xml", "META-INF/manifest.xml", "meta.xml"])
def test_a_doctype_is_refused_in_each_part_of_ods(part: str, tmp_path: Path) -> None:
    """The manifest, too, which is read before anything else."""
    path = tmp_path / "a.ods"
    path.write_bytes(zipped(ods({part: f"<!--<a-->{DOCTYPE}<a>&e1;</a>"})))
    assert refusal(path) == ("XL-105", {"why": "doctype", "member": part})


# --- .ods --------------------------------------------------------------------------------------

ROW = "<table:table-row{}>{}</table:table-row>"
STRING = ' t="string"'

ODS_REFUSED = {
    "row beyond": (ROW.format(' table:number-rows-repeated="1048576"', "") + ROW.format("", FLOAT), "bounds"),
    "row beyond, in two steps": (
        2 * ROW.format(' table:number-rows-repeated="900000"', "") + ROW.format("", FLOAT), "bounds"
    ),
    "column beyond": (ROW.format("", '<table:table-cell table:number-columns-repeated="16384"/>' + FLOAT), "bounds"),
    "column repeated beyond": (
        ROW.format("", cell(' t="float" office:value="1" table:number-columns-repeated="16385"')), "bounds"
    ),
    "columns repeated none": (ROW.format("", '<table:table-cell table:number-columns-repeated="0"/>'), "bounds"),
    "columns repeated less": (ROW.format("", '<table:table-cell table:number-columns-repeated="-5"/>'), "bounds"),
    "rows repeated less": (ROW.format(' table:number-rows-repeated="-1"', FLOAT), "bounds"),
    "description repeated less": ('<table:table-column table:number-columns-repeated="-3"/>', "bounds"),
    "span of less": (ROW.format("", cell(f'{STRING} table:number-columns-spanned="-5"', P.format("a"))), "bounds"),
    "span of none": (ROW.format("", cell(f'{STRING} table:number-rows-spanned="0"', P.format("a"))), "bounds"),
    "span beyond": (ROW.format("", cell(f'{STRING} table:number-rows-spanned="9999999"', P.format("a"))), "bounds"),
    "value of calcext": (ROW.format("", cell(' t="float" office:value="1" calcext:value="99"')), "ambiguous"),
    "value of calcext first": (ROW.format("", cell(' calcext:value="99" t="float" office:value="1"')), "ambiguous"),
    "value of calcext alone": (ROW.format("", cell(' t="float" calcext:value="99"')), "ambiguous"),
    "another type of calcext": (ROW.format("", cell(' t="float" c="string" office:value="1"', P.format("2"))), "ambiguous"),
    "table in a table": (ROW.format("", cell("", '<table:table table:name="x"/>')), "ambiguous"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "why"), ODS_REFUSED.values(), ids=ODS_REFUSED)
def test_ods_is_refused(rows: str, why: str) -> None:
    """What no sheet has, and what programs would read differently, is refused at once."""
    told = refused(tables(rows), kind=Format.ODS)
    assert (told.rule, told.params["why"]) == ("XL-105", why)


def test_ods_tables_of_one_name_but_for_case_are_refused() -> None:
    """Spreadsheets take names of sheets without regard to case."""
    parts = {
        name: str(part).replace("表2", "A").replace("表1", "a")
        for name, part in tables("", "").items()
    }
    told = refused(parts, kind=Format.ODS)  # type: ignore[arg-type]
    assert (told.rule, told.params["why"]) == ("XL-105", "duplicate")


ODS_ACTIVE = {
    "dde source": ('<office:dde-source office:dde-application="cmd"/>', "dde"),
    "dde formula": (ROW.format("", cell(''' f="of:=DDE(&quot;cmd&quot;;&quot;/C calc&quot;;&quot;1&quot;)"''')), "dde"),
    "web formula": (ROW.format("", cell(' f="of:=WEBSERVICE(A1)"')), "dde"),
    "ole object": (ROW.format("", cell("", '<draw:object-ole xmlns:draw="d"/>')), "ole"),
    "object outside": (
        ROW.format("", cell("", '<draw:object xmlns:draw="d" xmlns:xlink="l" xlink:href="http://127.0.0.1/a"/>')), "ole"
    ),
    "plugin": (ROW.format("", cell("", '<draw:plugin xmlns:draw="d"/>')), "ole"),
    "database": ("<table:database-range><table:database-source-sql/></table:database-range>", "connection"),
    "linked range": (ROW.format("", cell("", "<table:cell-range-source/>")), "connection"),
    "linked sheet": ("<table:table-source/>", "connection"),
}  # fmt: skip


@pytest.mark.parametrize(("rows", "what"), ODS_ACTIVE.values(), ids=ODS_ACTIVE)
def test_active_ods_is_refused(rows: str, what: str) -> None:
    """DDE, objects and data from elsewhere are told as macros are."""
    told = refused(tables(rows), kind=Format.ODS)
    assert (told.rule, told.params["what"]) == ("XL-189", what)


# --- .xls --------------------------------------------------------------------------------------


def label(text: str, *, flags: int = 1) -> bytes:
    """Return a record of a text in UTF-16: its length counts units, not characters."""
    return record(
        0x204,
        at(
            1,
            2,
            struct.pack("<HB", len(text.encode("utf-16-le")) // 2, flags)
            + text.encode("utf-16-le"),
        ),
    )


def read_xls(*records: bytes, more: bytes = b"") -> RawSheet:
    """Read an .xls with one sheet."""
    return sheets(xls(bound([NARROW], [tab(*records)], more)))["A"]


RARE = ["\U00020bb7", "\U00020bb7野家", "a\U00020bb7\U0002a700b"]


@pytest.mark.parametrize("text", RARE)
def test_rare_characters_are_two_units(text: str) -> None:
    """A label, and a formula's text, hold characters beyond the first 65,536."""
    assert read_xls(label(text)) == holds(text)
    units = len(text.encode("utf-16-le")) // 2
    result = record(6, at(1, 2, b"\0" + bytes(5) + b"\xff\xff" + bytes(8)))
    string = record(0x207, struct.pack("<HB", units, 1) + text.encode("utf-16-le"))
    assert read_xls(result, string) == holds(text, formula=True)


@pytest.mark.parametrize("cut", [2, 4, 6])
@pytest.mark.parametrize("rich", [False, True])
def test_rare_characters_go_on_in_the_next_record(cut: int, *, rich: bool) -> None:
    """A shared text may be cut anywhere, between the halves of a character, too."""
    text = "\U00020bb7野\U0002a700"
    raw = text.encode("utf-16-le")
    head = struct.pack("<HB", len(raw) // 2, 9 if rich else 1) + (b"\1\0" if rich else b"")
    runs = bytes(4) if rich else b""
    shared = record(0xFC, struct.pack("<LL", 2, 2) + head + raw[:cut])
    rest = record(0x3C, b"\1" + raw[cut:] + runs + b"\1\0\0b")
    cells = (
        record(0xFD, at(1, 2, struct.pack("<L", 0))),
        record(0xFD, at(2, 2, struct.pack("<L", 1))),
    )
    assert read_xls(*cells, more=shared + rest).values == {"C2": text, "C3": "b"}


NUMBER = record(0x203, at(1, 2, bytes(8)))
XLS_TWICE = {
    "numbers": (NUMBER, NUMBER),
    "a number and a text": (NUMBER, label("a")),
    "one of many and one": (record(0xBD, struct.pack("<HHHLHLH", 1, 2, 0, 6, 0, 10, 3)), record(0x203, at(1, 3, bytes(8)))),
    "a blank and a number": (record(0x201, at(1, 2)), NUMBER),
}  # fmt: skip


@pytest.mark.parametrize("records", XLS_TWICE.values(), ids=XLS_TWICE)
def test_two_xls_cells_of_one_address_are_refused(records: tuple[bytes, ...]) -> None:
    """Of two cells of one address some programs show the first, others the last."""
    with pytest.raises(RefusedError) as caught:
        read_xls(*records)
    assert (caught.value.rule, caught.value.params["why"]) == ("XL-105", "duplicate")
    assert caught.value.params["member"].startswith("A ")


XLS_BEYOND = {
    "number": record(0x203, struct.pack("<HHH", 0, 256, 0) + bytes(8)),
    "many": record(0xBD, struct.pack("<HHHLHLH", 0, 255, 0, 6, 0, 10, 256)),
    "blanks": record(0xBE, struct.pack("<HHHHH", 0, 65535, 0, 0, 65535)),
    "merge": record(0xE5, struct.pack("<H4H", 1, 0, 0, 0, 256)),
    "merge backwards": record(0xE5, struct.pack("<H4H", 1, 9, 0, 0, 1)),
}


@pytest.mark.parametrize("written", XLS_BEYOND.values(), ids=XLS_BEYOND)
def test_xls_places_beyond_the_sheet_are_refused(written: bytes) -> None:
    """An .xls has 256 columns, whatever a record says."""
    with pytest.raises(RefusedError) as caught:
        read_xls(written)
    assert (caught.value.rule, caught.value.params["why"]) == ("XL-105", "bounds")


def test_xls_without_its_last_end() -> None:
    """The end of the file ends the last sheet, padded with zeros or not; another sheet needs its own."""
    whole = bound([NARROW, WIDE], [tab(NUMBER), tab(label("b"))])
    for cut in (whole[:-4], whole[:-4] + bytes(100)):
        assert sheets(xls(cut))["收入"].values == {"C2": "b"}
    with pytest.raises(RefusedError):
        sheets(xls(whole[:-5]))


def test_a_format_that_is_cut_is_read_as_far_as_it_goes() -> None:
    """A number format may end with its record; a text of a cell may not."""
    formats = record(0x41E, struct.pack("<HHB", 164, 9, 0) + b"0%")
    style = record(0xE0, struct.pack("<HH", 0, 164) + bytes(16))
    number = record(0x203, struct.pack("<HHH", 1, 2, 0) + struct.pack("<d", 0.95))
    assert read_xls(number, more=formats + style).values == {"C2": "95%"}
    with pytest.raises(RefusedError):
        read_xls(record(0x204, at(1, 2, b"\x09\0\0ab")))


XLS_ACTIVE = {
    "dde": (record(0x1AE, struct.pack("<HHB", 0, 9, 0) + b"cmd\3/C ab"), "dde"),
    "connection": (record(0x876, bytes(20)), "connection"),
    "real-time data": (record(0x813, bytes(20)), "dde"),
    "query table": (record(0x1AD, bytes(20)), "connection"),
}


@pytest.mark.parametrize(("written", "what"), XLS_ACTIVE.values(), ids=XLS_ACTIVE)
def test_active_xls_is_refused(written: bytes, what: str, tmp_path: Path) -> None:
    """Links to programs and connections are told when the file is admitted."""
    path = tmp_path / "a.xls"
    path.write_bytes(Ole2({"Workbook": biff(written) + bytes(4096)}).data())
    rule, params = refusal(path)
    assert (rule, params["what"]) == ("XL-189", what)


def test_a_link_to_another_workbook_is_none(tmp_path: Path) -> None:
    """A workbook that another one takes figures from is told at the cells, not refused."""
    path = tmp_path / "a.xls"
    book = record(0x1AE, struct.pack("<HHB", 1, 6, 0) + b"\1a.xls") + record(0x1AE, b"\1\0\1\4")
    path.write_bytes(Ole2({"Workbook": biff(book) + bytes(4096)}).data())
    assert admit(path).format is Format.XLS


@pytest.mark.parametrize(
    ("name", "what"), [("MBD0001A2B3", "ole"), ("LNK01", "ole"), ("Ctls", "activex")]
)
def test_objects_in_xls_are_refused(name: str, what: str, tmp_path: Path) -> None:
    """Objects and controls lie in storages of their own beside the workbook."""
    path = tmp_path / "a.xls"
    path.write_bytes(Ole2({"Workbook": biff() + bytes(4096), name: b"v"}).data())
    assert refusal(path) == ("XL-189", {"what": what, "member": name.lower()})


def encrypted_xls(password: str) -> bytes:
    """Return an .xls whose records behind FilePass are encrypted by RC4, with a password."""
    salt = bytes(range(16))
    plain = bound([NARROW], [tab(label("秘"))], record(0x2F, bytes(54)))
    body, clear, at_ = bytearray(), bytearray(), 0
    while at_ < len(plain):
        kind, size = struct.unpack_from("<HH", plain, at_)
        content = plain[at_ + 4 : at_ + 4 + size]
        left = {0x809: size, 0x2F: size, 0x85: 4}.get(kind, 0)
        body += bytes(4) + bytes(left) + content[left:]
        clear += b"\1" * (4 + left) + bytes(size - left)
        at_ += 4 + size
    cipher = DocumentRC4.decrypt(password, salt, io.BytesIO(bytes(body)), blocksize=1024).read()
    mixed = bytes(p if shown else c for p, c, shown in zip(plain, cipher, clear, strict=True))
    verifier = bytes(16)
    block = DocumentRC4.decrypt(
        password, salt, io.BytesIO(verifier + _md5(verifier)), blocksize=1024
    ).read()
    info = struct.pack("<HHH", 1, 1, 1) + salt + block
    return Ole2(
        {"Workbook": mixed.replace(record(0x2F, bytes(54)), record(0x2F, info)) + bytes(4096)}
    ).data()


def _md5(data: bytes) -> bytes:
    from hashlib import md5  # noqa: PLC0415 - what the format asks for

    return md5(data, usedforsecurity=False).digest()


def test_the_default_password_of_xls(tmp_path: Path) -> None:
    """A protected structure encrypts an .xls without anybody being asked; others stay closed."""
    path = tmp_path / "a.xls"
    path.write_bytes(encrypted_xls(default_password.PASSWORD))
    assert sheets(admit(path))["A"].values == {"C2": "秘"}
    path.write_bytes(encrypted_xls("1"))
    assert refusal(path) == ("XL-103", {})


def test_what_was_decrypted_passes_the_gate_again(clean: Clean, tmp_path: Path) -> None:
    """A macro is not hidden by a password that everybody knows."""
    from msoffcrypto.format.ooxml import OOXMLFile  # noqa: PLC0415 - once

    target = io.BytesIO()
    data = Book(clean.data()).put("xl/vbaProject.bin", b"v").data()
    OOXMLFile(io.BytesIO(data)).encrypt(default_password.PASSWORD, target)
    path = tmp_path / "a.xlsx"
    path.write_bytes(target.getvalue())
    assert refusal(path)[0] == "XL-104"


def test_the_description_of_an_encryption_declares_nothing() -> None:
    """Its XML is read here, not by the library, whose parser would take a DOCTYPE."""
    info = b"\4\0\4\0\x40\0\0\0" + f"<!--<a-->{DOCTYPE}<encryption>&e1;</encryption>".encode()
    with pytest.raises(RefusedError) as caught:
        default_password.decrypt_package(info, bytes(100))
    assert (caught.value.rule, caught.value.params["why"]) == ("XL-105", "doctype")


@pytest.mark.parametrize(
    "info", [b"", b"\4\0\4\0", b"\4\0\4\0\x40\0\0\0<a/>", b"\3\0\2\0" + bytes(200)]
)
def test_crooked_encryptions_are_passwords(info: bytes) -> None:
    """Whatever describes no encryption that is known cannot be opened, and nothing is raised."""
    assert default_password.decrypt_package(info, bytes(100)) is None


# --- Short ways --------------------------------------------------------------------------------


def test_the_switch_is_read_where_a_reader_is_made(
    monkeypatch: pytest.MonkeyPatch, clean: Clean
) -> None:
    """Nothing is kept between readers: one that was made before goes on as it was."""
    monkeypatch.setenv(SLOW, "1")
    assert not vars(Reader(clean.pack))["_short"]
    monkeypatch.delenv(SLOW)
    assert vars(Reader(clean.pack))["_short"]


def test_ods_that_is_sound_is_read() -> None:
    """LibreOffice repeats its last row to the end of the sheet, and marks errors in calcext."""
    rows = ROW.format("", FLOAT) + ROW.format(
        ' table:number-rows-repeated="1048575"', "<table:table-cell/>"
    )
    same = ROW.format("", cell(' t="float" c="float" office:value="1"'))
    assert sheets(package(tables(rows, same), Format.ODS))["表2"].values == {"A1": 1.0}
