"""A workbook that was sent out before projects were listed or rows were given is told."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from tests.test_cli import run
from xltool.facts.facts import HEADER

if TYPE_CHECKING:
    from pathlib import Path


def notes(folder: Path, code: str) -> list[tuple[str, str, str]]:
    """Check a campaign; return sheet, text and severity of the notes on an entity's edition."""
    found = json.loads(run("check", "-C", folder, "--format", "json"))
    return [
        (finding["sheet"], finding["message"], finding["severity"])
        for file in found["files"]
        if file["entity"] == code
        for finding in file["findings"]
        if finding["rule"] == "XL-185"
    ]


def test_projects_that_were_listed_later(folder: Path) -> None:
    """A project that the campaign lists, and that the workbook has no card for, is named."""
    assert notes(folder, "312005") == []
    with (folder / "projects.csv").open("a", encoding="utf-8") as file:
        file.write("312005,新增监控项目\n")
    text = "这是较早下发的工作簿：没有后来增加的项目“新增监控项目”。"
    assert notes(folder, "312005") == [("绩效目标", text, "info")]
    assert notes(folder, "312006") == []


def test_a_name_typed_over_is_no_earlier_edition(folder: Path) -> None:
    """A card whose locked name was changed was there when the workbook was sent out."""
    (path,) = (folder / "in").glob("312005*")
    workbook = load_workbook(path)
    workbook["绩效目标"]["B4"] = "另一个名称"
    workbook.save(path)
    assert notes(folder, "312005") == []


def test_rows_that_were_given_later(folder: Path) -> None:
    """Given rows beyond the end of a register are counted."""
    given = folder / "given"
    given.mkdir()
    row = "312006,2020,procurement,procurement,{},,project,甲,,,,"
    lines = [",".join(HEADER), *(row.format(number) for number in (37, 39))]
    (given / "rows.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = json.loads(run("check", "-C", folder, "--format", "json", code=1))
    (file,) = (file for file in found["files"] if file["entity"] == "312006")
    (note,) = (finding for finding in file["findings"] if finding["rule"] == "XL-185")
    assert note["message"] == "这是较早下发的工作簿：少后来增加的 3 行。"
    assert "重新下发的工作簿" in note["hint"]
