"""A rule drawn as an Excel formula: what its check cell says while somebody types.

The cell is blank where the rule does not apply, else says that it holds, that it cannot be
told, or what is wrong.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.excel_formulas.calculated import ranges
from xltool.excel_formulas.check_cells import PASSED, UNDECIDED
from xltool.excel_formulas.expressions import PLACES, ExpressionFormulas, quote_text
from xltool.expressions.nodes import (
    Compare,
    Constant,
    Expression,
    IsBlank,
    Predicate,
    walk_expression,
)
from xltool.expressions.predicates import AllFilled, SameInGroup, UniqueInGroup
from xltool.expressions.references import (
    CARD,
    CellRef,
    ColumnRef,
    ColumnTotal,
    LineRef,
    RowCount,
    SumOfParts,
)
from xltool.kinds import SEVERITY_WORDS, Severity, Shape
from xltool.model.lookup import find_column

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from decimal import Decimal

    from xltool.evaluation.results import RuleOutcome
    from xltool.excel_formulas.submission_sheets import SubmissionSheets
    from xltool.expressions.rule import Rule
    from xltool.layout.cells import FormCell as Place
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Form
    from xltool.model.lookup import EvaluationPoint

SHOWN = "0.00####"
DIGITS = 15
"""Significant digits of a number in Excel."""
OFF, MISSING = "，差 ", "，未填："
"""Stand before the difference, and before what is missing."""


def is_numeric(form: Form | None, rule: Rule) -> bool:
    """Whether the rule compares numbers, so that a difference can be told."""
    test = rule.test
    if not isinstance(test, Compare):
        return False
    columns = [c for table in form.tables for c in table.columns] if form else []
    texts = {column.id for column in columns if not column.kind.numeric}
    return not any(
        (isinstance(term, Constant) and isinstance(term.value, str))
        or (isinstance(term, ColumnRef) and term.column in texts)
        for term in test.operands()
    )


def check_title(rule: Rule, scope: EvaluationPoint) -> str:
    """Return a rule as it is printed above or beside its check cells, with the column if any."""
    column = ""
    if scope.form is not None and scope.column:
        column = f"（{scope.form.table.column(scope.column).title.replace('　', '')}）"
    return f"{rule.id} {rule.zh}{column}"


def failed_text(judgement: RuleOutcome) -> str:
    """Return what a check cell says of a broken rule."""
    rule, scope = judgement.rule, judgement.point
    said = f"{SEVERITY_WORDS[judgement.severity].zh} {check_title(rule, scope)}"
    if isinstance(rule.test, AllFilled) and scope.form is not None:
        return (
            said + MISSING + "".join(quoted_title(scope.form, key.column) for key in judgement.keys)
        )
    off = f"{OFF}{difference_text(judgement.difference)}" if is_numeric(scope.form, rule) else ""
    return said + off


def quoted_title(form: Form, column: str) -> str:
    """Return the title of a column in quotation marks, as a check cell names what is missing."""
    return f"“{find_column(form, column)[1].title.replace('　', '')}”"


@dataclass(frozen=True)
class CheckFormula:
    """One rule at one place, drawn for a cell on the sheet ``here``.

    ``head`` is the cell that prints the rule's title.
    """

    sheets: SubmissionSheets
    rule: Rule
    scope: EvaluationPoint
    here: str
    head: str

    @cached_property
    def excel(self) -> ExpressionFormulas:
        """What draws the rule's terms."""
        return ExpressionFormulas(self.sheets, self.rule, self.scope, self.here)

    def formula(self) -> str:
        """Return the whole formula."""
        bad, unready = self._bad(), self._unready()
        body = f'IF({self._told()},"{PASSED}",{bad})'
        roots = [root for root in (self.rule.where, self.rule.test) if root is not None]
        guards = self._guards(roots)
        body = _guarded(guards[-1], body)
        if self.rule.where is not None:
            body = f'IF({self.excel.test(self.rule.where)},{body},"")'
            body = _guarded(guards[0], body)
        return f'=IF({_any(unready)},"",{body})' if unready else f"={body}"

    def _guards(self, roots: Sequence[Predicate]) -> list[list[str]]:
        """Return what each statement cannot do without, and is not asked for before."""
        found: list[list[str]] = []
        for root in roots:
            asked = [guard for guards in found for guard in guards]
            found.append([guard for guard in self._unknown(root) if guard not in asked])
        return found

    def _told(self) -> str:
        test = self.rule.test
        if isinstance(test, SameInGroup):
            return self._same(test)
        if isinstance(test, UniqueInGroup):
            return f"{self._matching()}<=1"
        if isinstance(test, Compare) and is_numeric(self.scope.form, self.rule):
            return self.excel.compared(test, self.excel.number(self.rule.within))
        return self.excel.test(test)

    def _bad(self) -> str:
        """Say what is wrong: how much it weighs, the rule, and by how much it is broken."""
        test, rounding = self.rule.test, self.excel.number(self.rule.rounding)
        word = quote_text(f"{SEVERITY_WORDS[self.rule.severity].zh} ")
        if isinstance(test, Compare) and rounding != "0":
            info = quote_text(f"{SEVERITY_WORDS[Severity.INFO].zh} ")
            word = f"IF({self.excel.compared(test, rounding)},{info},{word})"
        if isinstance(test, AllFilled):
            return f"{word}&{self.head}&{quote_text(MISSING)}&{'&'.join(self._missing(test))}"
        if not isinstance(test, Compare) or not is_numeric(self.scope.form, self.rule):
            return f"{word}&{self.head}"
        over = self.excel.over(test)
        if test.sign == "==":
            over = f"-{over}"
        return f'{word}&{self.head}&"{OFF}"&TEXT({over},"{SHOWN}")'

    def _missing(self, test: AllFilled) -> Iterator[str]:
        assert self.scope.form is not None
        for name in test.columns:
            title = quote_text(quoted_title(self.scope.form, name))
            yield f'IF({self.excel.at(ColumnRef(name))}="",{title},"")'

    def _unready(self) -> list[str]:
        """Draw whether something that the rule needs is blank, or was judged above."""
        excel, use, form = self.excel, self.excel.use, self.scope.form
        if form is None or use.table is None:
            return []
        tests = [f'{excel.at(ColumnRef(name))}=""' for name in use.needed]
        if not tests and form.shape is not Shape.STATEMENT:
            row = self.sheets.row(use.table.id, self.scope.entity, self.scope.row)
            entered = ranges([cell for cell in row if cell.entered])
            tests = [f"COUNTA({','.join(entered)})=0"]
        if use.group and use.group != (CARD,):
            tests.append(f"{self._matching(before=True)}>1")
        return tests

    # What cannot be known --------------------------------------------------------------------

    def _unknown(self, test: Predicate) -> Iterator[str]:
        """Draw, for all that a statement looks at, whether its cells tell nothing."""
        if isinstance(test, (SameInGroup, UniqueInGroup)):
            yield self._unknown_in_group(test)
            return
        found: list[tuple[SheetLayout, Place]] = []
        of_rule = test is self.rule.test
        for term in [*_looked_at(test), *(walk_expression(self.rule.within) if of_rule else ())]:
            if isinstance(term, ColumnTotal) and (term.where is not None or term.per):
                yield from self._unknown_in_register(term)
            elif isinstance(term, RowCount):
                yield from self._unknown_on_card(term)
            elif isinstance(term, ColumnRef) and not self.excel.column(term).kind.numeric:
                yield _masked(self.excel.at(term))
            elif isinstance(term, (ColumnRef, CellRef, LineRef, SumOfParts, ColumnTotal)):
                found += self.excel.places(term)
        if found:
            yield _textual(self.excel.joined(found), len({(p.sheet, c.address) for p, c in found}))

    def _unknown_in_register(self, total: ColumnTotal) -> Iterator[str]:
        areas = self.excel.register(total)
        area = areas(ColumnRef(total.column))
        yield f'SUMPRODUCT({self.excel.chosen(total)}*ISTEXT({area})*({area}<>""))'
        for name in _columns(total.where):
            yield f"SUMPRODUCT(1*{_masked_rows(areas(ColumnRef(name)))})"

    def _unknown_on_card(self, count: RowCount) -> Iterator[str]:
        for name in _columns(count.where):
            if not self.excel.column(ColumnRef(name)).printed:
                yield f"SUMPRODUCT(1*{_masked_rows(self.excel.around(ColumnRef(name)))})"

    def _unknown_in_group(self, test: SameInGroup | UniqueInGroup) -> str:
        area = self.excel.around(ColumnRef(test.column))
        if self.excel.column(ColumnRef(test.column)).kind.numeric:
            return f'SUMPRODUCT({self._in_group()}*ISTEXT({area})*({area}<>""))'
        return f"SUMPRODUCT({self._in_group()}*{_masked_rows(area)})"

    # Groups ----------------------------------------------------------------------------------

    def _names(self) -> list[ColumnRef]:
        return [ColumnRef(name) for name in self.excel.use.group if name != CARD]

    def _in_group(self) -> str:
        """Draw which rows share what the group has in common, as 1 or 0."""
        pairs = (f"EXACT({self.excel.around(col)},{self.excel.at(col)})" for col in self._names())
        return "*".join(pairs)

    def _matching(self, *, before: bool = False) -> str:
        """Count the rows of the group; ``before`` those down to this one that are filled."""
        if not before:
            return f"SUMPRODUCT(1*{self._in_group()})"
        names = {col.column for col in self._names()}
        tests = [f"EXACT({self._down_to(col)},{self.excel.at(col)})" for col in self._names()]
        others = (ColumnRef(name) for name in self.excel.use.needed if name not in names)
        tests += [f'({self._down_to(col)}<>"")' for col in others]
        return f"SUMPRODUCT(1*{'*'.join(tests)})"

    def _down_to(self, col: ColumnRef) -> str:
        return f"{self.excel.around(col).partition(':')[0]}:{self.excel.at(col)}"

    def _same(self, test: SameInGroup) -> str:
        """Draw that every filled cell of the group equals the one at hand."""
        col = ColumnRef(test.column)
        area, own = self.excel.around(col), self.excel.at(col)
        if self.excel.column(col).kind.numeric:
            return f"SUMPRODUCT({self._in_group()}*ISNUMBER({area})*({area}<>{own}))=0"
        return f'SUMPRODUCT({self._in_group()}*({area}<>"")*(1-EXACT({area},{own})))=0'


