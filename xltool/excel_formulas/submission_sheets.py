"""The sheets of one submission as formulas see them: where cells, rows and lists stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.a1 import column_letters
from xltool.kinds import Shape
from xltool.model.forms import TOTAL
from xltool.model.row_ids import card_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from xltool.layout.cells import FormCell, SheetLayout
    from xltool.model.forms import CodeList, Pack


@dataclass(frozen=True)
class SubmissionSheets:
    """The sheets of one submission, and the lists that formulas may refer to.

    ``list_area`` gives the area on the code sheet of a list's codes, names or parents.
    """

    pack: Pack
    plans: Mapping[str, SheetLayout]
    list_area: Callable[[CodeList, str], str]

    @cached_property
    def _by_table(self) -> Mapping[str, SheetLayout]:
        return {
            table.id: self.plans[form.id]
            for form, table in self.pack.tables()
            if form.id in self.plans
        }

    def plan(self, table: str) -> SheetLayout:
        """Return the sheet that holds a table."""
        return self._by_table[table]

    @cached_property
    def _runs(self) -> Mapping[tuple[str, str, str, str], tuple[FormCell, FormCell]]:
        """The first and last cell of each column of records: of all, an entity, and a card."""
        found: dict[tuple[str, str, str, str], tuple[FormCell, FormCell]] = {}
        for plan in self.plans.values():
            for key, cell in plan.slots.items():
                card = card_of(key.row)
                if key.row != TOTAL or plan.form.shape is Shape.STATEMENT:
                    for entity, part in (("", ""), (key.entity, ""), (key.entity, card)):
                        name = (key.table, key.column, entity, part)
                        found[name] = (found.get(name, (cell, cell))[0], cell)
        return found

    def has_records(self, table: str) -> bool:
        """Whether there is a row for records of a table: a register may have none."""
        return table in self._tables

    @cached_property
    def _tables(self) -> frozenset[str]:
        return frozenset(table for table, *_ in self._runs)

    def area(self, table: str, column: str, entity: str = "", card: str = "") -> str:
        """Return the area of a column's records: of all, of an entity's, or of one card's.

        That of a card moves with the card, so that formulas of all cards are one.
        """
        first, last = self._runs[table, column, entity, card]
        if card:
            return f"{first.address}:{last.address}"
        letter = column_letters(first.col)
        return f"${letter}${first.row + 1}:${letter}${last.row + 1}"

    @cached_property
    def _rows(self) -> Mapping[tuple[str, str, str], list[FormCell]]:
        found: dict[tuple[str, str, str], list[FormCell]] = {}
        for plan in self.plans.values():
            for key, cell in plan.slots.items():
                found.setdefault((key.table, key.entity, key.row), []).append(cell)
        return found

    def row(self, table: str, entity: str, row: str) -> list[FormCell]:
        """Return the cells of one record."""
        return self._rows[table, entity, row]
