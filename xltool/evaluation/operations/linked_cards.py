"""Indicators of a card and those of the same name on the cards that belong to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.evaluation.operation import Operations, operations, text_values, undetermined
from xltool.evaluation.positions import without
from xltool.evaluation.rowsets import RowSet
from xltool.expressions.free_text import normalize_name
from xltool.expressions.indicator_values import indicator_key, meaning
from xltool.expressions.linked_cards import AgreesWithLinked, HasLinkedIndicator
from xltool.expressions.references import ColumnRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from collections.abc import Set as AbstractSet

    from xltool.evaluation.operation import FindingCells, Precedents, Selector, Undetermined
    from xltool.evaluation.positions import Positions
    from xltool.evaluation.rowsets import PointSet, ValueSource
    from xltool.expressions.linked_cards import CardLinks
    from xltool.model.lookup import EvaluationPoint
    from xltool.model.submission import Key


@dataclass(frozen=True, slots=True)
class _Linked:
    """An indicator of the same name on a linked card: its row there, its texts, if it is known."""

    row: int
    project: str
    value: str
    is_known: bool


@dataclass(frozen=True, slots=True)
class _Matches:
    """For each row the indicators found; rows whose links name a card that cannot be told."""

    found: Mapping[int, tuple[_Linked, ...]]
    uncertain: frozenset[int]


class _LinkedCardsOperations(Operations[HasLinkedIndicator | AgreesWithLinked]):
    """Finds the linked indicators of all rows at once."""

    def _matches(self, rows: RowSet) -> _Matches:
        return rows.source.kept(self.node, lambda *_: self._find_all(rows))

    def _find_all(self, rows: RowSet) -> _Matches:
        links, source = self.node.links, rows.source
        drop = tuple(map(str, self.node.drop))
        on_cards = _indicators(source, links, drop)
        pairs = source.rows(links.links)
        hidden = pairs.unknown(links.key, links.to)
        linked: dict[str, list[str]] = {}
        uncertain = set[str]()
        for row, (key, to) in enumerate(
            zip(pairs.texts(links.key), pairs.texts(links.to), strict=True)
        ):
            if row in hidden:
                uncertain.add(normalize_name(key))
            else:
                linked.setdefault(normalize_name(key), []).append(normalize_name(to, drop))
        _, names, cards = (
            text_values(node, self.context)(rows, rows.everywhere) for node in self.node.operands()
        )
        keys = [normalize_name(card) for card in cards]
        found = {
            row: tuple(
                each
                for project in linked.get(keys[row], ())
                for each in on_cards.get((project, indicator_key(name)), ())
            )
            for row, name in enumerate(names)
            if name
        }
        return _Matches(found, frozenset(row for row, key in enumerate(keys) if key in uncertain))

    def _differing(self, rows: RowSet, row: int) -> list[_Linked]:
        """Return the known indicators whose target means something else than that of a row."""
        (own,) = text_values(self.node.value, self.context)(rows, [row])
        linked = self._matches(rows).found.get(row, ())
        return [each for each in linked if each.is_known and meaning(each.value) != meaning(own)]

    def undetermined(self) -> Undetermined:
        """Return where the own texts are unknown, or what they are held against."""
        own = [undetermined(node, self.context) for node in self.node.operands()]

        def hidden(rows: RowSet, at: Positions) -> AbstractSet[int]:
            links, source = self.node.links, rows.source
            if not all(map(source.submitted, (links.links, links.cards))):
                return frozenset(at)
            unknown = frozenset[int]().union(*(each(rows, at) for each in own))
            return unknown | {row for row in at if row not in unknown and self._is_open(rows, row)}

        return hidden

    def _is_open(self, rows: RowSet, row: int) -> bool:
        """Whether what is not known could decide about a row."""
        raise NotImplementedError


def _indicators(
    source: ValueSource, links: CardLinks, drop: tuple[str, ...]
) -> Mapping[tuple[str, str], list[_Linked]]:
    """Return the indicators of the other form by the names of their cards and their own."""
    rows = source.rows(links.rows)
    hidden = rows.unknown(links.values)
    projects, names, values = (rows.texts(name) for name in (links.head, links.names, links.values))
    found: dict[tuple[str, str], list[_Linked]] = {}
    for row, (project, name) in enumerate(zip(projects, names, strict=True)):
        if project and name:
            key = normalize_name(project, drop), indicator_key(name)
            is_known = row not in hidden and bool(values[row])
            found.setdefault(key, []).append(_Linked(row, project, values[row], is_known))
    return found


@operations(HasLinkedIndicator)
class HasLinkedIndicatorOperations(_LinkedCardsOperations):
    """One indicator of the name is enough."""

    def selector(self) -> Selector:
        """Return the rows with one."""

        def having(rows: RowSet, at: Positions) -> Positions:
            found = self._matches(rows).found
            return [row for row in at if found.get(row)]

        return having

    def _is_open(self, rows: RowSet, row: int) -> bool:
        matches = self._matches(rows)
        return not matches.found.get(row) and row in matches.uncertain


@operations(AgreesWithLinked)
class AgreesWithLinkedOperations(_LinkedCardsOperations):
    """Quotes the targets that are others, each with the name of its card."""

    def selector(self) -> Selector:
        """Return the rows that no linked indicator contradicts."""

        def agreeing(rows: RowSet, at: Positions) -> Positions:
            return without(at, [row for row in at if self._differing(rows, row)])

        return agreeing

    def _is_open(self, rows: RowSet, row: int) -> bool:
        matches = self._matches(rows)
        unknown = row in matches.uncertain or any(
            not each.is_known for each in matches.found.get(row, ())
        )
        return unknown and not self._differing(rows, row)

    def detail(self, source: ValueSource, point: EvaluationPoint) -> str:
        """Return the other targets: ``“≥90%”（公安网维护费）``."""
        rows, row = source.at(point)
        assert isinstance(rows, RowSet)
        return "、".join(f"“{each.value}”（{each.project}）" for each in self._differing(rows, row))

    def precedents(self) -> Precedents:
        """Return the cells of the other targets."""

        def others(source: ValueSource, point: EvaluationPoint) -> Iterable[Key]:
            rows, row = source.at(point)
            assert isinstance(rows, RowSet)
            return self._other_cells(rows, row)

        return others

    def finding_cells(self, points: PointSet, group: Positions) -> FindingCells:
        """Return the target at hand, and the others after it."""
        assert isinstance(points, RowSet)
        assert isinstance(self.node.value, ColumnRef)
        own = points.key(group[0], self.node.value.column)
        return own, (own, *self._other_cells(points, group[0]))

    def _other_cells(self, rows: RowSet, row: int) -> list[Key]:
        links, source = self.node.links, rows.source
        if not all(map(source.submitted, (links.links, links.cards))):
            return []
        other = source.rows(links.rows)
        return [other.key(each.row, links.values) for each in self._differing(rows, row)]
