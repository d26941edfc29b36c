"""The children's figures side by side 分单位对照, cell by cell.

A line of a parent is what stands in its row here: a cell per child that links to the child's own
sheet, what is taken out between them, what the parent adjusts, and their sum.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.a1 import address, area, on_sheet
from xltool.consolidation.eliminations import Eliminations, find_eliminations
from xltool.consolidation.workbook_scope import MOST_COLUMNS
from xltool.evaluation.submission_values import SubmissionValues
from xltool.excel_formulas.calculated import (
    calculated_formula,
    difference_formula,
    link_formula,
    sum_formula,
    sum_of_areas_formula,
)
from xltool.excel_formulas.cell_areas import ranges
from xltool.identity import COMPARED, PROJECTS, SETTLED
from xltool.kinds import Shape
from xltool.layout.cells import FormCell, Role, SheetLayout
from xltool.model.lookup import calculating_rule
from xltool.model.submission import Key, Record, Submission, Value
from xltool.pack.adjustable import adjustments
from xltool.schedules.project_budgets import BUDGET
from xltool.schedules.worksheet_lines import (
    WorksheetLine,
    WorksheetSection,
    prior_column,
    worksheet_sections,
)
from xltool.values.decimals import add_values, negated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.consolidation.eliminations import TransferPair
    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.model.forms import Form

FIRST = 1
"""The column of the first child."""
FIRST_PAIR = 4
"""The row of the first pair on the sheet 抵销, counted from 0."""
TAKEN = 7
"""The column of what a pair takes out."""


@dataclass(frozen=True, slots=True)
class WorksheetCell:
    """What stands in one cell: its value, the formula that gives it, and where it leads."""

    value: Value | None = None
    text: str = ""
    link: str = ""


@dataclass(frozen=True)
class ConsolidationWorksheet:
    """The sheet of one parent: which lines it has, and what stands in each of their cells."""

    part: EntityPlan

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.part.prefix + COMPARED

    @cached_property
    def sections(self) -> tuple[WorksheetSection, ...]:
        """The lines, under their headings."""
        return tuple(worksheet_sections(self.part))

    @cached_property
    def entries(self) -> Mapping[Key, WorksheetLine]:
        """The lines by the parent's figures."""
        return {entry.key: entry for section in self.sections for entry in section.entries}

    @cached_property
    def settlement(self) -> Eliminations:
        """What the children pay each other."""
        return find_eliminations(
            self.part.book.pack, [child.submission for child in self.part.children]
        )

    @property
    def shown(self) -> Sequence[EntityPlan]:
        """The children that stand side by side: none when there are too many."""
        return self.part.children if len(self.part.children) <= MOST_COLUMNS else ()

    @property
    def last(self) -> int:
        """The column right of the last child's: 各单位合计; then come 抵销, 调整 and the rest."""
        return FIRST + len(self.shown)

    def place(self, key: Key) -> str:
        """Return the address of the parent's figure here, with the sheet's name."""
        return self.cell_reference(self.entries[key].row, self.last + 3)

    def child_place(self, entry: WorksheetLine, number: int) -> str:
        """Return the address of a child's figure here, with the sheet's name."""
        return self.cell_reference(entry.row, FIRST + number)

    def child(self, entry: WorksheetLine, child: EntityPlan) -> WorksheetCell:
        """Return a child's figure: a link to the child's own sheet, where it has one."""
        if entry.purses:
            return self._purse(entry, child)
        key = entry.key._replace(entity=child.code)
        there = child.reference(key)
        return WorksheetCell(child.book.get(key), link_formula(there) if there else "", there)

    def units(self, entry: WorksheetLine) -> WorksheetCell:
        """Return the sum of the children."""
        children = area(entry.row, FIRST, entry.row, self.last - 1)
        text = sum_of_areas_formula([children], len(self.shown)) if self.shown else ""
        return WorksheetCell(self._units[entry.key], text)

    def eliminated(self, entry: WorksheetLine) -> WorksheetCell:
        """Return what is taken out: nothing, the pairs of the line, or what its parts lose."""
        if self._isadd_values(entry):
            return self._calculated(entry, self._taken, self.last + 1)
        pairs = self._gone.get(entry.key, ())
        if not pairs:
            return WorksheetCell()
        cells = [FormCell(FIRST_PAIR + pair.number, TAKEN, Role.FACT) for pair in pairs]
        areas = [on_sheet(self.part.prefix + SETTLED, each) for each in ranges(cells)]
        text = f"=-ROUND(SUM({','.join(areas)}),6)"
        return WorksheetCell(_out(pairs), text, areas[0].partition(":")[0])

    def adjusted(self, entry: WorksheetLine) -> WorksheetCell:
        """Return what the parent adjusts."""
        if self._isadd_values(entry):
            return self._calculated(entry, self._moved, self.last + 2)
        amounts = self._adjusted.get(entry.key, ())
        if not amounts:
            return WorksheetCell()
        references = [self.part.reference(amount) for amount in amounts]
        return WorksheetCell(
            add_values(map(self.part.book.get, amounts)), sum_formula(references), references[0]
        )

    def total(self, entry: WorksheetLine) -> WorksheetCell:
        """Return the parent's figure: the children, less what is taken out, adjusted."""
        first = FIRST if self.shown else self.last
        areas = [area(entry.row, first, entry.row, max(first, self.last - 1))]
        areas.append(area(entry.row, self.last + 1, entry.row, self.last + 2))
        parts = (self.units(entry), self.eliminated(entry), self.adjusted(entry))
        size = max(len(self.shown), 1) + 2
        value = add_values(part.value for part in parts)
        return WorksheetCell(
            value, sum_of_areas_formula(areas, size), self.part.reference(entry.key)
        )

    def prior(self, entry: WorksheetLine) -> WorksheetCell:
        """Return the parent's figure of last year."""
        last = prior_column(self._form(entry), entry.column)
        other = self.entries.get(entry.key._replace(column=last)) if last else None
        if other is None:
            return WorksheetCell()
        there = address(other.row, self.last + 3)
        return WorksheetCell(self.total(other).value, link_formula(there), self.place(other.key))

    def change(self, entry: WorksheetLine) -> WorksheetCell:
        """Return this year's figure less last year's."""
        prior = self.prior(entry)
        if not prior.text:
            return WorksheetCell()
        cells = (address(entry.row, self.last + 3), address(entry.row, self.last + 4))
        return WorksheetCell(
            add_values((self.total(entry).value, negated(prior.value))), difference_formula(*cells)
        )

    def row(self, entry: WorksheetLine) -> list[WorksheetCell]:
        """Return all cells of a line, right of its label."""
        return [
            *(self.child(entry, child) for child in self.shown),
            self.units(entry), self.eliminated(entry), self.adjusted(entry),
            self.total(entry), self.prior(entry), self.change(entry),
        ]  # fmt: skip

    @cached_property
    def _units(self) -> Mapping[Key, Value | None]:
        return {
            key: add_values(self.child(entry, child).value for child in self.part.children)
            for key, entry in self.entries.items()
        }

    @cached_property
    def _gone(self) -> Mapping[Key, tuple[TransferPair, ...]]:
        return self.settlement.eliminated(self.part.code)

    @cached_property
    def _adjusted(self) -> Mapping[Key, tuple[Key, ...]]:
        return adjustments(self.part.book.pack, self.part.submission)

    @cached_property
    def _taken(self) -> SubmissionValues:
        return self._layer({key: _out(pairs) for key, pairs in self._gone.items()})

    @cached_property
    def _moved(self) -> SubmissionValues:
        get = self.part.book.get
        return self._layer(
            {key: add_values(map(get, keys)) for key, keys in self._adjusted.items()}
        )

    def _layer(self, values: Mapping[Key, Value | None]) -> SubmissionValues:
        """Return a book that holds nothing but ``values``: totals follow from them."""
        rows: dict[tuple[str, str, str], dict[str, Value]] = {}
        for key, value in values.items():
            if value is not None:
                rows.setdefault(key[:3], {})[key.column] = value
        tables: dict[str, tuple[Record, ...]] = {}
        for (table, entity, row), held in rows.items():
            tables[table] = (*tables.get(table, ()), Record(entity, row, held))
        own = self.part.submission
        return SubmissionValues(
            self.part.book.pack, Submission(own.entity, "", tables, own.extents)
        )

    def _purse(self, entry: WorksheetLine, child: EntityPlan) -> WorksheetCell:
        own = [purse for purse in entry.purses if purse.child is child]
        if not own:
            return WorksheetCell()
        sheet = self.part.prefix + PROJECTS
        first = on_sheet(sheet, address(own[0].row, BUDGET))
        budgets = on_sheet(sheet, area(own[0].row, BUDGET, own[-1].row, BUDGET))
        return WorksheetCell(
            add_values(purse.value for purse in own),
            sum_of_areas_formula([budgets], len(own)),
            first,
        )

    def _form(self, entry: WorksheetLine) -> Form:
        return self.part.book.pack.form_of(entry.key.table)

    def _isadd_values(self, entry: WorksheetLine) -> bool:
        """Whether the line of a statement follows from others: so do the layers of it."""
        form = self._form(entry)
        return form.shape is Shape.STATEMENT and calculating_rule(form, entry.key) is not None

    def _calculated(self, entry: WorksheetLine, book: SubmissionValues, col: int) -> WorksheetCell:
        """Draw the form's own rule for a total over the rows of this sheet."""
        form = self._form(entry)
        section = next(section for section in self.sections if entry in section.entries)
        cells = {
            other.key: FormCell(other.row, col, Role.FACT, key=other.key, column=other.column)
            for other in section.entries
        }
        extent = self.part.submission.extents[form.id]
        plan = SheetLayout(form, extent, self.sheet, tuple(cells.values()), (), {}, None, ())
        return WorksheetCell(book.get(entry.key), calculated_formula(plan, cells[entry.key]))

    def cell_reference(self, row: int, col: int) -> str:
        """Return the address of a cell of this sheet, with the sheet's name."""
        return on_sheet(self.sheet, address(row, col))


def _out(pairs: Iterable[TransferPair]) -> Value | None:
    return negated(add_values(pair.eliminated for pair in pairs))
