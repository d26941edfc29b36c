"""Whether withheld figures follow by arithmetic from what is published, and what prevents it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

from xltool.publication.row_space import row_space

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from xltool.model.submission import Key
    from xltool.publication.public_equations import PublicEquations
    from xltool.text import Bilingual


@dataclass(frozen=True, slots=True)
class WithheldGroup:
    """The withheld figures that belong together: of a project in the rows of one entity.

    ``cells`` must not follow one by one, nor the sum of any of ``sums``. ``row`` is that of the
    decision. With ``inferable`` they may.
    """

    form: str
    entity: str
    row: int
    cells: tuple[Key, ...]
    sums: tuple[tuple[Key, ...], ...] = ()
    inferable: bool = False


@dataclass(frozen=True, slots=True)
class Remedy:
    """What could be withheld besides: the cells, and how that is proposed."""

    cells: frozenset[Key]
    proposal: Bilingual


Remedies: TypeAlias = Callable[[WithheldGroup], Iterable[Remedy]]
"""What gives the remedies to try for a group, the smallest first."""


@dataclass(frozen=True, slots=True)
class KnownFigures:
    """Figures of a group that follow: single ones, sums, and the relations that they follow from.

    ``remedy`` was tried: with it, nothing of the group follows. None when none of those tried did.
    """

    group: WithheldGroup
    cells: tuple[Key, ...]
    sums: tuple[tuple[Key, ...], ...]
    relations: tuple[Bilingual, ...]
    remedy: Remedy | None = None


@dataclass(frozen=True, slots=True)
class FollowingFigures:
    """What follows, of how many withheld figures, by how many relations among them."""

    known: tuple[KnownFigures, ...]
    withheld: int
    relations: int
    groups: tuple[WithheldGroup, ...] = field(default=())


def known_figures(
    equations: PublicEquations,
    groups: Sequence[WithheldGroup],
    remedies: Remedies,
    besides: AbstractSet[Key] = frozenset(),
) -> FollowingFigures:
    """Return which withheld figures follow from ``equations``, each group with a remedy.

    ``besides`` are cells that are not published either, of which nobody minds that they follow.
    """
    hidden = frozenset(key for group in groups for key in group.cells) | besides
    found = []
    for group, cells, sums, names in _following(equations, hidden, groups):
        remedy = next(
            (
                each
                for each in remedies(group)
                if not list(_following(equations, hidden | each.cells, [group]))
            ),
            None,
        )
        found.append(KnownFigures(group, cells, sums, names, remedy))
    return FollowingFigures(
        tuple(found),
        sum(len(group.cells) for group in groups),
        len(equations.unknown(hidden)),
        tuple(groups),
    )


def _following(
    equations: PublicEquations, hidden: AbstractSet[Key], groups: Sequence[WithheldGroup]
) -> Iterable[
    tuple[WithheldGroup, tuple[Key, ...], tuple[tuple[Key, ...], ...], tuple[Bilingual, ...]]
]:
    """Yield each group of which something follows: cells, sums, and by what."""
    relations = equations.unknown(hidden)
    space = row_space([each.terms for each in relations])
    for group in groups:
        wanted = [*((key,) for key in group.cells), *group.sums]
        found = {
            keys: parts
            for keys in wanted
            if (parts := space.combination(dict.fromkeys(keys, Fraction(1)))) is not None
        }
        if not found:
            continue
        names = dict.fromkeys(relations[at].name for parts in found.values() for at in parts)
        cells = tuple(key for key in group.cells if (key,) in found)
        sums = tuple(keys for keys in group.sums if keys in found)
        yield group, cells, sums, tuple(names)
