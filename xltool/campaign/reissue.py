"""Checked returns → workbooks for their senders, with the findings marked, or why there is none."""

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
    from xltool.campaign.correction_copy import CorrectionCopy
    from xltool.model.findings import Return
    from xltool.model.forms import Entity, Pack
    from xltool.writing.corrections import Corrections

STRANGE = frozenset({"R34.period", "R34.unknown"})
"""Findings that say a return is not of this campaign."""
WHOSE = frozenset({"entity", "period"})


@dataclass(frozen=True, slots=True)
class ReissuedWorkbook:
    """What became of one return: the workbook written for its sender, or why there is none."""

    source: str
    path: Path | None = None
    entity: Entity | None = None
    serial: str = ""
    review: Corrections | None = None
    why: Finding | None = None


def reissue(checked: Checked, folder: Path, tell: Tell) -> Iterator[ReissuedWorkbook]:
    """Write the workbooks of all returns into ``folder``; yield what became of each.

    A campaign's ledger gets each copy with its own serial number. Raises ``CampaignError`` when
    ``folder`` is where the returns or other files of the campaign are; then nothing was written.
    """
    _must_be_apart(checked, folder)
    if checked.campaign is None:
        yield from _copies(checked, folder)
        return
    with at_work(checked.campaign, "check --reissue", tell, folder) as session:
        for copy in _copies(checked, folder):
            if copy.path and copy.entity and copy.review:
                session.sent(copy.path, copy.entity.code, copy.serial, copy.review.sha256)
            yield copy


def _must_be_apart(checked: Checked, folder: Path) -> None:
    taken = {Path(item.path).resolve().parent for item in checked.returns}
    if checked.campaign:
        taken |= {(checked.campaign.folder / name).resolve() for name in (IN, OUT, KEPT, GIVEN)}
    if folder.resolve() in taken:
        msg = f"{folder}: 里面是别的文件，请另给一个文件夹 · holds other files: give another folder"
        raise CampaignError(msg)


def _copies(checked: Checked, folder: Path) -> Iterator[ReissuedWorkbook]:
    pack, campaign = checked.pack, checked.campaign
    given = load_given(campaign, pack) if campaign else GivenFacts()
    undecided = {f.entity: f for f in checked.between if f.message == "R34.duplicate"}
    written = set[Path]()
    for item in checked.returns:
        why = refusal(item, undecided)
        if why:
            yield ReissuedWorkbook(item.path, why=why)
            continue
        anew = correction_copy(pack, item, campaign, given)
        path = folder / _name(pack, anew)
        if path not in written:  # the same content under another name gives the same copy
            written.add(path)
            serial = write_workbook(path, pack, anew.submission, anew.fixed, anew.review)
            yield ReissuedWorkbook(item.path, path, anew.submission.entity, serial, anew.review)


def _name(pack: Pack, anew: CorrectionCopy) -> str:
    kind = ADJUSTING if adjusts(pack, anew.submission) else ""
    return workbook_name(anew.submission.entity, anew.submission.period, kind)


def refusal(item: Return, undecided: Mapping[str, Finding]) -> Finding | None:
    """Return why a return is not written anew: nothing was read, or it is not certain whose it is.

    ``undecided`` are the findings about entities with several returns, by entity.
    """
    submission = item.submission
    if submission is None:
        return item.findings[0]
    if submission.children:
        return Finding("", Severity.INFO, "reissue.parent")
    doubtful = (finding for finding in item.findings if _doubts(finding))
    return next(doubtful, undecided.get(submission.entity.code))


def _doubts(finding: Finding) -> bool:
    """Whether a finding leaves open whose return it is, or of which year."""
    torn = finding.rule == "XL-151" and finding.params.get("what") in WHOSE
    return finding.message in STRANGE or torn
