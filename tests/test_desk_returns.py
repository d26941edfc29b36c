"""The tasks behind 收审, run in this process: what they do is what the commands do."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zipfile import ZipFile

import pytest

from tests.fake_desk import page_of, view_of
from tests.test_campaign import POLICE, edit
from tests.test_cli import run
from tests.test_explanations import JAIL, TEXT, explain
from xltool.campaign.folder import load_campaign
from xltool.campaign.ledger import open_ledger
from xltool.desk.inbox_facts import CORRECTIONS, inbox_facts
from xltool.desk.job_process import TaskInput
from xltool.desk.tasks import accept, answer, check, reissue
from xltool.desk.unit_states import UnitState
from xltool.desk.uploads import StagedFile
from xltool.errors import CampaignError
from xltool.model.observer import SILENT

if TYPE_CHECKING:
    from collections.abc import Mapping

WRONG: Final[dict[str, object]] = {"收支总表!B15": 2640.65}
POLICE_UNIT: Final = "312006"
JAIL_UNIT: Final = "312005"


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new campaign, and beside it the three returns of its units."""
    folder = tmp_path_factory.mktemp("returns") / "c"
    run("init", folder, "--example", "pingxiang-2020")
    shutil.move(folder / "in", folder.parent / "sent")
    (folder / "in").mkdir()
    return folder


@pytest.fixture
def folder(begun: Path, tmp_path: Path) -> Path:
    """A copy of both."""
    shutil.copytree(begun.parent, tmp_path / "all")
    return tmp_path / "all" / "c"


def task(folder: Path, *files: Path, **form: str) -> TaskInput:
    """Return what a task is given; files are moved away from where they are, so copies wait."""
    scratch = folder.parent / "scratch"
    scratch.mkdir(exist_ok=True)
    staged = []
    for number, file in enumerate(files):
        path = scratch / f"{number}{file.suffix}"
        shutil.copy(file, path)
        staged.append(StagedFile(file.name, path, path.stat().st_size))
    return TaskInput(folder.parent, folder, form, {"returns": tuple(staged)}, "zh", scratch)


def states(folder: Path) -> Mapping[str, UnitState]:
    """Return the state of each unit."""
    return {unit.entity.code: unit.state for unit in inbox_facts(load_campaign(folder)).units}


def test_dropped_files_are_received_and_checked(folder: Path) -> None:
    """What was dropped stands in ``in/``, and the result counts verdicts in both languages."""
    sent = folder.parent / "sent"
    wrong = edit(sent / POLICE, WRONG, folder.parent / POLICE)
    result = check.run(task(folder, sent / JAIL, wrong), SILENT)
    assert result["zh"] == "审核完毕：1 份可以接受，1 份要修改"
    assert result["en"] == "Checked: 1 accepted, 1 to be corrected"
    assert sorted(path.name for path in (folder / "in").iterdir()) == [JAIL, POLICE]
    assert states(folder) == {
        JAIL_UNIT: UnitState.ACCEPTED, POLICE_UNIT: UnitState.ERRORS, "312002": UnitState.OWES,
    }  # fmt: skip


def test_a_zip_is_received_whole(folder: Path) -> None:
    """A zip is put into ``in/`` as it is; what stands in it can be downloaded from its copy."""
    with ZipFile(folder.parent / "全部.zip", "w") as packed:
        packed.write(folder.parent / "sent" / JAIL, f"表/{JAIL}")
    check.run(task(folder, folder.parent / "全部.zip"), SILENT)
    (unit,) = inbox_facts(load_campaign(folder)).of_state(UnitState.ACCEPTED)
    (file,) = unit.files
    assert file.name == f"全部.zip/表/{JAIL}"
    assert file.path
    assert file.path.read_bytes() == (folder.parent / "sent" / JAIL).read_bytes()


