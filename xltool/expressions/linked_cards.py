"""Indicators of cards held against those of the cards of another form that belong to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.expressions.nodes import Expression, Name, Predicate, Setting
from xltool.expressions.references import NAMES_AS_WRITTEN

if TYPE_CHECKING:
    from xltool.expressions.references import ColumnRef, ColumnTotal


@dataclass(frozen=True, slots=True, eq=False)
class CardLinks:
    """Which cards of another form belong to a card.

    The table ``links`` has a row for each pair: in ``key`` the name of the card at hand, in ``to``
    that of the other card, in the column ``head`` of the table ``cards``. ``rows`` is the table of
    indicators on those, with their ``names`` and ``values``.
    """

    links: str
    key: str
    to: str
    cards: str
    head: str
    rows: str
    names: str
    values: str


@dataclass(frozen=True, slots=True, eq=False)
class _OfLinkedCards(Predicate):
    """Names are compared as people write them, those of linked cards without the endings ``drop``.

    Systems add these.
    """

    not_in_excel = NAMES_AS_WRITTEN

    value: Expression
    name: Expression
    card: Expression
    links: CardLinks
    drop: tuple[str | Setting, ...] = ()

    def operands(self) -> tuple[Expression, ...]:
        """Return value and name of the indicator, and the name of its card."""
        return self.value, self.name, self.card

    def names(self) -> tuple[Name, ...]:
        """Return the columns of the other tables."""
        links = self.links
        return (
            Name(links.links, links.key), Name(links.links, links.to),
            Name(links.cards, links.head),
            Name(links.rows, links.names), Name(links.rows, links.values),
        )  # fmt: skip


class HasLinkedIndicator(_OfLinkedCards):
    """Whether a linked card has an indicator of the same name."""

    __slots__ = ()


class AgreesWithLinked(_OfLinkedCards):
    """Whether all indicators of the same name on linked cards have the same target."""

    __slots__ = ()


def card_links(
    *,
    through: tuple[ColumnTotal, ColumnTotal],
    cards: ColumnTotal,
    name: ColumnTotal,
    value: ColumnTotal,
) -> CardLinks:
    """Return which cards belong to a card: the pairs of names stand in the columns ``through``.

    ``cards`` is the column with the names of the other cards, ``name`` and ``value`` are those of
    the indicators on them::

        card_links(through=(total.duty_projects.duty, total.duty_projects.project),
                   cards=total.performance.project,
                   name=total.indicators.name, value=total.indicators.value)
    """
    key, to = through
    return CardLinks(
        key.table, key.column, to.column, cards.table, cards.column, name.table, name.column,
        value.column,
    )  # fmt: skip


def has_linked(
    value: ColumnRef,
    name: ColumnRef,
    *,
    card: ColumnRef,
    links: CardLinks,
    drop: Setting | None = None,
) -> HasLinkedIndicator:
    """State that a card which ``links`` gives for ``card`` has an indicator of that name."""
    return HasLinkedIndicator(value, name, card, links, (drop,) if drop is not None else ())


def agrees_with_linked(
    value: ColumnRef,
    name: ColumnRef,
    *,
    card: ColumnRef,
    links: CardLinks,
    drop: Setting | None = None,
) -> AgreesWithLinked:
    """State that the indicators of that name on linked cards have the same target.

    Endings that systems add to the names of linked cards are dropped.
    """
    return AgreesWithLinked(value, name, card, links, (drop,) if drop is not None else ())
