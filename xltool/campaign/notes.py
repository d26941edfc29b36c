"""The officer's reply to what a sender says of a warning, entered in the ledger."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.batch.explained import with_required
from xltool.campaign.corrected_returns import not_counting
from xltool.campaign.session import at_work
from xltool.errors import CampaignError
from xltool.kinds import ReplyKind, Verdict
from xltool.model.explanations import LONGEST_EXPLANATION
from xltool.model.findings import verdict_of
from xltool.model.observer import SILENT
from xltool.text import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.campaign.ledger import Ledger
    from xltool.campaign.ledger_returns import Received
    from xltool.model.campaign import Campaign
    from xltool.model.explanations import Reply
    from xltool.model.findings import Finding
    from xltool.model.observer import Observer


def reply(
    campaign: Campaign, entity: str, place: str, answer: Reply, observer: Observer = SILENT
) -> list[Finding]:
    """Enter the officer's reply as ``reply_to`` does, in a campaign that is locked meanwhile."""
    with at_work(campaign, "note", observer) as session:
        return reply_to(campaign, session.ledger, entity, place, answer)


def reply_to(
    campaign: Campaign, ledger: Ledger, entity: str, place: str, reply: Reply
) -> list[Finding]:
    """Enter the reply to all explanations of an entity at ``place``; return their findings.

    ``place`` is as reports show it, ``收支总表!B5``, in the last return of the entity that counts;
    of a warning about a whole file it is the rule. Every return that says the same is judged anew.
    Raises ``CampaignError`` when nothing is explained there, or the reply cannot be taken.
    """
    _check_words(reply)
    campaign.entity(entity)
    aside = not_counting(ledger, entity)
    returns = [item for item in ledger.received() if item.entity == entity]
    counting = [item for item in returns if item.sha256 not in aside]
    explained = [f for f in counting[-1].findings if f.explained] if counting else []
    found = [finding for finding in explained if _place(finding) == place]
    if not found:
        raise _nothing_explained(entity, place, explained)
    replies = {(f.subject, f.state): reply for f in found}
    ledger.record_reply(entity, replies, [_judged(campaign, each, replies) for each in returns])
    return found


def _place(finding: Finding) -> str:
    return finding.location or finding.rule


def _check_words(reply: Reply) -> None:
    if len(reply.words) > LONGEST_EXPLANATION:
        msg = f"答复最多 {LONGEST_EXPLANATION} 个字 · at most {LONGEST_EXPLANATION} characters"
        raise CampaignError(msg)
    if reply.kind is ReplyKind.DECLINED and not reply.words.strip():
        msg = "不采纳的，请写明原因 · say why it is declined"
        raise CampaignError(msg)


def _nothing_explained(entity: str, place: str, explained: Sequence[Finding]) -> CampaignError:
    places = "、".join(dict.fromkeys(map(_place, explained)))
    if places:
        there = Bilingual(f"有说明的是 {places}", f"explained are {places}")
    else:
        there = Bilingual("这个单位没有任何说明", "this unit has explained nothing")
    return CampaignError(
        f"{entity} {place}: 这里没有说明，{there.zh} · nothing is explained here; {there.en}"
    )


def _judged(
    campaign: Campaign, item: Received, replies: Mapping[tuple[str, str], Reply]
) -> Received:
    """Return a return with replies by subject and state, and what it comes to."""
    replied = [
        replace(f, explained=replace(f.explained, reply=replies[f.subject, f.state]))
        if f.explained and (f.subject, f.state) in replies
        else f
        for f in item.findings
    ]
    findings = with_required(replied, item.entity, required=campaign.answers_required)
    is_rejected = item.verdict is Verdict.REJECTED
    verdict = item.verdict if is_rejected else verdict_of(findings)
    return replace(item, findings=findings, verdict=verdict)
