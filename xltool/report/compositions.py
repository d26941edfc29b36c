"""What income and expenditure are made of, entity by entity: the figures of a stacked bar chart."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.evaluation.submission_values import SubmissionValues
from xltool.kinds import Shape
from xltool.model.forms import CURRENT
from xltool.model.lookup import calculating_rule
from xltool.model.submission import Key
from xltool.text import unspaced

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.model.forms import ColumnBlock, Form, Pack
    from xltool.model.submission import Submission

MOST_BARS = 12
MOST_KINDS = 7
"""Colours that can be told apart; what is smaller goes into one rest."""


@dataclass(frozen=True, slots=True)
class StackedBar:
    """One entity's amounts, one for each kind of the chart."""

    name: str
    amounts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """The sum of the amounts."""
        return sum(self.amounts, Decimal(0))


@dataclass(frozen=True, slots=True)
class StackedChart:
    """A stacked bar chart: its title and measure, the kinds by size, a bar per entity.

    With ``rest`` the last kind is the sum of the small ones. ``left_out`` entities are not drawn.
    """

    title: str
    measure: str
    kinds: tuple[str, ...]
    bars: tuple[StackedBar, ...]
    rest: bool
    left_out: int


def compositions(pack: Pack, submissions: Sequence[Submission]) -> Iterator[StackedChart]:
    """Yield a chart for each half of the first statement that shows this year's figures."""
    for form in pack.forms:
        if form.shape is Shape.STATEMENT and len(form.template.bands) > 1:
            if CURRENT not in {column.id for column in form.table.columns}:
                continue
            books = [
                SubmissionValues(pack, item) for item in submissions if form.id in item.extents
            ]
            for band in form.template.bands:
                chart = _chart(form, band, books)
                if chart.kinds:
                    yield chart
            return


def _chart(form: Form, band: ColumnBlock, books: Sequence[SubmissionValues]) -> StackedChart:
    lines = [
        line
        for line in (form.table.line(code) for code in band.lines if code)
        if line.adds and calculating_rule(form, Key(form.id, "", line.code, CURRENT)) is None
    ]
    rows = [
        (book.submission.entity.short, [_amount(book, form, line.code) for line in lines])
        for book in books
    ]
    totals = [sum((amounts[at] for _, amounts in rows), Decimal(0)) for at in range(len(lines))]
    order = sorted((at for at, total in enumerate(totals) if total > 0), key=lambda at: -totals[at])
    rest = order[MOST_KINDS - 1 :] if len(order) > MOST_KINDS else []
    main = order[: MOST_KINDS - 1] if rest else order
    bars = [_bar(name, amounts, main, rest) for name, amounts in rows]
    drawn = sorted(bars, key=lambda bar: -bar.total)[:MOST_BARS] if len(bars) > MOST_BARS else bars
    return StackedChart(
        unspaced(band.title), form.template.measure, tuple(lines[at].label for at in main),
        tuple(drawn), bool(rest), len(bars) - len(drawn),
    )  # fmt: skip


def _amount(book: SubmissionValues, form: Form, line: str) -> Decimal:
    """Return a line's figure; what is blank, masked, unreadable or negative is not drawn."""
    value = book.get(Key(form.id, book.submission.entity.code, line, CURRENT))
    return max(value, Decimal(0)) if isinstance(value, Decimal) else Decimal(0)


def _bar(
    name: str, amounts: Sequence[Decimal], main: Sequence[int], rest: Sequence[int]
) -> StackedBar:
    small = (sum((amounts[at] for at in rest), Decimal(0)),) if rest else ()
    return StackedBar(name, (*(amounts[at] for at in main), *small))
