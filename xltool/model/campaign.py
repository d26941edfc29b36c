"""A campaign 报送任务: the entities that report for one period, and the projects of each."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from xltool.errors import CampaignError
from xltool.text import squeezed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.model.forms import Entity


@dataclass(frozen=True)
class Campaign:
    """One collection of returns: ``root`` is the code of the entity that consolidates.

    ``entities`` are in the order of ``entities.csv``, ``projects`` by entity code. ``deadline`` is
    ``2020-11-30``, or empty. ``rows`` are the least rows of a register, by entity code and form,
    where they are not those of the pack. With ``answers_required`` no return is accepted with a
    warning that its sender has not explained. ``pack`` is the id of its pack, ``version`` the one
    that it was started with; ``pack_folder``, absolute or from the campaign's own, is empty for a
    pack that ships with xltool. All three are empty where a campaign does not name its pack.
    ``lines`` are the codes that a code tree prints besides those of the pack, like ``rows``.
    ``approved`` is the day on which the budget was approved 批复日期, or empty.
    """

    folder: Path
    title: str
    period: str
    root: str
    entities: tuple[Entity, ...]
    projects: Mapping[str, tuple[str, ...]]
    deadline: str = ""
    rows: Mapping[tuple[str, str], int] = field(default_factory=dict)
    answers_required: bool = False
    pack: str = ""
    version: str = ""
    pack_folder: str = ""
    lines: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    approved: str = ""

    def entity(self, code: str) -> Entity:
        """Return the entity ``code``; raise ``CampaignError`` when it is not registered."""
        if code not in self._by_code:
            msg = f"entities.csv: 没有单位 {code} · no entity {code}"
            raise CampaignError(msg)
        return self._by_code[code]

    def unit(self, named: str) -> Entity:
        """Return the entity of which ``named`` is the code, the name or the short name.

        Raises ``CampaignError`` that lists several of one name, or tells the nearest.
        """
        found = self.units(named)
        if len(found) == 1:
            return found[0]
        if found:
            listed = [f"{entity.code} {entity.name}" for entity in found]
            msg = (
                f"{named}: 不止一个单位，请写代码：{'、'.join(listed)} · "
                f"several units, give a code: {', '.join(listed)}"
            )
            raise CampaignError(msg)
        near = self._like(named)
        msg = f"{named}: 名录里没有这个单位，最像的是 {near} · no such unit; the nearest is {near}"
        raise CampaignError(msg)

    def units(self, named: str) -> list[Entity]:
        """Return the entities with this code, or else with this name or short name."""
        text = squeezed(named)
        if text in self._by_code:
            return [self._by_code[text]]
        return [e for e in self.entities if text in {squeezed(e.name), squeezed(e.short)}]

    def _like(self, named: str) -> str:
        """Return code and short name of the entity most like ``named``."""
        names = {
            name: entity
            for entity in reversed(self.entities)
            for name in (entity.code, entity.name, entity.short)
        }
        near = get_close_matches(named, names, 1, cutoff=0)
        holding = [name for name in names if named in name]
        entity = names[(holding or near)[0]]
        return f"{entity.code} {entity.short}"

    def children(self, code: str) -> tuple[Entity, ...]:
        """Return the entities right below ``code``, in the order of ``entities.csv``."""
        return self._by_parent.get(code, ())

    @cached_property
    def _by_code(self) -> Mapping[str, Entity]:
        return {entity.code: entity for entity in self.entities}

    @cached_property
    def _by_parent(self) -> Mapping[str, tuple[Entity, ...]]:
        groups: dict[str, list[Entity]] = {}
        for entity in self.entities:
            groups.setdefault(entity.parent, []).append(entity)
        return {code: tuple(entities) for code, entities in groups.items()}

    def least_rows(self, code: str) -> dict[str, int]:
        """Return the least rows of the registers of ``code``, by form."""
        return {form: count for (owner, form), count in self.rows.items() if owner == code}

    def reporting(self) -> tuple[Entity, ...]:
        """Return the entities that fill in a workbook: those with no others below them."""
        return tuple(entity for entity in self.entities if not self.children(entity.code))
