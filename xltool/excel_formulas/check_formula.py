"""A rule drawn as an Excel formula: what its check cell says while somebody types.

The cell is blank unless the rule is broken. Where a cell that the rule reads cannot be known, the
check of that entry says so itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import xltool.excel_formulas.drawings  # noqa: F401 - registers what draws each kind of node
from xltool.excel_formulas.cell_areas import ranges
from xltool.excel_formulas.drawing import RuleFormulas, asked_nodes, drawing_of
from xltool.excel_formulas.text_formulas import holds_text
from xltool.expressions.nodes import walk_expression
from xltool.expressions.references import CARD
from xltool.kinds import Shape
from xltool.text import of_any_year, unspaced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from xltool.excel_formulas.cell_areas import SheetCell
    from xltool.excel_formulas.submission_sheets import SubmissionSheets
    from xltool.expressions.nodes import Predicate
    from xltool.expressions.rule import Rule
    from xltool.model.lookup import EvaluationPoint


def check_title(rule: Rule, point: EvaluationPoint) -> str:
    """Return a rule as a message says it, with the column if it is about one."""
    column = ""
    if point.form is not None and point.column:
        title = of_any_year(point.form.table.column(point.column).title)
        column = f"（{unspaced(title)}）"
    return f"{rule.zh}{column}"


@dataclass(frozen=True)
class CheckFormula:
    """One rule at one point, drawn for a cell on the sheet ``here``.

    ``say`` draws what the cell says; it takes what is joined to it, from ``&`` on. ``filled`` is
    the name of the cell that counts what is filled in on a form: while nothing is, nothing is said.
    """

    sheets: SubmissionSheets
    rule: Rule
    point: EvaluationPoint
    here: str
    say: Callable[[str], str]
    filled: str = ""

    @cached_property
    def _excel(self) -> RuleFormulas:
        return RuleFormulas(self.sheets, self.rule, self.point, self.here)

    def formula(self) -> str:
        """Return the whole formula, with its equals sign.

        From outside in: blank where the rule is not ready to be judged; where ``where`` cannot be
        known; where it is not true; where the test cannot be known; where it holds. The order is
        that of evaluation: nothing is asked where it is not determined. An error value in a cell
        that is read leaves the rule blank, too.
        """
        rule, unready = self.rule, self._unready()
        if self.filled:
            unready = [f"{self.filled}=0", *unready]
        body = f'IF({self._holds()},"",{self._failure()})'
        roots = [root for root in (rule.where, rule.test) if root is not None]
        guards = self._guards(roots)
        body = _blank_if(guards[-1], body)
        if rule.where is not None:
            body = f'IF({self._excel.test(rule.where)},{body},"")'
            body = _blank_if(guards[0], body)
        return f'=IFERROR({_blank_if(unready, body)},"")'

    def _holds(self) -> str:
        """Draw whether the rule holds; what is off by no more than its rounding is only noted."""
        drawing, rounding = drawing_of(self.rule.test), self._excel.number(self.rule.rounding)
        small = drawing.holds_within(self._excel, rounding) if rounding != "0" else ""
        holds = drawing.holds(self._excel)
        return f"OR({holds},{small})" if small else holds

    def _guards(self, roots: Sequence[Predicate]) -> list[list[str]]:
        """Return for each predicate the tests of whether it cannot be known, each test once."""
        found: list[list[str]] = []
        for root in roots:
            asked = [guard for guards in found for guard in guards]
            found.append([guard for guard in self._unknown(root) if guard not in asked])
        return found

    def _unknown(self, root: Predicate) -> Iterator[str]:
        """Yield tests of whether what a predicate looks at cannot be known.

        All cells that should hold numbers are counted in one test: their areas join well.
        """
        within = walk_expression(self.rule.within) if root is self.rule.test else ()
        cells: list[SheetCell] = []
        for node in (*asked_nodes(root), *within):
            drawing = drawing_of(node)
            yield from drawing.unknown(self._excel)
            cells += drawing.number_cells(self._excel)
        if cells:
            size = len({(layout.sheet, cell.address) for layout, cell in cells})
            yield holds_text(self._excel.joined(cells), size)

    def _failure(self) -> str:
        return self.say(drawing_of(self.rule.test).explanation(self._excel))

    def _unready(self) -> list[str]:
        """Return tests of whether the row is not filled in, or its group was judged above."""
        excel, use, form = self._excel, self._excel.use, self.point.form
        if form is None or use.table is None:
            return []
        tests = [f'{excel.at(name)}=""' for name in use.needed]
        if not tests and form.shape is not Shape.STATEMENT:
            row = self.sheets.row(use.table.id, self.point.entity, self.point.row)
            entered = ranges([cell for cell in row if cell.entered])
            tests = [f"COUNTA({','.join(entered)})=0"]
        if use.group and use.group != (CARD,):
            tests += drawing_of(self.rule.test).judged_elsewhere(excel)
        return tests


def _blank_if(guards: Sequence[str], body: str) -> str:
    if not guards:
        return body
    guard = guards[0] if len(guards) == 1 else f"OR({','.join(guards)})"
    return f'IF({guard},"",{body})'
