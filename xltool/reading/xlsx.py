"""An .xlsx workbook: its sheets by the names that people see, and what their cells refer to."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.errors import RefusedError
from xltool.reading.cells import Terms, unescaped
from xltool.reading.formats import Look, look
from xltool.reading.markup import Locals, elements, in_utf8, parse, text_of
from xltool.reading.parts import relations_of
from xltool.reading.worksheet import Scanner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.reading.limits import Tally
    from xltool.reading.parts import Archive
    from xltool.reading.sheet import Sheet

_COMMENTS = {"comments": "comment", "threadedComment": "threadedComment"}
_TRUE = frozenset({"1", "true"})
_TEXT = re.compile(rb'<si><t(?: xml:space="preserve")?(?:/>|>([^<]*)</t>)</si>')
_FORMATS = ((b"<numFmts", b"</numFmts>"), (b"<cellXfs", b"</cellXfs>"))
_ODD = re.compile("[\x01-\x08\x0b-\x1f\ufffe\uffff]")
"""What XML does not hold, or would change."""


def sheets(archive: Archive, tally: Tally) -> Mapping[str, Sheet]:
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
    found: dict[str, Sheet] = {}
    done: dict[str, Sheet] = {}
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
    archive: Archive, book: str, relations: Mapping[str, tuple[str, str]]
) -> tuple[list[tuple[str, str]], Terms]:
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
    texts = _texts(archive, parts.get("sharedStrings", "xl/sharedStrings.xml"))
    looks = _looks(archive, parts.get("styles", "xl/styles.xml"))
    return named, Terms(texts, looks, since_1904)


def _comments(archive: Archive, part: str) -> Iterator[str]:
    """Yield the cells with a comment, a note or a thread."""
    if archive.has(relations_of(part)):
        for kind, target in archive.relations(part).values():
            if kind in _COMMENTS and archive.has(target):
                for _, comment in archive.elements(target, _COMMENTS[kind]):
                    yield comment.get("ref", "").upper()


def _looks(archive: Archive, part: str) -> Mapping[str, Look]:
    """Return what numbers look like in the cell formats that show no plain number."""
    if not archive.has(part):
        return {}
    codes, inside, looks = dict[str, str](), False, list[Look]()
    wanted = "numFmt", "cellXfs", "cellStyles", "xf"
    for kind, attributes in elements(_formats(archive.read(part)), part, *wanted):
        if kind == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif kind == "xf" and inside:
            number = attributes.get("numFmtId", "0")
            looks.append(look(number, codes.get(number)))
        else:
            inside = kind == "cellXfs"
    return {str(style): found for style, found in enumerate(looks) if found is not Look.NUMBER}


def _formats(styles: bytes) -> bytes:
    """Return the number and cell formats of the styles alone, where they can be told apart."""
    found = [_between(styles, start, end) for start, end in _FORMATS]
    return styles if b"<!" in styles or not all(found) else b"<x>%b</x>" % b"".join(found)


def _between(content: bytes, start: bytes, end: bytes) -> bytes:
    first, last = content.find(start), content.find(end)
    return content[first : last + len(end)] if first >= 0 else b""


def _texts(archive: Archive, part: str) -> Mapping[str, str]:
    """Return the shared texts by their numbers as cells write them."""
    if not archive.has(part):
        return {}
    content = archive.read(part)
    texts = _plain_texts(content) or _marked_texts(content, part)
    return dict(zip(map(str, range(len(texts))), texts, strict=True))


def _plain_texts(content: bytes) -> list[str]:
    """Read shared texts that nothing is marked up in; none when any has to be read as XML."""
    before, _, rest = content.partition(b"<si>")
    pieces = _TEXT.split(b"<si>" + rest)
    if (
        b"<!" in before
        or not in_utf8(before)
        or any(pieces[:-1:2])
        or pieces[-1].strip() != b"</sst>"
    ):
        return []
    try:
        found = b"\0".join(text or b"" for text in pieces[1::2]).decode()
        texts = [] if _ODD.search(found) else found.split("\0")
        return [unescaped(text_of(text.encode()) if "&" in text else text) for text in texts]
    except ValueError:
        return []


def _marked_texts(content: bytes, part: str) -> list[str]:
    """Read the shared texts as XML: runs are joined, phonetic ones left out."""
    texts, pieces, inside, names = list[str](), list[str](), list[str](), Locals()

    def start(tag: str, _: object) -> None:
        inside.append(names[tag])

    def end(_: str) -> None:
        if inside.pop() == "si":
            texts.append(unescaped("".join(pieces)))
            pieces.clear()

    def text(piece: str) -> None:
        if inside[-1:] == ["t"] and "rPh" not in inside:
            pieces.append(piece)

    parse(content, part, start, end, text)
    return texts
