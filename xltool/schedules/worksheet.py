"""The consolidation worksheet 分单位对照: the children's figures side by side, cell by cell.

Each line of a parent has one row here: a cell per child that links to the child's own sheet, their
sum, what is eliminated between them, what the parent adjusts, and the result.
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
from xltool.identity import COMPARED, SETTLED
from xltool.kinds import Shape
from xltool.layout.cells import FormCell, Role, SheetLayout
from xltool.model.lookup import calculating_rule
from xltool.model.submission import Key, Record, Submission, Value
from xltool.pack.adjustable import adjustments
from xltool.schedules.broken_below import judged_below
from xltool.schedules.page import FIRST_ROW, Figure
from xltool.schedules.project_budgets import BUDGET
from xltool.schedules.worksheet_lines import (
    WorksheetLine,
    WorksheetSection,
    worksheet_sections,
)
from xltool.values.decimals import add_values, negated

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from xltool.consolidation.eliminations import TransferPair
    from xltool.consolidation.workbook_plan import EntityPlan
    from xltool.model.forms import Form
    from xltool.schedules.broken_below import JudgedBelow, RulePlace

FIRST_CHILD = 1
"""The column of the first child."""
ELIMINATION, ADJUSTMENT, PARENT_TOTAL, PRIOR = range(1, 5)
"""Columns, counted from that of the children's sum."""
ELIMINATED_AMOUNT = 7
"""The column of the sheet 抵销 with the amount that a pair eliminates."""


