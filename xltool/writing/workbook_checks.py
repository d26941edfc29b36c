"""All checks of a workbook that somebody fills in: where they stand and what they say.

Nothing here depends on what is filled in, so workbooks of one size share it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, partial
from typing import TYPE_CHECKING, NamedTuple

from xltool.a1 import address, column_letters, on_sheet
from xltool.excel_formulas.check_cells import (
    check_area,
    first_cell,
    lead_cell,
    rules_between_forms,
)
from xltool.excel_formulas.check_formula import CheckFormula, check_title
from xltool.excel_formulas.check_message import CheckMessage, PrintedNames, constant
from xltool.excel_formulas.drawing import RuleFormulas, drawing_of
from xltool.excel_formulas.entry_rows import EntryRows
from xltool.excel_formulas.submission_sheets import SubmissionSheets
from xltool.identity import CHECKS_SHEET, COVER_SHEET, HAS_DATA, NO_DATA, nil_name
from xltool.kinds import SEVERITY_WORDS, Severity
from xltool.layout.cover_rows import answer_place
from xltool.model.faults import faults_of
from xltool.writing.code_sheet import CodeSheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.excel_formulas.cell_areas import SheetCell
    from xltool.excel_formulas.check_cells import CheckArea, RuleCell
    from xltool.expressions.nodes import Expression
    from xltool.expressions.rule import Rule
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Entity, Pack
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key
    from xltool.writing.corrections import LiveCheck

NIL_CONTRADICTED = "选了“无数据”，表中却有数据：请改选“有”，或清除该表数据"
NOT_ANSWERED = "没有填写：确实没有数据的，请在这里选“无数据”"
NO_ANSWER = "只能选“有”或“无数据”，或留空"
OTHER_COL, ANSWER_COL, OTHER_ROW = 25, 26, 3
"""Where the checks of several forms, and those of the cover's answers, begin on the sheet 检查."""
PART_COL = 28
"""Where the tests of a check begin that do not fit into one formula."""
COVER = ""
"""What stands for the cover among the forms that have problems."""


def filled_name(form: str) -> str:
    """Return the name of the cell that counts what is filled in on a form."""
    return f"xl_filled_{form}"


