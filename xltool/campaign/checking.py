"""Check returned files, inside a campaign or without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.batch.batch import READ_HERE, ReadOptions, check
from xltool.batch.found_files import files_of
from xltool.campaign.inbox import earlier_returns, look_into
from xltool.campaign.ledger import open_ledger
from xltool.campaign.session import at_work, looking
from xltool.campaign.standing_seal import sealed_notice, standing_seal
from xltool.model.findings import has_errors
from xltool.model.observer import SILENT

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.findings import Finding, Return
    from xltool.model.forms import Entity, Pack
    from xltool.model.observer import Observer


@dataclass(frozen=True, slots=True)
class Checked:
    """The result of a check: the returns with their findings, and the findings between returns.

    ``pack`` and ``campaign`` are what the returns were checked against; of a campaign that
    ``is_sealed`` nothing was entered.
    """

    returns: Collection[Return]
    between: Sequence[Finding]
    pack: Pack
    campaign: Campaign | None = None
    is_sealed: bool = False

    @property
    def has_errors(self) -> bool:
        """Whether something keeps a return from being accepted, or stands between them."""
        return has_errors(self.returns, self.between)

    def owing(self) -> list[Entity]:
        """Return the entities of the campaign that have not reported; none without a campaign."""
        reported = {item.submission.entity.code for item in self.returns if item.submission}
        expected = self.campaign.reporting() if self.campaign else ()
        return [entity for entity in expected if entity.code not in reported]

    def undecided(self) -> dict[str, Finding]:
        """Return the findings about entities with several returns, by entity code."""
        return {f.entity: f for f in self.between if f.message == "R34.duplicate"}


def check_files(
    pack: Pack,
    campaign: Campaign | None,
    paths: Sequence[Path],
    observer: Observer = SILENT,
    options: ReadOptions = READ_HERE,
) -> Checked:
    """Check the files that ``paths`` name; in a campaign and without paths, those in ``in/``.

    A campaign is locked meanwhile, and those of the files that stand in ``in/`` are entered in its
    ledger; in a closed one nothing is. The observer is told of each file that is
    skipped. Raises ``XltoolError`` when there are no files, ``CampaignError`` when another run
    holds the lock.
    """
    if campaign is None:
        returns, between = check(files_of(paths, observer), pack, None, options, observer)
        return Checked(returns, between, pack)
    if seal := standing_seal(campaign):
        observer.notify(sealed_notice(seal, campaign.folder))
        with looking(campaign, observer) as session:
            files, options = session.files(paths), session.with_earlier(options)
            returns, between = check(files, pack, campaign, options, observer)
        return Checked(returns, between, pack, campaign, is_sealed=True)
    with at_work(campaign, "check", observer) as session:
        files, options = session.files(paths), session.with_earlier(options)
        returns, between = check(files, pack, campaign, options, observer)
        session.record_returns(returns)
    return Checked(returns, between, pack, campaign)


def check_again(
    campaign: Campaign, pack: Pack, observer: Observer = SILENT
) -> tuple[Collection[Return], Sequence[Finding]]:
    """Check the files that count once more, without entering anything in the ledger.

    Return them with what was found, and the findings between them.
    """
    with open_ledger(campaign.folder) as ledger:
        files = look_into(campaign, ledger).counting
        options = ReadOptions(earlier=earlier_returns(ledger))
    return check(files, pack, campaign, options, observer) if files else ([], [])