@dataclass(frozen=True)
class ConsolidationWorksheet:
    """The sheet of one parent: which lines it has, and what stands in each of their cells."""

    parent: EntityPlan

    @property
    def sheet(self) -> str:
        """The sheet's name."""
        return self.parent.prefix + COMPARED

    @cached_property
    def sections(self) -> tuple[WorksheetSection, ...]:
        """The lines, under their headings."""
        return tuple(worksheet_sections(self.parent))

    @cached_property
    def lines(self) -> Mapping[Key, WorksheetLine]:
        """The lines by the parent's figures."""
        return {line.key: line for section in self.sections for line in section.lines}

    @cached_property
    def judged_below(self) -> Mapping[RulePlace, Sequence[JudgedBelow]]:
        """How the rules are judged for those below the parent."""
        return judged_below(self.parent)

    @cached_property
    def eliminations(self) -> Eliminations:
        """What the children pay each other."""
        return find_eliminations(
            self.parent.values.pack, [child.submission for child in self.parent.children]
        )

    @property
    def shown_children(self) -> Sequence[EntityPlan]:
        """The children that stand side by side: none when there are too many."""
        return self.parent.children if len(self.parent.children) <= MOST_COLUMNS else ()

    @property
    def sum_col(self) -> int:
        """The column of the children's sum 各单位合计, right of the last child's."""
        return FIRST_CHILD + len(self.shown_children)

    def reference(self, row: int, col: int) -> str:
        """Return the address of a cell of this sheet, with the sheet's name."""
        return on_sheet(self.sheet, address(row, col))

    def total_reference(self, key: Key) -> str:
        """Return the address of the parent's figure here, with the sheet's name."""
        return self.reference(self.lines[key].row, self.sum_col + PARENT_TOTAL)

    def child_figure(self, line: WorksheetLine, child: EntityPlan) -> Figure:
        """Return a child's figure: a link to the child's own sheet, where it has one."""
        if line.budgets:
            return self._child_budgets(line, child)
        key = line.key._replace(entity=child.code)
        source = child.reference(key)
        return Figure(child.values.get(key), link_formula(source) if source else "", source)

    def children_sum(self, line: WorksheetLine) -> Figure:
        """Return the sum of the children; without a formula when they do not stand here."""
        children = area(line.row, FIRST_CHILD, line.row, self.sum_col - 1)
        count = len(self.shown_children)
        return Figure(
            self._sums[line.key], sum_of_areas_formula([children], count) if count else ""
        )

    def elimination(self, line: WorksheetLine) -> Figure:
        """Return what is taken out: nothing, the pairs of the line, or the sum of its parts."""
        if self._is_calculated(line):
            return self._calculated_figure(line, self._eliminated_values, ELIMINATION)
        pairs = self._pairs.get(line.key, ())
        if not pairs:
            return Figure()
        cells = [FormCell(FIRST_ROW + pair.number, ELIMINATED_AMOUNT, Role.FACT) for pair in pairs]
        areas = [on_sheet(self.parent.prefix + SETTLED, each) for each in ranges(cells)]
        formula = f"=-ROUND(SUM({','.join(areas)}),6)"
        return Figure(_eliminated(pairs), formula, areas[0].partition(":")[0])

    def adjustment(self, line: WorksheetLine) -> Figure:
        """Return what the parent adjusts."""
        if self._is_calculated(line):
            return self._calculated_figure(line, self._adjusted_values, ADJUSTMENT)
        amounts = self._adjustments.get(line.key, ())
        if not amounts:
            return Figure()
        references = [self.parent.reference(amount) for amount in amounts]
        value = add_values(map(self.parent.values.get, amounts))
        return Figure(value, sum_formula(references), references[0])

    def total(self, line: WorksheetLine) -> Figure:
        """Return the parent's figure: the children, less what is taken out, adjusted.

        Where the children do not stand here, the formula begins with their sum.
        """
        first = FIRST_CHILD if self.shown_children else self.sum_col
        last = max(first, self.sum_col - 1)
        areas = [
            area(line.row, first, line.row, last),
            area(line.row, self.sum_col + ELIMINATION, line.row, self.sum_col + ADJUSTMENT),
        ]
        formula = sum_of_areas_formula(areas, last - first + 1 + 2)
        figures = (self.children_sum(line), self.elimination(line), self.adjustment(line))
        value = add_values(figure.value for figure in figures)
        return Figure(value, formula, self.parent.reference(line.key))

    def prior(self, line: WorksheetLine) -> Figure:
        """Return the parent's figure of last year."""
        last = self._form(line).table.years.get(line.column.id, "")
        other = self.lines.get(line.key._replace(column=last)) if last else None
        if other is None:
            return Figure()
        source = address(other.row, self.sum_col + PARENT_TOTAL)
        return Figure(
            self.total(other).value, link_formula(source), self.total_reference(other.key)
        )

    def change(self, line: WorksheetLine) -> Figure:
        """Return this year's figure less last year's."""
        prior = self.prior(line)
        if not prior.formula:
            return Figure()
        cells = (address(line.row, self.sum_col + offset) for offset in (PARENT_TOTAL, PRIOR))
        value = add_values((self.total(line).value, negated(prior.value)))
        return Figure(value, difference_formula(*cells))

    def figures(self, line: WorksheetLine) -> list[Figure]:
        """Return all figures of a line, right of its label."""
        return [
            *(self.child_figure(line, child) for child in self.shown_children),
            self.children_sum(line), self.elimination(line), self.adjustment(line),
            self.total(line), self.prior(line), self.change(line),
        ]  # fmt: skip

    @cached_property
    def _sums(self) -> Mapping[Key, Value | None]:
        return {
            key: add_values(self.child_figure(line, child).value for child in self.parent.children)
            for key, line in self.lines.items()
        }

    @cached_property
    def _pairs(self) -> Mapping[Key, tuple[TransferPair, ...]]:
        return self.eliminations.pairs_by_key(self.parent.code)

    @cached_property
    def _adjustments(self) -> Mapping[Key, tuple[Key, ...]]:
        return adjustments(self.parent.values.pack, self.parent.submission)

    @cached_property
    def _eliminated_values(self) -> SubmissionValues:
        return self._values_of({key: _eliminated(pairs) for key, pairs in self._pairs.items()})

    @cached_property
    def _adjusted_values(self) -> SubmissionValues:
        get = self.parent.values.get
        return self._values_of(
            {key: add_values(map(get, amounts)) for key, amounts in self._adjustments.items()}
        )

    def _values_of(self, entered: Mapping[Key, Value | None]) -> SubmissionValues:
        """Return the values of a submission with nothing but ``entered``: totals follow."""
        rows: dict[tuple[str, str, str], dict[str, Value]] = {}
        for key, value in entered.items():
            if value is not None:
                rows.setdefault(key[:3], {})[key.column] = value
        tables: dict[str, tuple[Record, ...]] = {}
        for (table, entity, row), values in rows.items():
            tables[table] = (*tables.get(table, ()), Record(entity, row, values))
        own = self.parent.submission
        return SubmissionValues(
            self.parent.values.pack, Submission(own.entity, "", tables, own.extents)
        )

    def _child_budgets(self, line: WorksheetLine, child: EntityPlan) -> Figure:
        """Return the sum of a child's budgets, which stand one below the other on 项目预算."""
        own = [budget for budget in line.budgets if budget.child is child]
        if not own:
            return Figure()
        sheet = self.parent.prefix + self.parent.values.pack.texts.projects.sheet
        budgets = on_sheet(sheet, area(own[0].row, BUDGET, own[-1].row, BUDGET))
        value = add_values(budget.value for budget in own)
        first = on_sheet(sheet, address(own[0].row, BUDGET))
        return Figure(value, sum_of_areas_formula([budgets], len(own)), first)

    def _form(self, line: WorksheetLine) -> Form:
        return self.parent.values.form_of(line.key.table)

    def _is_calculated(self, line: WorksheetLine) -> bool:
        """Whether the line of a statement follows from others: so do its eliminations."""
        form = self._form(line)
        return form.shape is Shape.STATEMENT and calculating_rule(form, line.key) is not None

    def _calculated_figure(
        self, line: WorksheetLine, values: SubmissionValues, offset: int
    ) -> Figure:
        """Return a total of eliminations or adjustments, by the form's rule over this sheet.

        The formula is that of the form, drawn on a layout in which the figures of the section
        stand where they stand here, in the column ``offset`` after that of the sum.
        """
        form, col = self._form(line), self.sum_col + offset
        section = next(section for section in self.sections if line in section.lines)
        cells = {
            other.key: FormCell(other.row, col, Role.FACT, key=other.key, column=other.column)
            for other in section.lines
        }
        size = self.parent.submission.extents[form.id]
        layout = SheetLayout(form, size, self.sheet, tuple(cells.values()), (), {}, None, ())
        return Figure(values.get(line.key), calculated_formula(layout, cells[line.key]))


def _eliminated(pairs: Iterable[TransferPair]) -> Value | None:
    """Return what pairs take out, as an amount to add."""
    return negated(add_values(pair.eliminated for pair in pairs))
