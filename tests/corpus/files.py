"""Files that are no workbook, or are locked or broken: one finding says what the file is."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import struct
import zipfile
from functools import partial
from typing import TYPE_CHECKING

from tests.corpus.book import RELATIONS, TYPES, WORKBOOK, Book, packed
from tests.corpus.variant import Variant, bytes_of, edited, fixed, rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

XML = '<?xml version="1.0" encoding="UTF-8"?>'
SHEET = "xl/worksheets/sheet3.xml"


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, (what, data) in NO_WORKBOOK.items():
        yield Variant("files", name, fixed(data), rejected("XL-101", what))
    for name, (edit, why) in CUT.items():
        yield Variant("files", name, bytes_of(edit), rejected("XL-102", why))
    for name, (edit_parts, rule, why) in BROKEN.items():
        yield Variant("files", name, edited(edit_parts), rejected(rule, why))
    for name, (data, rule) in LOCKED.items():
        yield Variant("files", name, fixed(data), rejected(rule))
    yield Variant(
        "files", "csv-of-the-form", _csv, rejected("XL-101", "text"), file="312006-交警队-2020.csv"
    )


# --- Other kinds of file -----------------------------------------------------------------------

TABLE = "项　目,本年预算数\r\n一般公共预算拨款收入,2460.65\r\n"
HTML = f"<html><head><meta charset='utf-8'></head><body><table>{TABLE}</table></body></html>"
XML_2003 = (
    f'{XML}<?mso-application progid="Excel.Sheet"?>'
    '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'
)


def _office(kind: str, part: str) -> bytes:
    """Return a small package of another Office program."""
    types = f'<Types><Override PartName="/{part}" ContentType="application/{kind}"/></Types>'
    parts = {TYPES: f"{XML}{types}", "_rels/.rels": f"{XML}<Relationships/>", part: f"{XML}<a/>"}
    return packed({name: text.encode() for name, text in parts.items()})


def _open(kind: str) -> bytes:
    """Return a small package of OpenDocument."""
    mimetype = f"application/vnd.oasis.opendocument.{kind}".encode()
    return packed({"mimetype": mimetype, "content.xml": f"{XML}<c/>".encode()})


OFFICE = "vnd.openxmlformats-officedocument"
NO_WORKBOOK: dict[str, tuple[str, bytes]] = {
    "empty": ("empty", b""),
    "blank": ("text", b"   \r\n  "),
    "nul-bytes": ("unknown", bytes(4096)),
    "random-bytes": ("unknown", bytes((n * 73 + 41) % 251 for n in range(4096))),
    "csv-utf-8": ("text", TABLE.encode()),
    "csv-utf-8-bom": ("text", TABLE.encode("utf-8-sig")),
    "csv-gbk": ("text", TABLE.encode("gbk")),
    "csv-utf-16": ("text", codecs.BOM_UTF16_LE + TABLE.encode("utf-16-le")),
    "tab-separated": ("text", TABLE.replace(",", "\t").encode("gb18030")),
    "html": ("html", HTML.encode()),
    "html-gbk": ("html", HTML.encode("gbk")),
    "mhtml": ("html", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"),
    "xml": ("xml", f"{XML}<root/>".encode()),
    "xml-2003": ("xmlss", XML_2003.encode()),
    "json": ("text", b'{"entity": "312006"}'),
    "pdf": ("pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF"),
    "rtf": ("rtf", b"{\\rtf1\\ansi text}"),
    "png": ("image", b"\x89PNG\r\n\x1a\n" + bytes(64)),
    "jpeg": ("image", b"\xff\xd8\xff\xe0" + bytes(64)),
    "gif": ("image", b"GIF89a" + bytes(64)),
    "gzip": ("archive", gzip.compress(TABLE.encode(), mtime=0)),
    "rar": ("archive", b"Rar!\x1a\x07\x01\x00" + bytes(64)),
    "7z": ("archive", b"7z\xbc\xaf\x27\x1c" + bytes(64)),
    "zip": ("zip", packed({"312006.csv": TABLE.encode()})),
    "zip-empty": ("zip", packed({})),
    "zip-of-workbooks": ("zip", packed({"a.xlsx": packed({TYPES: b"<Types/>"})})),
    "docx": ("docx", _office(f"{OFFICE}.wordprocessingml.document.main+xml", "word/document.xml")),
    "pptx": (
        "pptx", _office(f"{OFFICE}.presentationml.presentation.main+xml", "ppt/presentation.xml")
    ),
    "xlsb": ("xlsb", _office("vnd.ms-excel.sheet.binary.macroEnabled.main", "xl/workbook.bin")),
    "odt": ("odf", _open("text")),
    "odp": ("odf", _open("presentation")),
    "xls-before-excel-5": ("xls-old", b"\x09\x04\x06\x00\x00\x00\x10\x00" + bytes(64)),
}  # fmt: skip


def _csv(clean: object) -> bytes:
    """Return the form saved as CSV: it keeps a name that says so."""
    _ = clean
    target = io.StringIO(newline="")
    csv.writer(target).writerows([["项　目", "本年预算数"], ["一般公共预算拨款收入", "2460.65"]])
    return target.getvalue().encode("gb18030")


# --- Cut, flipped and glued --------------------------------------------------------------------


def _cut(share: float, data: bytes) -> bytes:
    return data[: int(len(data) * share)]


def _flipped(data: bytes) -> bytes:
    """Make the first block of a sheet's packed content one of a kind that does not exist."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        info = archive.getinfo(SHEET)
    at = info.header_offset + 30 + len(info.filename)
    return data[:at] + bytes([data[at] | 0x06]) + data[at + 1 :]


