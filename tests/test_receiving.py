"""Files that come through the desk enter ``in/``: whole, under safe names, never over another."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

from tests.test_campaign import POLICE
from tests.test_cli import run
from xltool import files
from xltool.campaign.folder import load_campaign
from xltool.campaign.lock import CampaignBusyError, locked
from xltool.campaign.received_names import LONGEST_NAME, MOST_BYTES, safe_name
from xltool.campaign.receiving import receive
from xltool.errors import CampaignError
from xltool.model.observer import SILENT, SilentObserver, Stage
from xltool.spreadsheets.stored_files import digest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.model.campaign import Campaign
    from xltool.model.notices import Notice


@dataclass(frozen=True)
class Waiting:
    """A file that waits."""

    name: str
    path: Path


NAMES: Final = {
    "大表.xlsx": "大表.xlsx",
    r"..\..\x.xlsx": "x.xlsx",
    "../../x.xlsx": "x.xlsx",
    r"C:\windows\x.xlsx": "x.xlsx",
    "C:x.xlsx": "C_x.xlsx",
    "/etc/passwd": "passwd",
    r"\\server\share\a.xlsx": "a.xlsx",
    "x.xlsx:stream": "x.xlsx_stream",
    "con": "_con",
    "CON.xlsx": "_CON.xlsx",
    "nul.tar.xlsx": "_nul.tar.xlsx",
    "com1.xlsx": "_com1.xlsx",
    "LPT\u00b2.xlsx": "_LPT\u00b2.xlsx",
    "aux .xlsx": "_aux.xlsx",
    "a\x00b.xlsx": "ab.xlsx",
    "a\r\nSet-Cookie: x.xlsx": "aSet-Cookie_ x.xlsx",
    "a\u202exslx.exe": "axslx.exe",
    "a\ud800b.xlsx": "ab.xlsx",
    "a\u200b\ufeffb.xlsx": "ab.xlsx",
    "a\u2028b.xlsx": "ab.xlsx",
    "~a.xlsx": "a.xlsx",
    "a.xlsx. . ": "a.xlsx",
    "a .xlsx": "a.xlsx",
    "": "未命名",
    "..": "未命名",
    "///": "未命名",
    "\u3000.xlsx": "未命名.xlsx",
    "~.~.xlsx": "未命名.xlsx",
    '<script>"*?|.xlsx': "_script_____.xlsx",
    "e\u0301.xlsx": "\u00e9.xlsx",
    "%2e%2e%2fa.xlsx": "%2e%2e%2fa.xlsx",
    "=1+1.xlsx": "=1+1.xlsx",
    "-rf.xlsx": "-rf.xlsx",
    "${HOME}`id`.xlsx": "${HOME}`id`.xlsx",
}  # fmt: skip
"""What a browser may call a file, and how it stands in ``in/``."""


@pytest.fixture
def empty(folder: Path) -> Campaign:
    """The example's campaign before anything came."""
    for path in (folder / "in").iterdir():
        path.unlink()
    return load_campaign(folder)


def staged(folder: Path, contents: Sequence[tuple[str, bytes]]) -> list[Waiting]:
    """Write the files that wait, each with its name."""
    folder.mkdir(exist_ok=True)
    found = []
    for name, content in contents:
        path = folder / str(len(list(folder.iterdir())))
        path.write_bytes(content)
        found.append(Waiting(name, path))
    return found


def there(campaign: Campaign) -> Mapping[str, bytes]:
    """Return what stands in ``in/``."""
    return {path.name: path.read_bytes() for path in sorted((campaign.folder / "in").iterdir())}


def outside(campaign: Campaign) -> Mapping[Path, bytes]:
    """Return all other files in and around the campaign."""
    found = campaign.folder.parent.rglob("*")
    own = {"ledger.sqlite", ".xltool.lock"}
    return {
        path: path.read_bytes()
        for path in found
        if path.is_file() and path.parent.name not in {"in", "staged"} and path.name not in own
    }


class Told(SilentObserver):
    """Keeps the notices."""

    def __init__(self) -> None:
        """Begin with none."""
        self.notices: list[Notice] = []
        self.total = self.steps = 0

    def notify(self, notice: Notice) -> None:
        """Keep one."""
        self.notices.append(notice)

    def start(self, stage: Stage, total: int) -> None:
        """Keep how many files there are."""
        assert stage is Stage.RECEIVING
        self.total = total

    def advance(self) -> None:
        """Count one that is there."""
        self.steps += 1


