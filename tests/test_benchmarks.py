"""The benchmark's returns are what they claim to be: a small run, for what it finds."""

from __future__ import annotations

import shutil
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.naive import check as naive_check
from benchmarks.returns import FAULTS, make
from xltool.batch.batch import check, read_returns
from xltool.campaign.department import build
from xltool.campaign.folder import load_campaign
from xltool.facts.facts import facts
from xltool.kinds import Severity, Verdict
from xltool.validation.rule_findings import with_rule_findings
from xltool.validation.validate import validate
from xltool.workers.worker_pool import ReadingTask, WorkerPool

if TYPE_CHECKING:
    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

COUNT: Final = 20


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Campaign, dict[str, str]]:
    """A campaign with some returns, and the planted faults by file name."""
    folder = tmp_path_factory.mktemp("bench") / "campaign"
    faults = make(folder, COUNT, office=False)
    return load_campaign(folder), faults


@pytest.fixture(scope="module")
def paths(made: tuple[Campaign, dict[str, str]]) -> list[Path]:
    """The returns."""
    return sorted((made[0].folder / "in").iterdir())


@pytest.fixture(scope="module")
def checked(
    made: tuple[Campaign, dict[str, str]], paths: list[Path], pack: Pack
) -> dict[str, Return]:
    """The checked returns by file name."""
    returns, between = check(paths, pack, made[0])
    assert between == []
    return {Path(item.path).name: item for item in returns}


def test_rules_say_the_same_wherever_they_are_judged(tmp_path: Path, pack: Pack) -> None:
    """What a child says of the rules is what is said without one."""
    make(tmp_path / "c", 4, office=False, every=2)
    files = sorted((tmp_path / "c" / "in").iterdir())
    with WorkerPool(ReadingTask(pack.folder, then=with_rule_findings), 1) as readers:
        there = list(readers.read(files))
    assert all(item.rulings for item in there)
    assert not any(finding.rule.startswith("R") for item in there for finding in item.findings)
    here = list(read_returns(files, pack, None))
    # what was typed is digested where returns are held against earlier ones
    checked = [replace(item, content="") for item in check(files, pack)[0]]
    assert validate(pack, there) == validate(pack, here) == checked


def test_planted_faults_are_found_and_nothing_else(
    made: tuple[Campaign, dict[str, str]], checked: dict[str, Return]
) -> None:
    """Each planted fault is an error under its rule; every other return can be accepted."""
    assert len(made[1]) == COUNT // 20
    for name, item in checked.items():
        rules = {f.rule for f in item.findings if f.severity is Severity.ERROR}
        if name in made[1]:
            assert made[1][name] in rules
        else:
            assert (item.verdict, rules) == (Verdict.ACCEPTED, set())


def test_every_fault_is_found(tmp_path: Path, pack: Pack) -> None:
    """All the faults that a large run plants are found, in one of each."""
    faults = make(tmp_path / "all", len(FAULTS), office=False, every=1)
    paths = [tmp_path / "all" / "in" / name for name in faults]
    assert set(faults.values()) == set(FAULTS)
    for item in check(paths, pack)[0]:
        found = {f.rule for f in item.findings if f.severity is Severity.ERROR}
        assert faults[Path(item.path).name] in found


def test_returns_differ(paths: list[Path], pack: Pack) -> None:
    """No two of them hold the same: nothing is quick because it was seen before."""
    submissions = [item.submission for item in read_returns(paths, pack, None) if item.submission]
    assert len(submissions) == COUNT
    assert len({submission.entity for submission in submissions}) == COUNT
    projects = [
        {r.values.get("project") for r in submission.tables["performance"]} - {None}
        for submission in submissions
    ]
    assert not projects[0] & projects[6] - {p for p in projects[0] if "*" in str(p)}


@settings(max_examples=4, deadline=None)
@given(data=st.data(), workers=st.integers(1, 3))
def test_order_and_workers_change_nothing(
    data: st.DataObject, workers: int, paths: list[Path], checked: dict[str, Return], pack: Pack
) -> None:
    """Each return is found to be the same in any company, order and number of workers."""
    chosen = data.draw(st.permutations(paths))[:8]
    with WorkerPool(ReadingTask(pack.folder), workers) as readers:
        returns = validate(pack, list(readers.read(chosen)))
    assert [item.path for item in returns] == [str(path) for path in chosen]
    for item in returns:
        assert told(item) == told(checked[Path(item.path).name])


def told(item: Return) -> list[tuple[str, str, str, str]]:
    """Return what was found, without what only a campaign knows."""
    return [(f.rule, f.sheet, f.cell, f.value) for f in item.findings]


def test_chunks_change_nothing(
    paths: list[Path], checked: dict[str, Return], pack: Pack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many are validated together, each is found to be the same."""
    monkeypatch.setattr("xltool.batch.batch.CHUNK", 3)
    for item in check(paths[:8], pack)[0]:
        assert told(item) == told(checked[Path(item.path).name])


def test_sums_are_those_of_the_returns(
    made: tuple[Campaign, dict[str, str]], paths: list[Path], pack: Pack, tmp_path: Path
) -> None:
    """The department's figure is the exact sum, and what a script with floats comes near to."""
    campaign = made[0]
    whole = tmp_path / "whole"
    shutil.copytree(campaign.folder, whole)
    sound = [path for path in paths if path.name not in made[1]][:6]
    built = build(load_campaign(whole), pack, sound, tmp_path / "x.xlsx", force=True)
    assert built.path
    exact = sum(amount(pack, item.submission) for item in built.returns if item.submission)
    floats = sum(naive_check(path, "openpyxl")[0]["收支总表"]["current"].iloc[0] for path in sound)
    found = next(iter(read_returns([built.path], pack, None))).submission
    assert found
    assert amount(pack, found) == exact
    assert floats == pytest.approx(float(exact))


def amount(pack: Pack, submission: Submission) -> Decimal:
    """Return this year's general income."""
    return next(
        Decimal(fact.value)
        for fact in facts(pack, submission)
        if (fact.row, fact.column) == ("income_general", "current")
    )
