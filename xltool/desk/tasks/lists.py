"""Use a list of projects, least rows or lines that was dropped instead of the campaign's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.folder import load_campaign
from xltool.campaign.list_files import use_list
from xltool.desk.task_files import campaign_folder, one_staged, without_places
from xltool.desk.task_sentences import as_result, sentence
from xltool.errors import CampaignError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.desk.job_process import TaskInput
    from xltool.model.observer import Observer


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Replace the list; return its name in the campaign's folder."""
    with without_places(task):
        path = one_staged(task, "projects")
        if path is None:
            msg = "先选名单 · first choose a list"
            raise CampaignError(msg)
        file = use_list(load_campaign(campaign_folder(task)), path, observer)
        return as_result(sentence("lists", name=file.name), list=file.name)
