"""What is shown of ``in/`` is not read again as long as nobody writes there; work reads it all."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from typing import TYPE_CHECKING, Any, Final
from zipfile import ZipFile

import pytest

from tests.test_campaign import JAIL, POLICE
from tests.test_cli import run
from xltool.campaign import known_files
from xltool.campaign.campaign_status import campaign_status
from xltool.campaign.folder import load_campaign
from xltool.campaign.inbox import glance_into, look_into
from xltool.campaign.ledger import LEDGER, open_ledger
from xltool.campaign.status_board import ReportingState, status_board
from xltool.spreadsheets import stored_files
from xltool.spreadsheets.stored_files import digest

if TYPE_CHECKING:
    from pathlib import Path

    from xltool.campaign.inbox import Inbox
    from xltool.campaign.status_board import StatusBoard

OLD: Final = 1_600_000_000


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Remember files however young they are: nobody writes within the grain of a clock here."""
    monkeypatch.setattr(known_files, "YOUNG", 0)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Count which files are read."""
    found: list[Path] = []
    whole, opened = stored_files.digest_if_readable, stored_files.contents_inside

    def digested(path: Path) -> str:
        found.append(path)
        return whole(path)

    def contents(path: Path) -> tuple[str, list[tuple[str, str]]]:
        found.append(path)
        return opened(path)

    monkeypatch.setattr(known_files, "digest_if_readable", digested)
    monkeypatch.setattr(known_files, "contents_inside", contents)
    return found


def glance(folder: Path, *, opens: bool = False) -> Inbox:
    """Look at what stands there, as the desk does."""
    with open_ledger(folder) as ledger:
        return glance_into(load_campaign(folder), ledger, opens=opens)


def looked(folder: Path) -> Inbox:
    """Look at what stands there, as work does."""
    with open_ledger(folder) as ledger:
        return look_into(load_campaign(folder), ledger)


def the_board(folder: Path) -> StatusBoard:
    """Return the board as the desk shows it."""
    campaign = load_campaign(folder)
    with open_ledger(folder) as ledger:
        return status_board(campaign, ledger, glance_into(campaign, ledger, opens=False))


@pytest.mark.usefixtures("at_once")
def test_nothing_is_read_twice(folder: Path, counted: list[Path]) -> None:
    """The second glance reads nothing, and says the same; work reads every file."""
    first = glance(folder)
    assert len(counted) == len(first.files) > 3
    counted.clear()
    assert glance(folder) == first
    assert counted == []
    assert looked(folder) == first
    assert len(counted) == len(first.files)


@pytest.mark.usefixtures("at_once")
def test_what_was_written_is_read(folder: Path, counted: list[Path]) -> None:
    """Another content is seen: of another size, of the same, and with the old time put back."""
    path = folder / "in" / JAIL
    glance(folder)
    before = path.stat()
    for content in (b"longer than before" * 9999, b"x" * before.st_size, b"y" * before.st_size):
        path.write_bytes(content)
        os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
        counted.clear()
        assert glance(folder).files[path] == digest(path)
        assert counted == [path]


@pytest.mark.usefixtures("at_once")
def test_what_is_gone_or_renamed_is_seen(folder: Path) -> None:
    """The glance lists what stands there now."""
    glance(folder)
    path = folder / "in" / JAIL
    path.rename(path.with_name("b.xlsx"))
    (folder / "in" / POLICE).unlink()
    names = {each.name for each in glance(folder).files}
    assert "b.xlsx" in names
    assert not names & {JAIL, POLICE}
    with open_ledger(folder) as ledger:
        assert set(ledger.files.seen()) == names


def test_a_young_file_is_not_remembered(folder: Path, counted: list[Path]) -> None:
    """A file that was written just now is read each time: it may change without another time."""
    for path in (folder / "in").iterdir():
        os.utime(path, (OLD, OLD))  # its time is old, but when it got that the system knows
    glance(folder)
    counted.clear()
    first = glance(folder)
    assert len(counted) == len(first.files)
    with open_ledger(folder) as ledger:
        assert ledger.files.seen() == {}


@pytest.mark.usefixtures("at_once")
def test_changed_while_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What changes while it is read is not remembered."""
    path = folder / "in" / JAIL
    before = stored_files.digest_if_readable

    def meanwhile(each: Path) -> str:
        found = before(each)
        if each == path:
            path.write_bytes(b"changed")
        return found

    with monkeypatch.context() as patched:
        patched.setattr(known_files, "digest_if_readable", meanwhile)
        glance(folder)
    assert glance(folder).files[path] == digest(path)


@pytest.mark.usefixtures("at_once")
def test_a_glance_writes_only_what_is_new(folder: Path) -> None:
    """Pages are drawn anew when the ledger was written: a glance at the same files writes nothing.

    Not for names that are no UTF-8 either, which the ledger holds in another way.
    """
    (folder / "in" / os.fsdecode(b"\xff.xlsx")).write_bytes(b"content")
    packed(folder)
    glance(folder, opens=True)
    before = (folder / LEDGER).read_bytes()
    glance(folder, opens=True)
    glance(folder)
    assert (folder / LEDGER).read_bytes() == before


