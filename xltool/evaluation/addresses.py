"""Where the cells stand that a rule looks at from one place, as formulas name them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.evaluation.formula import parts_of, ranges
from xltool.model import TOTAL, Key, Shape
from xltool.rules.applies import application
from xltool.rules.rule import column_of
from xltool.rules.terms import CARD, Cell, Col, Count, Line, Parts, Term, Total

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from xltool.evaluation.sheets import Sheets
    from xltool.layout import Cell as Place
    from xltool.layout import Layout
    from xltool.model import Column
    from xltool.rules.applies import Application
    from xltool.rules.rule import Rule, Scope


@dataclass(frozen=True)
class Addresses:
    """The addresses of one rule at one place, for a cell on the sheet ``here``."""

    sheets: Sheets
    rule: Rule
    scope: Scope
    here: str

    @property
    def use(self) -> Application:
        """Where the rule applies."""
        return application(self.scope.form, self.rule)

    def plan(self) -> Layout:
        """Return the sheet of the rule's form."""
        assert self.scope.form is not None
        return self.sheets.plans[self.scope.form.id]

    def column(self, col: Col) -> Column:
        """Return a column of the rule's form."""
        assert self.scope.form is not None
        return column_of(self.scope.form, col.column)[1]

    def cell(self, col: Col) -> Place:
        """Return the cell of a column in the row at hand."""
        assert self.scope.form is not None
        table, _ = column_of(self.scope.form, col.column)
        head = table.shape is Shape.CARDS and table.id == self.scope.form.id
        row = self.scope.row.partition("/")[0] if head else self.scope.row
        return self.plan().slots[Key(table.id, self.scope.entity, row, col.column)]

    def at(self, col: Col) -> str:
        """Return the address of a column in the row at hand."""
        return self.cell(col).address

    def around(self, col: Col) -> str:
        """Return the area of a column over the rows that are compared: all, or those of a card."""
        assert self.scope.form is not None
        table, _ = column_of(self.scope.form, col.column)
        card = self.scope.row.partition("/")[0] if self._on_card() else ""
        return self.sheets.area(table.id, col.column, self.scope.entity, card)

    def _on_card(self) -> bool:
        return CARD in self.use.group or any(isinstance(t, Count) for t in self.rule.terms())

    def register(self, total: Total) -> Callable[[Col], str]:
        """Return what gives the area of a column over the rows of a register."""
        sheet, entity = self.sheets.plan(total.table).sheet, self.scope.entity if total.per else ""
        prefix = "" if sheet == self.here else f"{quoted_sheet(sheet)}!"
        return lambda col: prefix + self.sheets.area(total.table, col.column, entity)

    def places(self, term: Term) -> list[tuple[Layout, Place]]:
        """Return the cells that a number is made of, each with its sheet."""
        form, scope = self.scope.form, self.scope
        match term:
            case Cell(form=name, line=line, column=column):
                plan = self.sheets.plans[name]
                key = Key(name, plan.extent.entity.code, line, column)
            case Total(table=table, column=column):
                plan = self.sheets.plan(table)
                key = Key(table, plan.extent.entity.code, TOTAL, column)
            case Col():
                return [(self.plan(), self.cell(term))]
            case Line(code=code) if form:
                plan, key = self.plan(), Key(form.id, scope.entity, code, scope.column)
            case Parts(code=code) if form:
                plan, whole = self.plan(), Key(form.id, scope.entity, code, scope.column)
                return [(plan, plan.slots[part]) for part in parts_of(plan, whole, code)]
            case _:
                return []
        return [(plan, plan.slots[key])]

    def joined(self, places: Iterable[tuple[Layout, Place]]) -> str:
        """Return cells as few areas, those of other sheets with their sheet."""
        by_sheet: dict[str, list[Place]] = {}
        for plan, cell in places:
            by_sheet.setdefault(plan.sheet, []).append(cell)
        return ",".join(
            area if sheet == self.here else f"{quoted_sheet(sheet)}!{area}"
            for sheet, cells in by_sheet.items()
            for area in ranges(list({cell.address: cell for cell in cells}.values()))
        )


def quoted_sheet(name: str) -> str:
    """Return the name of a sheet as it stands in a formula."""
    return "'" + name.replace("'", "''") + "'"
