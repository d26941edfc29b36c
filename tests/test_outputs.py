"""Outputs destroy nothing: where a command may not write it says so before it does any work."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.test_cli import ENTITIES, refused, run
from xltool import files
from xltool.campaign.folder import load_campaign, start_from_example
from xltool.campaign.workbook_names import workbook_name
from xltool.errors import CampaignError
from xltool.files import new_folder, replacing, replacing_all
from xltool.model.forms import Entity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

RETURN = "312005-看守所-2020.xlsx"
posix = pytest.mark.skipif(os.name != "posix", reason="links and modes of POSIX")


def snapshot(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its content."""
    found = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in found}


@pytest.fixture
def unchanged(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A campaign where a test must change nothing; the current folder is the one above."""
    (folder / "kept").mkdir()
    (folder / "kept" / "3f.xlsx").write_bytes(b"kept")
    (folder / "given").mkdir()
    monkeypatch.chdir(folder.parent)
    before = snapshot(folder)
    yield folder
    assert snapshot(folder) == before


TARGETS = (
    f"c/in/{RETURN}", "c/in/new.xlsx", "c/IN/new.xlsx", "c/in/deep/new.xlsx", "c/out/../in/a.xlsx",
    "c/kept/3f.xlsx", "c/given/prior.xlsx", "c/out/312005-看守所-2020.xlsx",
)  # fmt: skip


@pytest.mark.parametrize("target", TARGETS)
def test_consolidate_writes_nothing_into_the_campaigns_folders(
    unchanged: Path, target: str
) -> None:
    """Whatever ``-o`` names in ``in/``, ``kept/``, ``given/`` and ``out/`` is refused by name."""
    (unchanged / "in" / "deep").mkdir()
    (unchanged / "IN").mkdir(exist_ok=True)
    assert refused("consolidate", "-C", "c", "-o", target).startswith(f"{target}: ")


@pytest.mark.parametrize(
    "target", ["c/in/facts.csv", "c/entities.csv", "c/Projects.CSV", "c/rows.csv"]
)
def test_extract_spares_the_campaign(unchanged: Path, target: str) -> None:
    """No campaign has to be named: a file that belongs to one is known by its folder."""
    assert unchanged.is_dir()
    assert refused("extract", f"c/in/{RETURN}", "-o", target).startswith(f"{target}: ")


@posix
@pytest.mark.parametrize("link", [os.symlink, os.link], ids=["symbolic", "hard"])
def test_links_to_returns_are_refused(unchanged: Path, link: object) -> None:
    """Another name of a return is that return."""
    assert callable(link)
    link((unchanged / "in" / RETURN).resolve(), "other.xlsx")
    assert refused("consolidate", "-C", "c", "-o", "other.xlsx").startswith("other.xlsx: ")
    Path("incoming").symlink_to(unchanged / "in")
    assert refused("extract", "c/in", "-o", "incoming/a.csv").startswith("incoming/a.csv: ")
    assert "incoming" in refused("check", "-C", "c", "--reissue", "incoming")


def test_inputs_are_refused(returned: Mapping[str, Path], tmp_path: Path) -> None:
    """A file that the command reads is not written over, nor one that differs in case only."""
    own = tmp_path / "a.json"
    shutil.copyfile(returned["312005"], own)
    for target in (own, tmp_path / "A.json", tmp_path / "." / "a.json"):
        assert refused("extract", own, "-o", target).startswith(f"{target}: ")
    assert refused("check", own, "-o", own).startswith(f"{own}: ")
    assert own.read_bytes() == returned["312005"].read_bytes()


SUFFIXES = {
    ("consolidate", "-C", "c"): ((".xls", ".csv", "", ".xlsx.bak"), (".xlsx",)),
    ("check", f"c/in/{RETURN}"): (
        (".xls", ".csv", "", ".htm"),
        (".txt", ".json", ".html", ".xlsx"),
    ),
    ("extract", "c/in"): ((".xls", ".txt", "", ".parquet"), (".csv", ".json", ".xlsx")),
    ("status", "-C", "c"): ((".pdf", ".csv", ""), (".txt", ".html", ".xlsx", ".json")),
    ("receipt", "-C", "c"): ((".pdf", ".csv", ""), (".txt", ".html", ".xlsx", ".json")),
    ("compare", "-C", "c"): ((".pdf", ".csv", ""), (".txt", ".html", ".xlsx", ".json")),
    ("remind", "-C", "c"): ((".pdf", ".json", ""), (".txt", ".html", ".xlsx")),
    ("summary", "-C", "c"): ((".pdf", ".json", ""), (".txt", ".html", ".xlsx")),
    ("extract", "c/in", "--format", "json"): ((".csv", ".JSN", ""), (".json",)),
}


@pytest.mark.parametrize("command", SUFFIXES)
def test_other_suffixes_are_refused(unchanged: Path, command: tuple[str, ...]) -> None:
    """A suffix that the command does not write is refused, and those that it writes are named."""
    assert unchanged.is_dir()
    wrong, written = SUFFIXES[command]
    for suffix in wrong:
        said = refused(*command, "-o", f"result{suffix}")
        assert f"result{suffix}: " in said
        assert [each for each in written if each not in said] == []


@posix
def test_places_that_cannot_be_written(unchanged: Path) -> None:
    """A missing folder, a folder for a file, a read-only file, a loop: one sentence each."""
    above = unchanged.parent
    (above / "dir.csv").mkdir()
    (above / "fixed.csv").write_text("old", encoding="utf-8")
    (above / "fixed.csv").chmod(stat.S_IRUSR)
    (above / "loop.csv").symlink_to("loop.csv")
    long = "x" * 300 + ".csv"
    for target in ("no/facts.csv", "dir.csv", "fixed.csv", "loop.csv", long, "fixed.csv/a.csv"):
        said = refused("extract", "c/in", "-o", target)
        assert target in said
        assert "\n" not in said
        assert " · " in said
    assert (above / "fixed.csv").read_text(encoding="utf-8") == "old"
    assert "no/pq" in refused("extract", "c/in", "--format", "parquet", "-o", "no/pq")
    assert "fixed.csv" in refused("check", "-C", "c", "--reissue", "fixed.csv")


@pytest.mark.parametrize("target", ["c/in/new", "c/kept/new", "c/given", "c/GIVEN/new"])
def test_folders_are_refused(unchanged: Path, target: str) -> None:
    """Folders to write into, and new campaigns, do not stand among what a campaign keeps."""
    (unchanged / "GIVEN").mkdir(exist_ok=True)
    for command in (
        ("check", f"c/in/{RETURN}", "--reissue"),
        ("extract", "c/in", "--format", "parquet", "-o"),
        ("init", "--example", "pingxiang-2020"),
        ("demo",),
    ):
        assert refused(*command, target).startswith(f"{target}: ")


@pytest.mark.parametrize("target", ["mine", "c/out"])
def test_corrections_go_into_a_folder_of_their_own(unchanged: Path, target: str) -> None:
    """They have the names of what was sent out and came back, and stand beside neither."""
    mine = unchanged.parent / "mine"
    mine.mkdir()
    shutil.copyfile(unchanged / "in" / RETURN, mine / RETURN)
    said = refused("check", f"mine/{RETURN}", "-C", "c", "--reissue", target)
    assert said.startswith(f"{target}: ")
    assert "别的文件" in said


@posix
def test_out_that_leads_into_in(folder: Path) -> None:
    """``generate`` writes nothing where ``out/`` is another name of ``in/``."""
    shutil.rmtree(folder / "out")
    (folder / "out").symlink_to("in")
    before = snapshot(folder)
    assert "out" in refused("generate", "-C", folder)
    assert {name: data for name, data in snapshot(folder).items() if name in before} == before


# --- Whole or not at all --------------------------------------------------------------------------


@pytest.mark.parametrize("exists", [False, True])
def test_init_appears_whole_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, exists: bool
) -> None:
    """When a file cannot be written there is no campaign, and an empty folder is empty again."""
    target = tmp_path / "c"
    if exists:
        target.mkdir()
    real, count = files.write, 0

    def failing(handle: int, data: bytes) -> int:
        nonlocal count
        count += 1
        if count == 4:
            raise OSError(28, "full")
        return real(handle, data)

    monkeypatch.setattr(files, "write", failing)
    with pytest.raises(OSError, match="full") as found:
        start_from_example(target, "pingxiang-2020")
    assert found.value.filename == str(target)
    assert [path.name for path in tmp_path.rglob("*")] == (["c"] if exists else [])
    start_from_example(target, "pingxiang-2020")
    assert load_campaign(target).period == "2020"


def test_init_in_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty folder where somebody stands stays the same folder."""
    (tmp_path / "list.csv").write_text(ENTITIES, encoding="utf-8")
    (tmp_path / "new").mkdir()
    monkeypatch.chdir(tmp_path / "new")
    run("init", ".", "--entities", tmp_path / "list.csv", "--period", "2021")
    assert load_campaign(Path()).period == "2021"
    assert Path.cwd() == tmp_path / "new"


def write_all(targets: Sequence[Path], data: bytes) -> None:
    """Write the same into several files that are replaced together."""
    with replacing_all(targets) as opened:
        for file in opened:
            file.write(data)


def test_several_files_are_replaced_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the second of three cannot be moved, the first is the old one again."""
    targets = [tmp_path / name for name in "abc"]
    targets[0].write_bytes(b"old")
    real, count = files.move, 0

    def failing(source: Path, target: Path) -> None:
        nonlocal count
        count += 1
        if count == 2:
            raise OSError(5, "broken", str(source))
        real(source, target)

    monkeypatch.setattr(files, "move", failing)
    with pytest.raises(OSError, match="broken") as found:
        write_all(targets, b"new")
    assert found.value.filename == str(targets[1])
    assert snapshot(tmp_path) == {"a": b"old"}


# --- Temporary files ------------------------------------------------------------------------------

HOLDER = (
    "import sys, time\nfrom pathlib import Path\nfrom xltool.files import new_folder, replacing\n"
    "with replacing(Path(sys.argv[1])) as file, new_folder(Path(sys.argv[2]), 'x') as made:\n"
    "    file.write(b'new')\n    print('ready', flush=True)\n    time.sleep(60)\n"
)


@posix
def test_leftovers_are_swept_and_living_files_are_not(tmp_path: Path) -> None:
    """What another run is just writing stays; once it was killed, the next who writes sweeps it."""
    arguments = [sys.executable, "-c", HOLDER, str(tmp_path / "a.csv"), str(tmp_path / "c")]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE)
    assert process.stdout
    assert process.stdout.readline() == b"ready\n"

    def temporary() -> int:
        return len(list(tmp_path.glob(f"{files.PREFIX}*")))

    with replacing(tmp_path / "b.csv") as file:
        file.write(b"b")
    assert temporary() == 2
    process.kill()
    process.wait()
    process.stdout.close()
    time.sleep(0.05)
    with replacing(tmp_path / "b.csv", sweep=False):
        assert temporary() == 3
    with replacing(tmp_path / "b.csv") as file:
        file.write(b"b2")
    assert snapshot(tmp_path) == {"b.csv": b"b2"}
    assert temporary() == 0


@posix
def test_what_a_link_leads_to_stays(tmp_path: Path) -> None:
    """Where an output would stand there is a link: it is replaced, not the file behind it."""
    (tmp_path / "real.csv").write_bytes(b"old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    with replacing(tmp_path / "link.csv") as file:
        file.write(b"new")
    assert snapshot(tmp_path) == {"link.csv": b"new", "real.csv": b"old"}


def test_a_new_folder_must_be_new(tmp_path: Path) -> None:
    """A folder that holds anything is no place for a campaign; leftovers do not count."""
    (tmp_path / "c").mkdir()
    (tmp_path / "c" / f"{files.PREFIX}left").write_bytes(b"")
    start_from_example(tmp_path / "c", "pingxiang-2020")
    with pytest.raises(CampaignError):
        start_from_example(tmp_path / "c", "pingxiang-2020")
    with new_folder(tmp_path / "d", "x") as made:
        (made / "x").write_bytes(b"x")
    assert snapshot(tmp_path / "d") == {"x": b"x"}


@pytest.mark.parametrize(
    ("code", "short"),
    [
        ("../../etc", "x"),
        ("312005", "长" * 30_000),
        ("3" * 400, "a/b"),
        ("", "\ud800"),
        ("a\0b", ".."),
    ],
)
def test_names_from_files_make_no_paths(code: str, short: str) -> None:
    """A workbook's name is one name that every system holds, whatever code and name are."""
    name = workbook_name(Entity(code, "name", short), "2020", "调整")
    assert len(name.encode()) < 255
    assert "/" not in name
    assert not name.startswith(".")
