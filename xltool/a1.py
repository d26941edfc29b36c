"""Addresses of cells and areas in A1 notation, and names of sheets in references.

Rows and columns count from 0 everywhere in xltool; in A1 notation rows count from 1.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

_REFERENCE: Final = re.compile(
    r"""
    [=$]?(?:'(?P<quoted>(?:[^']|'')+)'|(?P<plain>[^'!]+?))  # the sheet
    [!.]\$?(?P<col>[A-Za-z]{1,3})\$?(?P<row>[0-9]{1,7})     # the cell; a dot in OpenDocument
    """,
    re.VERBOSE,
)
_ADDRESS: Final = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")


@cache
def column_letters(col: int) -> str:
    """Return the letters of a column: A for 0, AA for 26."""
    name = ""
    rest = col + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        name = chr(65 + letter) + name
    return name


def column_number(letters: str) -> int:
    """Return the number of a column from its letters: 0 for ``A``; they must be letters A to Z."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("@")
    return number - 1


def address(row: int, col: int) -> str:
    """Return the address of a cell: ``H12`` for row 11, column 7."""
    return f"{column_letters(col)}{row + 1}"


def area(top: int, left: int, bottom: int, right: int) -> str:
    """Return the address of an area: ``B2:C9``."""
    return f"{address(top, left)}:{address(bottom, right)}"


def parse_address(text: str) -> tuple[int, int] | None:
    """Return row and column of an address such as ``H12``; None when it is none."""
    found = _ADDRESS.fullmatch(text)
    if not found or int(found[2]) == 0:
        return None
    return int(found[2]) - 1, column_number(found[1])


def parse_reference(text: str) -> tuple[str, str] | None:
    """Return sheet and address of a reference to one cell; None when it is none.

    ``'封面'!$D$12`` is ``("封面", "D12")``, and so is ``$封面.$D$12``, as OpenDocument writes it.
    """
    found = _REFERENCE.fullmatch(text.strip())
    if not found:
        return None
    sheet = found["plain"] or found["quoted"].replace("''", "'")
    return sheet, f"{found['col'].upper()}{found['row']}"


def quote_sheet(name: str) -> str:
    """Return the name of a sheet as it stands in a reference: apostrophes are doubled."""
    return "'" + name.replace("'", "''") + "'"


def on_sheet(sheet: str, reference: str) -> str:
    """Return a reference with its sheet: ``'收支总表'!B6``."""
    return f"{quote_sheet(sheet)}!{reference}"


def split_reference(reference: str) -> tuple[str, str]:
    """Return the sheet's name and the rest of a reference: the counterpart of ``on_sheet``."""
    sheet, _, rest = reference.rpartition("!")
    quoted = sheet.startswith("'") and sheet.endswith("'")
    return (sheet[1:-1].replace("''", "'") if quoted else sheet), rest


def child_prefix(entity_code: str) -> str:
    """Return what stands before the names of a child's sheets in its parent's workbook."""
    return f"{entity_code} "
