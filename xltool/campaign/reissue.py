"""Write a correction copy of each checked return that needs work, with its findings.

Those without errors, warnings or anything lost are left out unless they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from xltool.batch.given_facts import GivenFacts, load_given
from xltool.campaign.correction_copy import correction_copy
from xltool.campaign.roll_up import adjusts
from xltool.campaign.session import at_work
from xltool.campaign.workbook_names import OWN_FORMS, workbook_name
from xltool.errors import XltoolError
from xltool.kinds import Severity, Verdict
from xltool.model.faults import as_pack_error, faulty
from xltool.model.findings import Finding
from xltool.model.observer import SILENT, Stage, watched
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.campaign.checking import Checked
    from xltool.model.findings import Return
    from xltool.model.forms import Entity
    from xltool.model.observer import Observer
    from xltool.writing.corrections import Corrections

NOT_OF_CAMPAIGN = frozenset({"R34.period", "R34.unknown"})
"""Messages about a return that does not belong to this campaign."""
OWNER = frozenset({"entity", "period"})
"""What a workbook may contradict itself about so that nobody knows whom to send it back to."""


@dataclass(frozen=True, slots=True)
class ReissuedWorkbook:
    """The workbook that was written for the sender of ``source``, or ``why`` there is none.

    Without either, nothing has to be mended in the return.
    """

    source: str
    path: Path | None = None
    entity: Entity | None = None
    serial: str = ""
    review: Corrections | None = None
    why: Finding | None = None


def reissue(
    checked: Checked, folder: Path, observer: Observer = SILENT, *, every: bool = False
) -> Iterator[ReissuedWorkbook]:
    """Write a workbook for each return that is not accepted into ``folder``; yield each outcome.

    ``every`` writes those of accepted returns, too. In a campaign the workbooks are entered in
    its ledger. Whether they may stand in ``folder`` was asked before: ``outputs``.
    """
    if checked.campaign is None:
        yield from _reissued(checked, folder, observer, every=every)
        return
    with at_work(checked.campaign, "check --reissue", observer, folder) as session:
        for item in _reissued(checked, folder, observer, every=every):
            if item.path and item.entity and item.review:
                session.record_sent(item.path, item.entity.code, item.serial, item.review.sha256)
            yield item


def _reissued(
    checked: Checked, folder: Path, observer: Observer, *, every: bool
) -> Iterator[ReissuedWorkbook]:
    pack, campaign = checked.pack, checked.campaign
    given = load_given(campaign, pack) if campaign else GivenFacts()
    undecided = checked.undecided()
    written = set[Path]()
    for item in watched(checked.returns, observer, Stage.REISSUING, len(checked.returns)):
        why = refusal(item, undecided)
        if why:
            yield ReissuedWorkbook(item.path, why=why)
            continue
        if not every and item.verdict is Verdict.ACCEPTED:
            yield ReissuedWorkbook(item.path)
            continue
        try:
            copy = correction_copy(pack, item, campaign, given)
        except XltoolError:
            raise
        except Exception as error:
            if of_pack := as_pack_error(error, Path(item.path)):
                raise of_pack from error
            (fault,) = faulty(Path(item.path), error).findings
            yield ReissuedWorkbook(item.path, why=fault)
            continue
        submission = copy.submission
        kind = OWN_FORMS if adjusts(pack, submission) else ""
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
