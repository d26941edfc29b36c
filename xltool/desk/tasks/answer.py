"""Reply to what a unit says of a warning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.folder import load_campaign
from xltool.campaign.notes import reply
from xltool.desk.task_files import campaign_folder, without_places
from xltool.desk.task_sentences import as_result, sentence
from xltool.errors import CampaignError
from xltool.kinds import ReplyKind
from xltool.model.explanations import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.desk.job_process import TaskInput
    from xltool.model.observer import Observer


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Enter the reply to all that is explained at the place which the form names."""
    with without_places(task):
        campaign = load_campaign(campaign_folder(task))
        code, place = task.form.get("entity", ""), task.form.get("place", "")
        kind = task.form.get("reply", "")
        if kind not in {each.value for each in ReplyKind}:
            msg = "请点接受或不接受 · accept it or not"
            raise CampaignError(msg)
        answer = Reply(ReplyKind(kind), task.form.get("words", "").strip())
        reply(campaign, code, place, answer, observer)
        return as_result(sentence(f"reply.{kind}", unit=campaign.entity(code).short, place=place))
