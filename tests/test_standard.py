"""Every workbook that we write is one that Excel opens without repair, and others calculate."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from tests.trees import adjusting, trees
from xltool.bulk.bulk_writer import BulkWriter
from xltool.campaign.folder import planned
from xltool.pack.adjustable import CELLS
from xltool.writing.write import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xltool.model.campaign import Campaign
    from xltool.model.forms import Pack
    from xltool.model.submission import Submission

pytestmark = pytest.mark.clients
SCRIPTS = Path(__file__).with_name("clients")
TREES = 6


def node(script: str, paths: list[Path]) -> list[dict[str, Any]]:
    """Run a script over workbooks; return what it says of each."""
    program = shutil.which("node")
    if program is None or not (SCRIPTS / "node_modules").is_dir():
        missing("node, or what it needs, is not installed: npm ci in tests/clients")
    done = subprocess.run(
        [program, SCRIPTS / script, *paths], stdout=subprocess.PIPE, check=True, timeout=300
    )
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def missing(what: str) -> NoReturn:
    """Skip, unless XLTOOL_REQUIRE_CLIENTS=1 says that nothing may be missing."""
    if os.environ.get("XLTOOL_REQUIRE_CLIENTS") == "1":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")
def written(
    pack: Pack,
    campaign: Campaign,
    returned: Mapping[str, Path],
    department: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> list[Path]:
    """One workbook of each kind: blank, filled, department, adjusting, random trees."""
    folder, stamps = tmp_path_factory.mktemp("written"), BulkWriter(pack)
    paths = [*returned.values(), department, folder / "adjusting.xlsx"]
    for entity in campaign.entities:
        blank, fixed = planned(campaign, pack, entity, {})
        stamps.write(folder / f"blank-{entity.code}.xlsx", blank, fixed)
        paths.append(folder / f"blank-{entity.code}.xlsx")
    row = {"item": pack.codes[CELLS].lines[0].code, "reason": "=1+1 <&>"}
    parent = adjusting(pack, campaign.entity(campaign.root), [row])
    write_workbook(folder / "adjusting.xlsx", pack, parent)

    @settings(
        max_examples=TREES, deadline=None, derandomize=True, phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )  # fmt: skip
    @given(trees(pack))
    def tree(whole: Submission) -> None:
        path = folder / f"tree-{len(paths)}.xlsx"
        write_workbook(path, pack, whole)
        paths.append(path)

    tree()
    return paths


def test_open_xml_sdk_finds_nothing(written: list[Path]) -> None:
    """Microsoft's own validator has no error: Excel asks for no repair."""
    found = node("validate.mjs", written)
    assert [(each["file"], each["errors"]) for each in found if not each["ok"]] == []
    assert len(found) == len(written) >= 8 + TREES


def test_another_engine_takes_every_formula(
    written: list[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """HyperFormula parses every formula, and none ends in an error."""
    found = node("calculate.mjs", written)
    assert [each for each in found if each["failed"]] == []
    count = sum(each["formulas"] for each in found)
    assert count > 5000
    with capsys.disabled():
        sys.stdout.write(f"\nHyperFormula: {count} formulas of {len(found)} workbooks, 0 errors ")
