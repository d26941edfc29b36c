"""The closed sets of values that everything speaks of, with their words and their order."""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    """How severe a finding is, the most severe first: an error keeps a return from acceptance."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """The place in the order of severity: 0 is the most severe."""
        return _RANKS[self]


_RANKS = {severity: rank for rank, severity in enumerate(Severity)}
SEVERITY_WORDS: Mapping[Severity, Bilingual] = MappingProxyType({
    Severity.ERROR: Bilingual("错误", "error"),
    Severity.WARNING: Bilingual("提醒", "warning"),
    Severity.INFO: Bilingual("提示", "info"),
})  # fmt: skip


class Verdict(StrEnum):
    """What becomes of a returned file."""

    ACCEPTED = "accepted"
    NEEDS_FIX = "needs-fix"
    REJECTED = "rejected"


VERDICT_WORDS: Mapping[Verdict, Bilingual] = MappingProxyType({
    Verdict.ACCEPTED: Bilingual("可以接受", "accepted"),
    Verdict.NEEDS_FIX: Bilingual("需要修改", "needs fixing"),
    Verdict.REJECTED: Bilingual("不予读取", "rejected"),
})  # fmt: skip
