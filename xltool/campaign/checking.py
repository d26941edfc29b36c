"""Check returned files, in a campaign or without one: what was found, and against what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.batch.batch import READ_HERE, check, files_of
from xltool.campaign.session import at_work

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from xltool.batch.batch import ReadOptions, Tell
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Pack


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check has found: the returns, what is wrong between them, and against what."""

    returns: Collection[Return]
    between: Sequence[Finding]
    pack: Pack
    campaign: Campaign | None = None


def check_files(
    pack: Pack,
    campaign: Campaign | None,
    paths: Sequence[Path],
    tell: Tell,
    way: ReadOptions = READ_HERE,
) -> Checked:
    """Check the files that ``paths`` name, of a campaign those in ``in/`` when it names none.

    In a campaign its lock is held meanwhile, and what stands in ``in/`` is entered in the ledger.
    Raises ``XltoolError`` when there are no files,
    ``CampaignError`` when somebody else is at work.
    """
    if campaign is None:
        returns, between = check(files_of(paths, tell), pack, None, way)
    else:
        with at_work(campaign, "check", tell) as session:
            returns, between = check(session.files(paths), pack, campaign, way)
            session.received(returns)
    return Checked(returns, between, pack, campaign)
