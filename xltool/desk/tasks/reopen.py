"""Open a sealed campaign again, for a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.folder import load_campaign
from xltool.campaign.seal import reopen_campaign
from xltool.desk.task_files import campaign_folder, without_places
from xltool.desk.task_sentences import as_result, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.desk.job_process import TaskInput
    from xltool.model.observer import Observer


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Open it; the reason is entered in the ledger."""
    with without_places(task):
        campaign = load_campaign(campaign_folder(task))
        reopen_campaign(campaign, task.form.get("reason", ""), observer)
        return as_result(sentence("reopen"))
