"""A form laid over a sheet: what it prints and where it is typed in, by the sheet's own addresses.

Worked out once for all returns whose form is as large: whose return it is, is filled in late.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from xltool.a1 import address, area
from xltool.excel_formulas.check_cells import LISTED, TITLE, check_area
from xltool.layout.cells import NOT_APPLICABLE, Role, SheetLayout
from xltool.layout.placeholder import has_placeholder, names_of
from xltool.matching.observed_sheet import ANCHORS, SOFT
from xltool.values.cell_values import places_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.excel_formulas.check_cells import CheckArea
    from xltool.layout.cells import FormCell
    from xltool.model.forms import Column, Entity, OlderVersion
    from xltool.model.submission import Placement
    from xltool.spreadsheets.raw_sheet import RawSheet
    from xltool.values.cell_values import Raw


class InputSlot(NamedTuple):
    """An entered cell: its address, None when it is gone, its column and decimal places."""

    at: str | None
    column: Column
    places: int
    cell: FormCell


class InputRow(NamedTuple):
    """A row of a table with its entered cells."""

    table: str
    entity: str
    row: str
    slots: Sequence[InputSlot]


class ExpectedSheet:
    """A layout at a place in a file; whatever of it is gone there has no address."""

    def __init__(self, plan: SheetLayout, place: Placement, older: OlderVersion) -> None:
        """Keep what addresses are worked out from, each kind when it is asked for."""
        self.plan, self.place = plan, place
        self._older = older

    def at(self, cell: FormCell) -> str | None:
        """Return where a cell stands, None when it is gone."""
        if not self.place.has(cell.row, cell.col):
            return None
        return address(*self.place.at(cell.row, cell.col))

    def fits(self, sheet: RawSheet, entity: Entity) -> bool:
        """Whether all that is printed stands in a sheet, in its place, to the letter.

        A card's title counts by how it begins, and may be uncalculated. On the rows beside a label
        that spans them nothing may stand.
        """
        values, own = sheet.values, names_of(entity)
        return (
            self._printed.items() <= values.items()
            and values.keys().isdisjoint(self._spanned)
            and all(values.get(at) == text.translate(own) for at, text in self._named)
            and all(str(values.get(at, text)).startswith(text) for at, text in self._cards)
        )

    @cached_property
    def rows(self) -> Sequence[InputRow]:
        """The rows that somebody types in, in printed order."""
        found: dict[tuple[str, str, str], list[InputSlot]] = {}
        for key, cell in self.plan.slots.items():
            if not cell.calculated and cell.column:
                places = places_of(cell.column, cell.places)
                slot = InputSlot(self.at(cell), cell.column, places, cell)
                found.setdefault(key[:3], []).append(slot)
        return [InputRow(*place, slots) for place, slots in found.items()]

    def filled(self, stored: AbstractSet[str], odd: AbstractSet[str]) -> Iterator[InputRow]:
        """Yield the rows that hold something at one of the places, or have lost a cell."""
        numbers = {self._row_of[at] for at in (self._row_of.keys() & stored) | odd}
        return (self.rows[number] for number in sorted(numbers | self._torn))

    @cached_property
    def _row_of(self) -> Mapping[str, int]:
        """The numbers of rows by the addresses of their cells."""
        return {s.at: n for n, row in enumerate(self.rows) for s in row.slots if s.at is not None}

    @cached_property
    def _torn(self) -> frozenset[int]:
        """The numbers of rows that have lost a cell."""
        rows = enumerate(self.rows)
        return frozenset(n for n, row in rows if any(slot.at is None for slot in row.slots))

    @cached_property
    def slots(self) -> Mapping[str, FormCell]:
        """The cells of facts by their addresses."""
        cells = self.plan.slots.values()
        return {at: cell for cell in cells if (at := self.at(cell)) is not None}

    @cached_property
    def calculated(self) -> Mapping[str, FormCell]:
        """Those of them that hold formulas."""
        return {at: cell for at, cell in self.slots.items() if cell.calculated}

    @cached_property
    def entered(self) -> frozenset[str]:
        """The addresses that somebody types at."""
        return frozenset(at for at, cell in self.slots.items() if not cell.calculated)

    @cached_property
    def blanks(self) -> Mapping[str, str]:
        """What is printed, if anything, where nothing is typed."""
        cells = (c for c in self.plan.cells if c.role in {Role.BLANK, Role.NUMBER})
        unused = (cell for cell in cells if cell.text in {"", NOT_APPLICABLE})
        return {at: cell.text for cell in unused if (at := self.at(cell)) is not None}

    @cached_property
    def own_rows(self) -> Sequence[int]:
        """The rows of the sheet that the form stands on, in order."""
        moved, lost = self.place.rows, self.place.lost_rows
        return sorted({moved.get(row, row) for row in range(self.plan.rows) if row not in lost})

    @cached_property
    def own_cols(self) -> Sequence[int]:
        """The columns of the sheet that the form stands on, in order."""
        moved, lost = self.place.cols, self.place.lost_cols
        cols = range(len(self.plan.widths))
        return sorted({moved.get(col, col) for col in cols if col not in lost})

    @cached_property
    def inside(self) -> frozenset[str]:
        """The addresses of the whole form, and of rows that came in between."""
        rows = range(self.own_rows[-1] + 1)
        return frozenset(address(row, col) for row in rows for col in self.own_cols)

    @cached_property
    def merges(self) -> frozenset[str]:
        """The areas that the form itself merges."""
        wide = (cell for cell in self.plan.cells if cell.height > 1 or cell.width > 1)
        spans = ((cell, cell.row + cell.height - 1, cell.col + cell.width - 1) for cell in wide)
        at = self.place.at
        return frozenset(area(*at(cell.row, cell.col), *at(row, col)) for cell, row, col in spans)

    @cached_property
    def checks(self) -> frozenset[str]:
        """Where the checks beside the form stand."""
        cells = [(check.row, check.col) for check in self._area.all()]
        sums = [(row, self._area.first) for row in self._area.sums]
        return frozenset(self._beside(row, col) for row, col in (*cells, *sums))

    @cached_property
    def heads(self) -> Mapping[str, str]:
        """What heads the checks, and how the names of those in the list begin."""
        checks, top = self._area, self.plan.heads[1] if self.plan.heads else 0
        listed = enumerate(LISTED, start=checks.list_col)
        found = {(top, checks.first): TITLE} | {(top, col): title for col, title in listed}
        found |= {(top, check.col): check.rule.id for check in checks.rows}
        found |= {(check.row, checks.list_col): check.rule.id for check in checks.listed}
        return {self._beside(row, col): text for (row, col), text in found.items()}

    @cached_property
    def _area(self) -> CheckArea:
        return check_area(self.plan, of_all=True)

    def _beside(self, row: int, col: int) -> str:
        """Return where a cell beside the form stands."""
        shift = self.own_cols[-1] + 1 - len(self.plan.widths)
        return address(self.place.at(row, 0)[0], col + shift)

    @cached_property
    def known(self) -> frozenset[str]:
        """Where something stands that is ours."""
        return self.inside | self.checks

    @cached_property
    def _texts(self) -> Sequence[tuple[str, FormCell, str]]:
        """The printed texts with their addresses, as the file's version has them."""
        return [
            (address(*self.place.at(cell.row, cell.col)), cell, cell.expected_text(self._older))
            for cell in self.plan.cells
            if cell.text and cell.role in ANCHORS | SOFT
        ]

    @cached_property
    def _printed(self) -> Mapping[str, Raw]:
        """The texts that are the same for everybody; a row's number is a number."""
        return {
            at: float(text) if cell.role is Role.NUMBER else text
            for at, cell, text in self._texts
            if cell.role is not Role.CARD and not has_placeholder(text)
        }

    @cached_property
    def _named(self) -> Sequence[tuple[str, str]]:
        """The texts that somebody's names stand in."""
        return [(at, text) for at, _, text in self._texts if has_placeholder(text)]

    @cached_property
    def _cards(self) -> Sequence[tuple[str, str]]:
        """How the titles of cards begin."""
        return [(at, text) for at, cell, text in self._texts if cell.role is Role.CARD]

    @cached_property
    def _spanned(self) -> frozenset[str]:
        """The rows but the first beside each label that spans several."""
        return frozenset(
            address(row, cell.col)
            for _, cell, _ in self._texts
            if cell.role in ANCHORS
            for row in range(cell.row + 1, cell.row + cell.height)
        )
