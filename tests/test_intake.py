"""The gate lets real workbooks through and names what is wrong with everything else."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import os
import pickle
import socket
import struct
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from xltool.errors import RefusedError
from xltool.kinds import ColumnKind, Severity
from xltool.messages.reasons import word
from xltool.messages.render import render
from xltool.model.findings import Finding
from xltool.model.forms import Column
from xltool.spreadsheets.intake import Format, admit
from xltool.spreadsheets.limits import LIMITS, Limits
from xltool.spreadsheets.skipped_files import skip_reason
from xltool.values.cell_values import read_value
from xltool.values.decimal_text import decimal_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from xltool.values.stored_values import Stored

OFFICE = "application/vnd.openxmlformats"
MAIN = f"{OFFICE}-officedocument.spreadsheetml.sheet.main+xml"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
XML = '<?xml version="1.0" encoding="UTF-8"?>'
DOCTYPE = '<!DOCTYPE r [<!ENTITY a "b">]><r/>'


# --- Builders ----------------------------------------------------------------------------------


def content_types(*types: str) -> str:
    """Return ``[Content_Types].xml`` that declares one part of each type."""
    parts = "".join(f'<Override PartName="/p{n}" ContentType="{t}"/>' for n, t in enumerate(types))
    return f"{XML}<Types>{parts}</Types>"


def xlsx(more: Mapping[str, str | bytes] | None = None, *types: str) -> dict[str, str | bytes]:
    """Return the parts of the smallest package that is a workbook."""
    return {
        "[Content_Types].xml": content_types(*(types or (MAIN,))),
        "_rels/.rels": f"{XML}<Relationships/>",
        "xl/workbook.xml": f"{XML}<workbook/>",
        **(more or {}),
    }


def ods(more: Mapping[str, str | bytes] | None = None, kind: str = ODS) -> dict[str, str | bytes]:
    """Return the parts of the smallest OpenDocument package."""
    return {"mimetype": kind, "content.xml": f"{XML}<c/>", **(more or {})}


def zipped(parts: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Pack parts as Office does."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def local(name: str, content: bytes, flags: int = 0) -> bytes:
    """Return a stored member: local header and content."""
    head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, flags, 0, 0, 33, *facts(content), len(name), 0)
    return head + name.encode() + content


def facts(content: bytes) -> tuple[int, int, int]:
    """Return what headers say about stored content."""
    return zlib.crc32(content), len(content), len(content)


def listed(body: bytes, entries: Iterable[tuple[str, bytes, int]], flags: int = 0) -> bytes:
    """Put a table of contents behind members that stand where the caller says."""
    table = b"".join(
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\1\2",
            20,
            20,
            flags,
            0,
            0,
            33,
            *facts(content),
            len(name),
            *[0] * 5,
            at,
        )
        + name.encode()
        for name, content, at in entries
    )
    count = table.count(b"PK\1\2")
    return (
        body
        + table
        + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(table), len(body), 0)
    )


def record(kind: int, body: bytes = b"") -> bytes:
    """Return one record of a BIFF stream."""
    return struct.pack("<HH", kind, len(body)) + body


def biff(*records: bytes) -> bytes:
    """Return the stream of an .xls workbook up to the end of its globals."""
    return record(0x0809, b"\0\6\5\0") + b"".join(records) + record(0x000A)


class Ole2:
    """An OLE2 file written by hand: 512-byte sectors, small streams in the mini stream."""

    def __init__(
        self, streams: Mapping[str, bytes], buried: Mapping[str, bytes] | None = None
    ) -> None:
        """Lay the streams out; ``buried`` ones stand in the directory, but in no storage."""
        self.sectors: list[bytes] = []
        self.fat: list[int] = []
        self.mini, self.minifat = b"", list[int]()
        both = {**streams, **(buried or {})}
        entries = [
            self.entry(
                name, 2, self.place(content), len(content), right=n if n <= len(streams) else -1
            )
            for n, (name, content) in enumerate(both.items(), 2)
        ]
        root = self.entry("Root Entry", 5, self.put(self.mini), len(self.mini), child=1)
        self.directory = self.put(b"".join([root, *entries]))
        self.minitable = self.put(struct.pack(f"<{len(self.minifat)}l", *self.minifat))

    def entry(
        self, name: str, kind: int, start: int, size: int, right: int = -1, child: int = -1
    ) -> bytes:
        """Return one line of the directory."""
        raw = name.encode("utf-16-le")
        return struct.pack(
            "<64sHBxlll36xlL4x", raw, len(raw) + 2, kind, -1, right, child, start, size
        )

    def put(self, content: bytes) -> int:
        """Store content in sectors; return the first."""
        return self.chain(content, 512, self.sectors, self.fat)

    def place(self, content: bytes) -> int:
        """Store a stream where its size wants it."""
        if len(content) >= 4096:
            return self.put(content)
        pieces: list[bytes] = [self.mini[i : i + 64] for i in range(0, len(self.mini), 64)]
        start = self.chain(content, 64, pieces, self.minifat)
        self.mini = b"".join(pieces)
        return start

    def chain(self, content: bytes, size: int, pieces: list[bytes], table: list[int]) -> int:
        """Append content piece by piece and its chain to the table."""
        start = len(pieces)
        pieces += [content[i : i + size].ljust(size, b"\0") for i in range(0, len(content), size)]
        table += [*range(start + 1, len(pieces)), -2] if content else []
        return start if content else -2

    def data(self) -> bytes:
        """Return the file."""
        fat = [*self.fat, -3]
        head = struct.pack(
            "<8s16x5H10xLl4xLlLlL109l",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            *(0x3E, 3, 0xFFFE, 9, 6),
            *(1, self.directory, 4096, self.minitable, 1, -2, 0),
            *(len(self.sectors), *[-1] * 108),
        )
        table = struct.pack("<128l", *fat, *[-1] * (128 - len(fat)))
        return head + b"".join(self.sectors) + table


def refusal(path: Path, limits: Limits = LIMITS) -> tuple[str, dict[str, str]]:
    """Return rule and blanks of the refusal, without the file's name."""
    with pytest.raises(RefusedError) as caught:
        admit(path, limits)
    assert caught.value.params.pop("name") == path.name
    return caught.value.rule, caught.value.params


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return the path of the file under test; its name always says .xlsx."""
    return tmp_path / "312002-平安.xlsx"


# --- What passes -------------------------------------------------------------------------------


def write_xlsxwriter(path: Path) -> None:
    """Write a workbook as we do."""
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("表").write(0, 0, "合　计")
    book.close()


def write_openpyxl(path: Path) -> None:
    """Write a workbook as many scripts do."""
    book = openpyxl.Workbook()
    book.create_sheet("表")["A1"] = 1
    book.save(path)


@pytest.mark.parametrize("write", [write_xlsxwriter, write_openpyxl])
def test_workbooks_of_real_libraries_pass(write: Callable[[Path], None], file: Path) -> None:
    """What the libraries write is admitted, with its bytes and their digest."""
    write(file)
    package = admit(file)
    data = file.read_bytes()
    assert package.format is Format.XLSX
    assert (package.path, package.format) == (str(file), Format.XLSX)
    assert package.sha256 == hashlib.sha256(data).hexdigest()


WORKBOOKS = {
    "minimal": (zipped(xlsx()), Format.XLSX),
    "stored": (zipped(xlsx(), zipfile.ZIP_STORED), Format.XLSX),
    "template": (zipped(xlsx(None, MAIN.replace(".sheet.", ".template."))), Format.XLSX),
    "xlsm without macros": (
        zipped(xlsx(None, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")),
        Format.XLSX,
    ),
    "holds a docx": (zipped(xlsx({"xl/embeddings/a.docx": zipped({"a": "b"})})), Format.XLSX),
    "folder entries": (zipped(xlsx({"xl/": "", "docProps/": ""})), Format.XLSX),
    "UTF-16 parts": (
        zipped(xlsx({"xl/a.xml": '<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16")})),
        Format.XLSX,
    ),
    "padded with zeros": (zipped(xlsx()) + b"\0" * 512, Format.XLSX),
    "DOCTYPE in a text": (zipped(xlsx({"a.txt": "see <!DOCTYPE html>"})), Format.XLSX),
    "ods": (zipped(ods()), Format.ODS),
    "ods template": (zipped(ods(kind=ODS + "-template")), Format.ODS),
    "xls": (
        Ole2({"Workbook": biff(record(0x85, b"\0\0\0\0\0\0\1\0A")) + bytes(4096)}).data(),
        Format.XLS,
    ),
    "small xls": (Ole2({"a": b"a" * 99, "Workbook": biff()}).data(), Format.XLS),
    "xls of Excel 95": (Ole2({"Book": biff() + bytes(4096)}).data(), Format.XLS),
}


@pytest.mark.parametrize(("data", "expected"), WORKBOOKS.values(), ids=WORKBOOKS)
def test_unusual_workbooks_pass(data: bytes, expected: Format, file: Path) -> None:
    """What is unusual but sound is admitted, and content decides what it is."""
    file.write_bytes(data)
    assert admit(file).format is expected


# --- XL-101: not a workbook --------------------------------------------------------------------


def typed(kind: str) -> bytes:
    """Return a package that says what it is and holds nothing else."""
    return zipped({"[Content_Types].xml": content_types(kind)})


OTHERS = {
    "empty": b"",
    "html": b"\xef\xbb\xbf\r\n<HTML><body><table><tr><td>1</td></tr></table>",
    "text": "项目,金额\n合计,1.00\n".encode(),
    "pdf": b"%PDF-1.7\n%\xe2\xe3",
    "rtf": b"{\\rtf1\\ansi}",
    "image": b"\x89PNG\r\n\x1a\n\0\0",
    "archive": b"Rar!\x1a\7\0",
    "xml": b'<?xml version="1.0"?><office:document><style:style/>',
    "xmlss": b'<?xml version="1.0"?><W xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
    "docx": typed(f"{OFFICE}-officedocument.wordprocessingml.document.main+xml"),
    "pptx": typed(f"{OFFICE}-officedocument.presentationml.presentation.main+xml"),
    "xlsb": typed("application/vnd.ms-excel.sheet.binary.macroEnabled.main"),
    "doc": Ole2({"WordDocument": b"w" * 9}, buried={"Workbook": biff()}).data(),
    "ppt": Ole2({"PowerPoint Document": b"p" * 9}).data(),
    "ole2": Ole2({"Thumbs": b"t" * 9}).data(),
    "odf": zipped(ods(kind="application/vnd.oasis.opendocument.text")),
    "zip": zipped({"报表/312002.xlsx": zipped(xlsx())}),
    "xls-old": b"\x09\x04\x06\0\0\0\x10\0",
    "unknown": bytes(range(256)),
}


@pytest.mark.parametrize(("what", "data"), OTHERS.items(), ids=OTHERS)
def test_other_files_are_named(what: str, data: bytes, file: Path) -> None:
    """A file that is no workbook is refused with the word for what it is."""
    file.write_bytes(data)
    assert refusal(file) == ("XL-101", {"what": what})


MORE_OTHERS = {
    "gbk": ("text", "项目,金额\r\n合计,1.00\r\n".encode("gbk")),
    "utf-16": ("text", "项目\t金额".encode("utf-16")),
    "page saved as xls": ("html", b"MIME-Version: 1.0\r\nContent-Type: multipart/related"),
    "empty zip": ("zip", zipped({})),
    "control characters": ("unknown", b"abc\0\1def"),
}


@pytest.mark.parametrize(("what", "data"), MORE_OTHERS.values(), ids=MORE_OTHERS)
def test_other_spellings_are_named_too(what: str, data: bytes, file: Path) -> None:
    """Encodings and wrappings met in offices don't hide what a file is."""
    file.write_bytes(data)
    assert refusal(file) == ("XL-101", {"what": what})


