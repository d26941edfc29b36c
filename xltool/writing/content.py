"""What one workbook says that another of the same shape does not: values, results, names."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.evaluation.evaluate_rules import evaluate_rules
from xltool.evaluation.results import RuleState
from xltool.excel_formulas.check_cells import PASSED, UNDECIDED
from xltool.excel_formulas.check_formula import failed_text
from xltool.identity import id_line, meta_rows
from xltool.values.decimal_text import Shown, shown_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from decimal import Decimal

    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.expressions.rule import Rule
    from xltool.kinds import Severity
    from xltool.layout.cells import SheetLayout
    from xltool.model.forms import Pack
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key, Submission

Place = tuple[int, str, str, str]
"""A rule, and where it is looked at: entity, row and column."""


@dataclass(frozen=True)
class CheckResults:
    """What the check cells of a submission say, by rule and place, and how often it is bad."""

    said: Mapping[Place, str]
    bad: Mapping[tuple[int, Severity], int]

    @classmethod
    def of(cls, book: SubmissionValues) -> CheckResults:
        """Judge a submission."""
        said: dict[Place, str] = {}
        bad: Counter[tuple[int, Severity]] = Counter()
        for ruling in evaluate_rules(book):
            if not ruling.rule.python_only:
                broken = list(ruling.broken_briefly())
                said |= {place_of(ruling.rule, at): _SAID[state] for state, at in ruling.states()}
                said |= {place_of(item.rule, item.point): failed_text(item) for item in broken}
                bad.update((id(item.rule), item.severity) for item in broken)
        return cls(said, bad)

    def text(self, place: Place) -> str:
        """Return what the check cell says."""
        return self.said.get(place, "")

    def count(self, rules: Iterable[Rule], severity: Severity) -> int:
        """Return how many check cells of the rules say something of that severity."""
        return sum(self.bad.get((id(rule), severity), 0) for rule in rules)

    def summed(self, places: Sequence[Place]) -> str:
        """Return what the cell says that tells all that is wrong in a row."""
        said = [self.said.get(place, "") for place in places]
        told = "".join(part for part in said if part not in {PASSED, UNDECIDED})
        return told or (PASSED if any(said) else "")


_SAID = {RuleState.OK: PASSED, RuleState.UNDECIDABLE: UNDECIDED, RuleState.BAD: ""}


def place_of(rule: Rule, scope: EvaluationPoint) -> Place:
    """Return a rule, and where it is looked at, as results go by it."""
    return id(rule), scope.entity, scope.row, scope.column


@dataclass(frozen=True)
class PlaceholderNames:
    """The names that signs stand for; none, when the names are printed themselves."""

    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self.names)) or "(?!)")

    def has(self, text: str) -> bool:
        """Whether a sign stands in a printed text."""
        return self._any.search(text) is not None

    def said(self, text: str) -> str:
        """Return a printed text with the names in it."""
        return self._any.sub(lambda found: self.names[found[0]], text)


@dataclass(frozen=True)
class WorkbookContent:
    """What the workbook of one submission says, and that of another does not.

    ``number`` is the serial number of the copy, ``digests`` of each entity's forms say how they
    are laid out. Where signs stand for the names that are printed, ``words`` has the names.
    """

    pack: Pack
    submission: Submission
    book: SubmissionValues
    number: str
    digests: Mapping[tuple[str, str], str] = field(default_factory=dict)
    words: PlaceholderNames = field(default_factory=PlaceholderNames)

    @cached_property
    def results(self) -> CheckResults:
        """What the rules say."""
        return CheckResults.of(self.book)

    def get(self, key: Key) -> Shown:
        """Return what the cell at ``key`` shows."""
        return shown_value(self.book.get(key))

    def entered(self) -> Iterator[tuple[Key, Decimal | str]]:
        """Yield what is filled in, as its cell shows it, with its key."""
        for key, value in self.book.submission.values():
            yield key, shown_value(value)

    def identity(self, plan: SheetLayout) -> str:
        """Return the line that is printed above a form."""
        return id_line(self.pack, plan.form, self.submission, self.number).text()

    @cached_property
    def meta(self) -> list[tuple[str, str]]:
        """The rows of the sheet ``_meta``: key and value."""
        return list(meta_rows(self.pack, self.submission, self.number, self.digests))
