"""By how much figures may differ because each was rounded by itself: 尾差."""

from __future__ import annotations

from dataclasses import dataclass

from xltool.expressions.nodes import Compare, Expression


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


def tails_of(test: Expression) -> Tails:
    """Return the tolerance of a test; raise ``TypeError`` when it compares no two figures."""
    if not isinstance(test, Compare):
        message = "tails() is the tolerance of a comparison of figures"
        raise TypeError(message)
    return Tails(test.left, test.right)
