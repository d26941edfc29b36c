"""One application layer: operations know no command line, say what happens as values, and how far.

Both surfaces rest on this: the command line prints what the desk shows.
"""

from __future__ import annotations

import ast
import os
import string
from collections import Counter
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

from tests.test_packages import MODULES, PACKAGE, imported
from xltool.batch.batch import ReadOptions
from xltool.batch.found_files import gather
from xltool.campaign.acceptance import accept_file
from xltool.campaign.accepted_returns import accepted_returns
from xltool.campaign.campaign_pack import load_pack_for
from xltool.campaign.campaign_status import campaign_status
from xltool.campaign.checking import check_files
from xltool.campaign.department import ConsolidationRequest, consolidate_campaign
from xltool.campaign.distribution import hand_out
from xltool.campaign.folder import load_campaign
from xltool.campaign.lock import CampaignBusyError, locked
from xltool.campaign.next_step import NextStep, NextStepKind
from xltool.campaign.notes import reply
from xltool.campaign.reissue import reissue
from xltool.campaign.seal import reopen_campaign, seal_campaign
from xltool.campaign.start import StartRequest, start_campaign_folder
from xltool.cli.app import TITLES, app
from xltool.cli.next_step_text import next_step_text
from xltool.cli.notices import notice_line
from xltool.errors import CampaignError, NeedsCommandError, XltoolError
from xltool.kinds import ReplyKind
from xltool.messages.notice_texts import NOTICE_TEXTS, notice_text
from xltool.model.explanations import Reply
from xltool.model.faults import failure_text
from xltool.model.notices import Notice
from xltool.model.observer import SILENT, Stage
from xltool.publication.publish import PublicationRequest, publish_campaign
from xltool.report.progress import watching

if TYPE_CHECKING:
    from collections.abc import Callable

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack

COMMANDS: Final = sorted(PACKAGE / "cli" / f"{name}.py" for name in TITLES)


class Recorder:
    """An observer that keeps all it is called with."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.notices: list[Notice] = []
        self.stages: list[tuple[Stage, int]] = []
        self.steps: Counter[Stage] = Counter()

    def notify(self, notice: Notice) -> None:
        """Keep a notice."""
        self.notices.append(notice)

    def start(self, stage: Stage, total: int) -> None:
        """Keep a stage."""
        self.stages.append((stage, total))

    def advance(self) -> None:
        """Count a step of the last stage."""
        self.steps[self.stages[-1][0]] += 1


# --- Who knows what -----------------------------------------------------------------------------


def test_only_the_command_line_knows_typer() -> None:
    """No operation knows how it was asked for: by a command, or by a request."""
    found = {name: imported(path) for name, path in MODULES.items()}
    typers = {name for name, others in found.items() if any(o.startswith("typer") for o in others)}
    assert {name.split(".")[1] for name in typers} == {"cli"}
    servers = {name for name, others in found.items() if any("http" in o for o in others)}
    assert {name.split(".")[1] for name in servers} <= {"desk"}


@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: path.stem)
def test_commands_call_operations(path: Path) -> None:
    """A command opens no ledger and holds no lock: what it does, the desk can do as well."""
    names = {node.id for node in ast.walk(ast.parse(path.read_text("utf-8")))
             if isinstance(node, ast.Name)}  # fmt: skip
    assert not names & {"at_work", "open_ledger", "look_into", "locked", "Session"}


def test_operations_hold_the_lock_themselves(here: tuple[Campaign, Pack], tmp_path: Path) -> None:
    """Whoever calls one need not know of it: what another run works on is left alone."""
    campaign, pack = here
    reply_ = Reply(ReplyKind.ACCEPTED)
    checked = check_files(pack, campaign, ())
    operations: list[Callable[[], object]] = [
        lambda: check_files(pack, campaign, ()),
        lambda: list(hand_out(campaign, pack, (), ())),
        lambda: list(reissue(checked, tmp_path, every=True)),
        lambda: accept_file(campaign, pack, Path("312005")),
        lambda: reply(campaign, "312005", "收支总表!B5", reply_),
        lambda: consolidate_campaign(campaign, pack, ConsolidationRequest()),
        lambda: publish_campaign(campaign, pack, PublicationRequest(None, tmp_path, "zh")),
        lambda: seal_campaign(campaign),
        lambda: reopen_campaign(campaign, "更正"),
    ]
    with locked(campaign.folder, "check"):
        for operation in operations:
            with pytest.raises(CampaignBusyError):
                operation()
        assert campaign_status(campaign).seal is None  # looking needs no lock
    assert list(tmp_path.iterdir()) == [campaign.folder]


# --- How far ------------------------------------------------------------------------------------


@pytest.fixture
def here(folder: Path) -> tuple[Campaign, Pack]:
    """A copy of the example, and its pack."""
    loaded = load_campaign(folder)
    return loaded, load_pack_for(loaded)


def test_every_stage_is_told_and_counted(here: tuple[Campaign, Pack], tmp_path: Path) -> None:
    """Whoever watches sees each stage begin and each step of it done, from generating on."""
    campaign, pack = here
    seen = Recorder()
    written = list(hand_out(campaign, pack, (), (), seen))
    assert seen.stages == [(Stage.GENERATING, len(written))]
    checked = check_files(pack, campaign, (), seen, ReadOptions())
    assert seen.stages[1:] == [(Stage.READING, 4)]
    assert not checked.has_errors
    copies = list(reissue(checked, tmp_path, seen, every=True))
    assert seen.stages[2:] == [(Stage.REISSUING, len(copies))]
    assert len(accepted_returns(campaign, pack, seen).reported) == 3
    assert seen.stages.pop() == (Stage.READING, 4)
    seen.steps.clear()
    made = consolidate_campaign(campaign, pack, ConsolidationRequest(), seen)
    assert made.path
    assert not made.has_errors
    assert seen.stages[3:] == [
        (Stage.READING, 4), (Stage.CONSOLIDATING, 3), (Stage.WRITING, 4),
    ]  # fmt: skip
    assert seen.steps == {Stage.READING: 4, Stage.CONSOLIDATING: 3, Stage.WRITING: 4}
    edition = publish_campaign(campaign, pack, PublicationRequest(None, tmp_path, "zh"), seen)
    assert edition.written
    assert seen.stages[6:] == [(Stage.PUBLISHING, len(edition.proofs))]
    assert seen.steps[Stage.PUBLISHING] == 8
    assert seen.notices == []


def test_a_bar_never_stays_on_the_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """One bar at a time; a stage of few steps has none; what fails leaves none behind."""
    bars: list[str] = []

    class Bar:
        task_ids, finished = (0,), False

        def add_task(self, *_: object, **__: object) -> None: ...

        def advance(self, _: int) -> None: ...

        def start(self) -> None:
            bars.append("shown")

        def stop(self) -> None:
            bars.append("gone")

    monkeypatch.setattr("xltool.report.progress._new_bar", Bar)
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    with watching(print) as observer:
        observer.start(Stage.READING, 4)
        assert bars == []
        observer.start(Stage.READING, 5)
        observer.start(Stage.WRITING, 9)
        assert bars == ["shown", "gone", "shown"]
    assert bars[3:] == ["gone"]
    with suppress(OSError), watching(print) as observer:
        observer.start(Stage.WRITING, 9)
        Path("nowhere/at/all").stat()  # fails
    assert bars[4:] == ["shown", "gone"]


# --- What is told -------------------------------------------------------------------------------


def blanks(text: str) -> set[str]:
    """Return the names of the blanks in a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def test_notices_say_the_same_in_both_languages() -> None:
    """Each text has the same blanks in Chinese and English, and no path or command."""
    for key, text in NOTICE_TEXTS.items():
        assert blanks(text.zh) == blanks(text.en), key
        assert "xltool" not in text.zh + text.en, key
        assert "--" not in text.zh + text.en, key


