"""What the checks of a workbook say of a submission: the stored results of their formulas.

A workbook that is opened by a program that does not calculate shows these. They are what the
formulas give; a test recalculates workbooks and compares.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from xltool.evaluation.evaluate_rules import evaluate_rules
from xltool.evaluation.rowsets import RowSet
from xltool.excel_formulas.drawing import drawing_of
from xltool.expressions.predicates import SameInGroup, UniqueInGroup
from xltool.kinds import SEVERITY_WORDS, Severity
from xltool.values.decimal_text import shown_value
from xltool.writing.workbook_checks import COVER, NIL_CONTRADICTED, NOT_ANSWERED

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.results import RuleResult
    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.expressions.rule import Rule
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key
    from xltool.writing.workbook_checks import FormChecks, WorkbookChecks


class Problem(NamedTuple):
    """One line of the sheet 检查: ``said`` is the message behind weight and cell."""

    form: str
    cell: str
    word: str
    said: str

    @classmethod
    def of(cls, form: str, message: str) -> Problem:
        """Take a message apart, as the formulas of the sheet do."""
        word, cell, said = message.rstrip("\n").split(" ", 2)
        return cls(form, cell, word, said)


@dataclass(frozen=True)
class Problems:
    """The texts of check cells that are not blank.

    ``entries`` by form and row, ``rules`` by form, row and column, ``others`` and ``answers`` by
    number. ``filled`` is how many cells of each form are filled in, ``nil`` the forms stated to
    have no data.
    """

    checks: WorkbookChecks
    entries: Mapping[tuple[str, int], str] = field(default_factory=dict)
    rules: Mapping[tuple[str, int, int], str] = field(default_factory=dict)
    others: Mapping[int, str] = field(default_factory=dict)
    answers: Mapping[int, str] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)
    nil: AbstractSet[str] = frozenset()

    @cached_property
    def rows(self) -> Mapping[tuple[str, int], str]:
        """All that is wrong in a row of a form, by form and row."""
        found: dict[tuple[str, int], str] = dict(self.entries)
        for (form, row, _), text in sorted(self.rules.items(), key=lambda item: item[0]):
            found[form, row] = found.get((form, row), "") + text
        for number, text in self.others.items():
            at = self.checks.other_places[number]
            found[at] = found.get(at, "") + text
        return found

    @cached_property
    def by_form(self) -> Mapping[str, Sequence[Problem]]:
        """The problems of the cover, if it asks, and of each form, in the order of its rows."""
        found: dict[str, list[Problem]] = {}
        if self.checks.answers:
            found[COVER] = [Problem.of(COVER, text) for text in self.answers.values()]
        found |= {form: [] for form in self.checks.forms}
        for (form, _), text in sorted(self.rows.items(), key=lambda item: item[0]):
            found[form] += [Problem.of(form, line) for line in text.splitlines()]
        return found

    @cached_property
    def lines(self) -> Sequence[Problem]:
        """All problems, in the order of sheets and rows."""
        return [problem for problems in self.by_form.values() for problem in problems]

    def count_above(self, form: str, row: int) -> int:
        """Return how many problems a form has from the top down to a row."""
        return self._counts[form].get(row, 0) if self.by_form[form] else 0

    @cached_property
    def _counts(self) -> Mapping[str, Mapping[int, int]]:
        found: dict[str, dict[int, int]] = {}
        for form, checks in self.checks.forms.items():
            total, counts = 0, {}
            for row in range(checks.area.top, checks.area.bottom + 1):
                total += self.rows.get((form, row), "").count("\n")
                counts[row] = total
            found[form] = counts
        return found

    def count(self, severity: Severity, form: str | None = None) -> int:
        """Return how many problems have a severity, of one form or of all."""
        word = SEVERITY_WORDS[severity].zh
        problems = self.lines if form is None else self.by_form[form]
        return sum(problem.word == word for problem in problems)

    @property
    def is_begun(self) -> bool:
        """Whether anything is filled in, or stated to have no data."""
        return bool(self.nil) or any(self.filled.values())


def find_problems(checks: WorkbookChecks, values: SubmissionValues) -> Problems:
    """Return what the check cells say of a submission."""
    submission = values.submission
    keys = {key for key, _ in submission.values()}
    filled = {form: _count_filled(each, keys) for form, each in checks.forms.items()}
    entries: dict[tuple[str, int], str] = {}
    asking = {form: e for form, e in checks.forms.items() if not e.is_silent(filled[form])}
    for form, each in asking.items():
        for faulty in each.entries.faulty(lambda key: shown_value(values.get(key)), keys):
            at = form, faulty.cell.row
            entries[at] = entries.get(at, "") + faulty.message.text()
    broken = dict(_broken(values))
    rules = dict(_rule_texts(asking, broken))
    others = dict(_other_texts(checks, broken))
    review = enumerate(checks.review, start=len(checks.others))
    others |= {number: check.text() for number, check in review}
    answers = dict(_answer_texts(checks, filled, submission.nil))
    return Problems(checks, entries, rules, others, answers, filled, submission.nil)


def _count_filled(checks: FormChecks, keys: AbstractSet[Key]) -> int:
    entries = checks.entries
    return sum(key in entries.layout.slots and key not in entries.fixed for key in keys)


def _place(rule: Rule, point: EvaluationPoint) -> tuple[Rule, str, str, str]:
    return rule, point.entity, point.row, point.column


def _broken(values: SubmissionValues) -> Iterator[tuple[tuple[Rule, str, str, str], str]]:
    """Yield where rules are broken by more than their rounding, with what a check cell adds."""
    for result in evaluate_rules(values):
        if result.rule.python_only:
            continue
        for position, outcome in zip(result.bad, result.broken_briefly(), strict=True):
            if outcome.severity is not Severity.INFO:
                explanation = drawing_of(outcome.rule.test).explanation_text(outcome)
                for named in _named_rows(result, position):
                    yield _place(outcome.rule, result.points.point(named)), explanation


def _named_rows(result: RuleResult, position: int) -> list[int]:
    """Return the positions whose check cells say that a rule is broken at ``position``.

    Of rows that are judged together: those that repeat or differ from one above them.
    """
    test, group = result.rule.test, result.group_rows.get(position, (position,))
    if isinstance(test, UniqueInGroup):
        return [group[1]]
    if not isinstance(test, SameInGroup):
        return [position]
    assert isinstance(result.points, RowSet)
    values, found, seen = result.points.column(test.column), list[int](), set[object]()
    for row in group:
        if values[row] is not None and seen and values[row] not in seen:
            found.append(row)
        seen.update(() if values[row] is None else (values[row],))
    return found


def _rule_texts(
    forms: Mapping[str, FormChecks], broken: Mapping[tuple[Rule, str, str, str], str]
) -> Iterator[tuple[tuple[str, int, int], str]]:
    for form, each in forms.items() if broken else ():
        for cell in each.area.rules:
            explanation = broken.get(_place(cell.rule, cell.point))
            if explanation is not None:
                yield (form, cell.row, cell.col), each.message_of(cell).text(explanation)


def _other_texts(
    checks: WorkbookChecks, broken: Mapping[tuple[Rule, str, str, str], str]
) -> Iterator[tuple[int, str]]:
    for number, other in enumerate(checks.others):
        explanation = broken.get(_place(other.rule, other.point))
        if explanation is not None:
            yield number, other.message.text(explanation)


def _answer_texts(
    checks: WorkbookChecks, filled: Mapping[str, int], nil: AbstractSet[str]
) -> Iterator[tuple[int, str]]:
    begun = bool(nil) or any(filled.values())
    for number, answer in enumerate(checks.answers):
        if answer.form in nil and filled[answer.form]:
            yield number, answer.message(NIL_CONTRADICTED)
        elif answer.form not in nil and begun and not filled[answer.form]:
            yield number, answer.message(NOT_ANSWERED)
