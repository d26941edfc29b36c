"""The seal that closes a campaign: as long as it stands nothing is entered."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.campaign.ledger import open_ledger
from xltool.errors import NeedsCommandError
from xltool.model.notices import Notice

if TYPE_CHECKING:
    from xltool.campaign.ledger import Ledger
    from xltool.campaign.ledger_seals import Seal
    from xltool.model.campaign import Campaign


class CampaignSealedError(NeedsCommandError):
    """The campaign is closed by a ``seal``: who closed it, when, how to go on."""

    def __init__(self, folder: Path, seal: Seal) -> None:
        """Say who closed it, and by which command it is opened."""
        at, command = (
            _local_time(seal),
            "xltool seal" if folder == Path() else f"xltool seal {folder}",
        )
        super().__init__(
            f"{folder}: 已由 {seal.who} 于 {at} 封存；要改动，先运行 {command} --reopen 原因 · "
            f"sealed by {seal.who} at {at}, to change anything, first {command} --reopen REASON",
            f"已由 {seal.who} 于 {at} 封存；要改动，先解除封存 · "
            f"sealed by {seal.who} at {at}, to change anything, open it again first",
        )
        self.seal = seal


def require_unsealed(ledger: Ledger, folder: Path) -> None:
    """Raise ``CampaignSealedError`` when the campaign is closed."""
    if seal := ledger.seals.standing():
        raise CampaignSealedError(folder, seal)


def require_open(campaign: Campaign) -> None:
    """Raise as ``require_unsealed``, of a campaign that nobody has opened the ledger of."""
    with open_ledger(campaign.folder) as ledger:
        require_unsealed(ledger, campaign.folder)


def standing_seal(campaign: Campaign) -> Seal | None:
    """Return the seal that closes a campaign; None when it is open."""
    with open_ledger(campaign.folder) as ledger:
        return ledger.seals.standing()


def sealed_notice(seal: Seal, folder: Path) -> Notice:
    """Return who closed a campaign, and when, as a notice about its folder."""
    return Notice("sealed", folder, {"who": seal.who, "at": _local_time(seal)})


def _local_time(seal: Seal) -> str:
    return datetime.fromisoformat(seal.at).astimezone().strftime("%Y-%m-%d %H:%M")
