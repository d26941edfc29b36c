"""The few closed sets of values that everything speaks of."""

from __future__ import annotations

from enum import StrEnum


class ColumnKind(StrEnum):
    """What a column holds."""

    MONEY = "money"
    NUMBER = "number"
    RATE = "rate"
    CODE = "code"
    TEXT = "text"
    DATE = "date"

    @property
    def numeric(self) -> bool:
        """Whether values are decimals."""
        return self in _NUMERIC


_NUMERIC = frozenset({ColumnKind.MONEY, ColumnKind.NUMBER, ColumnKind.RATE})


class Shape(StrEnum):
    """The three kinds of form."""

    STATEMENT = "statement"
    REGISTER = "register"
    CARDS = "cards"


class Severity(StrEnum):
    """How much a finding weighs: an error keeps a return from being accepted."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """What becomes of a returned file."""

    ACCEPTED = "accepted"
    NEEDS_FIX = "needs-fix"
    REJECTED = "rejected"
