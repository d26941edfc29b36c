"""By how much figures may differ because each was rounded by itself: 尾差."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.expressions.nodes import Compare, Expression

if TYPE_CHECKING:
    from collections.abc import Iterator


class TailsWord(Expression):
    """What packs write: ``rule`` puts the tolerance of its own test in its place."""

    __slots__ = ()
    stands_in = True


@dataclass(frozen=True, slots=True, eq=False)
class Tails(Expression):
    """Half a unit of the last place for each figure that is filled in on both sides of a test.

    The result of a sum was rounded, and so was each of its addends: of three figures in 万元 with
    two places, 0.015.
    """

    left: Expression
    right: Expression

    def operands(self) -> tuple[Expression, ...]:
        """Return both sides of the test."""
        return self.left, self.right


@dataclass(frozen=True, slots=True, eq=False)
class InWan(Expression):
    """An amount in 元 as 万元: divided once, half up at two places."""

    of: Expression

    def operands(self) -> tuple[Expression, ...]:
        """Return the amount in 元."""
        return (self.of,)


def rounded_figures(root: Expression) -> Iterator[Expression]:
    """Yield the nodes that read a figure as it was rounded; what is converted is one figure."""
    yield root
    if not isinstance(root, InWan):
        for operand in root.operands():
            yield from rounded_figures(operand)


def tails_of(test: Expression) -> Tails:
    """Return the tolerance of a test; raise ``TypeError`` when it compares no two figures."""
    if not isinstance(test, Compare):
        message = "tails() is the tolerance of a comparison of figures"
        raise TypeError(message)
    return Tails(test.left, test.right)