# --- XL-102: damaged ---------------------------------------------------------------------------

BINARY = bytes(range(256)) * 9
PACKED = zipped(xlsx({"xl/a.bin": BINARY}))
STORED = zipped(xlsx({"xl/a.bin": BINARY}), zipfile.ZIP_STORED)


def patched(data: bytes, at: int, new: bytes) -> bytes:
    """Overwrite bytes; a negative position counts from the end."""
    at %= len(data)
    return data[:at] + new + data[at + len(new) :]


def inside(data: bytes) -> int:
    """Return the position of the content of ``xl/a.bin``."""
    return data.index(b"xl/a.bin") + len("xl/a.bin")


def row(data: bytes) -> int:
    """Return the position of the line for ``xl/a.bin`` in the table of contents."""
    return data.rindex(b"xl/a.bin") - 46


def understated() -> bytes:
    """Declare only the beginning of a member, with a CRC to match: zipfile would believe it."""
    facts = struct.pack("<L", zlib.crc32(BINARY[:100])), struct.pack("<L", 100)
    data = patched(PACKED, row(PACKED) + 16, facts[0])
    return patched(data, row(PACKED) + 24, facts[1])


XLS = Ole2({"Workbook": biff() + bytes(8192)})

DAMAGED = {
    "half": (PACKED[: len(PACKED) // 2], "truncated", ""),
    "magic only": (b"PK\3\4", "truncated", ""),
    "end record cut": (PACKED[:-4], "contents", ""),
    "line of contents": (patched(PACKED, row(PACKED), b"XX"), "contents", ""),
    "wrong count": (patched(PACKED, -12, b"\7\0"), "contents", ""),
    "name differs": (patched(PACKED, inside(PACKED) - 1, b"m"), "header", "xl/a.bin"),
    "header gone": (patched(PACKED, inside(PACKED) - 38, b"XX"), "header", "xl/a.bin"),
    "method": (zipped(xlsx({"a": "b"}), zipfile.ZIP_BZIP2), "header", "[Content_Types].xml"),
    "junk before": (b"PK\3\4junk" + PACKED, "prefix", ""),
    "junk behind": (PACKED + b"junk", "trailing", ""),
    "bits of deflate": (patched(PACKED, inside(PACKED), b"\xff"), "inflate", "xl/a.bin"),
    "bits of content": (patched(STORED, inside(STORED) + 9, b"!"), "crc", "xl/a.bin"),
    "longer than declared": (understated(), "crc", "xl/a.bin"),
    "no content types": (
        zipped({k: v for k, v in xlsx().items() if k != "[Content_Types].xml"}),
        "part",
        "[Content_Types].xml",
    ),
    "no workbook": (
        zipped({k: v for k, v in xlsx().items() if k != "xl/workbook.xml"}),
        "part",
        "xl/workbook.xml",
    ),
    "ods without content": (zipped({"mimetype": ODS}), "part", "content.xml"),
    "content types": (
        zipped(xlsx({"[Content_Types].xml": "<Types><Override></Types>"})),
        "xml",
        "[Content_Types].xml",
    ),
    "xls cut": (XLS.data()[:5000], "ole2", ""),
    "xls header only": (XLS.data()[:100], "ole2", ""),
    "xls runs in circles": (patched(XLS.data(), -512, struct.pack("<L", 0)), "ole2", ""),
    "xls with huge sectors": (patched(XLS.data(), 32, b"\xff"), "ole2", ""),
    "xls without records": (Ole2({"Workbook": bytes(5000)}).data(), "ole2", ""),
}


@pytest.mark.parametrize(("data", "why", "member"), DAMAGED.values(), ids=DAMAGED)
def test_damage_is_named(data: bytes, why: str, member: str, file: Path) -> None:
    """A damaged file is refused with the kind of damage and the member that has it."""
    file.write_bytes(data)
    assert refusal(file) == ("XL-102", {"why": why, "member": member})


# --- XL-103: a password, XL-104: macros --------------------------------------------------------

MANIFEST = "<m:manifest><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>"

ENCRYPTED = {
    "xlsx": Ole2({"EncryptionInfo": b"i" * 99, "EncryptedPackage": b"p" * 5000}).data(),
    "xls": Ole2({"Workbook": biff(record(0x2F, b"\0" * 6)) + bytes(4096)}).data(),
    "ods": zipped(ods({"content.xml": b"\x8b\x13", "META-INF/manifest.xml": MANIFEST})),
    "zip": patched(PACKED, row(PACKED) + 8, b"\1"),
    "office network": b"b\x14#e\0\0E-SafeNet\0\0LOCK" + bytes(99),
}


@pytest.mark.parametrize("data", ENCRYPTED.values(), ids=ENCRYPTED)
def test_encryption_is_recognised(data: bytes, file: Path) -> None:
    """Whatever the envelope, a file that needs a password is told apart from a damaged one."""
    file.write_bytes(data)
    assert refusal(file) == ("XL-103", {})


MACRO_SHEET = biff(record(0x85, b"\0\0\0\0\0\1\1\0M"))

MACROS = {
    "vba": (zipped(xlsx({"xl/vbaProject.bin": b"v"})), "xl/vbaProject.bin"),
    "vba elsewhere": (zipped(xlsx({"Custom/VBAPROJECT2.BIN": b"v"})), "Custom/VBAPROJECT2.BIN"),
    "vba by type": (
        zipped(xlsx(None, MAIN, "application/vnd.ms-office.vbaProject")),
        "[Content_Types].xml",
    ),
    "macro sheet": (
        zipped(xlsx({"xl/macrosheets/sheet1.xml": "<a/>"})),
        "xl/macrosheets/sheet1.xml",
    ),
    "macro sheet by type": (
        zipped(xlsx(None, MAIN, "application/vnd.ms-excel.macrosheet+xml")),
        "[Content_Types].xml",
    ),
    "ods": (zipped(ods({"Basic/Standard/Module1.xml": "<m/>"})), "Basic/Standard/Module1.xml"),
    "ods python": (zipped(ods({"Scripts/python/a.py": ""})), "Scripts/python/a.py"),
    "xls": (
        Ole2({"Workbook": biff() + bytes(4096), "_VBA_PROJECT_CUR": b"v"}).data(),
        "_vba_project_cur",
    ),
    "xls macro sheet": (Ole2({"Workbook": MACRO_SHEET + bytes(4096)}).data(), "workbook"),
}


@pytest.mark.parametrize(("data", "member"), MACROS.values(), ids=MACROS)
def test_macros_are_refused(data: bytes, member: str, file: Path) -> None:
    """Macros are found by name and by type, in each format, VBA and Excel 4 alike."""
    file.write_bytes(data)
    assert refusal(file) == ("XL-104", {"member": member})


# --- XL-105: unsafe ----------------------------------------------------------------------------


def twice() -> bytes:
    """Return a package with two members of one name, but for the case."""
    return zipped({**xlsx(), "XL/Workbook.xml": "<b/>"})


def nested() -> bytes:
    """Return a package whose second member lies inside the first."""
    inner = local("b", b"inner")
    body = local("a", inner)
    at = len(body) - len(inner)
    return listed(body, [("a", inner, 0), ("b", b"inner", at)])


def shared() -> bytes:
    """Return a package whose last member reaches into the table of contents."""
    body = local("a", b"x" * 60)
    return listed(body, [("a", b"x" * 60, 0)])


UNSAFE = {
    "same name": (twice(), "duplicate", "XL/Workbook.xml"),
    "up": (zipped(xlsx({"../a": ""})), "escape", "../a"),
    "up from within": (zipped(xlsx({"xl/../../a": ""})), "escape", "xl/../../a"),
    "absolute": (zipped(xlsx({"/etc/passwd": ""})), "escape", "/etc/passwd"),
    "up by backslashes": (zipped(xlsx({"..\\a": ""})), "escape", "../a"),
    "both slashes": (zipped({**xlsx(), "xl\\Workbook.xml": ""}), "duplicate", "xl\\Workbook.xml"),
    "drive": (zipped(xlsx({"C:/a": ""})), "escape", "C:/a"),
    "overlap": (nested(), "overlap", "a"),
    "svg": (zipped(xlsx({"xl/media/a.svg": DOCTYPE})), "doctype", "xl/media/a.svg"),
    "late": (
        zipped(xlsx({"a.xml": f"{XML}{' ' * ((1 << 18) - len(XML) - 4)}{DOCTYPE}"})),
        "doctype",
        "a.xml",
    ),
    "utf-7": (
        zipped(xlsx({"a.xml": '<?xml version="1.0" encoding="utf-7"?>+ADw-!DOCTYPE a+AD4-<a/>'})),
        "encoding",
        "a.xml",
    ),
    "ebcdic": (zipped(xlsx({"a.xml": f"{XML}{DOCTYPE}".encode("cp037")})), "encoding", "a.xml"),
}


@pytest.mark.parametrize(("data", "why", "member"), UNSAFE.values(), ids=UNSAFE)
def test_unsafe_packages_are_refused(data: bytes, why: str, member: str, file: Path) -> None:
    """Two truths about one name, paths that leave the package and entities never get further."""
    file.write_bytes(data)
    assert refusal(file) == ("XL-105", {"why": why, "member": member})


@pytest.mark.parametrize(
    "codec",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"],
)
def test_doctype_is_seen_in_every_encoding(codec: str, file: Path) -> None:
    """A DOCTYPE is refused however its letters are spelt in bytes, and in any part."""
    file.write_bytes(zipped(xlsx({"xl/worksheets/sheet1.xml": DOCTYPE.encode(codec)})))
    expected = {"why": "doctype", "member": "xl/worksheets/sheet1.xml"}
    assert refusal(file) == ("XL-105", expected)


# --- XL-106: too large -------------------------------------------------------------------------


def test_a_large_file_is_not_read(file: Path) -> None:
    """The size of the file is judged before its bytes are read."""
    file.write_bytes(bytes(1000))
    limits = replace(LIMITS, file_bytes=999)
    expected = {"why": "file", "limit": "999", "found": "1000"}
    assert refusal(file, limits) == ("XL-106", expected)


def test_a_zip_bomb_stops_at_the_ratio(file: Path) -> None:
    """A few packed bytes that become many are refused long before they are all inflated."""
    file.write_bytes(zipped(xlsx({"xl/a.bin": bytes(5 << 20)})))
    rule, blanks = refusal(file)
    assert (rule, blanks["why"], blanks["limit"]) == ("XL-106", "ratio", "200")
    assert 200 < int(blanks["found"]) < 400


def test_inflated_bytes_are_counted(file: Path) -> None:
    """The limit on inflated bytes holds over all members together."""
    file.write_bytes(zipped(xlsx({"xl/a.bin": os.urandom(9000), "xl/b.bin": os.urandom(9000)})))
    rule, blanks = refusal(file, replace(LIMITS, inflated_bytes=10_000))
    assert (rule, blanks["why"], blanks["limit"]) == ("XL-106", "inflated", "10000")
    assert 10_000 < int(blanks["found"]) < 19_000


def test_a_bomb_among_the_parts_that_identify_a_file_is_counted_too(file: Path) -> None:
    """Content types are read before all else; they must not be the way around the limit."""
    file.write_bytes(zipped(xlsx({"[Content_Types].xml": b"<a>" + b" " * (5 << 20)})))
    rule, blanks = refusal(file)
    assert (rule, blanks["why"], blanks["limit"]) == ("XL-106", "ratio", "200")


def test_small_packages_may_be_repetitive(file: Path) -> None:
    """Below one MiB no ratio is judged: an empty form packs very well."""
    file.write_bytes(zipped(xlsx({"xl/a.bin": bytes(1_000_000)})))
    assert admit(file).format is Format.XLSX


def test_members_are_counted(file: Path) -> None:
    """A table of contents without end is refused before it is read."""
    file.write_bytes(zipped(xlsx({f"xl/{n}.bin": "" for n in range(2000)})))
    expected = {"why": "members", "limit": "2000", "found": "2003"}
    assert refusal(file) == ("XL-106", expected)


# --- XL-107: cannot be opened, and what is passed by -------------------------------------------


def test_a_missing_file_is_named(file: Path) -> None:
    """A file that is gone is a refusal like any other."""
    assert refusal(file) == ("XL-107", {"why": "missing"})
    assert refusal(file.with_name("a\0b.xlsx")) == ("XL-107", {"why": "missing"})


def test_a_folder_is_not_opened(file: Path) -> None:
    """A folder may be called .xlsx."""
    file.mkdir()
    assert refusal(file) == ("XL-107", {"why": "directory"})
    assert skip_reason(file) == "directory"


def test_a_symlink_is_not_followed(file: Path) -> None:
    """A link may lead anywhere on this machine."""
    target = file.with_name("target.xlsx")
    write_xlsxwriter(target)
    file.symlink_to(target)
    assert refusal(file) == ("XL-107", {"why": "symlink"})
    assert skip_reason(file) == "symlink"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_a_pipe_does_not_block(file: Path) -> None:
    """Nobody writes to the pipe, and nobody waits for it."""
    os.mkfifo(file)
    assert refusal(file) == ("XL-107", {"why": "special"})
    assert skip_reason(file) == "special"


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="no sockets here")
def test_sockets_and_devices_are_not_opened(monkeypatch: pytest.MonkeyPatch, file: Path) -> None:
    """Neither has an end."""
    monkeypatch.chdir(file.parent)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(file.name)
        assert refusal(file) == ("XL-107", {"why": "special"})
    assert refusal(Path(os.devnull)) == ("XL-107", {"why": "special"})


def test_a_file_swapped_for_a_pipe_does_not_block(
    monkeypatch: pytest.MonkeyPatch, file: Path
) -> None:
    """What was a file when looked at may be a pipe when opened."""
    os.mkfifo(file)
    regular = Path(__file__).lstat()
    monkeypatch.setattr(Path, "lstat", lambda _: regular)
    assert refusal(file) == ("XL-107", {"why": "special"})


@pytest.mark.parametrize(
    ("trouble", "why"), [(PermissionError, "permission"), (OSError, "unreadable")]
)
def test_trouble_of_the_system_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, file: Path, trouble: type[OSError], why: str
) -> None:
    """One file that the system withholds must not stop a batch."""
    file.touch()

    def fail(*_: object) -> int:
        raise trouble

    monkeypatch.setattr(os, "open", fail)
    assert refusal(file) == ("XL-107", {"why": why})


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("~$312002.xlsx", "lock"),
        (".~lock.312002.xlsx#", "lock"),
        (".~312002.xlsx", "lock"),
        ("._312002.xlsx", "macos"),
        (".DS_Store", "hidden"),
        ("312002.xlsx", None),
        ("gone.xlsx", None),
    ],
)
def test_by_catch_of_a_folder_is_passed_by(tmp_path: Path, name: str, reason: str | None) -> None:
    """What editors and systems leave beside workbooks is no finding."""
    path = tmp_path / name
    if name != "gone.xlsx":
        path.touch()
    assert skip_reason(path) == reason


