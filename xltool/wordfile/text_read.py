"""A text file → its lines; UTF-8, or GB18030 as older Chinese programs save it."""

from __future__ import annotations

import codecs
import re
from typing import TYPE_CHECKING

from xltool.wordfile.document_content import (
    DocumentContent,
    ReadCell,
    ReadItem,
    ReadTable,
    TextLine,
)  # fmt: skip
from xltool.wordfile.refused_documents import refused

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CONTROLS = re.compile("[\0-\x08\x0e-\x1f\x7f]")


def read_text(data: bytes, sha256: str) -> DocumentContent:
    """Return the lines of a text file that are not blank, by their numbers in the file.

    A text copied out of Word has a line for each cell of a table, which begins with a tab, and a
    blank line behind each row: such lines are a table. Cells that were merged are one there, so
    rows may be shorter. Raises DocumentError where the file is no text, or one in UTF-16.
    """
    items = tuple(_items(list(enumerate(decode(data).splitlines(), 1))))
    return DocumentContent("txt", sha256, items)


def _items(lines: Sequence[tuple[int, str]]) -> Iterator[ReadItem]:
    at = 0
    while at < len(lines):
        end = _end_of_cells(lines, at)
        rows = _rows(lines[at:end])
        if any(len(row) > 1 for _, row in rows):
            yield _table(rows)
        else:
            yield from (TextLine(n, text.strip()) for n, text in lines[at:end] if text.strip())
        if end < len(lines) and lines[end][1].strip():
            yield TextLine(lines[end][0], lines[end][1].rstrip())
        at = end + 1


def _end_of_cells(lines: Sequence[tuple[int, str]], at: int) -> int:
    """Return where lines end that begin with a tab or are blank."""
    while at < len(lines) and (lines[at][1].startswith("\t") or not lines[at][1].strip()):
        at += 1
    return at


def _rows(lines: Sequence[tuple[int, str]]) -> list[tuple[int, list[str]]]:
    """Return the rows of a table with the line of each: its cells, parted from others by blanks."""
    found: list[tuple[int, list[str]]] = []
    goes_on = False
    for number, text in lines:
        is_cell = text.startswith("\t")
        if is_cell and not goes_on:
            found.append((number, []))
        if is_cell:
            found[-1][1].append(text.strip())
        goes_on = is_cell
    return found


def _table(rows: Sequence[tuple[int, list[str]]]) -> ReadTable:
    cells = tuple(
        ReadCell(row, col, text)
        for row, (_, texts) in enumerate(rows)
        for col, text in enumerate(texts)
    )
    lines = tuple(number for number, _ in rows)
    return ReadTable(lines[0], cells, len(rows), max(len(row) for _, row in rows), lines=lines)


def decode(data: bytes) -> str:
    """Return the text of a file; raise DocumentError where it is none."""
    if data.startswith(_UTF16):
        raise refused(what="utf-16")
    for codec in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text):
            return text
    raise refused(what="unknown")
