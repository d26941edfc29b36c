"""Which numbers in a column of codes are codes for certain: no zero before them was lost."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.forms import Column, Entity, Pack


@dataclass(frozen=True)
class KnownCodes:
    """The code lists of a pack, and the codes of entities.

    ``entity`` fills in the form, ``entities`` are those of the workbook and of the campaign, by
    code; ``complete`` is whether there are no others. A column without a list holds their codes.
    """

    pack: Pack
    entity: Entity
    entities: Mapping[str, Entity]
    complete: bool = False

    @cached_property
    def _entity_codes(self) -> frozenset[str]:
        above = (entity.parent for entity in self.entities.values() if entity.parent)
        return frozenset(self.entities) | frozenset(above)

    def has(self, column: Column, text: str) -> bool:
        """Whether a text is exactly a code that the column may hold.

        A workbook alone does not know who else is in its department. There a code counts that is
        as long as its own and begins as its own: one that lost a zero is shorter.
        """
        if column.codes:
            return text in self.pack.codes[column.codes].codes
        own, above = self.entity.code, self.entity.parent
        if text in self._entity_codes or self.complete or not above:
            return text in self._entity_codes
        return text.startswith(above) and len(text) == len(own)
