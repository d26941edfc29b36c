"""Killed at any moment, or out of room: the old file or the new one, and a ledger that is whole."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.nil_cells import asking_forms, with_answers
from tests.readers_here import ReadersHere
from tests.test_cli import run
from xltool.campaign.ledger import LEDGER, open_ledger
from xltool.campaign.lock import LOCK
from xltool.identity import NO_DATA
from xltool.pack.load import load_pack
from xltool.spreadsheets.stored_files import digest

if TYPE_CHECKING:
    from collections.abc import Mapping
    from multiprocessing.context import ForkServerContext, ForkServerProcess

KILLS: Final = 100
CHILDREN: Final = 5
"""Each so many kills hit a command that reads in children."""
SEED: Final = 6
ENTITIES: Final = (
    "code,name,short,parent\n312,某局（部门）,某局,\n312001,某局,某局,312\n312002,某所,某所,312\n"
)
COMMANDS: Final = {
    "generate": ("generate",),
    "check": ("check", "-o", "report.html", "--format", "html", "--reissue", "back", "--all"),
    "consolidate": ("consolidate", "-o", "department.xlsx"),
}
CLOSING: Final = {
    "combine": ("combine", "half.xlsx", "full.xlsx", "-o", "both.xlsx"),
    "seal": ("seal",),
    "reopen": ("seal", "--reopen", "更正"),
}
"""Commands that leave a single file, or a single entry of the ledger."""
PRELOADED: Final = [
    "xltool.cli.check",
    "xltool.cli.consolidate",
    "xltool.cli.generate",
    "xltool.validation.validate",
    "xltool.campaign.department",
    "xltool.report.html_page",
    "xltool.campaign.reissue",
    "xltool.campaign.combine",
    "xltool.campaign.seal",
]

posix = pytest.mark.skipif(os.name != "posix", reason="elsewhere there is no fork server")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign of two entities that have no data; every command has run to its end."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "list.csv").write_text(ENTITIES, encoding="utf-8")
    campaign = folder / "c"
    run("init", campaign, "--entities", folder / "list.csv", "--period", "2021")
    run("generate", "-C", campaign)
    pack = load_pack()
    nothing = dict.fromkeys(asking_forms(pack), NO_DATA)
    for path in (campaign / "out").glob("312???-*.xlsx"):  # the department's own is asked nothing
        with_answers(shutil.copyfile(path, campaign / "in" / path.name), pack, nothing)
    run("check", "-C", campaign, "--reissue", campaign / "back", "--all")
    run("consolidate", "-C", campaign, "-o", campaign / "department.xlsx")
    return campaign


def work(folder: str, arguments: tuple[str, ...], children: bool) -> None:  # noqa: FBT001 - sent
    """Run a command in the campaign's folder, and say nothing."""
    from xltool.__main__ import main  # noqa: PLC0415 - in the process that may be killed
    from xltool.batch import batch  # noqa: PLC0415 - same

    if not children:
        vars(batch)["WorkerPool"] = ReadersHere
    os.chdir(folder)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    os.dup2(silent, 2)
    sys.argv = ["xltool", *arguments]
    main()


@dataclass(frozen=True, slots=True)
class Runner:
    """Starts commands as processes of their own, from a server that has imported everything."""

    context: ForkServerContext
    folder: Path
    children: bool = True
    """Whether files are read in children, as ever; they take most of the time of a command."""

    def start(self, command: str) -> ForkServerProcess:
        """Start a command in the campaign."""
        arguments = (str(self.folder), (COMMANDS | CLOSING)[command], self.children)
        process = self.context.Process(target=work, args=arguments)
        process.start()
        return process

    def finish(self, command: str) -> float:
        """Run a command to its end; return how long it took."""
        begun = time.monotonic()
        process = self.start(command)
        process.join()
        assert process.exitcode == 0, command
        return time.monotonic() - begun

    def kill(self, command: str, after: float) -> None:
        """Kill a command after some seconds, unless it was quicker."""
        process = self.start(command)
        process.join(after)
        process.kill()
        process.join()


def written(folder: Path) -> dict[str, str]:
    """Return the hash of every workbook and zip that commands have written, by its place."""
    outputs = [folder / "department.xlsx", *folder.glob("out/[!.]*"), *folder.glob("back/[!.]*")]
    return {str(p.relative_to(folder)): digest(p) for p in outputs if p.exists()}


def assert_whole(folder: Path, expected: Mapping[str, str]) -> None:
    """No output is there in part, and the ledger can be read and is right about what it says."""
    assert written(folder).items() <= expected.items()
    report = folder / "report.html"
    assert not report.exists() or report.read_text(encoding="utf-8").endswith("</html>\n")
    if (folder / LEDGER).exists():
        connection = sqlite3.connect(folder / LEDGER)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
        with open_ledger(folder) as ledger:
            sent = {(item.name, item.sha256) for item in ledger.sent()}
            assert sent <= {(Path(name).name, sha256) for name, sha256 in expected.items()}
            assert all(len(item.sha256) == 64 for item in ledger.received())
            assert {item.sha256 for item in ledger.received()} == {
                item.sha256 for item in ledger.arrivals()
            }


