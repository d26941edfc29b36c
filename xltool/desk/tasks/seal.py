"""Close a consolidated campaign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.folder import load_campaign
from xltool.campaign.seal import seal_campaign
from xltool.desk.task_files import campaign_folder, without_places
from xltool.desk.task_sentences import as_result, sentence
from xltool.messages.notice_texts import notice_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.desk.job_process import TaskInput
    from xltool.model.notices import Notice
    from xltool.model.observer import Observer


def obstacle_text(notice: Notice, language: str) -> str:
    """Return what still keeps a campaign open; a file before it by its name alone."""
    text = notice_text(notice, language)
    mark = "：" if language == "zh" else ": "
    return f"{notice.path.as_posix()}{mark}{text}" if notice.path else text


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Seal it, unless something is still open: then say what."""
    with without_places(task):
        outcome = seal_campaign(load_campaign(campaign_folder(task)), observer)
        if outcome.seal is None:
            told = {
                f"obstacles.{language}": "\n".join(
                    obstacle_text(each, language) for each in outcome.obstacles
                )
                for language in ("zh", "en")
            }
            return as_result(sentence("seal.refused"), outcome="refused", **told)
        count = len(outcome.seal.contents)
        return as_result(sentence("seal", count=count), outcome="sealed")
