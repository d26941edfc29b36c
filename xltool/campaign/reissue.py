"""Write a correction copy of each checked return for its sender, with the findings marked."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch.given_facts import GIVEN, GivenFacts, load_given
from xltool.campaign.correction_copy import correction_copy
from xltool.campaign.folder import IN, OUT
from xltool.campaign.generate import ADJUSTING, workbook_name
from xltool.campaign.inbox import KEPT
from xltool.campaign.roll_up import adjusts
from xltool.campaign.session import at_work
from xltool.errors import CampaignError
from xltool.kinds import Severity
from xltool.model.findings import Finding
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.batch.batch import Tell
    from xltool.campaign.checking import Checked
    from xltool.model.findings import Return
    from xltool.model.forms import Entity
    from xltool.writing.corrections import Corrections

NOT_OF_CAMPAIGN = frozenset({"R34.period", "R34.unknown"})
"""Messages about a return that does not belong to this campaign."""
OWNER = frozenset({"entity", "period"})
"""What a workbook may contradict itself about so that nobody knows whom to send it back to."""


@dataclass(frozen=True, slots=True)
class ReissuedWorkbook:
    """The workbook that was written for the sender of ``source``, or ``why`` there is none."""

    source: str
    path: Path | None = None
    entity: Entity | None = None
    serial: str = ""
    review: Corrections | None = None
    why: Finding | None = None


def reissue(checked: Checked, folder: Path, tell: Tell) -> Iterator[ReissuedWorkbook]:
    """Write a workbook for each return into ``folder``; yield the outcome for each.

    In a campaign the workbooks are entered in its ledger. Raises ``CampaignError`` when ``folder``
    holds the returns or other files of the campaign; then nothing was written.
    """
    _require_other_folder(checked, folder)
    if checked.campaign is None:
        yield from _reissued(checked, folder)
        return
    with at_work(checked.campaign, "check --reissue", tell, folder) as session:
        for item in _reissued(checked, folder):
            if item.path and item.entity and item.review:
                session.record_sent(item.path, item.entity.code, item.serial, item.review.sha256)
            yield item


def _require_other_folder(checked: Checked, folder: Path) -> None:
    taken = {Path(item.path).resolve().parent for item in checked.returns}
    if checked.campaign:
        taken |= {(checked.campaign.folder / name).resolve() for name in (IN, OUT, KEPT, GIVEN)}
    if folder.resolve() in taken:
        msg = f"{folder}: 里面是别的文件，请另给一个文件夹 · holds other files: give another folder"
        raise CampaignError(msg)


def _reissued(checked: Checked, folder: Path) -> Iterator[ReissuedWorkbook]:
    pack, campaign = checked.pack, checked.campaign
    given = load_given(campaign, pack) if campaign else GivenFacts()
    undecided = checked.undecided()
    written = set[Path]()
    for item in checked.returns:
        why = refusal(item, undecided)
        if why:
            yield ReissuedWorkbook(item.path, why=why)
            continue
        copy = correction_copy(pack, item, campaign, given)
        submission = copy.submission
        kind = ADJUSTING if adjusts(pack, submission) else ""
        path = folder / workbook_name(submission.entity, submission.period, kind)
        if path not in written:  # the same content under another name gives the same copy
            written.add(path)
            serial = write_workbook(path, pack, submission, copy.fixed, copy.review)
            yield ReissuedWorkbook(item.path, path, submission.entity, serial, copy.review)


def refusal(item: Return, undecided: Mapping[str, Finding]) -> Finding | None:
    """Return why a return gets no correction copy, or None when it gets one.

    It gets none when nothing was read, when it is a consolidated workbook, and when its entity or
    period is not certain. ``undecided`` are the findings about entities with several returns, by
    entity code.
    """
    submission = item.submission
    if submission is None:
        return item.findings[0]
    if submission.children:
        return Finding("", Severity.INFO, "reissue.parent")
    doubts = (finding for finding in item.findings if _doubts_owner(finding))
    return next(doubts, undecided.get(submission.entity.code))


def _doubts_owner(finding: Finding) -> bool:
    contradiction = finding.rule == "XL-151" and finding.params.get("what") in OWNER
    return finding.message in NOT_OF_CAMPAIGN or contradiction
