"""Make the workbooks to send out, prefilled with the data that was dropped."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xltool.campaign.campaign_pack import load_pack_for
from xltool.campaign.distribution import hand_out
from xltool.campaign.folder import load_campaign
from xltool.desk.handout_package import write_package
from xltool.desk.task_files import campaign_folder, without_places
from xltool.desk.task_sentences import as_result, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.desk.job_process import TaskInput
    from xltool.model.campaign import Campaign
    from xltool.model.observer import Observer

_BETWEEN = re.compile(r"[、，,；;\n]+")


def _named(text: str, campaign: Campaign) -> list[str]:
    """Return the units that are named in a text, by commas; by blanks where no name has them."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    return [each for part in parts for each in ([part] if campaign.units(part) else part.split())]


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Write workbooks and zips into ``out/``; return how many."""
    with without_places(task):
        campaign = load_campaign(campaign_folder(task))
        pack = load_pack_for(campaign)
        only = [campaign.unit(each).code for each in _named(task.form.get("only", ""), campaign)]
        data = [file.path for file in task.staged.get("data", ())]
        count = sum(1 for _ in hand_out(campaign, pack, data, only, observer))
        package = write_package(campaign, pack)
        taken = {"file": str(package)} if package and not only else {}
        return as_result(sentence("generate", count=count), count=str(count), **taken)
