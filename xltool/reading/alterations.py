"""What was done to a form's sheet besides filling it in: a finding each, with the cell.

The values are read all the same: protection and entry checks are a courtesy to whoever fills in,
and no check of ours rests on them. That is a warning; where figures were lost by it, or are there
and nobody sees them, it is an error.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from itertools import groupby, islice
from typing import TYPE_CHECKING

from xltool.a1 import address, column_letters
from xltool.excel_formulas.check_cells import is_check_text
from xltool.kinds import Severity
from xltool.layout.cells import NOTES
from xltool.layout.placeholder import names_of
from xltool.layout.printed_parts import is_parent
from xltool.matching.observed_sheet import CAPTIONS, shown_text, squeezed_print
from xltool.reading.rows_below import below_finding, rows_below
from xltool.reading.unseen_values import covered_values, find_unseen
from xltool.spreadsheets.raw_sheet import area_corners, cell_position
from xltool.spreadsheets.refusals import require
from xltool.text import squeezed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from xltool.matching.located_form import LocatedForm
    from xltool.model.findings import Finding

MAX_SINGLE = 5
"""How many cells outside a form get a finding each; all others are in one finding."""
MAX_LISTED = 100
"""How many of those others are listed with their texts; of all, the finding has the number."""


def find_alterations(form: LocatedForm, notes: frozenset[str]) -> Iterator[Finding]:
    """Yield a finding for each thing that was done to the form's sheet besides filling it in.

    ``notes`` are the cells of the layout that were sent out with a note of ours.
    """
    expected, sheet = form.expected, form.sheet
    yield from find_unseen(form)
    yield from _content_outside(form)
    if not sheet.protected:
        yield form.finding("XL-172", Severity.WARNING)
    if sheet.validations == 0 and _is_filled_in(form):
        yield form.finding("XL-173", Severity.WARNING)
    yield from _hidden(form, sheet.hidden_rows, expected.own_rows, "row")
    yield from _hidden(form, sheet.hidden_cols, expected.own_cols, "column")
    cells = expected.layout.cells if notes else ()
    own_notes = {expected.address_of(cell) for cell in cells if cell.address in notes}
    for at in _in_order(sheet.comments & expected.inside - own_notes):
        yield form.finding("XL-175", Severity.WARNING, at)
    for at in _in_order(sheet.external & expected.entered):
        yield form.finding("XL-176", Severity.WARNING, at)
    yield from _merged(form)


def _is_filled_in(form: LocatedForm) -> bool:
    """Whether somebody types here: not on the sheets of a consolidated workbook."""
    return not is_parent(form.size) and not form.is_consolidated and bool(form.expected.entered)


def _in_order(addresses: Iterable[str]) -> list[str]:
    return sorted(addresses, key=cell_position)


def _content_outside(form: LocatedForm) -> Iterator[Finding]:
    """Report content where nothing is read; of many cells, most are only listed or counted.

    Rows that were typed below the last one are reported like those inserted between.
    """
    values, beside = form.sheet.values, list(_content_beside(form))
    rows = rows_below(form, beside)
    if rows:
        yield below_finding(form, rows)
        beside = [at for at in beside if cell_position(at)[0] not in rows]
    cells = _in_order([*beside, *_content_in_unused(form)])
    for at in cells[:MAX_SINGLE]:
        yield form.finding("XL-171", Severity.WARNING, at, shown_text(values[at])[:100])
    if others := cells[MAX_SINGLE:]:
        texts = (f"{at} {shown_text(values[at])[:20]}" for at in others)
        params = {"count": str(len(others)), "texts": "、".join(islice(texts, MAX_LISTED))}
        finding = form.finding("XL-171", Severity.WARNING)
        yield replace(finding, message="XL-171.more", params=params)


def _content_beside(form: LocatedForm) -> Iterator[str]:
    """Yield the cells with content beside and below the form, but for its own texts."""
    expected, values = form.expected, form.sheet.values
    cells = [*(values.keys() - expected.known)]
    constants = expected.checks - expected.check_constants - form.sheet.formulas
    cells += [at for at in constants if at in values]
    typed = expected.check_counts - form.sheet.formulas
    cells += [at for at in typed if isinstance(values.get(at), str)]
    if not cells:
        return
    # Captions and notes may stand elsewhere, too: nothing is read by them.
    names, layout = names_of(form.size.entity), expected.layout
    printed = (cell.text for cell in layout.cells if cell.role in CAPTIONS | NOTES)
    own_texts = {"", *(squeezed(text.translate(names)) for text in printed)}
    for at in cells:
        text = shown_text(values[at]).strip()
        if squeezed_print(text, layout.form.template) not in own_texts and not is_check_text(
            layout, text
        ):
            yield at


def _content_in_unused(form: LocatedForm) -> Iterator[str]:
    """Yield the cells with content inside the form where nothing is printed or read."""
    values, unused = form.sheet.values, form.expected.unused
    for at in values.keys() & unused.keys():
        if squeezed(shown_text(values[at])) != squeezed(unused[at]):
            yield at


def _hidden(
    form: LocatedForm, hidden: set[int], own: Sequence[int], what: str
) -> Iterator[Finding]:
    """Report each run of hidden rows or columns inside the form.

    That is an error where nothing of what was filled in is left to be seen.
    """
    name, at = _AXES[what]
    severity = Severity.ERROR if hidden and _is_all_hidden(form) else Severity.WARNING
    for first, last in _runs(sorted(hidden.intersection(own))) if hidden else ():
        is_one = first == last
        span = name(first) if is_one else f"{name(first)}–{name(last)}"
        finding = form.finding("XL-174", severity, at(first))
        yield replace(finding, params={"what": what if is_one else f"{what}s", "span": span})


def _is_all_hidden(form: LocatedForm) -> bool:
    """Whether every cell that was filled in is hidden; rows that a filter left out do not count."""
    sheet = form.sheet
    rows = set[int]() if sheet.filtered else sheet.hidden_rows
    filled = [cell_position(at) for at in form.expected.entered & sheet.values.keys()]
    return bool(filled) and all(row in rows or col in sheet.hidden_cols for row, col in filled)


def _merged(form: LocatedForm) -> Iterator[Finding]:
    """Report each merged area that hides a cell to fill in, and each value that it covers.

    Some programs move cells without their merged areas: of forms that moved, none of the form's
    own is reported, and others only where they cover values.
    """
    moved = form.place.rows or form.place.cols
    own = form.expected.merges | (form.expected.printed_merges if moved else frozenset())
    for text in sorted(set(form.sheet.merges) - own):
        with suppress(ValueError):
            first, *others = _inside(form, *area_corners(text))
            covered = list(covered_values(form, text, others))
            yield from covered
            if not covered and not moved and not form.expected.entered.isdisjoint(others):
                finding = form.finding("XL-177", Severity.WARNING, first)
                yield replace(finding, params={"span": text})


def _inside(form: LocatedForm, top: int, left: int, bottom: int, right: int) -> list[str]:
    """Return the addresses of an area as far as the form goes; ValueError if it is elsewhere."""
    bottom, right = min(bottom, form.expected.own_rows[-1]), min(right, form.expected.own_cols[-1])
    require(top <= bottom and left <= right)
    return [address(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)]


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of adjacent numbers, which ascend.

    In a run, the difference between a number and its index is always the same.
    """
    for _, run in groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        yield members[0], members[-1]


_AXES: Mapping[str, tuple[Callable[[int], str], Callable[[int], str]]] = {
    "row": (lambda row: str(row + 1), lambda row: address(row, 0)),
    "column": (column_letters, lambda col: address(0, col)),
}
"""How a row or column is called, and the address of its first cell."""
