"""Where a campaign stands: who owes what, and whether it is closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.campaign.inbox import glance_into
from xltool.campaign.ledger import open_ledger
from xltool.campaign.reminders import reminders
from xltool.campaign.seal import seal_status
from xltool.campaign.status_board import status_board

if TYPE_CHECKING:
    from xltool.campaign.reminders import Reminder
    from xltool.campaign.seal import SealStatus
    from xltool.campaign.status_board import StatusBoard
    from xltool.model.campaign import Campaign


@dataclass(frozen=True, slots=True)
class CampaignStatus:
    """The board of a campaign, and the seal that stands; None when it is open."""

    board: StatusBoard
    seal: SealStatus | None


def campaign_status(campaign: Campaign) -> CampaignStatus:
    """Return where a campaign stands, from what stands in its folder now."""
    with open_ledger(campaign.folder) as ledger:
        inbox = glance_into(campaign, ledger)
        board = status_board(campaign, ledger, inbox)
        return CampaignStatus(board, seal_status(campaign, ledger, inbox))


@dataclass(frozen=True, slots=True)
class CampaignReminders:
    """The board of a campaign, and a reminder for each entity that has something to do."""

    board: StatusBoard
    reminders: tuple[Reminder, ...]


def campaign_reminders(campaign: Campaign, code: str = "") -> CampaignReminders:
    """Return whom to remind of what; of the entity ``code`` alone when given."""
    with open_ledger(campaign.folder) as ledger:
        board = status_board(campaign, ledger, glance_into(campaign, ledger))
        found = reminders(board, ledger)
        return CampaignReminders(
            board, tuple(each for each in found if code in {"", each.status.entity.code})
        )
