"""The desk at work: jobs, uploads, downloads, its state, and how it ends."""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from typer.testing import CliRunner

from tests.desk_tasks import find, wait_for
from tests.desks import EXAMPLE, OpenDesk, Visitor, desk_at, entered, visitor_of
from tests.test_startup import started
from xltool.campaign.folder import load_campaign
from xltool.campaign.ledger import open_ledger
from xltool.campaign.lock import locked
from xltool.cli.app import app, load_command
from xltool.cli.plain_desk import DeskOptions, plain_options
from xltool.desk import job_process, job_runner, serve
from xltool.desk.folder_version import folder_version
from xltool.desk.open_campaigns import OpenCampaigns
from xltool.desk.routes import HOME_TASKS, PAGES, TASKS
from xltool.desk.serve import find_home, wait_until_idle
from xltool.desk.staging_folder import staging_folder
from xltool.errors import XltoolError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xltool.desk.desk import Desk
    from xltool.model.campaign import Campaign

REPOSITORY: Final = Path(__file__).parents[1]
HEAVY: Final = frozenset(
    {"numpy", "openpyxl", "pandas", "pandera", "pyarrow", "rich", "ssl", "xlsxwriter"}
)
KILLS: Final = 20
posix = pytest.mark.skipif(os.name != "posix", reason="of processes as POSIX knows them")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[OpenDesk]:
    """A desk whose check does what its form says."""
    with desk_at(tmp_path, find) as found:
        yield found


def start(own: OpenDesk, what: str) -> None:
    """Start the check that does this."""
    assert own.user.post("1/check", {"do": what}).status == 202


