"""What the gate must tell truly: hidden declarations, two truths, bounds, locks, active content."""

from __future__ import annotations

import io
from functools import partial
from typing import TYPE_CHECKING

from msoffcrypto.format.ooxml import OOXMLFile

from tests.corpus.book import (
    CORE,
    CUSTOM,
    RELATIONS,
    STRINGS,
    STYLES,
    TYPES,
    WORKBOOK,
    Book,
    Content,
)
from tests.corpus.files import ole2
from tests.corpus.variant import Expected, Variant, accepted, at, edited, fixed, needs_fix, rejected
from xltool.spreadsheets.default_password import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.corpus.variant import Clean, Make

SHEET = "xl/worksheets/sheet3.xml"
CELL = "三公经费!B6"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, edit in DOCTYPES.items():
        yield Variant("gate", f"doctype-{name}", edited(edit), rejected("XL-105", "doctype"))
    for name, edit in AMBIGUOUS.items():
        yield Variant("gate", f"two-truths-{name}", edited(edit), rejected("XL-105", "ambiguous"))
    for name, edit in BOUNDS.items():
        yield Variant("gate", f"beyond-{name}", edited(edit), rejected("XL-105", "bounds"))
    for name, (edit, what) in ACTIVE.items():
        yield Variant("gate", f"active-{name}", edited(edit), rejected("XL-189", what))
    for name, (edit, expected) in TOLD.items():
        yield Variant("gate", name, edited(edit), expected)
    for name, (make, expected) in LOCKED.items():
        yield Variant("gate", name, make, expected)


# --- DOCTYPE -----------------------------------------------------------------------------------

ENTITIES = "".join(f'<!ENTITY e{n + 1} "&e{n};">' for n in range(40_000))
NESTED = f'<!DOCTYPE p [<!ENTITY e0 "x">{ENTITIES}]>'
SMALL = '<!DOCTYPE p [<!ENTITY e "x">]>'


def _before_root(part: str, text: str, book: Book) -> None:
    """Put something between the declaration of a part and its root element."""
    book.sub(part, r"^(<\?xml[^>]*\?>)?\s*", lambda found: f"{found[1] or ''}{text}", 1)


def _in_utf_16(part: str, book: Book) -> None:
    text = book.text(part).replace("UTF-8", "UTF-16", 1).replace("?>", f"?><!--<a-->{SMALL}", 1)
    book.put(part, text.encode("utf-16"))


DOCTYPES: dict[str, Callable[[Book], object]] = {
    "behind-a-comment": partial(_before_root, CUSTOM, f"<!--<a-->{NESTED}"),
    "behind-comments-in-core": partial(_before_root, CORE, f"<!----><!--<a>--><!-- -->{SMALL}"),
    "behind-an-instruction": partial(_before_root, SHEET, f"<?x <a?>{SMALL}"),
    "in-strings": partial(_before_root, STRINGS, f"<!--<sst-->{SMALL}"),
    "in-styles": partial(_before_root, STYLES, f"<!--<x-->{SMALL}"),
    "in-relations": partial(_before_root, RELATIONS, f"<!--<x-->{SMALL}"),
    "in-package-relations": partial(_before_root, "_rels/.rels", f"<!--<x-->{SMALL}"),
    "in-content-types": partial(_before_root, TYPES, f"<!--<x-->{SMALL}"),
    "in-workbook": partial(_before_root, WORKBOOK, f"<!--<x-->{SMALL}"),
    "in-utf-16": partial(_in_utf_16, SHEET),
    "in-utf-16-properties": partial(_in_utf_16, CUSTOM),
}


# --- Two truths --------------------------------------------------------------------------------


def _in_cell(inner: str, book: Book, kind: str = "n") -> None:
    book.cell(CELL, Content(kind, inner))


def _linked(old: str, new: str, book: Book) -> None:
    """Change the relationships of the workbook."""
    book.swap(RELATIONS, old, new, 1)


def _second_id(attribute: str, book: Book) -> None:
    """Give a sheet a second relationship id, in another namespace."""
    book.sub(WORKBOOK, "<workbook ", '<workbook xmlns:x="urn:x" ')
    book.sub(WORKBOOK, 'r:id="rId3"', f'r:id="rId3" {attribute}="rId4"', 1)


def _outside(kind: str, book: Book) -> None:
    """Let a part of a kind lie on a server."""
    book.sub(
        RELATIONS,
        rf'(/{kind}" )Target="[^"]*"',
        r'\1Target="http://127.0.0.1/a" TargetMode="External"',
        1,
    )


def _workbook_outside(book: Book) -> None:
    book.sub("_rels/.rels", r'(/officeDocument" )Target=', r'\1TargetMode="External" Target=', 1)


