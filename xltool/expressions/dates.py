"""Days that a rule states itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from xltool.expressions.nodes import Expression
from xltool.text import of_year

_ANY_YEAR = "2000"


@dataclass(frozen=True, slots=True, eq=False)
class Day(Expression):
    """A day as ``2021-12-31``; ``{period}`` is the submission's year, ``{previous}`` the last."""

    text: str

    def __post_init__(self) -> None:
        """Raise ``ValueError`` when it is no day."""
        date.fromisoformat(of_year(self.text, _ANY_YEAR))

    @property
    def is_text(self) -> bool:
        """A day is kept as a text."""
        return True
