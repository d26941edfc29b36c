"""On a Dask cluster everything comes out as it does here, even when a worker is lost."""

from __future__ import annotations

import os
import shutil
import signal
from typing import TYPE_CHECKING

import pytest
from distributed import LocalCluster
from typer.testing import CliRunner

from tests.test_sandbox import misbehaving_pack
from xltool.batch.batch import ReadOptions, check, read_returns
from xltool.campaign.department import build
from xltool.campaign.folder import load_campaign
from xltool.cli.app import app
from xltool.errors import XltoolError
from xltool.model.observer import SilentObserver
from xltool.pack.load import load_pack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack

pytestmark = pytest.mark.filterwarnings("default")  # Dask's own are not ours


@pytest.fixture(scope="module")
def cluster() -> Iterator[LocalCluster]:
    """Two worker processes under nannies, which start lost ones again, on loopback."""
    with LocalCluster(
        n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address=None
    ) as running:
        yield running


@pytest.fixture(scope="module")
def engine(cluster: LocalCluster) -> str:
    """The cluster as ``--engine`` names it."""
    address: str = cluster.scheduler_address
    return address.replace("tcp://", "dask://")


@pytest.fixture
def batch(returned: Mapping[str, Path], department: Path, tmp_path: Path) -> list[Path]:
    """A campaign's returns many times, with some that cannot be read."""
    paths = []
    for number in range(4):
        for code, path in returned.items():
            paths.append(tmp_path / f"{code}-{number}.xlsx")
            shutil.copyfile(path, paths[-1])
    (tmp_path / "no.xlsx").write_bytes(b"PK\x03\x04 nothing")
    (tmp_path / "text.xlsx").write_text("text")
    return [
        *paths,
        department,
        tmp_path / "no.xlsx",
        tmp_path / "text.xlsx",
        tmp_path / "none.xlsx",
    ]


def test_findings_are_the_same(
    engine: str, batch: list[Path], pack: Pack, campaign: Campaign
) -> None:
    """Every return and every finding is equal, in the same order."""
    assert check(batch, pack, campaign, ReadOptions(engine=engine)) == check(batch, pack, campaign)


def test_a_lost_worker_changes_nothing(
    engine: str, cluster: LocalCluster, batch: list[Path], pack: Pack, campaign: Campaign
) -> None:
    """A worker killed half way has its files read by another."""
    victim = cluster.workers[0].pid

    class Killer(SilentObserver):
        done = 0

        def advance(self) -> None:
            self.done += 1
            if self.done == len(batch) // 3:
                os.kill(victim, signal.SIGKILL)

    killer = Killer()
    found = check(batch, pack, campaign, ReadOptions(engine=engine), killer)
    assert cluster.workers[0].pid != victim
    assert killer.done == len(batch)
    assert found == check(batch, pack, campaign)


def test_department_is_the_same(
    engine: str, pack: Pack, campaign: Campaign, tmp_path: Path
) -> None:
    """The department's workbook is the same to the byte, so all its figures are."""
    shutil.copytree(campaign.folder, tmp_path / "c")
    here, files = load_campaign(tmp_path / "c"), sorted((tmp_path / "c" / "in").glob("*.xlsx"))
    for name, used in (("local", ""), ("there", engine)):
        built = build(here, pack, files, tmp_path / f"{name}.xlsx", engine=used)
        assert built.path
    assert (tmp_path / "local.xlsx").read_bytes() == (tmp_path / "there.xlsx").read_bytes()


def test_a_file_that_kills_is_one_finding(
    engine: str, returned: Mapping[str, Path], tmp_path: Path
) -> None:
    """The worker's own child dies, not the worker; and the pack that is read with is ours."""
    folder = tmp_path / "pack"
    folder.mkdir()
    pack = load_pack(misbehaving_pack(folder))
    for name in ("aborted", "clean", "recursing"):
        shutil.copyfile(returned["312005"], tmp_path / f"{name}.xlsx")
    paths = [tmp_path / f"{name}.xlsx" for name in ("aborted", "clean", "recursing")]
    found = list(read_returns(paths, pack, None, ReadOptions(engine=engine)))
    assert [[f.params.get("why") for f in item.findings] for item in found] == [
        ["died"], [], ["RecursionError"],
    ]  # fmt: skip
    assert found == list(read_returns(paths, pack, None))


def test_commands_take_an_engine(engine: str, returned: Mapping[str, Path], tmp_path: Path) -> None:
    """``check`` and ``extract`` say the same with ``--engine``."""
    paths = [str(path) for path in returned.values()]
    for command in (["check", "--format", "json"], ["extract"]):
        here = CliRunner().invoke(app, [*command, *paths])
        there = CliRunner().invoke(app, [*command, *paths, "--engine", engine])
        assert (there.exit_code, there.stdout) == (here.exit_code, here.stdout)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("engine", "said"),
    [("spark://here:1", "dask://HOST:PORT"), ("dask://127.0.0.1:9", "cannot be reached")],
)
def test_engine_that_is_none(
    engine: str, said: str, returned: Mapping[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another engine, or one that does not answer, is told in one message."""
    monkeypatch.setattr("xltool.workers.dask_readers.CONNECT_TIMEOUT", "1s")
    found = CliRunner().invoke(app, ["check", str(returned["312005"]), "--engine", engine])
    assert isinstance(found.exception, XltoolError)
    assert said in str(found.exception)
