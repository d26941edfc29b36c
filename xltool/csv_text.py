"""CSV that spreadsheet programs open without calculating; its texts come back unchanged.

Excel, WPS and LibreOffice take a cell of a CSV file for a formula when it begins like one, quoted
or not. So such a text gets an apostrophe before it, and reading takes it off again. A text that
looks as if it had one already gets another, so that every text comes back.
"""

from __future__ import annotations

import csv
import io
import re
from codecs import BOM_UTF8
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MARK = "'"
END = "\r\n"
_LIKE_FORMULA = re.compile(r"['\s\x00\ufeff]*[=+\-@＝＋－＠]|'*[\t\r\n]")


class Number(str):
    """A text of a CSV file that is a number and stays one: ``-3.5``."""

    __slots__ = ()


def harmless(text: str) -> str:
    """Return a text as it stands in a CSV file: ``=A1`` as ``'=A1``, and ``'=A1`` as ``''=A1``."""
    return MARK + text if _LIKE_FORMULA.match(text) and not isinstance(text, Number) else text


def original(text: str) -> str:
    """Return the text that ``harmless`` made ``text`` of."""
    is_marked = text.startswith(MARK) and _LIKE_FORMULA.match(text)
    return text[len(MARK) :] if is_marked else text


def csv_lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a CSV file; texts are made harmless, numbers and ``Number`` stay."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator=END)  # which quotes both of its characters in texts
    for row in rows:
        writer.writerow([harmless(cell) if isinstance(cell, str) else cell for cell in row])
        yield out.getvalue().removesuffix(END) + "\n"
        out.seek(0)
        out.truncate()


def list_bytes(lines: Iterable[str]) -> bytes:
    """Return the lines of a CSV file with the mark by which Excel knows that it is UTF-8."""
    return BOM_UTF8 + "".join(lines).encode()
