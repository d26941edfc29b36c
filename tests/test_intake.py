"""The gate lets real workbooks through and names what is wrong with everything else."""

from __future__ import annotations

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
from xltool.intake import LIMITS, Format, Limits, admit, skip_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

MAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
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
        struct.pack("<4s6H3L5H2L", b"PK\1\2", 20, 20, flags, 0, 0, 33, *facts(content), len(name), *[0] * 5, at)
        + name.encode()
        for name, content, at in entries
    )
    count = table.count(b"PK\1\2")
    return body + table + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(table), len(body), 0)


def record(kind: int, body: bytes = b"") -> bytes:
    """Return one record of a BIFF stream."""
    return struct.pack("<HH", kind, len(body)) + body


def biff(*records: bytes) -> bytes:
    """Return the stream of an .xls workbook up to the end of its globals."""
    return record(0x0809, b"\0\6\5\0") + b"".join(records) + record(0x000A)


class Ole2:
    """An OLE2 file written by hand: 512-byte sectors, small streams in the mini stream."""

    def __init__(self, streams: Mapping[str, bytes], buried: Mapping[str, bytes] | None = None) -> None:
        """Lay the streams out; ``buried`` ones stand in the directory, but in no storage."""
        self.sectors: list[bytes] = []
        self.fat: list[int] = []
        self.mini, self.minifat = b"", list[int]()
        both = {**streams, **(buried or {})}
        entries = [
            self.entry(name, 2, self.place(content), len(content), right=n if n < len(streams) else -1)
            for n, (name, content) in enumerate(both.items(), 2)
        ]
        root = self.entry("Root Entry", 5, self.put(self.mini), len(self.mini), child=1)
        self.directory = self.put(b"".join([root, *entries]))
        self.minitable = self.put(struct.pack(f"<{len(self.minifat)}l", *self.minifat))

    def entry(self, name: str, kind: int, start: int, size: int, right: int = -1, child: int = -1) -> bytes:
        """Return one line of the directory."""
        raw = name.encode("utf-16-le")
        return struct.pack("<64sHBxlll36xlL4x", raw, len(raw) + 2, kind, -1, right, child, start, size)

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
    book.active["A1"] = 1
    book.save(path)


@pytest.mark.parametrize("write", [write_xlsxwriter, write_openpyxl])
def test_workbooks_of_real_libraries_pass(write: Callable[[Path], None], file: Path) -> None:
    """What the libraries write is admitted, with its bytes and their digest."""
    write(file)
    package = admit(file)
    data = file.read_bytes()
    assert package.format is Format.XLSX
    assert (package.path, package.data) == (str(file), data)
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
    "xls": (Ole2({"Workbook": biff(record(0x85, b"\0\0\0\0\0\0\1\0A")) + bytes(4096)}).data(), Format.XLS),
    "small xls": (Ole2({"a": b"a" * 99, "Workbook": biff()}).data(), Format.XLS),
    "xls of Excel 95": (Ole2({"Book": biff() + bytes(4096)}).data(), Format.XLS),
}


@pytest.mark.parametrize(("data", "expected"), WORKBOOKS.values(), ids=WORKBOOKS)
def test_unusual_workbooks_pass(data: bytes, expected: Format, file: Path) -> None:
    """What is unusual but sound is admitted, and content decides what it is."""
    file.write_bytes(data)
    assert admit(file).format is expected


# --- XL-101: not a workbook --------------------------------------------------------------------

OTHERS = {
    "empty": b"",
    "html": b"\xef\xbb\xbf\r\n<HTML><body><table><tr><td>1</td></tr></table>",
    "text": "项目,金额\n合计,1.00\n".encode(),
    "pdf": b"%PDF-1.7\n%\xe2\xe3",
    "rtf": b"{\\rtf1\\ansi}",
    "image": b"\x89PNG\r\n\x1a\n\0\0",
    "archive": b"Rar!\x1a\7\0",
    "xml": b'<?xml version="1.0"?><office:document/>',
    "xml2003": b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
    "docx": zipped({"[Content_Types].xml": content_types("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")}),
    "pptx": zipped({"[Content_Types].xml": content_types("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml")}),
    "xlsb": zipped({"[Content_Types].xml": content_types("application/vnd.ms-excel.sheet.binary.macroEnabled.main")}),
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

PLAIN = zipped(xlsx({"xl/a.bin": b"0123456789" * 9}), zipfile.ZIP_STORED)
PACKED = zipped(xlsx({"xl/a.bin": bytes(range(256)) * 9}))
AFTER = PLAIN.index(b"0123456789")


def cut_deflate() -> bytes:
    """Return a package in which a deflated member stops short, by its own account."""
    name, packed = "xl/a.bin", zlib.compress(b"abc" * 99, wbits=-15)[:-3]
    head = struct.pack("<4s5H3L2H", b"PK\3\4", 20, 0, 8, 0, 33, 0, len(packed), 297, len(name), 0)
    body = head + name.encode() + packed
    row = (b"PK\1\2", 20, 20, 0, 8, 0, 33, 0, len(packed), 297, len(name), *[0] * 6)
    table = struct.pack("<4s6H3L5H2L", *row) + name.encode()
    return body + table + struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, len(table), len(body), 0)
