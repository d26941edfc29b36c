"""What tests share: the default pack, the example campaign, LibreOffice, Chromium."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import Phase, settings

from tests.browser import Browser, find_browser
from tests.examples import units_of
from tests.office import Office, find_office
from tests.readers_here import ReadersHere
from xltool.batch import batch
from xltool.campaign.folder import examples, load_campaign, start_from_example
from xltool.consolidation.consolidate import consolidate
from xltool.pack import load
from xltool.pack.load import load_pack, load_pack_folder
from xltool.pack.shipped_packs import shipped_packs
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

    Say = Callable[[str], None]

settings.register_profile(
    "workbooks", deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
"""An example is whole workbooks: one that fails is shown as found, not made small for hours."""
settings.load_profile("workbooks")

LONGEST: Final = (
    "test_sheet_soundness.py", "test_sheet_errors.py", "test_corpus.py", "test_parity.py",
    "test_faults.py", "test_failing_writes.py", "test_kills.py", "test_reissue.py",
    "test_batch.py", "test_clerk.py", "test_fuzz.py", "test_trees.py", "test_hebei_example.py",
)  # fmt: skip
"""The files of minutes: begun first, so that no process waits for the last of them alone."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files that take longest first."""
    order = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: order.get(item.path.name, len(order)))


@pytest.fixture(scope="session", autouse=True)
def shipped_packs_are_loaded_once() -> Iterator[None]:
    """Let the commands that run in this process share the packs that ship.

    A command loads its pack once, which takes as long as all else that a small one does; the tests
    run some thousand commands in one process. Packs are frozen, and no test writes into these
    folders; copies are loaded whenever they are asked for.
    """
    shipped = set(shipped_packs().values())
    loaded: dict[Path, Pack] = {}

    def load_once(root: Path) -> Pack:
        if root not in shipped:
            return load_pack_folder(root)
        if root not in loaded:
            loaded[root] = load_pack_folder(root)
        return loaded[root]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "load_pack_folder", load_once)
        yield


@pytest.fixture(scope="module")
def reads_here() -> Iterator[None]:
    """Let the commands of a file of tests read in this process: no child is what they are about."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "WorkerPool", ReadersHere)
        yield


@pytest.fixture(scope="session")
def pack() -> Pack:
    """The default pack."""
    return load_pack()


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    """The example's campaign, where it stands in the repository: do not write there."""
    return load_campaign(examples() / "pingxiang-2020")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A fresh copy of the example's campaign: three returns, and what the department fills in."""
    start_from_example(tmp_path / "c", "pingxiang-2020")
    return tmp_path / "c"


@pytest.fixture(scope="session")
def submissions(pack: Pack, campaign: Campaign) -> Mapping[str, Submission]:
    """The example's three submissions, from its facts files, by entity code."""
    return {each.entity.code: each for each in units_of(campaign, pack)}


@pytest.fixture(scope="session")
def returned(
    pack: Pack, submissions: Mapping[str, Submission], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Path]:
    """The three filled workbooks, by entity code: read them, do not change them."""
    folder = tmp_path_factory.mktemp("returned")
    paths = {code: folder / f"{code}.xlsx" for code in submissions}
    for code, path in paths.items():
        write_workbook(path, pack, submissions[code])
    return paths


@pytest.fixture(scope="session")
def department(
    pack: Pack,
    campaign: Campaign,
    submissions: Mapping[str, Submission],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """The example's department workbook: read it, do not change it."""
    path = tmp_path_factory.mktemp("department") / "department.xlsx"
    parent = consolidate(pack, campaign.entity("312"), list(submissions.values()))
    write_workbook(path, pack, parent)
    return path


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    """A running LibreOffice; skips without one unless XLTOOL_REQUIRE_OFFICE=1."""
    reason = find_office()
    if reason and os.environ.get("XLTOOL_REQUIRE_OFFICE") == "1":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    with Office() as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A running Chromium; skips without one unless XLTOOL_REQUIRE_BROWSER=1."""
    reason = "" if find_browser() else "Chromium is not installed"
    if reason and os.environ.get("XLTOOL_REQUIRE_BROWSER") == "1":
        pytest.fail(reason)
    if reason:
        pytest.skip(reason)
    with Browser() as running:
        yield running


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Say:
    """Print a line past pytest's capture."""

    def line(text: str) -> None:
        with capsys.disabled():
            sys.stdout.write(f"\n{text} ")

    return line
