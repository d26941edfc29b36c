"""What several pages show of a campaign: read from its ledger and its files, each time anew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.campaign.folder import IN
from xltool.campaign.inbox import glance_into
from xltool.campaign.kept_returns import kept_return
from xltool.campaign.ledger import open_ledger
from xltool.campaign.seal import differing_files, seal_status
from xltool.campaign.status_board import status_board
from xltool.desk.page_words import PageWords
from xltool.desk.words_parts import PARTS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.campaign.inbox import Inbox
    from xltool.campaign.ledger import Ledger
    from xltool.campaign.ledger_seals import Consolidated
    from xltool.campaign.seal import SealStatus
    from xltool.campaign.status_board import StatusBoard
    from xltool.kinds import FormState
    from xltool.model.campaign import Campaign
    from xltool.model.submission import Submission


@dataclass(frozen=True, slots=True)
class OwnWorkbook:
    """The department's own workbook, as it was checked last.

    ``forms`` are the states of its forms by form id; ``submission`` is what was typed in it, None
    when that is not known.
    """

    name: str
    forms: Mapping[str, FormState]
    submission: Submission | None


@dataclass(frozen=True, slots=True)
class CampaignFacts:
    """The board, the seal that stands, and what was consolidated, the last first.

    ``differing`` are the files that came, went or were changed since the last consolidation.
    ``own`` is the department's own workbook; None when it has not come back, or is not checked.
    """

    board: StatusBoard
    seal: SealStatus | None
    consolidations: tuple[Consolidated, ...]
    differing: tuple[str, ...] = ()
    own: OwnWorkbook | None = None


def campaign_facts(campaign: Campaign) -> CampaignFacts:
    """Return what stands in the campaign's folder now."""
    with open_ledger(campaign.folder) as ledger:
        inbox = glance_into(campaign, ledger, opens=False)
        board = status_board(campaign, ledger, inbox)
        seal = seal_status(campaign, ledger, inbox)
        made = tuple(ledger.seals.consolidations(campaign.root))
        own = _own_workbook(campaign, ledger, inbox)
    names = differing_files(made[0], inbox) if made else ()
    differing = tuple(name.removeprefix(f"{IN}/") for name in names)
    return CampaignFacts(board, seal, made, differing, own)


def differing_text(facts: CampaignFacts, language: str) -> str:
    """Return which files are not as they were consolidated last, and what to do."""
    names = ("、" if language == "zh" else ", ").join(facts.differing)
    return PageWords(PARTS, language).say("differs", names=names)


def _own_workbook(campaign: Campaign, ledger: Ledger, inbox: Inbox) -> OwnWorkbook | None:
    """Return the workbook that the department filled in itself, the last one that counts."""
    counting = {inbox.files[path] for path in inbox.counting}
    found = [
        item
        for item in ledger.summaries()
        if item.entity == campaign.root and item.sha256 in counting
    ]
    if not found:
        return None
    last = found[-1]
    kept = kept_return(ledger, last.sha256)
    return OwnWorkbook(last.name, last.forms, kept.submission if kept else None)
