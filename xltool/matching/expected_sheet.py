"""A form's layout at its place in a file: which addresses hold what is printed, typed, calculated.

The addresses and texts are worked out once and held against the cells of a file as whole mappings
and sets, which is what makes reading fast. An entity's own form is laid out for the placeholder, so
that all returns whose form is as large share one object; only texts with names differ.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from xltool.a1 import address, area, column_letters
from xltool.excel_formulas.calculated import calculated_formula
from xltool.excel_formulas.check_cells import check_area
from xltool.excel_formulas.normal_form import Cell, normal_form
from xltool.layout.cells import NOT_APPLICABLE, Role, SheetLayout
from xltool.layout.placeholder import has_placeholder, names_of
from xltool.matching.observed_sheet import ANCHORS, CAPTIONS, shown_text
from xltool.model.lookup import calculating_rule
from xltool.model.submission import Placement
from xltool.spreadsheets.raw_sheet import cell_position
from xltool.text import squeezed
from xltool.values.cell_values import places_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.excel_formulas.check_cells import CheckArea
    from xltool.excel_formulas.normal_form import NormalForm
    from xltool.layout.cells import FormCell
    from xltool.model.forms import Column, Entity, OlderVersion
    from xltool.spreadsheets.raw_sheet import RawSheet
    from xltool.values.cell_values import Raw


_VARYING = frozenset({Role.CARD, Role.SUBTITLE})
"""Printed texts that end differently in the workbooks of one entity."""


class InputSlot(NamedTuple):
    """A cell to fill in: its address (None: deleted), its column, its decimal places."""

    at: str | None
    column: Column
    places: int
    cell: FormCell


class InputRow(NamedTuple):
    """A row of a table with its cells to fill in; ``row`` is as in ``Record``."""

    table: str
    entity: str
    row: str
    slots: Sequence[InputSlot]


class ExpectedSheet:
    """A layout at a place in a file, in A1 addresses; what was deleted there has none."""

    def __init__(self, layout: SheetLayout, place: Placement, older: OlderVersion) -> None:
        """Take the layout of the pack's version ``older``; each mapping is made on first use."""
        self.layout, self.place = layout, place
        self._older = older
        self._normal_formulas: dict[str, NormalForm | None] = {}

    def address_of(self, cell: FormCell) -> str | None:
        """Return the address of a cell in the file, None when it was deleted."""
        if not self.place.has(cell.row, cell.col):
            return None
        return address(*self.place.at(cell.row, cell.col))

    def is_matched_by(self, sheet: RawSheet, entity: Entity) -> bool:
        """Whether all that is printed stands in a sheet, in its place, to the letter.

        Texts with an entity's names may be spaced in another way: older workbooks print no space
        between code and name. A card's title counts by how it begins, a subtitle with and without
        the note that the form has no data. The formula of a title may be without a result. On the
        rows beside a label that spans them nothing may stand.
        """
        values, names = sheet.values, names_of(entity)
        return (
            self._fixed_texts.items() <= values.items()
            and values.keys().isdisjoint(self._spanned)
            and all(
                _is_same(values.get(at), text.translate(names))
                for at, text in self._texts_with_names
            )
            and all(str(values.get(at, text)).startswith(text) for at, text in self._card_titles)
            and all(
                self._is_subtitle(sheet, at, text.translate(names)) for at, text in self._subtitles
            )
        )

    @cached_property
    def rows(self) -> Sequence[InputRow]:
        """The rows with cells to fill in, in printed order."""
        found: dict[tuple[str, str, str], list[InputSlot]] = {}
        for key, cell in self.layout.slots.items():
            if not cell.calculated and cell.column:
                places = places_of(cell.column, cell.places)
                slot = InputSlot(self.address_of(cell), cell.column, places, cell)
                found.setdefault(key[:3], []).append(slot)
        return [InputRow(*row, slots) for row, slots in found.items()]

    def rows_to_read(
        self, stored: AbstractSet[str], formulas: AbstractSet[str]
    ) -> Iterator[InputRow]:
        """Yield the rows with content at one of the addresses, and those with a deleted cell.

        ``stored`` are the addresses of all values, ``formulas`` those of input cells with one.
        """
        numbers = {self._row_numbers[at] for at in (self._row_numbers.keys() & stored) | formulas}
        return (self.rows[number] for number in sorted(numbers | self._incomplete_rows))

    @cached_property
    def _row_numbers(self) -> Mapping[str, int]:
        """The index in ``rows`` of each address."""
        return {s.at: n for n, row in enumerate(self.rows) for s in row.slots if s.at is not None}

    @cached_property
    def _incomplete_rows(self) -> frozenset[int]:
        """The indexes in ``rows`` of rows with a deleted cell."""
        rows = enumerate(self.rows)
        return frozenset(n for n, row in rows if any(slot.at is None for slot in row.slots))

    @cached_property
    def cells(self) -> Mapping[str, FormCell]:
        """The cells of values, typed or calculated, by address."""
        cells = self.layout.slots.values()
        return {at: cell for cell in cells if (at := self.address_of(cell)) is not None}

    @cached_property
    def calculated(self) -> Mapping[str, FormCell]:
        """The cells that hold formulas, by address."""
        return {at: cell for at, cell in self.cells.items() if cell.calculated}

    @cached_property
    def formulas(self) -> Mapping[str, str]:
        """The formulas that a form which did not move is sent out with, without equals sign."""
        return {
            at: calculated_formula(self.layout, cell).removeprefix("=")
            for at, cell in self.calculated.items()
            if cell.key and calculating_rule(self.layout.form, cell.key)
        }

    def normal_formula(self, at: str) -> NormalForm | None:
        """Return the formula that a cell was sent out with as it is compared.

        Each is worked out when it is first asked for, and kept: most are as they were written.
        """
        if at not in self._normal_formulas:
            place = Cell(*cell_position(at))
            self._normal_formulas[at] = normal_form(self.formulas[at], place, place)
        return self._normal_formulas[at]

    @cached_property
    def entered(self) -> frozenset[str]:
        """The addresses of cells to fill in."""
        return frozenset(at for at, cell in self.cells.items() if not cell.calculated)

    @cached_property
    def unused(self) -> Mapping[str, str]:
        """The cells that stay blank or print ``——`` instead of a value, with that text.

        Blank stay those too that are merged into a cell to fill in.
        """
        cells = (c for c in self.layout.cells if c.role in {Role.BLANK, Role.NUMBER})
        unused = [cell for cell in cells if cell.text in {"", NOT_APPLICABLE}]
        unused += [
            replace(cell, row=cell.row + down, col=cell.col + right)
            for cell in self.layout.slots.values()
            for down, right in product(range(cell.height), range(cell.width))
            if down or right
        ]
        return {at: cell.text for cell in unused if (at := self.address_of(cell)) is not None}

    @cached_property
    def own_rows(self) -> Sequence[int]:
        """The rows of the file that the form stands on, in order."""
        moved, lost = self.place.rows, self.place.lost_rows
        return sorted({moved.get(row, row) for row in range(self.layout.rows) if row not in lost})

    @cached_property
    def own_cols(self) -> Sequence[int]:
        """The columns of the file that the form stands on, in order."""
        moved, lost = self.place.cols, self.place.lost_cols
        cols = range(len(self.layout.widths))
        return sorted({moved.get(col, col) for col in cols if col not in lost})

    @cached_property
    def inside(self) -> frozenset[str]:
        """The addresses of the whole form, and of rows that were inserted between."""
        rows = range(self.own_rows[-1] + 1)
        return frozenset(address(row, col) for row in rows for col in self.own_cols)

    @cached_property
    def merges(self) -> frozenset[str]:
        """The areas that the form itself merges."""
        return self._merges(self.place)

    @cached_property
    def printed_merges(self) -> frozenset[str]:
        """The same, where the form stands before anything moves."""
        return self._merges(Placement(self.place.sheet))

    def _merges(self, place: Placement) -> frozenset[str]:
        wide = (cell for cell in self.layout.cells if cell.height > 1 or cell.width > 1)
        spans = ((cell, cell.row + cell.height - 1, cell.col + cell.width - 1) for cell in wide)
        at = place.at
        return frozenset(area(*at(cell.row, cell.col), *at(row, col)) for cell, row, col in spans)

    @cached_property
    def checks(self) -> frozenset[str]:
        """The addresses of the checks beside the form."""
        return self._addresses_beside(self._check_rows, self._check_cols)

    @cached_property
    def check_constants(self) -> frozenset[str]:
        """The addresses beside the form that need no formula: titles, counts, what was given.

        A program that writes results only leaves a number where problems are counted.
        """
        first = self._checks.given_col(0)
        given = range(first, first + len(self.layout.widths))
        titles = self._addresses_beside(
            range(self._checks.top, self._checks.top + 1), self._check_cols
        )
        return titles | self.check_counts | self._addresses_beside(self._check_rows, given)

    @cached_property
    def check_counts(self) -> frozenset[str]:
        """The addresses beside the form that count problems."""
        return self._addresses_beside(self._check_rows, (self._checks.count_col,))

    @property
    def _check_rows(self) -> range:
        return range(self._checks.top, self._checks.bottom + 1)

    @property
    def _check_cols(self) -> range:
        return range(self._checks.first, self._checks.end)

    @cached_property
    def _checks(self) -> CheckArea:
        return check_area(self.layout)

    def _addresses_beside(self, rows: Iterable[int], cols: Iterable[int]) -> frozenset[str]:
        """Return the addresses of cells right of the form: they moved with the last column."""
        shift = self.own_cols[-1] + 1 - len(self.layout.widths)
        letters = [column_letters(col + shift) for col in cols]
        numbers = [self.place.at(row, 0)[0] + 1 for row in rows]
        return frozenset(f"{name}{number}" for number in numbers for name in letters)

    @cached_property
    def known(self) -> frozenset[str]:
        """The addresses of all that was written, form and checks."""
        return self.inside | self.checks

    @cached_property
    def _texts(self) -> Sequence[tuple[str, FormCell, str]]:
        """The printed texts with their addresses, as the file's version prints them."""
        return [
            (address(*self.place.at(cell.row, cell.col)), cell, cell.expected_text(self._older))
            for cell in self.layout.cells
            if cell.text and cell.role in ANCHORS | CAPTIONS | {Role.INDEX}
        ]

    @cached_property
    def _fixed_texts(self) -> Mapping[str, Raw]:
        """The texts that are the same for all entities; numbers of rows and columns are numbers."""
        return {
            at: float(text) if cell.is_number else text
            for at, cell, text in self._texts
            if cell.role not in _VARYING and not has_placeholder(text)
        }

    @cached_property
    def _texts_with_names(self) -> Sequence[tuple[str, str]]:
        """The texts that an entity's names stand in."""
        return [
            (at, text)
            for at, cell, text in self._texts
            if cell.role not in _VARYING and has_placeholder(text)
        ]

    @cached_property
    def _subtitles(self) -> Sequence[tuple[str, str]]:
        """The subtitles, which end differently when the form has no data."""
        return [(at, text) for at, cell, text in self._texts if cell.role is Role.SUBTITLE]

    def _is_subtitle(self, sheet: RawSheet, at: str, text: str) -> bool:
        """Whether a subtitle stands in a cell, with the note that the form has no data or not."""
        found, note = sheet.values.get(at), self.layout.form.template.nil_suffix
        return _is_same(found, text) or _is_same(found, text + note)

    @cached_property
    def _card_titles(self) -> Sequence[tuple[str, str]]:
        """How the titles of cards begin."""
        return [(at, text) for at, cell, text in self._texts if cell.role is Role.CARD]

    @cached_property
    def _spanned(self) -> frozenset[str]:
        """The addresses below the first row of each label that spans several."""
        return frozenset(
            address(row, cell.col)
            for _, cell, _ in self._texts
            if cell.role in ANCHORS
            for row in range(cell.row + 1, cell.row + cell.height)
        )


def _is_same(found: Raw, text: str) -> bool:
    """Whether a cell shows a printed text, but for spacing."""
    return found == text or squeezed(shown_text(found)) == squeezed(text)
