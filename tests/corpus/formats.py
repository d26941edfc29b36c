"""The same workbook, written otherwise: other programs, other dialects. Every value is there."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, unescape

from openpyxl.formula.translate import Translator

from tests.corpus.book import (
    CORE,
    RELATIONS,
    STRINGS,
    STYLES,
    TYPES,
    WORKBOOK,
    Book,
    Content,
    formula,
    number,
    packed,
)
from tests.corpus.numbers import DATE, OTHER, as_format
from tests.corpus.shifting import delete_rows, insert_rows
from tests.corpus.totals import stale
from tests.corpus.variant import At, Expected, Variant, accepted, at, edited, needs_fix, rejected

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.corpus.variant import Clean, Make

NOTE = "收支总表!L7"
"""按政策调整人员经费."""

STRICT = {
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        "http://purl.oclc.org/ooxml/spreadsheetml/main"
    ),
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        "http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
    "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties": (
        "http://purl.oclc.org/ooxml/officeDocument/extendedProperties"
    ),
    "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties": (
        "http://purl.oclc.org/ooxml/officeDocument/customProperties"
    ),
    "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes": (
        "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes"
    ),
}


def variants() -> Iterator[Variant]:
    """Yield every variant of this class."""
    for name, edit in SAME.items():
        yield Variant("formats", name, edited(edit), accepted())
    for name, (edit, expected) in OTHERWISE.items():
        yield Variant("formats", name, edited(edit), expected)
    for name, make in PACKED.items():
        yield Variant("formats", name, make, accepted())
    for suffix, written in OFFICE.items():
        for name, (edit, expected) in THROUGH_OFFICE.items():
            found = replace(expected, findings=(*expected.findings, *IN_OTHER_FORMAT[suffix]))
            yield Variant(
                "office", f"{suffix}-{name}", edited(edit), found, written, f"{name}.{suffix}"
            )


# --- Every part --------------------------------------------------------------------------------


def _each(edit: Callable[[str], str], book: Book) -> None:
    """Edit the text of each XML part."""
    for part in book.parts:
        if part.endswith((".xml", ".rels")):
            book.put(part, edit(book.text(part)))


def _cells(edit: Callable[[str], str], book: Book) -> None:
    """Edit the text of each worksheet."""
    for part in book.cell_parts:
        book.put(part, edit(book.text(part)))


def _strict(text: str) -> str:
    for transitional, strict in STRICT.items():
        text = text.replace(transitional, strict)
    return text


def _encoded(codec: str, declared: str, parts: tuple[str, ...], book: Book) -> None:
    """Write parts in another encoding."""
    for part in parts or tuple(book.parts):
        text = book.text(part).replace('encoding="UTF-8"', f'encoding="{declared}"')
        book.put(part, text.encode(codec))


def _prefixed(prefix: str, text: str) -> str:
    """Give the elements of the main namespace a prefix."""
    text = re.sub(r"<(/?)(?=[a-zA-Z])(?![a-z]+:)", rf"<\1{prefix}:", text)
    return text.replace(' xmlns="', f' xmlns:{prefix}="', 1)


def _all_prefixed(book: Book) -> None:
    for part in (*book.cell_parts, WORKBOOK, STRINGS, STYLES):
        book.put(part, _prefixed("x", book.text(part)))
    for part in (RELATIONS, "_rels/.rels"):
        book.put(part, _prefixed("r", book.text(part)))


def _pretty(text: str) -> str:
    """Indent every element that holds others."""
    return re.sub("><(?!/[vft]>)", ">\n  <", text)


def _single_quoted(text: str) -> str:
    return re.sub(r'="([^"\']*)"', r"='\1'", text)


def _commented(text: str) -> str:
    text = text.replace("<v>", "<!-- x --><v>").replace(
        "?>\n", "?>\n<?mso-application progid='x'?>"
    )
    return text.replace("<sheetData>", '<sheetData><!-- <c r="A1"><v>1</v></c> -->')


def _referenced(text: str) -> str:
    """Write every Chinese character as a reference."""
    return re.sub(r"[\u4e00-\u9fff]", lambda match: f"&#x{ord(match[0]):X};", text)


# --- Cells -------------------------------------------------------------------------------------


def _strings(book: Book) -> list[str]:
    return re.findall(r"<si>(.*?)</si>", book.text(STRINGS), re.DOTALL)


def _all_inline(book: Book) -> None:
    strings = _strings(book)

    def inline(match: re.Match[str]) -> str:
        return f'{match[1]} t="inlineStr"><is>{strings[int(match[2])]}</is></c>'

    _cells(partial(re.sub, r'(<c r="\w+"(?: s="\d+")?) t="s"><v>(\d+)</v></c>', inline), book)
    book.drop(STRINGS)
    book.sub(RELATIONS, "<Relationship [^>]*sharedStrings[^>]*/>", "")
    book.sub(TYPES, "<Override [^>]*sharedStrings[^>]*/>", "")


def _all_str(book: Book) -> None:
    """Write texts as results of formulas are written, without formulas."""
    strings = [re.sub("</?t[^>]*>", "", text) for text in _strings(book)]

    def written(match: re.Match[str]) -> str:
        return f'{match[1]} t="str"><v>{strings[int(match[2])]}</v></c>'

    _cells(partial(re.sub, r'(<c r="\w+"(?: s="\d+")?) t="s"><v>(\d+)</v></c>', written), book)


def _rich(text: str) -> str:
    """Split every shared string in two runs."""

    def runs(match: re.Match[str]) -> str:
        inner = match[2]
        at = len(inner) // 2 if "&" not in inner else 0
        look = '<rPr><b/><sz val="11"/><color rgb="FFFF0000"/><rFont val="宋体"/></rPr>'
        pieces = (inner[:at], inner[at:])
        return "<si>" + "".join(
            f'<r>{look}<t xml:space="preserve">{piece}</t></r>' for piece in pieces
        ) + "</si>"  # fmt: skip

    return re.sub(r"<si><t([^>]*)>(.*?)</t></si>", runs, text, flags=re.DOTALL)


def _phonetic(text: str) -> str:
    """Add a reading aid to every shared string: it is not part of the text."""
    reading = '<rPh sb="0" eb="1"><t>dú</t></rPh><phoneticPr fontId="1" type="noConversion"/>'
    return text.replace("</t></si>", f"</t>{reading}</si>")


def _cdata(text: str) -> str:
    def wrapped(match: re.Match[str]) -> str:
        return match[0] if "&" in match[2] else f"<t{match[1]}><![CDATA[{match[2]}]]></t>"

    return re.sub(r"<t((?: [^>]*)?)>([^<]*)</t>", wrapped, text)


def _spaced(text: str) -> str:
    """Keep white space, as Excel asks for wherever there is some."""
    return text.replace("<si><t>", '<si><t xml:space="preserve">')


def _doubles(text: str) -> str:
    """Write numbers as other programs print them."""
    return re.sub(
        r"<v>(\d+\.\d+)</v>(?=</c>)", lambda match: f"<v>{float(match[1]):.17g}</v>", text
    )


def _exponents(text: str) -> str:
    return re.sub(r'(<c r="\w+"(?: s="\d+")?>)<v>(\d+\.\d+)</v>',
                  lambda match: f"{match[1]}<v>{float(match[2]):.6E}</v>", text)  # fmt: skip


def _typed(text: str) -> str:
    """Say of each number that it is one."""
    return re.sub(r'(<c r="\w+"(?: s="\d+")?)>(<v>|<f[ >])', r'\1 t="n">\2', text)


def _unplaced(text: str) -> str:
    """Leave the addresses out where they follow from the cells before."""
    return re.sub(r'(<c) r="\w+"', r"\1", text) if _is_dense(text) else text


def _is_dense(text: str) -> bool:
    """Whether each row begins in A and leaves no cell out."""
    rows = re.findall(r'<row r="(\d+)".*?</row>|<row r="(\d+)"[^>]*/>', text, re.DOTALL)
    return all(
        "".join(cells) == "".join(chr(65 + at) for at in range(len(cells)))
        for row in re.findall(r"<row .*?</row>", text, re.DOTALL)
        if (cells := re.findall(r'<c r="([A-Z]+)\d+"', row))
    ) and [int(a or b) for a, b in rows] == list(range(1, len(rows) + 1))


def _rows_unplaced(text: str) -> str:
    return re.sub(r'<row r="\d+"', "<row", text) if _is_dense(text) else text


def _without_formats(text: str) -> str:
    """Drop cells that hold nothing but a format, as small writers do."""
    return re.sub(r'<c r="\w+"(?: s="\d+")?/>', "", text)


def _empty_values(text: str) -> str:
    return re.sub(r'(<c r="\w+"(?: s="\d+")?)/>', r"\1><v/></c>", text)


def _dimension(ref: str, text: str) -> str:
    return re.sub(r'<dimension ref="[^"]*"/>', f'<dimension ref="{ref}"/>', text)


_FORMULA = re.compile(
    r'(<c r="(\w+)"[^>]*>)<f(?: t="shared"(?: ref="[^"]*")? si="(\d+)")?(?:/>|>([^<]*)</f>)'
)


def _plain_formulas(text: str) -> str:
    """Write every formula in full, also those that we share, as most programs do."""
    shared: dict[str, Translator] = {}

    def plain(match: re.Match[str]) -> str:
        cell, at, number, formula = match.groups()
        if number and formula:
            shared[number] = Translator(f"={unescape(formula)}", at)
        if number and not formula:
            formula = escape(shared[number].translate_formula(at).removeprefix("="))
        return f"{cell}<f>{formula}</f>"

    return _FORMULA.sub(plain, text)


def _array_formulas(text: str) -> str:
    return re.sub(
        r'(<c r="(\w+)"(?: s="\d+")?(?: t="\w+")?>)<f>',
        r'\1<f t="array" ref="\2">',
        _plain_formulas(text),
    )


# --- Sheets ------------------------------------------------------------------------------------


def _far_format(book: Book) -> None:
    """Leave a format in the last cell that Excel has."""
    book.rows("三公经费", '<row r="1048576"><c r="XFD1048576" s="9"/></row>')


def _many_rows(book: Book) -> None:
    """Give a height to every row there is."""
    rows = "".join(f'<row r="{n}" ht="20" customHeight="1"/>' for n in range(12, 1048577))
    book.rows("三公经费", rows)


def _many_formats(book: Book) -> None:
    """Format a hundred thousand cells that nobody fills in."""
    rows = (
        f'<row r="{n}">' + "".join(f'<c r="{col}{n}" s="9"/>' for col in "ABCDEFGHIJ") + "</row>"
        for n in range(12, 10012)
    )
    book.rows("三公经费", "".join(rows))


def _column_formats(book: Book) -> None:
    for part in book.cell_parts:
        book.put(
            part,
            re.sub(
                "<cols>.*</cols>",
                '<cols><col min="1" max="16384" width="9" style="1"/></cols>',
                book.text(part),
            ),
        )


def _many_strings(book: Book) -> None:
    """Leave a hundred thousand strings behind that no cell shows any more."""
    rest = "".join(f"<si><t>旧文字{n}</t></si>" for n in range(100_000))
    book.swap(STRINGS, "</sst>", f"{rest}</sst>")


def _many_styles(book: Book) -> None:
    formats = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' * 60_000
    book.swap(STYLES, "</cellXfs>", f"{formats}</cellXfs>")


def _charts(book: Book) -> None:
    """Add a chart sheet, which has no cells."""
    chart = '<chartsheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"/>'
    book.put("xl/chartsheets/sheet1.xml", chart)
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chartsheet"
    link = f'<Relationship Id="rId99" Type="{kind}" Target="chartsheets/sheet1.xml"/>'
    book.swap(RELATIONS, "</Relationships>", f"{link}</Relationships>")
    book.swap(WORKBOOK, "</sheets>", '<sheet name="图" sheetId="99" r:id="rId99"/></sheets>')


# --- Parts and packing -------------------------------------------------------------------------


def _absolute(book: Book) -> None:
    book.sub(RELATIONS, 'Target="', 'Target="/xl/')
    book.sub("_rels/.rels", 'Target="', 'Target="/')


def _roundabout(book: Book) -> None:
    book.sub(RELATIONS, 'Target="worksheets/', 'Target="../xl/./worksheets/../worksheets/')


def _moved(book: Book) -> None:
    """Put the sheets where no other program has them."""
    for part in book.cell_parts:
        book.put(part.replace("worksheets/sheet", "blaetter/b"), book.parts.pop(part))
    book.sub(RELATIONS, "worksheets/sheet", "blaetter/b")
    book.sub(TYPES, "/worksheets/sheet", "/blaetter/b")


def _upper(book: Book) -> None:
    """Part names ignore case."""
    for part in list(book.parts):
        if part.startswith("xl/worksheets"):
            book.put(part.upper(), book.parts.pop(part))


def _leftovers(book: Book) -> None:
    """Add what other programs leave in a package."""
    book.put("docProps/thumbnail.jpeg", b"\xff\xd8\xff\xe0rest")
    book.put("customXml/item1.xml", '<?xml version="1.0"?><b:Sources xmlns:b="urn:b"/>')
    book.put("xl/printerSettings/printerSettings1.bin", bytes(range(256)))
    book.put("xl/calcChain.xml", "<calcChain/>")
    book.put("xl/persons/person.xml", "<personList/>")


def _bare(book: Book) -> None:
    """Keep what a workbook must have."""
    book.drop("xl/theme/theme1.xml", "docProps/app.xml")
    book.sub(RELATIONS, "<Relationship [^>]*theme[^>]*/>", "")
    book.sub("_rels/.rels", "<Relationship [^>]*app.xml[^>]*/>", "")


def _zipped(write: Callable[[Mapping[str, bytes]], bytes]) -> Make:
    return lambda clean: write(clean.book().parts)


def _stored(parts: Mapping[str, bytes]) -> bytes:
    return packed(parts, zipfile.ZIP_STORED)


def _backwards(parts: Mapping[str, bytes]) -> bytes:
    return packed(dict(reversed(list(parts.items()))))


def _with_folders(parts: Mapping[str, bytes]) -> bytes:
    folders = {f"{name.rpartition('/')[0]}/": b"" for name in parts if "/" in name}
    return packed({**folders, **parts})


class _Unseekable(io.RawIOBase):
    """A stream that cannot go back: sizes come after the content of each member."""

    def __init__(self) -> None:
        self.content = b""

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        self.content += bytes(data)  # type: ignore[call-overload]
        return len(data)  # type: ignore[arg-type]


def _streamed(parts: Mapping[str, bytes]) -> bytes:
    target = _Unseekable()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.content


def _zip64(parts: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            with archive.open(name, "w", force_zip64=True) as member:
                member.write(content)
    return buffer.getvalue()


def _backslashes(parts: Mapping[str, bytes]) -> bytes:
    """Name parts as some programs of Windows do."""
    return packed({name.replace("/", "\\"): content for name, content in parts.items()})


def _with_comment(clean: Clean) -> bytes:
    buffer = io.BytesIO(clean.data())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.comment = "交警队".encode()
    return buffer.getvalue()


SAME: dict[str, Callable[[Book], object]] = {
    "repacked": lambda _: None,
    "strict": partial(_each, _strict),
    "strict-conformance": lambda book: (
        _each(_strict, book),  # type: ignore[func-returns-value]
        book.swap(WORKBOOK, "<workbook ", '<workbook conformance="strict" ')
    ),
    "prefixed": _all_prefixed,
    "utf-8-bom": partial(_each, lambda text: f"\ufeff{text}"),
    "no-declaration": partial(_each, partial(re.sub, r"<\?xml[^>]*\?>\s*", "")),
    "pretty-printed": partial(_cells, _pretty),
    "single-quotes": partial(_each, _single_quoted),
    "comments-and-instructions": partial(_cells, _commented),
    "character-references": partial(_each, _referenced),
    "carriage-returns": partial(_cells, lambda text: text.replace("?>\n", "?>\r\n")),
    "inline-strings": _all_inline,
    "strings-as-results": _all_str,
    "rich-text": lambda book: book.put(STRINGS, _rich(book.text(STRINGS))),
    "rich-inline-text": lambda book: (
        book.put(STRINGS, _rich(book.text(STRINGS))),
        _all_inline(book),  # type: ignore[func-returns-value]
    ),
    "phonetic-runs": lambda book: book.put(STRINGS, _phonetic(book.text(STRINGS))),
    "cdata": lambda book: book.put(STRINGS, _cdata(book.text(STRINGS))),
    "space-preserved": lambda book: book.put(STRINGS, _spaced(book.text(STRINGS))),
    "numbers-17-digits": partial(_cells, _doubles),
    "numbers-exponents": partial(_cells, _exponents),
    "numbers-typed": partial(_cells, _typed),
    "cells-without-address": partial(_cells, _unplaced),
    "rows-without-number": partial(_cells, _rows_unplaced),
    "rows-and-cells-unplaced": partial(_cells, lambda text: _rows_unplaced(_unplaced(text))),
    "cells-in-small-letters": partial(
        _cells, partial(re.sub, r'<c r="(\w+)"', lambda match: f'<c r="{match[1].lower()}"')
    ),
    "formats-only-dropped": partial(_cells, _without_formats),
    "empty-values": partial(_cells, _empty_values),
    "plain-formulas": partial(_cells, _plain_formulas),
    "array-formulas": partial(_cells, _array_formulas),
    "dimension-too-small": partial(_cells, partial(_dimension, "A1")),
    "dimension-too-large": partial(_cells, partial(_dimension, "A1:XFD1048576")),
    "dimension-missing": partial(_cells, partial(re.sub, "<dimension [^>]*/>", "")),
    "spans-missing": partial(_cells, partial(re.sub, ' spans="[^"]*"', "")),
    "far-format": _far_format,
    "many-empty-rows": _many_rows,
    "many-formats": _many_formats,
    "column-formats": _column_formats,
    "many-strings": _many_strings,
    "many-styles": _many_styles,
    "year-1904": lambda book: book.swap(WORKBOOK, "<workbookPr ", '<workbookPr date1904="1" '),
    "chart-sheet": _charts,
    "calculation-manual": lambda book: book.sub(
        WORKBOOK, "<calcPr[^>]*/>", '<calcPr calcMode="manual"/>'
    ),
    "no-calculation-settings": lambda book: book.sub(WORKBOOK, "<calcPr[^>]*/>", ""),
    "no-names": lambda book: book.sub(WORKBOOK, "<definedNames>.*</definedNames>", ""),
    "targets-absolute": _absolute,
    "parts-moved": _moved,
    "parts-upper-case": _upper,
    "leftover-parts": _leftovers,
    "bare-parts": _bare,
    "template": lambda book: book.swap(TYPES, "sheet.main+xml", "template.main+xml"),
    "macro-type-without-macros": lambda book: book.swap(
        TYPES,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ),
    "core-properties-damaged": lambda book: book.put(CORE, "<cp:coreProperties>"),
}  # fmt: skip

DAMAGED = rejected("XL-102", "xml")
TWICE = rejected("XL-105", "duplicate")
OTHERWISE: dict[str, tuple[Callable[[Book], object], Expected]] = {
    "dimension-nonsense": (partial(_cells, partial(_dimension, "!!")), accepted()),
    "targets-roundabout": (_roundabout, accepted()),
    "utf-16": (partial(_encoded, "utf-16", "UTF-16", ()), accepted()),
    "utf-16-sheets": (
        lambda book: _encoded("utf-16", "UTF-16", tuple(book.cell_parts), book), accepted()
    ),
    "utf-16-strings": (partial(_encoded, "utf-16", "UTF-16", (STRINGS,)), accepted()),
    "gbk-strings": (partial(_encoded, "gb18030", "gb18030", (STRINGS,)), DAMAGED),
    "declared-wrongly": (
        lambda book: book.swap(STRINGS, '"UTF-8"', '"gb2312"'), DAMAGED
    ),
    "not-its-encoding": (
        lambda book: book.put(STRINGS, book.text(STRINGS).encode("gb18030")), DAMAGED
    ),
    "year-1904-date": (
        lambda book: (
            book.swap(WORKBOOK, "<workbookPr ", '<workbookPr date1904="1" '),
            dated(book),  # type: ignore[func-returns-value]
        ),
        needs_fix(*at("XL-112", OTHER), values={OTHER: "2024-01-01"}),
    ),
    "date-type": (
        lambda book: book.cell(OTHER, Content("d", "<v>2019-12-31</v>")),
        needs_fix(*at("XL-112", OTHER), values={OTHER: "2019-12-31"}),
    ),
    "date-type-in-text": (
        lambda book: book.cell(NOTE, Content("d", "<v>2019-12-31T00:00:00</v>")),
        accepted(*at("XL-111", NOTE), values={NOTE: "2019-12-31"}),
    ),
    "unknown-type": (
        lambda book: book.cell(OTHER, Content("x", "<v>158.79</v>")), DAMAGED
    ),
    "number-that-is-none": (
        lambda book: book.cell(OTHER, Content("n", "<v>abc</v>")),
        needs_fix(*at("XL-112", OTHER), values={OTHER: "abc"}),
    ),
    "number-of-nothing-but-spaces": (
        lambda book: book.cell(OTHER, Content('n" cm="1', "<v> </v>")), accepted(values={OTHER: None})
    ),
    "number-with-spaces": (
        lambda book: book.cell(OTHER, Content("n", "<v> 158.79 </v>")),
        accepted(),
    ),
    "boolean-that-is-none": (
        lambda book: book.cell(OTHER, Content("b", "<v>maybe</v>")),
        needs_fix(*at("XL-112", OTHER), values={OTHER: "maybe"}),
    ),
    "string-that-is-not-there": (
        lambda book: book.cell(NOTE, Content("s", "<v>99999</v>")), DAMAGED
    ),
    "string-of-a-formula": (
        lambda book: book.cell(NOTE, Content("s", "<f>1</f><v>-1</v>")), DAMAGED
    ),
    **{
        f"string-{name}": (
            partial(Book.cell, at=NOTE, content=Content("s", f"<v>{index}</v>")),
            rejected("XL-102", "xml"),
        )
        for name, index in {
            "before-the-first": "-1", "that-is-no-number": "x", "of-a-fraction": "1.0",
        }.items()
    },
    **{
        f"error-{name.strip('#!?').lower()}": (
            partial(Book.cell, at=OTHER, content=Content("e", f"<v>{name}</v>")),
            needs_fix(*at("XL-125", OTHER), values={OTHER: name}),
        )
        for name in (
            "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!", "#CONNECT!", "#BUSY!", "#UNKNOWN!",
            "#GETTING_DATA", "#EXTERNAL!", "#PYTHON!", "#NEWER!",
        )
    },
    "error-of-a-formula": (
        lambda book: book.cell(OTHER, Content("e", "<f>A1#</f><v>#SPILL!</v>")),
        needs_fix(*at("XL-125", OTHER), values={OTHER: "#SPILL!"}),
    ),
    "cell-twice": (
        lambda book: book.sub(
            book.sheets["三公经费"], '(<c r="B6"[^>]*>.*?</c>)', r'\1<c r="B6"><v>99</v></c>', 1
        ),
        TWICE,
    ),
    "cell-twice-far-apart": (
        lambda book: book.rows("政府采购", '<row r="67"><c r="C7"><v>99</v></c></row>'), TWICE
    ),
    "cell-twice-in-small-letters": (
        lambda book: book.beside("三公经费", 6, '<c r="b6" t="inlineStr"><is><t>x</t></is></c>'),
        TWICE,
    ),
    "row-twice": (
        lambda book: book.rows("三公经费", '<row r="6"><c r="B6"><v>99</v></c></row>'), TWICE
    ),
    "row-twice-with-other-cells": (
        lambda book: book.rows("三公经费", '<row r="6"><c r="Z6"><v>99</v></c></row>'), TWICE
    ),
    "cell-twice-in-a-comment": (
        lambda book: book.rows("三公经费", '<!-- <row r="6"><c r="B6"><v>9</v></c></row> -->'),
        accepted(),
    ),
    "far-value": (
        lambda book: book.rows(
            "三公经费", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
        ),
        accepted(*at("XL-171", "三公经费!XFD1048576")),
    ),
    "far-value-below": (
        lambda book: book.rows("三公经费", '<row r="1048576"><c r="A1048576"><v>1</v></c></row>'),
        accepted(*at("XL-171", "三公经费!A1048576")),
    ),
    "far-value-beside": (
        lambda book: book.beside("三公经费", 11, '<c r="XFD11"><v>1</v></c>'),
        accepted(*at("XL-171", "三公经费!XFD11")),
    ),
    "beyond-the-last-row": (
        lambda book: book.rows("三公经费", '<row r="1048577"><c r="A1048577"><v>1</v></c></row>'),
        rejected("XL-102", "xml"),
    ),
    "row-of-four-billion": (
        lambda book: book.rows(
            "三公经费", '<row r="4294967295"><c r="A4294967295"><v>1</v></c></row>'
        ),
        rejected("XL-102", "xml"),
    ),
    "column-beyond-the-last": (
        lambda book: book.beside("三公经费", 11, '<c r="ZZZ11"><v>1</v></c>'),
        rejected("XL-102", "xml"),
    ),
    "address-nonsense": (
        lambda book: book.beside("三公经费", 11, '<c r="11"><v>1</v></c>'),
        DAMAGED,
    ),
}  # fmt: skip


def dated(book: Book) -> None:
    """Show a number as a date."""
    as_format(DATE, "43830", book)


PACKED: dict[str, Make] = {
    "zip-stored": _zipped(_stored),
    "zip-backwards": _zipped(_backwards),
    "zip-with-folders": _zipped(_with_folders),
    "zip-streamed": _zipped(_streamed),
    "zip-64": _zipped(_zip64),
    "zip-backslashes": _zipped(_backslashes),
    "zip-comment": _with_comment,
}

OFFICE = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8", "xls": "MS Excel 97"}
"""What LibreOffice calls the formats that it saves in."""

IN_OTHER_FORMAT: dict[str, tuple[At, ...]] = {"xlsx": (), "ods": at("XL-159"), "xls": at("XL-159")}
THROUGH_OFFICE: dict[str, tuple[Callable[[Book], object], Expected]] = {
    "same": (lambda _: None, accepted()),
    "stale": (stale, accepted()),
    "error": (
        lambda book: book.cell(OTHER, formula("1/0", "#DIV/0!", "e")),
        needs_fix(*at("XL-125", OTHER), values={OTHER: "#DIV/0!"}),
    ),
    "formula": (
        lambda book: book.cell(OTHER, formula("100+58.79", "158.79")),
        accepted(*at("XL-127", OTHER)),
    ),
    "text": (lambda book: book.type(OTHER, "158.79"), accepted(*at("XL-111", OTHER))),
    "measure": (
        lambda book: book.type(OTHER, "158.79万元"),
        needs_fix(*at("XL-112", OTHER), values={OTHER: "158.79万元"}),
    ),
    "date": (dated, needs_fix(*at("XL-112", OTHER), values={OTHER: "2019-12-31"})),
    "total-overwritten": (
        lambda book: book.cell("收支总表!B15", number(9999)), needs_fix(*at("R2", "收支总表!B15"))
    ),
    "row-inserted": (
        partial(insert_rows, sheet="政府采购", first=12),
        accepted(*at("XL-161", "政府采购!A13")),
    ),
    "row-deleted": (
        partial(delete_rows, sheet="三公经费", first=8),
        needs_fix(
            *at("XL-164", "三公经费"), *at("XL-161", "三公经费!A8"),
            values={"三公经费!B8:E8": None},
        ),
    ),
    "code-number": (
        lambda book: book.cell("政府采购!E7", number(2040201)),
        needs_fix(*at("XL-116", "政府采购!E7"), values={"政府采购!E7": "2040201"}),
    ),
}  # fmt: skip
