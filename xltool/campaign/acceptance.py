"""Accept a returned file: decide that it counts, over all others of its entity."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from xltool.batch.batch import ReadOptions, check
from xltool.campaign.folder import IN
from xltool.campaign.inbox import (
    digests_inside,
    earlier_returns,
    file_of,
    look_into,
    name_inside,
    record_returns,
)
from xltool.campaign.ledger import Decision, now
from xltool.campaign.session import at_work
from xltool.errors import CampaignError, NeedsCommandError
from xltool.kinds import Verdict
from xltool.model.observer import SILENT
from xltool.spreadsheets.stored_files import is_file

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.campaign.ledger import Ledger
    from xltool.campaign.ledger_returns import Received
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.observer import Observer


def accept_file(
    campaign: Campaign, pack: Pack, path: Path, observer: Observer = SILENT
) -> Received:
    """Decide that ``path`` counts, over all other files of its entity; return its entry.

    ``path`` may be a name in ``in/``, or a unit that has sent one file. Raises ``CampaignError``
    when it does not stand in ``in/``, cannot be read, or has errors.
    """
    with at_work(campaign, "accept", observer) as session:
        ledger = session.ledger
        file = _file_inside(campaign, ledger, path)
        item = _checked(campaign, pack, ledger, file, observer)
        over = frozenset(
            other.sha256
            for other in ledger.summaries()
            if other.entity == item.entity and other.sha256 != item.sha256
        )
        ledger.record_decision(Decision(now(), item.entity, item.sha256, over))
    return replace(item, name=name_inside(campaign, file))


def _checked(
    campaign: Campaign, pack: Pack, ledger: Ledger, file: Path, observer: Observer
) -> Received:
    """Check a file once more and enter it; raise ``CampaignError`` unless it can be accepted.

    Files that were never checked are checked too: else the decision would not cover them.
    """
    known = {item.sha256 for item in ledger.summaries()}
    inbox = look_into(campaign, ledger)
    new = [other for other, sha256 in inbox.files.items() if sha256 not in known]
    files = list({file: None} | dict.fromkeys(new))
    before = digests_inside(campaign, files)
    options = ReadOptions(earlier=earlier_returns(ledger))
    returns, _ = check(files, pack, campaign, options, observer)
    record_returns(campaign, ledger, returns, before, observer)
    first = next(iter(returns))
    item = ledger.received_file(first.sha256)
    if item is None:
        msg = f"{file}: 审核时文件被改动，请再运行 · changed while checked: run again"
        raise CampaignError(msg)
    if first.verdict is Verdict.UNTOUCHED:
        msg = f"{file}: 没有填写，不能接受 · not filled in, so it cannot be accepted"
        raise CampaignError(msg)
    if first.verdict is not Verdict.ACCEPTED:
        msg = f"{file}: 有错误，不能接受，请先运行 xltool check · has errors: see xltool check"
        raise NeedsCommandError(
            msg,
            f"{file.name}: 有错误，不能接受，请先退回修改 · has errors: have them corrected first",
        )
    return item


def _file_inside(campaign: Campaign, ledger: Ledger, path: Path) -> Path:
    """Return the file in ``in/`` that ``path`` means, given from here or by its name alone.

    A unit means the one file that it has sent.
    """
    folder = campaign.folder / IN
    for file in (path, folder / path):
        if is_file(file) and name_inside(campaign, file):
            return file
    units = campaign.units(str(path))
    if len(units) == 1 and (only := file_of(campaign, ledger, *units)):
        return only
    msg = f"{path}: {folder} 中没有这个文件 · no such file in {folder}"
    raise CampaignError(msg)
