"""Packages that mean harm: bombs, escapes, macros, duplicates, endless or crooked structures."""

from __future__ import annotations

import io
import string
import struct
import zipfile
import zlib
from functools import partial
from typing import TYPE_CHECKING

from tests.corpus.book import RELATIONS, STRINGS, TYPES, WORKBOOK, Book, packed
from tests.corpus.relocation import FORMS
from tests.corpus.variant import Expected, Variant, accepted, at, edited, needs_fix, rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.corpus.variant import Clean, Make

SHEET = "xl/worksheets/sheet3.xml"
MIB = 1 << 20


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, (edit, expected) in EDITS.items():
        yield Variant("packages", name, edited(edit), expected)
    for name, (make, expected) in ZIPS.items():
        yield Variant("packages", name, make, expected)


# --- Zips --------------------------------------------------------------------------------------


def _with(name: str, content: bytes = b"x") -> Make:
    """Return the clean return with one more member, whatever its name."""

    def make(clean: Clean) -> bytes:
        buffer = io.BytesIO(clean.data())
        with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    return make


def _twice(clean: Clean) -> bytes:
    """Give a sheet a second member of the same name with other figures."""
    buffer = io.BytesIO(clean.data())
    other = clean.book("312005").parts[SHEET]
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.NameToInfo.pop(SHEET)  # or zipfile would warn
        archive.writestr(zipfile.ZipInfo(SHEET), other, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _many(clean: Clean) -> bytes:
    parts = clean.book().parts
    return packed(parts | {f"customXml/item{n}.xml": b"<a/>" for n in range(2500)})


def _bomb(size: int, clean: Clean) -> bytes:
    """Add a part of ``size`` MiB that packs to nearly nothing."""
    engine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    piece = engine.compress(bytes(MIB)) + engine.flush(zlib.Z_FULL_FLUSH)
    return _raw(clean.data(), b"xl/media/image1.emf", piece * size + engine.flush(), 0, size * MIB)


def _lying_size(clean: Clean) -> bytes:
    """Declare a size of ten bytes for a part of three MiB."""
    part = zlib.compress(bytes(3 * MIB), 9)[2:-4]
    return _raw(clean.data(), b"xl/media/image1.emf", part, zlib.crc32(bytes(10)), 10)


def _raw(data: bytes, name: bytes, content: bytes, crc: int, size: int) -> bytes:
    """Append a deflated member as it is."""
    end = data.rindex(b"PK\5\6")
    count, length, start = struct.unpack_from("<H2L", data, end + 10)
    facts = (8, 0, 33, crc, len(content), size, len(name))
    head = struct.pack("<4sHHHHHLLLHH", b"PK\3\4", 20, 0, *facts, 0)
    entry = struct.pack("<4sHHHHHHLLLHHHHHLL", b"PK\1\2", 20, 20, 0, *facts, 0, 0, 0, 0, 0, start)
    body = head + name + content
    table = data[start : start + length] + entry + name
    tail = struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, count + 1, count + 1, len(table), start + len(body), 0
    )
    return data[:start] + body + table + tail


def _overlapping(clean: Clean) -> bytes:
    """Let two entries share one member's bytes."""
    data = clean.data()
    end = data.rindex(b"PK\5\6")
    count, length, start = struct.unpack_from("<H2L", data, end + 10)
    table = data[start : start + length]
    at = table.index(b"PK\1\2")
    first = table[at : table.index(b"PK\1\2", at + 4)]
    table += first
    tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count + 1, count + 1, len(table), start, 0)
    return data[:start] + table + tail


def _encrypted(clean: Clean) -> bytes:
    """Mark a member as encrypted."""
    data = bytearray(clean.data())
    for magic, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(magic) + flags] |= 1
    return bytes(data)


def _method(clean: Clean) -> bytes:
    return packed(clean.book().parts, zipfile.ZIP_BZIP2)


