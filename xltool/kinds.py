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


COLUMN_KIND_WORDS: Mapping[ColumnKind, Bilingual] = MappingProxyType({
    ColumnKind.MONEY: Bilingual("金额", "money"),
    ColumnKind.NUMBER: Bilingual("数量", "number"),
    ColumnKind.RATE: Bilingual("比例", "rate"),
    ColumnKind.CODE: Bilingual("选项", "code"),
    ColumnKind.TEXT: Bilingual("文字", "text"),
    ColumnKind.DATE: Bilingual("日期", "date"),
})  # fmt: skip
SHAPE_WORDS: Mapping[Shape, Bilingual] = MappingProxyType(
    {
        Shape.STATEMENT: Bilingual("报表", "statement"),
        Shape.REGISTER: Bilingual("明细表", "register"),
        Shape.CARDS: Bilingual("卡片", "cards"),
    }
)


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


class Category(StrEnum):
    """What kind of fault a finding is."""

    MISSING = "missing"
    INCONSISTENT = "inconsistent"
    IMPLAUSIBLE = "implausible"
    FORM = "form"


CATEGORY_WORDS: Mapping[Category, Bilingual] = MappingProxyType({
    Category.MISSING: Bilingual("缺项", "missing"),
    Category.INCONSISTENT: Bilingual("不一致", "inconsistent"),
    Category.IMPLAUSIBLE: Bilingual("不合理", "implausible"),
    Category.FORM: Bilingual("格式", "form"),
})  # fmt: skip


class RuleStatus(StrEnum):
    """What became of a rule in a file as a whole."""

    HELD = "held"
    BROKEN = "broken"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not-applicable"


RULE_STATUS_WORDS: Mapping[RuleStatus, Bilingual] = MappingProxyType({
    RuleStatus.HELD: Bilingual("符合", "held"),
    RuleStatus.BROKEN: Bilingual("不符合", "broken"),
    RuleStatus.UNDECIDED: Bilingual("无法判断", "undecided"),
    RuleStatus.NOT_APPLICABLE: Bilingual("不适用", "not applicable"),
})  # fmt: skip


class FormState(StrEnum):
    """What a return holds of one form: nil is stated, empty is neither filled in nor stated."""

    FILLED = "filled"
    NIL = "nil"
    EMPTY = "empty"


FORM_STATE_WORDS: Mapping[FormState, Bilingual] = MappingProxyType({
    FormState.FILLED: Bilingual("已填", "filled in"),
    FormState.NIL: Bilingual("无数据", "no data"),
    FormState.EMPTY: Bilingual("空", "empty"),
})  # fmt: skip
FORM_STATE_MARKS: Mapping[FormState, str] = MappingProxyType(
    {FormState.FILLED: "✓", FormState.NIL: "无", FormState.EMPTY: "空"}
)
"""The sign of each state in a narrow column."""


class ReplyKind(StrEnum):
    """What the officer made of the explanation of a warning."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


REPLY_WORDS: Mapping[ReplyKind, Bilingual] = MappingProxyType({
    ReplyKind.ACCEPTED: Bilingual("采纳", "accepted"),
    ReplyKind.DECLINED: Bilingual("不采纳", "declined"),
})  # fmt: skip


class Verdict(StrEnum):
    """What becomes of a returned file."""

    ACCEPTED = "accepted"
    NEEDS_FIX = "needs-fix"
    UNTOUCHED = "untouched"
    REJECTED = "rejected"


VERDICT_WORDS: Mapping[Verdict, Bilingual] = MappingProxyType({
    Verdict.ACCEPTED: Bilingual("可以接受", "accepted"),
    Verdict.NEEDS_FIX: Bilingual("需要修改", "needs fixing"),
    Verdict.UNTOUCHED: Bilingual("没有填写", "not filled in"),
    Verdict.REJECTED: Bilingual("不予读取", "rejected"),
})  # fmt: skip
