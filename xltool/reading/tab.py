"""One form in a returned file, where it was found, and what is told of its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.layout import Cell, Layout, Role, address
from xltool.model import TOTAL, Finding, Placement, Severity, Shape
from xltool.reading.printed import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from xltool.model import Table
    from xltool.numbers import Raw
    from xltool.reading.guard import SheetGuard
    from xltool.reading.locate import Located, Lost

LONGEST = 200
"""Characters that are told of what an inserted row holds."""


@dataclass(frozen=True)
class Tab:
    """One form in the returned file: its geometry, its place, its raw cells, what was guarded."""

    plan: Layout
    place: Placement
    grid: Sequence[Sequence[Raw]]
    guard: SheetGuard
    absent: frozenset[str] = frozenset()

    @cached_property
    def odd(self) -> bool:
        """Whether a blank cell may be more than blank: an error, or a formula of the clerk's."""
        calculated = {self.address(c) for c in self.plan.slots.values() if c.calculated}
        titles = {self.address(c) for c in self.plan.cells if c.role is Role.CARD}
        typed = self.guard.formulas - calculated - titles
        return bool(self.guard.errors or self.guard.uncached or typed)

    def address(self, cell: Cell) -> str:
        """Return where ``cell`` stands in the file."""
        return address(*self.place.at(cell.row, cell.col))

    def raw(self, cell: Cell) -> Raw:
        """Return what stands in ``cell``; cells beyond the stored area are blank."""
        row, col = self.place.at(cell.row, cell.col)
        if self.has(cell) and row < len(self.grid) and col < len(self.grid[row]):
            return self.grid[row][col]
        return None

    def has(self, cell: Cell) -> bool:
        """Whether ``cell`` is in the file at all."""
        return self.place.has(cell.row, cell.col)


def lost(plan: Layout, sheet: str, found: Lost) -> Finding:
    """Tell that a form is not read: the first printed cell that differs."""
    at = found.cell.address
    return Finding(
        "XL-124", Severity.ERROR, "XL-124", form=plan.form.id, sheet=sheet,
        cell=at, cells=(at,), value=found.found, expected=found.expected,
    )  # fmt: skip


def moves(tab: Tab, located: Located) -> Iterator[Finding]:
    """Tell every shift with both positions, and every printed text that was changed."""
    form, sheet = tab.plan.form.id, tab.place.sheet
    for old, new in (*_starts(tab.place.rows, rows=True), *_starts(tab.place.cols, rows=False)):
        yield Finding(
            "XL-161", Severity.WARNING, "XL-161", form=form, sheet=sheet,
            cell=new, cells=(new,), value=new, expected=old,
        )  # fmt: skip
    for edited in located.edited:
        at = tab.address(edited.cell)
        yield Finding(
            "XL-165", Severity.WARNING, "XL-165", form=form, sheet=sheet,
            cell=at, cells=(at,), value=edited.found, expected=edited.cell.text,
        )  # fmt: skip
    yield from _gone(tab)
    for row in located.foreign:
        at = address(row, 0)
        held = "｜".join(text for raw in tab.grid[row] if (text := shown(raw).strip()))
        yield Finding(
            "XL-163", Severity.ERROR, "XL-163", form=form, sheet=sheet, cell=at, cells=(at,),
            value=held[:LONGEST],
        )  # fmt: skip


def _starts(moved: Mapping[int, int], *, rows: bool) -> Iterator[tuple[str, str]]:
    """Yield the first position of each run that moved by the same distance, old and new."""
    before: tuple[int, int] | None = None
    for old, new in sorted(moved.items()):
        if before is None or (old - before[0], new - before[1]) != (1, 1):
            yield (address(old, 0), address(new, 0)) if rows else (address(0, old), address(0, new))
        before = old, new


def _gone(tab: Tab) -> Iterator[Finding]:
    """Tell each lost row, card or column that somebody should have typed in."""
    told = set[tuple[str, int | str]]()
    cards = _lost_cards(tab)
    for cell in tab.plan.slots.values():
        if tab.has(cell) or not cell.entered or _was_absent(tab, cell):
            continue
        card = _card(cell)
        axis: tuple[str, int | str] = ("col", cell.col)
        if card in cards:
            axis = ("card", card)
        elif cell.row in tab.place.lost_rows:
            axis = ("row", cell.row)
        if axis not in told:
            told.add(axis)
            yield replace(
                describe(tab.plan, tab.place, cell), rule="XL-164", message="XL-164",
                severity=cards.get(card, Severity.ERROR),
                cell="", cells=(), expected=cell.address,
            )  # fmt: skip


def _card(cell: Cell) -> str:
    return cell.key.row.partition("/")[0] if cell.key else ""


def _lost_cards(tab: Tab) -> Mapping[str, Severity]:
    """Return the cards that are gone as a whole.

    Nobody needed those at the end if the last one left is still blank: only a warning.
    """
    if tab.plan.form.shape is not Shape.CARDS:
        return {}
    entered: dict[str, list[Cell]] = {}
    for cell in tab.plan.slots.values():
        entered.setdefault(_card(cell), []).append(cell)
    gone = {card for card, cells in entered.items() if not any(map(tab.has, cells))}
    left = [card for card in entered if card not in gone]
    spare = bool(left) and all(tab.raw(cell) in (None, "") for cell in entered[left[-1]])
    after = set(list(entered)[len(left) :]) if spare else set[str]()
    return dict.fromkeys(gone, Severity.WARNING if after == gone else Severity.ERROR)


def _was_absent(tab: Tab, cell: Cell) -> bool:
    key = cell.key
    return key is not None and bool({key.column, key.row} & tab.absent)


def describe(plan: Layout, place: Placement, cell: Cell) -> Finding:
    """Return an empty finding that points at ``cell``: form, sheet, address, line and column."""
    key = cell.key
    assert key is not None
    table = next(table for table in plan.form.tables if table.id == key.table)
    at = address(*place.at(cell.row, cell.col))
    return Finding(
        "", Severity.INFO, "", entity=key.entity, form=plan.form.id, sheet=place.sheet,
        cell=at, cells=(at,), label=_label(plan, table, cell),
        column=table.column(key.column).title.replace("　", ""),
    )  # fmt: skip


def _label(plan: Layout, table: Table, cell: Cell) -> str:
    """Return what is printed on a line or total; ``line_name`` words that of a row or card."""
    assert cell.key is not None
    row = cell.key.row
    if table.lines:
        return next((line.label for line in table.lines if line.code == row), "")
    if row == TOTAL:
        texts = (c.text for c in plan.cells if c.row == cell.row and c.role is Role.LABEL)
        return "".join(texts)
    number, _, slot = row.partition("/")
    if plan.form.shape is Shape.CARDS:
        return f"card {number} row {slot}" if slot else f"card {number}"
    return f"row {number}"
