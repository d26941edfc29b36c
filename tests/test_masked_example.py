"""The example as it was published, with asterisks: read as entered, judged, recalculated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.masked_example import MASK, as_published
from tests.test_trees import differing
from xltool.consolidation.consolidate import consolidate
from xltool.reading.read import read_return
from xltool.validation.validate import validate
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.conftest import Say
    from tests.office import Office
    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

CODES = ("312002", "312005", "312006")
PARTLY_MASKED = ("C35", "C36", "C37", "C38", "C39", "C40", "C294")
"""The rows of 公安局 whose basis was published though all else was not, or the other way round."""


@pytest.fixture(scope="module")
def masked(submissions: Mapping[str, Submission]) -> Mapping[str, Submission]:
    """The entities' submissions as published."""
    return {code: as_published(submission) for code, submission in submissions.items()}


@pytest.fixture(scope="module")
def paths(
    pack: Pack, masked: Mapping[str, Submission], tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Path]:
    """Their workbooks."""
    folder = tmp_path_factory.mktemp("masked")
    found = {code: folder / f"{code}.xlsx" for code in masked}
    for code, path in found.items():
        write_workbook(path, pack, masked[code])
    return found


def found_in(paths: Mapping[str, Path], pack: Pack) -> set[tuple[str, str, str, str]]:
    """Return what is found: whose, the rule, the sheet and the cell."""
    returns = validate(pack, [read_return(path, pack) for path in paths.values()])
    return {
        (each.entity, each.rule, each.sheet, each.cell)
        for item in returns
        for each in item.findings
    }


@pytest.mark.parametrize("code", CODES)
def test_asterisks_come_back_as_they_were_entered(
    pack: Pack, masked: Mapping[str, Submission], paths: Mapping[str, Path], code: str
) -> None:
    """A run of asterisks is a text like any other: no longer, no shorter, and not blank."""
    found = read_return(paths[code], pack)
    assert found.findings == ()
    assert found.submission is not None
    assert dict(found.submission.values()) == dict(masked[code].values())
    assert any(MASK in str(value) for _, value in found.submission.values())


def test_only_rows_that_are_masked_in_part_are_told(
    pack: Pack, returned: Mapping[str, Path], paths: Mapping[str, Path]
) -> None:
    """P12 is what a masked return gets beside the advice for an unmasked one; R24, R28 are not."""
    before, after = found_in(returned, pack), found_in(paths, pack)
    assert after - before == {("312002", "P12", "绩效目标", cell) for cell in PARTLY_MASKED}
    assert before - after == set()


@pytest.mark.libreoffice
@pytest.mark.parametrize("code", CODES)
def test_a_masked_workbook_recalculates_alike(
    office: Office, paths: Mapping[str, Path], code: str, say: Say
) -> None:
    """No formula takes the asterisks of a name for any text, as SUMIFS would."""
    count, wrong = differing(office, paths[code])
    assert wrong == []
    say(f"{code} masked: {count} formulas, 0 differ")


@pytest.mark.libreoffice
def test_a_masked_department_recalculates_alike(
    office: Office,
    pack: Pack,
    campaign: Campaign,
    masked: Mapping[str, Submission],
    tmp_path: Path,
    say: Say,
) -> None:
    """Nor do those of the department, whose totals hold what is masked in its parts' names."""
    path = tmp_path / "department.xlsx"
    write_workbook(path, pack, consolidate(pack, campaign.entity("312"), list(masked.values())))
    count, wrong = differing(office, path)
    assert wrong == []
    say(f"masked department: {count} formulas, 0 differ")
