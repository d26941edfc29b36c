"""The words of rules about amounts: their rounding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.expressions.rounding import TailsWord

if TYPE_CHECKING:
    from xltool.expressions.nodes import Expression


def tails() -> Expression:
    """Return the tolerance of rounding 尾差: half a unit of the last place for each figure read.

    ``rule("R8", cell.a.total.current == cell.b.total.current, …, rounding=tails())``
    """
    return TailsWord()