@dataclass(frozen=True, slots=True)
class FormChecks:
    """The checks of one form; ``number`` counts the cover and the forms from 1."""

    number: int
    layout: SheetLayout
    area: CheckArea
    entries: EntryRows
    names: PrintedNames

    def is_silent(self, filled: int) -> bool:
        """Whether nothing is asked for yet, with so many cells filled in."""
        return bool(self.entries.filled_name) and not filled

    def message_of(self, check: RuleCell) -> CheckMessage:
        """Return what a rule's check cell says; the heading of its column prints the title."""
        title = f"{column_letters(check.col)}${self.area.top + 1}"
        return CheckMessage(
            check.rule.severity, check.named, self.names.label(check.named),
            check_title(check.rule, check.point), title,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleBetweenForms:
    """A rule between forms: its check cell on the sheet 检查, and the cell that it names."""

    form: str
    message: CheckMessage
    rule: Rule
    point: EvaluationPoint
    formula: str


class Section(NamedTuple):
    """A sheet whose problems are listed; ``form`` is ``COVER`` for the cover."""

    number: int
    form: str
    sheet: str


@dataclass(frozen=True, slots=True)
class AnswerCheck:
    """Whether the cover's answer about a form is missing, or contradicted by the form.

    ``cell`` is the answer's address on the cover.
    """

    form: str
    cell: str
    sheet: str

    def message(self, said: str) -> str:
        """Return the message that the answer is wrong."""
        return f"{SEVERITY_WORDS[Severity.ERROR].zh} {self.cell} {self.sheet}{said}\n"

    def formula(self, begun: str) -> str:
        """Return the formula; ``begun`` draws whether anything is filled in or stated."""
        answer, filled = nil_name(self.form), filled_name(self.form)
        said = [
            f"{constant(self.message(text).rstrip())}&CHAR(10)"
            for text in (NO_ANSWER, NIL_CONTRADICTED, NOT_ANSWERED)
        ]
        known = f'(LEN({answer})=0)+EXACT({answer},"{HAS_DATA}")+EXACT({answer},"{NO_DATA}")'
        return (
            f'=IF({known}=0,{said[0]},IF({answer}="{NO_DATA}",IF({filled}>0,{said[1]},""),'
            f'IF(AND({filled}=0,{begun}),{said[2]},"")))'
        )


@dataclass(frozen=True)
class WorkbookChecks:
    """The checks of the forms ``layouts``, which an entity fills in but for ``fixed`` cells.

    ``review`` are those that a reissued workbook has besides.
    """

    pack: Pack
    layouts: Mapping[str, SheetLayout]
    fixed: AbstractSet[Key]
    review: Sequence[LiveCheck] = ()

    @cached_property
    def _codes(self) -> CodeSheet:
        return CodeSheet(self.pack)

    @cached_property
    def sheets(self) -> SubmissionSheets:
        """What formulas may refer to."""
        names = self._codes.names
        return SubmissionSheets(self.pack, self.layouts, lambda codes, part: names[codes.id, part])

    @cached_property
    def forms(self) -> Mapping[str, FormChecks]:
        """The checks of each form, in the order of the sheets."""
        first = 2 if self.answers else 1
        return {
            form: self._form_checks(number, layout)
            for number, (form, layout) in enumerate(self.layouts.items(), start=first)
        }

    @cached_property
    def answers(self) -> Sequence[AnswerCheck]:
        """The checks of the cover's answers: of the forms that may have no data."""
        top, col = answer_place(self.pack)
        return [
            AnswerCheck(form, address(top + offset, col), layout.sheet)
            for offset, (form, layout) in enumerate(self.layouts.items())
            if layout.form.template.nil
        ]

    @cached_property
    def sections(self) -> Sequence[Section]:
        """The cover, if it asks for answers, and the forms: whose problems are listed in turn."""
        cover = [Section(1, COVER, COVER_SHEET)] if self.answers else []
        forms = self.forms.items()
        return [*cover, *(Section(each.number, form, each.layout.sheet) for form, each in forms)]

    @property
    def begun(self) -> str:
        """Draws whether anything is filled in, or stated to have no data."""
        filled = [filled_name(form) for form in self.layouts]
        stated = [f'({nil_name(each.form)}="{NO_DATA}")' for each in self.answers]
        return f"{'+'.join([*filled, *stated])}>0"

    def _form_checks(self, number: int, layout: SheetLayout) -> FormChecks:
        area = check_area(layout)
        name = filled_name(layout.form.id) if layout.form.template.nil else ""
        entries = EntryRows(layout, area, self.fixed, self._codes.allowed, name)
        return FormChecks(number, layout, area, entries, entries.names)

    def formula_of(self, form: str, check: RuleCell) -> str:
        """Return the formula of a rule's check cell beside a form."""
        checks = self.forms[form]
        with faults_of(check.rule, checks.layout.form):
            message = checks.message_of(check)
            return CheckFormula(
                self.sheets, check.rule, check.point, checks.layout.sheet, message.formula,
                checks.entries.filled_name,
            ).formula()  # fmt: skip

    # On the sheet 检查 -----------------------------------------------------------------------

    @cached_property
    def others(self) -> Sequence[RuleBetweenForms]:
        """The checks on the sheet 检查 that name a cell of a form, from the top down."""
        return list(self._between_forms())

    @cached_property
    def other_places(self) -> Sequence[tuple[str, int]]:
        """The form and row that each check on 检查 names: rules between forms, then the review."""
        rules = ((other.form, other.message.cell.row) for other in self.others)
        return [*rules, *((check.form, check.row) for check in self.review)]

    def other_cells(self, form: str, row: int) -> Iterator[str]:
        """Yield references to the checks on 检查 that name a cell in a row of a form."""
        for number in self._others_of.get((form, row), ()):
            at = f"${column_letters(OTHER_COL)}${OTHER_ROW + number + 1}"
            yield on_sheet(CHECKS_SHEET, at)

    @cached_property
    def _others_of(self) -> Mapping[tuple[str, int], Sequence[int]]:
        found: dict[tuple[str, int], list[int]] = {}
        for number, place in enumerate(self.other_places):
            found.setdefault(place, []).append(number)
        return found

    def _between_forms(self) -> Iterator[RuleBetweenForms]:
        """Yield the rules between forms; a workbook may lack a form, or its rows."""
        for rule, point in rules_between_forms(self.pack, self._entity):
            if all(map(self._has, rule.nodes())):
                with faults_of(rule, None):
                    drawn = self._drawn(rule, point)
                yield drawn

    def _drawn(self, rule: Rule, point: EvaluationPoint) -> RuleBetweenForms:
        layout, cell = self._named(rule, point)
        names, title = self.forms[layout.form.id].names, check_title(rule, point)
        message = CheckMessage(rule.severity, cell, names.label(cell), title)
        drawn = CheckFormula(
            self.sheets, rule, point, CHECKS_SHEET, partial(message.formula, row=False)
        )
        return RuleBetweenForms(layout.form.id, message, rule, point, drawn.formula())

    @property
    def _entity(self) -> Entity:
        return next(iter(self.layouts.values())).extent.entity

    def _has(self, node: Expression) -> bool:
        """Whether the workbook has the forms that a node reads, with rows where it selects some."""
        for table in {name.table for name in node.names() if name.table}:
            layout = self.layouts.get(self.pack.form_of(table).id)
            if layout is None:
                return False
            if node.selections() and not any(section.count for section in layout.extent.sections):
                return False
        return True

    def _named(self, rule: Rule, point: EvaluationPoint) -> SheetCell:
        """Return the cell that the message of a rule between forms names, as a finding does."""
        excel = RuleFormulas(self.sheets, rule, point, CHECKS_SHEET)
        named = lead_cell(rule, lambda node: drawing_of(node).sheet_cells(excel))
        layout = next(iter(self.layouts.values()))
        return (layout, first_cell(layout)) if named is None else named