@posix
def test_killed_at_any_moment(whole: Path, tmp_path: Path) -> None:
    """A hundred kills leave no partial file and no broken ledger; the next run goes on and ends.

    Each fifth command reads in children; the others read by themselves, so that more of the kills
    come while they write.
    """
    folder = tmp_path / "c"
    shutil.copytree(whole, folder)
    expected = written(whole)
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    runners = [Runner(context, folder, children) for children in (True, False)]
    runners[0].finish("generate")
    length = [{command: runner.finish(command) for command in COMMANDS} for runner in runners]
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    for number in range(KILLS):
        command = list(COMMANDS)[number % len(COMMANDS)]
        if number % 10 == 0:
            for name in (LEDGER, *expected):
                (folder / name).unlink(missing_ok=True)
        way = number % CHILDREN != 2  # after a fresh start each way
        runners[way].kill(command, chance.uniform(0, length[way][command]))
        assert_whole(folder, expected)
    for command in COMMANDS:
        runners[0].finish(command)
    assert_whole(folder, expected)
    assert written(folder) == expected
    assert list(folder.rglob(".xltool-*")) == []


@posix
def test_combine_and_seal_are_killed(whole: Path, tmp_path: Path) -> None:
    """Two copies put together are there as a whole or not at all, and so is a seal."""
    folder = tmp_path / "c"
    shutil.copytree(whole, folder)
    (full,) = folder.glob("in/312001*")
    shutil.copyfile(full, folder / "full.xlsx")
    shutil.copyfile(folder / "out" / full.name, folder / "half.xlsx")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(PRELOADED)
    runner, expected = Runner(context, folder, children=False), written(whole)
    length = {command: runner.finish(command) for command in CLOSING}
    both = digest(folder / "both.xlsx")
    chance = random.Random(SEED)  # noqa: S311 - moments, not secrets
    ends = set[bool]()
    for number in range(30):
        command = list(CLOSING)[number % len(CLOSING)]
        (folder / "both.xlsx").unlink(missing_ok=True)
        runner.kill(command, chance.uniform(0, 2 * length[command]))  # half of them after it
        assert_whole(folder, expected)
        assert not (folder / "both.xlsx").exists() or digest(folder / "both.xlsx") == both
        with open_ledger(folder) as ledger:
            seal = ledger.seals.standing()
        ends.add(seal is None)
        assert seal is None or len(seal.digest) == 64
        if command == "reopen" and seal is not None:
            runner.finish("reopen")
    assert ends == {True, False}
    runner.finish("combine")
    assert digest(folder / "both.xlsx") == both
    assert list(folder.rglob(".xltool-*")) == []


@posix
@pytest.mark.parametrize("wait", [0.0, 0.3, 0.7, 1.5])
@pytest.mark.parametrize(
    "arguments",
    [("generate",), ("check", "--reissue", "back", "--all"), ("consolidate",)],
    ids=lambda x: x[0],
)
def test_interrupted(whole: Path, tmp_path: Path, wait: float, arguments: tuple[str, ...]) -> None:
    """Ctrl-C, which reaches the reading children as well, is one line and leaves nothing half."""
    folder = tmp_path / "c"
    shutil.copytree(
        whole, folder, ignore=shutil.ignore_patterns(LEDGER, LOCK, "department.xlsx", "back")
    )
    for number in range(12):
        path = next((whole / "in").glob("312001*"))
        shutil.copyfile(path, folder / "in" / f"{number}.xlsx")
    process = subprocess.Popen(
        [sys.executable, "-m", "xltool", *arguments],
        cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    while not (folder / LEDGER).exists() and process.poll() is None:
        time.sleep(0.005)
    time.sleep(wait)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGINT)
    told = process.communicate()[1].decode().splitlines()
    messages = [line for line in told if "the same content as" not in line]
    if process.returncode == 130:
        assert len(messages) == 1
        assert messages[0].startswith("xltool: 已中断")
    else:  # it was quicker, and may just have been ending
        assert process.returncode in {0, -signal.SIGINT}
    assert list(folder.rglob(".xltool-*")) == []


LIMITED: Final = (
    "import resource, sys\n"
    "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), resource.RLIM_INFINITY))\n"
    "sys.argv = ['xltool', *sys.argv[2:]]\n"
    "from xltool.__main__ import main\n"
    "main()\n"
)


@posix
@pytest.mark.parametrize(
    ("room", "arguments"),
    [
        (20_000, ("generate",)),
        (4_000, ("generate",)),
        (4_000, ("check",)),
        (20_000, ("consolidate", "-o", "new.xlsx")),
        (20, ("extract", "in", "-o", "facts.csv")),
        (100, ("check", "-o", "report.json", "--format", "json")),
        (20_000, ("check", "--all", "--reissue", "back")),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_no_room(whole: Path, tmp_path: Path, room: int, arguments: tuple[str, ...]) -> None:
    """When the system takes no more bytes, one message says so and nothing half is left."""
    folder = tmp_path / "c"
    shutil.copytree(whole, folder, ignore=shutil.ignore_patterns("out", "back", LEDGER, "kept"))
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    found = subprocess.run(
        [sys.executable, "-c", LIMITED, str(room), *arguments],
        cwd=folder, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert found.returncode == 2, found.stderr
    messages = [line for line in found.stderr.splitlines() if line.startswith("xltool: ")]
    assert len(messages) == 1
    assert "磁盘已满" in messages[0]
    assert "disk" in messages[0]
    assert "Traceback" not in found.stderr
    assert {path: path.read_bytes() for path in before} == before
    assert list(folder.rglob(".xltool-*")) == []
    assert not (folder / arguments[-1]).is_file()
    assert written(folder).keys() == {"department.xlsx"}