ZIPS: dict[str, tuple[Make, Expected]] = {
    "member-above": (_with("../evil.xml"), rejected("XL-105", "escape")),
    "member-absolute": (_with("/etc/passwd"), rejected("XL-105", "escape")),
    "member-on-a-drive": (_with("C:/evil.xml"), rejected("XL-105", "escape")),
    "member-with-backslashes": (_with("xl\\..\\evil.xml"), rejected("XL-105", "escape")),
    "member-twice": (_twice, rejected("XL-105", "duplicate")),
    "member-twice-but-for-case": (
        _with("XL/WORKSHEETS/SHEET3.XML", b"<worksheet/>"), rejected("XL-105", "duplicate")
    ),
    "members-overlap": (_overlapping, rejected("XL-105", "duplicate")),
    "many-members": (_many, rejected("XL-106", "members")),
    "bomb": (partial(_bomb, 100), rejected("XL-106", "ratio")),
    "bomb-beyond-the-limit": (partial(_bomb, 300), rejected("XL-106", "ratio")),
    "size-declared-too-small": (_lying_size, rejected("XL-102", "crc")),
    "member-encrypted": (_encrypted, rejected("XL-103")),
    "member-of-another-method": (_method, rejected("XL-102", "header")),
    "macros": (_with("xl/vbaProject.bin", b"\xcc\x61"), rejected("XL-104")),
    "macro-sheet": (_with("xl/macrosheets/sheet1.xml", b"<a/>"), rejected("XL-104")),
    "nested-zip": (_with("xl/embeddings/a.xlsx", packed({"a": bytes(MIB)})), accepted()),
}  # fmt: skip


# --- XML ---------------------------------------------------------------------------------------

ENTITIES = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
OUTSIDE = '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">'


def _doctype(doctype: str, part: str, book: Book) -> None:
    book.swap(part, "?>", f"?>{doctype}", 1)


def _doctype_in_utf_16(book: Book) -> None:
    text = book.text(SHEET).replace("?>", f"?>{OUTSIDE}", 1).replace("UTF-8", "UTF-16")
    book.put(SHEET, text.encode("utf-16"))


def _deep(depth: int, part: str, book: Book) -> None:
    """Nest elements within each other."""
    nest = "<extLst>" * depth + "</extLst>" * depth
    closing = f"</{'sst' if part == STRINGS else 'worksheet'}>"
    book.swap(part, closing, f"{nest}{closing}")


def _long_name(book: Book) -> None:
    book.swap(SHEET, "<sheetData>", f'<sheetData x="{"y" * 3 * MIB}">')


def _attributes(book: Book) -> None:
    """Give an element ten thousand attributes."""
    many = " ".join(f'a{n}="1"' for n in range(10_000))
    book.swap(SHEET, "<sheetData>", f"<sheetData {many}>")


def _same_name(book: Book) -> None:
    """Give two sheets one name."""
    book.swap(WORKBOOK, '<sheet name="固定资产"', '<sheet name="三公经费"')


def _same_part(book: Book) -> None:
    """Let two sheets be one part."""
    book.sub(RELATIONS, "worksheets/sheet6.xml", "worksheets/sheet4.xml")


def _cycle(book: Book) -> None:
    """Let a sheet be the workbook itself."""
    book.sub(RELATIONS, "worksheets/sheet4.xml", "workbook.xml")


