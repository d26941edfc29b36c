"""What was done to a form besides filling it in: a warning each, with the cell.

The values are taken all the same: protection and validation are a courtesy to the clerk, and
no check rests on them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import groupby, islice, product
from typing import TYPE_CHECKING

from xltool.evaluation.checks import area, says
from xltool.layout import NOT_APPLICABLE, Layout, Role, address, column_name, is_parent
from xltool.model import Finding, Placement, Severity
from xltool.reading.printed import Grid, shown, squeezed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from xltool.numbers import Raw
    from xltool.reading.guard import SheetGuard

SEPARATE = 5
"""How many cells outside a form are told one by one."""
MOST_TOLD = 100
"""How many of the others are told in short, for whoever gets the form anew."""
_EMPTY = ("", NOT_APPLICABLE)
_LOOSE = frozenset({Role.TITLE, Role.SUBTITLE, Role.MEASURE, Role.NOTE})


def tampered(
    plan: Layout, place: Placement, grid: Sequence[Sequence[Raw]], guard: SheetGuard
) -> Iterator[Finding]:
    """Yield a warning for each thing done to the form's sheet that filling in does not do.

    A sheet that the guard has not seen is not judged.
    """
    if guard.cells:
        form = _Form(plan, place, grid, guard)
        yield from form.outside()
        yield from form.stripped()
        yield from form.hidden(guard.hidden_rows, form.rows, "row")
        yield from form.hidden(guard.hidden_cols, form.cols, "column")
        yield from form.commented()
        yield from form.linked()


@dataclass(frozen=True)
class _Form:
    """A form as it was returned."""

    plan: Layout
    place: Placement
    grid: Grid
    guard: SheetGuard

    @cached_property
    def rows(self) -> Sequence[int]:
        """The rows of the file that the form stands on, in order."""
        moved, lost = self.place.rows, self.place.lost_rows
        return sorted({moved.get(row, row) for row in range(self.plan.rows) if row not in lost})

    @cached_property
    def cols(self) -> Sequence[int]:
        """The columns of the file that the form stands on, in order."""
        moved, lost = self.place.cols, self.place.lost_cols
        all_ = range(len(self.plan.widths))
        return sorted({moved.get(col, col) for col in all_ if col not in lost})

    def finding(self, rule: str, cell: str = "", value: str = "", **params: str) -> Finding:
        """Return a warning about the sheet or one of its cells."""
        return Finding(
            rule, Severity.WARNING, rule, form=self.plan.form.id, sheet=self.place.sheet,
            cell=cell, cells=(cell,) if cell else (), value=value, params=params,
        )  # fmt: skip

    def outside(self) -> Iterator[Finding]:
        """Tell what stands where nothing is read; of many cells, only how many more there are."""
        cells = sorted({*self.beside(), *self.in_blanks()})
        for row, col in cells[:SEPARATE]:
            text = shown(self.grid[row][col])[:100]
            yield self.finding("XL-171", address(row, col), text)
        if more := cells[SEPARATE:]:
            texts = (f"{address(row, col)} {shown(self.grid[row][col])[:20]}" for row, col in more)
            told = "、".join(islice(texts, MOST_TOLD))
            finding = self.finding("XL-171", count=str(len(more)), texts=told)
            yield replace(finding, message="XL-171.more")

    def beside(self) -> Iterator[tuple[int, int]]:
        """Yield the cells with content beside and below the form, but for its own texts."""
        own, last = set(self.cols), self.rows[-1]
        ours = {"", *(squeezed(cell.text) for cell in self.plan.cells if cell.role in _LOOSE)}
        for row, cells in enumerate(self.grid):
            held = enumerate(cells) if cells.count("") < len(cells) else ()
            for col, raw in held:
                outside = (row > last or col not in own) and squeezed(shown(raw)) not in ours
                if outside and not self.checks((row, col), shown(raw).strip()):
                    yield row, col

    def checks(self, at: tuple[int, int], text: str) -> bool:
        """Whether a cell beside the form is a check: by its text, else by place and formula."""
        calculated = at in self.places and address(*at) in self.guard.formulas
        return calculated or says(self.plan, text)

    @cached_property
    def places(self) -> frozenset[tuple[int, int]]:
        """Where the checks of the form stand in the file, whatever results they hold."""
        checks = area(self.plan)
        cells = {(check.row, check.col) for check in checks.all()}
        cells |= {(row, checks.first) for row in checks.sums}
        shift = self.cols[-1] + 1 - len(self.plan.widths)
        return frozenset((self.place.at(row, 0)[0], col + shift) for row, col in cells)

    def in_blanks(self) -> Iterator[tuple[int, int]]:
        """Yield the cells with content inside the form where nothing is printed or read."""
        for cell in self.plan.cells:
            blank = cell.role in {Role.BLANK, Role.NUMBER} and cell.text in _EMPTY
            if blank and self.place.has(cell.row, cell.col):
                row, col = self.place.at(cell.row, cell.col)
                if self.text(row, col) not in {"", squeezed(cell.text)}:
                    yield row, col

    def text(self, row: int, col: int) -> str:
        """Return what stands in a cell of the file, without spacing."""
        if row < len(self.grid) and col < len(self.grid[row]):
            return squeezed(shown(self.grid[row][col]))
        return ""

    def stripped(self) -> Iterator[Finding]:
        """Tell that protection or every validation is gone."""
        if not self.guard.protected:
            yield self.finding("XL-172")
        if self.guard.validations == 0 and self.open():
            yield self.finding("XL-173")

    def open(self) -> bool:
        """Whether somebody types here: the sheets of a consolidated workbook are closed."""
        closed = is_parent(self.plan.extent) or self.plan.sheet != self.plan.form.template.sheet
        return not closed and any(cell.entered for cell in self.plan.cells)

    def hidden(self, hidden: frozenset[int], own: Sequence[int], what: str) -> Iterator[Finding]:
        """Tell each run of hidden rows or columns inside the form."""
        name, at = _AXES[what]
        for first, last in _runs(sorted(hidden.intersection(own))):
            one = first == last
            span = name(first) if one else f"{name(first)}–{name(last)}"
            yield self.finding("XL-174", at(first), what=what if one else f"{what}s", span=span)

    def commented(self) -> Iterator[Finding]:
        """Tell each comment on a cell of the form."""
        if self.guard.comments:
            for row, col in product(self.rows, self.cols):
                if (at := address(row, col)) in self.guard.comments:
                    yield self.finding("XL-175", at)

    def linked(self) -> Iterator[Finding]:
        """Tell each entered cell whose formula takes its value from another workbook."""
        for cell in self.plan.slots.values():
            at = address(*self.place.at(cell.row, cell.col))
            if cell.entered and at in self.guard.external and self.place.has(cell.row, cell.col):
                yield self.finding("XL-176", at)


def _runs(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of adjacent numbers."""
    runs = groupby(enumerate(numbers), lambda pair: pair[1] - pair[0])
    for _, run in runs:
        members = [number for _, number in run]
        yield members[0], members[-1]


_AXES: Mapping[str, tuple[Callable[[int], str], Callable[[int], str]]] = {
    "row": (lambda row: str(row + 1), lambda row: address(row, 0)),
    "column": (column_name, lambda col: address(0, col)),
}
