"""A sum over the entities below a parent: the one node that looks at other submissions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.expressions.nodes import Expression, walk_expression

if TYPE_CHECKING:
    from xltool.expressions.nodes import Name, Predicate


@dataclass(frozen=True, slots=True, eq=False)
class ChildrenSum(Expression):
    """What ``of`` comes to in every reporting entity below, at any depth, added up.

    ``nature`` are the natures that count; none given, all do. ``of`` has no operands here: its
    cells are those of other submissions, and are read there.
    """

    not_in_excel = "the entities' cells stand on their own sheets"

    of: Expression
    nature: tuple[str, ...] = ()

    def names(self) -> tuple[Name, ...]:
        """Return what the sum names in each entity."""
        return tuple(name for node in walk_expression(self.of) for name in node.names())

    def selections(self) -> tuple[tuple[str, Predicate], ...]:
        """Return what selects rows in each entity."""
        return tuple(each for node in walk_expression(self.of) for each in node.selections())


def children(of: Expression, *, nature: tuple[str, ...] = ()) -> ChildrenSum:
    """Return the sum of ``of`` over the reporting entities below of these natures."""
    return ChildrenSum(of, nature)