@pytest.mark.usefixtures("at_once")
def test_another_process_writes(folder: Path) -> None:
    """Nobody waits: what is shown is right, and only not remembered; so in a read-only folder."""
    expected = looked(folder).files
    with open_ledger(folder):
        pass
    other = sqlite3.connect(folder / LEDGER, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    before = time.monotonic()
    assert glance(folder).files == expected
    assert time.monotonic() - before < 5
    other.execute("ROLLBACK")
    other.close()
    with open_ledger(folder) as ledger:
        assert ledger.files.seen() == {}
    glance(folder)
    with open_ledger(folder) as ledger:
        assert len(ledger.files.seen()) == len(expected)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("failing", ["BEGIN", "DELETE", "COMMIT"])
def test_a_full_disk(folder: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    """What cannot be remembered is right all the same, and the ledger is whole."""

    class Full(sqlite3.Connection):
        """A connection on a disk without room."""

        def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:  # noqa: ANN401 - sqlite3's own
            """Run a statement, or fail."""
            if sql.startswith(failing):
                message = "database or disk is full"
                raise sqlite3.OperationalError(message)
            return super().execute(sql, *parameters)

    def connected(path: Path) -> sqlite3.Connection:
        return sqlite3.connect(path, isolation_level=None, factory=Full)

    expected = looked(folder).files
    with monkeypatch.context() as patched:
        patched.setattr("xltool.campaign.ledger._connect", connected)
        assert glance(folder).files == expected
    with open_ledger(folder) as ledger:
        assert ledger.files.seen() == {}


@pytest.mark.usefixtures("at_once")
def test_a_ledger_that_cannot_be_written(folder: Path) -> None:
    """Who may only read gets the board all the same."""
    expected = looked(folder).files
    connection = sqlite3.connect(f"file:{folder / LEDGER}?mode=ro", uri=True, isolation_level=None)
    from xltool.campaign.ledger import Ledger  # noqa: PLC0415 - only here

    assert glance_into(load_campaign(folder), Ledger(connection)).files == expected
    connection.close()


# --- Zips and mails -------------------------------------------------------------------------------


def packed(folder: Path) -> Path:
    """Put two of the returns into a zip."""
    path = folder / "in" / "全套.zip"
    with ZipFile(path, "w") as archive:
        for name in (JAIL, POLICE):
            archive.write(folder / "in" / name, name)
            (folder / "in" / name).unlink()
    return path


def test_the_desk_opens_no_zip(folder: Path, counted: list[Path]) -> None:
    """One that was never checked is one file that nobody has checked; later its files are known."""
    path = packed(folder)
    assert path in glance(folder).files
    assert path.name in the_board(folder).unchecked
    run("check", "-C", folder)
    counted.clear()
    inbox = glance(folder)
    assert {inbox.names[each] for each in inbox.files} >= {f"全套.zip/{JAIL}", f"全套.zip/{POLICE}"}
    assert inbox.files == looked(folder).files
    states = {status.entity.code: status.state for status in the_board(folder).standings}
    assert states["312005"] is states["312006"] is ReportingState.ACCEPTED


def test_a_zip_is_known_by_its_content(folder: Path) -> None:
    """Under another name it is known; another content of the same name is not."""
    path = packed(folder)
    run("check", "-C", folder)
    moved = path.rename(path.with_name("b.zip"))
    assert moved / JAIL in glance(folder).files
    with ZipFile(moved, "a") as archive:
        archive.writestr("c.xlsx", b"another")
    inbox = glance(folder)
    assert moved in inbox.files
    assert moved / JAIL not in inbox.files


def test_the_board_of_a_command_opens_zips(folder: Path, counted: list[Path]) -> None:
    """``status`` opens what it does not know, once."""
    path = packed(folder)
    board = campaign_status(load_campaign(folder)).board
    assert f"全套.zip/{JAIL}" in board.unchecked
    counted.clear()
    assert campaign_status(load_campaign(folder)).board == board
    assert counted.count(path) <= 1  # it is young: read, but not opened
    assert path / JAIL in glance(folder).files


def test_a_zip_that_cannot_be_opened(folder: Path) -> None:
    """It stands for itself, whoever looks."""
    path = folder / "in" / "坏.zip"
    path.write_bytes(b"PK\x03\x04 nothing")
    assert glance(folder).files == glance(folder, opens=True).files == looked(folder).files
    run("check", "-C", folder, code=1)
    assert glance(folder).files[path] == digest(path)


def test_the_same_file_alone_and_in_a_zip(folder: Path) -> None:
    """It counts once, as itself, for the desk too."""
    path = packed(folder)
    with ZipFile(path) as archive:
        (folder / "in" / JAIL).write_bytes(archive.read(JAIL))
    run("check", "-C", folder)
    inbox = glance(folder)
    assert folder / "in" / JAIL in inbox.files
    assert path / JAIL not in inbox.files
    assert inbox.files == looked(folder).files


# --- Many files -----------------------------------------------------------------------------------


@pytest.mark.usefixtures("at_once")
def test_a_thousand_files(folder: Path) -> None:
    """The glance at a thousand files that are known takes a fraction of reading them."""
    for number in range(1000):
        shutil.copyfile(folder / "in" / JAIL, folder / "in" / f"{number}.xlsx")
    glance(folder)
    before = time.process_time()
    inbox = glance(folder)
    assert time.process_time() - before < 0.5
    assert len(inbox.files) == 1000 + 4
