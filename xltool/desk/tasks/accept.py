"""Say which of a unit's files counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.acceptance import accept_file
from xltool.campaign.campaign_pack import load_pack_for
from xltool.campaign.folder import IN, load_campaign
from xltool.desk.inbox_facts import inbox_facts
from xltool.desk.task_files import campaign_folder, without_places
from xltool.desk.task_sentences import as_result, sentence
from xltool.errors import CampaignError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from xltool.desk.job_process import TaskInput
    from xltool.model.campaign import Campaign
    from xltool.model.observer import Observer


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Choose the file whose content the form names by its hash, over the unit's others."""
    with without_places(task):
        campaign = load_campaign(campaign_folder(task))
        path = _path(campaign, task.form.get("content", ""))
        item = accept_file(campaign, load_pack_for(campaign), path, observer)
        short = campaign.entity(item.entity).short
        return as_result(sentence("chosen", unit=short, name=item.name))


def _path(campaign: Campaign, content: str) -> Path:
    """Return the file of this content that stands in ``in/``."""
    for unit in inbox_facts(campaign).units:
        for file in unit.files:
            if file.sha256 == content:
                return campaign.folder / IN / file.name
    msg = "这份文件已经不在了，请重新打开本页 · the file is gone: open the page again"
    raise CampaignError(msg)
