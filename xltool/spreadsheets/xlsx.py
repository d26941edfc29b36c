"""An .xlsx workbook: its sheets by the names that people see, and what their cells refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.spreadsheets.number_formats import NumberFormat, parse_format
from xltool.spreadsheets.package_parts import relations_of
from xltool.spreadsheets.safe_xml import elements
from xltool.spreadsheets.xlsx_cells import XlsxCellReader
from xltool.spreadsheets.xlsx_scan import Scanner
from xltool.spreadsheets.xlsx_strings import texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.spreadsheets.limits import CellBudget
    from xltool.spreadsheets.package_parts import PackageParts
    from xltool.spreadsheets.raw_sheet import RawSheet

_COMMENTS = {"comments": "comment", "threadedComment": "threadedComment"}
_TRUE = frozenset({"1", "true"})
_FORMATS = ((b"<numFmts", b"</numFmts>"), (b"<cellXfs", b"</cellXfs>"))


def sheets(archive: PackageParts, tally: CellBudget) -> Mapping[str, RawSheet]:
    """Scan every worksheet: name → sheet, in the order of their tabs.

    Raises XL-102 (xml, part), XL-105 (duplicate: two workbooks, two sheets of one name, cells or
    rows of one place), XL-106 (cells).
    """
    related = archive.relations("").values()
    books = [part for kind, part in related if kind == "officeDocument"] or ["xl/workbook.xml"]
    if len(books) > 1:
        raise RefusedError(rule="XL-105", why="duplicate", member=books[-1])
    book = books[0]
    relations = archive.relations(book)
    found: dict[str, RawSheet] = {}
    done: dict[str, RawSheet] = {}
    named, terms = _workbook(archive, book, relations)
    scanner = Scanner(terms, tally)
    for name, part in named:
        if name in found:
            raise RefusedError(rule="XL-105", why="duplicate", member=name)
        if part not in done:
            done[part] = scanner.scan(archive.read(part), part)
            done[part].comments.update(_comments(archive, part))
        found[name] = done[part]
    return found


def _workbook(
    archive: PackageParts, book: str, relations: Mapping[str, tuple[str, str]]
) -> tuple[list[tuple[str, str]], XlsxCellReader]:
    """Return the name and part of each worksheet, and what all cells refer to.

    Chart sheets and the like hold no cells.
    """
    named, since_1904 = list[tuple[str, str]](), False
    for kind, attributes in archive.elements(book, "sheet", "workbookPr"):
        if kind == "workbookPr":
            since_1904 = attributes.get("date1904") in _TRUE
            continue
        name = attributes.get("name", "")
        sort, part = relations.get(attributes.get("id", ""), ("worksheet", name))
        if sort == "worksheet":
            named.append((name, part))
    parts = dict(relations.values())
    shared = _texts(archive, parts.get("sharedStrings", "xl/sharedStrings.xml"))
    looks = _looks(archive, parts.get("styles", "xl/styles.xml"))
    return named, XlsxCellReader(shared, looks, since_1904)


def _comments(archive: PackageParts, part: str) -> Iterator[str]:
    """Yield the cells with a comment, a note or a thread."""
    if archive.has(relations_of(part)):
        for kind, target in archive.relations(part).values():
            if kind in _COMMENTS and archive.has(target):
                for _, comment in archive.elements(target, _COMMENTS[kind]):
                    yield comment.get("ref", "").upper()


def _looks(archive: PackageParts, part: str) -> Mapping[str, NumberFormat]:
    """Return what numbers look like in the cell formats that show no plain number."""
    if not archive.has(part):
        return {}
    codes, inside, looks = dict[str, str](), False, list[NumberFormat]()
    wanted = "numFmt", "cellXfs", "cellStyles", "xf"
    for kind, attributes in elements(_formats(archive.read(part)), part, *wanted):
        if kind == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif kind == "xf" and inside:
            number = attributes.get("numFmtId", "0")
            looks.append(parse_format(number, codes.get(number)))
        else:
            inside = kind == "cellXfs"
    return {
        str(style): found for style, found in enumerate(looks) if found is not NumberFormat.NUMBER
    }


def _formats(styles: bytes) -> bytes:
    """Return the number and cell formats of the styles alone, where they can be told apart."""
    found = [_between(styles, start, end) for start, end in _FORMATS]
    return styles if b"<!" in styles or not all(found) else b"<x>%b</x>" % b"".join(found)


def _between(content: bytes, start: bytes, end: bytes) -> bytes:
    first, last = content.find(start), content.find(end)
    return content[first : last + len(end)] if first >= 0 else b""


def _texts(archive: PackageParts, part: str) -> Mapping[str, str]:
    """Return the shared texts by their numbers as cells write them."""
    if not archive.has(part):
        return {}
    return {str(number): text for number, text in enumerate(texts(archive.read(part), part))}
