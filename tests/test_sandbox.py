"""A file that kills, stalls or exhausts its reader is one finding, and the batch goes on."""

from __future__ import annotations

import multiprocessing
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from xltool.errors import PackError
from xltool.kinds import Verdict
from xltool.messages.render import render
from xltool.pack.shipped_packs import default_pack
from xltool.reading.read import read_return
from xltool.workers.worker_pool import ReadingTask, WorkerBudget, WorkerPool

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from xltool.model.findings import Return
    from xltool.model.forms import Pack

MISBEHAVIOUR = """

import os
import signal
import time

import xltool.reading.read


def loop():
    while True:
        pass


def hoard():
    held = []
    while True:
        held.append(bytearray(1 << 28))


def recurse():
    return recurse() + 1


def fail():
    raise KeyError("a mistake of ours")


MISDEEDS = {
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "aborted": os.abort,
    "left": lambda: os._exit(0),
    "hung": lambda: time.sleep(600),
    "looping": loop,
    "hoarding": hoard,
    "recursing": recurse,
    "failing": fail,
}
admit = xltool.reading.read.admit


def misbehave(path, *arguments):
    MISDEEDS.get(path.stem, lambda: None)()
    return admit(path, *arguments)


xltool.reading.read.admit = misbehave
"""
"""Loading a pack runs its Python: this one's children do what a file's name says."""

BUDGET = WorkerBudget(cpu_seconds=1, wall_seconds=8.0)
WHYS = {
    "killed": "died",
    "aborted": "died",
    "left": "died",
    "hung": "time",
    "looping": "time",
    "hoarding": "MemoryError",
    "recursing": "RecursionError",
}
QUICK = ("aborted", "left", "recursing")
POSIX = frozenset({"killed", "looping", "hoarding"})


@pytest.fixture(scope="session")
def misbehaving(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack like the default one, but for its Python."""
    return misbehaving_pack(tmp_path_factory.mktemp("pack"))


def misbehaving_pack(folder: Path) -> Path:
    """Write that pack into a folder."""
    for part in ("templates", "schemas"):
        shutil.copytree(default_pack() / part, folder / part)
    schema = folder / "schemas" / "three_public.py"
    schema.write_text(schema.read_text(encoding="utf-8") + MISBEHAVIOUR, encoding="utf-8")
    return folder


@pytest.fixture
def batch(returned: Mapping[str, Path], tmp_path: Path) -> list[Path]:
    """Clean returns between files that misbehave."""
    paths = []
    for number, name in enumerate(QUICK):
        for path, code in ((f"{name}.xlsx", "312006"), (f"clean-{number}.xlsx", "312005")):
            paths.append(tmp_path / path)
            shutil.copyfile(returned[code], paths[-1])
    return paths


def read(paths: Sequence[Path], pack: Path, workers: int) -> list[Return]:
    """Read in children; none of them is left afterwards."""
    before = set(multiprocessing.active_children())
    with WorkerPool(ReadingTask(pack, budget=BUDGET), workers) as readers:
        returns = list(readers.read(paths))
    assert set(multiprocessing.active_children()) == before
    return returns


@pytest.mark.parametrize("name", sorted(WHYS))
def test_a_misdeed_is_one_finding(
    name: str, misbehaving: Path, returned: Mapping[str, Path], tmp_path: Path
) -> None:
    """The file is rejected and says why, in words; the next one is read."""
    if name in POSIX and sys.platform == "win32":
        pytest.skip("Windows limits neither memory nor processor time")
    paths = [tmp_path / f"{name}.xlsx", tmp_path / "clean.xlsx"]
    for path in paths:
        shutil.copyfile(returned["312006"], path)
    bad, good = read(paths, misbehaving, 1)
    (finding,) = bad.findings
    assert (bad.verdict, finding.rule) == (Verdict.REJECTED, "XL-108")
    assert finding.params == {"name": f"{name}.xlsx", "why": WHYS[name]}
    assert WHYS[name] not in render(finding, "zh")[0]
    assert (good.verdict, good.findings) == (Verdict.ACCEPTED, ())


def test_an_exception_of_the_pack_is_not_blamed_on_the_file(
    misbehaving: Path, returned: Mapping[str, Path], tmp_path: Path
) -> None:
    """It is told as what it is, with the file at which it happened; nothing is said of a return."""
    path = tmp_path / "failing.xlsx"
    shutil.copyfile(returned["312006"], path)
    with pytest.raises(PackError, match=r"the pack is faulty: schemas: .* \(at failing\.xlsx\)$"):
        read([path], misbehaving, 1)


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_the_batch_goes_on(workers: int, batch: list[Path], misbehaving: Path, pack: Pack) -> None:
    """However many children read, all returns come, in order, and clean ones are as alone."""
    returns = read(batch, misbehaving, workers)
    assert [item.path for item in returns] == [str(path) for path in batch]
    for item in returns:
        name = Path(item.path).stem
        if name in QUICK:
            assert [finding.rule for finding in item.findings] == ["XL-108"]
        else:
            assert item == read_return(Path(item.path), pack)


def test_nobody_waits_for_a_pack_that_does_not_load(
    returned: Mapping[str, Path], tmp_path: Path
) -> None:
    """Children that cannot even start give findings, not an endless wait."""
    paths = list(returned.values())
    returns = read(paths, tmp_path, 2)
    assert [item.findings[0].rule for item in returns] == ["XL-108"] * len(paths)


def test_leaving_early_ends_the_children(
    misbehaving: Path, returned: Mapping[str, Path], tmp_path: Path
) -> None:
    """Whoever stops in the middle leaves no child behind, not even a busy one."""
    path = tmp_path / "hung.xlsx"
    shutil.copyfile(returned["312006"], path)
    before = set(multiprocessing.active_children())
    with WorkerPool(ReadingTask(misbehaving, budget=BUDGET), 2) as readers:
        first = next(readers.read([returned["312006"], path]))
    assert first.verdict is Verdict.ACCEPTED
    assert set(multiprocessing.active_children()) == before


def test_no_files_are_no_returns(misbehaving: Path) -> None:
    """An empty batch ends at once."""
    assert read([], misbehaving, 2) == []
