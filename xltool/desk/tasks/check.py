"""Put the files that were dropped into ``in/``, then check what stands there."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from xltool.batch.batch import ReadOptions
from xltool.batch.compact_returns import CompactReturns
from xltool.campaign.campaign_pack import load_pack_for
from xltool.campaign.checking import check_files
from xltool.campaign.folder import load_campaign
from xltool.campaign.receiving import receive
from xltool.desk.task_files import campaign_folder, without_places
from xltool.desk.task_sentences import as_result, listed_texts, sentence
from xltool.kinds import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from xltool.campaign.checking import Checked
    from xltool.desk.job_process import TaskInput
    from xltool.model.observer import Observer
    from xltool.text import Bilingual


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Receive and check; the result says how many returns there are of each verdict."""
    with without_places(task):
        campaign = load_campaign(campaign_folder(task))
        pack = load_pack_for(campaign)
        if staged := task.staged.get("returns", ()):
            receive(campaign, staged, observer)
        checked = check_files(pack, campaign, (), observer, ReadOptions(keep=CompactReturns))
        text = sentence("checked", counts=listed_texts(_counts(checked)))
        return as_result(text, count=str(len(checked.returns)))


def _counts(checked: Checked) -> Iterator[Bilingual]:
    """Yield how many returns there are of each verdict, and how many units have two."""
    counts = Counter(item.verdict for item in checked.returns)
    for verdict in Verdict:
        if counts[verdict]:
            yield sentence(verdict.value, count=counts[verdict])
    if undecided := checked.undecided():
        yield sentence("undecided", count=len(undecided))