@pytest.mark.parametrize(("name", "expected"), NAMES.items(), ids=lambda name: ascii(name)[1:-1])
def test_a_name_is_a_label(name: str, expected: str) -> None:
    """No part of a name leads anywhere, and every system can hold it."""
    assert safe_name(name) == expected
    assert safe_name(expected) == expected
    assert Path(expected).name == expected


@pytest.mark.parametrize("letter", ["a", "预", "\U00020000", "é"])
def test_a_long_name_is_cut_before_its_suffix(letter: str) -> None:
    """It fits, with the digits of a hash too, whatever its characters take."""
    name = safe_name(letter * 400 + ".xlsx")
    assert name.startswith(letter * 20)
    assert name.endswith(".xlsx")
    assert len(name) <= LONGEST_NAME
    assert len(name.encode()) <= MOST_BYTES
    assert safe_name("a" * 300 + "." + "b" * 300) == "a" * LONGEST_NAME


def test_hostile_names_stay_in_the_folder(empty: Campaign, tmp_path: Path) -> None:
    """Whatever files are called: all stand in ``in/``, and nothing else has changed."""
    before = outside(empty)
    contents = [(name, b"content of " + ascii(name).encode()) for name in NAMES]
    told = Told()
    found = receive(empty, staged(tmp_path / "staged", contents), told)
    left_out = {"..", "a\u202exslx.exe"}
    assert len(told.notices) == len(left_out)
    assert len(found) == len(NAMES) - len(left_out)
    assert {path.parent for path in found} == {empty.folder / "in"}
    assert sorted(there(empty).values()) == sorted(
        content for name, content in contents if name not in left_out
    )
    assert outside(empty) == before


def test_nothing_is_overwritten(empty: Campaign, tmp_path: Path) -> None:
    """Another content of a name gets digits of its hash; the same one is entered once."""
    first, second = staged(tmp_path / "staged", [(POLICE, b"one"), (POLICE, b"two")])
    both = sorted([first, second], key=lambda each: digest(each.path))
    assert receive(empty, [first], SILENT) == [empty.folder / "in" / POLICE]
    (path,) = receive(empty, [second], SILENT)
    assert path.name == f"312006-交警队-2020-{digest(second.path)[:8]}.xlsx"
    again = receive(empty, [second, first], SILENT)
    assert [each.read_bytes() for each in again] == [each.path.read_bytes() for each in both]
    assert there(empty) == {POLICE: b"one", path.name: b"two"}


def test_a_name_in_capitals_is_taken(empty: Campaign, tmp_path: Path) -> None:
    """The folder may be carried to a system for which both are one name."""
    receive(empty, staged(tmp_path / "staged", [("a.xlsx", b"1"), ("A.XLSX", b"2")]), SILENT)
    assert len({name.casefold() for name in there(empty)}) == 2


def test_a_link_is_not_followed(empty: Campaign, tmp_path: Path) -> None:
    """A file is written beside what has its name, be it a link or a folder."""
    secret = tmp_path / "secret"
    secret.write_bytes(b"secret")
    (empty.folder / "in" / "a.xlsx").symlink_to(secret)
    (empty.folder / "in" / "b.xlsx").mkdir()
    contents = [("a.xlsx", b"1"), ("b.xlsx", b"2"), ("a.xlsx", b"secret")]
    found = receive(empty, staged(tmp_path / "staged", contents), SILENT)
    assert secret.read_bytes() == b"secret"
    assert sorted(path.read_bytes() for path in found) == [b"1", b"2", b"secret"]
    assert not any(path.is_symlink() for path in found)


def test_the_order_of_files_does_not_matter(empty: Campaign, tmp_path: Path) -> None:
    """Files that come together stand under the same names, whichever came first."""
    contents = [("a.xlsx", b"1"), ("a.xlsx", b"2"), ("a.xlsx", b"3"), ("b.xlsx", b"1")]
    waiting = staged(tmp_path / "staged", contents)
    results = []
    for order in itertools.permutations(waiting):
        for path in (empty.folder / "in").iterdir():
            path.unlink()
        receive(empty, order, SILENT)
        results.append(there(empty))
    assert len(results[0]) == 4
    assert all(each == results[0] for each in results)


