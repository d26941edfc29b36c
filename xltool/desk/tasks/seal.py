"""Close a consolidated campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.folder import load_campaign
from xltool.campaign.seal import seal_campaign
from xltool.desk.task_texts import campaign_folder, sentence, without_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.desk.job_process import TaskInput
    from xltool.model.observer import Observer


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Seal it, unless something is still open: then say what."""
    with without_places(task):
        outcome = seal_campaign(load_campaign(campaign_folder(task)), observer)
        if outcome.seal is None:
            told = "\n".join(outcome.obstacles)
            return {"outcome": "refused", "obstacles": told, **sentence("seal.refused")}
        count = len(outcome.seal.contents)
        return {"outcome": "sealed", **sentence("seal", count=count)}
