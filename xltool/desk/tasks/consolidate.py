"""Consolidate what came back into the department's workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xltool.campaign.campaign_pack import load_pack_for
from xltool.campaign.department import ConsolidationRequest, consolidate_campaign
from xltool.campaign.folder import load_campaign
from xltool.desk.finding_rows import rows_text
from xltool.desk.task_files import campaign_folder, without_places
from xltool.desk.task_sentences import as_result, sentence
from xltool.kinds import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.campaign.department import DepartmentWorkbook
    from xltool.desk.job_process import TaskInput
    from xltool.model.observer import Observer


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Write the workbook, unless errors keep it: then say how many, and what is between units."""
    with without_places(task):
        campaign = load_campaign(campaign_folder(task))
        request = ConsolidationRequest(
            paths=(), target=None, force=bool(task.form.get("force")), engine=""
        )
        built = consolidate_campaign(campaign, load_pack_for(campaign), request, observer)
        return _result(built)


def _result(built: DepartmentWorkbook) -> Mapping[str, str]:
    count = _error_count(built)
    found = {"errors": str(count), "between": rows_text(built.between)}
    if built.path is None:
        return as_result(sentence("consolidate.refused", count=count), outcome="refused", **found)
    key = "consolidate.forced" if count else "consolidate"
    said = sentence(key, name=built.path.name, count=count)
    file = {"name": built.path.name, "file": str(built.path)}
    return as_result(said, outcome="written", **file, **found)


def _error_count(built: DepartmentWorkbook) -> int:
    """Return how many errors there are, each of which a forced workbook lists on its cover."""
    findings = [*built.between, *(each for item in built.returns for each in item.findings)]
    return sum(finding.severity is Severity.ERROR for finding in findings)
