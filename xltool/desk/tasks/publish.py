"""Make what is published: a draft, or the final."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.campaign_pack import load_pack_for
from xltool.campaign.folder import load_campaign
from xltool.desk.finding_rows import rows_text
from xltool.desk.task_files import campaign_folder, without_places
from xltool.desk.task_sentences import as_result, sentence
from xltool.publication.publish import PublicationRequest, publish_campaign

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.desk.job_process import TaskInput
    from xltool.model.observer import Observer
    from xltool.publication.publish import Publication


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Publish the workbook that was consolidated last; return what was found and is missing."""
    with without_places(task):
        campaign = load_campaign(campaign_folder(task))
        request = PublicationRequest(
            None, campaign.folder, task.language, final=bool(task.form.get("final")),
            force=bool(task.form.get("force")), pdf=bool(task.form.get("pdf")),
        )  # fmt: skip
        return _result(publish_campaign(campaign, load_pack_for(campaign), request, observer))


def _result(found: Publication) -> Mapping[str, str]:
    """Return what became of it; what is missing for the final is told of drafts, too."""
    is_written = found.written is not None
    key = f"publish.{'final' if found.final else 'draft'}{'' if is_written else '.refused'}"
    return {
        "outcome": "written" if is_written else "refused",
        "final": "1" if found.final else "",
        "number": found.number,
        "found": rows_text(found.findings),
        "missing": rows_text(found.missing),
        **as_result(sentence(key, number=found.number)),
    }
