"""What differs between workbooks of the same shape: values, results of checks, names."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

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

CheckPlace: TypeAlias = "tuple[Rule, str, str, str]"
"""A rule, and the entity, row and column at which it is looked at."""


@dataclass(frozen=True)
class CheckResults:
    """What the check cells of a submission show, and how many of each rule are broken.

    Rules are keys by identity: two rules may have the same id.
    """

    texts: Mapping[CheckPlace, str]
    broken: Mapping[tuple[Rule, Severity], int]

    @classmethod
    def of(cls, values: SubmissionValues) -> CheckResults:
        """Evaluate the rules that Excel shows."""
        texts: dict[CheckPlace, str] = {}
        counts: Counter[tuple[Rule, Severity]] = Counter()
        for result in evaluate_rules(values):
            rule = result.rule
            if not rule.python_only:
                broken = list(result.broken_briefly())
                texts |= {check_place(rule, at): _TEXTS[state] for state, at in result.states()}
                texts |= {check_place(rule, item.point): failed_text(item) for item in broken}
                counts.update((rule, item.severity) for item in broken)
        return cls(texts, counts)

    def text(self, place: CheckPlace) -> str:
        """Return what the check cell shows; empty where the rule does not apply."""
        return self.texts.get(place, "")

    def count(self, rules: Iterable[Rule], severity: Severity) -> int:
        """Return how many check cells of the rules show something of that severity."""
        return sum(self.broken.get((rule, severity), 0) for rule in rules)

    def summed(self, places: Sequence[CheckPlace]) -> str:
        """Return what the cell shows that sums up a row: all that is wrong, or that it passed."""
        texts = [self.text(place) for place in places]
        wrong = "".join(text for text in texts if text not in {PASSED, UNDECIDED})
        return wrong or (PASSED if any(texts) else "")


_TEXTS = {RuleState.OK: PASSED, RuleState.UNDECIDABLE: UNDECIDED, RuleState.BAD: ""}


def check_place(rule: Rule, point: EvaluationPoint) -> CheckPlace:
    """Return the key of a rule at one point among the results."""
    return rule, point.entity, point.row, point.column


@dataclass(frozen=True)
class PlaceholderNames:
    """The names that placeholders stand for; none, when the names are printed themselves."""

    names: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def _any(self) -> re.Pattern[str]:
        return re.compile("|".join(map(re.escape, self.names)) or "(?!)")

    def has(self, text: str) -> bool:
        """Whether a placeholder stands in a printed text."""
        return self._any.search(text) is not None

    def with_names(self, text: str) -> str:
        """Return a printed text with the names in it."""
        return self._any.sub(lambda found: self.names[found[0]], text)


@dataclass(frozen=True)
class WorkbookContent:
    """What is in the workbook of one submission, and not in that of another.

    ``number`` is the serial number of the copy; ``digests`` are those of each form's layout, by
    entity and form. Where placeholders are printed instead of names, ``words`` has the names.
    """

    pack: Pack
    submission: Submission
    values: SubmissionValues
    number: str
    digests: Mapping[tuple[str, str], str] = field(default_factory=dict)
    words: PlaceholderNames = field(default_factory=PlaceholderNames)

    @cached_property
    def results(self) -> CheckResults:
        """What the check cells show."""
        return CheckResults.of(self.values)

    def get(self, key: Key) -> Shown:
        """Return what the cell at ``key`` shows."""
        return shown_value(self.values.get(key))

    def entered(self) -> Iterator[tuple[Key, Decimal | str]]:
        """Yield what is filled in, as its cell shows it, with its key."""
        for key, value in self.values.submission.values():
            yield key, shown_value(value)

    def identity(self, plan: SheetLayout) -> str:
        """Return the line that is printed above a form."""
        return id_line(self.pack, plan.form, self.submission, self.number).text()

    @cached_property
    def meta(self) -> list[tuple[str, str]]:
        """The rows of the sheet ``_meta``: key and value."""
        return list(meta_rows(self.pack, self.submission, self.number, self.digests))