def test_every_notice_has_a_text() -> None:
    """What the code notifies is worded, and every text is of something that is notified."""
    words, starts, named = set[str](), set[str](), set[str]()
    for path in MODULES.values():
        if path.name == "notice_texts.py":
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Constant(value=str(text)):
                    words.add(text)
                case ast.JoinedStr(values=[ast.Constant(value=str(text)), _]):
                    starts.add(text)
                case ast.Call(func=ast.Name(id="Notice"), args=[ast.Constant(value=str(text)), *_]):
                    named.add(text)
    assert named <= NOTICE_TEXTS.keys()
    assert len(named) > 5
    for key in NOTICE_TEXTS:
        start, _, rest = key.partition(".")
        assert key in words or (f"{start}." in starts and rest in words), key


@pytest.mark.skipif(os.name == "nt", reason="no links and pipes")
def test_whatever_is_skipped_is_worded(tmp_path: Path) -> None:
    """A file in a folder that is no return is told, whatever the reason is."""
    for name in ("~$a.xlsx", "._a.xlsx", ".DS_Store", "a.tmp", "a.docx"):
        (tmp_path / name).touch()
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "a.tmp")
    os.mkfifo(tmp_path / "pipe.xlsx")
    seen = Recorder()
    assert list(gather([tmp_path], seen)) == []
    told = {notice_text(each, "zh") for each in seen.notices}
    assert len(seen.notices) == 7
    assert len(told) == 6  # two are of the system
    assert all(text.startswith("跳过，") for text in told)


def test_a_notice_has_no_path_on_a_page_and_one_on_the_command_line() -> None:
    """The sentence is for both; the place of the file is for who typed it."""
    notice = Notice("skipped.same", Path("c/in/a.xlsx"), {"name": "b.xlsx"})
    assert notice_text(notice, "zh") == "跳过，与 b.xlsx 内容相同，只计一次"
    said = "跳过，与 b.xlsx 内容相同，只计一次 · skipped, the same as b.xlsx, counted once"
    assert notice_line(notice) == f"c/in/a.xlsx: {said}"
    unit = Notice("open.owes", params={"unit": "312005 看守所"})
    assert notice_text(unit, "en") == "312005 看守所: has not reported"
    assert notice_line(unit) == "312005 看守所: 没有报送 · has not reported"


