"""One form in a returned file, where it was found, and what is told of its place."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.a1 import address
from xltool.kinds import Severity, Shape
from xltool.layout.cells import FormCell, Role, SheetLayout
from xltool.layout.placeholder import PLACEHOLDER, names_of
from xltool.matching.observed_sheet import shown_text
from xltool.model.findings import Finding
from xltool.model.forms import TOTAL
from xltool.model.row_ids import card_of, row_name
from xltool.spreadsheets.raw_sheet import cell_position
from xltool.text import Bilingual, same_in_both, unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.matching.expected_sheet import ExpectedSheet
    from xltool.matching.locate import Located, Lost
    from xltool.model.forms import Table
    from xltool.model.submission import FormSize, Placement
    from xltool.spreadsheets.raw_sheet import RawSheet
    from xltool.values.cell_values import Raw

LONGEST = 200
"""Characters that are told of what an inserted row holds."""


@dataclass(frozen=True)
class LocatedForm:
    """One form in the returned file: its stencil, the sheet called ``name`` and how large it is.

    ``within`` a consolidated workbook nobody types. ``absent`` are the columns and lines that the
    file's version did not have.
    """

    stencil: ExpectedSheet
    sheet: RawSheet
    name: str
    extent: FormSize
    within: bool = False
    absent: frozenset[str] = frozenset()

    @property
    def form(self) -> str:
        """The id of the form."""
        return self.stencil.plan.form.id

    @cached_property
    def place(self) -> Placement:
        """Where the form stands."""
        return replace(self.stencil.place, sheet=self.name)

    @cached_property
    def odd(self) -> frozenset[str]:
        """The entered cells that hold a formula."""
        return self.stencil.entered & self.sheet.formulas

    def owner(self, code: str) -> str:
        """Return whose a row is: that of anybody is the entity's own."""
        return self.extent.entity.code if code == PLACEHOLDER.code else code

    def raw(self, cell: FormCell) -> Raw:
        """Return what stands in ``cell``; None when it is blank or gone."""
        at = self.stencil.at(cell)
        return None if at is None else self.sheet.values.get(at)

    def describe(self, cell: FormCell) -> Finding:
        """Return an empty finding that points at ``cell``."""
        found = describe(self.stencil.plan, self.place, cell)
        names = names_of(self.extent.entity)
        label = Bilingual(*(text.translate(names) for text in found.label))
        return replace(found, entity=self.owner(found.entity), label=label)

    def finding(self, rule: str, severity: Severity, at: str = "", value: str = "") -> Finding:
        """Return a finding about the sheet or one of its cells."""
        return Finding(
            rule, severity, rule, form=self.form, sheet=self.name, cell=at,
            cells=(at,) if at else (), value=value,
        )  # fmt: skip


def lost(plan: SheetLayout, sheet: str, found: Lost) -> Finding:
    """Tell that a form is not read: the first printed cell that differs."""
    at = found.cell.address
    return Finding(
        "XL-124", Severity.ERROR, "XL-124", form=plan.form.id, sheet=sheet,
        cell=at, cells=(at,), value=found.found, expected=found.expected,
    )  # fmt: skip


def moves(tab: LocatedForm, located: Located) -> Iterator[Finding]:
    """Tell every shift with both positions, and every printed text that was changed."""
    place = tab.place
    for old, new in (*_starts(place.rows, rows=True), *_starts(place.cols, rows=False)):
        yield replace(tab.finding("XL-161", Severity.WARNING, new, new), expected=old)
    for edited in located.edited:
        at = address(*place.at(edited.cell.row, edited.cell.col))
        told = tab.finding("XL-165", Severity.WARNING, at, edited.found)
        yield replace(told, expected=edited.cell.text)
    yield from _gone(tab)
    for row in located.foreign:
        yield tab.finding("XL-163", Severity.ERROR, address(row, 0), _held(tab, row))


def _held(tab: LocatedForm, row: int) -> str:
    """Return the texts of a row of the file, as far as they are told."""
    placed = ((cell_position(at), raw) for at, raw in tab.sheet.values.items())
    texts = sorted((at, shown_text(raw).strip()) for at, raw in placed if at[0] == row)
    return "｜".join(text for _, text in texts if text)[:LONGEST]


def _starts(moved: Mapping[int, int], *, rows: bool) -> Iterator[tuple[str, str]]:
    """Yield the first position of each run that moved by the same distance, old and new."""
    before: tuple[int, int] | None = None
    for old, new in sorted(moved.items()):
        if before is None or (old - before[0], new - before[1]) != (1, 1):
            yield (address(old, 0), address(new, 0)) if rows else (address(0, old), address(0, new))
        before = old, new


def _gone(tab: LocatedForm) -> Iterator[Finding]:
    """Tell each lost row, card or column that somebody should have typed in."""
    told = set[tuple[str, int | str]]()
    cards = _lost_cards(tab)
    for cell in tab.stencil.plan.slots.values():
        if tab.stencil.at(cell) or not cell.entered or _was_absent(tab, cell):
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
                tab.describe(cell), rule="XL-164", message="XL-164",
                severity=cards.get(card, Severity.ERROR),
                cell="", cells=(), expected=cell.address,
            )  # fmt: skip


def _card(cell: FormCell) -> str:
    return card_of(cell.key.row) if cell.key else ""


def _lost_cards(tab: LocatedForm) -> Mapping[str, Severity]:
    """Return the cards that are gone as a whole.

    Nobody needed those at the end if the last one left is still blank: only a warning.
    """
    plan = tab.stencil.plan
    if plan.form.shape is not Shape.CARDS:
        return {}
    entered: dict[str, list[FormCell]] = {}
    for cell in plan.slots.values():
        entered.setdefault(_card(cell), []).append(cell)
    gone = {card for card, cells in entered.items() if not any(map(tab.stencil.at, cells))}
    left = [card for card in entered if card not in gone]
    spare = bool(left) and all(tab.raw(cell) is None for cell in entered[left[-1]])
    after = set(list(entered)[len(left) :]) if spare else set[str]()
    return dict.fromkeys(gone, Severity.WARNING if after == gone else Severity.ERROR)


def _was_absent(tab: LocatedForm, cell: FormCell) -> bool:
    key = cell.key
    return key is not None and bool({key.column, key.row} & tab.absent)


def describe(plan: SheetLayout, place: Placement, cell: FormCell) -> Finding:
    """Return an empty finding that points at ``cell``: form, sheet, address, line and column."""
    key = cell.key
    assert key is not None
    table = next(table for table in plan.form.tables if table.id == key.table)
    at = address(*place.at(cell.row, cell.col))
    return Finding(
        "", Severity.INFO, "", entity=key.entity, form=plan.form.id, sheet=place.sheet,
        cell=at, cells=(at,), label=_label(plan, table, cell),
        column=unspaced(table.column(key.column).title),
    )  # fmt: skip


def _label(plan: SheetLayout, table: Table, cell: FormCell) -> Bilingual:
    """Return what is printed on a line or total; a row or card goes by its number."""
    assert cell.key is not None
    row = cell.key.row
    if table.lines:
        return same_in_both(next((line.label for line in table.lines if line.code == row), ""))
    if row == TOTAL:
        texts = (c.text for c in plan.cells if c.row == cell.row and c.role is Role.LABEL)
        return same_in_both("".join(texts))
    return row_name(plan.form.shape, row)
