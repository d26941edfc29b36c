"""What was done to a form besides filling it in: a warning each, with the cell.

The values are taken all the same: protection and validation are a courtesy to the clerk, and
no check rests on them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import filterfalse, groupby, islice
from typing import TYPE_CHECKING

from xltool.a1 import address, column_letters
from xltool.excel_formulas.check_cells import is_check_text
from xltool.kinds import Severity
from xltool.layout.cells import Role
from xltool.layout.placeholder import names_of
from xltool.layout.printed_parts import is_parent
from xltool.matching.observed_sheet import shown_text, squeezed
from xltool.spreadsheets.raw_sheet import area_corners, cell_position
from xltool.spreadsheets.refusals import require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from xltool.matching.located_form import LocatedForm
    from xltool.model.findings import Finding

SEPARATE = 5
"""How many cells outside a form are told one by one."""
MOST_TOLD = 100
"""How many of the others are told in short, for whoever gets the form anew."""
_LOOSE = frozenset({Role.TITLE, Role.SUBTITLE, Role.MEASURE, Role.NOTE})
"""Printed texts that may stand elsewhere, too: nothing is read by them."""


def tampered(tab: LocatedForm, notes: frozenset[str]) -> Iterator[Finding]:
    """Yield a warning for each thing done to the form's sheet that filling in does not do.

    ``notes`` are the cells of the layout that came with a note of ours.
    """
    yield from _outside(tab)
    yield from _stripped(tab)
    yield from _hidden(tab, tab.sheet.hidden_rows, tab.stencil.own_rows, "row")
    yield from _hidden(tab, tab.sheet.hidden_cols, tab.stencil.own_cols, "column")
    for at in _sorted(tab.sheet.comments & tab.stencil.inside - _moved(tab, notes)):
        yield tab.finding("XL-175", Severity.WARNING, at)
    for at in _sorted(tab.sheet.external & tab.stencil.entered):
        yield tab.finding("XL-176", Severity.WARNING, at)
    yield from _merged(tab)


def _moved(tab: LocatedForm, notes: frozenset[str]) -> set[str | None]:
    """Return where cells of the layout are now."""
    cells = tab.stencil.plan.cells if notes else ()
    return {tab.stencil.at(cell) for cell in cells if cell.address in notes}


def _sorted(places: Iterable[str]) -> list[str]:
    return sorted(places, key=cell_position)


def _outside(tab: LocatedForm) -> Iterator[Finding]:
    """Tell what stands where nothing is read; of many cells, only how many more there are."""
    cells = _sorted([*_beside(tab), *_in_blanks(tab)])
    for at in cells[:SEPARATE]:
        text = shown_text(tab.sheet.values[at])[:100]
        yield tab.finding("XL-171", Severity.WARNING, at, text)
    if more := cells[SEPARATE:]:
        texts = (f"{at} {shown_text(tab.sheet.values[at])[:20]}" for at in more)
        params = {"count": str(len(more)), "texts": "、".join(islice(texts, MOST_TOLD))}
        told = tab.finding("XL-171", Severity.WARNING)
        yield replace(told, message="XL-171.more", params=params)


def _beside(tab: LocatedForm) -> Iterator[str]:
    """Yield the cells with content beside and below the form, but for its own texts."""
    stencil, sheet = tab.stencil, tab.sheet
    heads, values = stencil.heads, sheet.values
    left = [
        at
        for at in filterfalse(stencil.known.__contains__, values)
        if at not in heads or not str(values[at]).startswith(heads[at])
    ]
    left += [at for at in stencil.checks - sheet.formulas if at in sheet.values]
    if not left:
        return
    own = names_of(tab.extent.entity)
    printed = (cell.text for cell in stencil.plan.cells if cell.role in _LOOSE)
    ours = {"", *(squeezed(text.translate(own)) for text in printed)}
    for at in left:
        text = shown_text(sheet.values[at]).strip()
        if squeezed(text) not in ours and not is_check_text(stencil.plan, text):
            yield at


def _in_blanks(tab: LocatedForm) -> Iterator[str]:
    """Yield the cells with content inside the form where nothing is printed or read."""
    values, blanks = tab.sheet.values, tab.stencil.blanks
    for at in values.keys() & blanks.keys():
        if squeezed(shown_text(values[at])) != squeezed(blanks[at]):
            yield at


def _stripped(tab: LocatedForm) -> Iterator[Finding]:
    """Tell that protection or every validation is gone."""
    if not tab.sheet.protected:
        yield tab.finding("XL-172", Severity.WARNING)
    if tab.sheet.validations == 0 and _is_open(tab):
        yield tab.finding("XL-173", Severity.WARNING)


def _is_open(tab: LocatedForm) -> bool:
    """Whether somebody types here: the sheets of a consolidated workbook are closed."""
    return not is_parent(tab.extent) and not tab.within and bool(tab.stencil.entered)


def _hidden(tab: LocatedForm, hidden: set[int], own: Sequence[int], what: str) -> Iterator[Finding]:
    """Tell each run of hidden rows or columns inside the form."""
    name, at = _AXES[what]
    for first, last in _runs(sorted(hidden.intersection(own))) if hidden else ():
        one = first == last
        span = name(first) if one else f"{name(first)}–{name(last)}"
        told = tab.finding("XL-174", Severity.WARNING, at(first))
        yield replace(told, params={"what": what if one else f"{what}s", "span": span})


def _merged(tab: LocatedForm) -> Iterator[Finding]:
    """Tell each merged area that hides a cell to fill in.

    Some programs move cells without their merged areas: nothing is told of forms that moved.
    """
    moved = tab.place.rows or tab.place.cols
    for text in sorted(set(tab.sheet.merges) - tab.stencil.merges) if not moved else ():
        with suppress(ValueError):
            first, *others = _inside(tab, *area_corners(text))
            if not tab.stencil.entered.isdisjoint(others):
                told = tab.finding("XL-177", Severity.WARNING, first)
                yield replace(told, params={"span": text})


def _inside(tab: LocatedForm, top: int, left: int, bottom: int, right: int) -> list[str]:
    """Return the addresses of an area as far as the form goes; ValueError if it is elsewhere."""
    bottom, right = min(bottom, tab.stencil.own_rows[-1]), min(right, tab.stencil.own_cols[-1])
    require(top <= bottom and left <= right)
    return [address(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)]


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of adjacent numbers."""
    runs = groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    for _, run in runs:
        members = [number for _, number in run]
        yield members[0], members[-1]


_AXES: Mapping[str, tuple[Callable[[int], str], Callable[[int], str]]] = {
    "row": (lambda row: str(row + 1), lambda row: address(row, 0)),
    "column": (column_letters, lambda col: address(0, col)),
}