def is_alive(process: int) -> bool:
    """Whether a process runs; one that only its parent has not looked at does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2]
    except OSError:
        return False
    return state.split()[0] != "Z"


def all_end(processes: list[int], within: float = 5.0) -> None:
    """Wait until none of these processes is alive."""
    end = time.monotonic() + within
    while any(map(is_alive, processes)):
        assert time.monotonic() < end
        time.sleep(0.02)


# --- Jobs ---------------------------------------------------------------------------------------


def test_a_job_tells_how_far_it_is(own: OpenDesk) -> None:
    """Stage, steps and notices while it works, in the language of the page; then what it found."""
    start(own, "progress")
    end = time.monotonic() + 20
    while (state := own.user.state())["job"]["done"] < 2:
        assert time.monotonic() < end
        time.sleep(0.05)
    job = state["job"]
    assert (job["kind"], job["status"], job["stage"], job["total"]) == (
        "check",
        "running",
        "reading",
        5,
    )
    assert job["text"]
    assert job["notices"][0] == "0.doc: 跳过，与报送无关"
    own.user.post("language", {"lang": "en"})
    assert own.user.state()["job"]["notices"][0] == "0.doc: skipped, not a return"
    (own.campaign.parent / "go").touch()
    job = own.user.job_ends()
    assert (job["status"], job["number"]) == ("done", 1)
    assert job["result"] == {"count": "3", "home": own.campaign.parent.name}


def test_one_job_at_a_time(own: OpenDesk) -> None:
    """Another one is refused while it goes on, and both tabs see the same."""
    start(own, "progress")
    for kind in ("1/check", "1/generate", "new"):
        assert own.user.post(kind).status == 409
    assert own.user.state(1)["job"]["kind"] == "check"
    assert json.loads(own.user.get("state").content)["job"]["status"] == "running"
    (own.campaign.parent / "go").touch()
    own.user.job_ends()
    assert json.loads(own.user.get("state").content)["job"]["status"] == "idle"
    start(own, "")
    assert own.user.job_ends()["number"] == 2


@posix
def test_stop_ends_a_job_and_what_it_started(own: OpenDesk) -> None:
    """Within a moment, and the next one can start."""
    start(own, "sleep")
    pids = own.campaign.parent / "pids"
    wait_for(pids)
    time.sleep(0.1)
    processes = [int(each) for each in pids.read_text(encoding="utf-8").split()]
    begun = time.monotonic()
    assert own.user.post("stop").status == 204
    assert own.user.job_ends()["status"] == "stopped"
    assert time.monotonic() - begun < 3
    all_end(processes)
    start(own, "")
    assert own.user.job_ends()["status"] == "done"


def test_a_job_that_dies_is_told(own: OpenDesk) -> None:
    """The desk goes on, and so may the officer."""
    start(own, "die")
    assert own.user.job_ends()["status"] == "died"
    start(own, "")
    assert own.user.job_ends()["status"] == "done"


def test_why_a_job_failed(own: OpenDesk) -> None:
    """What stops a command stops a job, with the same text but for the folder of campaigns."""
    start(own, "refuse")
    job = own.user.job_ends()
    assert (job["status"], job["error"]) == ("failed", f"c{os.sep}x.csv: 不行 · no")
    start(own, "fault")
    job = own.user.job_ends()
    assert job["status"] == "failed"
    assert job["error"].startswith("程序出错，不是文件的问题")
    assert "KeyError: 'missing'" in job["error"]


def test_notices_are_bounded(own: OpenDesk) -> None:
    """Of thousands some are kept, and how many more there were."""
    start(own, "many")
    job = own.user.job_ends()
    assert (len(job["notices"]), job["unlisted"]) == (job_runner.LISTED, 500 - job_runner.LISTED)


def test_a_job_waits_for_the_lock(own: OpenDesk) -> None:
    """Another xltool at work is told on every page; the job begins when that has ended."""
    with locked(own.campaign, "consolidate"):
        assert "汇总" in own.user.state()["busy"]
        start(own, "locked")
        assert own.user.job_is({"waiting"})["status"] == "waiting"
        assert "正在处理" in own.user.state()["busy"]
        assert not (own.campaign.parent / "ran").exists()
    assert own.user.job_ends()["status"] == "done"
    assert (own.campaign.parent / "ran").exists()
    assert own.user.state()["busy"] == ""


def test_a_job_of_another_campaign_is_not_shown(own: OpenDesk) -> None:
    """Once it has ended, only the page of its own campaign says what became of it."""
    shutil.copytree(own.campaign, own.campaign.parent / "d")
    start(own, "")
    assert own.user.job_ends(1)["status"] == "done"
    assert own.user.state(2)["job"]["status"] == "idle"


def test_every_kind_of_job_has_a_task() -> None:
    """Each name of the table is a file with a function, and no other file of tasks is started."""
    for kind in TASKS | HOME_TASKS:
        assert callable(job_process.find_task(kind)), kind
    with pytest.raises(ValueError, match=r"os"):
        job_process.find_task("os")


# --- Uploads and downloads ----------------------------------------------------------------------


def test_uploads_wait_for_their_job(own: OpenDesk) -> None:
    """They are listed by purpose, given to the next job, and gone when it is done."""
    for name in ("乙.xlsx", "甲.xlsx"):
        assert own.user.upload("1/upload", name, name.encode()).status == 200
    assert own.user.upload("1/upload", "名录.csv", b"a", "entities").status == 200
    assert own.user.upload("1/upload", "新名录.csv", b"b", "entities").status == 200
    waiting = {"returns": ["乙.xlsx", "甲.xlsx"], "entities": ["新名录.csv"]}
    assert own.user.state()["staged"] == waiting
    assert json.loads(own.user.get("state").content)["staged"] == {}
    start(own, "refuse")
    own.user.job_ends()
    assert own.user.state()["staged"] == waiting  # a job that failed took nothing
    start(own, "take")
    own.user.job_ends()
    assert own.user.state()["staged"]["returns"] == ["甲.xlsx"]
    start(own, "")
    assert own.user.job_ends()["result"] == {"staged": "甲.xlsx,新名录.csv"}
    assert own.user.state()["staged"] == {}
    assert [path for path in own.private.iterdir() if path.is_file()] == []


def test_uploads_meanwhile_wait_for_the_next_job(own: OpenDesk) -> None:
    """What comes while a job works is not its own, nor lost."""
    own.user.upload("1/upload", "a.xlsx")
    start(own, "progress")
    own.user.upload("1/upload", "b.xlsx")
    assert own.user.post("1/discard", {"purpose": "returns"}).status == 409
    (own.campaign.parent / "go").touch()
    assert own.user.job_ends()["status"] == "done"
    assert own.user.state()["staged"] == {"returns": ["b.xlsx"]}


def test_dropped_files_enter_the_inbox(own: OpenDesk) -> None:
    """As they are, whatever came first."""
    for number in range(30):
        own.user.upload("1/upload", f"{number % 20}.xlsx", f"content {number % 25}".encode())
    start(own, "receive")
    assert own.user.job_ends()["status"] == "done"
    contents = {path.read_bytes() for path in (own.campaign / "in").iterdir()}
    assert contents == {f"content {number}".encode() for number in range(25)}


def test_pages_are_compressed_for_those_who_take_it(own: OpenDesk) -> None:
    """The first page takes less than 30 KB; without the field, or refused by it, it is plain."""
    plain, packed = own.user.get("1/"), own.user.get("1/", Accept_Encoding="br, gzip")
    assert packed.fields["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content).endswith(b"</html>\n")
    assert len(packed.content) < 30_000 < len(plain.content)
    for refused in ("gzip;q=0", "br", ""):
        answer = own.user.get("1/", Accept_Encoding=refused)
        assert "Content-Encoding" not in answer.fields
        assert answer.content.endswith(b"</html>\n")


def test_downloads_are_whole(own: OpenDesk) -> None:
    """A large file comes as it is, by the name that the page said."""
    path = own.campaign / "部门.xlsx"
    path.write_bytes(random.Random(1).randbytes(3_000_000))  # noqa: S311 - any bytes do
    number = own.desk.downloads.offer(path, "部门 汇总.xlsx")
    found = own.user.get(f"1/file/{number}/x")
    assert found.content == path.read_bytes()
    assert "filename*=UTF-8''%E9%83%A8%E9%97%A8%20" in found.fields["Content-Disposition"]


# --- Pages and state ----------------------------------------------------------------------------


def test_the_state_is_that_of_the_page(own: OpenDesk) -> None:
    """The version in a page is that of the state, until something changes that it shows."""
    own.user.get("1/")  # which makes the ledger, and enters what it found in the inbox
    before = own.user.state()
    assert before.keys() == {"version", "job", "staged", "busy"}
    assert f'data-version="{before["version"]}"' in own.user.get("1/").text
    assert own.user.state()["version"] == before["version"]
    versions = [before["version"]]
    changes = (
        lambda: (own.campaign / "in").mkdir(exist_ok=True),
        lambda: (own.campaign / "in" / "a.xlsx").write_bytes(b"a"),
        lambda: (own.campaign / "in" / "a.xlsx").write_bytes(b"ab"),
        lambda: (own.campaign / "in" / "a.xlsx").rename(own.campaign / "in" / "b.xlsx"),
        lambda: (own.campaign / "部门.xlsx").write_bytes(b"a"),
        lambda: own.user.upload("1/upload", "c.xlsx"),
        lambda: own.user.post("language", {"lang": "en"}),
        lambda: (own.user.post("1/check"), own.user.job_ends()),
    )
    for change in changes:
        change()
        versions.append(own.user.state()["version"])
    (own.campaign / "kept").mkdir()
    (own.campaign / "kept" / "a").write_bytes(b"a")  # no page shows it
    assert own.user.state()["version"] == versions[-1]
    assert len(set(versions[2:])) == len(changes) - 1
    assert len({*versions}) >= len(changes)


def test_a_job_at_work_does_not_change_the_page(own: OpenDesk) -> None:
    """Pages are not made anew for each file that a job enters, but when it has ended."""
    start(own, "progress")
    own.user.job_is({"running"})
    before = own.user.state()["version"]
    (own.campaign / "ledger.sqlite").write_bytes(b"changing")
    assert own.user.state()["version"] == before
    (own.campaign / "ledger.sqlite").unlink()
    (own.campaign.parent / "go").touch()
    own.user.job_ends()
    assert own.user.state()["version"] != before


def test_the_version_says_which_day_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages count the days to the deadline."""

    class Tomorrow:
        @staticmethod
        def today() -> Any:  # noqa: ANN401 - a day
            return serve_day

    before = folder_version(tmp_path)
    serve_day = __import__("datetime").date(2030, 1, 1)
    monkeypatch.setattr("xltool.desk.folder_version.date", Tomorrow)
    assert folder_version(tmp_path) != before