def _wrong_crc(data: bytes) -> bytes:
    """Let the table of contents and the member agree on a wrong checksum."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        crc = struct.pack("<L", archive.getinfo(SHEET).CRC)
    return data.replace(crc, struct.pack("<L", 0x12345678))


def _line_ends(data: bytes) -> bytes:
    """Send it as text: a mail program that meant well. The directory holds no line end."""
    before, mark, directory = data.partition(b"PK\1\2")
    return before.replace(b"\n", b"\r\n") + mark + directory


def _stripped(data: bytes) -> bytes:
    """Lose the eighth bit of each byte."""
    return bytes(byte & 0x7F for byte in data)


CUT: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "cut-at-100-bytes": (lambda data: data[:100], "truncated"),
    "cut-at-10-percent": (partial(_cut, 0.1), "truncated"),
    "cut-at-half": (partial(_cut, 0.5), "truncated"),
    "cut-at-90-percent": (partial(_cut, 0.9), "truncated"),
    "cut-at-99-percent": (partial(_cut, 0.99), "truncated"),
    "cut-before-its-end": (lambda data: data[:-22], "truncated"),
    "cut-by-one-byte": (lambda data: data[:-1], "contents"),
    "half-of-it-zeros": (lambda data: _cut(0.5, data).ljust(len(data), b"\0"), "truncated"),
    "flipped-byte": (_flipped, "inflate"),
    "wrong-crc": (_wrong_crc, "crc"),
    "sent-as-text": (_line_ends, "prefix"),
    "something-before": (lambda data: b"PK\3\4" + bytes(60) + data, "prefix"),
    "something-behind": (lambda data: data + b"<script>", "trailing"),
    "twice": (lambda data: data + data, "prefix"),
}  # fmt: skip


# --- Parts that are missing or no XML ----------------------------------------------------------

BROKEN: dict[str, tuple[Callable[[Book], object], str, str]] = {
    "no-workbook": (lambda book: book.drop(WORKBOOK), "XL-102", "part"),
    "no-relations": (lambda book: book.drop("_rels/.rels"), "XL-102", "part"),
    "no-workbook-relations": (lambda book: book.drop(RELATIONS), "XL-102", "part"),
    "no-content-types": (lambda book: book.drop(TYPES), "XL-102", "part"),
    "no-sheet": (lambda book: book.drop(SHEET), "XL-102", "part"),
    "no-strings": (lambda book: book.drop("xl/sharedStrings.xml"), "XL-102", "xml"),
    "sheet-cut": (lambda book: book.put(SHEET, book.text(SHEET)[:2000]), "XL-102", "xml"),
    "sheet-empty": (lambda book: book.put(SHEET, ""), "XL-102", "xml"),
    "sheet-of-text": (lambda book: book.put(SHEET, "no XML"), "XL-102", "xml"),
    "sheet-of-nul-bytes": (lambda book: book.put(SHEET, bytes(100)), "XL-102", "xml"),
    "sheet-badly-nested": (
        lambda book: book.swap(SHEET, "</sheetData>", "</row></sheetData>"), "XL-102", "xml"
    ),
    "sheet-with-a-control-character": (
        lambda book: book.swap(SHEET, "<v>", "<v>\x1b", 1), "XL-102", "xml"
    ),
    "workbook-cut": (
        lambda book: book.put(WORKBOOK, book.text(WORKBOOK)[:900]), "XL-102", "xml"
    ),
    "strings-cut": (
        lambda book: book.put("xl/sharedStrings.xml", book.text("xl/sharedStrings.xml")[:3000]),
        "XL-102", "xml",
    ),
    "styles-cut": (
        lambda book: book.put("xl/styles.xml", book.text("xl/styles.xml")[:3000]),
        "XL-102", "xml",
    ),
    "content-types-cut": (lambda book: book.put(TYPES, book.text(TYPES)[:900]), "XL-102", "xml"),
}  # fmt: skip


# --- Passwords ---------------------------------------------------------------------------------


def ole2(*names: str) -> bytes:
    """Return an OLE2 file with a stream of each name, a sector long."""

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        raw = name.encode("utf-16-le")
        fields = (raw, len(raw) + 2, kind, -1, right, child, start, size)
        return struct.pack("<64sHBxlll36xlL4x", *fields)

    count = len(names)
    entries = [entry("Root Entry", 5, -1, 1, -2, 0)]
    entries += [
        entry(name, 2, n + 1 if n < count else -1, -1, 2 + 8 * (n - 1), 4096)
        for n, name in enumerate(names, 1)
    ]
    chains = [-3, -2, *[8 * n + m for n in range(count) for m in (*range(3, 10), -2 - 8 * n)]]
    fat = [link if link > 0 else max(link, -3) if link >= -3 else -2 for link in chains]
    head = struct.pack(
        "<8s16x5H10xLl4xLlLlL109l", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E, 3, 0xFFFE, 9, 6, 1, 1, 4096, -2, 0, -2, 0, 0, *[-1] * 108,
    )  # fmt: skip
    table = struct.pack("<128l", *fat, *[-1] * (128 - len(fat)))
    return head + table + b"".join(entries).ljust(512, b"\0") + bytes(4096 * count)


LOCKED: dict[str, tuple[bytes, str]] = {
    "encrypted": (ole2("EncryptionInfo", "EncryptedPackage"), "XL-103"),
    "encrypted-by-the-office-network": (b"\x62\x14#e\x01E-SafeNet" + bytes(600), "XL-103"),
}

NO_WORKBOOK |= {
    "doc": ("doc", ole2("WordDocument", "1Table")),
    "ppt": ("ppt", ole2("PowerPoint Document")),
    "msi": ("ole2", ole2("SummaryInformation")),
}