def _self_related(book: Book) -> None:
    """Let a sheet refer to itself."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    link = f'<Relationship Id="rId1" Type="{kind}" Target="sheet3.xml"/>'
    book.put("xl/worksheets/_rels/sheet3.xml.rels", f"<Relationships>{link}</Relationships>")


def _same_id(book: Book) -> None:
    """Let two relationships have one id."""
    book.sub(RELATIONS, '"rId5"', '"rId3"')


def _outside(book: Book) -> None:
    """Let a sheet lie on a server."""
    book.sub(
        RELATIONS, 'Target="worksheets/sheet3.xml"',
        'Target="http://127.0.0.1/sheet3.xml" TargetMode="External"',
    )  # fmt: skip


def _above(book: Book) -> None:
    book.sub(RELATIONS, "worksheets/sheet3.xml", "../../../../etc/passwd")


def _two_workbooks(book: Book) -> None:
    """Name a second workbook part, with other sheets, before the first."""
    other = book.text(WORKBOOK).replace('name="三公经费"', 'name="x"')
    book.put("xl/workbook2.xml", other)
    book.put("xl/_rels/workbook2.xml.rels", book.text(RELATIONS))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="xl/workbook2.xml"/>'
    book.swap("_rels/.rels", "<Relationship ", f"{link}<Relationship ", 1)


def _many_sheets(book: Book) -> None:
    """Refer to one part as two hundred sheets."""
    sheets = "".join(f'<sheet name="s{n}" sheetId="{n}" r:id="rId9"/>' for n in range(100, 300))
    book.swap(WORKBOOK, "</sheets>", f"{sheets}</sheets>")


def _many_cells(book: Book) -> None:
    """Store more cells than a workbook of ours ever has."""
    columns = [f"{a}{b}" for a in "ABCDEFGHI" for b in string.ascii_uppercase]
    row = "".join(f'<c r="{column}#"><v>1</v></c>' for column in columns)
    rows = (f'<row r="{n}">{row.replace("#", str(n))}</row>' for n in range(10_001, 20_001))
    book.rows("_codes", "".join(rows))


def _many_merges(book: Book) -> None:
    merges = "".join(f'<mergeCell ref="T{n}:U{n}"/>' for n in range(1, 50_001))
    book.swap(SHEET, "</mergeCells>", f"{merges}</mergeCells>")


def _sheet_name(name: str, book: Book) -> None:
    book.swap(WORKBOOK, '<sheet name="_codes"', f'<sheet name="{name}"')


EDITS: dict[str, tuple[Callable[[Book], object], Expected]] = {
    "doctype": (partial(_doctype, OUTSIDE, SHEET), rejected("XL-105", "doctype")),
    "doctype-in-strings": (partial(_doctype, OUTSIDE, STRINGS), rejected("XL-105", "doctype")),
    "doctype-in-content-types": (partial(_doctype, OUTSIDE, TYPES), rejected("XL-105", "doctype")),
    "doctype-in-utf-16": (_doctype_in_utf_16, rejected("XL-105", "doctype")),
    "doctype-in-an-unused-part": (
        lambda book: book.put("customXml/item1.xml", f"{OUTSIDE}<a/>"),
        rejected("XL-105", "doctype"),
    ),
    "entity-bomb": (partial(_doctype, ENTITIES, SHEET), rejected("XL-105", "doctype")),
    "encoding-utf-7": (
        lambda book: book.swap(SHEET, '"UTF-8"', '"UTF-7"'), rejected("XL-105", "encoding")
    ),
    "encoding-ebcdic": (
        lambda book: book.put(SHEET, book.text(SHEET).encode("cp037", "ignore")),
        rejected("XL-105", "encoding"),
    ),
    "deep-sheet": (partial(_deep, 100_000, SHEET), rejected("XL-102", "xml")),
    "deep-strings": (partial(_deep, 1_000, STRINGS), accepted()),
    "huge-attribute": (_long_name, accepted()),
    "many-attributes": (_attributes, accepted()),
    "sheets-of-one-name": (_same_name, rejected("XL-105", "duplicate")),
    "sheets-of-one-part": (_same_part, rejected("XL-105", "ambiguous")),
    "sheet-is-the-workbook": (
        _cycle,
        needs_fix(
            *at("XL-155", "三公经费"), *at("XL-124", "三公经费!A4"), values={"三公经费": None}
        ),
    ),
    "no-sheets": (
        lambda book: book.sub(WORKBOOK, "<sheets>.*</sheets>", "<sheets/>"),
        needs_fix(*at("XL-156"), *at("R34", *FORMS), values=dict.fromkeys(FORMS)),
    ),
    "sheet-refers-to-itself": (_self_related, accepted()),
    "relations-of-one-id": (_same_id, rejected("XL-105", "ambiguous")),
    "sheet-on-a-server": (_outside, rejected("XL-105", "ambiguous")),
    "sheet-outside": (_above, rejected("XL-102", "part")),
    "two-workbooks": (_two_workbooks, rejected("XL-105", "duplicate")),
    "two-hundred-sheets": (_many_sheets, rejected("XL-105", "ambiguous")),
    "two-million-cells": (_many_cells, rejected("XL-106", "cells")),
    "many-merges": (_many_merges, accepted()),
    "macro-content-type": (
        lambda book: book.swap(
            TYPES, "</Types>",
            '<Override PartName="/a.bin" ContentType="application/vnd.ms-office.vbaProject"/></Types>',
        ),
        rejected("XL-104"),
    ),
    "sheet-name-with-markup": (
        partial(_sheet_name, "&lt;script&gt;alert(1)&lt;/script&gt;"),
        accepted(*at("XL-162", "<script>alert(1)</script>")),
    ),
    "sheet-name-with-controls": (
        partial(_sheet_name, "\u202e&#x9b;31m[/red]"), accepted(*at("XL-162", "\u202e\x9b31m[/red]"))
    ),
}  # fmt: skip