def _twice(kind: str, book: Book) -> None:
    """Name a second part of a kind of which there is one."""
    link = f'<Relationship Id="rId98" Type="{RELATION}/{kind}" Target="{kind}2.xml"/>'
    book.swap(RELATIONS, "</Relationships>", f"{link}</Relationships>")
    book.put(f"xl/{kind}2.xml", "<x/>")


def _hidden_data(before: str, after: str, book: Book) -> None:
    """Hide the cells of a sheet, where a scanner for tags would find them, behind an empty one."""
    book.swap(SHEET, "<sheetData>", f"<sheetData/>{before}<sheetData>")
    book.swap(SHEET, "</sheetData>", f"</sheetData>{after}")


def _foreign(tag: str, book: Book) -> None:
    """Give a cell a second value in a namespace of somebody else."""
    book.cell(CELL, Content("n", f'<v>1</v><{tag} xmlns:q="urn:q">2</{tag}>'))


def _shared(inner: str, book: Book) -> None:
    book.cell("三公经费!E6", book.share_xml(inner))


AMBIGUOUS: dict[str, Callable[[Book], object]] = {
    "extension": partial(_in_cell, '<v>1</v><extLst><ext uri="x"><v>99</v></ext></extLst>'),
    "extension-before": partial(_in_cell, '<extLst><ext uri="x"><v>99</v></ext></extLst><v>1</v>'),
    "choice": partial(
        _in_cell,
        '<A><C Requires="x"><v>1</v></C><F><v>99</v></F></A>',
    ),
    "two-values": partial(_in_cell, "<v>1</v><v>99</v>"),
    "empty-and-value": partial(_in_cell, "<v/><v>99</v>"),
    "two-texts": partial(_in_cell, "<is><t>1</t></is><is><t>99</t></is>", kind="inlineStr"),
    "two-texts-of-one": partial(_in_cell, "<is><t>1</t><t>99</t></is>", kind="inlineStr"),
    "text-and-value": partial(_in_cell, "<is><t>1</t></is><v>99</v>", kind="inlineStr"),
    "two-formulas": partial(_in_cell, "<f>1</f><f>99</f><v>1</v>"),
    "foreign-value": partial(_foreign, "q:v"),
    "value-in-value": partial(_in_cell, "<v>1<v>99</v></v>"),
    "comment-in-a-value": partial(_in_cell, "<v>1<!-- -->99</v>"),
    "instruction-in-a-value": partial(_in_cell, "<v>1<?x?>99</v>"),
    "shared-extension": partial(_shared, "<t>1</t><extLst><ext><t>99</t></ext></extLst>"),
    "shared-comment": partial(_shared, "<t>1<!-- -->99</t>"),
    "shared-texts": partial(_shared, "<t>1</t><t>99</t>"),
    "second-id": partial(_second_id, "x:id"),
    "second-id-without-prefix": partial(_second_id, "id"),
    "relations-of-one-id": partial(_linked, 'Id="rId5"', 'Id="rId3"'),
    "relations-of-one-id-and-part": partial(
        _linked,
        "</Relationships>",
        f'<Relationship Id="rId3" Type="{RELATION}/worksheet" Target="worksheets/sheet4.xml"/></Relationships>',
    ),
    "styles-outside": partial(_outside, "styles"),
    "strings-outside": partial(_outside, "sharedStrings"),
    "sheet-outside": partial(_outside, "worksheet"),
    "workbook-outside": _workbook_outside,
    "two-styles": partial(_twice, "styles"),
    "two-strings": partial(_twice, "sharedStrings"),
    "sheet-data-twice": lambda book: book.swap(SHEET, "</sheetData>", "</sheetData><sheetData/>"),
    "sheet-data-in-a-choice": lambda book: (
        book.swap(SHEET, "<sheetData>", "<A><C><sheetData>").swap(SHEET, "</sheetData>", "</sheetData></C></A>")
    ),
    "cell-of-another-row": lambda book: book.sub(SHEET, '<c r="B8"', '<c r="B108"', 1),
    "cell-of-the-row-above": lambda book: book.sub(
        SHEET, "</sheetData>", '<row r="90"/><row r="91"><c r="A90"><v>1</v></c></row></sheetData>', 1
    ),
    "workbook-of-that-type": lambda book: (
        book.put("xl/book.xml", book.text(WORKBOOK)).sub(
            TYPES, r'(<Override PartName=")/xl/workbook.xml("[^>]*>)', r"\1/xl/workbook.xml\2\1/xl/book.xml\2", 1
        )
    ),
    "workbook-of-that-name": lambda book: book.put("xl/workbook2.xml", book.text(WORKBOOK))
    .put("xl/_rels/workbook2.xml.rels", book.text(RELATIONS))
    .sub("_rels/.rels", r'(/officeDocument" )Target="[^"]*"', r'\1Target="xl/workbook2.xml"', 1),
    "row-outside": lambda book: book.swap(
        SHEET, "</worksheet>", '<extLst><ext><row r="90"><c r="A90"><v>1</v></c></row></ext></extLst></worksheet>'
    ),
    "sheets-twice": lambda book: book.swap(WORKBOOK, "</sheets>", "</sheets><sheets/>").sub(
        WORKBOOK, "<sheets/>", '<sheets><sheet name="x" sheetId="90" r:id="rId3"/></sheets>'
    ),
}  # fmt: skip


