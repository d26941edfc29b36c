"""Where the cells stand that a rule looks at from one place, as formulas name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.excel_formulas.calculated import parts_of, ranges
from xltool.expressions.references import (
    CARD,
    CellRef,
    ColumnRef,
    ColumnTotal,
    LineRef,
    RowCount,
    SumOfParts,
)
from xltool.kinds import Shape
from xltool.model.applicability import applicability
from xltool.model.forms import TOTAL
from xltool.model.lookup import find_column
from xltool.model.row_ids import card_of
from xltool.model.submission import Key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from xltool.excel_formulas.submission_sheets import SubmissionSheets
    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.layout.cells import FormCell as Place
    from xltool.layout.cells import SheetLayout
    from xltool.model.applicability import Applicability
    from xltool.model.forms import Column
    from xltool.model.lookup import EvaluationPoint


@dataclass(frozen=True)
class RuleReferences:
    """The addresses of one rule at one place, for a cell on the sheet ``here``."""

    sheets: SubmissionSheets
    rule: Rule
    scope: EvaluationPoint
    here: str

    @property
    def use(self) -> Applicability:
        """Where the rule applies."""
        return applicability(self.scope.form, self.rule)

    def plan(self) -> SheetLayout:
        """Return the sheet of the rule's form."""
        assert self.scope.form is not None
        return self.sheets.plans[self.scope.form.id]

    def column(self, col: ColumnRef) -> Column:
        """Return a column of the rule's form."""
        assert self.scope.form is not None
        return find_column(self.scope.form, col.column)[1]

    def cell(self, col: ColumnRef) -> Place:
        """Return the cell of a column in the row at hand."""
        assert self.scope.form is not None
        table, _ = find_column(self.scope.form, col.column)
        head = table.shape is Shape.CARDS and table.id == self.scope.form.id
        row = card_of(self.scope.row) if head else self.scope.row
        return self.plan().slots[Key(table.id, self.scope.entity, row, col.column)]

    def at(self, col: ColumnRef) -> str:
        """Return the address of a column in the row at hand."""
        return self.cell(col).address

    def around(self, col: ColumnRef) -> str:
        """Return the area of a column over the rows that are compared: all, or those of a card."""
        assert self.scope.form is not None
        table, _ = find_column(self.scope.form, col.column)
        card = card_of(self.scope.row) if self._on_card() else ""
        return self.sheets.area(table.id, col.column, self.scope.entity, card)

    def _on_card(self) -> bool:
        return CARD in self.use.group or any(isinstance(t, RowCount) for t in self.rule.nodes())

    def register(self, total: ColumnTotal) -> Callable[[ColumnRef], str]:
        """Return what gives the area of a column over the rows of a register."""
        sheet, entity = self.sheets.plan(total.table).sheet, self.scope.entity if total.per else ""
        prefix = "" if sheet == self.here else f"{quote_sheet(sheet)}!"
        return lambda col: prefix + self.sheets.area(total.table, col.column, entity)

    def places(self, term: Expression) -> list[tuple[SheetLayout, Place]]:
        """Return the cells that a number is made of, each with its sheet."""
        form, scope = self.scope.form, self.scope
        match term:
            case CellRef(form=name, line=line, column=column):
                plan = self.sheets.plans[name]
                key = Key(name, plan.extent.entity.code, line, column)
            case ColumnTotal(table=table, column=column):
                plan = self.sheets.plan(table)
                key = Key(table, plan.extent.entity.code, TOTAL, column)
            case ColumnRef():
                return [(self.plan(), self.cell(term))]
            case LineRef(code=code) if form:
                plan, key = self.plan(), Key(form.id, scope.entity, code, scope.column)
            case SumOfParts(code=code) if form:
                plan, whole = self.plan(), Key(form.id, scope.entity, code, scope.column)
                return [(plan, plan.slots[part]) for part in parts_of(plan, whole, code)]
            case _:
                return []
        return [(plan, plan.slots[key])]

    def joined(self, places: Iterable[tuple[SheetLayout, Place]]) -> str:
        """Return cells as few areas, those of other sheets with their sheet."""
        by_sheet: dict[str, list[Place]] = {}
        for plan, cell in places:
            by_sheet.setdefault(plan.sheet, []).append(cell)
        return ",".join(
            area if sheet == self.here else f"{quote_sheet(sheet)}!{area}"
            for sheet, cells in by_sheet.items()
            for area in ranges(list({cell.address: cell for cell in cells}.values()))
        )


def quote_sheet(name: str) -> str:
    """Return the name of a sheet as it stands in a formula."""
    return "'" + name.replace("'", "''") + "'"
