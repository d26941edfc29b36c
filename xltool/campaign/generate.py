"""Campaign → workbooks: one per reporting entity, blank or prefilled."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.batch.given_facts import facts_by_entity, load_given, merged
from xltool.bulk.bulk_writer import BulkWriter
from xltool.campaign.folder import OUT, planned
from xltool.errors import CampaignError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity, Pack


ADJUSTING = "调整"


def workbook_name(entity: Entity, period: str, kind: str = "") -> str:
    """Return the file name of an entity's workbook: ``312002-公安局-2020.xlsx``.

    What a file name cannot hold, on Windows either, becomes ``_``.
    """
    short = re.sub(r'[\x00-\x1f\x7f<>:"/\\|?*]', "_", entity.short)
    parts = [entity.code, short, *([kind] if kind else []), period]
    return "-".join(parts) + ".xlsx"


@dataclass(frozen=True, slots=True)
class WrittenWorkbook:
    """A workbook that was written: where, for whom, and the serial number of the copy."""

    path: Path
    entity: Entity
    serial: str


def generate_all(
    campaign: Campaign, pack: Pack, data: Iterable[Path], only: Sequence[str]
) -> Iterator[Path]:
    """Write the workbooks of the reporting entities into ``out/``; yield each path.

    ``data`` are facts files to prefill from; what the campaign gives in ``given/`` is filled in,
    too, and locked. ``only`` keeps these entity codes; an entity that consolidates gets its
    workbook of adjustments when it is named there. Raises ``CampaignError`` for a code or facts
    of an entity that does not report, ``NoSlotError`` for a fact without a place; then nothing
    was written.
    """
    for written in write_all(campaign, pack, data, only):
        yield written.path


def write_all(
    campaign: Campaign, pack: Pack, data: Iterable[Path], only: Sequence[str]
) -> Iterator[WrittenWorkbook]:
    """Do the same as ``generate_all``, and yield with each path whose copy it is."""
    facts, given = facts_by_entity(campaign, pack, data), load_given(campaign, pack)
    reporting = {entity.code: entity for entity in campaign.reporting()}
    parents, locked = _parents(campaign, pack, only), given.by_entity
    for code in (*only, *facts, *given.tables):
        if code not in reporting and code not in parents:
            msg = f"{code}: 不是本次填报的单位 · does not report in this campaign"
            raise CampaignError(msg)
    plans = []
    for code in only or reporting:
        tables = merged(facts.get(code, {}), given.tables.get(code, {}))
        submission, fixed = planned(campaign, pack, (reporting | parents)[code], tables)
        plans.append((submission, fixed | locked.get(code, frozenset())))
    stamps = BulkWriter(pack)
    for submission, fixed in plans:
        stamps.check(submission, fixed)
    for submission, fixed in plans:
        kind = ADJUSTING if submission.entity.code in parents else ""
        target = campaign.folder / OUT / workbook_name(submission.entity, campaign.period, kind)
        number = stamps.write(target, submission, fixed)
        yield WrittenWorkbook(target, submission.entity, number)


def _parents(campaign: Campaign, pack: Pack, only: Sequence[str]) -> dict[str, Entity]:
    """Return the entities named that consolidate, if the pack has a form for them."""
    if all(form in pack.reported for form in pack.forms):
        return {}
    named = (entity for entity in campaign.entities if entity.code in only)
    return {entity.code: entity for entity in named if campaign.children(entity.code)}
