"""A formula in the form in which two are compared, whoever wrote them.

Programs write one formula in many ways: with blanks, ``$`` or small letters, in brackets that do
nothing, with an argument left empty at the end, with the name of its own sheet. None of that counts
here. References count from the cell of the formula, so that a shared one is the same in each cell.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from xltool.a1 import column_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REFERENCE_LOST = "#REF!"
"""What a program leaves of a reference to a cell that was deleted."""
_TOKEN = re.compile(
    r"""
    (?P<blank>\s+)
  | (?P<text>"(?:[^"]|"")*")
  | (?P<sheet>(?:'(?:[^']|'')*'|[\w.]+)!)
  | (?P<error>\#[A-Z0-9/]+[!?]?)
  | (?P<cell>\$?[A-Za-z]{1,3}\$?[0-9]{1,7}(?![\w.(]))
  | (?P<number>[0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+)
  | (?P<name>[^\W\d][\w.]*|_[\w.]*)
  | (?P<operator><=|>=|<>|[-+*/^&=<>%,;:(){}!@|])
    """,
    re.VERBOSE,
)
_CELL = re.compile(r"(\$?)([A-Za-z]{1,3})(\$?)([0-9]+)")
_PREFIX = re.compile(r"(?:_xl[a-z]+\.)+", re.IGNORECASE)


class Cell(NamedTuple):
    """A place on a sheet, counted from 0."""

    row: int
    col: int


NormalForm: TypeAlias = tuple[str | Cell, ...]
"""The tokens of a formula; a reference is how far its cell is from that of the formula."""


def normal_form(formula: str, written: Cell, cell: Cell, sheet: str = "") -> NormalForm | None:
    """Return the normal form of a formula of ``cell`` on ``sheet``; None when it is not understood.

    ``written`` is the cell that its text is meant for: of a shared formula, the first one.
    """
    tokens = list[tuple[str, str]]()
    at = 0
    while at < len(formula):
        found = _TOKEN.match(formula, at)
        if found is None:
            return None
        at = found.end()
        if found.lastgroup != "blank":
            tokens.append((str(found.lastgroup), found[0]))
    return _without_repeats(
        _comparable(kind, text, written, cell) for kind, text in _grouped(tokens, sheet)
    )


def _grouped(tokens: Iterable[tuple[str, str]], sheet: str) -> Iterator[tuple[str, str]]:
    """Yield the tokens without brackets that only group, empty last arguments, its own sheet."""
    kept, open_brackets = list[tuple[str, str]](), list[bool]()
    for kind, text in tokens:
        if kind == "sheet" and text[:-1].strip("'").replace("''", "'") == sheet:
            continue
        if text == "(":
            is_call = bool(kept) and kept[-1][0] == "name"
            open_brackets.append(is_call)
            if not is_call:
                continue
        elif text == ")":
            if kept and kept[-1][1] in {",", ";"}:
                kept.pop()
            if not (open_brackets.pop() if open_brackets else True):
                continue
        elif text == "+" and kind == "operator" and not kept:
            continue
        kept.append((kind, text))
    yield from kept


def _comparable(kind: str, text: str, written: Cell, cell: Cell) -> str | Cell:
    """Return a token as it is compared."""
    if kind == "cell":
        found = _CELL.fullmatch(text)
        assert found is not None
        stays_col, letters, stays_row, number = found.groups()
        row_from, col_from = cell if stays_row else written, cell if stays_col else written
        return Cell(int(number) - 1 - row_from.row, column_number(letters.upper()) - col_from.col)
    if kind == "number":
        return str(Decimal(text).normalize())
    if kind == "name":
        return _PREFIX.sub("", text).upper()
    return "," if text == ";" else text


def _without_repeats(tokens: Iterable[str | Cell]) -> NormalForm:
    """Return the tokens, an area of one cell as that cell."""
    found = list[str | Cell]()
    for token in tokens:
        if isinstance(token, Cell) and found[-1:] == [":"] and found[-2:-1] == [token]:
            found.pop()
        else:
            found.append(token)
    return tuple(found)
