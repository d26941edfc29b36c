"""Whose figures of last year an entity goes on from: renamed, merged and split entities.

The list of entities says it in its column 原代码 (``was``): the codes that an entity is made of.
Without one it goes on from the entity with its own code.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.campaign.entity_list import read_entities, read_former_codes
from xltool.lists.headed_list import code_problem, raise_problems

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from xltool.lists.headed_list import ListRow
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity

BETWEEN_CODES = re.compile(r"[\s、，,；;/+]+")
"""What stands between the codes of entities that were merged."""


@dataclass(frozen=True, slots=True)
class Succession:
    """The entities of the new year, and the codes of last year's that each comes from.

    ``sources`` has every entity that reports; with no code it is new.
    """

    entities: tuple[Entity, ...]
    sources: Mapping[str, tuple[str, ...]]

    def split(self) -> frozenset[str]:
        """Return last year's codes that several entities come from: nobody can divide these."""
        counts = Counter(code for codes in self.sources.values() for code in set(codes))
        return frozenset(code for code, count in counts.items() if count > 1)

    def uses(self, code: str) -> bool:
        """Whether some entity comes from one of last year's."""
        return any(code in codes for codes in self.sources.values())


def same_entities(last: Campaign) -> Succession:
    """Return the succession where the entities are those of last year."""
    sources = {entity.code: (entity.code,) for entity in last.reporting()}
    return Succession(last.entities, sources)


def read_succession(path: Path, last: Campaign) -> Succession:
    """Return the entities of a list, and whose figures of ``last`` each of them goes on from.

    Raises ``ListError`` with a line for each row that cannot be used.
    """
    entities, rows = read_entities(path), read_former_codes(path)
    parents = {entity.parent for entity in entities}
    raise_problems(problem for row in rows for problem in _problems(row, last, parents))
    before = {entity.code for entity in last.reporting()}
    sources = {
        row["code"]: _codes(row) or ((row["code"],) if row["code"] in before else ())
        for row in rows
        if row["code"] not in parents
    }
    return Succession(entities, sources)


def _codes(row: ListRow) -> tuple[str, ...]:
    return tuple(code for code in BETWEEN_CODES.split(row["was"]) if code)


def _problems(row: ListRow, last: Campaign, parents: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with the former codes of a row.

    ``parents`` consolidate others now: they have no figures of their own, so any code will do.
    """
    codes = _codes(row)
    for code in dict.fromkeys(codes):
        below = () if row["code"] in parents else last.children(code)
        if problem := _problem(code, codes.count(code), last, below):
            yield f"{row.place}: {problem}"


def _problem(code: str, times: int, last: Campaign, below: Sequence[Entity]) -> str:
    known = {entity.code for entity in last.entities}
    if changed := code_problem(code, known):
        return changed
    if code not in known:
        return (
            f"{code}: 原代码有误，上年名录里没有这个单位，请改正或删去 · "
            "no such former code in last year's list: correct or delete it"
        )
    if below:
        codes = "、".join(child.code for child in below)
        return (
            f"{code}: 原代码有误，上年是汇总单位，请写它下面的单位：{codes} · "
            f"consolidated others last year: name those below it, {codes}"
        )
    if times > 1:
        return f"{code}: 原代码写了几次，请留一个 · stands there more than once: keep one"
    return ""
