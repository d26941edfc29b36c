"""Which sums follow from others: linear relations over exact fractions.

A relation says what a sum of unknown numbers, each with its coefficient, comes to. Whoever knows
some such sums knows every combination of them, and nothing else: those in their row space.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

Unknown = TypeVar("Unknown", bound=Hashable)
Name = TypeVar("Name", bound=Hashable)
_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class _ReducedRow(Generic[Unknown]):
    """A combination of relations whose ``pivot`` has the coefficient 1.

    It holds no pivot of the rows before it. ``parts`` are the relations that it is made of.
    """

    pivot: Unknown
    terms: Mapping[Unknown, Fraction]
    parts: Mapping[int, Fraction]


@dataclass(frozen=True, slots=True)
class RowSpace(Generic[Unknown]):
    """All sums that follow from relations; made by ``row_space``."""

    rows: tuple[_ReducedRow[Unknown], ...]

    def combination(self, wanted: Mapping[Unknown, Fraction]) -> tuple[int, ...] | None:
        """Return the relations, counted from 0, that a sum follows from; None if it does not."""
        rest, parts = _reduce(wanted, {}, self.rows)
        return None if rest else tuple(sorted(parts))


def row_space(relations: Sequence[Mapping[Unknown, Fraction]]) -> RowSpace[Unknown]:
    """Return what follows from relations, each given by the coefficients of its unknowns."""
    rows: list[_ReducedRow[Unknown]] = []
    for number, relation in enumerate(relations):
        rest, parts = _reduce(relation, {number: Fraction(1)}, rows)
        if rest:
            pivot, size = next(iter(rest.items()))
            rows.append(_ReducedRow(pivot, _divided(rest, size), _divided(parts, size)))
    return RowSpace(tuple(rows))


def _reduce(
    terms: Mapping[Unknown, Fraction],
    parts: Mapping[int, Fraction],
    rows: Sequence[_ReducedRow[Unknown]],
) -> tuple[dict[Unknown, Fraction], dict[int, Fraction]]:
    """Return terms without the pivots of ``rows``, and the relations that were taken away."""
    rest, made_of = {name: size for name, size in terms.items() if size}, dict(parts)
    for row in rows:
        size = rest.get(row.pivot, _ZERO)
        if size:
            _take(rest, row.terms, size)
            _take(made_of, row.parts, size)
    return rest, made_of


def _take(terms: dict[Name, Fraction], others: Mapping[Name, Fraction], size: Fraction) -> None:
    for name, each in others.items():
        left = terms.get(name, _ZERO) - size * each
        if left:
            terms[name] = left
        else:
            terms.pop(name, None)


def _divided(terms: Mapping[Unknown, Fraction], size: Fraction) -> dict[Unknown, Fraction]:
    return {name: each / size for name, each in terms.items()}
