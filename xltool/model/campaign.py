"""A campaign 报送任务: who must report what for which period."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.errors import CampaignError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.model.forms import Entity


@dataclass(frozen=True)
class Campaign:
    """One collection: title, period, the entities in order and the projects of each."""

    folder: Path
    title: str
    period: str
    root: str
    entities: tuple[Entity, ...]
    projects: Mapping[str, tuple[str, ...]]
    deadline: str = ""

    def entity(self, code: str) -> Entity:
        """Return the entity ``code``; raise ``CampaignError`` when it is not registered."""
        if code not in self._known:
            msg = f"entities.csv: 没有单位 {code} · no entity {code}"
            raise CampaignError(msg)
        return self._known[code]

    def children(self, code: str) -> tuple[Entity, ...]:
        """Return the entities right below ``code``, in the order of ``entities.csv``."""
        return self._below.get(code, ())

    @cached_property
    def _known(self) -> Mapping[str, Entity]:
        return {entity.code: entity for entity in self.entities}

    @cached_property
    def _below(self) -> Mapping[str, tuple[Entity, ...]]:
        found: dict[str, list[Entity]] = {}
        for entity in self.entities:
            found.setdefault(entity.parent, []).append(entity)
        return {code: tuple(entities) for code, entities in found.items()}

    def reporting(self) -> tuple[Entity, ...]:
        """Return the entities that fill a workbook: those with nobody below them."""
        return tuple(entity for entity in self.entities if not self.children(entity.code))
