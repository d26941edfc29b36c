"""The worksheets of an .xlsx workbook, by the names that people see, and their comments."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.reading.parts import relations_of
from xltool.reading.worksheet import scan_worksheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.reading.parts import Archive
    from xltool.reading.sheetguard import SheetGuard, Tally

_COMMENTS = {"comments": "comment", "threadedComment": "threadedComment"}


def scan(archive: Archive, tally: Tally) -> Mapping[str, SheetGuard]:
    """Scan every worksheet: name → guard."""
    found: dict[str, SheetGuard] = {}
    done: dict[str, SheetGuard] = {}
    for name, part in _worksheets(archive):
        if name in found:
            raise RefusedError(rule="XL-105", why="duplicate", member=name)
        if part not in done:
            done[part] = tally.add(_scan_sheet(archive, part, tally))
        found[name] = done[part]
    return found


def _worksheets(archive: Archive) -> Iterator[tuple[str, str]]:
    """Yield sheet name and part; chart sheets and the like hold no cells."""
    books = archive.relations("").values()
    book = next((part for kind, part in books if kind == "officeDocument"), "xl/workbook.xml")
    relations = archive.relations(book)
    for sheet in archive.elements(book, "sheet"):
        name = sheet.get("name", "")
        kind, part = relations.get(sheet.get("id", ""), ("worksheet", name))
        if kind == "worksheet":
            yield name, part


def _comments(archive: Archive, part: str) -> Iterator[str]:
    """Yield the cells with a comment, a note or a thread."""
    if archive.has(relations_of(part)):
        for kind, target in archive.relations(part).values():
            if kind in _COMMENTS and archive.has(target):
                for comment in archive.elements(target, _COMMENTS[kind]):
                    yield comment.get("ref", "").upper()


def _scan_sheet(archive: Archive, part: str, tally: Tally) -> SheetGuard:
    found = scan_worksheet(lambda: archive.stream(part), part, tally)
    return replace(found, comments=frozenset(_comments(archive, part)))
