"""Write the corrections that go back to their senders: of one unit, or of all that need one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from xltool.campaign.campaign_pack import load_pack_for
from xltool.campaign.checking import check_files
from xltool.campaign.folder import IN, load_campaign
from xltool.campaign.reissue import reissue
from xltool.desk.inbox_facts import CORRECTIONS, inbox_facts
from xltool.desk.task_files import campaign_folder, without_places
from xltool.desk.task_sentences import as_result, listed_texts, sentence
from xltool.desk.unit_states import UnitState
from xltool.files import replacing

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from xltool.campaign.reissue import ReissuedWorkbook
    from xltool.desk.job_process import TaskInput
    from xltool.model.campaign import Campaign
    from xltool.model.observer import Observer
    from xltool.text import Bilingual

ALL: Final = "退回稿.zip"
"""The zip of all corrections that were written together, beside them."""
_EARLIEST = (1980, 1, 1, 0, 0, 0)


def run(task: TaskInput, observer: Observer) -> Mapping[str, str]:
    """Write into the campaign's own folder; ``file`` of the result is the one file to take."""
    with without_places(task):
        campaign = load_campaign(campaign_folder(task))
        pack = load_pack_for(campaign)
        paths = _paths(campaign, task.form.get("entity", ""))
        if not paths:
            return as_result(sentence("nothing"))
        folder = campaign.folder / CORRECTIONS
        checked = check_files(pack, campaign, paths, observer)
        found = list(reissue(checked, folder, observer))
        written = [item.path for item in found if item.path]
        return as_result(_text(written, found), **_file(folder, written))


def _paths(campaign: Campaign, code: str) -> list[Path]:
    """Return the files of the units to be corrected, or of the one with this code."""
    units = inbox_facts(campaign).of_state(UnitState.ERRORS, UnitState.EMPTY)
    return [
        campaign.folder / IN / file.name
        for unit in units
        if code in {"", unit.entity.code}
        for file in unit.files
    ]


def _text(written: Sequence[Path], found: Sequence[ReissuedWorkbook]) -> Bilingual:
    """Return how many were written, and how many could not be."""
    texts = [sentence("written", count=len(written))]
    if refused := sum(item.why is not None for item in found):
        texts.append(sentence("unwritten", count=refused))
    return listed_texts(texts)


def _file(folder: Path, written: Sequence[Path]) -> dict[str, str]:
    """Return what the officer takes: the one workbook, or a zip of several."""
    if len(written) == 1:
        return {"file": str(written[0])}
    if not written:
        return {}
    target = folder / ALL
    with replacing(target, sweep=False) as file, ZipFile(file, "w", ZIP_STORED) as packed:
        for path in written:
            packed.writestr(ZipInfo(path.name, _EARLIEST), path.read_bytes())
    return {"file": str(target)}
