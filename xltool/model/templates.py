"""How a form is printed, as its template says: columns in blocks, headings, titles, row heights."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from xltool.model.row_ids import place_on_card

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class ColumnBlock:
    """Adjacent columns under one optional heading: ``[[band]]`` in a template.

    ``columns`` maps column ids to widths in characters; ``lines`` are the codes of a statement's
    lines in this block, from the top, ``""`` for an empty one; ``label`` is the heading above
    them. A block that is ``below`` stands under the blocks before it instead of beside them. Lines
    of blocks with a ``name``, such as 存量 and 新增, are told apart by it and never added up.
    """

    columns: Mapping[str, float]
    title: str = ""
    lines: tuple[str, ...] = ()
    label: str = "项　　目"
    below: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Adjacent rows of a card that share one printed value: ``rows`` times 产出指标."""

    value: str
    rows: int


@dataclass(frozen=True, slots=True)
class Template:
    """How a form is printed; it names columns and codes by their ids.

    ``measure`` is the printed unit of measure. ``rows`` are those of a register of which nothing
    else is known, ``spare`` the cards besides those of the listed projects. ``total`` and
    ``subtotal`` give the texts in the total row of a parent and of an entity, ``fields`` the
    heights in points of the fields in the head of a card, all by column id. Only an entity that
    consolidates fills in a ``parent`` form. ``charts`` names the lines whose parts, this year and
    last, are drawn. A form with ``nil`` must be filled in or stated to have no data.
    """

    sheet: str
    title: str
    bands: tuple[ColumnBlock, ...]
    subtitle: str = ""
    measure: str = ""
    notes: tuple[str, ...] = ()
    rows: int = 0
    spare: int = 0
    total: Mapping[str, str] = field(default_factory=dict)
    subtotal: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, float] = field(default_factory=dict)
    groups: tuple[RowGroup, ...] = ()
    row_height: float = 22.0
    parent: bool = False
    charts: tuple[str, ...] = ()
    nil: bool = False

    @property
    def beside(self) -> tuple[str, ...]:
        """The value printed beside each row of a card, in order."""
        return tuple(group.value for group in self.groups for _ in range(group.rows))

    def group_of(self, row: str) -> str:
        """Return the value printed beside ``row`` of a card, given as ``card/number``."""
        return self.beside[place_on_card(row)]
