"""Change the day by which returns are due."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.deadline import set_deadline
from xltool.campaign.folder import load_campaign
from xltool.desk.task_files import campaign_folder, without_places
from xltool.desk.task_sentences import as_result, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.desk.job_process import TaskInput
    from xltool.model.observer import Observer


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Change it, or take it away when the field is blank."""
    with without_places(task):
        day = task.form.get("deadline", "").strip()
        set_deadline(load_campaign(campaign_folder(task)), day, observer)
        said = sentence("deadline", day=day) if day else sentence("deadline.none")
        return as_result(said)