def _guarded(guards: Sequence[str], body: str) -> str:
    return f'IF({_any(guards)},"{UNDECIDED}",{body})' if guards else body


def _any(tests: Sequence[str]) -> str:
    return tests[0] if len(tests) == 1 else f"OR({','.join(tests)})"


def _textual(areas: str, size: int) -> str:
    """Draw whether some of ``size`` cells hold what is neither number nor blank."""
    blank = "".join(f"+COUNTBLANK({area})" for area in areas.split(","))
    return f"COUNT({areas}){blank}<{size}"


def _bare(area: str) -> str:
    return f'SUBSTITUTE(SUBSTITUTE({area},"*",""),"＊","")=""'


def _masked(cell: str) -> str:
    """Draw whether a text is a run of two or more asterisks, half or full width."""
    return f"AND(LEN({cell})>1,{_bare(cell)})"


def _masked_rows(area: str) -> str:
    return f"(LEN({area})>1)*({_bare(area)})"


def _looked_at(root: Expression) -> Iterator[Expression]:
    """Yield the terms whose values a statement needs to know; blank or not shows at once."""
    if not isinstance(root, IsBlank):
        yield root
        for operand in root.operands():
            yield from _looked_at(operand)


def _columns(where: Predicate | None) -> list[str]:
    """Return the columns whose values a selection of rows needs to know."""
    terms = () if where is None else _looked_at(where)
    return list(dict.fromkeys(term.column for term in terms if isinstance(term, ColumnRef)))


def difference_text(value: Decimal) -> str:
    """Return a difference as a check cell shows it: Excel keeps fifteen digits."""
    rounded = round(value, min(PLACES, DIGITS - 1 - value.adjusted()))
    text = f"{rounded:.{PLACES}f}".rstrip("0")
    whole, _, places = text.partition(".")
    return f"{whole}.{places:0<2}"