def test_a_campaign_is_loaded_again_when_it_changes(own: OpenDesk) -> None:
    """And not before: loading a pack takes a tenth of a second."""
    assert own.user.get("1/").status == 200  # two packs are not loaded at the same time
    campaigns = OpenCampaigns(own.campaign.parent)
    assert campaigns.number(own.campaign) == 1
    first = campaigns.load(1)
    assert campaigns.load(1)[1] is first[1]
    settings = own.campaign / "campaign.toml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace('title = "', 'title = "新'), encoding="utf-8")
    assert campaigns.load(1)[0].title == f"新{first[0].title}"
    assert campaigns.entries()[0].title == f"新{first[0].title}"


def test_what_changes_while_a_campaign_is_loaded_is_seen(
    own: OpenDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is loaded once more: what was read may be older than the file that is there now."""
    assert own.user.get("1/").status == 200
    settings = own.campaign / "campaign.toml"
    text = settings.read_text(encoding="utf-8")

    def load_slowly(folder: Path) -> Campaign:
        found = load_campaign(folder)
        settings.write_text(text.replace('title = "', 'title = "新'), encoding="utf-8")
        return found

    campaigns = OpenCampaigns(own.campaign.parent)
    assert campaigns.number(own.campaign) == 1
    monkeypatch.setattr("xltool.desk.open_campaigns.load_campaign", load_slowly)
    assert not campaigns.load(1)[0].title.startswith("新")
    monkeypatch.undo()
    assert campaigns.load(1)[0].title.startswith("新")


def test_numbers_of_campaigns_stay(own: OpenDesk) -> None:
    """A campaign that is new gets the next number, wherever its name comes in the order."""
    home = own.campaign.parent
    assert own.user.get("2/").status == 404
    shutil.copytree(own.campaign, home / "a")
    (home / "b").mkdir()
    (home / "b" / "campaign.toml").write_text("title = 1\n", encoding="utf-8")
    own.user.get("")
    campaigns = OpenCampaigns(home)
    assert [entry.folder.name for entry in campaigns.entries()] == ["a", "b", "c"]
    shutil.copytree(own.campaign, home / "Z")
    assert campaigns.folder(4) == home / "Z"
    assert campaigns.number(own.campaign) == 3
    shutil.rmtree(home / "a")
    assert [entry.number for entry in campaigns.entries()] == [2, 3, 4]
    broken = campaigns.entries()[0]
    assert broken.title == ""
    assert "campaign.toml" in broken.error


def test_a_campaign_that_does_not_load_says_why(own: OpenDesk) -> None:
    """On its pages; the others go on."""
    (own.campaign / "entities.csv").write_text("code\n", encoding="utf-8")
    found = own.user.get("1/")
    assert found.status == 500
    assert "entities.csv" in found.text
    assert own.user.get("").status == 200
    assert own.user.state()["job"]["status"] == "idle"


def test_a_fault_of_a_page_is_told(own: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose fault it is, on the page; the desk goes on."""
    monkeypatch.setitem(PAGES, "records", "nothing_page.nothing_page")
    found = own.user.get("1/records")
    assert found.status == 500
    assert "程序出错" in found.text
    assert own.user.get("1/state").status == 200


# --- Where it works, how it begins and ends -----------------------------------------------------


def test_which_campaigns_a_desk_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those beside the one that was named, in the folder that was, here, or in the usual one."""
    home, campaign = tmp_path / "home", tmp_path / "all" / "c"
    shutil.copytree(EXAMPLE, campaign)
    home.mkdir()
    monkeypatch.setattr(Path, "home", lambda: home)
    assert find_home(campaign) == (campaign.parent, campaign)
    assert find_home(campaign.parent) == (campaign.parent, None)
    assert find_home(home) == (home, None)
    monkeypatch.chdir(campaign)
    assert find_home(None) == (campaign.parent, campaign)
    monkeypatch.chdir(campaign.parent)
    assert find_home(None) == (campaign.parent, None)
    monkeypatch.chdir(tmp_path)
    assert find_home(None) == (home / "xltool", None)
    with pytest.raises(XltoolError, match=r"nothing"):
        find_home(tmp_path / "nothing")


class _Clock:
    """Ticks that pass at once; the desk is asked, or ended, at some of them."""

    def __init__(self, desk: Desk, asked: tuple[int, ...] = (), ended: int = 10_000) -> None:
        self.desk, self.asked, self.ended, self.ticks = desk, asked, ended, 0

    def __call__(self, seconds: float) -> bool:
        assert seconds == serve.TICK == 1.0
        self.ticks += 1
        self.desk.asked += self.ticks in self.asked
        return self.ticks >= self.ended


def test_a_desk_that_nobody_asks_ends(own: OpenDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """After 15 minutes of its own ticks; a page that asks, or a job, puts it off."""
    monkeypatch.setattr(serve, "LAST_ANSWER", 0.0)
    clock = _Clock(own.desk)
    wait_until_idle(own.desk, clock)
    assert clock.ticks == 15 * 60
    clock = _Clock(own.desk, asked=(60, 890))
    wait_until_idle(own.desk, clock)
    assert clock.ticks == 890 + 15 * 60
    clock = _Clock(own.desk, ended=5)
    wait_until_idle(own.desk, clock)
    assert clock.ticks == 5
    start(own, "progress")
    clock = _Clock(own.desk, ended=2000)
    wait_until_idle(own.desk, clock)
    assert clock.ticks == 2000
    (own.campaign.parent / "go").touch()
    own.user.job_ends()


def test_strangers_do_not_keep_it_up(own: OpenDesk) -> None:
    """Only who has entered asks."""
    before = own.desk.asked
    own.stranger.get("")
    own.stranger.get("1/state")
    assert own.desk.asked == before


@contextmanager
def process(home: Path, temporary: Path) -> Iterator[tuple[subprocess.Popen[str], Visitor]]:
    """Yield a desk that runs as a process of its own, and its user."""
    if not (home / "c").exists():
        shutil.copytree(EXAMPLE, home / "c")
    command = [sys.executable, "-m", "tests.desk_tasks", str(home)]
    environment = os.environ | {"TMPDIR": str(temporary), "PYTHONPATH": str(REPOSITORY)}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, encoding="utf-8", cwd=REPOSITORY, env=environment
    ) as desk:
        assert desk.stdout is not None
        address = desk.stdout.readline().strip()
        try:
            yield desk, entered(visitor_of(address), address)
        finally:
            desk.kill()


def test_end_leaves_nothing(tmp_path: Path) -> None:
    """The button ends the process, its job and its private folder, once it has answered."""
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    temporary.mkdir()
    with process(home, temporary) as (desk, user):
        user.upload("1/upload", "a.xlsx")
        assert len(list(temporary.glob("xltool-desk-*"))) == 2
        user.post("1/check", {"do": "sleep"})
        wait_for(home / "pids")
        assert user.post("end").status == 204
        assert desk.wait(10) == 0
    assert list(temporary.glob("xltool-desk-*")) == []
    all_end([int(each) for each in (home / "pids").read_text(encoding="utf-8").split()])


@posix
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_job_ends_with_its_desk(tmp_path: Path, how: signal.Signals) -> None:
    """However that ends, and all that the job started ends with it."""
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    temporary.mkdir()
    with process(home, temporary) as (desk, user):
        user.post("1/check", {"do": "sleep"})
        wait_for(home / "pids")
        time.sleep(0.05)
        desk.send_signal(how)
        desk.wait(10)
        all_end([int(each) for each in (home / "pids").read_text(encoding="utf-8").split()], 3)


@posix
def test_killed_at_any_moment_nothing_is_lost(tmp_path: Path) -> None:
    """What was received stands in ``in/`` whole; the next desk sweeps what waited, and goes on."""
    home, temporary = tmp_path / "home", tmp_path / "tmp"
    temporary.mkdir()
    chance = random.Random(7)  # noqa: S311 - moments
    contents = {f"{n}.xlsx": f"content {n} ".encode() * 20_000 for n in range(12)}
    for _ in range(KILLS):
        with process(home, temporary) as (desk, user):
            assert len(list(temporary.glob("xltool-desk-*"))) == 2  # its own alone
            for name, body in contents.items():
                user.upload("1/upload", name, body)
            user.post("1/check", {"do": "receive"})
            time.sleep(chance.random() * 0.5)
            desk.kill()
            desk.wait()
        inbox = home / "c" / "in"
        for path in inbox.glob("*.xlsx") if inbox.exists() else ():
            assert path.read_bytes() == contents[path.name]
    with process(home, temporary) as (desk, user):
        for name, body in contents.items():
            user.upload("1/upload", name, body)
        time.sleep(0.3)  # the last job that lost its desk has ended
        user.post("1/check", {"do": "receive"})
        assert user.job_ends()["result"] == {"count": "12"}
        user.post("end")
        desk.wait(10)
    assert {path.name: path.read_bytes() for path in inbox.iterdir()} == contents
    assert list(temporary.glob("xltool-desk-*")) == []
    with open_ledger(home / "c"):
        assert load_campaign(home / "c").entities


@posix
def test_a_folder_in_use_is_not_swept(tmp_path: Path) -> None:
    """Only those of desks that have ended are."""
    with staging_folder(tmp_path) as first:
        (first / "a").touch()
        with staging_folder(tmp_path) as second:
            assert (first / "a").exists()
            assert first != second
        assert (first / "a").exists()
    assert list(tmp_path.iterdir()) == []


# --- How it is typed ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "is_plain"),
    [
        ("desk", True),
        ("desk -C {c}", True),
        ("desk --campaign {c} --lang en --no-browser", True),
        ("desk --no-browser --lang zh", True),
        ("desk {c}", False),
        ("desk -C={c}", False),
        ("desk —lang en", False),
        ("desk －C {c}", False),
        ("DESK", False),
    ],
)
def test_both_ways_of_typing_agree(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, words: str, *, is_plain: bool
) -> None:
    """What is typed plainly means what the command line takes it for."""
    served = list[DeskOptions]()
    load_command("desk")
    monkeypatch.setattr("xltool.cli.desk.serve_desk", served.append)
    (tmp_path / "campaign.toml").touch()
    typed = words.format(c=tmp_path).split()
    plain = plain_options(typed)
    assert (plain is not None) is is_plain
    found = CliRunner().invoke(app, typed)
    assert found.exit_code == 0, found.output
    if plain:
        assert [replace(plain, language=plain.language or "zh")] == served


@pytest.mark.parametrize(
    "words", ["desk --help", "desk -C", "desk --lang xx", "desk -C -C", "desk x"]
)
def test_what_is_not_plain_is_for_the_command(words: str) -> None:
    """Help and mistakes."""
    assert plain_options(words.split()) is None


def test_a_plain_desk_loads_no_command_line(tmp_path: Path) -> None:
    """The library of the command line would stay as long as the desk runs."""
    _, told, modules = started("desk", "-C", str(tmp_path / "nothing"), code=2)
    assert "没有这个文件夹" in told
    assert not modules & (HEAVY | {"typer", "pydantic", "email", "ssl"})


# --- What it costs ------------------------------------------------------------------------------

MEASURED: Final = """
import json, sys
from pathlib import Path
from tests.desks import desk_at
with desk_at(Path(sys.argv[1])) as own:
    routes = json.loads(sys.argv[2])
    statuses = {route: own.user.get(f"1/{route}").status for route in routes}
    statuses["home"] = own.user.get("").status
    own.user.post("1/nothing")
    print(json.dumps([statuses, sorted(sys.modules)]))
"""


def test_the_server_stays_light(tmp_path: Path) -> None:
    """No page of it loads the libraries that take their time and memory: those are for jobs."""
    routes = [
        route.replace("*", "312002") for route in PAGES if not route.startswith("print/reminder/")
    ]
    found = subprocess.run(
        [sys.executable, "-c", MEASURED, str(tmp_path), json.dumps(routes)],
        cwd=REPOSITORY, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    statuses, modules = json.loads(found.stdout)
    assert set(statuses.values()) == {200, 404}  # the latter: nothing to print yet
    assert {name.partition(".")[0] for name in modules} & ((HEAVY | {"typer"}) - {"ssl"}) == set()
