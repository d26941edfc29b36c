"""A batch with hostile files in it ends, tells of each, and adds up the others only when forced."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import openpyxl
import pytest

from benchmarks.returns import make
from tests.corpus.build import variants
from tests.corpus.variant import Clean, Expected
from tests.readers_here import ReadersHere
from xltool.batch import batch as batch_module
from xltool.batch.batch import ReadOptions, check
from xltool.batch.compact_returns import CompactReturns
from xltool.campaign.department import build
from xltool.campaign.folder import load_campaign
from xltool.facts.facts import facts
from xltool.kinds import Verdict
from xltool.reading.read import read_return

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.campaign import Campaign
    from xltool.model.findings import Return
    from xltool.model.forms import Pack

COUNT: Final = 40
EVERY: Final = 3
"""One hostile file after so many returns."""


@pytest.fixture(scope="module")
def hostile(pack: Pack, campaign: Campaign) -> list[tuple[str, bytes, Expected]]:
    """Twenty files that must be rejected, as different as there are: name, content, reason."""
    clean, rules = Clean(pack, campaign), dict[tuple[str, str], tuple[str, bytes, Expected]]()
    for variant in variants():
        rejected = variant.expected.verdict is Verdict.REJECTED
        kind = (variant.expected.findings[0].rule, variant.expected.reason) if rejected else None
        if kind and kind not in rules and not variant.office:
            data = variant.make(clean)
            rules[kind] = (f"{variant.family}-{variant.name}", data, variant.expected)
    assert len(rules) >= 20
    return list(rules.values())[:20]


@pytest.fixture(scope="module")
def batch(
    hostile: list[tuple[str, bytes, Expected]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Campaign, Mapping[str, Expected]]:
    """A campaign whose returns came with twenty hostile files among them."""
    folder = tmp_path_factory.mktemp("batch") / "campaign"
    make(folder, COUNT, office=False, every=COUNT + 1)
    expected = {}
    for number, (name, data, said) in enumerate(hostile):
        path = folder / "in" / f"9{number * 2:05d}-{name}.xlsx"
        path.write_bytes(data)
        expected[path.name] = said
    return load_campaign(folder), expected


@pytest.fixture(scope="module")
def paths(batch: tuple[Campaign, Mapping[str, Expected]]) -> list[Path]:
    """All files, in order of their names."""
    return sorted((batch[0].folder / "in").iterdir())


@pytest.fixture(scope="module")
def returns(
    batch: tuple[Campaign, Mapping[str, Expected]], paths: list[Path], pack: Pack
) -> list[Return]:
    """What became of each file."""
    return list(check(paths, pack, batch[0])[0])


def test_hostile_files_are_rejected_for_their_reasons(
    batch: tuple[Campaign, Mapping[str, Expected]], paths: list[Path], returns: list[Return]
) -> None:
    """Each of the twenty has its one finding; every other file can be accepted."""
    assert [item.path for item in returns] == [str(path) for path in paths]
    for item in returns:
        said = batch[1].get(Path(item.path).name)
        assert item.verdict is (Verdict.REJECTED if said else Verdict.ACCEPTED)
        if said:
            (finding,) = item.findings
            why = finding.params.get("why", finding.params.get("what", ""))
            assert (finding.rule, why) == (said.findings[0].rule, said.reason)


def test_a_brief_keeps_what_was_found(
    batch: tuple[Campaign, Mapping[str, Expected]], paths: list[Path], returns: list[Return],
    pack: Pack,
) -> None:  # fmt: skip
    """Without its figures a return still says whose it is, what was found, and its verdict."""
    brief = check(paths[:9], pack, batch[0], ReadOptions(keep=CompactReturns))[0]
    for short, whole in zip(brief, returns, strict=False):
        assert (short.path, short.findings, short.verdict) == (
            whole.path, whole.findings, whole.verdict,
        )  # fmt: skip
        if whole.submission:
            assert short.submission
            assert short.submission.origin == whole.submission.origin
            assert short.submission.tables == {}


def test_the_rest_is_added_up_only_when_forced(
    batch: tuple[Campaign, Mapping[str, Expected]],
    paths: list[Path],
    returns: list[Return],
    pack: Pack,
    tmp_path: Path,
) -> None:
    """Refused without ``--force``; with it, the sum of the sound, and the cover names the rest."""
    campaign, expected = batch
    target = tmp_path / "out.xlsx"
    assert build(campaign, pack, paths, target, force=False).path is None
    assert not target.exists()
    built = build(campaign, pack, paths, target, force=True)
    assert built.path == target
    whole = read_return(target, pack).submission
    assert whole
    assert whole.children
    sums = {(f.table, f.row, f.column): f.value for f in facts(pack, whole) if f.entity == "9"}
    parts = [
        record.values["current"]
        for item in returns
        if item.submission
        for record in item.submission.tables["income_expenditure"]
        if record.row == "income_general"
    ]
    assert len(parts) == COUNT
    assert sums["income_expenditure", "income_general", "current"] == str(sum(parts))  # type: ignore[arg-type] # decimals
    cover = openpyxl.load_workbook(target, read_only=True).worksheets[0]
    told = "\n".join(str(cell) for row in cover.iter_rows(values_only=True) for cell in row)
    assert [name for name in expected if name not in told] == []


def test_children_read_as_other_tests_do(
    returned: Mapping[str, Path], pack: Pack, campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What comes back from a child is what ``ReadersHere``, its double in other tests, reads."""
    paths = list(returned.values())
    children = check(paths, pack, campaign)
    monkeypatch.setattr(batch_module, "WorkerPool", ReadersHere)
    assert check(paths, pack, campaign) == children
