"""Formulas of one column that differ only by their rows: which of them are written once.

A shared formula (ECMA-376 Part 1, 18.3.1.40 ``f``) stands in the first of its cells, with the area
``ref`` of all of them; the others have its number ``si`` and no text. Cells in that area need not
share it, but the areas of two shared formulas must not overlap. What Excel cannot keep in one is
written plainly: SharedParsedFormula of [MS-XLS] (2.5.198.118) has no references to other sheets, no
array constants, and no ranges or intersections that are worked out.
"""

from __future__ import annotations

import re
from bisect import bisect, insort
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.a1 import area, column_number

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from typing import TypeAlias

    RowFormula: TypeAlias = tuple[int, str]
    """The row of a cell, counted from 0, and its formula."""

_QUOTED = r"""("[^"]*"|'[^']*')"""
"""A text, or a name of a sheet; of a doubled quote each half ends or begins one."""
_TEXT = re.compile(_QUOTED)
_WORD = r"\w.$\\?"
"""Characters of references, numbers and names: a name such as xl_t1 is one word, and no cell."""
_AREA = re.compile(
    rf"""
    (?<![{_WORD}])
    (?: (?:\$?[A-Za-z]{{1,3}}\$?[0-9]+:\$?[A-Za-z]{{1,3}}\$?[0-9]+)  # C6:D$9
      | (?:\$?[A-Za-z]{{1,3}}:\$?[A-Za-z]{{1,3}})                    # whole columns
      | (?:\$[0-9]+:\$[0-9]+) )                                      # whole rows that stay
    (?![{_WORD}(])
    """,
    re.VERBOSE,
)
_NOT_SHARED = re.compile(r"""[!\[{#:\s"']""")
"""Outside of texts and plain areas: another sheet or workbook, an array, an error, an operator."""
_RELATIVE_ROW = re.compile(
    rf"{_QUOTED}|(?<![{_WORD}])(\$?)([A-Za-z]{{1,3}})([0-9]{{1,7}})(?![{_WORD}(])"
)
"""A reference whose row moves with the cell; a text or the name of a function is none."""
_DIGITS = b"0123456789"
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384


@dataclass(frozen=True, slots=True)
class RelativeFormula:
    """A formula with rows relative to that of its cell, as in R1C1 notation.

    ``pattern`` has ``%d`` for each row that moves: in row 8, ``C7*D$5`` is ``C%d*D$5`` and -1.
    Within one column the columns of references need not be made relative.
    """

    pattern: str
    offsets: tuple[int, ...]

    def at(self, row: int) -> str:
        """Return the formula as it stands in a row, counted from 0."""
        return self.pattern % tuple([row + 1 + offset for offset in self.offsets])


@dataclass(frozen=True, slots=True)
class SharedFormula:
    """What a cell says of the formula that it shares.

    ``ref`` is the area in the first cell, which has the text of the formula, and empty in others.
    """

    si: int
    ref: str = ""


def share_formulas(
    formulas: Mapping[tuple[int, int], str],
) -> dict[tuple[int, int], SharedFormula]:
    """Return the cells of a sheet that share their formula; those left out keep their own.

    Cells are given by row and column, from 0. ``formulas`` have no equals sign; none of them is an
    array formula.
    """
    columns: dict[int, list[RowFormula]] = {}
    for (row, col), formula in sorted(formulas.items()):
        columns.setdefault(col, []).append((row, formula))
    found: dict[tuple[int, int], SharedFormula] = {}
    areas = ((col, rows) for col in sorted(columns) for rows in _shared_rows(columns[col]))
    for si, (col, rows) in enumerate(areas):
        shared = SharedFormula(si)
        found |= {(row, col): shared for row in rows}
        found[rows[0], col] = SharedFormula(si, area(rows[0], col, rows[-1], col))
    return found


def _shared_rows(column: Sequence[RowFormula]) -> list[list[int]]:
    """Return the rows of each shared formula of a column, topmost first."""
    formulas = dict(column)
    groups = [rows for alike in _candidates(column) for rows in _equal_rows(alike)]
    # Where areas would overlap, the formula that saves most is shared, and others beside it.
    groups.sort(key=lambda rows: (-(len(rows) - 1) * len(formulas[rows[0]]), rows[0]))
    return sorted(_without_overlap(groups))


def _candidates(column: Sequence[RowFormula]) -> Iterator[list[RowFormula]]:
    """Yield the formulas that are equal but for digits, where there are several to share.

    Formulas that are equal in relative form are among these, and finding them costs little.
    """
    alike: dict[bytes, list[RowFormula]] = {}
    for row, formula in column:
        alike.setdefault(formula.encode().translate(None, _DIGITS), []).append((row, formula))
    for formulas in alike.values():
        # Whether Excel can share them does not depend on digits, so one of them tells.
        if len(formulas) > 1 and is_shareable(formulas[0][1]):
            yield formulas


def _equal_rows(formulas: Sequence[RowFormula]) -> Iterator[list[int]]:
    """Yield the rows of formulas that are equal in relative form, where there are several."""
    found: dict[RelativeFormula, list[int]] = {}
    relative: RelativeFormula | None = None
    for row, formula in formulas:
        # Most are those of the row above, which is faster to see than to take them apart.
        if relative is None or relative.at(row) != formula:
            relative = relative_formula(formula, row)
        if relative is not None:
            found.setdefault(relative, []).append(row)
    return (rows for rows in found.values() if len(rows) > 1)


def _without_overlap(groups: Iterable[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the rows of groups so that no group begins or ends between the rows of another.

    A group loses the rows that are between those of one before it, and is split around them.
    """
    starts, ends = list[int](), list[int]()
    for rows in groups:
        parts: dict[int, list[int]] = {}
        for row in rows:
            before = bisect(starts, row)
            if not before or ends[before - 1] < row:
                parts.setdefault(before, []).append(row)
        for part in parts.values():
            if len(part) > 1:
                insort(starts, part[0])
                insort(ends, part[-1])
                yield part


def is_shareable(formula: str) -> bool:
    """Whether Excel can keep a formula as a shared one."""
    return _NOT_SHARED.search(_AREA.sub("", _TEXT.sub("0", formula))) is None


def relative_formula(formula: str, row: int) -> RelativeFormula | None:
    """Return the relative form of a formula in a row; None where references are not certain."""
    offsets, certain = list[int](), True

    def taken(found: re.Match[str]) -> str:
        nonlocal certain
        text, dollar, letters, number = found.groups()
        if text is not None:
            return found[0]
        on_sheet = column_number(letters) < _LAST_COLUMN and 0 < int(number) <= _LAST_ROW
        certain &= on_sheet and letters.isupper()
        offsets.append(int(number) - row - 1)
        return f"{dollar}{letters}%d"

    pattern = _RELATIVE_ROW.sub(taken, formula.replace("%", "%%"))
    relative = RelativeFormula(pattern, tuple(offsets))
    # What looks like a cell that no sheet has is a name; a1 and A01 are not how a cell is written.
    return relative if certain and relative.at(row) == formula else None
