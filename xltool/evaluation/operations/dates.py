"""Days that a rule states itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations
from xltool.expressions.dates import Day
from xltool.text import of_year

if TYPE_CHECKING:
    from xltool.evaluation.operation import Texts
    from xltool.evaluation.rowsets import ValueSource
    from xltool.model.lookup import EvaluationPoint


@operations(Day)
class DayOperations(Operations[Day]):
    """The same day at every position."""

    @property
    def is_date(self) -> bool:
        """A day is one."""
        return True

    def texts(self) -> Texts:
        """Return the day in the year of the submission."""
        text = self.node.text
        return lambda points, at: [of_year(text, points.source.submission.period)] * len(at)

    def describe(self, source: ValueSource, point: EvaluationPoint, language: str) -> str:  # noqa: ARG002
        """Return the day."""
        return of_year(self.node.text, source.submission.period)
