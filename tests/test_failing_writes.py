"""Every write, wait for the disk, rename and statement of the ledger fails in turn.

A first run counts what a command does through ``xltool.files`` and the ledger; then the command
runs as often, and each time another one of these calls fails. Afterwards each output is the old
one or the new one, the ledger says nothing that is not so, nothing temporary is left, the message
is one sentence that names the file, and the same command succeeds.
"""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import openpyxl
import pytest
from typer.testing import CliRunner

from tests.readers_here import ReadersHere
from tests.test_cli import run
from xltool import files
from xltool.batch import batch
from xltool.campaign import known_files, ledger
from xltool.campaign.ledger import LEDGER, open_ledger
from xltool.campaign.lock import LOCK
from xltool.cli.app import app
from xltool.errors import XltoolError, reason
from xltool.spreadsheets.stored_files import digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


ENTITIES: Final = "code,name,short,parent\n312,某局（部门）,某局,\n312001,某局,某局,312\n"
OUTPUTS: Final = ("kept", LEDGER, "report.json", "back", "department.xlsx", "facts*", "out")
COMMANDS: Final = {
    "init": ("init", "new", "--entities", "list.csv", "--period", "2022"),
    "init from last year": ("init", "new", "--from", "."),
    "init in an empty folder": ("init", "empty", "--entities", "list.csv", "--period", "2022"),
    "generate": ("generate",),
    "check": ("check", "-o", "report.json", "--reissue", "back", "--all"),
    "consolidate": ("consolidate", "-o", "department.xlsx"),
    "accept": ("accept", "312001-某局-2021.xlsx"),
    "combine": ("combine", "in/312001-某局-2021.xlsx", "copy.xlsx", "-o", "combined.xlsx"),
    "extract": ("extract", "in", "-o", "facts.csv"),
    "extract to parquet": ("extract", "in", "--format", "parquet", "-o", "facts"),
    "status": ("status",),
    "seal": ("seal",),
}
"""Commands that write, each in the folder of a campaign."""
CASES: Final = [*((name, False) for name in COMMANDS), ("check", True)]
"""Each command where it has run before, and the one that writes most where it has not."""


@dataclass
class Failing:
    """Counts the calls that write, and lets one of them fail with ``error``."""

    at: int = 0
    number: int = field(default=errno.ENOSPC)
    count: int = 0
    failed: str = ""

    def called(self, what: str) -> bool:
        """Count a call; whether it is the one that fails."""
        self.count += 1
        if self.count == self.at:
            self.failed = what
            return True
        return False

    def check(self, what: str) -> None:
        """Count a call of the system."""
        if self.called(what):
            raise OSError(self.number, os.strerror(self.number))


class Statements(sqlite3.Connection):
    """A connection whose statements can fail."""

    failing: Failing

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:  # noqa: ANN401 - sqlite3's own
        """Run a statement, or fail as where the disk is full."""
        if self.failing.called(sql.strip()[:40]):
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorname = "SQLITE_FULL"
            raise error
        return super().execute(sql, *parameters)


def failing_at(patch: pytest.MonkeyPatch, at: int) -> Failing:
    """Let the call ``at`` fail, from 1; with 0 only count."""
    failing = Failing(at)
    before = {name: getattr(files, name) for name in ("write", "sync", "move")}

    def with_check(name: str) -> None:
        def called(*arguments: Any) -> Any:  # noqa: ANN401 - whatever it takes
            failing.check(name)
            return before[name](*arguments)

        patch.setattr(files, name, called)

    for name in before:
        with_check(name)
    patch.setattr("xltool.campaign.lock.write", files.write)
    Statements.failing = failing

    def connected(path: Path) -> sqlite3.Connection:
        found = sqlite3.connect(path, isolation_level=None, factory=Statements)
        sqlite3.Connection.execute(found, "PRAGMA synchronous = OFF")
        return found

    patch.setattr(ledger, "_connect", connected)
    return failing


