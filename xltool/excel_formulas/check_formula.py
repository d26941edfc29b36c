"""A rule drawn as an Excel formula: what its check cell shows while somebody types.

The cell is blank where the rule does not apply; else it shows that the rule holds (通过), that it
is undecidable (无法判断), or what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import xltool.excel_formulas.drawings  # noqa: F401 - registers what draws each kind of node
from xltool.excel_formulas.cell_areas import ranges
from xltool.excel_formulas.check_cells import PASSED, UNDECIDED
from xltool.excel_formulas.drawing import RuleFormulas, asked_nodes, drawing_of
from xltool.excel_formulas.text_formulas import holds_text, quote_text
from xltool.expressions.nodes import walk_expression
from xltool.expressions.references import CARD
from xltool.kinds import SEVERITY_WORDS, Severity, Shape
from xltool.text import unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.evaluation.results import RuleOutcome
    from xltool.excel_formulas.cell_areas import SheetCell
    from xltool.excel_formulas.submission_sheets import SubmissionSheets
    from xltool.expressions.nodes import Predicate
    from xltool.expressions.rule import Rule
    from xltool.model.lookup import EvaluationPoint


def check_title(rule: Rule, point: EvaluationPoint) -> str:
    """Return a rule as it is printed above or beside its check cells, with the column if any."""
    column = ""
    if point.form is not None and point.column:
        column = f"（{unspaced(point.form.table.column(point.column).title)}）"
    return f"{rule.id} {rule.zh}{column}"


def failed_text(outcome: RuleOutcome) -> str:
    """Return what a check cell shows of a broken rule: ``错误 R2 …，差 180.00``."""
    title = check_title(outcome.rule, outcome.point)
    explanation = drawing_of(outcome.rule.test).explanation_text(outcome)
    return f"{SEVERITY_WORDS[outcome.severity].zh} {title}{explanation}"


@dataclass(frozen=True)
class CheckFormula:
    """One rule at one point, drawn for a cell on the sheet ``here``.

    ``head`` is the cell that prints the rule's title.
    """

    sheets: SubmissionSheets
    rule: Rule
    point: EvaluationPoint
    here: str
    head: str

    @cached_property
    def _excel(self) -> RuleFormulas:
        return RuleFormulas(self.sheets, self.rule, self.point, self.here)

    def formula(self) -> str:
        """Return the whole formula, with its equals sign.

        From outside in: blank where the rule is not ready to be judged; undecided where ``where``
        cannot be known; blank where it is not true; undecided where the test cannot be known; then
        the test. The order is that of evaluation: nothing is asked where it is not determined.
        """
        rule, unready = self.rule, self._unready()
        body = f'IF({drawing_of(rule.test).holds(self._excel)},"{PASSED}",{self._failure()})'
        roots = [root for root in (rule.where, rule.test) if root is not None]
        guards = self._guards(roots)
        body = _guarded(guards[-1], body)
        if rule.where is not None:
            body = f'IF({self._excel.test(rule.where)},{body},"")'
            body = _guarded(guards[0], body)
        return f'=IF({_any(unready)},"",{body})' if unready else f"={body}"

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
        """Draw what is wrong: how much it weighs, the rule, and by how much it is broken."""
        drawing, rounding = drawing_of(self.rule.test), self._excel.number(self.rule.rounding)
        word = quote_text(f"{SEVERITY_WORDS[self.rule.severity].zh} ")
        small = drawing.holds_within(self._excel, rounding) if rounding != "0" else ""
        if small:
            word = f"IF({small},{quote_text(f'{SEVERITY_WORDS[Severity.INFO].zh} ')},{word})"
        return f"{word}&{self.head}{drawing.explanation(self._excel)}"

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
            tests.append(f"{excel.count_group_so_far()}>1")
        return tests


def _guarded(guards: Sequence[str], body: str) -> str:
    return f'IF({_any(guards)},"{UNDECIDED}",{body})' if guards else body


def _any(tests: Sequence[str]) -> str:
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"