def test_corrections_of_one_and_of_all(folder: Path) -> None:
    """One unit's is the file to take; of several it is a zip; the page then offers each."""
    wrong = edit(folder.parent / "sent" / POLICE, WRONG, folder.parent / POLICE)
    also = edit(folder.parent / "sent" / JAIL, {"收支总表!B15": 1}, folder.parent / JAIL)
    check.run(task(folder, wrong, also), SILENT)
    one = reissue.run(task(folder, entity=POLICE_UNIT), SILENT)
    assert one["zh"] == "退回稿已写好：1 份"
    assert one["file"] == str(folder / CORRECTIONS / POLICE)
    every = reissue.run(task(folder), SILENT)
    assert every["zh"] == "退回稿已写好：2 份"
    with ZipFile(every["file"]) as packed:
        assert sorted(packed.namelist()) == [JAIL, POLICE]
        assert packed.testzip() is None
    page = page_of(view_of(folder), "").main
    assert page.count("file/") >= 2
    assert 'action="/random/1/reissue"' not in page


def test_corrected_return_is_taken_without_a_question(folder: Path) -> None:
    """The workbook that went back and comes again corrected takes the place of the first one."""
    wrong = edit(folder.parent / "sent" / POLICE, {"政府采购!G15": "2辆"}, folder.parent / POLICE)
    check.run(task(folder, wrong), SILENT)
    assert states(folder)[POLICE_UNIT] is UnitState.ERRORS
    back = Path(reissue.run(task(folder, entity=POLICE_UNIT), SILENT)["file"])
    check.run(task(folder, edit(back, {"政府采购!G15": 2})), SILENT)
    (unit,) = inbox_facts(load_campaign(folder)).of_state(UnitState.ACCEPTED)
    assert unit.entity.code == POLICE_UNIT
    assert len(unit.files) == 1
    assert len(list((folder / "in").iterdir())) == 2


def test_nothing_to_correct_is_said(folder: Path) -> None:
    """Where every return is accepted, nothing is written."""
    check.run(task(folder, folder.parent / "sent" / JAIL), SILENT)
    assert reissue.run(task(folder), SILENT) == {
        "zh": "没有要退回修改的", "en": "Nothing has to be corrected",
    }  # fmt: skip
    assert not (folder / CORRECTIONS).exists()


def test_one_of_two_files_is_chosen(folder: Path) -> None:
    """The file is named by its content; what is no file of a unit is refused."""
    sent = folder.parent / "sent"
    other = edit(sent / JAIL, {"固定资产!C8": 1}, folder.parent / "另一份.xlsx")
    check.run(task(folder, sent / JAIL, other), SILENT)
    assert states(folder)[JAIL_UNIT] is UnitState.SEVERAL
    (unit,) = inbox_facts(load_campaign(folder)).of_state(UnitState.SEVERAL)
    wanted = next(file for file in unit.files if file.name == JAIL)
    for content in ("", "../campaign.toml", "0" * 64):
        with pytest.raises(CampaignError):
            accept.run(task(folder, content=content), SILENT)
    result = accept.run(task(folder, content=wanted.sha256), SILENT)
    assert result["zh"] == f"看守所 采用 {JAIL}"
    assert states(folder)[JAIL_UNIT] is UnitState.ACCEPTED


@pytest.mark.parametrize(
    ("reply", "state"), [("accepted", UnitState.ACCEPTED), ("declined", UnitState.ACCEPTED)]
)
def test_reply_is_entered(folder: Path, reply: str, state: UnitState) -> None:
    """The reply stands in the ledger with its words, and the unit waits no longer."""
    shutil.copy(folder.parent / "sent" / JAIL, folder / "in")
    run("check", folder, "--reissue", folder / "back", "--all")
    explain(folder)
    check.run(task(folder), SILENT)
    assert states(folder)[JAIL_UNIT] is UnitState.ANSWERS
    form = {"entity": JAIL_UNIT, "place": "固定资产!B7", "reply": reply, "words": " 已核对 "}
    result = answer.run(task(folder, **form), SILENT)
    assert "固定资产!B7" in result["zh"]
    assert states(folder)[JAIL_UNIT] is state
    with open_ledger(folder) as ledger:
        (said,) = ledger.explanations()[JAIL_UNIT].values()
    assert said.text == TEXT
    assert said.reply
    assert (said.reply.kind.value, said.reply.words) == (reply, "已核对")


@pytest.mark.parametrize("reply", ["", "maybe"])
def test_reply_that_is_none_is_refused(folder: Path, reply: str) -> None:
    """Only the two answers of the form are taken."""
    with pytest.raises(CampaignError):
        answer.run(task(folder, entity=JAIL_UNIT, place="固定资产!B7", reply=reply), SILENT)