def in_haste(patch: pytest.MonkeyPatch) -> None:
    """Read in this process, and wait for no disk: no power fails here.

    Nothing is remembered of files that were seen, for that may fail: ``test_known_files.py``.
    """
    patch.setattr(known_files, "YOUNG", sys.maxsize)
    patch.setattr(batch, "WorkerPool", ReadersHere)
    patch.setattr(files, "sync", lambda _: None)

    def connected(path: Path) -> sqlite3.Connection:
        connection = sqlite3.connect(path, isolation_level=None)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    patch.setattr(ledger, "_connect", connected)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A campaign of one entity in which every command has run, so that there is an old of each."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "list.csv").write_text(ENTITIES, encoding="utf-8")
    campaign = folder / "c"
    run("init", campaign, "--entities", folder / "list.csv", "--period", "2021")
    shutil.copyfile(folder / "list.csv", campaign / "list.csv")
    run("generate", "-C", campaign)
    blank = campaign / "out" / "312001-某局-2021.xlsx"
    fill(blank, campaign / "in" / blank.name)
    shutil.copyfile(blank, campaign / "copy.xlsx")
    with pytest.MonkeyPatch.context() as patch:
        in_haste(patch)
        patch.chdir(campaign)
        (campaign / "empty").mkdir()
        for name, command in COMMANDS.items():
            if not name.startswith(("init", "seal")):  # nothing is entered in a sealed one
                run(*command)
    return campaign


def fill(blank: Path, target: Path) -> None:
    """State in a blank workbook that no form has data, so that it can be accepted."""
    book = openpyxl.load_workbook(blank)
    for name, place in book.defined_names.items():
        if name.startswith("xl_nil_"):
            sheet, _, cell = place.attr_text.replace("'", "").rpartition("!")
            book[sheet][cell.replace("$", "")] = "无数据"
    book.save(target)


def contents(folder: Path) -> dict[str, str]:
    """Return the hash of every file of a campaign, but for the ledger and the lock."""
    return {
        str(path.relative_to(folder)): digest(path)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith((LEDGER, LOCK))
    }


def refusal(arguments: Sequence[str]) -> str:
    """Run a command that cannot go on; return what it says, as ``xltool`` would."""
    found = CliRunner().invoke(app, arguments)
    error = found.exception
    if isinstance(error, OSError):
        return reason(error)
    assert isinstance(error, XltoolError), found.output
    return str(error)


def assert_sound(folder: Path, old: Mapping[str, str], new: Mapping[str, str]) -> None:
    """Every file is the old or the new one, also of folders as wholes; nothing is left over."""
    found = contents(folder)
    for name in {*old, *new, *found}:
        assert found.get(name) in {old.get(name), new.get(name)}, name
    for whole in ("new", "empty", "facts"):
        own, *kinds = (
            {name: sha for name, sha in each.items() if name.startswith(f"{whole}/")}
            for each in (found, old, new)
        )
        assert own in kinds, whole
    assert list(folder.rglob(f"{files.PREFIX}*")) == []
    if (folder / LEDGER).exists():
        connection = sqlite3.connect(folder / LEDGER)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        connection.close()
        with open_ledger(folder) as book:
            known = {sha256 for each in (old, new) for sha256 in each.values()}
            assert {item.sha256 for item in book.sent()} <= known
            assert {item.sha256 for item in book.received()} == {
                item.sha256 for item in book.arrivals()
            }


@pytest.mark.parametrize(("name", "first"), CASES)
def test_each_write_fails_in_turn(
    name: str,
    first: bool,  # noqa: FBT001 - pytest's way
    whole: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Old or new, nothing lost, one sentence that names the file; then the command succeeds."""
    in_haste(monkeypatch)
    left_out = shutil.ignore_patterns(*(OUTPUTS if first else ()))

    def prepared() -> Path:
        folder = tmp_path / "c"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(whole, folder, ignore=left_out)
        if not first:  # old outputs that differ from the new ones
            for path in (folder / "report.json", folder / "facts.csv", *folder.glob("facts/*")):
                path.write_bytes(b"old")
        monkeypatch.chdir(folder)
        return folder

    old = contents(prepared())
    with pytest.MonkeyPatch.context() as patch:
        counted = failing_at(patch, 0)
        run(*COMMANDS[name])
    new = contents(tmp_path / "c")
    named = {Path(path).name for path in (*old, *new)} | {LEDGER, LOCK, "new", "empty"}
    assert counted.count
    for at in range(1, counted.count + 1):
        folder = prepared()
        with pytest.MonkeyPatch.context() as patch:
            failing = failing_at(patch, at)
            said = refusal(COMMANDS[name])
        assert failing.failed
        assert "\n" not in said
        assert "磁盘已满" in said
        assert Path(said.partition(": ")[0]).name in named
        assert_sound(folder, old, new)
        run(*COMMANDS[name])
        assert contents(folder) == new
