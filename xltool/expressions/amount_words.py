"""The words of rules about amounts and days: how they are rounded, compared, converted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.expressions.dates import Day
from xltool.expressions.rounding import InWan, TailsWord

if TYPE_CHECKING:
    from xltool.expressions.nodes import Expression


def tails() -> Expression:
    """Return the tolerance of rounding 尾差: half a unit of the last place for each figure read.

    ``rule("R8", cell.a.total.current == cell.b.total.current, …, rounding=tails())``
    """
    return TailsWord()


def day(text: str) -> Day:
    """Return a day; ``{period}`` is the year of the submission, ``{previous}`` the one before.

    ``rule("D1", col.bought <= day("{period}-12-31"), "购置日期不晚于年末", "Bought in the year")``
    """
    return Day(text)


def wan(amount: Expression) -> InWan:
    """Return an amount of a form in 元 as 万元, half up at two places.

    ``rule("W1", cell.summary.total.current == wan(total.details.amount), …)``
    """
    return InWan(amount)
