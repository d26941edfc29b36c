"""Start a campaign: from a list of units that was dropped, or from an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.start import StartRequest, start_campaign_folder
from xltool.desk.task_files import folder_named, one_staged, without_places
from xltool.desk.task_sentences import as_result, sentence
from xltool.errors import CampaignError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.desk.job_process import TaskInput
    from xltool.model.observer import Observer


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Start the campaign; return the name of its folder."""
    with without_places(task):
        return _start(task, observer)


def _start(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    example = task.form.get("example", "")
    entities = None if example else one_staged(task, "entities")
    if not example and entities is None:
        msg = "先选单位名录 · first choose the list of units"
        raise CampaignError(msg)
    period = task.form.get("period", "").strip()
    folder = folder_named(task.home, task.form.get("name", "") or example or period)
    request = StartRequest(
        example=example, entities=entities, last=None, period="" if example else period,
        deadline=task.form.get("deadline", ""), pack=task.form.get("pack") or None,
    )  # fmt: skip
    task.home.mkdir(parents=True, exist_ok=True)
    start_campaign_folder(folder, request, observer)
    return as_result(sentence("new", name=folder.name), folder=folder.name)
