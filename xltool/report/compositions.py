"""The composition of income and expenditure by entity: the figures of a stacked bar chart."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from xltool.evaluation.submission_values import SubmissionValues
from xltool.kinds import Shape
from xltool.model.lookup import total_lines
from xltool.model.submission import Key
from xltool.text import of_any_year, unspaced
from xltool.values.decimals import ZERO

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from xltool.model.forms import Form, Pack
    from xltool.model.submission import Submission
    from xltool.model.templates import ColumnBlock

MOST_BARS = 12
"""Entities that are drawn; beyond, those with the largest totals are."""
MOST_KINDS = 7
"""Colours that a reader can tell apart; beyond, the smallest kinds are added up as one rest."""


@dataclass(frozen=True, slots=True)
class StackedBar:
    """One entity's amounts, one for each kind of the chart."""

    name: str
    amounts: tuple[Decimal, ...]

    @property
    def total(self) -> Decimal:
        """The sum of the amounts."""
        return sum(self.amounts, ZERO)


@dataclass(frozen=True, slots=True)
class StackedChart:
    """A stacked bar chart: title, unit of measure, names of the kinds by size, a bar per entity.

    With ``rest`` each bar has one amount more than ``kinds``: the sum of the small ones.
    ``left_out`` is how many entities are not drawn; the ``sums`` of the kinds count them, too.
    """

    title: str
    measure: str
    kinds: tuple[str, ...]
    bars: tuple[StackedBar, ...]
    rest: bool
    left_out: int
    sums: StackedBar


def compositions(pack: Pack, submissions: Sequence[Submission]) -> Iterator[StackedChart]:
    """Yield a chart for each column block of the first statement with figures of two years.

    It must have two blocks or more: income on the left, expenditure on the right.
    """
    for form in pack.forms:
        blocks = [block for block in form.template.bands if block.lines]
        if form.shape is Shape.STATEMENT and len(blocks) > 1:
            if not form.table.years:
                continue
            sources = [
                SubmissionValues(pack, item) for item in submissions if form.id in item.extents
            ]
            for block in blocks:
                chart = _chart(form, block, sources)
                if chart.kinds:
                    yield chart
            return


def _chart(form: Form, block: ColumnBlock, sources: Sequence[SubmissionValues]) -> StackedChart:
    # typed lines only: a calculated one would count its parts twice
    lines = [
        line
        for line in (form.table.line(code) for code in block.lines if code)
        if line.adds and line.code not in total_lines(form.rules)
    ]
    rows = [
        (source.submission.entity.short, [_amount(source, form, line.code) for line in lines])
        for source in sources
    ]
    # kinds by size over all entities, known by their places in ``lines``
    totals = [sum((amounts[at] for _, amounts in rows), ZERO) for at in range(len(lines))]
    order = sorted((at for at, total in enumerate(totals) if total > 0), key=lambda at: -totals[at])
    rest = order[MOST_KINDS - 1 :] if len(order) > MOST_KINDS else []
    main = order[: MOST_KINDS - 1] if rest else order
    bars = [_bar(name, amounts, main, rest) for name, amounts in rows]
    sums = _bar("", totals, main, rest)
    drawn = sorted(bars, key=lambda bar: -bar.total)[:MOST_BARS] if len(bars) > MOST_BARS else bars
    heading = unspaced(of_any_year(block.heading))
    return StackedChart(
        heading, form.template.measure, tuple(lines[at].label for at in main),
        tuple(drawn), bool(rest), len(bars) - len(drawn), sums,
    )  # fmt: skip


def _current(form: Form) -> str:
    """Return the first column with figures of this year beside those of the last."""
    return next(iter(form.table.years))


def _amount(source: SubmissionValues, form: Form, line: str) -> Decimal:
    """Return a line's figure; zero for one that is blank, masked, unreadable or negative."""
    value = source.get(Key(form.id, source.submission.entity.code, line, _current(form)))
    return max(value, ZERO) if isinstance(value, Decimal) else ZERO


def _bar(
    name: str, amounts: Sequence[Decimal], main: Sequence[int], rest: Sequence[int]
) -> StackedBar:
    small = (sum((amounts[at] for at in rest), ZERO),) if rest else ()
    return StackedBar(name, (*(amounts[at] for at in main), *small))