# --- Anything at all ---------------------------------------------------------------------------


def test_a_refusal_survives_the_way_back_from_a_child(file: Path) -> None:
    """Reading children pickle what they raise."""
    with pytest.raises(RefusedError) as caught:
        admit(file)
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert (again.rule, again.params) == ("XL-107", {"why": "missing", "name": file.name})


def judged(data: bytes, folder: Path) -> None:
    """Admit the bytes or refuse them; nothing else may happen."""
    path = folder / "a.xlsx"
    path.write_bytes(data)
    rule = ""
    try:
        admit(path)
    except RefusedError as refused:
        rule = refused.rule
    assert rule in {"", "XL-101", "XL-102", "XL-103", "XL-104", "XL-105", "XL-106"}


MAGIC = st.sampled_from([b"", b"PK\3\4", b"PK\5\6", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html"])


@given(magic=MAGIC, rest=st.binary(max_size=2000))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_judged(
    magic: bytes, rest: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """No bytes at all raise anything but a refusal."""
    judged(magic + rest, tmp_path_factory.getbasetemp())


SEEDS = (PACKED, STORED, XLS.data(), Ole2({"Workbook": biff()}).data(), zipped(ods()), nested())
CHANGE = st.tuples(st.integers(0, 1 << 14), st.binary(min_size=1, max_size=4))


@given(
    seed=st.sampled_from(SEEDS), changes=st.lists(CHANGE, min_size=1, max_size=6), end=st.booleans()
)
@settings(max_examples=400, deadline=None)
def test_any_mutation_is_judged(
    seed: bytes,
    changes: list[tuple[int, bytes]],
    end: bool,  # noqa: FBT001 - drawn by Hypothesis
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """Workbooks with bytes changed anywhere raise nothing but a refusal."""
    for at, new in changes:
        seed = patched(seed, -(at % 300) - 1 if end else at, new)
    judged(seed, tmp_path_factory.getbasetemp())


# --- In words ----------------------------------------------------------------------------------

WORDED = {
    "XL-101": [*OTHERS],
    "XL-102": [*{why for _, why, _ in DAMAGED.values()}],
    "XL-105": [*{why for _, why, _ in UNSAFE.values()}],
    "XL-106": ["file", "inflated", "ratio", "members", "cells"],
    "XL-107": ["missing", "permission", "directory", "symlink", "special", "unreadable"],
    "XL-108": ["died", "time", "MemoryError", "RecursionError"],
}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("rule", "keys"), WORDED.items(), ids=WORDED)
def test_every_reason_has_words(rule: str, keys: list[str], language: str) -> None:
    """Nobody reads a bare key; each reason is told apart from the others."""
    texts = set()
    for key in keys:
        params = {"name": "甲.xlsx", "what": key, "why": key, "limit": "1", "found": "2"}
        params["member"] = "xl/workbook.xml"
        text, hint = render(Finding(rule, Severity.ERROR, rule, params=params), language)
        assert hint
        assert "{" not in text
        assert word(rule, "why", key, language) in text
        assert key == "pdf" or word(rule, "why", key, language) != key
        texts.add(text)
    doubles = {"doc", "ppt", "zip"}.intersection(keys)  # as docx, pptx and archive
    assert len(texts) >= len(keys) - len(doubles)


DATE, MONEY, RATE, TEXT = ColumnKind.DATE, ColumnKind.MONEY, ColumnKind.RATE, ColumnKind.TEXT
TYPED = [
    ("１２", MONEY), ("1\u200b2", MONEY), ("12", MONEY), (" 12", MONEY),
    ("¥12", MONEY), ("1,200", MONEY), ("95%", RATE), (0.1 + 0.2, MONEY),
    ("#REF!", MONEY), ("=A1", MONEY), ("——", MONEY), ("(12)", MONEY),
    ("12%", MONEY), ("1e3", MONEY), ("2020-1", MONEY), ("012", MONEY),
    ("1,2", MONEY), ("1 2", MONEY), ("12万元", MONEY), ("$12", MONEY),
    ("无", MONEY), (True, MONEY), (True, TEXT), (float("inf"), MONEY),
    (dt.date(2020, 1, 1), MONEY), (dt.date(2020, 1, 1), TEXT), (dt.time(), MONEY),
    (dt.time(), TEXT), (dt.datetime(2020, 1, 1, 8, tzinfo=dt.UTC), DATE),
    ("2020.1.1", DATE),
    ("\u3000", MONEY),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "kind"), TYPED, ids=repr)
def test_every_way_of_typing_has_words(raw: Stored, kind: ColumnKind) -> None:
    """What was repaired and what is no number is told with its reason."""
    reading = read_value(raw, Column("a", "甲", kind))
    assert reading.problem in {"XL-111", "XL-112"}
    rule = str(reading.problem)
    taken = "" if reading.value is None else decimal_text(reading.value)
    params = {"why": reading.why, "taken": taken}
    finding = Finding(rule, Severity.INFO, rule, value=reading.typed, params=params)
    for language, blank in (("zh", "空白"), ("en", "blank")):
        text, _ = render(finding, language)
        said = word(rule, "why", reading.why, language)
        assert said != reading.why
        assert said in text
        assert rule == "XL-112" or f"“{taken or blank}”" in text


def test_only_reasons_are_put_in_words() -> None:
    """What somebody typed stays as it is, though it may look like a key."""
    params = {"why": "text", "taken": "date"}
    finding = Finding("XL-111", Severity.INFO, "XL-111", value="text", params=params)
    assert render(finding, "en")[0] == "“text” is a number stored as text; it was read as “date”."