def test_what_is_no_return_is_told(empty: Campaign, tmp_path: Path) -> None:
    """The lock of an open workbook and files of the system are left out, each with the reason."""
    told = Told()
    names = ["~$大表.xlsx", ".DS_Store", "._a.xlsx", "a.xlsx.tmp", "大表.xlsx"]
    receive(empty, staged(tmp_path / "staged", [(each, b"x") for each in names]), told)
    assert list(there(empty)) == ["大表.xlsx"]
    assert [each.key.rpartition(".")[2] for each in told.notices] == [
        "lock", "hidden", "macos", "leftover",
    ]  # fmt: skip
    assert (told.total, told.steps) == (1, 1)
    assert told.notices[0].path
    assert told.notices[0].path.name == "$大表.xlsx"


def test_somebody_else_puts_a_file_there(
    empty: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What appears under a name in the last moment stays, on disks without links too."""
    (item,) = staged(tmp_path / "staged", [("a.xlsx", b"ours")])
    target = empty.folder / "in" / "a.xlsx"
    before = files.sync

    def sync(handle: int) -> None:
        before(handle)
        target.write_bytes(b"theirs")

    monkeypatch.setattr(files, "sync", sync)
    with pytest.raises(FileExistsError):
        receive(empty, [item], SILENT)
    target.unlink()
    monkeypatch.setattr(Path, "hardlink_to", _no_links)
    with pytest.raises(FileExistsError):
        receive(empty, [item], SILENT)
    assert there(empty) == {"a.xlsx": b"theirs"}
    target.unlink()
    monkeypatch.setattr(files, "sync", before)
    receive(empty, [item], SILENT)
    assert there(empty) == {"a.xlsx": b"ours"}


def _no_links(*_: object) -> None:
    raise PermissionError


def test_a_closed_or_busy_campaign_takes_nothing(
    empty: Campaign, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files wait until the other run has ended, or the campaign is opened again."""
    waiting = staged(tmp_path / "staged", [("a.xlsx", b"1")])
    with locked(empty.folder, "check"), pytest.raises(CampaignBusyError):
        receive(empty, waiting, SILENT)

    def sealed(*_: object) -> None:
        msg = "sealed"
        raise CampaignError(msg)

    monkeypatch.setattr("xltool.campaign.session.require_unsealed", sealed)
    with pytest.raises(CampaignError, match="sealed"):
        receive(empty, waiting, SILENT)
    assert there(empty) == {}


KILLED: Final = """
import os, sys
from pathlib import Path
from tests.test_receiving import Waiting
from xltool.model.observer import SILENT
from xltool import files
from xltool.campaign.folder import load_campaign
from xltool.campaign.receiving import receive
left = int(sys.argv[3])
def dying(name):
    before = getattr(files, name)
    def called(*arguments):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), 9)
        return before(*arguments)
    setattr(files, name, called)
for name in ("write", "sync", "move_new"):
    dying(name)
waiting = [Waiting(f"{path.name}.xlsx", path) for path in sorted(Path(sys.argv[2]).iterdir())]
receive(load_campaign(Path(sys.argv[1])), waiting, SILENT)
"""


def test_killed_at_any_moment(empty: Campaign, tmp_path: Path) -> None:
    """Only whole files stand there, and the same files can come again."""
    contents = [(str(each), bytes([each]) * 3_000_000) for each in range(2)]
    waiting = staged(tmp_path / "staged", contents)
    names = [Waiting(f"{each.path.name}.xlsx", each.path) for each in waiting]
    for at in itertools.count(1):
        done = subprocess.run(
            [sys.executable, "-c", KILLED, empty.folder, tmp_path / "staged", str(at)],
            cwd=Path(__file__).parents[1], env=os.environ, check=False,
        )  # fmt: skip
        whole = {name: content for name, content in there(empty).items() if name[0] != "."}
        assert set(whole.values()) <= {content for _, content in contents}
        if done.returncode == 0:
            break
        assert at < 20
    receive(empty, names, SILENT)
    assert there(empty) == {f"{each}.xlsx": content for each, (_, content) in enumerate(contents)}


def test_what_was_received_is_checked(empty: Campaign, folder: Path) -> None:
    """What entered is a return like any other."""
    run("generate", "-C", folder)
    path = folder / "out" / POLICE
    receive(empty, [Waiting(POLICE, path)], SILENT)
    assert POLICE in run("check", "-C", folder, code=1)
