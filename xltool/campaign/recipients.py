"""Who fills in a workbook in a campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Entity, Pack


def recipients(campaign: Campaign, pack: Pack) -> dict[str, Entity]:
    """Return those who fill in a workbook, by code: who reports, then who consolidates others.

    The latter only if the pack has forms for them.
    """
    found = {entity.code: entity for entity in campaign.reporting()}
    if all(form in pack.reported for form in pack.forms):
        return found
    return found | {each.code: each for each in campaign.entities if each.code not in found}
