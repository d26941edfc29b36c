"""An .xlsx workbook: its sheets by the names that people see, and what their cells refer to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.a1 import parse_reference
from xltool.errors import RefusedError
from xltool.spreadsheets.number_formats import NumberFormat, parse_format
from xltool.spreadsheets.package_kinds import main_part
from xltool.spreadsheets.package_parts import relationships_part
from xltool.spreadsheets.pictures import (
    holds_result,
    mark_pictures,
    may_hold_pictures,
    rich_pictures,
)
from xltool.spreadsheets.raw_sheet import HIDDEN, VERY_HIDDEN, is_position
from xltool.spreadsheets.refusals import ambiguous
from xltool.spreadsheets.safe_xml import find_elements, find_placed, find_texts
from xltool.spreadsheets.struck_text import struck_shared_texts, struck_styles
from xltool.spreadsheets.xlsx_cells import XlsxCellReader
from xltool.spreadsheets.xlsx_marks import TRUE
from xltool.spreadsheets.xlsx_scan import WorksheetScanner
from xltool.spreadsheets.xlsx_strings import read_shared_texts

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.spreadsheets.limits import CellBudget
    from xltool.spreadsheets.package_parts import PackageParts
    from xltool.spreadsheets.raw_sheet import RawSheet

_COMMENTS = {"comments": "comment", "threadedComment": "threadedComment"}
"""Elements that comment on a cell, by the type of the part they are in."""
_PLACES = {"sheet": "workbook/sheets", "workbookPr": "workbook"}
_FORMATS = ((b"<numFmts", b"</numFmts>"), (b"<cellXfs", b"</cellXfs>"))


def read_sheets(
    package: PackageParts, cell_budget: CellBudget, *, short: bool = True
) -> Mapping[str, RawSheet]:
    """Read every worksheet: name → sheet, in the order of their tabs.

    Raises XL-102 (xml, part), XL-105 (duplicate: two workbooks, two sheets of one name, cells or
    rows of one place; ambiguous, bounds), XL-106 (cells), XL-189 (dde).
    """
    workbook = main_part(package)
    worksheets, states, cell_reader = _read_workbook(package, workbook, short=short)
    has_pictures = holds_result(cell_reader.texts.values())
    scanner = WorksheetScanner(cell_reader, cell_budget, short=short)
    found: dict[str, RawSheet] = {}
    names, parts = set[str](), set[str]()
    for name, part in worksheets:
        if name.casefold() in names:
            raise RefusedError(rule="XL-105", why="duplicate", member=name)
        names.add(name.casefold())
        if part.lower() in parts:
            raise ambiguous(member=f"{workbook} {name}")
        parts.add(part.lower())
        found[name] = scanned = scanner.scan(package.read(part), part)
        scanned.comments.update(_commented_cells(package, part))
        scanned.state = states[name]
        if has_pictures or may_hold_pictures(package.read(part)):
            mark_pictures(scanned)
    for name, (sheet, at) in _named_cells(package, workbook):
        if sheet in found:
            found[sheet].names.setdefault(name, at)
    return found


def _read_workbook(
    package: PackageParts, workbook: str, *, short: bool
) -> tuple[list[tuple[str, str]], Mapping[str, str], XlsxCellReader]:
    """Return the name and part of each worksheet, their states, and what all cells refer to.

    Chart sheets and the like hold no cells. States (§18.2.19) are those of ``RawSheet``.
    """
    states = dict[str, str]()
    relationships = package.relationships(workbook)
    worksheets, since_1904 = list[tuple[str, str]](), False
    for tag, attributes in find_placed(package.read(workbook), workbook, _PLACES):
        if tag == "workbookPr":
            since_1904 = attributes.get("date1904") in TRUE
            continue
        name = attributes.get("name", "")
        if attributes.get("id") == "":  # a sheet without a part: no program shows anything there
            continue
        kind, part = relationships.get(attributes.get("id", ""), ("worksheet", name))
        if kind == "worksheet":
            worksheets.append((name, part))
            state = attributes.get("state", "")
            states[name] = state if state in {HIDDEN, VERY_HIDDEN} else ""
    parts = dict(relationships.values())
    shared = parts.get("sharedStrings", "xl/sharedStrings.xml")
    styles = parts.get("styles", "xl/styles.xml")
    texts, struck_texts = _shared_texts(package, shared, short=short)
    reader = XlsxCellReader(
        texts, _number_formats(package, styles, since_1904=since_1904, short=short),
        struck_styles(package.read(styles), styles) if package.has(styles) else frozenset(),
        struck_texts, rich_pictures(package, parts),
    )  # fmt: skip
    return worksheets, states, reader


def _named_cells(package: PackageParts, workbook: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the names of the workbook that mean one cell, with its sheet and address.

    A name of one sheet alone, as a copy of that sheet has it, is left out (ECMA-376 Part 1,
    §18.2.5 ``definedName``).
    """
    for attributes, text in find_texts(package.read(workbook), workbook, "definedName"):
        place = None if "localSheetId" in attributes else parse_reference(text)
        if place and is_position(place[1]):
            yield attributes.get("name", ""), place


def _commented_cells(package: PackageParts, part: str) -> Iterator[str]:
    """Yield the cells with a comment, a note or a thread."""
    if package.has(relationships_part(part)):
        for kind, target in package.relationships(part).values():
            if kind in _COMMENTS and package.has(target):
                for _, comment in package.elements(target, _COMMENTS[kind]):
                    yield comment.get("ref", "").upper()


def _number_formats(
    package: PackageParts, part: str, *, since_1904: bool, short: bool
) -> Mapping[str, NumberFormat]:
    """Return the number formats of cells, by their number, that do not show what is stored.

    ``<c s="2">`` means the third ``<xf>`` of ``<cellXfs>`` (ECMA-376 Part 1 §18.8.10), which refers
    to a ``<numFmt>`` (§18.8.30), or to a built-in one by its number alone.
    """
    if not package.has(part):
        return {}
    codes, in_cell_formats, styles = dict[str, str](), False, list[str]()
    wanted = "numFmt", "cellXfs", "cellStyles", "xf"
    content = package.read(part)
    for tag, attributes in find_elements(
        _cut_formats(content) if short else content, part, *wanted
    ):
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "xf" and in_cell_formats:
            styles.append(attributes.get("numFmtId", "0"))
        else:
            in_cell_formats = tag == "cellXfs"
    used = {
        number: parse_format(number, codes.get(number), since_1904=since_1904)
        for number in set(styles)
    }
    unusual = {number for number, each in used.items() if not each.is_plain}
    return {str(at): used[number] for at, number in enumerate(styles) if number in unusual}


def _cut_formats(styles: bytes) -> bytes:
    """Return only the number and cell formats of the styles, or all where they are not clear.

    That is so with a prefix, or where a comment may hide one of them.
    """
    found = [_between(styles, start, end) for start, end in _FORMATS]
    return styles if b"<!" in styles or not all(found) else b"<x>%b</x>" % b"".join(found)


def _between(content: bytes, start: bytes, end: bytes) -> bytes:
    first, last = content.find(start), content.find(end)
    return content[first : last + len(end)] if first >= 0 else b""


def _shared_texts(
    package: PackageParts, part: str, *, short: bool
) -> tuple[Mapping[str, str], frozenset[str]]:
    """Return the shared texts by their numbers as cells write them, and those struck out."""
    if not package.has(part):
        return {}, frozenset()
    content = package.read(part)
    texts = read_shared_texts(content, part, short=short)
    numbered = {str(number): text for number, text in enumerate(texts)}
    return numbered, struck_shared_texts(content, part)
