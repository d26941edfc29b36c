"""What a figure comes to in a submission, how much it changed, and how it is printed.

Amounts are exact decimals in what their form counts in; they are converted to the unit of the text
once, when they are printed, and rounded half up there.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from xltool.expressions.nodes import walk_expression
from xltool.model.disclosure import PLACES
from xltool.model.lookup import EvaluationPoint
from xltool.model.submission import Key
from xltool.model.templates import YUAN
from xltool.values.decimal_text import MASK, decimal_text, half_up, is_masked
from xltool.values.decimals import CONTEXT, NO_NUMBER, ZERO, percentage_of

if TYPE_CHECKING:
    from xltool.evaluation.submission_values import SubmissionValues
    from xltool.model.disclosure import Disclosure
    from xltool.publication.fields import ChangeField, TextFigure

TEN_THOUSAND: Final = Decimal(10_000)
CONVERTED_PLACES: Final = 2
"""Decimals of an amount that is converted from 元 to 万元 (domain rule: once, half up)."""


@dataclass(frozen=True, slots=True)
class FigureValue:
    """What a figure comes to: a number, None for blank, or a text that is masked.

    ``keys`` are the cells behind it. ``stated_nil`` is whether its form is stated to have no data.
    """

    value: Decimal | str | None
    keys: tuple[Key, ...] = ()
    stated_nil: bool = False

    @property
    def is_masked(self) -> bool:
        """Whether it is not known."""
        return isinstance(self.value, str)

    @property
    def is_nil(self) -> bool:
        """Whether there is nothing: zero, or blank."""
        return self.value is None or self.value == 0

    @property
    def is_missing(self) -> bool:
        """Whether it is blank and nobody stated that there is nothing."""
        return self.value is None and not self.stated_nil


def figure_value(figure: TextFigure, values: SubmissionValues) -> FigureValue:
    """Return what a figure comes to, in what its form counts in."""
    if figure.expression is not None:
        return _named_value(figure, values)
    submission = values.submission
    key = Key(figure.table, submission.entity.code, figure.line, figure.column)
    value = values.get(key)
    if isinstance(value, NO_NUMBER):
        value = value if isinstance(value, str) else MASK
    form = values.form_of(figure.table).id
    return FigureValue(value, (key,), submission.is_nil(form))


def _named_value(figure: TextFigure, values: SubmissionValues) -> FigureValue:
    assert figure.expression is not None
    submission = values.submission
    point = EvaluationPoint(None, submission.entity.code)
    keys = tuple(values.precedents(figure.expression, point))
    found = values.amount(figure.expression, point)
    tables = {n.table for e in walk_expression(figure.expression) for n in e.names() if n.table}
    stated = all(submission.is_nil(values.form_of(table).id) for table in tables)
    if found.unknown:
        return FigureValue(MASK, keys)
    return FigureValue(None if found.blank else found.value, keys, stated and bool(tables))


@dataclass(frozen=True, slots=True)
class Change:
    """This year's figure against last year's: ``amount`` is None when one of them is masked."""

    this: FigureValue
    last: FigureValue
    amount: Decimal | None

    @property
    def missing(self) -> bool:
        """Whether one of the two is blank, and the other is not: then no change is known."""
        both_blank = self.this.value is None and self.last.value is None
        return not both_blank and (self.this.is_missing or self.last.is_missing)

    @property
    def keys(self) -> tuple[Key, ...]:
        """The cells behind both."""
        return self.this.keys + self.last.keys


def change_of(change: ChangeField, values: SubmissionValues) -> Change:
    """Return how much a figure changed, in what its form counts in."""
    this, last = figure_value(change.this, values), figure_value(change.last, values)
    if isinstance(this.value, str) or isinstance(last.value, str):
        return Change(this, last, None)
    return Change(this, last, CONTEXT.subtract(this.value or ZERO, last.value or ZERO))


def share_of(part: FigureValue, whole: FigureValue) -> Decimal | str | None:
    """Return a part in per cent of a whole: a text when it cannot be known, None of nothing."""
    if part.is_masked or whole.is_masked:
        return MASK
    if not whole.value:
        return None
    found = percentage_of(part.value or ZERO, whole.value)
    assert isinstance(found, Decimal)
    return found


def in_unit(value: Decimal, figure: TextFigure) -> Decimal:
    """Return a number in the unit that is printed behind it."""
    if not figure.scale or figure.scale == figure.unit:
        return value
    if figure.scale == YUAN:
        return half_up(CONTEXT.divide(value, TEN_THOUSAND), CONVERTED_PLACES)
    return CONTEXT.multiply(value, TEN_THOUSAND)


def printed_places(figure: TextFigure) -> int:
    """Return how many decimals a figure is printed with."""
    if not figure.scale or figure.scale == figure.unit:
        return figure.places
    return CONVERTED_PLACES if figure.scale == YUAN else 0


def printed_number(value: Decimal, figure: TextFigure, disclosure: Disclosure) -> str:
    """Return a number without its unit: without zeros at the end, or with the form's places."""
    number = in_unit(value, figure)
    if disclosure.style == PLACES:
        places = max(printed_places(figure), -int(number.as_tuple().exponent))
        return f"{number:.{places}f}"
    return decimal_text(number)


def printed_figure(value: Decimal | str | None, figure: TextFigure, disclosure: Disclosure) -> str:
    """Return a figure with its unit; zero for a blank, and a masked text as it stands."""
    if isinstance(value, str):
        return value + figure.unit if is_masked(value) else value
    return printed_number(value or ZERO, figure, disclosure) + figure.unit


def printed_change(change: Change, field: ChangeField, disclosure: Disclosure) -> str:
    """Return ``增加10万元``, ``减少902.24万元`` or ``持平``; never a minus sign."""
    if change.amount is None:
        return f"{change_word(change, disclosure)}{MASK}{field.this.unit}"
    if not change.amount:
        return disclosure.words["same"]
    amount = printed_figure(abs(change.amount), field.this, disclosure)
    return change_word(change, disclosure) + amount


def change_word(change: Change, disclosure: Disclosure) -> str:
    """Return the word for a change: that for a rise or a fall; both when it is not known."""
    words = disclosure.words
    if change.amount is None:
        return words["more"] + "/" + words["less"]
    return words["more"] if change.amount > 0 else words["less"]


def printed_share(share: Decimal | str, disclosure: Disclosure) -> str:
    """Return ``54.44%``."""
    if isinstance(share, str):
        return f"{share}%"
    return (f"{share:.2f}" if disclosure.style == PLACES else decimal_text(share)) + "%"