# --- Bounds ------------------------------------------------------------------------------------


def _columns(text: str, book: Book) -> None:
    book.sub(SHEET, "<sheetData>", f"<cols>{text}</cols><sheetData>", 1)


def _array(ref: str, book: Book) -> None:
    book.rows(
        "三公经费", f'<row r="90"><c r="A90"><f t="array" ref="{ref}">1</f><v>1</v></c></row>'
    )


def _merge(ref: str, book: Book) -> None:
    book.swap(SHEET, "</mergeCells>", f'<mergeCell ref="{ref}"/></mergeCells>')


BOUNDS: dict[str, Callable[[Book], object]] = {
    "negative-column": partial(_columns, '<col min="-9000000000" max="9" hidden="1"/>'),
    "column-zero": partial(_columns, '<col min="0" max="9" hidden="1"/>'),
    "columns-backwards": partial(_columns, '<col min="9" max="8" hidden="1"/>'),
    "column-that-is-none": partial(_columns, '<col min="1" max="1_0"/>'),
    "column-far-away": partial(_columns, '<col min="1" max="99999999999999999999" hidden="1"/>'),
    "array": partial(_array, "??"),
    "array-without": partial(_array, ""),
    "array-below": partial(_array, "A1:A1048577"),
    "merge": partial(_merge, "??"),
    "merge-backwards": partial(_merge, "B9:A8"),
    "merge-right": partial(_merge, "A1:XFE1"),
}


# --- Active content ----------------------------------------------------------------------------


def _related(source: str, kind: str, target: str, content: str, book: Book) -> None:
    """Add a part that another one refers to."""
    folder, _, base = source.rpartition("/")
    part = f"{folder}/_rels/{base}.rels"
    link = f'<Relationship Id="rId97" Type="{RELATION}/{kind}" Target="/{target}"/>'
    if part in book.parts:
        book.swap(part, "</Relationships>", f"{link}</Relationships>")
    else:
        book.put(part, f"<Relationships>{link}</Relationships>")
    book.put(target, content)


LINK = "xl/externalLinks/externalLink1.xml"
ACTIVE: dict[str, tuple[Callable[[Book], object], str]] = {
    "dde": (
        partial(_related, WORKBOOK, "externalLink", LINK, '<externalLink><ddeLink ddeService="cmd" ddeTopic="/C calc"/></externalLink>'),
        "dde",
    ),
    "dde-unrelated": (lambda book: book.put(LINK, '<x:externalLink xmlns:x="x"><x:ddeLink/></x:externalLink>'), "dde"),
    "dde-elsewhere": (partial(_related, WORKBOOK, "externalLink", "a/b.xml", "<externalLink><ddeLink/></externalLink>"), "dde"),
    "ole-link": (partial(_related, WORKBOOK, "externalLink", LINK, "<externalLink><oleLink/></externalLink>"), "ole"),
    "ole-object": (partial(_related, SHEET, "oleObject", "xl/embeddings/oleObject1.bin", "x"), "ole"),
    "ole-package": (partial(_related, SHEET, "package", "xl/embeddings/a.docx", "x"), "ole"),
    "ole-by-name": (lambda book: book.put("xl/embeddings/oleObject7.bin", "x"), "ole"),
    "activex": (partial(_related, SHEET, "control", "xl/activeX/activeX1.xml", "<a/>"), "activex"),
    "activex-by-name": (lambda book: book.put("xl/activeX/activeX1.bin", "x"), "activex"),
    "activex-elsewhere": (partial(_related, SHEET, "control", "a/a.xml", "<a/>"), "activex"),
    "connection": (partial(_related, WORKBOOK, "connections", "xl/connections.xml", "<connections/>"), "connection"),
    "connection-elsewhere": (partial(_related, WORKBOOK, "connections", "a/c.xml", "<connections/>"), "connection"),
    "query-table": (partial(_related, SHEET, "queryTable", "xl/queryTables/queryTable1.xml", "<a/>"), "connection"),
    "real-time-formula": (partial(_in_cell, '<f>RTD("a.b",,"c")</f><v>1</v>'), "dde"),
    "real-time-formula-written-oddly": (partial(_in_cell, '<f>1+r&#84;d ("a.b",,"c")</f><v>1</v>'), "dde"),
    "web-formula": (partial(_in_cell, '<f>_xlfn.WEBSERVICE("http://127.0.0.1")</f><v>1</v>'), "dde"),
}  # fmt: skip


