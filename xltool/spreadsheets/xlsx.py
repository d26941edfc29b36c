"""An .xlsx workbook: its sheets by the names that people see, and what their cells refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.spreadsheets.number_formats import NumberFormat, parse_format
from xltool.spreadsheets.package_parts import relationships_part
from xltool.spreadsheets.safe_xml import find_elements
from xltool.spreadsheets.xlsx_cells import XlsxCellReader
from xltool.spreadsheets.xlsx_scan import WorksheetScanner
from xltool.spreadsheets.xlsx_strings import read_shared_texts
from xltool.spreadsheets.xlsx_walk import TRUE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.spreadsheets.limits import CellBudget
    from xltool.spreadsheets.package_parts import PackageParts
    from xltool.spreadsheets.raw_sheet import RawSheet

_COMMENTS = {"comments": "comment", "threadedComment": "threadedComment"}
"""Elements that comment on a cell, by the type of the part they are in."""
_FORMATS = ((b"<numFmts", b"</numFmts>"), (b"<cellXfs", b"</cellXfs>"))


def read_sheets(package: PackageParts, cell_budget: CellBudget) -> Mapping[str, RawSheet]:
    """Read every worksheet: name → sheet, in the order of their tabs.

    Raises XL-102 (xml, part), XL-105 (duplicate: two workbooks, two sheets of one name, cells or
    rows of one place), XL-106 (cells).
    """
    main = [part for kind, part in package.relationships("").values() if kind == "officeDocument"]
    if len(main) > 1:
        raise RefusedError(rule="XL-105", why="duplicate", member=main[-1])
    worksheets, cell_reader = _read_workbook(package, main[0] if main else "xl/workbook.xml")
    scanner = WorksheetScanner(cell_reader, cell_budget)
    found: dict[str, RawSheet] = {}
    read: dict[str, RawSheet] = {}
    for name, part in worksheets:
        if name in found:
            raise RefusedError(rule="XL-105", why="duplicate", member=name)
        if part not in read:
            read[part] = scanner.scan(package.read(part), part)
            read[part].comments.update(_commented_cells(package, part))
        found[name] = read[part]
    return found


def _read_workbook(
    package: PackageParts, workbook: str
) -> tuple[list[tuple[str, str]], XlsxCellReader]:
    """Return the name and part of each worksheet, and what all cells refer to.

    Chart sheets and the like hold no cells.
    """
    relationships = package.relationships(workbook)
    worksheets, since_1904 = list[tuple[str, str]](), False
    for tag, attributes in package.elements(workbook, "sheet", "workbookPr"):
        if tag == "workbookPr":
            since_1904 = attributes.get("date1904") in TRUE
            continue
        name = attributes.get("name", "")
        kind, part = relationships.get(attributes.get("id", ""), ("worksheet", name))
        if kind == "worksheet":
            worksheets.append((name, part))
    parts = dict(relationships.values())
    texts = _shared_texts(package, parts.get("sharedStrings", "xl/sharedStrings.xml"))
    formats = _number_formats(package, parts.get("styles", "xl/styles.xml"))
    return worksheets, XlsxCellReader(texts, formats, since_1904)


def _commented_cells(package: PackageParts, part: str) -> Iterator[str]:
    """Yield the cells with a comment, a note or a thread."""
    if package.has(relationships_part(part)):
        for kind, target in package.relationships(part).values():
            if kind in _COMMENTS and package.has(target):
                for _, comment in package.elements(target, _COMMENTS[kind]):
                    yield comment.get("ref", "").upper()


def _number_formats(package: PackageParts, part: str) -> Mapping[str, NumberFormat]:
    """Return the number formats of cells, by their number, that show no plain number.

    ``<c s="2">`` means the third ``<xf>`` of ``<cellXfs>`` (ECMA-376 Part 1 §18.8.10), which refers
    to a ``<numFmt>`` (§18.8.30), or to a built-in one by its number alone.
    """
    if not package.has(part):
        return {}
    codes, in_cell_formats, formats = dict[str, str](), False, list[NumberFormat]()
    wanted = "numFmt", "cellXfs", "cellStyles", "xf"
    for tag, attributes in find_elements(_cut_formats(package.read(part)), part, *wanted):
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "xf" and in_cell_formats:
            number = attributes.get("numFmtId", "0")
            formats.append(parse_format(number, codes.get(number)))
        else:
            in_cell_formats = tag == "cellXfs"
    numbered = enumerate(formats)
    return {str(style): found for style, found in numbered if found is not NumberFormat.NUMBER}


def _cut_formats(styles: bytes) -> bytes:
    """Return only the number and cell formats of the styles, or all where they are not clear.

    That is so with a prefix, or where a comment may hide one of them.
    """
    found = [_between(styles, start, end) for start, end in _FORMATS]
    return styles if b"<!" in styles or not all(found) else b"<x>%b</x>" % b"".join(found)


def _between(content: bytes, start: bytes, end: bytes) -> bytes:
    first, last = content.find(start), content.find(end)
    return content[first : last + len(end)] if first >= 0 else b""


def _shared_texts(package: PackageParts, part: str) -> Mapping[str, str]:
    """Return the shared texts by their numbers as cells write them."""
    if not package.has(part):
        return {}
    texts = read_shared_texts(package.read(part), part)
    return {str(number): text for number, text in enumerate(texts)}
