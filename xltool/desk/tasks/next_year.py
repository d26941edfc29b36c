"""Start next year's campaign from this one, with a new list of units if one was dropped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.start import StartRequest, start_campaign_folder
from xltool.desk.task_files import (
    campaign_folder,
    folder_named,
    one_staged,
    without_places,
)
from xltool.desk.task_sentences import as_result, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.desk.job_process import TaskInput
    from xltool.model.observer import Observer


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Start the campaign beside this one; return the name of its folder."""
    with without_places(task):
        last = campaign_folder(task)
        period = task.form.get("period", "").strip()
        folder = folder_named(task.home, task.form.get("name", "") or period)
        request = StartRequest(
            example="", entities=one_staged(task, "entities"), last=last, period=period,
            deadline=task.form.get("deadline", ""), pack=None,
        )  # fmt: skip
        start_campaign_folder(folder, request, observer)
        return as_result(sentence("next-year", name=folder.name), folder=folder.name)
