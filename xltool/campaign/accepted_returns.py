"""The accepted returns of a campaign: of those who report, and what parents fill in themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from xltool.campaign.checking import check_again
from xltool.campaign.roll_up import adjusts
from xltool.kinds import Verdict
from xltool.model.observer import SILENT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.observer import Observer
    from xltool.model.submission import Submission


@dataclass(frozen=True, slots=True)
class AcceptedReturns:
    """The one accepted return of each entity that has one, by code.

    ``reported`` are those of the reporting entities, in their order, ``own`` those of entities that
    consolidate others: the forms that they fill in themselves. ``own_refused`` are the latter's
    codes of which a file came that was not accepted, or several that nobody decided between.
    """

    reported: Mapping[str, Submission]
    own: Mapping[str, Submission]
    own_refused: frozenset[str] = frozenset()


def accepted_returns(
    campaign: Campaign, pack: Pack, observer: Observer = SILENT
) -> AcceptedReturns:
    """Check the files of a campaign that count once more, and return those that are accepted."""
    returns, between = check_again(campaign, pack, observer)
    undecided = {finding.entity for finding in between}
    read = [(item.submission, item.verdict) for item in returns if item.submission]
    accepted = [each for each, verdict in read if verdict is Verdict.ACCEPTED]
    certain = [each for each in accepted if each.entity.code not in undecided]
    own = {each.entity.code: each for each in certain if adjusts(pack, each)}
    found = {each.entity.code: each for each in certain if not adjusts(pack, each)}
    codes = [entity.code for entity in campaign.reporting()]
    came = {each.entity.code for each, _ in read if adjusts(pack, each)}
    reported = {code: found[code] for code in codes if code in found}
    return AcceptedReturns(reported, own, frozenset(came - own.keys()))