# --- What is nothing of the kind ---------------------------------------------------------------


def _every_bin_is_vba(book: Book) -> None:
    """Declare a type for every .bin, as Excelize does."""
    kind = '<Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>'
    book.sub(TYPES, "(<Types[^>]*>)", rf"\1{kind}", 1)


def _printer(book: Book) -> None:
    _every_bin_is_vba(book)
    _related(SHEET, "printerSettings", "xl/printerSettings/printerSettings1.bin", "P\0r\0", book)


def _vba_of_any_name(book: Book) -> None:
    _every_bin_is_vba(book)
    book.put("xl/a.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))


def _moved_workbook(target: str, book: Book) -> None:
    """Put the part of the workbook elsewhere; targets of its relationships are whole paths."""
    folder, _, base = target.rpartition("/")
    text = book.text(RELATIONS).replace('Target="', 'Target="/xl/').replace("/xl//", "/")
    book.put(f"{folder}/_rels/{base}.rels".lstrip("/"), text).put(target, book.parts[WORKBOOK])
    book.drop(WORKBOOK, RELATIONS)
    book.sub("_rels/.rels", r'(/officeDocument" )Target="[^"]*"', rf'\1Target="{target}"', 1)
    book.swap(TYPES, '"/xl/workbook.xml"', f'"/{target}"')


def _sheet_without_part(book: Book) -> None:
    book.swap(WORKBOOK, "</sheets>", '<sheet name="图表" sheetId="90" r:id=""/></sheets>')


EMPTY = needs_fix(
    *at("XL-155", "收支总表"), *at("XL-124", "收支总表!A4"), values={"收支总表": None}
)
"""The sheet holds nothing: whoever sees cells in the comment would be misled."""
TOLD: dict[str, tuple[Callable[[Book], object], Expected]] = {
    "every-bin-is-vba": (_every_bin_is_vba, accepted()),
    "printer-settings-of-excelize": (_printer, accepted()),
    "vba-of-any-name": (_vba_of_any_name, rejected("XL-104")),
    "workbook-elsewhere": (partial(_moved_workbook, "book/main.xml"), accepted()),
    "workbook-at-the-top": (partial(_moved_workbook, "workbook.xml"), accepted()),
    "workbook-of-another-name": (partial(_moved_workbook, "xl/workbook22.xml"), accepted()),
    "sheet-without-a-part": (_sheet_without_part, accepted()),
    "external-workbook": (
        partial(_related, WORKBOOK, "externalLink", LINK, "<externalLink><externalBook/></externalLink>"), accepted()
    ),
    "cells-in-a-comment": (partial(_hidden_data, "<!--", "-->"), EMPTY),
    "cells-in-an-instruction": (partial(_hidden_data, "<?x ", "?>"), EMPTY),
    "columns-beyond-the-last": (partial(_columns, '<col min="9000" max="20000"/>'), accepted()),
}  # fmt: skip


# --- Locks -------------------------------------------------------------------------------------


def _encrypted(password: str, clean: Clean) -> bytes:
    """Encrypt a clean return as Excel does."""
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(clean.data())).encrypt(password, target)
    return target.getvalue()


def _broken_thumbnail(clean: Clean) -> bytes:
    """Add the picture of a file manager, with a checksum that does not match."""
    data = clean.book().put("docProps/thumbnail.jpeg", b"\xff\xd8\xff" + b"picture" * 9).data(0)
    return data.replace(b"picturepicture", b"picturePICTURE", 1)


LOCKED: dict[str, tuple[Make, Expected]] = {
    "default-password": (partial(_encrypted, PASSWORD), accepted()),
    "own-password": (partial(_encrypted, "1"), rejected("XL-103")),
    "label": (fixed(ole2("EncryptedPackage", "LabelInfo")), rejected("XL-103")),
    "label-with-data-space": (fixed(ole2("DRMEncryptedDataSpace", "EncryptedPackage")), rejected("XL-103")),
    "label-of-xls": (fixed(ole2("\tDRMContent", "Workbook")), rejected("XL-103")),
    "thumbnail-broken": (_broken_thumbnail, accepted()),
}  # fmt: skip