def test_what_keeps_a_campaign_open_is_told_as_values(here: tuple[Campaign, Pack]) -> None:
    """A page can link each obstacle; nothing was sealed."""
    campaign, pack = here
    (campaign.folder / "in" / "312005-看守所-2020.xlsx").unlink()
    check_files(pack, campaign, (), SILENT)
    found = seal_campaign(campaign, SILENT)
    assert found.seal is None
    assert [(each.key, each.params.get("unit")) for each in found.obstacles] == [
        ("open.owes", "312005 看守所"), ("open.unconsolidated", None),
    ]  # fmt: skip


# --- Starting and accepting ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "request_of",
    [
        StartRequest(),
        StartRequest(entities=Path("list.csv")),
        StartRequest(period="2021"),
        StartRequest(example="pingxiang-2020", period="2021"),
        StartRequest(example="pingxiang-2020", last=Path("2020")),
    ],
)
def test_a_start_that_is_not_clear_is_refused(request_of: StartRequest, tmp_path: Path) -> None:
    """Nothing is made of what could mean two things."""
    assert request_of.source == ""
    with pytest.raises(CampaignError, match="choose an example"):
        start_campaign_folder(tmp_path / "c", request_of)
    assert not (tmp_path / "c").exists()


def test_a_day_that_is_none_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    """A page sends what was typed: a wrong day leaves no campaign that cannot be loaded."""
    wanted = StartRequest(entities=tmp_path / "list.csv", period="2021", deadline="2021-13-01")
    with pytest.raises(CampaignError, match="2021-13-01: 应为日期"):
        start_campaign_folder(tmp_path / "c", wanted)
    assert not (tmp_path / "c").exists()


def test_the_next_year_tells_whose_figures_are_not_carried(folder: Path, tmp_path: Path) -> None:
    """By operation and by command the same is told, each in its words."""
    (folder / "in" / "312005-看守所-2020.xlsx").unlink()
    seen = Recorder()
    started = start_campaign_folder(tmp_path / "next", StartRequest(last=folder), seen)
    assert started.period == "2021"
    told = [(each.key, each.params["unit"]) for each in seen.notices]
    assert told == [("carried.none", "312005 看守所")]
    words = ["init", str(tmp_path / "again"), "--from", str(folder), "--lang", "zh"]
    assert (
        "312005 看守所: 没有已接受的报表，所以没有上年数" in CliRunner().invoke(app, words).stderr
    )


def test_a_file_is_accepted_by_its_unit(here: tuple[Campaign, Pack]) -> None:
    """The entry of the file says its name now, and the decision is in the ledger."""
    campaign, pack = here
    check_files(pack, campaign, (), SILENT)
    item = accept_file(campaign, pack, Path("312005"), SILENT)
    assert (item.entity, item.name) == ("312005", "312005-看守所-2020.xlsx")
    with pytest.raises(XltoolError, match="no such file"):
        accept_file(campaign, pack, Path("nobody"), SILENT)


def test_errors_name_commands_on_the_command_line_alone(here: tuple[Campaign, Pack]) -> None:
    """A page says what to do without a command, an option or a path."""
    campaign, pack = here
    changed = load_workbook(campaign.folder / "in" / "312005-看守所-2020.xlsx")
    changed["收支总表"]["B7"] = "两万"
    changed.save(campaign.folder / "in" / "312005-改.xlsx")
    with pytest.raises(NeedsCommandError, match="xltool check") as refused:
        accept_file(campaign, pack, Path("312005-改.xlsx"))
    with pytest.raises(NeedsCommandError, match="xltool consolidate") as unmade:
        publish_campaign(campaign, pack, PublicationRequest(None, campaign.folder, "zh"))
    (campaign.folder / "in" / "312005-改.xlsx").unlink()
    assert consolidate_campaign(campaign, pack, ConsolidationRequest()).path
    assert seal_campaign(campaign).seal
    with pytest.raises(NeedsCommandError, match="--reopen") as closed:
        list(hand_out(campaign, pack, (), ()))
    for each in (refused, unmade, closed):
        text = failure_text(each.value)
        assert "xltool" not in text
        assert "--" not in text
        assert str(campaign.folder) not in text


# --- Next steps ---------------------------------------------------------------------------------


def test_every_step_has_its_line(campaign: Campaign) -> None:
    """The command line words each next step in both languages."""
    step_of = {kind: NextStep(kind, campaign.reporting(), Path("back"), 2) for kind in NextStepKind}
    for kind, step in step_of.items():
        lines = {next_step_text(step, campaign, language) for language in ("zh", "en")}
        assert len(lines) == 2, kind
        assert all("{" not in line for line in lines), kind
